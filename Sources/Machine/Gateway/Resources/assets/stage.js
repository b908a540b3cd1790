// The road scene: what is known of the edge now, the layers that draw it, and what the operator points at.
import { RoadMap, boundsOf } from "./map/roadMap.js";
import { Surface } from "./map/surface.js";
import { Playback } from "./motion/playback.js";
import { SignalBoard } from "./motion/signalBoard.js";
import { SteadyLiveness, liveness } from "./motion/liveness.js";
import { RoadLayer } from "./layers/road.js";
import { SignalLayer } from "./layers/signals.js";
import { ObjectLayer, visibility } from "./layers/objects.js";
import { FurnitureLayer } from "./layers/furniture.js";
import { ObstacleLayer } from "./layers/obstacles.js";
import { SelectionLayer } from "./layers/selection.js";
import { ForecastLayer } from "./layers/forecast.js";
import { ConnectionPanel } from "./panels/connection.js";
import { LegendPanel } from "./panels/legend.js";
import {
  Inspector, laneLines, laneTitle, linesOf, occurrenceLines, occurrenceTitle, titleOf,
} from "./panels/inspector.js";
import { ScaleBar } from "./panels/scaleBar.js";

const find = (id) => document.getElementById(id);
/** Tools and cards lie over the map: what is fitted stays clear of them. */
const margin = { left: 62, right: 40, top: 44 };

export class Stage {
  constructor() {
    this.surface = this.makeSurface();
    this.canvas = this.surface.front;
    this.context = this.surface.context;
    this.view = this.surface.view;
    this.playback = new Playback();
    this.board = new SignalBoard();
    this.road = new RoadLayer(find("road"));
    Object.assign(this, { signals: new SignalLayer(), objects: new ObjectLayer(), furniture: new FurnitureLayer(),
      obstacles: new ObstacleLayer(),
      selection: new SelectionLayer(), forecast: new ForecastLayer() });
    Object.assign(this, { connection: new ConnectionPanel(), legend: new LegendPanel(find("legend")),
      scaleBar: new ScaleBar() });
    this.inspector = new Inspector(find("inspector"), find("hint"), () => this.choose(null));
    Object.assign(this, { devices: [], chosen: null, pointer: null, poses: [], refreshed: 0, sceneArrival: 0,
      steady: new SteadyLiveness() });
    this.surface.watch();
  }

  makeSurface() {
    return new Surface(find("stage"), {
      hover: (x, y) => { this.pointer = [x, y]; }, leave: () => { this.pointer = null; },
      choose: (x, y) => this.choose(this.objects.at(this.view, x, y)?.id ?? null),
      fit: () => this.fit(), next: (step) => this.next(step), clear: () => this.choose(null),
    }, () => { this.road.drawn = ""; });
  }

  /** Starts over with an edge: nothing of another edge may remain on the screen. */
  begin(edge, frame) {
    Object.assign(this, { edge, frame, map: null, devices: [], sceneArrival: 0 });
    this.surface.fitted = this.view.version;
    this.playback.clear();
    this.steady.clear();
    this.board.clear();
    this.choose(null);
    this.takeMap({ version: 0, features: [] });
    this.map = null;
    this.furniture.takeEvents({ features: [] }, frame);
    this.furniture.takeDevices([], frame);
    this.takeObstacles({ features: [] });
  }

  takeMap(collection) {
    const first = !this.map || this.map.isEmpty;
    this.map = new RoadMap(collection, this.frame);
    this.road.take(this.map);
    this.signals.take(this.map);
    this.furniture.nodes = this.map.nodes;
    if (first) this.fit();
  }

  takeScene(data, arrival) {
    this.sceneArrival = arrival;
    const first = !this.playback.newest;
    if (this.playback.take(data, arrival) && first && (!this.map || this.map.isEmpty)) this.fit();
  }

  takeEvents(collection) { this.furniture.takeEvents(collection, this.frame); }

  takeObstacles(collection) { this.obstacles.take(collection, this.frame); }

  takeDevices(devices) {
    this.devices = devices;
    this.furniture.takeDevices(devices, this.frame);
  }

  /** Fits the map; without one, the objects; without those, 200 m around the origin. */
  fit() {
    const objects = [...(this.playback.newest?.objects.values() ?? [])].map((one) => [one.east, one.north]);
    const bounds = this.map?.bounds ?? boundsOf(objects) ?? { west: -200, east: 200, south: -200, north: 200 };
    this.surface.fit(bounds, margin);
  }

  choose(id) {
    if (id !== this.chosen) this.selection.clear();
    this.chosen = id;
    this.refreshed = 0;
  }

  /** Chooses the next object on the screen, from left to right: the keyboard's way to what a pointer clicks. */
  next(step) {
    const order = [...this.objects.drawn].sort((a, b) => a.east - b.east || a.id - b.id);
    if (order.length === 0) return;
    const at = order.findIndex((one) => one.id === this.chosen);
    this.choose(order[at < 0 ? 0 : (at + step + order.length) % order.length].id);
  }

  draw(now) {
    const { context, view } = this;
    this.road.draw(view);
    view.inPixels(context);
    context.clearRect(0, 0, view.width, view.height);
    const shown = this.playback.at(now);
    Object.assign(this, { poses: shown.poses, time: shown.time });
    const find = (id) => shown.poses.find((pose) => pose.id === id);
    const hovered = this.pointer && this.objects.at(view, ...this.pointer);
    this.furniture.drawGround(context, view);
    this.signals.draw(context, view, this.board, now);
    this.furniture.drawSymbols(context, view);
    this.obstacles.draw(context, view);
    this.forecast.draw(context, view, find(this.chosen), this.inspector.forecastOf(this.chosen), this.frame);
    this.objects.draw(context, view, shown.poses, now, this.chosen);
    if (hovered) this.selection.draw(context, view, find(hovered.id), false);
    if (this.chosen !== null) this.selection.draw(context, view, find(this.chosen), true);
    this.signals.drawPlates(context, view, this.board, now);
    this.furniture.drawNames(context, view, this.signals.tops);
    this.canvas.classList.toggle("pointing", Boolean(hovered));
  }

  /** Ten times a second: indicators and texts. */
  watch(now) {
    this.alive = this.steady.take(liveness(this.playback, this.stream, this.sceneArrival, now), now);
    this.connection.show(this.alive, this.playback.newest?.time ?? NaN, this.time);
    this.legend.show(this.playback.newest?.objects.values() ?? []);
    this.scaleBar.show(this.view, this.pointer, this.frame);
    this.showHint();
    this.inspector.choose(this.poses.find((pose) => pose.id === this.chosen), this.chosen, this.devices);
    if (this.chosen !== null && now - this.refreshed > 500) {
      this.refreshed = now;
      this.inspector.refresh(this.chosen, this.edge.id);
    }
  }

  showHint() {
    const at = this.pointer;
    if (!at) return this.inspector.point(null);
    const object = this.objects.at(this.view, ...at);
    if (object && object.id === this.chosen) return this.inspector.point(null);
    if (object) return this.inspector.point(at, titleOf(object), linesOf(object, this.devices, null));
    const occurrence = this.furniture.at(this.view, ...at);
    if (occurrence) return this.inspector.point(at, occurrenceTitle(occurrence), occurrenceLines(occurrence));
    const lane = this.view.scale > 2 && this.map?.laneAt(this.view.point(...at));
    this.inspector.point(lane ? at : null, lane && laneTitle(lane), lane && laneLines(lane));
  }

  /** What window.luyun.state() tells: counts, the last scene, the transform, what was drawn where. */
  report() {
    const { east, north, scale, width, height, ratio } = this.view;
    const drawn = this.objects.drawn.map((pose) => ({
      id: pose.id, kind: pose.kind, east: pose.east, north: pose.north, heading: pose.heading,
      opacity: visibility(pose),
    }));
    return {
      connection: this.alive?.state ?? "connecting",
      sequence: this.playback.newest?.sequence ?? null,
      displayTime: Number.isFinite(this.time) ? this.time : null,
      mapVersion: this.map?.version ?? null,
      lanes: this.map?.lanes.length ?? 0,
      connections: this.map?.connections.length ?? 0,
      objects: drawn.length, drawn,
      transform: { east, north, scale, width, height, ratio },
    };
  }
}
