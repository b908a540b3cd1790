// Numbers as an operator reads them: fixed decimals, so that columns align and digits do not dance.
import { say } from "./language.js";
import { isSameDay, onClock, zoneName } from "./zone.js";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 132360 -> "132,360"; nothing for what is not known. */
export const whole = (value) => (Number.isFinite(value) ? grouped.format(value) : "–");

/** A number with fixed decimals, or a dash. */
export const fixed = (value, decimals) => (Number.isFinite(value) ? value.toFixed(decimals) : "–");

/** A signed number with fixed decimals and a true minus sign. */
export const signed = (value, decimals) =>
  Number.isFinite(value) ? (value < 0 ? "−" : "+") + Math.abs(value).toFixed(decimals) : "–";

/** Microseconds as milliseconds with three decimals: one unit for all stages, so that the points stand in a column. */
export const milliseconds = (micros) => fixed(micros / 1000, 3);

/** Metres a second as kilometres an hour. */
export const kilometersPerHour = (speed) => fixed(speed * 3.6, 0);

/** Seconds as "0.4 s", "12 s", "3 min 04 s", "2 h 05 min", "3 d 02 h", in the words of the language. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "–";
  const rest = Math.max(0, seconds);
  if (rest < 9.95) return `${rest.toFixed(1)} ${say("unit.second")}`;
  if (rest < 60) return `${Math.floor(rest)} ${say("unit.second")}`;
  const two = (value) => String(Math.floor(value)).padStart(2, "0");
  if (rest < 3600) return `${Math.floor(rest / 60)} ${say("unit.minute")} ${two(rest % 60)} ${say("unit.second")}`;
  const hours = rest / 3600;
  if (hours < 48) return `${Math.floor(hours)} ${say("unit.hour")} ${two((rest % 3600) / 60)} ${say("unit.minute")}`;
  return `${Math.floor(hours / 24)} ${say("unit.day")} ${two(hours % 24)} ${say("unit.hour")}`;
}

/** Milliseconds since 1970 as the time of day by the clock that was chosen. */
export const timeOfDay = (time, digits = 0) =>
  Number.isFinite(time) ? onClock(time).slice(11, digits ? 20 + digits : 19) : "--:--:--";

/** "15:30", below an axis. */
export const hourAndMinute = (time) => timeOfDay(time).slice(0, 5);

/** "11-21", below an axis of several days. */
export const monthAndDay = (time) => onClock(time).slice(5, 10);

/** The time of day, with its date where that is not the day of `now`. */
export const timeAndDay = (time, now) =>
  (!Number.isFinite(time) || !Number.isFinite(now) || isSameDay(time, now) ? "" : `${monthAndDay(time)} `)
    + timeOfDay(time);

/** "15:30:00 UTC": a time in a sentence says by whose clock. */
export const timeAndZone = (time, digits = 0) => `${timeOfDay(time, digits)} ${zoneName(time)}`;
