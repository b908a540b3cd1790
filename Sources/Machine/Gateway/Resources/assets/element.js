// Makes elements without innerHTML, so that no text of a device can become markup.
const svgNames = new Set(["svg", "path", "line", "circle", "polyline", "polygon", "rect", "title",
  "g", "text", "defs", "pattern"]);

/** `element("td", { class: "figures" }, "12")`: a name, attributes (functions become listeners), children. */
export function element(name, attributes = {}, ...children) {
  const made = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") made.addEventListener(key, value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Sets the text only where it differs: an unchanged node costs no layout and keeps a selection. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
