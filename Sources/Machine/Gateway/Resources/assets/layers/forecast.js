// Where the chosen road user is expected within the next five seconds: its most probable way, the others faintly.

export class ForecastLayer {
  /** Draws the ways of a forecast of GET /scene from where its road user is now. */
  draw(context, view, pose, forecast, frame) {
    if (!pose || !forecast || !frame) return;
    view.inPixels(context);
    context.lineCap = "round";
    context.lineJoin = "round";
    for (const [place, way] of [...forecast.ways.entries()].reverse()) {
      const isFirst = place === 0;
      context.globalAlpha = isFirst ? 0.95 : 0.25 + 0.4 * way.probability;
      context.strokeStyle = context.fillStyle = isFirst ? "#ffd166" : "#c8b27a";
      context.lineWidth = isFirst ? 2.4 : 1.5;
      context.beginPath();
      context.moveTo(view.x(pose.east), view.y(pose.north));
      const points = way.coordinates.map((position) => frame.point(position));
      for (const [east, north] of points) context.lineTo(view.x(east), view.y(north));
      context.stroke();
      if (isFirst) this.drawSeconds(context, view, points);
    }
    context.globalAlpha = 1;
  }

  /** A dot at each whole second. */
  drawSeconds(context, view, points) {
    for (let i = 1; i < points.length; i += 2) {
      context.beginPath();
      context.arc(view.x(points[i][0]), view.y(points[i][1]), 2.6, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
