// The scale bar, and the coordinates under the pointer (WGS 84).
import { write } from "../element.js";
import { fixed } from "../format.js";

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

export class ScaleBar {
  /** `box` holds the text of the pointer's place and the bar. */
  constructor(box = document.querySelector("#stage .scale")) {
    const [cursor, bar] = box.children;
    Object.assign(this, { cursor, line: bar.firstElementChild, text: bar.lastElementChild });
  }

  show(view, pointer, frame) {
    const meters = steps.filter((one) => one * view.scale <= 130).at(-1) ?? 1;
    this.line.style.width = `${meters * view.scale}px`;
    write(this.text, `${meters} m`);
    if (!pointer || !frame) return write(this.cursor, "");
    const [longitude, latitude] = frame.position(view.point(...pointer));
    const part = (value, positive, negative) => `${fixed(Math.abs(value), 6)}° ${value < 0 ? negative : positive}`;
    write(this.cursor, `${part(latitude, "N", "S")}  ${part(longitude, "E", "W")}`);
  }
}
