// What stations see on the road, what vehicles ask for, and what units propose to them, one line each.
import { element } from "../element.js";
import { say } from "../language.js";
import { section } from "./section.js";

export class CooperationPanel {
  /** `choose` is called with the obstacle to show. */
  constructor(choose) {
    this.list = element("ul", { class: "occurrences live-data" });
    this.none = element("p", { class: "empty", "data-words": "cooperation.none" }, say("cooperation.none"));
    const { body, small } = section("cooperation", this.none, this.list);
    Object.assign(this, { body, small, choose });
  }

  /** Shows the obstacles of their layer and the stream's intentions and proposals. */
  show(obstacles, intentions, coordination) {
    const lines = [
      ...obstacles.map((one) => [say(`obstacle.${one.kind}`), one.unit, () => this.choose(one)]),
      ...intentions.features.flatMap(({ properties: one }) => one.requests.map((request) => (
        [say(`request.${request.purpose}`), `${short(one.vehicle)} · ${say(`request.${request.status}`)}`]))),
      ...coordination.vehicles.map((one) => [say("cooperation.vehicle"), `${one.unit} → ${short(one.vehicle)}`]),
      ...coordination.lanes.map((one) => [
        one.text || say("cooperation.lanes"), `${one.unit} → ${one.link.upstream}–${one.link.downstream}`]),
    ];
    this.none.hidden = lines.length > 0;
    this.small.textContent = lines.length || "";
    this.list.replaceChildren(...lines.map((line) => item(...line)));
  }
}

/** An identity of sixteen digits by its last eight. */
const short = (identity) => identity.slice(-8);

function item(name, facts, click) {
  const parts = [element("b", { title: name }, name), element("span", {}, facts)];
  return element("li", {}, click ? element("button", { type: "button", click }, ...parts) : element("div", {}, ...parts));
}
