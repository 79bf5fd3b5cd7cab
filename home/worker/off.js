// OFFLINE=off: this worker takes the place of the former one, clears what it kept and takes itself out.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("tremplin-")) await caches.delete(name);
  await self.registration.unregister();
}
