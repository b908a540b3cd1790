// The card of the chosen link: what is measured on it, and how that went over a span of time.
import { element, write } from "../element.js";
import { name as nameBy, say } from "../language.js";
import { get } from "../api.js";
import { fixed, kilometersPerHour, timeAndZone, whole } from "../format.js";
import { Plot } from "../plot/plot.js";
import { segments } from "../panels/segments.js";
import { lookText } from "./linkList.js";

/** The spans to choose from and their steps, in seconds. */
const spans = [{ span: 600, step: 1 }, { span: 3600, step: 60 }, { span: 86400, step: 900 }];
const measures = [
  { key: "speed", color: "#8fc3e3", unit: "km/h", decimals: 0, least: 20, height: 82,
    of: (one) => one.speedMetersPerSecond === null ? null : one.speedMetersPerSecond * 3.6 },
  { key: "flow", color: "#d5dce4", unit: "unit.perMinute", decimals: 1, least: 5, height: 66,
    of: (one) => one.flowPerMinute },
  { key: "queue", color: "#f58b42", unit: "unit.vehicles", decimals: 0, least: 4, height: 66, hasTimes: true,
    of: (one) => one.queueVehicles },
];

export class LinkCard {
  /** `close()` gives the link up; `goTo(time)` shows an instant of the past. */
  constructor(close, goTo) {
    Object.assign(this, { link: null, span: spans[0], history: null, asked: null, isPast: false, close });
    const hover = (time) => { this.time = time; this.read(); };
    this.plots = measures.map((one) => ({ ...one, plot: new Plot({ ...one, hover, choose: goTo }) }));
    this.title = element("b");
    this.look = element("span", { class: "chip" });
    this.facts = element("p", { class: "quiet facts" });
    this.pairs = element("dl", { class: "pairs two live-data" });
    this.spans = element("div", { class: "segments small", role: "radiogroup", "data-words-label": "time.span" });
    this.when = element("span", { class: "figures quiet" });
    this.message = element("p", { class: "empty" });
    const shut = element("button", { type: "button", class: "shut", "data-words-label": "object.close", click: close,
      "aria-label": say("object.close") }, "×");
    this.body = element("section", { id: "link-card", class: "card", hidden: true },
      element("h2", {}, this.title, this.look, shut), this.facts, this.pairs,
      element("div", { class: "plot-head" }, this.spans, this.when), ...this.plots.map((one) => one.plot.body),
      this.message);
    this.showSpans();
  }

  showSpans() {
    const options = spans.map((one) => ({ value: one.span, name: say(`time.span.${one.span}`),
      title: say(`plot.step.${one.step}`) }));
    segments(this.spans, options, this.span.span, (value) => {
      this.span = spans.find((one) => one.span === value);
      this.showSpans();
      this.refresh(true);
    });
  }

  /** Chooses a link of a region, or none. */
  choose(region, link) {
    this.body.hidden = link === null;
    if (link === this.link && region === this.region) return;
    Object.assign(this, { region, link, history: null });
    if (link !== null) this.refresh(true);
  }

  /** The figures: `link` of the network, its `traffic` or nothing, its `look`, the network's `title` of it. */
  show(link, traffic, look, title) {
    write(this.title, title);
    write(this.look, lookText(look));
    this.look.dataset.kind = look.kind;
    const limit = link?.speedLimitMetersPerSecond;
    this.limit = limit ? limit * 3.6 : null;
    write(this.facts, say("link.facts", { name: link?.name || link?.link || "", lanes: link?.lanes ?? "–",
      length: fixed(link?.lengthMeters, 0), limit: limit ? `${kilometersPerHour(limit)} km/h` : "–",
      edges: link?.edges?.join(", ") || say("object.none") }));
    const isKnown = look.kind !== "unobserved", times = isKnown ? traffic.travelTimeSeconds : null;
    const value = (text) => (isKnown ? text : "–");
    const lines = [
      ["link.speed", value(`${kilometersPerHour(traffic?.speedMetersPerSecond ?? NaN)} km/h`)],
      ["link.flow", value(`${fixed(traffic?.flowPerMinute, 1)} ${say("unit.perMinute")}`)],
      ["link.density", value(`${fixed(traffic?.densityPerKilometer, 1)} ${say("unit.perKilometer")}`)],
      ["link.occupancy", value(`${fixed((traffic?.occupancy ?? NaN) * 100, 1)} %`)],
      [this.isPast ? "link.queueMost" : "link.queue",
        value(`${whole(traffic?.queueVehicles)} · ${fixed(traffic?.queueMeters, 0)} m`)],
      ["link.stops", value(whole(traffic?.stops))],
      ["link.delay", value(`${fixed(traffic?.delaySeconds, 0)} ${say("unit.vehicleSeconds")}`)],
      ["link.travel", times ? `${fixed(times.p50, 0)} / ${fixed(times.p85, 0)} / ${fixed(times.p95, 0)} s` : "–"],
    ];
    this.fill(lines);
  }

  fill(lines) {
    if (this.pairs.children.length === 0) {
      for (const [key] of lines) {
        this.pairs.append(element("div", {}, element("dt", { "data-words": key }, say(key)), element("dd")));
      }
    }
    lines.forEach(([key, text], i) => {
      nameBy(this.pairs.children[i].firstChild, key);
      write(this.pairs.children[i].lastChild, text);
    });
  }

  /** Asks for the history of the span that ends now; `isNew` forgets what is drawn first. */
  async refresh(isNew = false) {
    const { region, link, span } = this;
    if (link === null || (this.asked === link && !isNew)) return;
    if (isNew) Object.assign(this, { history: null });
    this.asked = link;
    const to = this.end, from = to - span.span * 1000;
    const stamp = (time) => new Date(time).toISOString();
    try {
      const answer = await get("history", { region, link, from: stamp(from), to: stamp(to), step: span.step });
      if (link !== this.link || region !== this.region || span !== this.span) return;
      this.history = { from, to, step: answer.stepSeconds, points: answer.points };
      this.failure = null;
    } catch (error) {
      if (link === this.link && span === this.span) this.failure = error.message;
    } finally { if (this.asked === link) this.asked = null; }
    this.draw();
  }

  draw() {
    const { history } = this, isDrawn = history !== null;
    for (const { plot } of this.plots) plot.body.classList.toggle("waiting", !isDrawn);
    write(this.message, this.failure ?? (isDrawn && history.points.length === 0 ? say("plot.none") : ""));
    if (!isDrawn) return;
    const points = history.points.map((one) => ({ ...one, time: Date.parse(one.time) }));
    for (const { plot, key, unit, of } of this.plots) {
      // The queue of a second is who waits then, that of a longer step the longest in it.
      const words = key === "queue" ? `plot.queue.${history.step}` : `plot.${key}`;
      plot.show({ ...history, title: `${say(words)} (${say(unit)})`, limit: key === "speed" ? this.limit : null,
        points: points.map((one) => ({ time: one.time, value: of(one), seconds: one.seconds })) });
    }
    this.mark(this.marked ?? null);
    this.read();
  }

  /** Writes the values at the pointer, or the newest ones. */
  read() {
    if (!this.history) return write(this.when, "");
    const time = this.time ?? null, last = this.plots[0].plot.points.at(-1)?.time ?? null;
    const at = time ?? last, found = at === null ? null : this.plots[0].plot.pointAt(at);
    write(this.when, at === null ? "" : found ? say("plot.until", { time: timeAndZone(found.time) })
      : say("plot.gap", { time: timeAndZone(at) }));
    for (const { plot, unit, decimals } of this.plots) {
      const value = at === null ? null : plot.pointAt(at)?.value;
      const text = fixed(value, decimals);
      plot.point(time, Number.isFinite(value) ? `${text} ${say(unit, { count: text })}` : "–");
    }
  }

  /** Marks the instant that the map shows; null while that is now. One before the span moves the span. */
  mark(time) {
    this.marked = time;
    for (const { plot } of this.plots) plot.mark(time);
    const { history } = this;
    if (time !== null && history && (time < history.from || time > history.to)) this.refresh();
  }

  /** The end of the span: now, or half a span after an instant of the past that lies before it. */
  get end() {
    const now = this.now?.() ?? Date.now(), span = this.span.span * 1000, marked = this.marked ?? now;
    return marked < now - span ? marked + span / 2 : now;
  }

  /** After a change of language. */
  relabel() {
    this.showSpans();
    this.draw();
  }

  /** What a test looks at. */
  report() {
    if (this.link === null) return null;
    return { link: this.link, spanSeconds: this.span.span, points: this.history?.points.length ?? null };
  }
}
