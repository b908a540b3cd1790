// The events of a region as symbols on its map; the list shows the same ones.
import { drawOccurrence } from "./furniture.js";
import { beforeEnd } from "../map/polyline.js";

/** Draws the symbol of a kind of event around (x, y), `size` pixels high. */
export function drawIncident(context, x, y, size, kind) {
  if (kind === "announcement") return drawOccurrence(context, x, y, size, "event");
  context.save();
  context.translate(x, y);
  const s = size / 2;
  context.beginPath();
  context.roundRect(-s * 0.92, -s * 0.92, s * 1.84, s * 1.84, 3);
  context.fillStyle = "#ff9f43";
  context.strokeStyle = "#05080b";
  context.lineWidth = 2;
  context.stroke();
  context.fill();
  context.fillStyle = context.strokeStyle = "#1b1206";
  (symbols[kind] ?? symbols.other)(context, s);
  context.restore();
}

const symbols = {
  /** A car from the side, and the bar that it stands before. */
  stoppedVehicle(context, s) {
    context.fillRect(-s * 0.62, -s * 0.08, s * 0.92, s * 0.36);
    context.fillRect(-s * 0.44, -s * 0.4, s * 0.54, s * 0.36);
    for (const x of [-0.38, 0.08]) {
      context.beginPath();
      context.arc(s * x, s * 0.34, s * 0.16, 0, 2 * Math.PI);
      context.fill();
    }
    context.fillRect(s * 0.48, -s * 0.6, s * 0.16, s * 1.2);
  },
  /** Three vehicles close behind one another. */
  queueSpillback(context, s) {
    for (const y of [-0.62, -0.14, 0.34]) context.fillRect(-s * 0.46, s * y, s * 0.92, s * 0.32);
  },
  other(context, s) { context.fillRect(-s * 0.12, -s * 0.5, s * 0.24, s); },
};

export class IncidentLayer {
  constructor() { this.events = []; }

  /** Takes open events; each gets its `point` in metres, in the middle of its link where it tells none. */
  take(events, frame, network) {
    this.events = (events ?? []).map((one) => ({ ...one, point: pointOf(one, frame, network) }));
  }

  draw(context, view) {
    view.inPixels(context);
    this.places = [];
    const size = view.scale < 1 ? 19 : 24;
    for (const one of this.events) {
      if (!one.point) continue;
      const x = view.x(one.point[0]);
      let y = view.y(one.point[1]) - size * 0.35;
      while (this.places.some((other) => Math.hypot(other.x - x, other.y - y) < size * 0.8)) y -= size * 0.85;
      this.places.push({ x, y, event: one });
      drawIncident(context, x, y, size, one.kind);
    }
  }

  /** The event under a point of the screen, or null. */
  at(x, y) { return this.places?.find((one) => Math.hypot(one.x - x, one.y - y) < 13)?.event ?? null; }
}

function pointOf(event, frame, network) {
  if (event.position && frame) return frame.point(event.position);
  const link = network?.byLink.get(event.link);
  return link ? beforeEnd(link.line, link.length / 2).point : null;
}

/** One event among all edges. */
export const identityOf = (event) => `${event.edge}/${event.number}`;
