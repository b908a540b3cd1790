// Everything known of one object: a hint where the pointer is, and a card for the one that was chosen.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { get } from "../api.js";
import { duration, fixed, kilometersPerHour } from "../format.js";
import { kindAt } from "../kinds.js";
import { occurrenceName } from "./events.js";

export class Inspector {
  constructor(card, hint, close) {
    Object.assign(this, { card, hint, close, details: null });
  }

  /** Places the hint beside the pointer; null takes it away. */
  point(at, title, lines) {
    this.hint.hidden = !at;
    if (!at) return;
    fill(this.hint, title, lines);
    const box = this.hint.parentElement.getBoundingClientRect(), own = this.hint.getBoundingClientRect();
    this.hint.style.left = `${Math.min(at[0] + 16, box.width - own.width - 8)}px`;
    this.hint.style.top = `${Math.min(at[1] + 14, box.height - own.height - 8)}px`;
  }

  /** Shows the card of the chosen object, or that it is gone. */
  choose(pose, id, units) {
    this.card.hidden = id === null;
    if (id === null) return;
    const own = this.details?.id === id ? this.details.properties : null;
    const lines = pose ? linesOf(pose, units, own) : [["", say("object.gone")]];
    fill(this.card, pose ? titleOf(pose) : `#${id}`, lines, this.close);
  }

  /** What is expected of an object, as last fetched; null where it is not the one that was. */
  forecastOf(id) { return this.details?.id === id ? this.details.properties.forecast : null; }

  /** Fetches what the stream leaves out (existence, forecast, temporary identity) for the chosen object. */
  async refresh(id, edge) {
    if (id === null || this.busy) return;
    this.busy = true;
    try {
      const scene = await get("scene", { edge });
      const feature = scene.features.find((one) => one.id === id);
      this.details = feature ? { id, properties: feature.properties } : null;
    } catch { this.details = null; } finally { this.busy = false; }  // the indicator tells of a broken connection
  }
}

/** The ways of a forecast, the most probable first: "turnLeft 62 %, straight 38 %". */
const waysText = (forecast) => forecast?.ways
  .map((way) => `${say(`manoeuvre.${way.manoeuvre}`)} ${fixed(way.probability * 100, 0)} %`).join(", ");

export const titleOf = (pose) => `${say(`kind.${kindAt(pose.kind).name}`)} #${pose.id}`;

/** The lines of an object; `own` are the properties of GET /scene, where they have been fetched. */
export function linesOf(pose, units, own) {
  const sources = unitsOf(pose.seenBy, units);
  if (pose.connected) sources.push(say("object.self"));
  const lines = [
    [say("object.speed"), `${kilometersPerHour(pose.speed)} km/h  (${fixed(pose.speed, 1)} m/s)`],
    [say("object.heading"), `${fixed((pose.heading + 360) % 360, 0)}°`],
    [say("object.lane"), laneText(pose.lane)],
    [say("object.seenBy"), sources.join(", ") || say("object.none")],
    [say("object.age"), duration(pose.age ?? own?.ageSeconds)],
    [say("object.observed"), say("ago", { age: duration(pose.observedAge) })],
  ];
  if (!own) return lines;
  return [...lines,
    [say("object.size"), `${fixed(pose.length, 1)} × ${fixed(pose.width, 1)} m`],
    [say("object.deviation"), `${fixed(pose.deviation, 2)} m`],
    [say("object.existence"), `${fixed(own.existence * 100, 0)} %`],
    [say("object.forecast"), waysText(own.forecast) || say("object.none")],
    [say("object.temporary"), own.temporaryId ?? say("object.none")]];
}

/** The hint of a lane. */
export const laneLines = ({ lane }) => [
  [say("lane.type"), say(`laneType.${lane.laneType}`)],
  [say("lane.width"), `${fixed(lane.widthMeters, 2)} m`],
  ...(lane.speedLimitMetersPerSecond
    ? [[say("lane.limit"), `${kilometersPerHour(lane.speedLimitMetersPerSecond)} km/h`]] : []),
  ...(lane.turns.length ? [[say("lane.maneuvers"), lane.turns.map((turn) => say(`maneuver.${turn}`)).join(", ")]] : []),
  ...(lane.phases?.length ? [[say("lane.phases"), lane.phases.join(", ")]] : []),
];

export const laneTitle = ({ lane }) => say("lane.ofLink",
  { number: lane.number, upstream: lane.upstream, node: lane.downstream });

/** The hint of an event or a sign. */
export const occurrenceLines = (one) => [
  [say(`events.${one.category}`), say("events.code", { code: one.code })],
  [say("devices.unit"), one.unit],
  ["", say("events.priority", { priority: one.priority })],
];
export const occurrenceTitle = occurrenceName;

/** "110-1220>110-1209#2" -> lane 2, 110-1220 → 110-1209. */
function laneText(text) {
  const [, upstream, node, number] = /^(.+)>(.+)#(\d+)$/.exec(text ?? "") ?? [];
  return node ? say("lane.ofLink", { number, upstream, node }) : text || say("object.offLane");
}

/** The names of the units whose bits are set; bits beyond 31 need division, JavaScript's shifts end there. */
function unitsOf(bits, units) {
  return units.filter((unit) => Math.floor(bits / 2 ** unit.index) % 2 === 1).map((unit) => unit.unit);
}

function fill(box, title, lines, close) {
  const key = `${title}|${lines.map(([name]) => name).join("|")}`;
  if (box.dataset.key !== key) {
    box.dataset.key = key;
    const heading = element("h3", {}, title), pairs = element("dl", { class: "pairs" });
    const label = say("object.close");
    if (close) heading.append(element("button", { type: "button", "aria-label": label, click: close }, "×"));
    for (const [name] of lines) pairs.append(element("dt", {}, name), element("dd"));
    box.replaceChildren(heading, pairs);
  }
  const values = box.querySelectorAll("dd");
  lines.forEach(([, value], i) => write(values[i], value));
}
