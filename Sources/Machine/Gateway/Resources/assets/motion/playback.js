// Turns scenes that arrive ten times a second into motion at the display's rate, without inventing anything.
//
// The display runs `delay` behind the newest scene, so that there are nearly always two scenes to interpolate between.
// When the next one is late, objects go on by their own speed and heading for `reckoning` and no further; after that
// they stand and fade: the eye must see at once that nobody knows where they are.
import { ServerClock } from "./serverClock.js";

export const delay = 150;
const reckoning = 300;
const fading = 700;
const kept = 20;

export class Playback {
  /**
   * `delay` in milliseconds behind the newest scene. Two scenes further apart than `longestGap` are not joined: nothing
   * is known of what happened in between.
   */
  constructor({ delay: behind = delay, longestGap = 1000 } = {}) {
    Object.assign(this, { delay: behind, longestGap });
    this.clear();
  }

  /** Forgets everything, as when the edge changes. */
  clear() {
    this.clock = new ServerClock();
    this.scenes = [];
    this.lastAdvance = null;
  }

  /** Takes a scene of the stream. A scene no newer than the last one is a sign of a frozen source and is not taken. */
  take(data, arrival) {
    const time = Date.parse(data.t);
    const last = this.scenes.at(-1);
    if (!Number.isFinite(time) || !Array.isArray(data.o)) return false;
    if (last && time <= last.time) {
      if (last.time - time < this.longestGap) return false;
      this.clear();  // the source started over, as a replay does
    }
    this.clock.hear(time, arrival);
    const objects = new Map();
    for (const row of data.o) objects.set(row[0], read(row));
    this.scenes.push({ time, sequence: data.seq, objects });
    if (this.scenes.length > kept) this.scenes.shift();
    this.lastAdvance = arrival;
    return true;
  }

  get newest() { return this.scenes.at(-1); }

  /** Milliseconds since a newer scene came last; null before the first. */
  age(now) { return this.lastAdvance === null ? null : now - this.lastAdvance; }

  /** {time, poses}: where everything is at the display's instant; a pose is the object, moved, with its alpha. */
  at(now) {
    const time = this.clock.serverTime(now) - this.delay;
    let index = this.scenes.length - 1;
    while (index >= 0 && this.scenes[index].time > time) index -= 1;
    const before = this.scenes[index], after = this.scenes[index + 1];
    if (!before) return { time, poses: after && time > after.time - this.delay ? all(after, 0) : [] };
    const elapsed = time - before.time;
    if (!after) return { time, poses: all(before, elapsed) };
    const gap = after.time - before.time;
    if (gap > this.longestGap) return { time, poses: all(before, elapsed) };
    return { time, poses: joined(before, after, elapsed / gap, elapsed) };
  }
}

/** The poses at a share 0...1 of the way from one scene to the next; what has left fades out where it was going. */
export function joined(before, after, share, elapsed) {
  const poses = [];
  for (const object of before.objects.values()) {
    const next = after.objects.get(object.id);
    poses.push(next ? between(object, next, share) : reckoned(object, elapsed, 1 - share));
  }
  return poses;
}

/** One row of the stream as an object; see /openapi.json, StreamedObject, for the order. */
export function read(row) {
  const [id, kind, east, north, heading, speed, length, width, height, deviation, connected, seenBy, lane,
    observedAge, age] = row;
  return { id, kind, east, north, heading, speed, length, width, height, deviation, connected: connected === 1,
    seenBy, lane, observedAge: observedAge ?? 0, age, alpha: 1 };
}

function between(object, next, share) {
  const turn = ((next.heading - object.heading + 540) % 360) - 180;
  return { ...next, alpha: 1,
    east: object.east + (next.east - object.east) * share,
    north: object.north + (next.north - object.north) * share,
    heading: object.heading + turn * share,
    speed: object.speed + (next.speed - object.speed) * share };
}

function all(scene, elapsed) {
  const faded = Math.max(0, elapsed - reckoning) / fading;
  const alpha = Math.max(0.22, 1 - faded);
  return Array.from(scene.objects.values(), (object) => reckoned(object, elapsed, alpha));
}

/** The object moved on by dead reckoning, for at most 300 ms. */
function reckoned(object, elapsed, alpha) {
  const path = (object.speed * Math.min(elapsed, reckoning)) / 1000;
  const angle = (object.heading * Math.PI) / 180;
  return { ...object, alpha, east: object.east + path * Math.sin(angle), north: object.north + path * Math.cos(angle) };
}
