// Counters into rates: the server counts, the page divides by the time between two answers.

export class Rates {
  constructor() { this.previous = new Map(); }

  clear() { this.previous.clear(); }

  /** The rate of counter `key` a second since the last answer; null the first time and after a restart. */
  of(key, count, now) {
    const before = this.previous.get(key);
    if (before && now - before.now < 200) return before.rate;  // the same answer again, in another language
    const rate = before && count >= before.count ? ((count - before.count) * 1000) / (now - before.now) : null;
    this.previous.set(key, { count, now, rate });
    return rate;
  }
}
