/* Tremplin embeds, version 1. AGPL-3.0-or-later. Lets each frame grow with its content, and shows the link where a frame cannot open. */
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || window.tremplinEmbeds) return;
  window.tremplinEmbeds = 1;
  var home = new URL(script.src).origin, LEAST = 160, MOST = 20000, WAIT = 8000;

  function frames() {
    return [].filter.call(document.getElementsByTagName("iframe"), function (frame) {
      return frame.src.indexOf(home + "/embed/") === 0;
    });
  }
  function link(frame) {
    // Editors wrap what is pasted: the link may come after the frame's paragraph.
    for (var at = frame, next, steps = 0; at && steps < 4 && !(next = at.nextElementSibling); steps++) at = at.parentElement;
    return next && next.hasAttribute("data-tremplin-link") ? next : null;
  }
  function hello(frame) {
    try { frame.contentWindow.postMessage({ tremplin: "hello" }, home); } catch (refused) { /* a frame that opened nothing */ }
  }
  function giveUp(frame) {
    if (frame.tremplin.heard) return;
    if (link(frame)) link(frame).hidden = false;
    // Without scripts a frame cannot answer, and may be well.
    if (frame.sandbox.length && !frame.sandbox.contains("allow-scripts")) return;
    // Nothing answered: refused, or gone. The link is what is left.
    frame.style.height = "0";
    frame.style.border = "0";
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
  }
  function watch(frame) {
    if (frame.tremplin) return;
    frame.tremplin = { heard: false };
    frame.addEventListener("load", function () { hello(frame); });
    hello(frame);
    // From when somebody sees it: a lazy frame further down has not been asked for yet.
    new IntersectionObserver(function (seen, observer) {
      if (!seen[0].isIntersecting) return;
      observer.disconnect();
      setTimeout(giveUp, WAIT, frame);
    }).observe(frame);
  }
  addEventListener("message", function (event) {
    if (event.origin !== home || !event.data || event.data.tremplin !== "height") return;
    var height = event.data.height;
    if (typeof height !== "number" || !isFinite(height)) return;
    frames().forEach(function (frame) {
      if (frame.contentWindow !== event.source) return;
      watch(frame);
      frame.tremplin.heard = true;
      frame.removeAttribute("aria-hidden");
      frame.removeAttribute("tabindex");
      frame.style.height = Math.min(MOST, Math.max(LEAST, Math.ceil(height))) + "px";
      if (link(frame)) link(frame).hidden = true;
    });
  });
  function start() { frames().forEach(watch); }
  start();
  document.addEventListener("DOMContentLoaded", start);
})();
