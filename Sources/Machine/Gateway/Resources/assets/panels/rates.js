// Counters into rates: the server counts, the page divides by the time between two answers.

export class Rates {
  constructor() { this.previous = new Map(); }

  clear() { this.previous.clear(); }

  /** The rate of counter `key` a second since the last call, or null the first time and after a restart. */
  of(key, count, now) {
    const before = this.previous.get(key);
    this.previous.set(key, { count, now });
    if (!before || count < before.count || now - before.now < 200) return null;
    return ((count - before.count) * 1000) / (now - before.now);
  }
}
