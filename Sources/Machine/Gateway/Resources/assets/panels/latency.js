// Where the time goes: each stage's percentiles, in one unit, with the spread on a logarithmic axis beside them.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { milliseconds, whole } from "../format.js";
import { head, rows, section } from "./section.js";

const decades = 6;  // the axis runs from 1 us to 1 s
const place = (micros) => (Math.log10(Math.min(1e6, Math.max(1, micros))) / decades) * 96;

export class LatencyPanel {
  constructor() {
    this.alarm = element("div", { class: "alarm", role: "alert", id: "scheduling", hidden: true },
      element("b", { "data-words": "scheduling.title" }, say("scheduling.title")),
      element("span", { "data-words": "scheduling.detail" }, say("scheduling.detail")));
    this.stages = element("tbody");
    this.axis = element("th", { "data-words-title": "latency.axis", title: say("latency.axis") }, "1 µs – 1 s");
    const names = ["p50", "p99", "p99.9"].map((name) => element("th", { scope: "col" }, name));
    const headings = element("thead", {}, element("tr", {}, head("latency.stage"), ...names, this.axis));
    const { body, small } = section("latency", this.alarm,
      element("table", { class: "live-data" }, headings, this.stages));
    Object.assign(this, { body, small });
  }

  clear() { this.stages.replaceChildren(); }

  /** Takes an answer of /stages. */
  take(answer) {
    this.alarm.hidden = answer.schedulingClass === "fifo";
    const made = rows(this.stages, answer.stages.length, makeRow);
    answer.stages.forEach((stage, i) => {
      const cells = made[i].children, has = stage.count > 0;
      write(cells[0], say(`stage.${stage.stage}`));
      write(cells[1], has ? milliseconds(stage.p50Microseconds) : "–");
      write(cells[2], has ? milliseconds(stage.p99Microseconds) : "–");
      write(cells[3], has ? milliseconds(stage.p999Microseconds) : "–");
      made[i].className = stage.stage === "total" ? "total" : "";
      const chart = cells[4].firstChild, dot = chart.lastChild, line = dot.previousSibling;
      line.setAttribute("x1", place(stage.p50Microseconds));
      line.setAttribute("x2", Math.max(place(stage.p999Microseconds), place(stage.p50Microseconds) + 1));
      dot.setAttribute("cx", place(stage.p99Microseconds));
    });
    const total = answer.stages.find((stage) => stage.stage === "total");
    write(this.small, `${say("latency.unit")} · ${say("latency.count", { count: whole(total?.count) })}`);
  }
}

/** Four cells of text and a chart: ticks, the line from p50 to p99.9, a dot at p99. */
function makeRow() {
  const line = element("line", { y1: 6, y2: 6, stroke: "#5cc8ff", "stroke-width": 3 });
  const dot = element("circle", { cy: 6, r: 2.6, fill: "#fff" });
  const chart = element("svg", { viewBox: "0 0 96 12", "aria-hidden": "true" }, ...grid(), line, dot);
  return element("tr", {}, ...Array.from({ length: 4 }, () => element("td")), element("td", { class: "range" }, chart));
}

/** A tick a decade: 1 us, 10 us, ... 1 s. */
const grid = () => Array.from({ length: decades + 1 }, (_, i) =>
  element("line", { x1: (i / decades) * 95 + 0.5, x2: (i / decades) * 95 + 0.5, y1: 1, y2: 11, stroke: "#2a3642" }));
