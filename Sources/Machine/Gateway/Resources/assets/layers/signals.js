// The signal heads: one plate beside each approach, a cell a phase, and the stop lines in the light's colour.
import { countdown } from "../motion/signalBoard.js";
import { pathOf } from "../map/polyline.js";
import { drawTurnSign } from "./arrow.js";

const rank = { red: 1, flashingRed: 1, yellow: 2, flashingYellow: 2, flashingGreen: 3, permissiveGreen: 4,
  protectedGreen: 5 };

export class SignalLayer {
  /** Takes a new RoadMap. */
  take(map) {
    this.map = map;
    this.stops = map.stopLines.filter((one) => one.phases?.length).map((one) => ({ ...one, path: pathOf([one.line]) }));
    this.ways = map.connections.filter((one) => one.phase != null).map((one) => ({ ...one, path: pathOf([one.line]) }));
  }

  draw(context, view, board, now) {
    if (!this.map) return;
    view.inMeters(context);
    context.lineCap = "butt";
    this.drawWays(context, view, board, now);
    this.drawStops(context, view, board, now);
    view.inPixels(context);
  }

  /** The heads, above everything else. `tops` remembers how far up the plates of a node reach, for its name. */
  drawPlates(context, view, board, now) {
    this.tops = new Map();
    this.placed = [];
    if (!this.map || view.scale < 0.6) return;
    view.inPixels(context);
    for (const approach of this.map.approaches) this.drawPlate(context, view, approach, board, now);
  }

  /** Ways that have green now glow faintly: one sees at a glance which movements are open. */
  drawWays(context, view, board, now) {
    context.lineWidth = Math.max(0.35, 1.2 / view.scale);
    for (const way of this.ways) {
      const { light, color, lit } = board.show(way.node, way.phase, now);
      if (!lit || rank[light] < 2) continue;
      context.globalAlpha = 0.38;
      context.strokeStyle = color;
      context.stroke(way.path);
    }
    context.globalAlpha = 1;
  }

  /** A lane with several phases takes the colour of the most open one. */
  drawStops(context, view, board, now) {
    context.lineWidth = Math.max(0.45, 3 / view.scale);
    for (const stop of this.stops) {
      const shown = stop.phases.map((phase) => board.show(stop.node, phase, now))
        .reduce((best, one) => ((rank[one.light] ?? 0) > (rank[best.light] ?? 0) ? one : best));
      context.strokeStyle = shown.lit ? shown.color : "#4a5560";
      context.stroke(stop.path);
    }
  }

  drawPlate(context, view, approach, board, now) {
    const large = view.scale >= 3.2;
    const cell = large ? { width: 50, height: 26, text: 14, sign: 16 } : { width: 36, height: 17, text: 11, sign: 10 };
    const across = large || view.scale > 2.2;
    const count = approach.phases.length;
    const width = across ? cell.width * count : cell.width, height = across ? cell.height : cell.height * count;
    const [x, y, moved] = this.place(view, approach, width, height);
    this.tops.set(approach.node, Math.min(y, this.tops.get(approach.node) ?? y));
    if (x + width < 0 || y + height < 0 || x > view.width || y > view.height) return;
    context.fillStyle = "#05080be8";
    context.strokeStyle = "#3b4856";
    context.lineWidth = 1;
    context.beginPath();
    if (moved > 8) {  // a line leads back to the approach that it belongs to
      context.moveTo(view.x(approach.corner[0]), view.y(approach.corner[1]));
      context.lineTo(x + width / 2, y + height / 2);
      context.stroke();
      context.beginPath();
    }
    context.roundRect(Math.round(x) + 0.5, Math.round(y) + 0.5, width, height, 4);
    context.fill();
    context.stroke();
    approach.phases.forEach(({ phase, turns }, i) => {
      const shown = board.show(approach.node, phase, now);
      const left = Math.round(x + (across ? i * cell.width : 0)), top = Math.round(y + (across ? 0 : i * cell.height));
      this.drawCell(context, left, top, cell, { phase, turns, shown });
    });
  }

  /** At the pole and away from the intersection: outwards from its corner, and on until no other plate is hidden. */
  place(view, { corner, outward }, width, height) {
    const far = Math.hypot(...outward), [dx, dy] = [outward[0] / far, -outward[1] / far];
    const left = view.x(corner[0]) - (dx < 0 ? width : 0), top = view.y(corner[1]) - (dy < 0 ? height : 0);
    const hides = (x, y) => this.placed.some((one) => x < one.x + one.width + 2 && one.x < x + width + 2
      && y < one.y + one.height + 2 && one.y < y + height + 2);
    let moved = 0;
    while (moved < 160 && hides(left + dx * moved, top + dy * moved)) moved += 6;
    const x = left + dx * moved, y = top + dy * moved;
    this.placed.push({ x, y, width, height });
    return [x, y, moved];
  }

  /** Three lamps (position tells the colour to those who do not see it), the turn, the seconds. */
  drawCell(context, x, y, cell, { phase, turns, shown }) {
    const radius = cell.height / 8.5, middle = y + cell.height / 2;
    for (let lamp = 0; lamp < 3; lamp += 1) {
      const lit = shown.lit && shown.lamp === lamp;
      context.fillStyle = lit ? shown.color : "#2a333d";
      context.beginPath();
      context.arc(x + radius + 4, middle + (lamp - 1) * radius * 2.35, radius, 0, 2 * Math.PI);
      context.fill();
    }
    const color = shown.lamp === null ? "#7f8b98" : shown.color;
    const sign = x + radius * 2 + 7 + cell.sign / 2;
    if (turns.length) drawTurnSign(context, sign, middle, cell.sign, turns, color);
    else this.drawPhase(context, sign, middle, cell, phase);
    context.fillStyle = color;
    context.font = `600 ${cell.text}px ${fontFamily()}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText(countdown(shown.seconds), x + cell.width - 5, middle + 1);
  }

  /** The phase's number, where the map does not tell its turns: an invented arrow would be a lie. */
  drawPhase(context, x, y, cell, phase) {
    context.font = `${cell.text - 2}px ${fontFamily()}`;
    context.fillStyle = "#93a1b0";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(String(phase), x, y + 1);
  }
}

let family;
/** The page's own font family, for text on the canvas. */
export const fontFamily = () => (family ??= getComputedStyle(document.documentElement).fontFamily);
