// The service worker, second part: what a person keeps, item by item. Joined to serving.js by home/offline.py.
// Keeps an item whole: its page, the pages it is made of (data-parts) and what they show.
// `video`: a film's address, if wanted. `only`: the one page to renew. Errors: full, network, refused, missing.
async function keep({ url, video, personal, only }) {
  const name = (personal ? PERSONAL : KEPT) + url;
  const known = await caches.has(name);
  const cache = await caches.open(name);
  try {
    const card = { ...(known && (await read(cache))), url, video, personal, saved: Date.now() };
    const files = new Set();
    const pages = [only ?? url];
    for (const address of pages) {
      const html = await keepPage(cache, address, personal);
      if (address === url) {
        card.title = /<title>([^<]*)/.exec(html)[1].replace(/ · [^·]*$/, "");
        card.pages = pages;
        pages.push(...(/data-parts="([^"]+)"/.exec(html)?.[1].split(" ") ?? []));
      }
      for (const [, shown] of html.matchAll(/ (?:src|poster)="(\/[^"]+)"/g))
        if (FILES.test(shown) && !CONFIG.shell.includes(shown) && (shown === video || !FILMS.test(shown))) files.add(shown);
    }
    for (const shown of files) if (!(await cache.match(shown))) await cache.put(shown, await ask(shown));
    await describe(cache, card, only ? null : [...pages, ...files]);
  } catch (error) {
    if (!known) await caches.delete(name);
    throw error;
  }
}

// One size of every image is enough: the others would be looked for in vain.
async function keepPage(cache, url, personal) {
  const answer = await ask(url, personal ? "same-origin" : "omit");
  const html = (await answer.text()).replace(/<source[^>]* type="image\/[^>]*>/g, "").replace(/ srcset="[^"]*"/g, "");
  const headers = new Headers(answer.headers);
  headers.set("X-Kept", Date.now());
  await cache.put(url, new Response(html, { headers }));
  return html;
}

async function describe(cache, card, content) {
  card.size = 0;
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (content && !content.includes(pathname)) await cache.delete(request);
    else if (pathname !== CARD) card.size += (await (await cache.match(request)).blob()).size;
  }
  await cache.put(CARD, new Response(JSON.stringify(card)));
}

const read = async (cache) => (await cache.match(CARD))?.json();

async function list() {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT) || name.startsWith(PERSONAL));
  const cards = await Promise.all(names.map(async (name) => read(await caches.open(name))));
  return cards.filter(Boolean).sort((one, other) => other.saved - one.saved);
}

async function remove({ url }) {
  await forget((name) => name === KEPT + url || name === PERSONAL + url);
}

// Asked for on every page opened with a network: renews what is kept of that page, and what is a day old.
async function refresh({ url }) {
  for (const card of await list()) {
    if (!card.pages.includes(url) && Date.now() - card.saved < DAY) continue;
    const only = card.url !== url && card.pages.includes(url) ? url : undefined;
    await keep({ ...card, only }).catch((error) => error.message === "missing" && !only && remove(card));
  }
}
