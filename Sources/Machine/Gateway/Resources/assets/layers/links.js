// The links of a region as bands in the colour of their speed, with the lanes below them where one looks close.
import { firstDirection, lengthOf, offset, part, pathOf } from "../map/polyline.js";
import { laneWidth } from "../region/network.js";
import { drawingSettings } from "./rendering.js";
import { fontFamily } from "./signals.js";

const leastWidth = 6;  // pixels: a band must be seen from far away
const surfaces = { vehicle: "#242d37", bicycle: "#203330", sidewalk: "#22272d", crosswalk: "#2c353f" };
/** The past has a ground of its own, so that even a part of a picture tells which it is. */
const grounds = { live: "#0b1016", past: "#1d1430" };
const grids = { live: "#121a22", past: "#2a1e42" };

export class LinkLayer {
  constructor(canvas) {
    this.context = canvas.getContext("2d", { alpha: false, ...drawingSettings });
    this.drawn = "";
    this.hatch = hatching(this.context);
  }

  take(network) {
    Object.assign(this, { network, drawn: "", lanes: groupedLanes(network) });
  }

  /** Draws if something changed: `shown` is {version, looks: Map of link -> appearance, chosen, hovered, past}. */
  draw(view, shown) {
    const state = `${view.version}/${shown.version}/${shown.chosen}/${shown.hovered}/${shown.past}`;
    if (state === this.drawn) return;
    this.drawn = state;
    const { context } = this, time = shown.past ? "past" : "live";
    view.inPixels(context);
    context.fillStyle = grounds[time];
    context.fillRect(0, 0, view.width, view.height);
    this.drawGrid(view, grids[time]);
    if (!this.network) return;
    context.lineJoin = "round";
    context.lineCap = "butt";
    if (view.scale > 1.2) this.drawLanes(view);
    for (const link of this.network.links) this.drawCasing(view, link, shown);
    for (const link of this.network.links) this.drawBand(view, link, shown.looks.get(link.link));
  }

  drawLanes(view) {
    const { context } = this;
    view.inMeters(context);
    for (const { color, width, path } of this.lanes) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke(path);
    }
    view.inPixels(context);
  }

  /** A dark edge around each band; a white one around the chosen link, a grey one under the pointer. */
  drawCasing(view, link, { chosen, hovered }) {
    const isChosen = link.link === chosen, isHovered = link.link === hovered;
    this.context.strokeStyle = isChosen ? "#ffffff" : isHovered ? "#a9b6c3" : "#05080b";
    this.context.lineWidth = bandWidth(link, view) + (isChosen ? 7 : isHovered ? 4 : 2);
    this.context.stroke(pathOf([placed(link, view)]));
  }

  drawBand(view, link, look) {
    const { context } = this, line = placed(link, view), path = pathOf([line]), width = bandWidth(link, view);
    const isUnobserved = !look || look.kind === "unobserved";
    context.lineWidth = width;
    context.strokeStyle = "#161d25";
    context.stroke(path);
    context.globalAlpha = isUnobserved ? 1 : strength(view.scale);
    context.strokeStyle = isUnobserved ? this.hatch : look.color;
    context.stroke(path);
    context.globalAlpha = 1;
    if (!isUnobserved) this.drawChevrons(line, width);
  }

  /** Which way the link leads. */
  drawChevrons(line, width) {
    const { context } = this, length = lengthOf(line), size = Math.min(6, width * 0.32);
    context.strokeStyle = "#05080bb0";
    context.lineWidth = 1.6;
    for (let at = 46; at < length - 20; at += 92) {
      const [start, end] = part(line, at, at + 1), [dx, dy] = firstDirection([start, end ?? line.at(-1)]);
      context.beginPath();
      context.moveTo(start[0] - dx * size - dy * size, start[1] - dy * size + dx * size);
      context.lineTo(start[0] + dx * size * 0.3, start[1] + dy * size * 0.3);
      context.lineTo(start[0] - dx * size + dy * size, start[1] - dy * size - dx * size);
      context.stroke();
    }
  }

  drawGrid(view, color) {
    const step = [10, 50, 250, 1000, 5000].find((one) => one * view.scale >= 45) ?? 5000;
    const [west, north] = view.point(0, 0), [east, south] = view.point(view.width, view.height);
    const lines = [];
    for (let x = Math.ceil(west / step) * step; x < east; x += step) lines.push([[view.x(x), 0], [view.x(x), 4000]]);
    for (let y = Math.ceil(south / step) * step; y < north; y += step) lines.push([[0, view.y(y)], [8000, view.y(y)]]);
    this.context.strokeStyle = color;
    this.context.lineWidth = 1;
    this.context.stroke(pathOf(lines));
  }
}

/** Near, the band lets the lanes and the vehicles through. */
const strength = (scale) => Math.max(0.4, Math.min(1, 1 - (scale - 2) * 0.2));

/** The width of a link's band in pixels. */
export const bandWidth = (link, view) => Math.max(leastWidth, link.lanes * laneWidth * view.scale);

/** The link's line in pixels; from far away moved to its right, so that the opposite direction is not hidden. */
export function placed(link, view) {
  const aside = Math.max(0, leastWidth + 2 - link.lanes * laneWidth * view.scale) / 2 / view.scale;
  const line = aside > 0 ? offset(link.line, -aside) : link.line;
  return line.map(([east, north]) => [view.x(east), view.y(north)]);
}

/** One path a kind of lane: thousands of lanes in four strokes. */
function groupedLanes(network) {
  return Object.entries(surfaces).map(([type, color]) => ({ color, width: type === "vehicle" ? laneWidth : 2.4,
    path: pathOf(network.lanes.filter((lane) => lane.laneType === type).map((lane) => lane.line)) }));
}

/** Grey diagonal stripes: nobody observes this. Also drawn into the legend. */
export function hatching(context) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const inside = tile.getContext("2d");
  inside.fillStyle = "#262d35";
  inside.fillRect(0, 0, 8, 8);
  inside.strokeStyle = "#77828e";
  inside.lineWidth = 2;
  for (const x of [-8, 0, 8]) {
    inside.moveTo(x, 8);
    inside.lineTo(x + 8, 0);
  }
  inside.stroke();
  return context.createPattern(tile, "repeat");
}

/** White bars across the band, one a vehicle's length: those who wait, from the stop line back, and how many. */
export function drawQueue(context, link, view, { vehicles, meters }) {
  const line = placed(link, view), length = lengthOf(line);
  const long = Math.min(length, Math.max(5, meters * view.scale)), tail = part(line, length - long, length);
  if (tail.length < 2) return null;
  const width = bandWidth(link, view) * 0.6;
  context.lineCap = "butt";
  for (const [color, beyond] of [["#ffffff", 5], ["#1a0b10", 2.5]]) {
    context.strokeStyle = color;
    context.lineWidth = width + beyond;
    context.stroke(pathOf([tail]));
  }
  context.strokeStyle = "#ffffff";
  context.lineWidth = width;
  context.setLineDash([Math.max(2, 4.6 * view.scale), Math.max(2, 2.9 * view.scale)]);
  context.stroke(pathOf([[...tail].reverse()]));
  context.setLineDash([]);
  return { x: tail[0][0], y: tail[0][1], vehicles };
}

/** The count at the back of a queue, above everything else. */
export function drawQueueCount(context, { x, y, vehicles }) {
  context.font = `600 11px ${fontFamily()}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const text = String(vehicles), width = Math.max(18, context.measureText(text).width + 10);
  context.fillStyle = "#ffffff";
  context.strokeStyle = "#05080b";
  context.lineWidth = 1.5;
  context.beginPath();
  context.roundRect(x - width / 2, y - 8.5, width, 17, 8.5);
  context.fill();
  context.stroke();
  context.fillStyle = "#10161d";
  context.fillText(text, x, y + 0.5);
}
