// A section of the panel: a heading in the page's language, and what stands below it.
import { element } from "../element.js";
import { say } from "../language.js";

/** Makes `<section>` with an `<h2>`; `small` is the remark at the right of the heading. */
export function section(key, ...children) {
  const small = element("small", { class: "figures" });
  const heading = element("h2", {}, element("span", { "data-words": key }, say(key)), small);
  const body = element("section", { id: `panel-${key}` }, heading, ...children);
  return { body, small };
}

/** A heading cell that follows the language. */
export const head = (key) => element("th", { scope: "col", "data-words": key }, say(key));

/** Replaces the rows of a table's body where they changed in number, and returns them. */
export function rows(body, count, make) {
  while (body.children.length > count) body.lastChild.remove();
  while (body.children.length < count) body.append(make(body.children.length));
  return [...body.children];
}
