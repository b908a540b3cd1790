// A choice of one among few as a row of buttons, with the keys of a radio group.
import { element } from "../element.js";

/** Fills `group` with `options` [{value, name, title}]; `choose(value)` is called on a change. */
export function segments(group, options, value, choose) {
  const buttons = options.map((option) => element("button", {
    type: "button", role: "radio", "aria-checked": String(option.value === value), "data-value": option.value,
    tabindex: option.value === value ? 0 : -1, title: option.title, lang: option.lang,
    click: () => choose(option.value),
  }, option.name));
  group.replaceChildren(...buttons);
  group.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.findIndex((button) => button.getAttribute("aria-checked") === "true");
    const next = (at + step + buttons.length) % buttons.length;
    choose(options[next].value);
    group.querySelectorAll("button")[next].focus();
  };
}
