// What a region amounts to now, in five figures.
import { element, write } from "../element.js";
import { name, say } from "../language.js";
import { kilometersPerHour, whole } from "../format.js";
import { section } from "../panels/section.js";

/** A figure with its name below it. */
export function tile(key) {
  const value = element("b", {}, "–"), words = element("span", { "data-words": key }, say(key));
  return { value, words, whole: element("div", { class: "tile" }, value, words) };
}

/** The links as one stretch of road: the mean speed over all vehicles, who waits, what was lost in the last minute. */
export function sumOf(traffics) {
  let vehicles = 0, way = 0, queue = 0, delay = 0;
  for (const one of traffics) {
    const here = ((one.densityPerKilometer ?? 0) * (one.lengthMeters ?? 0)) / 1000;
    if (Number.isFinite(one.speedMetersPerSecond)) {
      vehicles += here;
      way += here * one.speedMetersPerSecond;
    }
    queue += one.queueVehicles ?? 0;
    delay += one.delaySeconds ?? 0;
  }
  return { speed: vehicles > 0 ? way / vehicles : NaN, queue, delay };
}

export class Totals {
  constructor() {
    const keys = ["vehicles", "speed", "queue", "delay", "handedOver"];
    this.tiles = Object.fromEntries(keys.map((key) => [key, tile(`totals.${key}`)]));
    const tiles = element("div", { class: "tiles five live-data" },
      ...Object.values(this.tiles).map((one) => one.whole));
    Object.assign(this, section("totals", tiles));
  }

  /** In the past the queues are the longest of the minute before, not who waits at that instant. */
  turn(isPast) { name(this.tiles.queue.words, isPast ? "totals.queueMost" : "totals.queue"); }

  /** `vehicles` on the map, `traffics` as /links, or null where nobody knows them, `handedOver` or null. */
  show(vehicles, traffics, handedOver) {
    const sum = traffics && sumOf(traffics);
    write(this.tiles.vehicles.value, whole(vehicles ?? NaN));
    write(this.tiles.speed.value, sum ? kilometersPerHour(sum.speed) : "–");
    write(this.tiles.queue.value, sum ? whole(sum.queue) : "–");
    write(this.tiles.delay.value, sum ? whole(sum.delay) : "–");
    write(this.tiles.handedOver.value, whole(handedOver ?? NaN));
  }
}
