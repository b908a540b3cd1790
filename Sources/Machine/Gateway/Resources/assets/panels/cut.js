// A box that scrolls says so: where it goes on below what is seen, its lower edge fades.
const boxes = new Set();

/** Watches a box from now on. */
export function watchCut(box) {
  boxes.add(box);
  box.addEventListener("scroll", () => mark(box), { passive: true });
}

/** To be called now and then: what stands in the boxes grows and shrinks by itself. */
export function markCuts() { for (const box of boxes) mark(box); }

function mark(box) {
  box.classList.toggle("cut", box.scrollHeight - box.scrollTop - box.clientHeight > 3);
}
