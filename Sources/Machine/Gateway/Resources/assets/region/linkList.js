// The links as a table, the slowest first: what the map shows in colours, for those who read lists and use keys.
import { element, write } from "../element.js";
import { name, say } from "../language.js";
import { fixed, kilometersPerHour, whole } from "../format.js";
import { head, rows, section } from "../panels/section.js";

export class LinkList {
  /** `choose(link)` is called with the link of a row. */
  constructor(choose) {
    this.list = element("tbody");
    this.none = element("p", { class: "empty", "data-words": "links.none" }, say("links.none"));
    const headings = element("thead", {}, element("tr", {},
      ...["links.link", "links.speed", "links.share", "links.flow", "links.queue", "links.delay"].map(head)));
    const table = element("table", { class: "live-data links" }, headings, this.list);
    Object.assign(this, section("links", this.none, table), { table, choose, order: [] });
    this.queue = headings.querySelector("[data-words='links.queue']");
  }

  /** In the past the queues are the longest of the minute before. */
  turn(isPast) { name(this.queue, isPast ? "links.queueMost" : "links.queue"); }

  /** `lines` are [{link, title, traffic, look}]; `chosen` is marked. */
  show(lines, chosen) {
    this.none.hidden = lines.length > 0;
    this.table.hidden = lines.length === 0;
    const observed = lines.filter((one) => one.look.kind !== "unobserved").length;
    write(this.small, lines.length ? say("links.observed", { observed, all: lines.length }) : "");
    const sorted = [...lines].sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
    this.order = sorted.map((one) => one.link);
    const made = rows(this.list, sorted.length, () => this.makeRow());
    sorted.forEach((one, i) => this.showRow(made[i], one, chosen));
  }

  makeRow() {
    const button = element("button", { type: "button", click: () => this.choose(row.dataset.link) });
    const bar = element("td", { class: "share" }, element("i"), element("span"));
    const row = element("tr", {}, element("td", {}, element("i", { class: "swatch" }), button), element("td"), bar,
      element("td"), element("td"), element("td"));
    return row;
  }

  showRow(row, { link, title, traffic, look }, chosen) {
    row.dataset.link = link;
    row.classList.toggle("chosen", link === chosen);
    const [name, speed, share, flow, queue, delay] = row.children, isKnown = look.kind !== "unobserved";
    write(name.lastChild, title);
    name.lastChild.title = link;
    name.lastChild.setAttribute("aria-pressed", String(link === chosen));
    name.firstChild.dataset.kind = look.kind;
    name.firstChild.style.background = look.kind === "unobserved" ? "" : look.color;
    write(speed, look.kind === "empty" || !isKnown ? "–" : kilometersPerHour(traffic.speedMetersPerSecond));
    share.firstChild.style.width = `${Math.min(1, look.ratio ?? 0) * 100}%`;
    share.firstChild.style.background = look.color;
    write(share.lastChild, look.ratio === null ? lookText(look) : `${fixed(look.ratio * 100, 0)} %`);
    share.classList.toggle("worded", look.ratio === null);
    write(flow, isKnown ? fixed(traffic.flowPerMinute, 0) : "");
    write(queue, isKnown ? whole(traffic.queueVehicles) : "");
    write(delay, isKnown ? fixed(traffic.delaySeconds, 0) : "");
  }
}

/** Slow before fast, then empty, then those without a limit, then what nobody observes. */
function rank({ look }) {
  return { speed: look.ratio, noLimit: 10, empty: 20, unobserved: 30 }[look.kind];
}

/** How a link flows in words: "43 % of the limit", "no vehicle", "not observed". */
export function lookText(look) {
  if (look.kind === "speed") return say("look.speed", { percent: fixed(look.ratio * 100, 0) });
  return say(`look.${look.kind}`);
}
