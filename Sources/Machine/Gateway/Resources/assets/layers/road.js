// The road: lanes as ribbons of their true width, markings, turn arrows, stop lines, ways across the intersections.
//
// Drawn with canvas 2D in metres rather than with a map library: there is no base map to show without internet, objects
// and lanes come in metres of one frame, text and symbols (count-downs, Chinese) need no glyph files, and the whole
// renderer is smaller than a map library's style sheet. 300 objects take some 3 ms of script a frame.
// The road has a canvas of its own, redrawn only when the view or the map changes.
import { beforeEnd, offset, part, pathOf } from "../map/polyline.js";
import { drawArrow } from "./arrow.js";
import { drawingSettings } from "./rendering.js";

const colors = {
  vehicle: "#242d37", bicycle: "#203330", sidewalk: "#2b2f35", crosswalk: "#242d37", parking: "#222a36",
  crossing: "#1a222b", marking: "#aab5c0", yellow: "#c79a2c", grid: "#121a22", axis: "#18222c",
};
/** Lines before a stop line are solid: no lane may be changed there. */
const solidBefore = 30;

export class RoadLayer {
  constructor(canvas) {
    this.context = canvas.getContext("2d", { alpha: false, ...drawingSettings });
    this.drawn = "";
  }

  /** Takes a new map (a RoadMap) and prepares its paths. */
  take(map) {
    this.map = map;
    this.drawn = "";
    const of = (type) => map.lanes.filter((lane) => lane.laneType === type);
    const known = ["crosswalk", "bicycle", "sidewalk", "parking"];
    this.ribbons = map.lanes.map((lane) => ({ path: pathOf([lane.line]), width: lane.widthMeters,
      color: colors[known.includes(lane.laneType) ? lane.laneType : "vehicle"] }));
    this.crossings = map.connections.map((one) => pathOf([one.line]));
    this.areas = pathOf(map.crossingAreas);
    this.zebras = of("crosswalk").map((lane) => ({ path: pathOf([lane.line]), width: lane.widthMeters }));
    this.stops = pathOf(map.stopLines.map((one) => one.line));
    this.prepareMarkings(map.lanes.filter((lane) => !["crosswalk", "sidewalk"].includes(lane.laneType)));
    this.arrows = map.lanes.filter((lane) => lane.turns.length && lane.length > 12 && lane.laneType !== "bicycle")
      .flatMap((lane) => [9, 38].filter((distance) => distance < lane.length - 6)
        .map((distance) => ({ ...beforeEnd(lane.line, distance), turns: lane.turns })));
  }

  /** Yellow to the left of lane 1, white at the right edge, dashes between lanes and solid before the stop line. */
  prepareMarkings(lanes) {
    const links = Map.groupBy ? Map.groupBy(lanes, linkOf) : grouped(lanes);
    const yellow = [], solid = [], dashed = [];
    for (const link of links.values()) {
      link.sort((a, b) => a.number - b.number);
      link.forEach((lane, i) => {
        if (i === 0) yellow.push(offset(lane.line, lane.widthMeters / 2));
        const right = offset(lane.line, -lane.widthMeters / 2), next = link[i + 1];
        if (!next || next.laneType !== lane.laneType) return solid.push(right);
        const from = Math.max(0, lane.length - (lane.phases?.length ? solidBefore : 0));
        if (from > 1) dashed.push(part(right, 0, from));
        if (lane.length - from > 1) solid.push(part(right, from, Infinity));
      });
    }
    this.markings = { yellow: pathOf(yellow), solid: pathOf(solid), dashed: pathOf(dashed) };
  }

  /** Draws if something changed since the last time. */
  draw(view) {
    const state = `${view.version}`;
    if (state === this.drawn) return;
    this.drawn = state;
    const context = this.context;
    view.inPixels(context);
    context.fillStyle = "#0b1016";
    context.fillRect(0, 0, view.width, view.height);
    view.inMeters(context);
    this.drawGrid(view);
    if (!this.map || this.map.isEmpty) return;
    this.drawSurfaces(context);
    this.drawLines(context, 1 / view.scale, view.scale);
    if (view.scale < 4.5) return;
    for (const { point, direction, turns } of this.arrows) drawArrow(context, point, direction, turns);
  }

  drawSurfaces(context) {
    context.lineCap = "butt";
    context.lineJoin = "round";
    context.strokeStyle = context.fillStyle = colors.crossing;
    context.lineWidth = 3.4;
    context.fill(this.areas);
    context.stroke(this.areas);
    for (const path of this.crossings) context.stroke(path);
    for (const { path, width, color } of this.ribbons) {
      context.strokeStyle = color;
      context.lineWidth = width + 0.08;  // neighbours overlap by a hair: no seam of background between them
      context.stroke(path);
    }
  }

  drawLines(context, pixel, scale) {
    const line = (path, color, width, dash = []) => {
      context.strokeStyle = color;
      context.lineWidth = Math.max(width, pixel * 0.8);
      context.setLineDash(dash);
      context.stroke(path);
    };
    context.globalAlpha = Math.min(0.9, 0.35 + scale * 0.1);
    for (const { path, width } of this.zebras) line(path, "#c9d1d9", width, [0.5, 0.6]);
    line(this.markings.yellow, colors.yellow, 0.15);
    line(this.markings.solid, colors.marking, 0.15);
    line(this.markings.dashed, colors.marking, 0.15, scale > 1.6 ? [2, 4] : [4, 8]);
    context.globalAlpha = 0.16;
    for (const path of this.crossings) line(path, "#b9c7d4", 0.12, [1.2, 1.6]);
    context.globalAlpha = 1;
    line(this.stops, "#e6ebf0", 0.4);
    context.setLineDash([]);
  }

  /** A grid of 10, 50 or 250 m, so that distance can be read where there is no road. */
  drawGrid(view) {
    const step = [10, 50, 250, 1000].find((one) => one * view.scale >= 45) ?? 1000;
    const [west, north] = view.point(0, 0), [east, south] = view.point(view.width, view.height);
    const lines = [];
    for (let x = Math.ceil(west / step) * step; x < east; x += step) lines.push([[x, south], [x, north]]);
    for (let y = Math.ceil(south / step) * step; y < north; y += step) lines.push([[west, y], [east, y]]);
    this.context.strokeStyle = colors.grid;
    this.context.lineWidth = 1 / view.scale;
    this.context.stroke(pathOf(lines));
  }
}

const linkOf = (lane) => `${lane.upstream}>${lane.downstream}/${lane.link ?? ""}`;

function grouped(lanes) {  // for browsers before Map.groupBy (2024)
  const found = new Map();
  for (const lane of lanes) (found.get(linkOf(lane)) ?? found.set(linkOf(lane), []).get(linkOf(lane))).push(lane);
  return found;
}
