// What does not fit together: units out of their bounds, signals without a map, maps without signals, addresses that nobody registered.
import { element } from "../element.js";
import { say } from "../language.js";
import { fixed, timeOfDay, whole } from "../format.js";
import { section } from "./section.js";

export class FindingsPanel {
  constructor() {
    this.list = element("ul", { class: "findings live-data" });
    this.none = element("p", { class: "empty", "data-words": "findings.none" }, say("findings.none"));
    const { body, small } = section("findings", this.none, this.list);
    Object.assign(this, { body, small });
  }

  clear() { this.list.replaceChildren(); }

  /** Takes an answer of /devices. */
  take(devices) {
    const lines = [
      ...(devices.findings ?? []).map((one) =>
        [say(`finding.${one.kind}`), one.unit ?? one.node ?? "", one.figure ? figure(one) : one.sentence]),
      ...(devices.unknownSources ?? []).map((one) =>
        [say("finding.unknownSource"), one.address, say("finding.datagrams", { count: whole(one.datagrams) })]),
      ...devices.devices.filter((one) => one.lastRejection).map((one) =>
        [say("finding.rejection"), one.unit, one.lastRejection]),
      ...(devices.unknownApplications ?? []).map((one) =>
        [say("finding.application"), `AID ${one.aid}`, say("finding.application.detail", { count: whole(one.messages) })]),
      ...devices.devices.filter((one) => one.misnamed > 0).map((one) =>
        [say("finding.misnamed"), one.unit, say("finding.misnamed.detail", { count: whole(one.misnamed) })]),
      ...devices.devices.filter((one) => one.trailing > 0).map((one) =>
        [say("finding.trailing"), one.unit, say("finding.trailing.detail", { count: whole(one.trailing) })]),
    ];
    this.none.hidden = lines.length > 0;
    this.small.textContent = lines.length ? String(lines.length) : "";
    this.list.replaceChildren(...lines.map(([name, place, text]) =>
      element("li", {}, element("b", {}, name), element("span", { class: "figures" }, place), element("p", {}, text))));
  }
}

/** Measures with two decimals; the others are whole. */
const fine = ["shift", "turn"];
const directions = ["north", "northEast", "east", "southEast", "south", "southWest", "west", "northWest"];

/** What an alarm rests on, as a sentence in the page's language. */
function figure({ figure: { measure, value, deviation, bound, other }, since }) {
  const decimals = fine.includes(measure) ? 2 : 0;
  const told = say(`figure.${measure}`, {
    value: fixed(Math.abs(value), decimals), deviation: deviation === null ? "" : ` ± ${fixed(deviation, decimals)}`,
    bound: fixed(bound, decimals), other: fixed(other ?? NaN, 0),
    sign: say(`figure.${measure === "turn" ? "turn." : "clock."}${value > 0 ? "positive" : "negative"}`),
    direction: say(`direction.${directions[Math.round((other ?? 0) / 45) % 8]}`),
  });
  return since ? `${told} ${say("finding.since", { time: timeOfDay(Date.parse(since)) })}` : told;
}
