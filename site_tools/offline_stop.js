// Written to sw.js where the publisher has turned reading offline off: ends an earlier worker and deletes its caches.
const PREFIX = `offline ${registration.scope} `;

async function stop() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  await Promise.all(names.map((name) => caches.delete(name)));
  await registration.unregister();
}

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(stop()));
