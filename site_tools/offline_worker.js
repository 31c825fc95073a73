// Keeps what was read, to be read again without a network. site_tools/offline.py writes this to sw.js.
//
// With a network, every answer comes from the network. The cache holds one version of the site and nothing else: a
// file enters only with the digest that the build wrote into offline.json. So old and new are never mixed, whatever
// servers and HTTP caches on the way deliver, and a new version takes over what did not change.

const VERSION = "{version}";
const LIST = "offline.json";
const OFFLINE_PAGE = "about/offline.html";
const SLOW = 5000; // milliseconds until a kept page is shown instead
const SCOPE = registration.scope;
const PREFIX = `offline ${SCOPE} `; // an origin may hold several sites, whose caches are theirs
const CACHE = PREFIX + VERSION;
let slowUntil = 0;
let files; // by name: digest and size

const address = (name) => new URL(name, SCOPE).href;
const kept = (name) => caches.match(address(name), { cacheName: CACHE });
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const earlier = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);

// The name of a file as the list has it; undefined for what is not of this site.
function nameOf(url) {
  const { origin, pathname } = new URL(url, SCOPE);
  if (!(origin + pathname).startsWith(SCOPE)) return undefined;
  const name = decodeURI((origin + pathname).slice(SCOPE.length));
  return name === "" || name.endsWith("/") ? `${name}index.html` : name;
}

// The cache, once its list of files is known; undefined after the reader has turned this off and the cache is gone.
async function opened() {
  const cache = await caches.open(CACHE);
  const list = await cache.match(address(LIST));
  if (list) files ??= (await list.json()).files;
  else await caches.delete(CACHE);
  return list && cache;
}

// Whether a response is this version of the file, which is then kept; undefined where nothing is kept.
async function store(name, response) {
  const cache = await opened();
  if (!cache) return undefined;
  const body = await response.arrayBuffer();
  const start = new Uint8Array(await crypto.subtle.digest("SHA-256", body), 0, 6);
  if (btoa(String.fromCharCode(...start)) !== files[name]?.[0]) return false;
  if (await cache.match(address(name))) return true;
  const type = response.headers.get("Content-Type") ?? "";
  await cache.put(address(name), new Response(body, { headers: { "Content-Type": type } }));
  return true;
}

// Keep a file from where it costs least: an earlier version, the HTTP cache, the network.
async function keep(name) {
  if (await kept(name)) return keepParts(name);
  if (!(await opened()) || !files[name]) return undefined;
  const sources = [
    () => caches.match(address(name)),
    () => fetch(address(name), { cache: "force-cache" }),
    () => fetch(address(name), { cache: "no-cache" }),
  ];
  for (const source of sources) {
    const response = await source();
    if (response?.ok && (await store(name, response))) return keepParts(name);
  }
  throw new Error(`${name} is not what version ${VERSION} has`);
}

// What a page shows, figures of the other colour scheme and below the fold included, which nobody asked for yet.
async function keepParts(name) {
  if (!name.endsWith(".html") || navigator.connection?.saveData) return;
  const page = await (await kept(name))?.text();
  const tags = page?.matchAll(/<(?:img|link|script)\s[^>]*?(?<=\s)(?:src|href)="([^"]+)"/g) ?? [];
  const names = Array.from(tags, ([, link]) => nameOf(new URL(link, address(name))));
  await keepAll(names.filter((part) => part && !part.endsWith(".html")));
}

// The page itself loads most of it: what it has loaded is kept by then, and costs nothing.
async function keepRest(name) {
  await wait(2000);
  await keepParts(name);
}

async function keepAll(names) {
  const todo = [...new Set(names)];
  const work = async () => {
    while (todo.length) await keep(todo.pop());
  };
  await Promise.all(Array.from({ length: 6 }, work));
}

// Keep, in this version, whatever an earlier one kept. If anything fails, the earlier one goes on.
async function install() {
  const cache = await caches.open(CACHE);
  if (!(await cache.match(address(LIST)))) {
    const response = await fetch(address(LIST), { cache: "no-cache" });
    const { version } = await response.clone().json();
    if (version !== VERSION) throw new Error(`expected the list of version ${VERSION}, got that of ${version}`);
    await cache.put(address(LIST), response);
  }
  const names = [OFFLINE_PAGE];
  for (const old of await earlier()) {
    for (const { url } of await (await caches.open(old)).keys()) names.push(nameOf(url));
  }
  await keepAll(names);
}

async function activate() {
  const old = await earlier();
  if (old.length) {
    const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const ids = JSON.stringify(windows.map(({ id }) => id));
    await (await caches.open(CACHE)).put(address("open-windows"), new Response(ids));
  }
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

// Instant navigation puts a fetched page under the styles and scripts of the open one: wrong if that is of an
// earlier version, or if this page is of a later one (a changed page alone may be the host's doing).
async function mixes(event, belongs) {
  const windows = await (await kept("open-windows"))?.json();
  if (windows?.includes(event.clientId)) return true;
  if (belongs !== false) return false;
  await registration.update();
  return Boolean(registration.installing ?? registration.waiting);
}

// Have the window load its new address anew. It is gone before the error, after which the theme would do the same,
// but not for an address with a fragment.
async function reload(event) {
  (await clients.get(event.clientId))?.postMessage("reload");
  await wait(5000);
  return Response.error();
}

async function answer(event, name) {
  const { request } = event;
  const page = name.endsWith(".html");
  const instant = page && request.mode !== "navigate";
  const stored = kept(name).catch(() => undefined);
  if (Date.now() < slowUntil && (await stored)) return stored;
  // Revalidated: an HTTP cache would give the old style sheet to the new page.
  const network = fetch(request, { cache: "no-cache" });
  const noted = network.then((response) => (response.ok ? store(name, response.clone()) : undefined));
  const belongs = noted.catch(() => undefined);
  event.waitUntil(belongs.then((own) => own && keepRest(name)).catch(() => undefined));
  try {
    const response = await (page && (await stored) ? Promise.race([network, wait(SLOW)]) : network);
    if (!response) slowUntil = Date.now() + 30_000; // all from the cache for a while, so all of one version
    else if (response.status < 500 || !(await stored)) {
      const mixed = instant && response.ok && (await mixes(event, await belongs).catch(() => false));
      return mixed ? reload(event) : response;
    }
  } catch {
    // No network: see below.
  }
  if (await stored) return stored;
  if (instant) return reload(event);
  if (request.mode !== "navigate" || !(await kept(OFFLINE_PAGE))) return Response.error();
  return Response.redirect(address(`${OFFLINE_PAGE}?missing=${encodeURIComponent(name)}`));
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(install());
});
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const name = nameOf(event.request.url);
  if (event.request.method === "GET" && name) event.respondWith(answer(event, name));
});
// A window names what it loaded before this worker was there, or what the reader wants to keep.
addEventListener("message", (event) => {
  const work = async () => {
    await install();
    const results = await Promise.allSettled(event.data.keep.map((url) => keep(nameOf(url))));
    event.ports[0]?.postMessage(results.filter(({ status }) => status === "rejected").length);
  };
  event.waitUntil(work().catch(() => event.ports[0]?.postMessage(event.data.keep.length)));
});
