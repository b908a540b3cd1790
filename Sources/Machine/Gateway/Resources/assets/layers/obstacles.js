// Obstacles that stations tell of: a marker with a name, apart from road users and announcements.
import { say } from "../language.js";
import { fontFamily } from "./signals.js";

export class ObstacleLayer {
  constructor() { this.obstacles = []; }

  /** Takes the answer of /obstacles, in the edge's frame. */
  take(collection, frame) {
    this.obstacles = collection.features.map((feature) => (
      { ...feature.properties, point: frame.point(feature.geometry.coordinates) }));
  }

  draw(context, view) {
    view.inPixels(context);
    context.font = `500 10.5px ${fontFamily}`;
    context.textAlign = "center";
    for (const one of this.obstacles) {
      const x = view.x(one.point[0]), y = view.y(one.point[1]), s = view.scale < 2 ? 5 : 7;
      context.beginPath();
      context.moveTo(x, y - s);
      context.lineTo(x + s, y);
      context.lineTo(x, y + s);
      context.lineTo(x - s, y);
      context.closePath();
      context.fillStyle = "#ff6b9a";
      context.strokeStyle = "#05080b";
      context.lineWidth = 2;
      context.stroke();
      context.fill();
      if (view.scale <= 2) continue;
      context.fillText(say(`obstacle.${one.kind}`), x, y + s + 12);
    }
    context.textAlign = "start";
  }
}
