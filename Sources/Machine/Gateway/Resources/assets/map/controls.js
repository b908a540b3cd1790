// Moves the view by pointer, wheel and keys, and reports hover and choice.
const step = 70;

export class Controls {
  /** `act` has hover(x, y), leave(), choose(x, y), fit(), next(direction), clear(). */
  constructor(canvas, view, act) {
    Object.assign(this, { canvas, view, act, pointers: new Map() });
    const on = (name, take, options) => canvas.addEventListener(name, take, options);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.pointers.delete(event.pointerId));
    on("pointerleave", () => act.leave());
    on("wheel", (event) => this.wheel(event), { passive: false });
    on("keydown", (event) => this.key(event));
    on("dblclick", (event) => view.zoom(2, event.offsetX, event.offsetY));
  }

  down(event) {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
    this.travelled = 0;
    this.canvas.classList.add("grabbing");
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.act.hover(event.offsetX, event.offsetY);
    const dx = event.offsetX - before[0], dy = event.offsetY - before[1];
    this.travelled += Math.hypot(dx, dy);
    if (this.pointers.size === 2) this.pinch(event);
    else if (this.travelled > 4) this.view.pan(dx, dy);
    this.pointers.set(event.pointerId, [event.offsetX, event.offsetY]);
  }

  /** Two fingers: the distance between them zooms about their middle. */
  pinch(event) {
    const [still] = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    const before = this.pointers.get(event.pointerId);
    const was = Math.hypot(before[0] - still[0], before[1] - still[1]);
    const is = Math.hypot(event.offsetX - still[0], event.offsetY - still[1]);
    if (was > 10) this.view.zoom(is / was, (event.offsetX + still[0]) / 2, (event.offsetY + still[1]) / 2);
  }

  up(event) {
    const held = this.pointers.delete(event.pointerId);
    this.canvas.classList.remove("grabbing");
    if (held && this.travelled <= 4) this.act.choose(event.offsetX, event.offsetY);
  }

  wheel(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : 1);
    const factor = Math.exp(-Math.max(-120, Math.min(120, pixels)) * 0.0022);
    this.view.zoom(factor, event.offsetX, event.offsetY);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowLeft: () => this.view.pan(step, 0), ArrowRight: () => this.view.pan(-step, 0),
      ArrowUp: () => this.view.pan(0, step), ArrowDown: () => this.view.pan(0, -step),
      "+": () => this.view.zoom(1.35), "=": () => this.view.zoom(1.35), "-": () => this.view.zoom(1 / 1.35),
      0: () => this.act.fit(), f: () => this.act.fit(), n: () => this.act.next(1), p: () => this.act.next(-1),
      Escape: () => this.act.clear(),
    };
    const take = keys[event.key];
    if (!take) return;
    event.preventDefault();
    take();
  }
}
