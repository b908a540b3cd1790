// Which instant of a region is shown: now, or a second of the past that may be held or played.
//
// The past is shown only as far as the region kept it: a second that it has no scene of is empty, never the one before.
import { get } from "../api.js";
import { joined, read } from "../motion/playback.js";
import { kinds } from "../kinds.js";

const second = 1000, kept = 600, inFlight = 4;
/** A second that could not be fetched is asked for again after this long. */
const retryAfter = 3000;
/** Link speeds of an instant stand for it no further away than this. */
const linksReach = 15 * second;
const kindIndex = new Map(kinds.map((kind, index) => [kind.name, index]));
const whole = (time) => Math.floor(time / second) * second;

/** The speeds at which the past plays. */
export const rates = [1, 2, 5, 10];

export class TimeMachine {
  /** `place` turns [longitude, latitude] into metres; `changed` is called when it goes to the past and back. */
  constructor(place, changed) {
    Object.assign(this, { place, changed });
    this.begin(null);
  }

  /** Starts over with a region: live, with nothing kept. */
  begin(region) {
    Object.assign(this, { region, cursor: null, isPlaying: false, rate: 1, now: null, failure: null, linksMissing: false,
      range: { from: null, to: null, keptSeconds: 0 }, links: null, asking: 0, scenes: new Map(), lastFrame: null });
    this.linksAsked = null;
    if (region) this.askRange();
  }

  get isPast() { return this.cursor !== null; }

  /** The second that is shown, in milliseconds; null while live. */
  get shownSecond() { return this.isPast ? whole(this.cursor) : null; }

  /** Takes the region's own time of a message of the stream: the right end of the slider. */
  hear(time) { this.now = time; }

  /** What is kept: asked for now and then, because the oldest goes and the newest comes. */
  async askRange() {
    const region = this.region;
    try {
      const range = await get("history/range", { region });
      if (region !== this.region) return;
      this.range = { from: Date.parse(range.from ?? ""), to: Date.parse(range.to ?? ""),
        keptSeconds: range.keptSeconds ?? 0 };
      this.failure = null;
    } catch (error) { if (region === this.region) this.failure = error.message; }
  }

  /** Whether there is any past to show. */
  get hasPast() { return Number.isFinite(this.range.from) && Number.isFinite(this.range.to); }

  /** The newest second that the past has, as far as one knows between two answers. */
  get newestKept() { return this.hasPast ? whole(Math.max(this.range.to, (this.now ?? 0) - 3 * second)) : null; }

  /** Shows the second of `time`, no older than what is kept; at its end the present is shown. */
  goTo(time) {
    if (!this.hasPast || !Number.isFinite(time)) return;
    if (time > this.newestKept) return this.live();
    const was = this.isPast;
    this.cursor = whole(Math.max(Math.ceil(this.range.from / second) * second, time));
    if (!was) this.changed();
  }

  /** Goes on or back by whole seconds; from the present it goes back from the newest kept one. */
  step(seconds) {
    if (!this.isPast) {
      if (seconds < 0 && this.hasPast) this.goTo(this.newestKept + (seconds + 1) * second);
      return;
    }
    this.goTo(whole(this.cursor) + seconds * second);
  }

  live() {
    if (!this.isPast) return;
    Object.assign(this, { cursor: null, isPlaying: false, links: null, linksAsked: null });
    this.changed();
  }

  /** Plays from here; from the present, from ten seconds ago. */
  play() {
    if (!this.isPast) this.step(-10);
    this.isPlaying = this.isPast;
    this.lastFrame = null;
  }

  /** Holds the second that is shown. */
  pause() {
    this.isPlaying = false;
    if (this.isPast) this.cursor = whole(this.cursor);
  }

  /** What is known of the second that is shown: "loaded", "loading", "missing". */
  get state() {
    const scene = this.scenes.get(this.shownSecond);
    return scene ? scene.state : "loading";
  }

  get scene() {
    const scene = this.scenes.get(this.shownSecond);
    return scene?.state === "loaded" ? scene : null;
  }

  /** Moves on by the display's clock, asks for what comes next, and answers the poses of the instant. */
  at(now) {
    const elapsed = this.lastFrame === null ? 0 : Math.min(now - this.lastFrame, 250);
    this.lastFrame = now;
    // Where a second is still on its way, the clock waits for it.
    if (this.isPlaying && this.state !== "loading") this.cursor += elapsed * this.rate;
    if (this.cursor > this.newestKept) {
      this.live();
      return [];
    }
    this.prefetch();
    this.askLinks();
    const scene = this.scene, next = this.scenes.get(this.shownSecond + second);
    if (!scene) return [];
    const into = this.cursor - this.shownSecond;
    if (into === 0 || next?.state !== "loaded") return [...scene.objects.values()];
    return joined(scene, next, into / second, into);
  }

  prefetch() {
    const ahead = this.isPlaying ? 2 + 2 * this.rate : 1;
    for (let i = 0; i <= ahead && this.asking < inFlight; i += 1) {
      const time = this.shownSecond + i * second, scene = this.scenes.get(time);
      if (time > this.newestKept) return;
      if (!scene || (scene.state === "missing" && performance.now() > scene.until)) this.askScene(time);
    }
  }

  async askScene(time) {
    const { region } = this;
    this.asking += 1;
    if (!this.scenes.has(time)) this.put(time, { state: "loading" });
    let found;
    try {
      found = this.read(await get("history/scene", { region, at: new Date(time).toISOString() }), time);
    } catch (error) {
      found = { state: "missing", reason: error.message, until: performance.now() + retryAfter };
    }
    if (region !== this.region) return;
    this.asking -= 1;
    this.put(time, found);
  }

  put(time, scene) {
    this.scenes.set(time, scene);
    if (this.scenes.size > kept) this.scenes.delete(this.scenes.keys().next().value);
  }

  /** An answer of /history/scene; one that is of another second altogether is not that second's. */
  read(answer, time) {
    const isOther = Math.abs(whole(Date.parse(answer.time)) - time) > second;
    const edges = answer.edges ?? [], isKept = edges.length === 0 || edges.some((one) => one.time);
    if (isOther || !isKept) return { state: "missing", reason: "", until: performance.now() + 10 * retryAfter };
    const objects = new Map((answer.features ?? []).map((feature) => [feature.id, this.object(feature)]));
    return { state: "loaded", time, objects, edges, events: answer.events ?? [] };
  }

  object({ id, geometry, properties: one }) {
    const [east, north] = this.place(geometry.coordinates);
    return read([id, kindIndex.get(one.kind) ?? 0, east, north, one.headingDegrees, one.speedMetersPerSecond,
      one.lengthMeters ?? 4.5, one.widthMeters ?? 1.8, 0, one.connected ? 1 : 0, one.edge, "", 0, null]);
  }

  /** The links' traffic of about this instant, one question at a time. A server without it is asked once. */
  async askLinks() {
    const at = this.shownSecond, { region } = this;
    if (this.linksMissing || this.linksAsked !== null || this.links?.at === at) return;
    if (this.isPlaying && this.links && Math.abs(this.links.at - at) < this.rate * second) return;
    this.linksAsked = at;
    try {
      const answer = await get("history/links", { region, at: new Date(at).toISOString() });
      if (region !== this.region || !this.isPast) return;
      this.links = { at, time: Date.parse(answer.time), links: answer.links };
    } catch (error) {
      if (region !== this.region) return;
      this.linksMissing = error.status === 404;
      this.links = { at, time: NaN, links: [] };
    } finally { if (region === this.region) this.linksAsked = null; }
  }

  /** {time, links} of about the second that is shown, or null. */
  get linksShown() {
    if (!this.links || Math.abs(this.links.at - this.shownSecond) > linksReach) return null;
    return this.links;
  }
}
