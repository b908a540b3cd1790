// What GET /map says, in metres and joined up: lanes with their turns, stop lines, approaches, nodes.
import { cleaned, convexHull, firstDirection, lastDirection, lengthOf, nearest } from "./polyline.js";

const order = ["uTurn", "left", "straight", "right"];

export class RoadMap {
  /** `collection` is the answer of GET /map, `frame` the edge's LocalFrame. */
  constructor(collection, frame) {
    this.version = collection.version;
    const features = collection.features ?? [];
    const lines = (type) => features
      .filter((feature) => feature.properties.type === type && feature.geometry?.type === "LineString")
      .map((feature) => ({ ...feature.properties,
        line: cleaned(feature.geometry.coordinates.map((p) => frame.point(p))) }))
      .filter((one) => one.line.length > 1);
    this.lanes = lines("lane");
    this.stopLines = lines("stopLine");
    this.connections = lines("connection");
    this.nodes = features.filter((feature) => feature.properties.type === "node")
      .map((feature) => ({ ...feature.properties, point: frame.point(feature.geometry.coordinates) }));
    this.joinConnections();
    this.approaches = this.findApproaches();
    this.crossingAreas = this.findCrossingAreas();
    this.bounds = boundsOf([...this.lanes, ...this.connections].flatMap((one) => one.line));
  }

  get isEmpty() { return this.lanes.length === 0; }

  /** Gives each connection its turn and each lane the turns of its connections: a MAP may leave the lane's own out. */
  joinConnections() {
    for (const connection of this.connections) {
      connection.turn = connection.maneuvers?.[0] ?? turnOf(connection.line);
      const lane = this.laneOf(connection);
      if (lane) (lane.connections ??= []).push(connection);
    }
    for (const lane of this.lanes) {
      const turns = lane.maneuvers?.length ? lane.maneuvers : (lane.connections ?? []).map((one) => one.turn);
      lane.turns = order.filter((turn) => turns.includes(turn));
      lane.length = lengthOf(lane.line);
    }
  }

  laneOf(connection) {
    if (connection.upstream !== undefined) {
      return this.lanes.find((lane) => lane.downstream === connection.node && lane.upstream === connection.upstream
        && lane.number === connection.number);
    }
    const start = connection.line[0];
    return this.lanes.find((lane) => lane.downstream === connection.node
      && Math.hypot(lane.line.at(-1)[0] - start[0], lane.line.at(-1)[1] - start[1]) < 1);
  }

  /** The signalled links into each node: where a head stands, and which phase serves which turns. */
  findApproaches() {
    const found = new Map();
    for (const lane of this.lanes) {
      if (!lane.phases?.length || lane.laneType === "crosswalk") continue;
      const key = `${lane.downstream}<${lane.upstream}`;
      if (!found.has(key)) {
        found.set(key, { node: lane.downstream, upstream: lane.upstream, lanes: [], phases: new Map() });
      }
      const approach = found.get(key);
      approach.lanes.push(lane);
      for (const phase of lane.phases) {
        const turns = approach.phases.get(phase) ?? approach.phases.set(phase, new Set()).get(phase);
        for (const one of lane.connections ?? []) if (one.phase === phase) turns.add(one.turn);
      }
    }
    return [...found.values()].map((one) => {
      const beside = this.lanes.filter((lane) => lane.downstream === one.node && lane.upstream === one.upstream
        && lane.laneType !== "crosswalk");
      return finished({ ...one, lanes: beside });
    });
  }

  /** The paved middle of each intersection: MAP does not describe it, the hull of its ways across comes close. */
  findCrossingAreas() {
    const points = new Map();
    for (const { node, line } of this.connections) points.set(node, [...(points.get(node) ?? []), ...line]);
    return [...points.values()].map(convexHull).filter((hull) => hull.length > 2);
  }

  /** The lane under a point, or null. */
  laneAt(point) {
    let best = null;
    for (const lane of this.lanes) {
      const { distance, along } = nearest(lane.line, point);
      if (distance <= lane.widthMeters / 2 && distance < (best?.distance ?? Infinity)) best = { lane, distance, along };
    }
    return best;
  }

  /** What people call a node, or its number. */
  nodeName(id) { return this.nodes.find((node) => node.id === id)?.name || id; }
}

/** The head stands beside the rightmost lane's end, as a pole does; phases go from left turns to right turns. */
function finished(approach) {
  const lane = approach.lanes.reduce((right, one) => (one.number > right.number ? one : right));
  const direction = lastDirection(lane.line), end = lane.line.at(-1), out = lane.widthMeters / 2 + 2.5;
  const corner = [end[0] + direction[1] * out, end[1] - direction[0] * out];
  const rank = (turns) => Math.min(...[...turns].map((turn) => order.indexOf(turn)), 9);
  return {
    ...approach, direction, corner,
    outward: [direction[1] - direction[0] * 0.8, -direction[0] - direction[1] * 0.8],  // to the right and back
    phases: [...approach.phases].map(([phase, turns]) => ({ phase, turns: order.filter((turn) => turns.has(turn)) }))
      .sort((a, b) => rank(a.turns) - rank(b.turns) || a.phase - b.phase),
  };
}

/** The turn that a way across an intersection makes, from the directions in which it starts and ends. */
function turnOf(line) {
  const a = firstDirection(line), b = lastDirection(line);
  const angle = (Math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]) * 180) / Math.PI;
  if (Math.abs(angle) < 35) return "straight";
  if (Math.abs(angle) > 150) return "uTurn";
  return angle > 0 ? "left" : "right";
}

/** The box around points, or null. */
export function boundsOf(points) {
  if (points.length === 0) return null;
  const east = points.map((p) => p[0]), north = points.map((p) => p[1]);
  return { west: Math.min(...east), east: Math.max(...east), south: Math.min(...north), north: Math.max(...north) };
}
