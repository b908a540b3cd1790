// What is chosen or pointed at: a ring, the doubt about its position, the way it came.
import { drawnSize } from "./objects.js";

const trailLength = 60;

export class SelectionLayer {
  constructor() { this.trail = []; }

  clear() { this.trail = []; }

  draw(context, view, pose, isChosen) {
    if (!pose) return;
    view.inPixels(context);
    if (isChosen) this.drawTrail(context, view, pose);
    const { radius, length, width } = drawnSize(pose, view);
    context.save();
    context.translate(view.x(pose.east), view.y(pose.north));
    if (isChosen && pose.deviation > 0) {  // two standard deviations
      context.strokeStyle = "#5cc8ff88";
      context.setLineDash([3, 4]);
      context.beginPath();
      context.arc(0, 0, pose.deviation * 2 * view.scale, 0, 2 * Math.PI);
      context.stroke();
      context.setLineDash([]);
    }
    context.strokeStyle = isChosen ? "#ffffff" : "#ffffffa0";
    context.lineWidth = isChosen ? 2 : 1.5;
    context.beginPath();
    if (radius) {
      context.arc(0, 0, radius * 1.75 + 2, 0, 2 * Math.PI);
    } else {
      context.rotate((pose.heading * Math.PI) / 180);
      context.roundRect(-width / 2 - 5, -length / 2 - 5, width + 10, length + 10, 4);
    }
    context.stroke();
    context.restore();
  }

  drawTrail(context, view, pose) {
    const last = this.trail.at(-1);
    if (!last || Math.hypot(last[0] - pose.east, last[1] - pose.north) > 0.8) this.trail.push([pose.east, pose.north]);
    if (this.trail.length > trailLength) this.trail.shift();
    context.strokeStyle = "#5cc8ff";
    context.lineWidth = 1.6;
    for (let i = 1; i < this.trail.length; i += 1) {
      context.globalAlpha = (i / this.trail.length) * 0.7;
      context.beginPath();
      context.moveTo(view.x(this.trail[i - 1][0]), view.y(this.trail[i - 1][1]));
      context.lineTo(view.x(this.trail[i][0]), view.y(this.trail[i][1]));
      context.stroke();
    }
    context.globalAlpha = 1;
  }
}
