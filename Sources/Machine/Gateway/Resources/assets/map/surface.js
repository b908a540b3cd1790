// Two canvases over one another with one camera: the back is redrawn when the view changes, the front in each frame.
import { View } from "./view.js";
import { Controls } from "./controls.js";
import { drawingSettings } from "../layers/rendering.js";

export class Surface {
  /**
   * `section` holds the canvases (back, then front) and the buttons of the view (in, out, fit); `act` is that of
   * Controls; `resized` is called when the back must be drawn anew.
   */
  constructor(section, act, resized) {
    const [back, front] = section.querySelectorAll("canvas");
    Object.assign(this, { section, back, front, act, resized, view: new View() });
    this.context = front.getContext("2d", drawingSettings);
    this.controls = new Controls(front, this.view, act);
    const [closer, farther, whole] = section.querySelectorAll(".tools button");
    closer.onclick = () => this.view.zoom(1.5);
    farther.onclick = () => this.view.zoom(1 / 1.5);
    whole.onclick = () => act.fit();
  }

  /** Follows the size of the section from now on. */
  watch() {
    new ResizeObserver(() => this.resize()).observe(this.section);
    this.resize();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.section, ratio = window.devicePixelRatio || 1;
    if (width === 0 || height === 0) return;  // another tier is shown
    for (const canvas of [this.back, this.front]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const wasFitted = this.fitted === this.view.version;
    this.view.resize(width, height, ratio);
    this.resized();
    if (wasFitted) this.act.fit();
  }

  /** Shows `bounds` whole, and again after each change of size until somebody moves the view. */
  fit(bounds, margin) {
    // The legend lies over the lower edge, and is higher where the map is narrow.
    const legend = this.section.querySelector(".legend")?.offsetHeight ?? 0;
    this.view.fit(bounds, { ...margin, bottom: legend + 24 });
    this.fitted = this.view.version;
  }
}
