// The map of a region: its links, its vehicles, its events; now, or at a second of the past.
import { LocalFrame } from "../frame.js";
import { Surface } from "../map/surface.js";
import { Playback } from "../motion/playback.js";
import { LinkLayer, drawQueue, drawQueueCount, placed } from "../layers/links.js";
import { IncidentLayer } from "../layers/incidents.js";
import { ObjectLayer, drawnSize, visibility } from "../layers/objects.js";
import { drawText } from "../layers/furniture.js";
import { kindAt } from "../kinds.js";
import { duration, kilometersPerHour, timeAndZone } from "../format.js";
import { say } from "../language.js";
import { Inspector } from "../panels/inspector.js";
import { ScaleBar } from "../panels/scaleBar.js";
import { lengthOf } from "../map/polyline.js";
import { Network, middleOf } from "./network.js";
import { appearance } from "./ramp.js";
import { incidentFacts, incidentName } from "./incidents.js";
import { lookText } from "./linkList.js";

/** Tools and banners lie over the map: what is fitted stays clear of them. */
const margin = { left: 62, right: 46, top: 58 };
/** Seconds come one a second: shown this far behind the newest, there are nearly always two to move between. */
export const lag = 1300;
/** From farther away than this (pixels a metre) vehicles are too small to be marks. */
const vehiclesFrom = 0.45;

export class RegionStage {
  /** `machine` says which instant is shown; `choose(link | null)` is called for a choice by pointer or keys. */
  constructor(section, machine, choose) {
    Object.assign(this, { section, machine, choose, playback: new Playback({ delay: lag, longestGap: 2500 }) });
    this.surface = new Surface(section, {
      hover: (x, y) => { this.pointer = [x, y]; }, leave: () => { this.pointer = null; },
      choose: (x, y) => choose(this.linkAt(x, y)?.link ?? null),
      fit: () => this.fit(), next: (step) => this.next(step), clear: () => choose(null),
    }, () => { this.links.drawn = ""; });
    this.links = new LinkLayer(this.surface.back);
    Object.assign(this, { incidents: new IncidentLayer(), objects: new ObjectLayer(), order: [],
      scaleBar: new ScaleBar(section.querySelector(".scale")),
      inspector: new Inspector(null, section.querySelector(".hint"), null) });
    this.begin();
    this.surface.watch();
  }

  get view() { return this.surface.view; }

  /** Starts over with a region: nothing of another may remain on the screen. */
  begin() {
    Object.assign(this, { frame: null, network: null, chosen: null, pointer: null, poses: [], looks: new Map(),
      queues: [], version: 0, looksKey: "", arrival: 0 });
    this.playback.clear();
    this.incidents.take([], null, null);
    this.links.network = null;
    this.links.drawn = "";
  }

  takeNetwork(collection) {
    const middle = middleOf(collection), first = !this.network || this.network.isEmpty;
    // One frame for good: what was placed before the roads came stays where it is.
    if (middle && !this.frame) this.frame = new LocalFrame({ longitude: middle[0], latitude: middle[1] });
    this.network = new Network(collection, this.frame ?? new LocalFrame({ longitude: 0, latitude: 0 }));
    this.links.take(this.network);
    if (first) this.fit();
  }

  /** [longitude, latitude] -> metres in the region's frame. */
  place(position) {
    this.frame ??= new LocalFrame({ longitude: position[0], latitude: position[1] });
    return this.frame.point(position);
  }

  /** The stream's vehicles at their instant: [id, kind, lon, lat, heading, speed, length, width, edge, connected]. */
  takeVehicles(rows, time, arrival) {
    const objects = rows.map(([id, kind, longitude, latitude, heading, speed, length, width, edge, connected]) =>
      [id, kind, ...this.place([longitude, latitude]), heading, speed, length, width, 0, connected, edge, "", 0, null]);
    this.playback.take({ t: time, seq: 0, o: objects }, arrival);
  }

  /** What the links and the events of the shown instant are; `time` in milliseconds is when that was said. */
  show(traffic, events, time) {
    this.time = time;
    if (!this.network) return;
    this.looks = new Map(this.network.links.map((one) => [one.link, appearance(one, traffic.get(one.link), time)]));
    const key = [...this.looks.values()].map((one) => one.color).join();
    if (key !== this.looksKey) Object.assign(this, { looksKey: key, version: this.version + 1 });
    this.queues = [...traffic.values()].filter((one) => one.queueVehicles > 0
      && this.network.byLink.has(one.link) && this.looks.get(one.link).kind !== "unobserved");
    this.traffic = traffic;
    this.incidents.take(events, this.frame, this.network);
  }

  fit() {
    const bounds = this.network?.bounds ?? { west: -400, east: 400, south: -300, north: 300 };
    this.surface.fit(bounds, margin);
  }

  linkAt(x, y) {
    if (this.incidents.at(x, y)) return null;
    return this.network?.linkAt(this.view.point(x, y), 6 / this.view.scale) ?? null;
  }

  /** Chooses the next link in the order of the list: the keyboard's way to what a pointer clicks. */
  next(step) {
    const { order } = this, at = order.indexOf(this.chosen);
    if (order.length > 0) this.choose(order[at < 0 ? 0 : (at + step + order.length) % order.length]);
  }

  draw(now) {
    const { view } = this, { context, front } = this.surface, { machine } = this;
    if (view.width < 2) return;
    const past = machine.isPast;
    this.poses = past ? machine.at(now) : this.playback.at(now).poses;
    this.hovered = this.pointer && this.linkAt(...this.pointer);
    this.links.draw(view, { version: this.version, looks: this.looks, chosen: this.chosen,
      hovered: this.hovered?.link ?? null, past });
    view.inPixels(context);
    context.clearRect(0, 0, view.width, view.height);
    context.lineJoin = "round";
    const counts = this.queues.map((one) => drawQueue(context, this.network.byLink.get(one.link), view,
      { vehicles: one.queueVehicles, meters: one.queueMeters }));
    this.drawShadows(context, view);
    this.objects.draw(context, view, view.scale < vehiclesFrom ? [] : this.poses, now, null);
    view.inPixels(context);
    this.drawNames(context, view);
    for (const one of counts) if (one) drawQueueCount(context, one);
    this.incidents.draw(context, view);
    front.classList.toggle("pointing", Boolean(this.hovered));
  }

  /** A dark ground below each vehicle: on a band in full colour it would be lost. */
  drawShadows(context, view) {
    if (view.scale < vehiclesFrom || view.scale > 4) return;
    context.fillStyle = "#05080b";
    for (const pose of this.poses) {
      const { length, width, radius } = drawnSize(pose, view);
      if (radius) continue;
      context.save();
      context.globalAlpha = pose.alpha;
      context.translate(view.x(pose.east), view.y(pose.north));
      context.rotate((pose.heading * Math.PI) / 180);
      context.fillRect(-width / 2 - 1.2, -length / 2 - 1.2, width + 2.4, length + 2.4);
      context.restore();
    }
  }

  drawNames(context, view) {
    for (const node of this.network?.nodes ?? []) {
      drawText(context, node.name || node.id, view.x(node.point[0]), view.y(node.point[1]) - 13, "600 12px", "#eaf1f7");
    }
  }

  /** Ten times a second: what is under the pointer. */
  watch() {
    this.scaleBar.show(this.view, this.pointer, this.frame);
    const at = this.pointer;
    if (!at) return this.inspector.point(null);
    const event = this.incidents.at(...at);
    if (event) return this.inspector.point(at, incidentName(event), this.eventLines(event));
    const vehicle = this.objects.at(this.view, ...at);
    if (vehicle) {
      const name = say(`kind.${kindAt(vehicle.kind).name}`);
      return this.inspector.point(at, `${name} #${vehicle.id}`, vehicleLines(vehicle));
    }
    if (this.hovered) return this.inspector.point(at, this.network.title(this.hovered.link), this.linkLines());
    this.inspector.point(null);
  }

  eventLines(event) {
    return [["", incidentFacts(event, (link) => this.network?.title(link) ?? link)],
      [say("incident.sinceWord"), `${timeAndZone(Date.parse(event.since))} · `
        + duration((this.time - Date.parse(event.since)) / 1000)],
      ["", say("events.priority", { priority: event.priority })]];
  }

  linkLines() {
    const look = this.looks.get(this.hovered.link), traffic = this.traffic?.get(this.hovered.link);
    if (!look || look.kind === "unobserved") return [["", say("look.unobserved")]];
    return [[say("link.speed"), `${kilometersPerHour(traffic.speedMetersPerSecond ?? NaN)} km/h · ${lookText(look)}`],
      [say("link.queue"), String(traffic.queueVehicles)]];
  }

  /** What window.luyun.state() tells: the transform, and what was drawn where. */
  report() {
    const { east, north, scale, width, height, ratio } = this.view;
    const drawn = this.objects.drawn.map((pose) => ({ id: pose.id, kind: pose.kind, east: pose.east, north: pose.north,
      position: this.frame?.position([pose.east, pose.north]) ?? null, heading: pose.heading,
      opacity: visibility(pose) }));
    const links = (this.network?.links ?? []).map((one) => ({ link: one.link, kind: "unobserved",
      ...this.looks.get(one.link),
      pixels: lengthOf(placed(one, this.view)) }));
    return { networkVersion: this.network?.version ?? null, origin: this.frame?.origin ?? null, links,
      queues: this.queues.map((one) => ({ link: one.link, vehicles: one.queueVehicles, meters: one.queueMeters })),
      events: (this.incidents.places ?? []).map(({ x, y, event }) =>
        ({ edge: event.edge, number: event.number, x, y })),
      objects: this.poses.length, drawn, transform: { east, north, scale, width, height, ratio } };
  }
}

const vehicleLines = (vehicle) => [
  [say("object.speed"), `${kilometersPerHour(vehicle.speed)} km/h`],
  [say("object.heading"), `${Math.round((vehicle.heading + 360) % 360)}°`],
  [say("edges"), String(vehicle.seenBy ?? "")],
  [say("object.connected"), say(vehicle.connected ? "yes" : "no")],
];
