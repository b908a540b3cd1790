// The region's log of events: which ended a while ago, and when something began.
import { get } from "../api.js";
import { identityOf } from "../layers/incidents.js";

/** An event that is over stays in the list for this long, in milliseconds. */
const remembered = 600_000;
const most = 4;
/** An answer holds no more entries than this, the oldest first: after a full one the rest is asked for. */
const fullAnswer = 5000, mostAnswers = 8;
/** A log of more than a day is long: unless something changed it is asked for only this often, in milliseconds. */
const day = 86_400_000, longLogEvery = 60_000;

export class EventLog {
  /** `changed(entries)` is called with the log, oldest first; `reach()` says how far back it is wanted (ms). */
  constructor(changed, reach) {
    Object.assign(this, { changed, reach, entries: [], region: null, open: "", version: 0, askedReach: 0 });
  }

  begin(region) {
    Object.assign(this, { region, entries: [], open: "", isStale: true, failure: null, askedReach: 0 });
    this.changed([]);
  }

  /** Takes the open events of the stream: where they change, the log has changed too. */
  hear(events, time) {
    const open = events.map((one) => `${identityOf(one)}/${one.stage}`).join();
    if (open === this.open) return;
    this.open = open;
    this.refresh(time, true);
  }

  /** Asks for the log of the last `reach` milliseconds, which the bar of time shows. */
  async refresh(time, isNew = false) {
    if (!this.region || !Number.isFinite(time) || (this.isAsking && !isNew)) return;
    const { region } = this, reach = Math.max(remembered, this.reach());
    if (!isNew && reach > day && reach === this.askedReach && time - this.askedTime < longLogEvery) return;
    Object.assign(this, { isAsking: true, askedReach: reach, askedTime: time });
    try {
      const events = await this.read(time - reach, time + 1000);
      if (region !== this.region) return;
      this.entries = events.sort((a, b) => a.time.localeCompare(b.time));
      this.version += 1;
      this.changed(this.entries);
    } catch { /* the list is without the ended ones; the indicator tells of a broken connection */ } finally {
      this.isAsking = false;
    }
  }

  /** The log between two instants (ms), answer by answer. */
  async read(from, to) {
    const found = new Map(), stamp = (at) => new Date(at).toISOString();
    for (let i = 0; i < mostAnswers; i += 1) {
      const { events } = await get("history/events", { region: this.region, from: stamp(from), to: stamp(to) });
      // The last instant of a full answer may go on in the next, which begins there.
      for (const one of events) found.set(`${identityOf(one)}/${one.stage}/${one.time}`, one);
      if (events.length < fullAnswer) break;
      from = Date.parse(events.at(-1).time);
    }
    return [...found.values()];
  }

  /** What ended in the ten minutes before `time` (ms) and is not among the open ones, the newest first. */
  ended(time, open) {
    const known = new Set(open.map(identityOf));
    return this.entries.filter((one) => one.stage === "end" && !known.has(identityOf(one))
      && Date.parse(one.time) <= time && time - Date.parse(one.time) < remembered).slice(-most).reverse();
  }
}
