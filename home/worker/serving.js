// The service worker, first part: what it answers with. Pages come from the network first, files with a
// digest in their name from what is kept; everything else is the network's. Second part: keeping.js.
// CONFIG stands above, written by home/offline.py: version, shell, saving, pages and words by language.
const SHELL = `tremplin-shell-${CONFIG.version}`;
const KEPT = "tremplin-kept:"; // then the item's address: one cache an item
const PERSONAL = "tremplin-personal:"; // the same, for what is about the person
const CARD = "/hors-ligne/fiche"; // an item's title, date and size, in its own cache
const PATIENCE = 4000; // ms for the network to answer before a kept copy does
const DAY = 86_400_000; // ms
const FILES = /^\/(static|media|medias)\//;
const FILMS = /\.(mp4|webm)$/;
const HASHED = /\.[0-9a-f]{12}(?=\.\w+$)/;
const LEAVING = /\/(logout|deconnexion|effacer)\/$/; // signing out, or erasing results
const TASKS = { keep, list, remove, refresh };

self.addEventListener("install", (event) => event.waitUntil(fillShell().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (method === "POST" && LEAVING.test(pathname)) event.waitUntil(forget((name) => name.startsWith(PERSONAL)));
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (FILES.test(pathname)) event.respondWith(file(event.request, pathname));
});
self.addEventListener("message", (event) => {
  const { task, ...details } = event.data;
  const why = (error) => (error.name === "QuotaExceededError" ? "full" : error.message);
  const done = TASKS[task](details).then((value) => ({ value }), (error) => ({ error: why(error) }));
  event.waitUntil(done.then((answer) => event.ports[0].postMessage(answer)));
});

async function fillShell() {
  const cache = await caches.open(SHELL);
  await cache.addAll(CONFIG.shell);
  for (const url of Object.values(CONFIG.pages)) await cache.put(url, await ask(url));
}

async function takeOver() {
  await forget((name) => name.startsWith("tremplin-shell-") && name !== SHELL);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function forget(chosen) {
  for (const name of await caches.keys()) if (chosen(name)) await caches.delete(name);
}

// A page as a stranger gets it: no cookie goes along, so nothing about the person comes back.
async function ask(url, credentials = "omit") {
  const headers = CONFIG.saving ? { "Save-Data": "on" } : {};
  const answer = await fetch(url, { credentials, headers, cache: "no-cache" }).catch(() => { throw new Error("network"); });
  if (!answer.ok) throw new Error([404, 410].includes(answer.status) ? "missing" : "network");
  if (credentials === "omit" && /no-store|private/.test(answer.headers.get("Cache-Control"))) throw new Error("refused");
  return answer;
}

async function page(event) {
  const { request } = event;
  const language = new URL(request.url).pathname.startsWith("/en/") ? "en" : "fr";
  const words = CONFIG.words[language];
  const kept = await caches.match(request.url, { ignoreVary: true });
  const network = Promise.resolve(event.preloadResponse).then((early) => early || fetch(request));
  event.waitUntil(network.catch(() => undefined));
  const late = new Promise((_resolve, reject) => kept && setTimeout(reject, PATIENCE));
  try {
    const answer = await Promise.race([network, late]);
    if (!kept || ![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    if (!kept) return noted(await caches.match(CONFIG.pages[language], { ignoreVary: true }), `${words.offline} <a href="">${words.again}</a>`);
  }
  const saved = kept.headers.get("X-Kept");
  if (!saved) return kept; // the offline page itself
  const date = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(Number(saved));
  return noted(kept, words.kept.replace("[date]", date));
}

async function noted(answer, text) {
  const notice = `<div class="wrap"><p class="notice notice--warning" role="status">${text}</p></div>`;
  const html = (await answer.text()).replace(/<main[^>]*>/, (main) => main + notice);
  return new Response(html, { headers: answer.headers });
}

// Names with a digest never change what they hold; neither do the renditions of an image.
async function file(request, pathname) {
  const kept = await caches.match(request.url, { ignoreVary: true });
  if (kept && (HASHED.test(pathname) || !pathname.startsWith("/static/"))) return range(kept, request);
  const answer = await fetch(request).catch(() => undefined);
  if (answer && answer.status !== 404) return answer;
  return kept ?? (await namesake(pathname)) ?? answer ?? Response.error();
}

// After a deployment a kept page asks for files by their old names: the same by their new names will do.
async function namesake(pathname) {
  const url = CONFIG.shell.find((name) => name.replace(HASHED, "") === pathname.replace(HASHED, ""));
  return url && caches.match(url);
}

// Phones ask for a film piece by piece (RFC 9110, section 14).
async function range(kept, request) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range"));
  if (!asked) return kept;
  const body = await kept.blob();
  const start = Number(asked[1]);
  const end = Math.min(asked[2] || Infinity, body.size - 1);
  const headers = { "Content-Type": body.type, "Content-Range": `bytes ${start}-${end}/${body.size}` };
  return new Response(body.slice(start, end + 1), { status: 206, headers });
}
