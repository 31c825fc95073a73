// A copied selection carries each formula as its TeX, not as the letters of its MathML.
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (!selection.rangeCount || !event.clipboardData) return;
  const range = selection.getRangeAt(0).cloneRange();
  // A selection that starts or ends inside a formula takes the whole formula.
  const enclosing = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("math");
  const first = enclosing(range.startContainer);
  const last = enclosing(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const fragment = range.cloneContents();
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
