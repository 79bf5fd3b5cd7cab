// <article data-seen="article:12" data-seen-at="/vu/">: says once that this page was opened, and nothing of who.
// Not at all for a browser that asks not to be followed. Without this module the page is not counted.
const page = document.querySelector("[data-seen]");
const leftAlone = navigator.globalPrivacyControl || navigator.doNotTrack === "1";

function tell() {
  // A page opened ahead of its reader counts when it is looked at.
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  navigator.sendBeacon(page.dataset.seenAt, new URLSearchParams({ item: page.dataset.seen }));
}

if (page && !leftAlone) {
  document.addEventListener("visibilitychange", tell);
  tell();
}
