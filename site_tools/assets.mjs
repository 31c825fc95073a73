// Shrinks style sheets and scripts: one request, as JSON, in and out (site_tools/assets.py).
import { readFileSync } from "node:fs";
import { transform } from "lightningcss";
import { minifySync } from "oxc-minify";

const { theme, sheets, scripts, names, variables } = JSON.parse(readFileSync(0, "utf8"));
const known = new Set(names);
const written = {};

// What a script can call an element: tags, plain strings, compound names where it does not look for them.
const NAMES = /<([a-z][\w-]*)|["'`]([\w -]+)["'`]|(?<![.#\w-])(\w+[_-][\w-]+)/g;

for (const [name, code] of Object.entries(scripts)) {
  const { code: smaller, errors } = minifySync(name, code, { codegen: { legalComments: "eof" } });
  if (errors.length) throw new Error(`${name}: ${errors[0].message}`);
  written[name] = smaller;
  for (const [, ...found] of smaller.matchAll(NAMES)) for (const word of found.join(" ").split(" ")) known.add(word);
}

// Part of a selector that no element of the site can meet.
const MARKED = /^(dir|data-md-color-\w+)$/;
const idle = ({ type, name, operation }) =>
  type === "class" || type === "type"
    ? !known.has(name)
    : type === "attribute" && operation && MARKED.test(name) && !known.has(`${name}="${operation.value}"`);
// The theme has rules for twenty tabs.
const tabs = Math.max(...names.map((name) => /^__tabbed_\d+_(\d+)$/.exec(name)?.[1] ?? 0));
const late = (parts) =>
  parts.some(({ name }) => name === "tabbed-set") && parts.some(({ kind, b }) => kind === "nth-child" && b > tabs);
const Selector = (parts) => (parts.some(idle) || late(parts) ? [] : undefined);
const sheet = (filename, code, options) =>
  transform({ filename, code: Buffer.from(code), minify: true, ...options }).code.toString();

for (const [name, code] of Object.entries(sheets)) {
  written[name] = sheet(name, code, theme.includes(name) ? { visitor: { Selector } } : {});
}
// What only an unused variable mentions is unused in the next round.
const all = () => Object.values(written).join("");
for (let before = Infinity; all().length < before; ) {
  before = all().length;
  const read = new Set([...variables, ...Array.from(all().matchAll(/var\((--[\w-]+)/g), ([, name]) => name)]);
  const defined = Array.from(all().matchAll(/(?<=[{;])--[\w-]+(?=:)/g), ([name]) => name);
  const unusedSymbols = defined.filter((name) => !read.has(name));
  for (const name of theme) written[name] = sheet(name, written[name], { unusedSymbols });
}

process.stdout.write(JSON.stringify(written));
