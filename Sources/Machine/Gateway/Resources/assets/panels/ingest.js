// How much comes in, what is dropped and why, and whether every datagram is accounted for.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { fixed, whole } from "../format.js";
import { Rates } from "./rates.js";
import { head, rows, section } from "./section.js";

const remembered = 120;  // seconds of the trend

export class IngestPanel {
  constructor() {
    const tile = (key) => {
      const value = element("b", {}, "–"), name = element("span", { "data-words": key }, say(key));
      return { value, whole: element("div", { class: "tile" }, value, name) };
    };
    this.tiles = { rate: tile("ingest.rate"), received: tile("ingest.received"), accepted: tile("ingest.accepted"),
      dropped: tile("ingest.dropped") };
    this.line = element("polyline");
    this.area = element("polygon");
    const shape = { class: "trend", viewBox: `0 0 ${remembered} 30`, preserveAspectRatio: "none", role: "img" };
    this.trend = element("svg", shape, this.area, this.line);
    this.reasons = element("tbody");
    const headings = element("tr", {}, head("ingest.reason"), head("ingest.perSecond"), head("ingest.count"));
    const table = element("table", {}, element("thead", {}, headings), this.reasons);
    const tiles = element("div", { class: "tiles" }, ...Object.values(this.tiles).map((one) => one.whole));
    const { body, small } = section("ingest", element("div", { class: "live-data" }, tiles, this.trend, table));
    Object.assign(this, { body, small, rates: new Rates(), history: [] });
  }

  clear() {
    this.rates.clear();
    this.history = [];
  }

  /** Takes the "ingest" member of /stages. */
  take(ingest, now) {
    this.history.push(ingest.rate);
    if (this.history.length > remembered) this.history.shift();
    this.show(ingest, now);
  }

  show(ingest, now) {
    const drops = Object.entries(ingest.drops).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const dropped = drops.reduce((sum, [, count]) => sum + count, 0);
    write(this.tiles.rate.value, whole(ingest.rate));
    write(this.tiles.received.value, whole(ingest.received));
    write(this.tiles.accepted.value, whole(ingest.accepted));
    write(this.tiles.dropped.value, whole(dropped));
    const missing = ingest.received - ingest.accepted - dropped;
    write(this.small, missing === 0 ? say("ingest.balanced") : say("ingest.unbalanced", { count: whole(missing) }));
    this.small.className = missing === 0 ? "figures" : "figures bad";
    this.showReasons(drops, ingest.kernelDrops, now);
    this.showTrend();
  }

  showReasons(drops, kernelDrops, now) {
    // What the kernel dropped has a line of its own, which stands there even where it is zero.
    const named = drops.filter(([reason]) => reason !== "kernelQueueFull");
    const lines = named.map(([reason, count]) => [say(`drop.${reason}`), count, reason, count > 0 ? "" : "quiet"]);
    lines.push([say("ingest.kernel"), kernelDrops, "kernel", kernelDrops > 0 ? "bad" : "quiet"]);
    const made = rows(this.reasons, lines.length, () => element("tr", {}, element("td"), element("td"), element("td")));
    lines.forEach(([name, count, key, tone], i) => {
      const rate = this.rates.of(key, count, now);
      const texts = [name, rate === null ? "–" : fixed(rate, 1), whole(count)];
      texts.forEach((text, column) => write(made[i].children[column], text));
      made[i].className = tone;
    });
  }

  showTrend() {
    this.trend.setAttribute("aria-label", say("ingest.trend"));
    const most = Math.max(10, ...this.history) * 1.15, from = remembered - this.history.length;
    const points = this.history.map((rate, i) => `${from + i + 1},${(30 - (rate / most) * 29).toFixed(2)}`);
    this.line.setAttribute("points", points.join(" "));
    this.area.setAttribute("points", `${from + 1},30 ${points.join(" ")} ${remembered},30`);
  }
}
