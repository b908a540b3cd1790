// Arithmetic on polylines in metres: [[east, north], ...].

/** The length of the line. */
export function lengthOf(line) {
  let sum = 0;
  for (let i = 1; i < line.length; i += 1) sum += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]);
  return sum;
}

/** The line without repeated points: a segment of no length has no direction. */
export function cleaned(line) {
  return line.filter((point, i) => i === 0 || Math.hypot(point[0] - line[i - 1][0], point[1] - line[i - 1][1]) > 0.01);
}

/** The unit vector along segment `i`. */
function along(line, i) {
  const dx = line[i + 1][0] - line[i][0], dy = line[i + 1][1] - line[i][1], d = Math.hypot(dx, dy) || 1;
  return [dx / d, dy / d];
}

/** The direction in which the line ends. */
export const lastDirection = (line) => along(line, line.length - 2);
export const firstDirection = (line) => along(line, 0);

/** The line moved `distance` to its left, corners mitred (bounded, so that a hairpin does not throw a spike). */
export function offset(line, distance) {
  return line.map((point, i) => {
    const a = along(line, Math.max(0, i - 1)), b = along(line, Math.min(line.length - 2, i));
    const x = -(a[1] + b[1]), y = a[0] + b[0], d = Math.hypot(x, y) || 1;
    const mitre = Math.min(1.6, 1 / Math.max(0.3, (-a[1] * x + a[0] * y) / d));
    return [point[0] + (x / d) * distance * mitre, point[1] + (y / d) * distance * mitre];
  });
}

/** The part of the line between two distances from its start. */
export function part(line, from, to) {
  const out = [];
  let walked = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    const d = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const at = (s) => [a[0] + ((b[0] - a[0]) * s) / d, a[1] + ((b[1] - a[1]) * s) / d];
    if (d > 0 && walked + d >= from && walked <= to) {
      if (out.length === 0) out.push(at(Math.max(0, from - walked)));
      out.push(at(Math.min(d, to - walked)));
    }
    walked += d;
  }
  return out;
}

/** The point and direction at a distance from the end of the line. */
export function beforeEnd(line, distance) {
  const total = lengthOf(line);
  const piece = part(line, 0, Math.max(0.1, total - distance));
  return { point: piece.at(-1), direction: lastDirection(piece) };
}

/** The distance from a point to the line, and how far along it lies. */
export function nearest(line, [x, y]) {
  let best = { distance: Infinity, along: 0 }, walked = 0;
  for (let i = 1; i < line.length; i += 1) {
    const [a, b] = [line[i - 1], line[i]];
    const dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
    const share = square ? Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / square)) : 0;
    const distance = Math.hypot(x - a[0] - dx * share, y - a[1] - dy * share);
    if (distance < best.distance) best = { distance, along: walked + share * Math.sqrt(square) };
    walked += Math.sqrt(square);
  }
  return best;
}

/** The convex hull of points, counter-clockwise (monotone chain). */
export function convexHull(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turnsRight = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]) <= 0;
  const chain = (line) => {
    const kept = [];
    for (const point of line) {
      while (kept.length > 1 && turnsRight(kept.at(-2), kept.at(-1), point)) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** A path of the lines, for one stroke of them all. */
export function pathOf(lines) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([x, y], i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
  }
  return path;
}
