// Run by visit.py in a page that is open: each function lists what is wrong, or what it found.
globalThis.visit = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const RAW = /\$\$|\\[([a-zA-Z]|--8<--|\{[#:]|figure:|!!! |\*\*|\]\(/;

  const hash = (text) => [...text].reduce((sum, letter) => (sum * 31 + letter.codePointAt()) % 0x1fffffffffff, 7);

  // Load every picture, also those of the other scheme.
  const load = () =>
    Promise.all(
      all("img").map((image) => {
        image.loading = "eager";
        return image.decode().catch(() => {});
      }),
    );

  const pictures = (scheme) =>
    all("article img")
      .filter((image) => {
        const wanted = !image.src.includes("#only-") || image.src.endsWith(`#only-${scheme}`);
        return !image.alt || !image.naturalWidth || image.checkVisibility() !== wanted;
      })
      .map(name);

  // What is wider than the article with its margin or, on a phone, than the screen; what scrolls itself may hold wider things.
  const wide = () => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ["the page scrolls sideways"] : [];
    const article = document.querySelector("article");
    const { left, right } = article.getBoundingClientRect();
    const phone = root.clientWidth < 500;
    const margin = parseFloat(getComputedStyle(article).marginRight);
    const [first, last] = phone ? [0, root.clientWidth] : [left - margin, right + margin];
    const look = (element) => {
      for (const child of element.children) {
        const box = child.getBoundingClientRect();
        if (!box.width || child.localName === "math") continue;
        if (box.left < first - 1 || box.right > last + 1) found.push(name(child));
        else if (getComputedStyle(child).overflowX === "visible") look(child);
      }
    };
    look(article);
    return found;
  };

  const raw = () => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      if (RAW.test(data) && !parentElement.closest("pre, code, math, script, noscript, style")) found.push(data.trim());
    }
    return found;
  };

  // Press every button that can be seen: what reaches the clipboard.
  const copies = () => {
    const copied = [];
    navigator.clipboard.writeText = async (text) => copied.push(text);
    for (const button of all(".md-code__button")) if (button.checkVisibility()) button.click();
    return copied;
  };

  const printed = () => {
    const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().height > 0;
    const hidden = all(".tabbed-block, details > *").filter((element) => element.innerHTML && !seen(element));
    const frame = all(".md-header, .md-sidebar, .md-footer, .md-code__nav, .md-top").filter(seen);
    return [...hidden, ...frame].map(name);
  };

  // Without scripts: texts and formulas that cannot be seen after each tab has been chosen and each answer opened.
  const hidden = () => {
    const found = [];
    const look = (root) => {
      for (const element of all("*", root)) {
        const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if ((own || element.localName === "math") && !element.closest(".tabbed-block, details, annotation, .headerlink, .missing")) {
          if (!element.checkVisibility({ opacityProperty: true })) found.push(name(element));
        }
      }
    };
    look(document.querySelector("article"));
    for (const summary of all("summary")) {
      summary.click();
      if (!summary.parentElement.open || !summary.nextElementSibling.checkVisibility()) found.push(name(summary));
    }
    for (const label of all(".tabbed-labels > label")) {
      const panels = label.closest(".tabbed-set").querySelector(".tabbed-content").children;
      label.click();
      const shown = [...panels].filter((panel) => panel.checkVisibility());
      const place = [...label.parentElement.children].indexOf(label);
      if (!label.checkVisibility() || shown.length !== 1 || shown[0] !== panels[place]) found.push(name(label));
    }
    return found;
  };

  // Without scripts: controls that can be seen and do nothing.
  const dead = () =>
    all("button, input, [role=button], label")
      .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length)
      .filter((element) => !element.closest(".tabbed-set, .md-nav, [for=__drawer]"))
      .map(name);

  // Open all answers and tabs.
  const reveal = () => {
    all("details").forEach((details) => (details.open = true));
    const style = document.createElement("style");
    style.textContent = ".tabbed-content > .tabbed-block { display: block !important } [data-alike] { visibility: hidden }";
    document.head.append(style);
  };

  // Colours come from tags and classes: of elements that are alike in these up to the root, the first of all pages is
  // enough. Marks the others; the tab remembers which there were.
  const alike = () => {
    const kinds = new Set(JSON.parse(sessionStorage.getItem("kinds")));
    const look = (element, above) => {
      const kind = hash(`${above} ${element.localName}.${element.getAttribute("class") ?? ""}`);
      const known = kinds.has(kind);
      kinds.add(kind);
      const children = element.localName === "math" ? [] : [...element.children];
      const below = children.map((child) => look(child, kind));
      const repeated = known && below.every(Boolean) && !element.matches("label, button, input, summary");
      if (!repeated) children.forEach((child, place) => child.toggleAttribute("data-alike", below[place]));
      return repeated;
    };
    look(document.body, "");
    sessionStorage.setItem("kinds", JSON.stringify([...kinds]));
    // Of these a page has thousands, and axe looks at each.
    for (const token of all("pre [data-alike] span, pre span[data-alike], [data-alike] pre span")) token.replaceWith(...token.childNodes);
    for (const formula of all("[data-alike] math, math[data-alike]")) formula.replaceChildren(formula.textContent);
  };

  const showAll = () => all("[data-alike]").forEach((element) => element.removeAttribute("data-alike"));

  const check = async (options) => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"], elementRef: false, ...options });
    return violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`);
  };

  return { load, pictures, wide, raw, copies, hidden, dead, printed, reveal, alike, showAll, check };
})();
