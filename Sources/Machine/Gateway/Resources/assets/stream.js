// One edge's stream of server-sent events: opened, watched, opened again.
import { streamAddress } from "./api.js";

const kinds = ["scene", "signals", "status", "events", "map"];
const firstWait = 500, longestWait = 5000;
/** A connection that says nothing for this long is dead, whatever TCP believes (scenes come ten times a second). */
const silence = 5000;

export class Stream {
  /** `receive(kind, data, arrival)` is called for each event; arrival is in milliseconds of performance.now(). */
  constructor(receive) {
    this.receive = receive;
    this.wait = firstWait;
    this.isOpen = false;
    this.failed = false;
    this.malformed = 0;
    this.lastMessage = 0;
    setInterval(() => this.watch(), 1000);
  }

  /** Follows `edge` from now on. */
  follow(edge) {
    this.edge = edge;
    this.wait = firstWait;
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    this.source?.close();
    this.isOpen = false;
    this.lastMessage = performance.now();
    const source = (this.source = new EventSource(streamAddress(this.edge)));
    source.onopen = () => {
      if (source === this.source) Object.assign(this, { isOpen: true, failed: false, wait: firstWait });
    };
    // The browser's own retry gives up for good on an HTTP error: we retry ourselves, always.
    source.onerror = () => { if (source === this.source) this.retry(); };
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => { if (source === this.source) this.deliver(kind, event.data); });
    }
  }

  deliver(kind, text) {
    this.lastMessage = performance.now();
    let data;
    try { data = JSON.parse(text); } catch { this.malformed += 1; return; }
    this.receive(kind, data, this.lastMessage);
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
