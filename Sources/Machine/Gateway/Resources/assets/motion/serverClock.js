// The server's clock as seen from this page.
//
// Each message shows (arrival - server time) = clock difference + delay on the way. The smallest of the last five
// seconds is the one that waited least; the estimate slides towards it, so that the picture neither jumps nor drifts.
const window = 50;
const slide = 0.08;
/** A message that seems this much younger than the clock allows means that the server's clock was set forward. */
const jump = 1000;

export class ServerClock {
  constructor() {
    this.differences = [];
    this.difference = null;
  }

  /** A message of server time `time` arrived at `arrival`; both in milliseconds. */
  hear(time, arrival) {
    const difference = arrival - time;
    if (this.difference === null || difference < this.difference - jump) {
      this.differences = [];
      this.difference = difference;
    }
    this.differences.push(difference);
    if (this.differences.length > window) this.differences.shift();
    this.difference += (Math.min(...this.differences) - this.difference) * slide;
  }

  /** The server's time at `now`; NaN before the first message. */
  serverTime(now) { return this.difference === null ? NaN : now - this.difference; }
}
