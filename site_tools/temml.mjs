// Renders formulas: one JSON request a line on standard input, one JSON answer a line back.
import { createInterface } from "node:readline";
import temml from "temml";

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display, macros } = JSON.parse(line);
  let answer;
  try {
    const mathml = temml.renderToString(tex, {
      displayMode: display,
      macros: { ...macros },
      annotate: true,
      throwOnError: true,
      strict: true,
    });
    answer = { mathml };
  } catch (error) {
    answer = { error: String(error.message).replaceAll("\u0332", "").trim() };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
