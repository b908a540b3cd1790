// The signals of every intersection as text: the same count-downs as on the map, for those who read lists.
import { element, write } from "../element.js";
import { say } from "../language.js";
import { duration } from "../format.js";
import { countdown, expiry } from "../motion/signalBoard.js";
import { section } from "./section.js";

export class SignalsPanel {
  constructor() {
    this.none = element("p", { class: "empty", "data-words": "signals.none" }, say("signals.none"));
    this.list = element("div");
    const { body } = section("signals", this.none, this.list);
    this.body = body;
    this.crossings = new Map();
  }

  clear() {
    this.crossings.clear();
    this.list.replaceChildren();
  }

  /** Shows the board at `now`; `map` names the nodes, where there is one. */
  show(board, map, now) {
    const nodes = board.nodes;
    this.none.hidden = nodes.length > 0;
    for (const one of nodes) {
      const shown = this.crossings.get(one.node) ?? this.add(one.node);
      const silence = board.silence(one.node, now);
      write(shown.name, map ? map.nodeName(one.node) : one.node);
      const status = one.status.map((bit) => say(`status.${bit}`)).join(", ");
      write(shown.status, silence > expiry ? say("signals.old", { age: duration(silence / 1000) }) : status);
      shown.status.className = silence > expiry ? "warn" : "";
      for (const { phase } of one.phases) this.showPhase(shown, one.node, phase, board, now);
    }
  }

  add(node) {
    const name = element("b"), status = element("span"),
      phases = element("ul", { class: "phases live-data", "data-node": node });
    this.list.append(element("div", { class: "crossing" }, name, status), phases);
    const shown = { name, status, phases, cells: new Map() };
    this.crossings.set(node, shown);
    return shown;
  }

  showPhase(shown, node, phase, board, now) {
    const cell = shown.cells.get(phase) ?? addCell(shown, phase);
    const { light, lamp, lit, color, seconds } = board.show(node, phase, now);
    cell.lamps.forEach((circle, i) => {
      circle.setAttribute("fill", lit && i === lamp ? color : "#2f3a45");
      circle.setAttribute("r", i === lamp ? 3.1 : 1.7);
    });
    write(cell.seconds, countdown(seconds));
    cell.seconds.style.color = lamp === null ? "" : color;
    const words = seconds === null ? say("signals.unknown") : say("signals.seconds", { seconds: countdown(seconds) });
    cell.item.title = say("signals.phase", { phase, light: say(`light.${light}`), seconds: words });
  }
}

function addCell(shown, phase) {
  const lamps = [2, 6, 10].map((cx) => element("circle", { cx, cy: 6, r: 1.7 }));
  const seconds = element("b"), number = element("span", {}, String(phase));
  const head = element("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, ...lamps);
  const item = element("li", { "data-phase": phase }, number, head, seconds);
  shown.phases.append(item);
  const cell = { lamps, seconds, item };
  shown.cells.set(phase, cell);
  return cell;
}
