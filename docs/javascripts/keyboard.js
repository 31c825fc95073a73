// What the theme leaves to the mouse, for the keyboard and for screen readers.
{
  // Formulas, tables and code wider than the screen can be scrolled with the arrow keys, others are no stop.
  const SCROLLS = { ".formula-scroll": "Formula", ".md-typeset__scrollwrap": "Table", "pre > code": "Code" };
  const each = (selector, change) => document.querySelectorAll(selector).forEach(change);
  const text = (element) => element.textContent.trim().replace(/\s+/g, " ");

  // The icon of a label that opens the menu, a list in it, or leads back, becomes a button.
  const addButton = (label) => {
    const header = label.matches(".md-header__button");
    const icon = label.querySelector(header ? "svg" : ".md-nav__icon");
    if (!icon || label.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    if (header) button.ariaLabel = "Menu";
    else if (label.matches(".md-nav__title")) button.ariaLabel = "Back";
    else button.ariaLabel = text(label) || text(label.previousElementSibling);
    button.addEventListener("click", () => {
      label.control.click();
      const reached = [...document.querySelectorAll(".md-sidebar--primary :is(a, button)")];
      reached.find((element) => element.checkVisibility({ visibilityProperty: true }))?.focus({ preventScroll: true });
    });
    button.className = icon.getAttribute("class") ?? "";
    icon.replaceWith(button);
    if (header) button.append(icon);
  };

  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const kind = Object.keys(SCROLLS).find((selector) => target.matches(selector));
      if (target.scrollWidth > target.clientWidth) Object.assign(target, { tabIndex: 0, role: "group", ariaLabel: SCROLLS[kind] });
      else for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  });

  document.addEventListener("keydown", (event) => {
    const drawer = document.getElementById("__drawer");
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    document.querySelector(".md-header__button button").focus();
  });

  document$.subscribe(() => {
    each("label.md-header__button[for=__drawer], .md-nav--primary label[for]", addButton);
    each(".md-search, .md-search__inner", (search) => (search.ariaLabel = "Search of the site"));
    // Of the whole site's build, site_tools/bundle.py does this; these are for the preview and for Zensical.
    each(".md-code__nav", (buttons) => (buttons.role = "none")); // otherwise each block is a landmark
    each(".md-code__button", (button) => (button.ariaLabel = button.title)); // a tooltip takes its title away
    each(".md-dialog", (said) => (said.role = "status"));
    sizes.disconnect();
    each(Object.keys(SCROLLS), (element) => sizes.observe(element));
  });
}
