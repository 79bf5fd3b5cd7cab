// Somebody has erased everything. Whatever keeps something in this browser (saved pages, a service
// worker's caches, local storage) listens for `tremplin:erased`, on the document or the window, and drops it.
// Sent once the page's other modules have run, so that all of them can hear it.
document.addEventListener("DOMContentLoaded", () => document.dispatchEvent(new CustomEvent("tremplin:erased", { bubbles: true })));
