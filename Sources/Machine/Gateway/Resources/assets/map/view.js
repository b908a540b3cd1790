// The camera: which metres of the edge's frame are on the screen, north up.
const smallest = 0.15, largest = 60;  // CSS pixels a metre

export class View {
  constructor() {
    this.east = 0;
    this.north = 0;
    this.scale = 1.5;
    this.width = 1;
    this.height = 1;
    this.ratio = 1;
    /** Grows with each change: layers that keep a picture compare it. */
    this.version = 0;
  }

  resize(width, height, ratio) {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    Object.assign(this, { width, height, ratio });
    this.version += 1;
  }

  x(east) { return this.width / 2 + (east - this.east) * this.scale; }
  y(north) { return this.height / 2 - (north - this.north) * this.scale; }

  /** The metres under a point of the screen. */
  point(x, y) {
    return [this.east + (x - this.width / 2) / this.scale, this.north - (y - this.height / 2) / this.scale];
  }

  /** Moves by pixels of the screen. */
  pan(dx, dy) {
    this.east -= dx / this.scale;
    this.north += dy / this.scale;
    this.version += 1;
  }

  /** Zooms by a factor and keeps what is under (x, y) there. */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const [east, north] = this.point(x, y);
    this.scale = Math.min(largest, Math.max(smallest, this.scale * factor));
    this.east = east - (x - this.width / 2) / this.scale;
    this.north = north + (y - this.height / 2) / this.scale;
    this.version += 1;
  }

  /** Puts a point in the middle, no farther out than `scale`. */
  goTo([east, north], scale) {
    Object.assign(this, { east, north, scale: Math.max(this.scale, scale) });
    this.version += 1;
  }

  /** Shows `bounds` {west, south, east, north} whole, with a margin in pixels at each side. */
  fit(bounds, margin = { left: 56, right: 24, top: 28, bottom: 40 }) {
    const across = Math.max(40, bounds.east - bounds.west), up = Math.max(40, bounds.north - bounds.south);
    const width = Math.max(50, this.width - margin.left - margin.right);
    const height = Math.max(50, this.height - margin.top - margin.bottom);
    this.scale = Math.min(largest, Math.max(smallest, Math.min(width / across, height / up)));
    this.east = (bounds.east + bounds.west) / 2 + (margin.right - margin.left) / 2 / this.scale;
    this.north = (bounds.north + bounds.south) / 2 + (margin.top - margin.bottom) / 2 / this.scale;
    this.version += 1;
  }

  /** Lets `context` draw in metres, north up. */
  inMeters(context) {
    const k = this.scale * this.ratio;
    context.setTransform(k, 0, 0, -k, (this.width / 2 - this.east * this.scale) * this.ratio,
      (this.height / 2 + this.north * this.scale) * this.ratio);
  }

  /** Lets `context` draw in CSS pixels. */
  inPixels(context) { context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0); }
}
