// Starts the service worker that keeps what was read (site_tools/offline_worker.js); about/offline.md turns it off.
(() => {
  const { serviceWorker } = navigator;
  const base = new URL("..", document.currentScript.src);
  const setting = `offline ${base.pathname}`; // one origin may hold several sites
  const start = async () => {
    await serviceWorker.register(new URL("sw.js", base));
    return (await serviceWorker.ready).active;
  };
  window.offline = { base, setting, start };
  if (!base.protocol.startsWith("http")) {
    document.querySelector("link[rel=manifest]")?.remove(); // a browser may not read it from disk
    return;
  }
  if (!serviceWorker) return;
  // What was asked for before there was a worker, the worker has not seen.
  serviceWorker.addEventListener("controllerchange", () => {
    const tell = (keep) => serviceWorker.controller?.postMessage({ keep });
    tell([location.href]);
    const loaded = new PerformanceObserver((list) => tell(list.getEntries().map(({ name }) => name)));
    loaded.observe({ type: "resource", buffered: true });
  });
  serviceWorker.addEventListener("message", ({ data }) => data === "reload" && location.reload());
  const begin = async () => {
    if (localStorage.getItem(setting) !== "off") await start();
  };
  // A first visit loads the page and nothing else until the reader touches, types or scrolls.
  for (const sign of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(sign, () => begin().catch(() => {}), { once: true }); // a browser may refuse: the page is there all the same
  }
})();
