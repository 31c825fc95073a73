// The viewer of docs/attention/attention-maps.md: choose a written token, see where each head looks.
// Its weights are computed by figures/attention/attention_maps.py when the site is built.
{
  // Height of a bar for the weight 1, in rem.
  const HIGHEST = 1.5;

  // The places that a head looks at most, largest first, until `share` of its weight is told.
  const mostWeight = (weights, share = 0.7, most = 3) => {
    const order = weights.map((weight, place) => [weight, place]).sort((a, b) => b[0] - a[0]);
    const told = [];
    let sum = 0;
    for (const [weight, place] of order.slice(0, most)) {
      if (sum >= share) break;
      told.push({ place, percent: Math.round(100 * weight) });
      sum += weight;
    }
    return told;
  };

  // Screen readers leave out the signs.
  const NAMES = { " ": "space", ",": "comma", "-": "hyphen" };
  const visible = (token) => (token === " " ? "␣" : token);
  const said = (token, place) => `${NAMES[token] ?? token} (${place + 1})`;

  const sentence = ({ queries, keys, weights }, chosen) => {
    const heads = weights.map((rows, head) => {
      const places = mostWeight(rows[chosen]).map(({ place, percent }) => `${said(keys[place], place)} ${percent} %`);
      return `Head ${head + 1}: ${places.join(", ")}.`;
    });
    return `Written ${said(queries[chosen], chosen)}. ${heads.join(" ")}`;
  };

  const define = () => {
    class AttentionViewer extends HTMLElement {
      connectedCallback() {
        if (this.querySelector(".attention-queries")) return;
        this.data = JSON.parse(this.dataset.figure);
        const { queries, keys, weights } = this.data;
        const interactive = document.createElement("div");
        interactive.innerHTML = `<p class="attention-hint" aria-hidden="true">Choose a written character:</p>
          <div class="attention-queries" role="radiogroup" aria-label="Choose a written character"></div>
          <div class="attention-heads" aria-hidden="true"></div>
          <p class="attention-said" aria-hidden="true"></p>
          <p class="attention-spoken"></p>`;
        const group = interactive.querySelector(".attention-queries");
        queries.forEach((token, place) => {
          const button = document.createElement("button");
          button.type = "button";
          button.setAttribute("role", "radio");
          button.setAttribute("aria-label", said(token, place));
          button.textContent = visible(token);
          button.addEventListener("click", () => this.choose(place));
          button.addEventListener("pointerenter", (event) => {
            if (event.pointerType !== "touch") this.show(place);
          });
          group.append(button);
        });
        group.addEventListener("pointerleave", () => this.show(this.chosen));
        group.addEventListener("keydown", (event) => this.move(event));
        const heads = interactive.querySelector(".attention-heads");
        weights.forEach((_, head) => {
          const row = document.createElement("div");
          row.className = "attention-head";
          const label = document.createElement("span");
          label.textContent = `head ${head + 1}`;
          const line = document.createElement("span");
          line.className = "attention-keys";
          for (const token of keys) {
            const cell = document.createElement("span");
            cell.append(document.createElement("i"), visible(token));
            line.append(cell);
          }
          row.append(label, line);
          heads.append(row);
        });
        this.append(...interactive.childNodes); // below the picture, which stays where it is
        this.choose(0);
        // Now, so that the start is not spoken.
        this.querySelector(".attention-spoken").setAttribute("aria-live", "polite");
      }

      move(event) {
        // The browser's own, such as Alt+← for back.
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const last = this.data.queries.length - 1;
        const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
        let place = this.chosen + (steps[event.key] ?? 0);
        if (event.key === "Home") place = 0;
        else if (event.key === "End") place = last;
        else if (!(event.key in steps)) return;
        event.preventDefault();
        this.choose((place + last + 1) % (last + 1));
        this.querySelectorAll(".attention-queries button")[this.chosen].focus();
      }

      // By click, tap or key: stays, and is spoken.
      choose(chosen) {
        this.chosen = chosen;
        this.querySelectorAll(".attention-queries button").forEach((button, place) => {
          button.setAttribute("aria-checked", String(place === chosen));
          button.tabIndex = place === chosen ? 0 : -1;
        });
        this.show(chosen);
        this.querySelector(".attention-spoken").textContent = sentence(this.data, chosen);
      }

      // While the mouse is over a token: to look at, silent, and gone when the mouse is.
      show(shown) {
        this.querySelectorAll(".attention-keys").forEach((line, head) => {
          [...line.children].forEach((cell, place) => {
            const weight = this.data.weights[head][shown][place];
            cell.firstChild.style.height = `${HIGHEST * weight}rem`;
            cell.title = `${Math.round(100 * weight)} %`;
          });
        });
        this.querySelector(".attention-said").textContent = sentence(this.data, shown);
      }
    }
    customElements.define("attention-viewer", AttentionViewer);
  };

  // Instant navigation runs the script again with each visit of its page.
  if (typeof customElements !== "undefined" && !customElements.get("attention-viewer")) define();
  if (typeof module !== "undefined") module.exports = { mostWeight, sentence };
}
