// Inside a partner's frame: tells the page around it how tall the content is. Only to the partner's own sites, and only when it changes.
(() => {
  if (window.parent === window) return;
  const origins = () => [location.origin, ...(document.body.dataset.origins || "").split(" ").filter(Boolean)];
  // Where the browser says who stands around us, nobody else is told.
  const around = location.ancestorOrigins ? [...location.ancestorOrigins].slice(0, 1) : null;
  const listeners = () => origins().filter((origin) => !around || around.includes(origin));
  let last = 0;

  function tell(again) {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (!again && Math.abs(height - last) < 2) return;
    last = height;
    for (const origin of listeners()) window.parent.postMessage({ tremplin: "height", height }, origin);
  }

  addEventListener("message", (event) => {
    if (event.source === window.parent && listeners().includes(event.origin) && event.data?.tremplin === "hello") tell(true);
  });
  addEventListener("DOMContentLoaded", () => {
    new ResizeObserver(() => tell(false)).observe(document.body);
    tell(true);
  });
})();
