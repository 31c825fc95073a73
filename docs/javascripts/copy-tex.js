// A copied selection carries each formula as its TeX, not as the letters of its MathML.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection.rangeCount || !event.clipboardData) return;
  const fragment = selection.getRangeAt(0).cloneContents();
  const formulas = fragment.querySelectorAll("math");
  if (!formulas.length) return;
  for (const math of formulas) {
    const tex = math.querySelector("annotation")?.textContent.trim();
    if (!tex) return;
    const mark = math.getAttribute("display") === "block" ? "$$" : "$";
    math.replaceWith(mark + tex + mark);
  }
  event.clipboardData.setData("text/plain", fragment.textContent);
  event.preventDefault();
});
