// Whose clock the page tells: UTC, which every log of the system speaks, or that of the browser.
import { language } from "./language.js";

const day = 86_400_000;
const listeners = new Set();
export const zones = ["utc", "local"];

/** What the address or the switch chose; null leaves it to the language. */
let chosen = [new URLSearchParams(location.search).get("time")].find((one) => zones.includes(one)) ?? null;

/** "utc" or "local". Who reads Chinese reads the clock on the wall, unless told otherwise. */
export const zone = () => chosen ?? (language() === "zh" ? "local" : "utc");

/** What the address is to remember: the choice, null where there was none. */
export const chosenZone = () => chosen;

/** Calls `listener` at each choice of a clock. */
export function onZone(listener) { listeners.add(listener); }

/** Tells all times by this clock from now on. */
export function tellBy(one) {
  if (!zones.includes(one)) return;
  chosen = one;
  for (const listener of listeners) listener(one);
}

/** How far the clock is ahead of UTC at an instant, in milliseconds: it changes where there is summer time. */
const ahead = (time) => (zone() === "utc" ? 0 : -new Date(time).getTimezoneOffset() * 60_000);

/** "UTC", or "UTC+8", "UTC−3:30": what stands beside a clock, so that nobody has to guess which one it is. */
export function zoneName(time = Date.now()) {
  if (zone() === "utc") return "UTC";
  const minutes = Math.round(ahead(Number.isFinite(time) ? time : Date.now()) / 60_000), rest = Math.abs(minutes) % 60;
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

/** The time as the clock tells it, in the form of ISO 8601 without a zone: "2026-11-21T15:47:11.087". */
export const onClock = (time) => new Date(time + ahead(time)).toISOString().slice(0, -1);

/** What a text that was drawn depends on besides its figures: words and clock. */
export const wording = () => `${language()}/${zone()}`;

/** Whether two instants lie on the same day of the clock. */
export const isSameDay = (one, other) => onClock(one).slice(0, 10) === onClock(other).slice(0, 10);

/** The instants from `from` to `to` at which the clock tells whole multiples of `every`, counted from midnight. */
export function ticksBetween(from, to, every) {
  const ticks = [];
  for (let told = Math.ceil((from + ahead(from)) / every) * every; told - ahead(to) <= to + day / 24; told += every) {
    const time = told - ahead(told - ahead(to));
    if (time >= from && time <= to) ticks.push(time);
  }
  return ticks;
}
