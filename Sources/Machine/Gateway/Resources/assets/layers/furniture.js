// What stands at the road: events and signs of RSI, the roadside units, the names of the nodes.
import { fontFamily } from "./signals.js";

export class FurnitureLayer {
  constructor() { this.occurrences = []; this.units = []; this.nodes = []; }

  /** Takes the answer of /events, in the edge's frame. */
  takeEvents(collection, frame) {
    this.occurrences = (collection.features ?? []).filter((feature) => feature.geometry).map((feature) => {
      const { type, coordinates } = feature.geometry;
      const lines = type === "Point" ? [] : (type === "LineString" ? [coordinates] : coordinates);
      const paths = lines.map((line) => line.map((p) => frame.point(p)));
      const middle = paths[0]?.[Math.floor((paths[0].length - 1) / 2)];
      return { ...feature.properties, paths, point: type === "Point" ? frame.point(coordinates) : middle };
    }).filter((one) => one.point);
  }

  /** Takes the devices of /devices. */
  takeDevices(devices, frame) {
    this.units = devices.filter((one) => one.position).map((one) => ({ ...one, point: frame.point(one.position) }));
  }

  /** Below the objects: the reach of an event. */
  drawGround(context, view) {
    view.inPixels(context);
    for (const one of this.occurrences) {
      const color = one.category === "event" ? "#ff9f43" : "#5b9dff";
      context.strokeStyle = context.fillStyle = color;
      context.lineJoin = context.lineCap = "round";
      for (const path of one.paths) this.drawBand(context, view, path);
      context.lineCap = "butt";
      if (one.category !== "event" || !one.radiusMeters) continue;
      context.beginPath();
      context.arc(view.x(one.point[0]), view.y(one.point[1]), one.radiusMeters * view.scale, 0, 2 * Math.PI);
      context.globalAlpha = 0.07;
      context.fill();
      context.globalAlpha = 0.5;
      context.lineWidth = 1;
      context.setLineDash([5, 5]);
      context.stroke();
      context.setLineDash([]);
      context.globalAlpha = 1;
    }
  }

  drawBand(context, view, path) {
    context.beginPath();
    for (const [east, north] of path) context.lineTo(view.x(east), view.y(north));
    context.globalAlpha = 0.24;
    context.lineWidth = Math.max(3, 2.6 * view.scale);
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Above the road, below the heads: symbols and names. */
  drawSymbols(context, view) {
    view.inPixels(context);
    for (const unit of this.units) drawUnit(context, view.x(unit.point[0]), view.y(unit.point[1]), unit, view.scale);
    for (const one of this.occurrences) {
      const size = view.scale < 2 ? 18 : 24;
      drawOccurrence(context, view.x(one.point[0]), view.y(one.point[1]) - size * 0.2, size, one.category);
    }
  }

  /** The names of the nodes, above their signal heads. */
  drawNames(context, view, tops) {
    view.inPixels(context);
    for (const node of this.nodes) {
      drawText(context, node.name || node.id, view.x(node.point[0]),
        (tops.get(node.id) ?? view.y(node.point[1]) - 24) - 11, "600 12px", "#eaf1f7");
    }
  }

  /** The event or sign under a point of the screen, or null. */
  at(view, x, y) {
    const far = ([east, north]) => Math.hypot(view.x(east) - x, view.y(north) - 4 - y);
    return this.occurrences.find((one) => far(one.point) < 12) ?? null;
  }
}

/** An event is a warning triangle, a sign a blue square on a post: neither looks like a road user or a lamp. */
export function drawOccurrence(context, x, y, size, category) {
  context.save();
  context.translate(x, y);
  const s = size / 2;
  context.lineJoin = "round";
  context.lineWidth = 2;
  context.beginPath();
  if (category === "event") {
    context.moveTo(0, -s * 0.95);
    context.lineTo(s, s * 0.8);
    context.lineTo(-s, s * 0.8);
    context.closePath();
    context.fillStyle = "#ff9f43";
  } else {
    context.roundRect(-s * 0.8, -s * 0.85, s * 1.6, s * 1.6, 3);
    context.fillStyle = "#2f6fd0";
  }
  context.strokeStyle = "#05080b";
  context.stroke();
  context.fill();
  context.fillStyle = context.strokeStyle = category === "event" ? "#1b1206" : "#ffffff";
  context.fillRect(-s * 0.1, -s * (category === "event" ? 0.4 : 0.15), s * 0.2, s * 0.62);
  context.beginPath();
  context.arc(0, category === "event" ? s * 0.5 : -s * 0.45, s * 0.13, 0, 2 * Math.PI);
  context.fill();
  context.restore();
}

const stateColors = { live: "#3ecf8e", stale: "#f5b83d", silent: "#ff6b6b" };

/** A roadside unit: a mast with an antenna, in the colour of its state; silent ones are crossed out. */
function drawUnit(context, x, y, unit, scale) {
  const color = stateColors[unit.state] ?? "#9aa5b1";
  context.strokeStyle = color;
  context.fillStyle = "#0a0e13";
  context.lineWidth = 1.6;
  context.beginPath();
  context.roundRect(x - 7, y - 7, 14, 14, 3);
  context.fill();
  context.stroke();
  context.beginPath();
  context.moveTo(x, y + 4);
  context.lineTo(x, y - 1);
  context.moveTo(x + 3.4, y - 3.4);
  context.arc(x, y - 1, 4, -Math.PI / 4, (-3 * Math.PI) / 4, true);
  if (unit.state === "silent") { context.moveTo(x - 7, y + 7); context.lineTo(x + 7, y - 7); }
  context.stroke();
  if (scale > 2.5) drawText(context, unit.unit, x, y + 15, "500 10.5px", color);
}

/** Text in the page's font with a dark halo, centred on (x, y). */
export function drawText(context, words, x, y, font, color) {
  context.font = `${font} ${fontFamily()}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = "#0a0e13d8";
  context.strokeText(words, x, y);
  context.fillStyle = color;
  context.fillText(words, x, y);
}
