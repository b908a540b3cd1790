// The edges of a region: are they heard, and does what they store arrive.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration, timeAndZone, whole } from "../format.js";
import { rows, section } from "../panels/section.js";

/** An outbox whose oldest entry waits longer than this deserves a look, in seconds. */
const longWait = 10;

export class Delivery {
  /** `open(edge)` shows the scene of an edge that this process serves. */
  constructor(open) {
    this.open = open;
    this.list = element("div", { class: "edges" });
    this.none = element("p", { class: "empty", "data-words": "delivery.none" }, say("delivery.none"));
    Object.assign(this, section("delivery", this.none, this.list));
  }

  /** `edges` as the region tells them at `time` (ms); where that `isOld`, nobody knows how they are now. */
  show(edges, time, isOld) {
    this.none.hidden = edges.length > 0;
    const live = edges.filter((one) => one.state === "live").length;
    write(this.small, edges.length && !isOld ? say("delivery.count", { live, all: edges.length }) : "");
    const made = rows(this.list, edges.length, () => makeEdge(this.open));
    edges.forEach((edge, i) => showEdge(made[i], isOld ? { ...edge, state: "unknown" } : edge, time));
  }
}

function makeEdge(open) {
  const title = element("button", { type: "button", class: "edge-title" });
  const name = element("div", { class: "edge-name" }, element("i", { class: "state" }), title, element("span"));
  const box = element("div", { class: "edge" }, name, element("p", { class: "bad" }),
    element("dl", { class: "pairs two" }));
  title.onclick = () => open(box.dataset.edge);
  return box;
}

function showEdge(box, edge, time) {
  const [name, alarm, pairs] = box.children, [mark, title, state] = name.children;
  box.dataset.edge = edge.id;
  box.dataset.state = edge.state;
  mark.dataset.state = edge.state;
  write(title, edge.name || edge.id);
  // An edge of this process has a way up here; the scene of another stands at its own address.
  title.disabled = !edge.uplink;
  title.title = edge.uplink ? say("delivery.open") : "";
  const age = edge.lastHeard === null ? null : Math.max(0, (time - Date.parse(edge.lastHeard)) / 1000);
  const heard = age === null ? say("edge.never") : edge.state === "unknown"
    ? say("edge.heardLast", { time: timeAndZone(Date.parse(edge.lastHeard)) })
    : say("edge.heard", { age: duration(age) });
  write(state, `${say(`edge.${edge.state}`)} · ${heard}`);
  state.className = { late: "warn", silent: "bad" }[edge.state] ?? "";
  const up = edge.uplink;
  write(alarm, up?.failure ?? "");
  alarm.hidden = !up?.failure;
  const lines = [
    ["delivery.link", edge.state === "unknown" ? "–" : up ? say(`uplink.${up.state}`) : say("uplink.elsewhere"),
      { waiting: "warn", cut: "bad" }[up?.state] ?? ""],
    ["delivery.outbox", up ? whole(up.outboxDepth) : "–", ""],
    ["delivery.oldest", up ? duration(up.oldestAgeSeconds ?? NaN) : "–",
      up?.oldestAgeSeconds > longWait ? "warn" : ""],
    ["delivery.acknowledged", up ? `${whole(up.acknowledgedThrough)} / ${whole(up.newest)}` : "–", ""],
    ["delivery.committed", whole(edge.committed), ""],
    ["delivery.thinned", up ? thinnedText(up.thinned) : "–", up && total(up.thinned) > 0 ? "warn" : ""],
    ["delivery.users", whole(edge.roadUsers), ""],
    ["delivery.devices", `${whole(edge.liveDevices)} / ${whole(edge.devices)}`,
      edge.liveDevices < edge.devices ? "warn" : ""],
  ];
  const made = rows(pairs, lines.length, (i) =>
    element("div", {}, element("dt", { "data-words": lines[i][0] }, say(lines[i][0])), element("dd")));
  lines.forEach(([, text, tone], i) => {
    write(made[i].lastChild, text);
    made[i].lastChild.className = tone;
  });
}

const total = (thinned) => (thinned?.digests ?? 0) + (thinned?.summaries ?? 0);

function thinnedText(thinned) {
  if (total(thinned) === 0) return say("delivery.nothing");
  return say("delivery.lost", { digests: whole(thinned.digests), summaries: whole(thinned.summaries) });
}
