// <offline-switch> of docs/about/offline.md: what this browser keeps, and the buttons that change it.
{
  const { offline } = window;
  const { serviceWorker } = navigator;
  const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const isOn = () => localStorage.getItem(offline.setting) !== "off";
  const ours = async () => (await caches.keys()).filter((name) => name.startsWith(`offline ${offline.base} `));

  // Have the worker keep files; resolves to the number of those that failed.
  const keep = async (addresses) => {
    const worker = await offline.start();
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    worker.postMessage({ keep: addresses }, [port2]);
    return answer;
  };

  const turnOff = async () => {
    localStorage.setItem(offline.setting, "off");
    const registration = await serviceWorker.getRegistration(offline.base);
    if (registration?.scope === offline.base.href) await registration.unregister();
    await Promise.all((await ours()).map((name) => caches.delete(name)));
  };

  // The list of the site's files, and the names of those that are kept.
  const look = async () => {
    const list = await (await caches.match(new URL("offline.json", offline.base)))?.json();
    const names = new Set();
    for (const name of await ours()) {
      for (const { url } of await (await caches.open(name)).keys()) names.add(url.slice(offline.base.href.length));
    }
    return { list, names };
  };

  class OfflineSwitch extends HTMLElement {
    connectedCallback() {
      const text = !offline
        ? "Whoever publishes this site has turned this off: nothing is kept."
        : offline.base.protocol === "file:"
          ? "You are reading from disk: every page is here already."
          : "";
      if (text) this.textContent = text;
      else this.start().catch(() => (this.textContent = "The browser keeps no pages of this address."));
    }

    async start() {
      // Of a worker that cannot be installed nothing is ever heard.
      if (isOn()) await Promise.race([keep([location.href]), wait(10_000)]);
      this.innerHTML = `<p class="offline-state" role="status"></p>
        <progress aria-label="Files kept" hidden></progress>
        <p><button type="button" class="md-button offline-toggle"></button>
          <button type="button" class="md-button offline-all"></button></p>
        <details hidden><summary>Pages that can be read now</summary><ul></ul></details>`;
      this.querySelector(".offline-toggle").onclick = () => this.toggle();
      this.querySelector(".offline-all").onclick = () => this.keepAll();
      await this.show();
      this.explain();
    }

    async show(failed = 0) {
      const { list, names } = await look();
      if (isOn() && !list) throw new Error("nothing is kept");
      const pages = list ? list.pages.filter(([name]) => names.has(name)) : [];
      const size = (files) => `${(files.reduce((sum, [, kilobytes]) => sum + kilobytes, 0) / 1000).toFixed(1)} MB`;
      const files = Object.entries(list?.files ?? {});
      const here = files.filter(([name]) => names.has(name)).map(([, file]) => file);
      const numbers = `${pages.length} of ${list?.pages.length} pages, ${size(here)}.`;
      const failures = failed ? ` ${failed} files could not be loaded: try again.` : "";
      this.querySelector(".offline-state").textContent = isOn()
        ? `On. Kept here: ${numbers}${failures}`
        : "Off. Nothing is kept here.";
      this.querySelector(".offline-toggle").textContent = isOn() ? "Turn off and delete" : "Turn on";
      const all = this.querySelector(".offline-all");
      all.hidden = !isOn() || here.length === files.length;
      all.textContent = `Keep the whole site (${size(files.map(([, file]) => file))})`;
      const items = pages.map(([name, title]) => {
        const link = Object.assign(document.createElement("a"), { href: new URL(name, offline.base), textContent: title });
        const item = document.createElement("li");
        item.append(link);
        return item;
      });
      this.querySelector("ul").replaceChildren(...items);
      this.querySelector("details").hidden = !pages.length;
      this.pages = list?.pages;
    }

    async toggle() {
      if (isOn()) {
        await turnOff();
      } else {
        localStorage.removeItem(offline.setting);
        await keep([location.href]);
      }
      await this.show();
    }

    async keepAll() {
      const { list, names } = await look();
      const todo = Object.keys(list.files).filter((name) => !names.has(name));
      const progress = Object.assign(this.querySelector("progress"), { max: todo.length, value: 0, hidden: false });
      this.querySelector(".offline-all").hidden = true;
      this.querySelector(".offline-state").textContent = "Keeping the whole site …";
      navigator.storage?.persist?.(); // asks the browser not to clear it when space runs short
      let failed = 0;
      while (progress.value < todo.length && isOn()) {
        const some = todo.slice(progress.value, progress.value + 20);
        failed += await keep(some.map((name) => new URL(name, offline.base).href));
        progress.value += some.length;
      }
      progress.hidden = true;
      await this.show(failed);
    }

    // A network may be there and reach nothing yet. The worker answers GET only: HEAD asks the network.
    async waitFor(target) {
      while (this.isConnected) {
        await wait(2000);
        if (!navigator.onLine || document.hidden) continue;
        const reached = await fetch(target, { method: "HEAD" }).catch(() => undefined);
        if (reached?.ok) return location.replace(target);
      }
    }

    // The worker leads here from a page that is not kept.
    explain() {
      const name = new URLSearchParams(location.search).get("missing");
      if (!name) return;
      const target = Object.assign(new URL(name, offline.base), { hash: location.hash });
      if (!target.href.startsWith(offline.base.href)) return; // anybody can write an address
      const title = this.pages?.find(([page]) => page === name)?.[1] ?? name;
      const link = Object.assign(document.createElement("a"), { href: target, textContent: title });
      const box = Object.assign(document.createElement("div"), { className: "admonition warning" });
      box.innerHTML = `<p class="admonition-title">No network</p><p></p>`;
      box.lastElementChild.append("This page is not kept here: ", link, ". It opens when the network is back.");
      this.prepend(box);
      this.querySelector("details").open = true;
      this.waitFor(target);
    }
  }

  if (!customElements.get("offline-switch")) customElements.define("offline-switch", OfflineSwitch);
}
