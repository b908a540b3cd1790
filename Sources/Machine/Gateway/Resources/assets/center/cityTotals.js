// What the whole city amounts to now.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { fixed, kilometersPerHour, whole } from "../format.js";
import { section } from "../panels/section.js";
import { tile } from "../region/totals.js";

const keys = ["vehicles", "openEvents", "speed", "flow", "delay", "kilometers", "devices"];

export class CityTotals {
  constructor() {
    this.tiles = Object.fromEntries(keys.map((key) => [key, tile(`city.${key}`)]));
    const tiles = element("div", { class: "tiles city live-data" }, ...keys.map((key) => this.tiles[key].whole));
    Object.assign(this, section("city", tiles));
  }

  /** `data` is the center's document. */
  show({ totals, name, regions }) {
    const texts = { vehicles: whole(totals.vehicles), openEvents: whole(totals.openEvents),
      speed: `${kilometersPerHour(totals.speedMetersPerSecond ?? NaN)} km/h`, flow: fixed(totals.flowPerMinute, 1),
      delay: whole(totals.delaySeconds), kilometers: fixed(totals.vehicleKilometersToday, 1),
      devices: `${whole(totals.liveDevices)} / ${whole(totals.devices)}` };
    for (const key of keys) write(this.tiles[key].value, texts[key]);
    this.tiles.devices.value.className = totals.liveDevices < totals.devices ? "warn" : "";
    write(this.small, [name, say("city.regions", { count: whole(regions.length) })].filter(Boolean).join(" · "));
  }
}
