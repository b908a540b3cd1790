// One tier's stream of server-sent events: opened, watched, opened again.
import { streamAddress } from "./api.js";

const firstWait = 500, longestWait = 5000;
/** A connection that says nothing for this long is dead, whatever TCP believes (the slowest tier speaks each second). */
const silence = 5000;

export class Stream {
  /** `receivers` has a function (data, arrival) for each kind of event; arrival is in ms of performance.now(). */
  constructor(receivers) {
    this.receivers = receivers;
    this.wait = firstWait;
    this.isOpen = false;
    this.failed = false;
    this.malformed = 0;
    this.lastMessage = 0;
    setInterval(() => this.watch(), 1000);
  }

  /** Follows from now on what `query` names, as in streamAddress(). */
  follow(query) {
    this.query = query;
    this.wait = firstWait;
    this.connect();
  }

  /** Follows nothing until follow() is called again. */
  stop() {
    clearTimeout(this.timer);
    this.source?.close();
    Object.assign(this, { source: null, isOpen: false, failed: false });
  }

  connect() {
    clearTimeout(this.timer);
    this.source?.close();
    this.isOpen = false;
    this.lastMessage = performance.now();
    const source = (this.source = new EventSource(streamAddress(this.query)));
    source.onopen = () => {
      if (source === this.source) Object.assign(this, { isOpen: true, failed: false, wait: firstWait });
    };
    // The browser's own retry gives up for good on an HTTP error: we retry ourselves, always.
    source.onerror = () => { if (source === this.source) this.retry(); };
    for (const kind of Object.keys(this.receivers)) {
      source.addEventListener(kind, (event) => { if (source === this.source) this.deliver(kind, event.data); });
    }
  }

  deliver(kind, text) {
    this.lastMessage = performance.now();
    let data;
    try { data = JSON.parse(text); } catch { this.malformed += 1; return; }
    this.receivers[kind](data, this.lastMessage);
  }

  retry() {
    this.source?.close();
    this.source = null;
    this.isOpen = false;
    this.failed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(longestWait, this.wait * 2);
  }

  watch() {
    if (this.source && performance.now() - this.lastMessage > silence) this.retry();
  }
}
