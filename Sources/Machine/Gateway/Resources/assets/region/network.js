// The roads of a region as GET /network tells them, in metres: links, lanes, nodes.
import { cleaned, lengthOf, nearest } from "../map/polyline.js";
import { boundsOf } from "../map/roadMap.js";

/** A lane's width in metres where the network does not tell one. */
export const laneWidth = 3.4;

export class Network {
  /** `collection` is the answer of GET /network, `frame` the LocalFrame that it is drawn in. */
  constructor(collection, frame) {
    this.version = collection.version;
    const features = collection.features ?? [];
    const lines = (type) => features
      .filter((feature) => feature.properties.type === type && feature.geometry?.type === "LineString")
      .map((feature) => ({ ...feature.properties,
        line: cleaned(feature.geometry.coordinates.map((p) => frame.point(p))) }))
      .filter((one) => one.line.length > 1);
    this.links = lines("link").map((one) => ({ ...one, length: lengthOf(one.line) }));
    this.lanes = lines("lane");
    this.nodes = features.filter((feature) => feature.properties.type === "node" && feature.geometry)
      .map((feature) => ({ ...feature.properties, point: frame.point(feature.geometry.coordinates) }));
    this.byLink = new Map(this.links.map((one) => [one.link, one]));
    this.names = new Map(this.nodes.map((node) => [node.id, node.name || node.id]));
    this.bounds = boundsOf(this.links.flatMap((one) => one.line));
  }

  get isEmpty() { return this.links.length === 0; }

  /** "west → east": the link by the names of its nodes, as far as they are known. */
  title(link) {
    const [upstream, downstream, branch] = link.split("~");
    const name = (node) => this.names.get(node) ?? node ?? "?";
    return `${name(upstream)} → ${name(downstream)}${branch ? ` (${branch})` : ""}`;
  }

  /** The link under a point, at most `reach` metres beside its edge; the nearest first, or null. */
  linkAt(point, reach) {
    let best = null, least = Infinity;
    for (const one of this.links) {
      const beside = nearest(one.line, point).distance - (one.lanes * laneWidth) / 2;
      const distance = beside < 0 ? beside / one.lanes : beside;
      if (distance < reach && distance < least) [best, least] = [one, distance];
    }
    return best;
  }
}

/** [longitude, latitude] in the middle of the network's links, or null where it has none. */
export function middleOf(collection) {
  const points = (collection.features ?? []).filter((one) => one.properties.type === "link")
    .flatMap((one) => one.geometry?.coordinates ?? []);
  const box = boundsOf(points);
  return box && [(box.west + box.east) / 2, (box.south + box.north) / 2];
}
