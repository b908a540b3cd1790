// The events of a region as a list: the most urgent first, and below them those that ended a while ago.
import { element } from "../element.js";
import { say } from "../language.js";
import { duration, timeOfDay } from "../format.js";
import { wording, zoneName } from "../zone.js";
import { drawIncident, identityOf } from "../layers/incidents.js";
import { section } from "../panels/section.js";

/** What an event is called: the text of an announcement, or its kind. */
export function incidentName(event) {
  if (event.text) return event.text;
  if (event.kind !== "announcement") return say(`incident.${event.kind}`);
  const hundreds = Math.floor(event.code / 100);
  return say(`event.${hundreds >= 1 && hundreds <= 7 ? hundreds : 9}`);
}

/** What stands below the name: the kind where the name does not say it, place, lane, edge. */
export function incidentFacts(event, titleOf) {
  const isAnnounced = event.kind === "announcement";
  const kind = isAnnounced ? say("incident.rsi", { code: event.code }) : event.text && say(`incident.${event.kind}`);
  const count = !isAnnounced && event.vehicles > 1 ? say("incident.vehicles", { count: event.vehicles }) : "";
  const place = event.link ? titleOf(event.link) : "";
  const lane = event.link && event.lane ? say("lane", { number: event.lane }) : "";
  return [kind, count, place, lane, event.edge].filter(Boolean).join(" · ");
}

const byUrgency = (a, b) => b.priority - a.priority || b.since.localeCompare(a.since);

export class IncidentList {
  /** `choose(event)` is called with the event to show; `titleOf(link)` names a link. */
  constructor(choose, titleOf) {
    this.list = element("ul", { class: "occurrences incidents live-data" });
    this.none = element("p", { class: "empty", "data-words": "incidents.none" }, say("incidents.none"));
    this.ended = element("ul", { class: "occurrences incidents ended live-data" });
    Object.assign(this, section("incidents", this.none, this.list, this.ended), { choose, titleOf });
  }

  /** `open` events at `time` (ms), and the entries of the log that tell of an end before it. */
  show(open, ended, time) {
    const over = ended.map((one) => identityOf(one));
    const key = `${JSON.stringify(open)}/${over}/${Math.floor(time / 1000)}/${wording()}`;
    if (this.drawn === key) return;
    this.drawn = key;
    this.none.hidden = open.length > 0;
    this.small.textContent = open.length ? `${open.length} · ${zoneName(time)}` : "";
    this.list.replaceChildren(...[...open].sort(byUrgency).map((one) => this.item(one, time)));
    this.ended.replaceChildren(...ended.map((one) => this.item(one, time)));
  }

  item(event, time) {
    const name = incidentName(event), since = Date.parse(event.since), isOver = event.stage === "end";
    const stage = isOver ? say("incident.ended", { time: timeOfDay(Date.parse(event.time)) })
      : event.stage === "update" ? say("incident.updated", { time: timeOfDay(Date.parse(event.time)) })
        : say("incident.begun");
    const age = duration(((isOver ? Date.parse(event.time) : time) - since) / 1000);
    const facts = incidentFacts(event, this.titleOf), priority = say("events.priority", { priority: event.priority });
    return element("li", { "data-event": identityOf(event), "data-stage": event.stage },
      element("button", { type: "button", title: `${name} · ${facts} · ${stage}`, click: () => this.choose(event) },
        icon(event.kind),
        element("b", {}, name, element("small", {}, priority)),
        element("span", { class: "figures" }, say("incident.since", { time: timeOfDay(since) })),
        element("span", {}, facts),
        element("span", { class: "figures" }, event.stage === "begin" ? age : stage)));
  }
}

/** The symbol of the map, for a list. */
export function icon(kind) {
  const ratio = 2, canvas = element("canvas", { width: 22 * ratio, height: 22 * ratio, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  drawIncident(context, 11, 11, 18, kind);
  return canvas;
}
