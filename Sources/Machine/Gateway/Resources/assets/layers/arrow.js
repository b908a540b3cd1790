// The arrows of turns: painted on lanes in metres, and as signs of phases in pixels.

/** The strokes of an arrow that points up (north in metres), 1 high: each is a shaft and a head. */
const shapes = {
  straight: { shaft: [[0, 0], [0, 0.72]], tip: [0, 1], angle: 0 },
  left: { shaft: [[0, 0], [0, 0.42], [-0.13, 0.56]], tip: [-0.34, 0.6], angle: 75 },
  right: { shaft: [[0, 0], [0, 0.42], [0.13, 0.56]], tip: [0.34, 0.6], angle: -75 },
  uTurn: { shaft: [[0.14, 0], [0.14, 0.62], [0, 0.76], [-0.16, 0.62], [-0.16, 0.45]], tip: [-0.16, 0.2], angle: 180 },
};

/** Adds the arrow to the context's path and paints it; `size` is its height, y goes up. */
function paint(context, turns, size, width) {
  context.lineWidth = width;
  context.lineCap = "butt";
  context.lineJoin = "round";
  for (const turn of turns) {
    const { shaft, tip, angle } = shapes[turn] ?? shapes.straight;
    context.beginPath();
    shaft.forEach(([x, y], i) => (i ? context.lineTo(x * size, y * size) : context.moveTo(x * size, y * size)));
    context.stroke();
    const a = (angle * Math.PI) / 180, head = size * 0.28, half = Math.max(size * 0.11, width * 1.1);
    const corner = (across, back) => [tip[0] * size + across * Math.cos(a) + back * Math.sin(a),
      tip[1] * size + across * Math.sin(a) - back * Math.cos(a)];
    context.beginPath();
    context.moveTo(tip[0] * size, tip[1] * size);
    context.lineTo(...corner(half, head));
    context.lineTo(...corner(-half, head));
    context.fill();
  }
}

/** Paints the turns on the road at `point`, along `direction`; the context draws in metres. */
export function drawArrow(context, point, direction, turns) {
  context.save();
  context.translate(point[0] - direction[0] * 2, point[1] - direction[1] * 2);
  context.rotate(Math.atan2(direction[1], direction[0]) - Math.PI / 2);
  context.strokeStyle = context.fillStyle = "#9fabb7";
  paint(context, turns, 4, 0.18);
  context.restore();
}

/** Paints the turns as a sign of `size` pixels whose middle is at (x, y), in one colour. */
export function drawTurnSign(context, x, y, size, turns, color) {
  context.save();
  context.translate(x, y + size / 2);
  context.scale(1, -1);
  context.strokeStyle = context.fillStyle = color;
  paint(context, turns.length ? turns : ["straight"], size, Math.max(1.4, size * 0.13));
  context.restore();
}
