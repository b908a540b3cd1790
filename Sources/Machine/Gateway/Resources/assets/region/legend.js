// What the colours of the links mean, in numbers, and the marks on them.
import { element, write } from "../element.js";
import { label, say } from "../language.js";
import { drawVehicle } from "../layers/bodies.js";
import { hatching } from "../layers/links.js";
import { kinds } from "../kinds.js";
import { classes, emptyColor, noLimitColor, rangeText } from "./ramp.js";

export class RampLegend {
  constructor(body) {
    this.title = element("b", { "data-words": "ramp.title" });
    this.ranges = classes.map(() => element("span"));
    const ramp = classes.map((one, index) => line(fill(one.color), this.ranges[index]));
    const words = (key) => element("span", { "data-words": key });
    this.noLimit = line(fill(noLimitColor), words("look.noLimit"));
    this.vehicles = element("span");
    body.append(this.title, ...ramp, line(fill(emptyColor), words("look.empty")),
      line((context) => { context.fillStyle = hatching(context); context.fillRect(0, 4, 26, 11); },
        words("look.unobserved")),
      this.noLimit, line(paintQueue, words("ramp.queue")), line(paintVehicle, this.vehicles));
    label(body);
    this.relabel();
  }

  /** `hasNoLimit` where some link has no speed limit; `isTooFar` where vehicles are too small to be drawn. */
  show(hasNoLimit, isTooFar) {
    this.noLimit.hidden = !hasNoLimit;
    write(this.vehicles, say(isTooFar ? "ramp.vehiclesNear" : "ramp.vehicles"));
  }

  relabel() { this.ranges.forEach((one, index) => write(one, rangeText(index))); }
}

const fill = (color) => (context) => {
  context.fillStyle = color;
  context.fillRect(0, 4, 26, 11);
};

function paintQueue(context) {
  context.fillStyle = "#1a0b10";
  context.fillRect(0, 4, 26, 11);
  context.fillStyle = "#ffffff";
  for (const x of [3, 10, 17]) context.fillRect(x, 6, 5, 7);
}

function paintVehicle(context) {
  context.translate(13, 10);
  context.rotate(Math.PI / 2);
  drawVehicle(context, kinds[1], 17, 8);
}

function line(paint, words) {
  const ratio = 2, canvas = element("canvas", { width: 26 * ratio, height: 20 * ratio, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  paint(context);
  return element("div", {}, canvas, words);
}
