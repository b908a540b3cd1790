// The bar below the map: a slider over what is kept with LIVE at its right end, and what plays the past.
import { element, write } from "../element.js";
import { label, say } from "../language.js";
import { duration, hourAndMinute, monthAndDay, timeAndDay, timeAndZone } from "../format.js";
import { ticksBetween, zoneName } from "../zone.js";
import { hasStopped } from "../motion/liveness.js";
import { segments } from "../panels/segments.js";
import { rates } from "./machine.js";

const day = 86_400;
/** What the slider spans, in seconds; the last only where so much may be kept. */
const spans = [600, 3600, day, 7 * day];
/** The times written below it for each span, in seconds apart. */
const labelsEvery = { 600: 120, 3600: 600, [day]: 14400, [7 * day]: day };
/** No label stands nearer to an end than half of itself, nor over the name of the clock at the right, in pixels. */
const labelHalf = 15, zoneWidth = 56;
const rangeEvery = 5000;

export class TimeBar {
  /** Fills `body`; drives `machine`. */
  constructor(body, machine) {
    Object.assign(this, { body, machine, span: spans[0], rangeAsked: 0, marks: [] });
    this.make();
    body.append(
      element("div", { class: "transport" }, this.back, this.playing, this.on, this.rates,
        element("div", { class: "shown" }, this.caption, this.time, this.zone, this.age), this.spans, this.toLive),
      element("div", { class: "track" }, this.ticks, this.slider),
      this.hint);
    label(body);
    this.showChoices();
  }

  make() {
    const { machine } = this;
    const button = (words, text, click) =>
      element("button", { type: "button", class: "key", "data-words-title": words, click }, text);
    this.back = button("time.back10", "−10 s", () => machine.step(-10));
    this.playing = button("time.play", "▶", () => this.toggle());
    this.playing.classList.add("play");
    this.on = button("time.on10", "+10 s", () => machine.step(10));
    this.rates = element("div", { class: "segments", role: "radiogroup", "data-words-label": "time.rate" });
    this.spans = element("div", { class: "segments", role: "radiogroup", "data-words-label": "time.span" });
    this.caption = element("span", { class: "badge" });
    this.time = element("time", { class: "figures", id: "time-shown" });
    this.zone = element("span", { class: "caption" });
    this.age = element("span", { class: "figures quiet" });
    this.toLive = element("button", { type: "button", class: "live", id: "to-live", "data-words": "time.live",
      "data-words-title": "time.backKey", click: () => machine.live() });
    this.ticks = element("svg", { "aria-hidden": "true" });
    this.slider = element("input", { type: "range", id: "time-slider", step: 1, "data-words-label": "time.slider",
      input: () => this.slid(), keydown: (event) => this.key(event) });
    this.hint = element("p", { class: "ends" });
  }

  showChoices() {
    segments(this.rates, rates.map((rate) => ({ value: rate, name: `${rate}×` })), this.machine.rate, (rate) => {
      this.machine.rate = rate;
      this.showChoices();
    });
    this.showSpans();
  }

  /** The spans that make sense for what is kept. */
  get offered() { return spans.filter((one) => one <= day || this.machine.range.keptSeconds > day); }

  showSpans() {
    const { offered } = this;
    if (!offered.includes(this.span)) this.span = offered[0];
    const options = offered.map((span) => ({ value: span, name: say(`time.span.${span}`) }));
    segments(this.spans, options, this.span, (span) => {
      this.span = span;
      this.showSpans();
    });
  }

  toggle() {
    if (this.machine.isPlaying) this.machine.pause();
    else this.machine.play();
  }

  /** The right end of the slider: now, as the region tells it. */
  get end() { return Math.floor((this.machine.now ?? this.machine.newestKept ?? 0) / 1000) * 1000; }

  slid() {
    const value = Number(this.slider.value);
    if (value >= this.span) return this.machine.live();
    this.machine.goTo(this.end - (this.span - value) * 1000);
  }

  /** Arrows go by a second of the shown time: the slider's own steps would drift with the clock. */
  key(event) {
    const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -60, PageUp: 60 };
    const step = keys[event.key];
    if (event.key === "End") this.machine.live();
    else if (event.key === "Home") this.machine.goTo(Math.max(this.machine.range.from, this.end - this.span * 1000));
    else if (step) this.machine.step(step);
    else return;
    event.preventDefault();
  }

  /** Takes the log's entries: where something began there is a mark over the slider. */
  takeEvents(entries) {
    this.marks = entries.filter((one) => one.stage === "begin").map((one) => Date.parse(one.time));
  }

  /** Ten times a second; `state` is that of the stream: what has stopped is not live. */
  show(now, state) {
    const { machine } = this;
    if (machine.region && now - this.rangeAsked > rangeEvery) {
      this.rangeAsked = now;
      machine.askRange();
    }
    const isStopped = hasStopped(state) && !machine.isPast;
    if (this.spans.children.length !== this.offered.length) this.showSpans();
    this.body.dataset.time = isStopped ? "stopped" : machine.isPast ? "past" : "live";
    this.showTime(isStopped || state === "connecting" ? `connection.${state}` : "time.live");
    this.showTrack();
    for (const one of [this.back, this.playing, this.slider]) one.disabled = !machine.hasPast;
    this.on.disabled = this.toLive.disabled = !machine.isPast;
    write(this.playing, machine.isPlaying ? "❚❚" : "▶");
    const words = machine.isPlaying ? "time.pause" : "time.play";
    if (this.playing.dataset.wordsTitle !== words) {
      this.playing.dataset.wordsTitle = words;
      label(this.playing.parentElement);
    }
    write(this.hint, machine.hasPast ? "" : machine.failure ?? say("time.none"));
  }

  showTime(present) {
    const { machine } = this, shown = machine.shownSecond;
    write(this.caption, say(machine.isPast ? "time.past" : present));
    write(this.time, timeAndDay(shown ?? machine.now ?? NaN, machine.now ?? NaN));
    write(this.zone, zoneName(shown ?? machine.now ?? NaN));
    const ago = (this.end - shown) / 1000;
    write(this.age, machine.isPast ? say("ago", { age: duration(ago) }) : "");
    const text = `${timeAndZone(shown ?? NaN)}, ${say("ago", { age: duration(ago) })}`;
    this.slider.setAttribute("aria-valuetext", machine.isPast ? text : say(present));
  }

  showTrack() {
    const { machine, span, end } = this, start = end - span * 1000;
    this.slider.max = span;
    const value = machine.isPast ? Math.max(0, span - (end - machine.shownSecond) / 1000) : span;
    if (Number(this.slider.value) !== value) this.slider.value = value;
    const share = (time) => `${(Math.max(0, Math.min(1, (time - start) / (span * 1000))) * 100).toFixed(2)}%`;
    const key = `${this.marks.join()}/${Math.floor(end / 1000)}/${span}/${machine.range.from}/`
      + this.ticks.clientWidth;
    if (this.drawn === key) return;
    this.drawn = key;
    const kept = machine.hasPast && element("line", { class: "kept", y1: 11, y2: 11, x1: share(machine.range.from),
      x2: share(machine.newestKept) });
    const marks = this.marks.filter((time) => time > start).map((time) =>
      element("line", { class: "mark", x1: share(time), x2: share(time), y1: 1, y2: 8 }));
    this.ticks.replaceChildren(...(kept ? [kept] : []), ...marks, ...this.labels(start, share));
  }

  /** The times below the slider. */
  labels(start, share) {
    const every = labelsEvery[this.span] * 1000, length = this.span * 1000, width = this.ticks.clientWidth || 600;
    const text = every >= day * 1000 ? monthAndDay : hourAndMinute;
    const fits = (time) => {
      const x = ((time - start) / length) * width;
      return x >= labelHalf && x <= width - zoneWidth - labelHalf;
    };
    const made = ticksBetween(start, start + length, every).filter(fits).map((time) =>
      element("text", { x: share(time), y: 43, "text-anchor": "middle" }, text(time)));
    return [...made, element("text", { x: "100%", y: 43, "text-anchor": "end" }, zoneName(start + length))];
  }
}
