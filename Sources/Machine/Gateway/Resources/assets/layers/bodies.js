// How one road user looks, drawn around the origin with its front up (negative y), in pixels.
// The map and the legend draw with the same functions, so that they cannot differ.

/** A box with a nose: length along y. */
function bodyPath(length, width) {
  const path = new Path2D(), l = length / 2, w = width / 2, nose = Math.min(length * 0.16, width * 0.42);
  path.moveTo(-w, l);
  path.lineTo(-w, -l + nose);
  path.lineTo(-w * 0.55, -l);
  path.lineTo(w * 0.55, -l);
  path.lineTo(w, -l + nose);
  path.lineTo(w, l);
  path.closePath();
  return path;
}

/** Paths by rounded size: some dozen sizes serve 300 vehicles. */
const paths = new Map();
function cachedBody(length, width) {
  const key = `${Math.round(length * 2)}/${Math.round(width * 2)}`;
  if (!paths.has(key)) {
    if (paths.size > 500) paths.clear();
    paths.set(key, bodyPath(length, width));
  }
  return paths.get(key);
}

/** A vehicle: `length` and `width` in pixels, as they are drawn. */
export function drawVehicle(context, kind, length, width, { now = 0, dashed = false } = {}) {
  const path = cachedBody(length, width);
  context.fillStyle = kind.color;
  context.fill(path);
  if (width >= 5) {
    // The windscreen is the heading mark: dark, across the front third.
    context.fillStyle = "#0a0e13cc";
    const depth = Math.min(length * 0.13, width * 0.5),
      front = -length / 2 + Math.min(length * 0.16, width * 0.42) + 0.6;
    context.beginPath();
    context.moveTo(-width * 0.4, front);
    context.lineTo(width * 0.4, front);
    context.lineTo(width * 0.32, front + depth);
    context.lineTo(-width * 0.32, front + depth);
    context.fill();
  }
  if (kind.name === "emergencyVehicle") drawBeacon(context, length, width, now);
  if (kind.name === "truck" && length > 16) {  // the gap between cab and load
    context.fillStyle = "#0a0e1399";
    context.fillRect(-width / 2, -length * 0.2, width, Math.max(1, length * 0.03));
  }
  context.lineWidth = 1;
  context.strokeStyle = dashed ? "#0a0e13" : "#05080bb0";
  context.setLineDash(dashed ? [3, 3] : []);
  context.stroke(path);
  if (dashed) context.setLineDash([]);
}

/** Red and blue halves that change sides twice a second. */
function drawBeacon(context, length, width, now) {
  const swap = Math.floor(now / 500) % 2, depth = Math.max(2.5, length * 0.2);
  context.fillStyle = swap ? "#ff3b4e" : "#2f7bff";
  context.fillRect(-width / 2, -depth / 2, width / 2, depth);
  context.fillStyle = swap ? "#2f7bff" : "#ff3b4e";
  context.fillRect(0, -depth / 2, width / 2, depth);
}

/** A vulnerable road user: an outline of its own, a nose in its direction, an upright pictogram where readable. */
export function drawVulnerable(context, kind, radius, headingDegrees) {
  const angle = (headingDegrees * Math.PI) / 180;
  context.fillStyle = kind.color;
  context.strokeStyle = "#05080b";
  context.lineWidth = 1.2;
  context.beginPath();  // the heading mark
  const point = (turn, far) => [Math.sin(angle + turn) * far, -Math.cos(angle + turn) * far];
  context.moveTo(...point(0, radius * 1.62));
  context.lineTo(...point(0.42, radius * 1.02));
  context.lineTo(...point(-0.42, radius * 1.02));
  context.fill();
  outline(context, kind.form, radius);
  context.fill();
  context.stroke();
  if (radius < 6.5) return;
  context.strokeStyle = context.fillStyle = "#12161b";
  context.lineWidth = Math.max(1.1, radius * 0.15);
  context.lineCap = "round";
  pictograms[kind.name]?.(context, radius * 0.66);
  context.lineCap = "butt";
}

function outline(context, form, radius) {
  context.beginPath();
  if (form === "disc") return context.arc(0, 0, radius, 0, 2 * Math.PI);
  const corners = form === "diamond" ? 4 : 6, r = form === "diamond" ? radius * 1.28 : radius * 1.12;
  for (let i = 0; i < corners; i += 1) {
    const a = (i * 2 * Math.PI) / corners;
    context.lineTo(Math.sin(a) * r, -Math.cos(a) * r);
  }
  context.closePath();
}

const stroke = (context, ...lines) => {
  context.beginPath();
  for (const line of lines) line.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.stroke();
};

const ring = (context, x, y, r) => {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
};

const pictograms = {
  pedestrian(context, s) {
    ring(context, 0, -s * 0.78, s * 0.24);
    context.fill();
    stroke(context, [[0, -s * 0.42], [0, s * 0.15]], [[-s * 0.42, -s * 0.02], [0, -s * 0.34], [s * 0.42, -s * 0.02]],
      [[-s * 0.38, s * 0.95], [0, s * 0.15], [s * 0.38, s * 0.95]]);
  },
  bicycle(context, s) {
    ring(context, -s * 0.55, s * 0.3, s * 0.36);
    context.stroke();
    ring(context, s * 0.55, s * 0.3, s * 0.36);
    context.stroke();
    stroke(context, [[-s * 0.55, s * 0.3], [-s * 0.15, -s * 0.3], [s * 0.35, -s * 0.3], [s * 0.55, s * 0.3]],
      [[-s * 0.15, -s * 0.3], [0, s * 0.3], [s * 0.35, -s * 0.3], [s * 0.3, -s * 0.6], [s * 0.55, -s * 0.6]],
      [[-s * 0.35, -s * 0.5], [0, -s * 0.5]]);
  },
  motorcycle(context, s) {
    ring(context, -s * 0.58, s * 0.36, s * 0.3);
    context.fill();
    ring(context, s * 0.58, s * 0.36, s * 0.3);
    context.fill();
    context.lineWidth *= 1.5;
    stroke(context, [[-s * 0.6, s * 0.05], [-s * 0.3, -s * 0.12], [s * 0.3, -s * 0.12], [s * 0.6, s * 0.36]],
      [[s * 0.3, -s * 0.12], [s * 0.12, -s * 0.55]], [[-s * 0.65, -s * 0.25], [-s * 0.15, -s * 0.15]]);
  },
};

/** The mark of a connected road user: waves of a radio over it. */
export function drawConnectedMark(context, x, y, size) {
  context.fillStyle = "#07131d";
  ring(context, x, y - size * 0.35, size * 0.95);
  context.fill();
  context.strokeStyle = context.fillStyle = "#7fd6ff";
  context.lineWidth = Math.max(1.2, size * 0.17);
  ring(context, x, y, size * 0.17);
  context.fill();
  for (const r of [0.48, 0.85]) {
    context.beginPath();
    context.arc(x, y, size * r, -Math.PI * 0.78, -Math.PI * 0.22);
    context.stroke();
  }
}
