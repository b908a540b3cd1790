// The center tier: all regions of a city on one screen, fed once a second by one stream.
import { get } from "../api.js";
import { label } from "../language.js";
import { Stream } from "../stream.js";
import { Heartbeat, SteadyLiveness, hasStopped, liveness, ofSeconds } from "../motion/liveness.js";
import { ConnectionPanel } from "../panels/connection.js";
import { CityTotals } from "../center/cityTotals.js";
import { CityTrends } from "../center/cityTrends.js";
import { CityLog } from "../center/cityLog.js";
import { DeviceTable } from "../center/deviceTable.js";
import { RegionCards } from "../center/regionCards.js";
import { markCuts, watchCut } from "../panels/cut.js";

const find = (id) => document.getElementById(id);
/** The devices are asked for this often, in milliseconds: edges tell of them every ten seconds. */
const devicesEvery = 5000;

export class CenterTier {
  /** `open(region)` shows a region that this process serves. */
  constructor(open) {
    Object.assign(this, { data: null, beat: new Heartbeat(), steady: new SteadyLiveness(), center: null });
    this.city = find("city");
    this.panel = find("center-panel");
    Object.assign(this, { totals: new CityTotals(), trends: new CityTrends(), cards: new RegionCards(open),
      log: new CityLog(), devices: new DeviceTable() });
    this.city.append(this.totals.body, this.trends.body, this.cards.body);
    this.panel.append(this.log.body, this.devices.body);
    for (const box of [this.city, this.log.list, this.devices.box]) watchCut(box);
    label(this.city);
    label(this.panel);
    this.connection = new ConnectionPanel({ stage: this.city, banner: find("center-banner"), words: "center.", lag: 0,
      digits: 0 });
    this.stream = new Stream({ center: (data, arrival) => this.take(data, arrival) });
  }

  /** Follows the center; answers its identity, null where this process serves none. */
  async begin() {
    const { center } = await get("tiers");
    Object.assign(this, { center: center?.id ?? null, data: null, devicesAsked: 0 });
    this.beat.clear();
    this.steady.clear();
    if (center) this.stream.follow({ center: 1 });
    return this.center;
  }

  end() {
    this.stream.stop();
    this.center = null;
  }

  take(data, arrival) {
    if (!this.beat.take(Date.parse(data.time), arrival)) return;
    this.data = data;
    this.show();
  }

  show() {
    const { data } = this, time = this.beat.time;
    this.totals.show(data);
    this.trends.show(data, time);
    this.cards.show(data.regions, data.trends, time, this.isOld);
    this.log.show(data, time);
    this.devices.showTime(time);
  }

  async askDevices() {
    try {
      const { devices } = await get("devices", { center: 1 });
      if (this.center) this.devices.take(devices, this.beat.time);
    } catch (error) { this.devices.fail(error.message); }
  }

  draw() {}

  /** Ten times a second. */
  watch(now) {
    this.alive = this.steady.take(liveness(this.beat, this.stream, this.beat.arrival, now, ofSeconds), now);
    this.connection.show(this.alive, this.beat.time, this.beat.time);
    const isOld = !this.data || hasStopped(this.alive.state);
    if (isOld !== this.isOld) {
      this.isOld = isOld;
      if (this.data) this.show();
    }
    for (const one of [this.city, this.panel]) one.classList.toggle("stale", isOld);
    markCuts();
    if (!this.center || now - (this.devicesAsked || -devicesEvery) < devicesEvery) return;
    this.devicesAsked = now;
    this.askDevices();
  }

  /** After a change of language. */
  relabel() {
    this.trends.relabel();
    this.devices.relabel();
    if (this.data) this.show();
  }

  report() {
    return { center: this.center, connection: this.alive?.state ?? "connecting", time: this.data?.time ?? null,
      regions: this.data?.regions.map((one) => one.id) ?? [], events: this.data?.events.length ?? 0,
      plotted: this.trends.plotted };
  }
}
