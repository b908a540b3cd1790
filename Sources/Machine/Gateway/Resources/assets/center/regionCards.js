// Each region in a row: is it heard, what it amounts to, how its speed went, how its edges are.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration, fixed, kilometersPerHour, timeAndZone, whole } from "../format.js";
import { rows, section } from "../panels/section.js";
import { tile } from "../region/totals.js";
import { trendOf } from "./cityTrends.js";

/** A region tells its minutes: one that told nothing for this long is late or silent, in seconds. */
const late = 90, silent = 180;
const keys = ["vehicles", "openEvents", "speed", "flow", "queue", "delay", "handedOver"];
const sparkline = { width: 120, height: 28, minutes: 60 };

export class RegionCards {
  /** `open(region)` is called with a region that is to be shown. */
  constructor(open) {
    this.list = element("div", { class: "region-cards" });
    this.none = element("p", { class: "empty", "data-words": "center.none" }, say("center.none"));
    Object.assign(this, section("regionCards", this.none, this.list), { open });
  }

  /** `regions` and `trends` are the center's at `time` (ms); where that `isOld`, nobody knows how they are now. */
  show(regions, trends, time, isOld) {
    this.none.hidden = regions.length > 0;
    const made = rows(this.list, regions.length, () => this.make());
    regions.forEach((region, i) => {
      this.showOne(made[i], isOld ? unknown(region) : region, time);
      drawSpark(made[i].spark, trendOf(trends, region.id, 60, time - sparkline.minutes * 60_000), time);
    });
  }

  make() {
    const mark = element("i", { class: "state" }), name = element("b"), state = element("span", { class: "figures" });
    const open = element("button", { type: "button", class: "open", click: () => this.open(card.dataset.region) });
    const tiles = Object.fromEntries(keys.map((key) => [key, tile(`region.${key}`)]));
    const spark = element("svg", { class: "spark", preserveAspectRatio: "none", role: "img",
      viewBox: `0 0 ${sparkline.width} ${sparkline.height}` });
    const minute = element("p", { class: "quiet figures" }), edges = element("div", { class: "edge-chips" });
    const click = (event) => { if (event.target !== open && !open.disabled) this.open(card.dataset.region); };
    const card = element("article", { click }, element("h3", {}, mark, name, state, open),
      element("div", { class: "tiles seven" }, ...keys.map((key) => tiles[key].whole), spark), edges, minute);
    return Object.assign(card, { mark, name, stateText: state, opener: open, tiles, spark, minute, edges });
  }

  showOne(card, region, time) {
    const age = region.lastHeard === null ? null : Math.max(0, (time - Date.parse(region.lastHeard)) / 1000);
    const state = region.state ?? (age === null || age > silent ? "silent" : age > late ? "late" : "live");
    card.dataset.region = region.id;
    card.dataset.state = card.mark.dataset.state = state;
    write(card.name, region.name || region.id);
    card.name.title = region.id;
    const heard = age === null ? say("edge.never") : state === "unknown"
      ? say("edge.heardLast", { time: timeAndZone(Date.parse(region.lastHeard)) })
      : say("edge.heard", { age: duration(age) });
    write(card.stateText, `${say(`edge.${state}`)} · ${heard}`);
    card.stateText.className = `figures ${{ late: "warn", silent: "bad" }[state] ?? "quiet"}`;
    card.opener.disabled = !region.served;
    card.classList.toggle("opens", Boolean(region.served));
    card.opener.title = region.served ? "" : say("center.elsewhere");
    write(card.opener, say(region.served ? "center.open" : "center.notServed"));
    const { totals } = region;
    const texts = { vehicles: whole(region.vehicles), openEvents: whole(region.openEvents),
      speed: kilometersPerHour(totals?.speedMetersPerSecond ?? NaN), flow: fixed(totals?.flowPerMinute, 1),
      queue: whole(totals?.queueVehicles), delay: whole(totals?.delaySeconds), handedOver: whole(region.handedOver) };
    for (const key of keys) write(card.tiles[key].value, texts[key]);
    const since = Date.parse(region.minute ?? region.lastHeard ?? "");
    write(card.minute, state === "live" || state === "unknown" ? "" : Number.isFinite(since)
      ? say("center.figuresOf", { time: timeAndZone(since) }) : say("center.noFigures"));
    this.showEdges(card.edges, region.edges ?? [], time);
  }

  showEdges(box, edges, time) {
    const made = rows(box, edges.length, () =>
      element("span", { class: "edge-chip" }, element("i", { class: "state" }), element("b"), element("span")));
    edges.forEach((edge, i) => {
      const [mark, name, text] = made[i].children;
      made[i].dataset.edge = edge.id;
      mark.dataset.state = edge.state;
      write(name, edge.name || edge.id);
      const parts = [say(`edge.${edge.state}`)];
      if (edge.state !== "live" && edge.state !== "unknown" && edge.lastHeard) {
        parts.push(say("ago", { age: duration((time - Date.parse(edge.lastHeard)) / 1000) }));
      }
      if (edge.uplink?.state === "cut" || edge.uplink?.state === "waiting") {
        const waiting = say("edge.waits", { count: whole(edge.uplink.outboxDepth) });
        parts.push(`${say(`uplink.${edge.uplink.state}`)}, ${waiting}`);
      }
      parts.push(say("edge.units", { live: edge.liveDevices, all: edge.devices }));
      write(text, parts.join(" · "));
      text.className = { late: "warn", silent: "bad" }[edge.state] ?? "quiet";
    });
  }
}

/** A region of which nobody knows how it is now. */
const unknown = (region) => ({ ...region, state: "unknown",
  edges: region.edges?.map((edge) => ({ ...edge, state: "unknown" })) });

/** The speed of the last hour, its gaps left open. */
function drawSpark(chart, points, time) {
  const { width, height, minutes } = sparkline, key = `${points.length}/${points.at(-1)?.time}`;
  chart.setAttribute("aria-label", say("center.spark"));
  if (chart.dataset.key === key) return;
  chart.dataset.key = key;
  const known = points.filter((one) => Number.isFinite(one.speedMetersPerSecond));
  const most = Math.max(5, ...known.map((one) => one.speedMetersPerSecond)), from = time - minutes * 60_000;
  const place = (one) => `${(((one.time - from) / (minutes * 60_000)) * width).toFixed(1)},`
    + (height - 1 - (one.speedMetersPerSecond / most) * (height - 3)).toFixed(1);
  const runs = [];
  known.forEach((one, i) => {
    if (i === 0 || one.time - known[i - 1].time > 90_000) runs.push([]);
    runs.at(-1).push(one);
  });
  chart.replaceChildren(element("title", {}, say("center.spark")),
    ...runs.map((run) => element("polyline", { points: run.map(place).join(" ") })));
}
