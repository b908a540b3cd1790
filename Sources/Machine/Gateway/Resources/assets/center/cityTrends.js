// How the city's regions went: the minutes of the last hour, or the quarters of an hour of the last day.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { fixed, timeAndZone } from "../format.js";
import { wording } from "../zone.js";
import { Plot } from "../plot/plot.js";
import { segments } from "../panels/segments.js";
import { section } from "../panels/section.js";

const steps = [{ step: 60, span: 3600 }, { step: 900, span: 86400 }];
const measures = [
  { key: "speed", color: "#8fc3e3", unit: "km/h", decimals: 0, least: 20,
    of: (one) => Number.isFinite(one.speedMetersPerSecond) ? one.speedMetersPerSecond * 3.6 : null },
  { key: "flow", color: "#d5dce4", unit: "unit.perMinuteLane", decimals: 1, least: 5, of: (one) => one.flowPerMinute },
  { key: "delay", color: "#f58b42", unit: "unit.vehicleSeconds", decimals: 0, least: 10,
    of: (one) => one.delaySeconds },
];

export class CityTrends {
  constructor() {
    Object.assign(this, { chosen: steps[0], region: null, data: null, plotted: 0 });
    const hover = (time) => { this.time = time; this.read(); };
    this.plots = measures.map((one) => ({ ...one,
      plot: new Plot({ ...one, hover, fills: true, hasTimes: true }) }));
    this.regions = element("div", { class: "segments small", role: "radiogroup", "data-words-label": "regions" });
    this.spans = element("div", { class: "segments small", role: "radiogroup", "data-words-label": "time.span" });
    this.when = element("span", { class: "figures quiet" });
    this.message = element("p", { class: "empty" });
    const head = element("div", { class: "plot-head" }, this.regions, this.spans, this.when);
    Object.assign(this, section("trends", head,
      element("div", { class: "three live-data" }, ...this.plots.map((one) => element("div", {}, one.plot.body))),
      this.message));
  }

  showChoices() {
    const regions = this.data.regions.map((one) => ({ value: one.id, name: one.name || one.id }));
    const key = `${regions.map((one) => one.name)}/${this.region}/${this.chosen.step}/${wording()}`;
    if (key === this.key) return;
    this.key = key;
    segments(this.regions, regions, this.region, (id) => this.turn({ region: id }));
    segments(this.spans, steps.map((one) => ({ value: one.step, name: say(`time.span.${one.span}`),
      title: say(`plot.step.${one.step}`) })), this.chosen.step,
    (step) => this.turn({ chosen: steps.find((one) => one.step === step) }));
  }

  turn(change) {
    Object.assign(this, change);
    this.show(this.data, this.now);
  }

  /** `data` is the center's document, `time` its time in milliseconds. */
  show(data, time) {
    Object.assign(this, { data, now: time });
    this.region = data.regions.some((one) => one.id === this.region) ? this.region : data.regions[0]?.id ?? null;
    this.showChoices();
    const { step, span } = this.chosen;
    const points = trendOf(data.trends, this.region, step, time - span * 1000);
    this.plotted = points.length;
    write(this.message, points.length ? "" : say("trends.none"));
    for (const { plot, key, unit, of } of this.plots) {
      plot.show({ from: time - span * 1000, to: time, step, title: `${say(`plot.${key}`)} (${say(unit)})`,
        points: points.map((one) => ({ time: one.time, value: of(one) })) });
    }
    this.read();
  }

  read() {
    if (!this.data) return;
    const first = this.plots[0].plot, at = this.time ?? first.points.at(-1)?.time ?? null;
    const found = at === null ? null : first.pointAt(at);
    write(this.when, at === null ? "" : found ? say("plot.until", { time: timeAndZone(found.time) })
      : say("plot.gap", { time: timeAndZone(at) }));
    for (const { plot, unit, decimals } of this.plots) {
      const value = at === null ? null : plot.pointAt(at)?.value;
      plot.point(this.time ?? null, Number.isFinite(value) ? `${fixed(value, decimals)} ${say(unit)}` : "–");
    }
  }

  relabel() { this.key = ""; }
}

/** The points of a region by one step, after an instant, in order: [{time, flowPerMinute, ...}]. */
export function trendOf(trends, region, step, after) {
  return trends.filter((one) => one.region === region && one.stepSeconds === step)
    .map((one) => ({ ...one, time: Date.parse(one.time) })).filter((one) => one.time > after)
    .sort((a, b) => a.time - b.time);
}
