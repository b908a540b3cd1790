// The legend and the census of the scene in one: how each class looks, and how many there are now.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { kinds } from "../kinds.js";
import { drawConnectedMark, drawVehicle, drawVulnerable } from "../layers/bodies.js";

const shown = [1, 2, 3, 7, 6, 5, 4, 0];  // vehicles in the first row, vulnerable road users in the second
const drawn = { 1: [19, 8], 2: [22, 9], 3: [25, 9], 7: [20, 8], 0: [15, 8] };

export class LegendPanel {
  constructor(body) {
    this.counts = new Map();
    const line = (key, words, paint) => {
      const count = element("b", {}, "0"),
        whole = element("div", {}, swatch(paint), element("span", { "data-words": words }, say(words)), count);
      this.counts.set(key, { count, whole });
      return whole;
    };
    for (const index of shown) {
      body.append(line(index, `kind.${kinds[index].name}`, (context) => paintKind(context, index)));
    }
    body.append(line("connected", "legend.connected", (context) => drawConnectedMark(context, 13, 14, 9)),
      line("all", "legend.total", () => {}));
  }

  /** Counts the objects of the newest scene. */
  show(objects) {
    const counts = new Map([["connected", 0], ["all", 0]]);
    for (const object of objects) {
      const key = this.counts.has(object.kind) ? object.kind : 0;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      counts.set("all", counts.get("all") + 1);
      if (object.connected) counts.set("connected", counts.get("connected") + 1);
    }
    for (const [key, { count, whole }] of this.counts) {
      write(count, String(counts.get(key) ?? 0));
      whole.classList.toggle("none", !counts.get(key));
    }
  }
}

function paintKind(context, index) {
  const kind = kinds[index];
  context.translate(13, 10);
  if (kind.form !== "box") return drawVulnerable(context, kind, 7, 90);
  context.rotate(Math.PI / 2);
  drawVehicle(context, kind, ...drawn[index]);
}

function swatch(paint) {
  const ratio = 2, canvas = element("canvas", { width: 26 * ratio, height: 20 * ratio, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  paint(context);
  return canvas;
}
