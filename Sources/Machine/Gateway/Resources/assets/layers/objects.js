// The road users of the scene as they stand at the display's instant.
import { kindAt } from "../kinds.js";
import { drawConnectedMark, drawVehicle, drawVulnerable } from "./bodies.js";
import { fontFamily } from "./signals.js";
import { kilometersPerHour } from "../format.js";

/** Objects must stay visible in the overview: a box is never drawn smaller than this, in pixels. */
const leastLength = 6.5, leastWidth = 3.6;
/** An object nobody has observed for this long is dashed, and fades until `gone`. */
const staleAfter = 0.5, gone = 3;

/** The size in pixels in which a pose is drawn: to scale, or enlarged to be seen. */
export function drawnSize(pose, view) {
  const kind = kindAt(pose.kind);
  if (kind.form !== "box") return { radius: Math.min(15, Math.max(3.2, 2.2 + view.scale * 1.1)) };
  return { length: Math.max(leastLength, pose.length * view.scale),
    width: Math.max(leastWidth, pose.width * view.scale) };
}

/** How visible: fading with the time since anybody observed it, and where the stream has stopped. */
export function visibility(pose) {
  const unseen = Math.max(0, pose.observedAge - staleAfter) / (gone - staleAfter);
  return Math.max(0.22, (1 - unseen * 0.75)) * pose.alpha;
}

export class ObjectLayer {
  constructor() { this.drawn = []; }

  /** Draws the poses; remembers which ones were on the screen in `drawn`. */
  draw(context, view, poses, now, selected) {
    view.inPixels(context);
    const margin = 40;
    this.drawn = poses.filter((pose) => {
      const x = view.x(pose.east), y = view.y(pose.north);
      return x > -margin && y > -margin && x < view.width + margin && y < view.height + margin;
    });
    // Large first, so that a pedestrian is never hidden under a truck.
    this.drawn.sort((a, b) => layer(a) - layer(b) || a.id - b.id);
    for (const pose of this.drawn) this.drawOne(context, view, pose, now);
    context.globalAlpha = 1;
    this.drawLabels(context, view, selected);
  }

  drawOne(context, view, pose, now) {
    const kind = kindAt(pose.kind), size = drawnSize(pose, view);
    context.globalAlpha = visibility(pose);
    context.save();
    context.translate(view.x(pose.east), view.y(pose.north));
    if (size.radius) {
      drawVulnerable(context, kind, size.radius, pose.heading);
    } else {
      context.rotate((pose.heading * Math.PI) / 180);
      drawVehicle(context, kind, size.length, size.width, { now, dashed: pose.observedAge > staleAfter });
    }
    context.restore();
    if (pose.connected) this.drawConnected(context, view, pose, size);
  }

  /** A white dot on the roof in the overview, radio waves when near. */
  drawConnected(context, view, pose, size) {
    const x = view.x(pose.east), y = view.y(pose.north);
    if (view.scale >= 4.5) {
      return drawConnectedMark(context, x, y + 2, Math.min(10, Math.max(5, (size.width ?? 12) * 0.42)));
    }
    context.fillStyle = "#ffffff";
    context.strokeStyle = "#0b5d88";
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(x, y, Math.max(1.5, Math.min(2.6, view.scale)), 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  drawLabels(context, view, selected) {
    if (view.scale < 5) return;
    context.font = `500 11px ${fontFamily()}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.lineJoin = "round";
    for (const pose of this.drawn) {
      const { length, width, radius } = drawnSize(pose, view);
      const isTold = pose.speed >= 0.5 && (!radius || view.scale > 11);  // a crowd on foot would hide itself in figures
      if (!isTold && pose.id !== selected) continue;
      // Below the body as it lies on the screen: half its height there, and a line of text.
      const a = (pose.heading * Math.PI) / 180;
      const below = radius ? radius * 1.4 : Math.abs(Math.cos(a)) * length / 2 + Math.abs(Math.sin(a)) * width / 2;
      const x = view.x(pose.east), y = view.y(pose.north) + below + 8;
      context.globalAlpha = visibility(pose);
      context.strokeStyle = "#0a0e13d0";
      context.strokeText(kilometersPerHour(pose.speed), x, y);
      context.fillStyle = "#dfe7ee";
      context.fillText(kilometersPerHour(pose.speed), x, y);
    }
    context.globalAlpha = 1;
  }

  /** The object under a point of the screen, the nearest first, or null. */
  at(view, x, y) {
    let best = null, least = Infinity;
    for (const pose of this.drawn) {
      const dx = x - view.x(pose.east), dy = y - view.y(pose.north), size = drawnSize(pose, view);
      const a = (pose.heading * Math.PI) / 180;
      const ahead = dx * Math.sin(a) - dy * Math.cos(a), aside = dx * Math.cos(a) + dy * Math.sin(a);
      const half = size.radius ? [size.radius, size.radius] : [size.length / 2, size.width / 2];
      const outside = Math.max(Math.abs(ahead) - half[0], Math.abs(aside) - half[1]);
      if (outside < 6 && outside < least) [best, least] = [pose, outside];
    }
    return best;
  }
}

const layers = { box: 0, hexagon: 1, diamond: 2, disc: 3 };
const layer = (pose) => layers[kindAt(pose.kind).form];
