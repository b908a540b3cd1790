// Says whether what is shown is the road now. Judged by what arrives and advances, never by what the socket claims.
const ofScenes = { late: 500, stopped: 2000 };
/** Why something stopped may change only after the new reason has held for this long, in milliseconds. */
const settling = 10_000;

/**
 * {state, age}: connecting, live, late, cut (no connection), silent (nothing comes), frozen (old data comes again).
 * `advance` tells by age(now) how long ago something newer came; `arrival` is when anything came last.
 */
export function liveness(advance, stream, arrival, now, { late, stopped } = ofScenes) {
  const age = advance.age(now);
  if (age === null) return { state: stream.failed ? "cut" : "connecting", age };
  if (age < late) return { state: "live", age };
  if (age < stopped) return { state: "late", age };
  if (!stream.isOpen) return { state: "cut", age };
  return { state: now - arrival < stopped ? "frozen" : "silent", age };
}

/**
 * The verdict as it is shown. A stream that is opened again and again tells its old data each time it opens, then
 * nothing: it would be "frozen", "silent" and "cut" in turn. The first of them stays until what is shown is of now
 * again, or until another has held for some time.
 */
export class SteadyLiveness {
  constructor() { this.clear(); }

  clear() { Object.assign(this, { state: null, other: null, since: 0 }); }

  /** Takes what liveness() says at `now`, and answers it with the state to show. */
  take(alive, now) {
    const isStopped = hasStopped(alive.state) && hasStopped(this.state);
    if (!isStopped || alive.state === this.state) Object.assign(this, { state: alive.state, other: null });
    else if (alive.state !== this.other) Object.assign(this, { other: alive.state, since: now });
    else if (now - this.since >= settling) Object.assign(this, { state: alive.state, other: null });
    return { ...alive, state: this.state };
  }
}

export const hasStopped = (state) => state === "cut" || state === "silent" || state === "frozen";

/** What comes once a second, for liveness(): the time that the data tell, and when a newer one came. */
export class Heartbeat {
  constructor() { this.clear(); }

  clear() { Object.assign(this, { time: NaN, advanced: null, arrival: 0 }); }

  /** Takes the time of a message in milliseconds; false where it is no newer than the last. */
  take(time, arrival) {
    this.arrival = arrival;
    const isOld = time <= this.time && this.time - time < 60_000;  // much older: the source started over
    if (!Number.isFinite(time) || isOld) return false;
    Object.assign(this, { time, advanced: arrival });
    return true;
  }

  age(now) { return this.advanced === null ? null : now - this.advanced; }
}

/** The bounds for what comes once a second. */
export const ofSeconds = { late: 2500, stopped: 5000 };
