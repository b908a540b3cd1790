// A sentence over the map for what is missing, in the page's language.
import { say } from "../language.js";
import { write } from "../element.js";

export class Notice {
  constructor(box) {
    Object.assign(this, { box, shown: null });
  }

  /** Shows the words of `title`, and of `detail` or, where that is null, `text`. */
  show(title, detail, text = "") {
    this.shown = [title, detail, text];
    this.box.hidden = false;
    write(this.box.firstElementChild, say(title));
    write(this.box.lastElementChild, detail ? say(detail) : text);
  }

  hide() {
    this.shown = null;
    this.box.hidden = true;
  }

  /** After a change of language. */
  relabel() { if (this.shown) this.show(...this.shown); }
}
