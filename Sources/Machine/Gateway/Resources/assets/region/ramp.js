// How fast a link flows, as one of five colours, and the three cases that have no speed.
//
// From blue over pale yellow to red: told apart with every common kind of colour blindness, and in grey the jam is
// still not the free road, because its neighbours differ in lightness. Nothing here is green: what nobody observes must
// not look good, and green belongs to the signals.
import { say } from "../language.js";

/** From the slowest; each holds speeds from `from` of the limit upwards. */
export const classes = [
  { from: 0, color: "#d9304c" },
  { from: 0.2, color: "#f58b42" },
  { from: 0.4, color: "#f2dd8c" },
  { from: 0.6, color: "#8fc3e3" },
  { from: 0.8, color: "#3f7fc4" },
];
export const emptyColor = "#5a6775", noLimitColor = "#b48ead", unobservedColor = "#39424c";

/** What an edge told of a link longer ago than this, in milliseconds, is not the road now. */
const expiry = 15_000;

/**
 * How a link looks: {kind: "speed" | "empty" | "noLimit" | "unobserved", color, ratio}.
 * `traffic` is its entry of /links, or nothing; `time` is when that was said, in milliseconds.
 */
export function appearance(link, traffic, time) {
  if (!isObserved(traffic, time)) return { kind: "unobserved", color: unobservedColor, ratio: null };
  const speed = traffic.speedMetersPerSecond;
  if (speed === null || speed === undefined) return { kind: "empty", color: emptyColor, ratio: null };
  const limit = traffic.speedLimitMetersPerSecond ?? link?.speedLimitMetersPerSecond;
  if (!limit) return { kind: "noLimit", color: noLimitColor, ratio: null };
  const ratio = speed / limit;
  return { kind: "speed", color: classes.findLast((one) => ratio >= one.from)?.color ?? classes[0].color, ratio };
}

function isObserved(traffic, time) {
  if (!traffic || traffic.newest === null) return false;
  return traffic.newest === undefined || time - Date.parse(traffic.newest) <= expiry;
}

/** "40–60 %", for the legend. */
export function rangeText(index) {
  const percent = (share) => Math.round(share * 100), next = classes[index + 1];
  if (index === 0) return say("ramp.below", { to: percent(next.from) });
  if (!next) return say("ramp.above", { from: percent(classes[index].from) });
  return say("ramp.between", { from: percent(classes[index].from), to: percent(next.from) });
}
