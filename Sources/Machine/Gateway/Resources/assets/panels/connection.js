// The indicator in the header, the banner over the road, and the clock: is this the road now?
import { say } from "../language.js";
import { write } from "../element.js";
import { duration, fixed, timeAndZone, timeOfDay } from "../format.js";
import { zoneName } from "../zone.js";
import { hasStopped } from "../motion/liveness.js";
import { delay } from "../motion/playback.js";

const find = (id) => document.getElementById(id);

export class ConnectionPanel {
  /** `stage` is framed when it stops, `banner` tells of it in the words that begin with `words`; `lag` is in ms. */
  constructor({ stage = find("stage"), banner = find("banner"), words = "", lag = delay, digits = 1 } = {}) {
    Object.assign(this, { stage, banner, words, lag, digits, indicator: find("connection") });
  }

  /** `alive` is from liveness(), `newest` the time of the newest scene, `shown` the instant on the display. */
  show(alive, newest, shown) {
    const { state, age } = alive;
    this.indicator.dataset.state = state;
    this.indicator.title = say(`${this.words}connection.title`, { delay: this.lag });
    write(find("connection-text"), say(`connection.${state}`));
    write(find("connection-age"), age === null || state === "connecting" ? "" : duration(age / 1000));
    write(find("clock"), timeOfDay(Math.min(shown, newest), this.digits));
    write(find("clock-zone"), zoneName(newest));
    const stopped = hasStopped(state);
    this.stage.classList.toggle("stopped", stopped);
    this.banner.hidden = !stopped;
    if (stopped) {
      write(this.banner.firstChild, say(`${this.words}banner.${state}`));
      const seconds = age < 10000 ? fixed(age / 1000, 1) : fixed(age / 1000, 0);
      write(this.banner.lastChild, age === null ? say("banner.never")
        : say(`${this.words}banner.${state === "frozen" ? "sinceFrozen" : "since"}`,
          { time: timeAndZone(newest, this.digits), age: seconds }));
    }
    this.announce(state);
  }

  /** Tells a screen reader of changes only, not of each passing tenth. */
  announce(state) {
    const settled = state === "late" ? this.announced : state;
    if (settled === this.announced) return;
    this.announced = settled;
    write(find("announcer"), say(`connection.${settled}`));
  }
}
