// What roadside units announce (RSI): events and signs, the most urgent first; a click shows the place.
import { element } from "../element.js";
import { say } from "../language.js";
import { timeOfDay } from "../format.js";
import { zoneName } from "../zone.js";
import { drawOccurrence } from "../layers/furniture.js";
import { section } from "./section.js";

/** What an event is called: its text as sent, or the class of its code (GB/T 29100: the hundreds). */
export function occurrenceName(one) {
  return one.text || familyOf(one);
}

function familyOf(one) {
  if (one.category !== "event") return say("events.sign");
  const hundreds = Math.floor(one.code / 100);
  return say(`event.${hundreds >= 1 && hundreds <= 7 ? hundreds : 9}`);
}

/** Events before signs, the most urgent first. */
const byUrgency = (a, b) =>
  a.category.localeCompare(b.category) || b.priority - a.priority || a.number - b.number;

export class EventsPanel {
  /** `choose` is called with the occurrence to show. */
  constructor(choose) {
    this.list = element("ul", { class: "occurrences live-data" });
    this.none = element("p", { class: "empty", "data-words": "events.none" }, say("events.none"));
    const { body, small } = section("events", this.none, this.list);
    Object.assign(this, { body, small, choose });
  }

  /** Shows the occurrences of the furniture layer. */
  show(occurrences) {
    this.none.hidden = occurrences.length > 0;
    this.small.textContent = occurrences.length ? `${occurrences.length} · ${zoneName()}` : "";
    const sorted = [...occurrences].sort(byUrgency);
    this.list.replaceChildren(...sorted.map((one) => this.item(one)));
  }

  item(one) {
    const name = occurrenceName(one);
    const facts = `${familyOf(one)} · ${say("events.code", { code: one.code })} · ${one.unit}`;
    return element("li", {}, element("button", { type: "button", click: () => this.choose(one) },
      icon(one.category),
      element("b", { title: name }, name),
      element("span", { class: "figures" }, timeOfDay(Date.parse(one.since))),
      element("span", {}, facts),
      element("span", { class: "figures" }, say("events.priority", { priority: one.priority }))));
  }
}

function icon(category) {
  const ratio = 2, canvas = element("canvas", { width: 22 * ratio, height: 22 * ratio, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  drawOccurrence(context, 11, 11, 20, category);
  return canvas;
}
