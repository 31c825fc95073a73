// The calculator of docs/convolution/output-size.md: sizes of a convolution, filled in while the reader types.
// tests/site/test_calculator.py compares its numbers and refusals with the Python functions.
{
  // Name, label, lowest and highest value, value at the start.
  const FIELDS = [
    ["side", "Input side N", 1, 512, 32],
    ["kernel", "Filter side F", 1, 32, 5],
    ["stride", "Stride S", 1, 32, 1],
    ["padding", "Padding P", 0, 32, 0],
    ["dilation", "Dilation D", 1, 16, 1],
    ["channels", "Channels C", 1, 4096, 3],
    ["filters", "Filters K", 1, 4096, 6],
  ];
  const WIDEST_DRAWING = 40;
  const MOST_LINES = 11;

  // The same numbers as output_size, ignored_pixels, conv_parameters and conv_multiplications; throws where they refuse.
  const convolutionSizes = (numbers) => {
    for (const [name, , low] of FIELDS) {
      if (!Number.isInteger(numbers[name]) || numbers[name] < low) {
        throw new RangeError(`expected an integer ${name} >= ${low}, got ${numbers[name]}`);
      }
    }
    const { side, kernel, stride, padding, dilation, channels, filters } = numbers;
    const padded = side + 2 * padding;
    const extent = dilation * (kernel - 1) + 1;
    if (extent > padded) {
      throw new RangeError(
        `The filter does not fit: it covers ${dilation}·(${kernel} − 1) + 1 = ${extent}, ` +
          `the padded side has ${side} + 2·${padding} = ${padded}.`,
      );
    }
    const outSide = Math.floor((padded - extent) / stride) + 1;
    const touched = new Set();
    for (let place = 0; place < outSide; place++) {
      for (let weight = 0; weight < kernel; weight++) {
        const pixel = place * stride + weight * dilation - padding;
        if (pixel >= 0 && pixel < side) touched.add(pixel);
      }
    }
    return {
      outSide,
      ignored: side - touched.size,
      parameters: filters * (kernel * kernel * channels + 1),
      multiplications: filters * kernel * kernel * channels * outSide * outSide,
      extent,
      touched,
    };
  };

  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

  const formula = ({ side, kernel, stride, padding, dilation }, outSide) => {
    const divided = (side + 2 * padding - dilation * (kernel - 1) - 1) % stride === 0;
    const quotient = `(${side} + 2·${padding} − ${dilation}·(${kernel} − 1) − 1) / ${stride}`;
    return `${divided ? quotient : `⌊${quotient}⌋`} + 1 = ${outSide}`;
  };

  const ignoredInWords = (ignored, side) => {
    if (ignored === 0) return "none";
    return `${ignored} of ${side} in each row, and in each column`;
  };

  // One row of the picture: squares are pixels, dashed ones padding; below it one line a place.
  const drawing = (numbers, { outSide, extent, touched }) => {
    const { side, kernel, stride, padding, dilation } = numbers;
    const padded = side + 2 * padding;
    if (padded > WIDEST_DRAWING) {
      return `<p>A row is drawn up to ${WIDEST_DRAWING} pixels with padding, this one has ${padded}.</p>`;
    }
    const square = (column, top, kind) =>
      `<rect class="${kind}" x="${10 * column + 1.5}" y="${top}" width="7" height="7"/>`;
    let shapes = "";
    for (let column = 0; column < padded; column++) {
      const pixel = column - padding;
      const inside = pixel >= 0 && pixel < side;
      shapes += square(column, 2, inside ? "conv-pixel" : "conv-zero");
      if (inside && !touched.has(pixel)) {
        shapes += `<path class="conv-cross" d="M${10 * column} 0.5l10 10m0-10l-10 10"/>`;
      }
    }
    const places = [...Array(outSide).keys()];
    const shown = outSide > MOST_LINES ? [...places.slice(0, 7), null, ...places.slice(-3)] : places;
    shown.forEach((place, line) => {
      const top = 15 + 10 * line;
      if (place === null) {
        for (const dot of [0, 1, 2]) shapes += `<circle class="conv-dot" cx="${5 * padded}" cy="${top + 3 * dot}" r="1"/>`;
        return;
      }
      const start = place * stride;
      const middle = top + 3.5;
      shapes += `<path class="conv-span" d="M${10 * start + 2} ${middle}H${10 * (start + extent) - 2}"/>`;
      for (let weight = 0; weight < kernel; weight++) shapes += square(start + weight * dilation, top, "conv-weight");
    });
    const zeros = padding ? ` and ${padding} padded zeros at each end` : "";
    const alike = outSide === 1 ? "one place" : `${outSide} places, ${stride} apart`;
    const label = `A row of ${side} pixels${zeros}. The filter has ${alike}.`;
    const height = 14 + 10 * shown.length;
    return (
      `<svg role="img" aria-label="${label}" viewBox="0 0 ${10 * padded} ${height}" style="max-width: ${0.8 * padded}rem">` +
      `${shapes}</svg>`
    );
  };

  const inputs = FIELDS.map(
    ([name, label, low, high, value]) =>
      `<label>${label} <input type="number" name="${name}" min="${low}" max="${high}" step="1" value="${value}" ` +
      `inputmode="numeric" autocomplete="off" aria-describedby="conv-result"></label>`,
  ).join("");

  const INTERFACE = `<form class="conv-form" aria-label="Sizes of a convolution">${inputs}</form>
    <div id="conv-result" class="conv-result" aria-live="polite"></div>
    <div class="conv-drawing"></div>
    <p class="conv-legend">Upper line: a row of the picture, dashed squares are padding, crossed pixels are ignored.
    Below: the places of the filter, one line each.</p>`;

  const define = () => {
    class ConvCalculator extends HTMLElement {
      connectedCallback() {
        if (this.querySelector("form")) return;
        this.insertAdjacentHTML("afterbegin", INTERFACE);
        this.form = this.querySelector("form");
        this.form.addEventListener("input", () => this.update());
        this.form.addEventListener("submit", (event) => event.preventDefault());
        for (const row of this.querySelectorAll("tr[data-numbers]")) this.addButton(row);
        this.update();
      }

      // A worked example of the table goes into the calculator at a press.
      addButton(row) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = row.cells[0].textContent;
        button.title = "Load into the calculator";
        button.addEventListener("click", () => {
          const numbers = row.dataset.numbers.split(" ");
          FIELDS.forEach(([name], position) => (this.form.elements[name].value = numbers[position]));
          this.update();
          this.form.elements.side.focus();
        });
        row.cells[0].replaceChildren(button);
      }

      // Read the inputs; a message instead of numbers where one is empty, no integer or out of range.
      read() {
        const numbers = {};
        let message = "";
        for (const [name, label, low, high] of FIELDS) {
          const input = this.form.elements[name];
          const value = input.value === "" ? NaN : Number(input.value);
          const good = Number.isInteger(value) && low <= value && value <= high;
          input.removeAttribute("aria-invalid");
          if (!good) {
            input.setAttribute("aria-invalid", "true");
            message ||= `${label}: expected a whole number from ${low} to ${high}.`;
          }
          numbers[name] = value;
        }
        if (message) throw new RangeError(message);
        return numbers;
      }

      update() {
        const result = this.querySelector(".conv-result");
        const picture = this.querySelector(".conv-drawing");
        const legend = this.querySelector(".conv-legend");
        try {
          const numbers = this.read();
          const sizes = convolutionSizes(numbers);
          const { kernel, channels, filters, side } = numbers;
          const lines = [
            ["places", "W′", formula(numbers, sizes.outSide)],
            ["size", "Output", `${sizes.outSide} × ${sizes.outSide} × ${filters}`],
            ["parameters", "Parameters", `${filters}·(${kernel}²·${channels} + 1) = ${grouped(sizes.parameters)}`],
            ["multiplications", "Multiplications", grouped(sizes.multiplications)],
            ["ignored", "Ignored pixels", ignoredInWords(sizes.ignored, side)],
          ];
          result.innerHTML = `<dl>${lines
            .map(([name, term, text]) => `<div><dt>${term}</dt><dd data-name="${name}">${text}</dd></div>`)
            .join("")}</dl>`;
          picture.innerHTML = drawing(numbers, sizes);
          legend.hidden = !picture.querySelector("svg");
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          result.innerHTML = '<p class="conv-error"></p>';
          result.firstChild.textContent = error.message;
          picture.replaceChildren();
          legend.hidden = true;
        }
      }
    }
    customElements.define("conv-calculator", ConvCalculator);
  };

  // Instant navigation runs the script again with each visit of its page.
  if (typeof customElements !== "undefined" && !customElements.get("conv-calculator")) define();
  if (typeof module !== "undefined") module.exports = { convolutionSizes, FIELDS };
}
