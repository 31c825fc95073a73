// Run by test_keyboard.py in a page that is open: follows the focus from stop to stop.

// Links of the navigation are many and alike: a few are enough.
document.querySelectorAll(".md-nav__list > .md-nav__item:nth-child(n + 6)").forEach((item) => item.remove());
document.querySelectorAll("details").forEach((details) => (details.open = true));

globalThis.stops = [];

// Whether the element, or what is drawn in its place, has an outline and can be seen.
globalThis.isSeen = (element) => {
  if (element.matches(".md-search__input")) return true; // opens the search
  let drawn = element;
  if (element.matches(".md-option")) drawn = element.nextElementSibling;
  if (element.matches(".tabbed-set > input")) drawn = element.parentElement.querySelector(".tabbed-labels");
  const { outlineStyle, outlineWidth } = getComputedStyle(drawn);
  const { width, height } = drawn.getBoundingClientRect();
  if (outlineStyle === "none" || !parseFloat(outlineWidth) || !width || !height) return false;
  return drawn.checkVisibility({ opacityProperty: true, visibilityProperty: true });
};

document.addEventListener("focusin", ({ target }) => stops.push([target, isSeen(target)]));

// What can be used, or must be scrolled to be read, and was no stop; stops that are not seen.
globalThis.missed = () => {
  const reached = new Set(stops.map(([element]) => element));
  const name = (element) => element.outerHTML.slice(0, 120);
  const scrolls = (element) =>
    element.scrollWidth > element.clientWidth && ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const used = [...document.querySelectorAll("a[href], button, input, summary, [tabindex]")]
    .filter((element) => element.tabIndex >= 0)
    .filter((element) => !element.matches("input[type=radio]:not(:checked), [role=dialog] *"));
  const scrolled = [...document.querySelectorAll("pre code, .formula-scroll, .md-typeset__scrollwrap")].filter(scrolls);
  return {
    reached: reached.size,
    missed: [...used, ...scrolled]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !reached.has(element))
      .map(name),
    unseen: stops.filter(([, shown]) => !shown).map(([element]) => name(element)),
  };
};
