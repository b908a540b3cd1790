// The signals as last heard, with seconds that run on between messages and stop when the messages do.
import { get } from "../api.js";

/** Without a message of an intersection for this long its seconds are no longer shown. */
export const expiry = 3000;

const aspects = {
  unavailable: { lamp: null, color: "#5d6874" }, dark: { lamp: null, color: "#5d6874" },
  flashingRed: { lamp: 0, color: "#ff5252", flashing: true }, red: { lamp: 0, color: "#ff5252" },
  yellow: { lamp: 1, color: "#ffc53d" }, flashingYellow: { lamp: 1, color: "#ffc53d", flashing: true },
  flashingGreen: { lamp: 2, color: "#2fd980", flashing: true }, permissiveGreen: { lamp: 2, color: "#2fd980" },
  protectedGreen: { lamp: 2, color: "#2fd980" },
};
const unknown = aspects.unavailable;

export class SignalBoard {
  constructor() { this.clear(); }

  clear() {
    this.intersections = new Map();
    this.arrival = null;
  }

  /** Takes an answer of /signals or an event of the stream. */
  take(data, arrival) {
    const sent = Date.parse(data.time);
    this.arrival = arrival;
    for (const one of data.intersections ?? []) {
      const before = this.intersections.get(one.node);
      // What counts is when the controller spoke last, not that the server still repeats it.
      const heardAge = Math.max(0, sent - Date.parse(one.updated)) || 0;
      this.intersections.set(one.node, { ...one, arrival, heard: arrival - heardAge,
        byPhase: new Map(one.phases.map((phase) => [phase.phase, phase])), name: before?.name });
    }
  }

  get nodes() { return [...this.intersections.values()].sort((a, b) => a.node.localeCompare(b.node)); }

  /** How long the controller of an intersection has been silent, in milliseconds. */
  silence(node, now) {
    const one = this.intersections.get(node);
    return one ? now - one.heard : Infinity;
  }

  /** What a head shows now: {light, color, lamp, lit, seconds}; seconds is null where nobody knows. */
  show(node, number, now) {
    const intersection = this.intersections.get(node);
    const phase = intersection?.byPhase.get(number);
    const isSilent = this.silence(node, now) > expiry;
    if (!phase || isSilent) return { light: "unavailable", ...unknown, lit: false, seconds: null };
    const aspect = aspects[phase.light] ?? unknown;
    const passed = (now - intersection.arrival) / 1000;
    const lit = aspect.lamp !== null && (!aspect.flashing || now % 1000 < 500);
    const seconds = Number.isFinite(phase.remainingSeconds) ? Math.max(0, phase.remainingSeconds - passed) : null;
    return { light: phase.light, ...aspect, lit, seconds };
  }
}

/** The seconds as a head shows them: whole, rounded up, so that 0 appears only when the time is over. */
export const countdown = (seconds) => (seconds === null ? "–" : String(Math.ceil(seconds - 0.05)));

/** The signals of an edge by a plain GET, for the moment before the stream has sent any. */
export const fetchSignals = (edge, signal) => get("signals", { edge }, signal);
