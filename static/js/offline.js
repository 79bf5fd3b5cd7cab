// On every page: lets the service worker in once the page is quiet, has it renew what is kept,
// and forgets everything when a person erases their space.
const { serviceWorker } = navigator;
const light = document.documentElement.classList.contains("econome") || navigator.connection?.saveData;

async function worker() {
  await serviceWorker.register("/sw.js");
  return (await serviceWorker.ready).active;
}

// For the other modules: the worker's answer to a task; or an Error whose message is full, network, refused or missing.
globalThis.askWorker = async (task, details = {}) => {
  const active = await worker();
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.value));
    active.postMessage({ task, ...details }, [port2]);
  });
};

async function forgetAll() {
  for (const name of await caches.keys()) if (/^tremplin-(kept|personal):/.test(name)) await caches.delete(name);
}

if (serviceWorker) {
  document.addEventListener("tremplin:erased", forgetAll);
  addEventListener("load", () => {
    if (serviceWorker.controller) askWorker("refresh", { url: location.pathname }).catch(() => undefined);
    else if (!light) worker();
  });
}
