// The city's log of events, the newest first: begun, changed, ended.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration, timeOfDay, whole } from "../format.js";
import { wording, zoneName } from "../zone.js";
import { icon, incidentName } from "../region/incidents.js";
import { section } from "../panels/section.js";

export class CityLog {
  constructor() {
    this.list = element("ol", { class: "occurrences log live-data", id: "city-log" });
    this.none = element("p", { class: "empty", "data-words": "log.none" }, say("log.none"));
    Object.assign(this, section("log", this.none, this.list));
  }

  /** `data` is the center's document. */
  show({ events, eventsReceived, regions }) {
    write(this.small, say("log.received", { count: whole(eventsReceived), zone: zoneName() }));
    this.none.hidden = events.length > 0;
    const key = `${eventsReceived}/${events.length}/${events[0]?.time}/${wording()}`;
    if (key === this.drawn) return;
    this.drawn = key;
    const names = new Map(regions.map((one) => [one.id, one.name || one.id]));
    this.list.replaceChildren(...events.map((one) => item(one, names)));
  }
}

function item(event, names) {
  const name = incidentName(event), time = Date.parse(event.time);
  const place = [names.get(event.region) ?? event.region, event.edge, (event.link ?? "").replace("~", " → ")];
  const age = duration((time - Date.parse(event.since)) / 1000);
  const lasted = event.stage === "end" ? say("incident.lasted", { age })
    : "";
  const kind = event.kind === "announcement" ? say("incident.rsi", { code: event.code }) : "";
  const facts = [kind, ...place].filter(Boolean).join(" · ");
  return element("li", { "data-stage": event.stage }, element("div", {},
    icon(event.kind),
    element("b", { title: name }, name),
    element("span", { class: "figures" }, timeOfDay(time)),
    element("span", { title: facts }, facts),
    element("span", { class: "figures" }, say("events.priority", { priority: event.priority })),
    element("span", { class: "wide" },
      element("em", { "data-stage": event.stage }, say(`stageOf.${event.stage}`)), ` ${lasted}`)));
}
