// A small plot of one measure over time, in SVG: axes with units, gaps that stay gaps, a line to read values at.
import { element } from "../element.js";
import { hourAndMinute } from "../format.js";
import { ticksBetween } from "../zone.js";
import { say } from "../language.js";

const left = 38, right = 8, top = 16, bottom = 5, axis = 13;

/** 1, 2 or 5 times a power of ten, so that about `count` of them cover `most`. */
function niceStep(most, count) {
  const rough = most / count, power = 10 ** Math.floor(Math.log10(rough)), share = rough / power;
  return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

const timeSteps = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200];

export class Plot {
  /**
   * `color` of the line; `height` in pixels, or what CSS makes of it where the plot `fills` its box; `hasTimes` writes
   * the hours below; `least` is the least top of the axis.
   * `hover(time | null)` is called with the pointer's time, `choose(time)` with a click.
   */
  constructor({ color, height = 74, fills = false, hasTimes = false, least = 1, hover = () => {}, choose = () => {} }) {
    Object.assign(this, { color, height: height + (hasTimes ? axis : 0), hasTimes, fills, least, width: 0 });
    this.caption = element("text", { x: left, y: 10, class: "caption" });
    this.value = element("text", { y: 10, class: "value", "text-anchor": "end" });
    this.grid = element("g");
    this.data = element("g", { class: "data" });
    this.cursor = element("line", { class: "cursor", visibility: "hidden" });
    this.dot = element("circle", { r: 3, class: "dot", visibility: "hidden", fill: color });
    this.shown = element("line", { class: "shown", visibility: "hidden" });
    this.body = element("svg", { class: "plot", role: "img", height: fills ? null : this.height,
      pointermove: (event) => hover(this.timeAt(event)), pointerleave: () => hover(null),
      click: (event) => choose(this.timeAt(event)) },
    this.grid, this.data, this.shown, this.cursor, this.dot, this.caption, this.value);
  }

  get floor() { return this.height - bottom - (this.hasTimes ? axis : 0); }

  /**
   * Shows `points` [{time, value | null, seconds}] from `from` to `to` (ms), each the end of `step` seconds. `limit`
   * is a value that the axis reaches, drawn as a dashed line.
   */
  show({ points, from, to, step, title, limit = null }) {
    const width = Math.max(120, this.body.clientWidth || this.body.parentElement?.clientWidth || 300);
    Object.assign(this, { from, to, step, points, width });
    if (this.fills) this.height = Math.max(60, this.body.clientHeight || this.height);
    const values = points.map((one) => one.value).filter((value) => Number.isFinite(value));
    const most = Math.max(this.least, ...values, limit ?? 0), tick = niceStep(most * 1.02, this.lines);
    this.ceiling = Math.ceil((most * 1.02) / tick) * tick;
    this.body.setAttribute("viewBox", `0 0 ${width} ${this.height}`);
    this.body.setAttribute("aria-label", title);
    this.caption.textContent = title;
    this.value.setAttribute("x", width - right);
    this.drawGrid(tick, limit);
    this.drawData();
  }

  /** About as many lines across as leave room for the figures beside them. */
  get lines() { return Math.min(6, Math.max(3, Math.floor((this.floor - top) / 50))); }

  x(time) { return left + ((time - this.from) / (this.to - this.from)) * (this.width - left - right); }
  y(value) { return this.floor - (value / this.ceiling) * (this.floor - top); }

  drawGrid(tick, limit) {
    const end = this.width - right, lines = [];
    for (let value = 0; value <= this.ceiling + tick / 2; value += tick) {
      const y = this.y(value).toFixed(1);
      lines.push(element("line", { class: value === 0 ? "axis" : "grid", x1: left, x2: end, y1: y, y2: y }),
        element("text", { x: left - 4, y: Number(y) + 3.5, "text-anchor": "end" },
          String(Number(value.toPrecision(3)))));
    }
    lines.push(...this.timeTicks());
    if (limit) {
      const y = this.y(limit).toFixed(1);
      lines.push(element("line", { class: "limit", x1: left, x2: end, y1: y, y2: y }),
        element("text", { x: end, y: Number(y) + 10, "text-anchor": "end" }, say("plot.limit")));
    }
    this.grid.replaceChildren(...lines);
  }

  timeTicks() {
    const seconds = (this.to - this.from) / 1000, lines = [];
    const step = (timeSteps.find((one) => seconds / one <= 6) ?? 86400) * 1000;
    for (const time of ticksBetween(this.from, this.to, step)) {
      const x = this.x(time).toFixed(1);
      lines.push(element("line", { class: "grid", x1: x, x2: x, y1: top, y2: this.floor }));
      const fits = x > left + 12 && x < this.width - right - 12;
      if (this.hasTimes && fits) lines.push(element("text", { x, y: this.floor + axis, "text-anchor": "middle" },
        hourAndMinute(time)));
    }
    return lines;
  }

  /** The points in runs without a gap; a run of one is a dot. Where nothing was told the ground is hatched by CSS. */
  drawData() {
    const drawn = [];
    let before = this.from;
    for (const run of this.runs()) {
      const start = run[0].time - this.step * 1000;
      if (start - before > this.step * 1500) drawn.push(this.gap(before, start));
      before = run.at(-1).time;
      for (const part of partsOf(run)) {
        const line = part.map((one) => `${this.x(one.time).toFixed(1)},${this.y(one.value).toFixed(1)}`);
        if (part.length === 1) drawn.push(element("circle", { cx: line[0].split(",")[0], cy: line[0].split(",")[1],
          r: 1.6, fill: this.color, class: "point" }));
        else drawn.push(element("polyline", { points: line.join(" "), stroke: this.color, class: "line" }));
      }
    }
    if (this.to - before > this.step * 2500 + 3000) drawn.push(this.gap(before, this.to));
    this.data.replaceChildren(...drawn);
  }

  /** Points that follow one another step by step. */
  runs() {
    const runs = [];
    let last = null;
    for (const one of this.points) {
      if (last === null || one.time - last > this.step * 1500) runs.push([]);
      runs.at(-1).push(one);
      last = one.time;
    }
    return runs;
  }

  gap(from, to) {
    const x = this.x(Math.max(from, this.from)), end = this.x(Math.min(to, this.to));
    return element("rect", { class: "gap", x: x.toFixed(1), width: Math.max(0, end - x).toFixed(1), y: top,
      height: this.floor - top });
  }

  timeAt(event) {
    const box = this.body.getBoundingClientRect();
    const share = (event.clientX - box.left - left) / (box.width - left - right);
    return this.from + Math.max(0, Math.min(1, share)) * (this.to - this.from);
  }

  /** The point whose step holds `time`, or null in a gap. */
  pointAt(time) {
    return (this.points ?? []).find((one) => time > one.time - this.step * 1000 && time <= one.time) ?? null;
  }

  /** Reads the value at `time` off; null takes the line away. `text` is the value as it is to be written. */
  point(time, text) {
    const point = time === null ? null : this.pointAt(time), isKnown = Number.isFinite(point?.value);
    this.cursor.setAttribute("visibility", time === null ? "hidden" : "visible");
    this.dot.setAttribute("visibility", isKnown ? "visible" : "hidden");
    this.value.textContent = text;
    if (time === null) return;
    place(this.cursor, this.x(point?.time ?? time), top, this.floor);
    if (!isKnown) return;
    this.dot.setAttribute("cx", this.x(point.time).toFixed(1));
    this.dot.setAttribute("cy", this.y(point.value).toFixed(1));
  }

  /** Marks the instant that the map shows, where it is the past. */
  mark(time) {
    const isInside = time !== null && time >= this.from && time <= this.to;
    this.shown.setAttribute("visibility", isInside ? "visible" : "hidden");
    if (isInside) place(this.shown, this.x(time), top, this.floor);
  }
}

function place(line, x, y1, y2) {
  for (const [key, value] of Object.entries({ x1: x.toFixed(1), x2: x.toFixed(1), y1, y2 })) {
    line.setAttribute(key, value);
  }
}

/** A run without the points that have no value (nobody drove): the line does not bridge them. */
function partsOf(run) {
  const parts = [];
  let isOpen = false;
  for (const one of run) {
    const isKnown = Number.isFinite(one.value);
    if (isKnown && !isOpen) parts.push([]);
    if (isKnown) parts.at(-1).push(one);
    isOpen = isKnown;
  }
  return parts;
}
