// The teacher's window: notes from the plan, what comes next, the clock. It has no address of its own (about:blank, filled
// from here), so it opens from a file too, and it is in step because both windows ask the same walk.

import { figureNamed } from "./addresses.js";
import { toldBy } from "./overview.js";
import { clockOf } from "./present_bar.js";
import { ours } from "./present_keys.js";

const LOOK = `
  body { margin: 0; padding: 1.2rem 1.6rem; font: 20px/1.45 Georgia, serif; color: #1d1c1a; background: #fdfcf9; }
  header { display: flex; gap: 1.5rem; align-items: baseline; font-family: system-ui, sans-serif; border-bottom: 1px solid #ccc; padding-bottom: 0.6rem; }
  #clock { margin-left: auto; font-size: 2rem; font-variant-numeric: tabular-nums; }
  button { font: inherit; font-size: 1rem; padding: 0.3rem 0.9rem; }
  h1 { font-size: 1.3rem; } h2 { font-size: 1rem; font-family: system-ui, sans-serif; color: #5d5a54; margin-top: 1.6rem; }
  #next { border: 1px solid #ccc; border-radius: 8px; padding: 0.4rem 1rem; font-size: 0.85rem; max-height: 45vh; overflow: auto; }
  #next img { max-width: 100%; } #next pre { white-space: pre-wrap; } .code { display: none; } li { margin: 0.4rem 0; }`;

export class Notes {
  constructor(present, notes) {
    Object.assign(this, { present, notes: notes ?? {} });
  }

  get doc() { return this.window && !this.window.closed ? this.window.document : null; }

  open() {
    this.window = window.open("", "downhill-notes", "width=900,height=760");
    if (!this.doc) return; // the browser keeps windows from opening
    this.fill();
    this.show();
    this.window.focus();
  }

  close() {
    if (this.doc) this.window.close();
    this.window = null;
  }

  fill() {
    const { doc } = this;
    doc.documentElement.lang = "en";
    doc.title = `Notes · ${document.title}`;
    doc.head.appendChild(doc.createElement("style")).textContent = LOOK;
    doc.body.innerHTML = `<header><b id="where" role="status"></b><button type="button" id="back">Back</button>
      <button type="button" id="forward">Forward</button><span id="clock"></span></header>
      <main><h1 id="section"></h1><div id="notes"></div><h2>Next</h2><div id="next" tabindex="0"></div></main>`;
    for (const what of ["back", "forward"]) doc.getElementById(what).onclick = () => this.present.act(what);
    doc.onkeydown = (event) => this.key(event);
    doc.onclick = (event) => this.link(event);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || ([" ", "Enter"].includes(event.key) && event.target.closest("a, button"))) return;
    const what = ours(event.key);
    if (!what || what === "overview" || what === "notes" || what === "full") return;
    event.preventDefault();
    this.present.act(what);
  }

  // A link of the plan sets a figure on the screen that the class sees.
  link(event) {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    if (figureNamed(address)) location.hash = address;
    else window.open(link.href);
  }

  show() {
    const { doc, present } = this;
    if (!doc) return;
    const { at, screens, screen } = present;
    doc.getElementById("where").textContent = `${at + 1} of ${screens.length}`;
    doc.getElementById("section").textContent = screen.section;
    doc.getElementById("notes").innerHTML = (this.notes[screen.section] ?? (at === 0 ? this.notes[""] : "")) || "<p>The plan has no notes for this section.</p>";
    doc.getElementById("next").replaceChildren(...(screens[at + 1] ? preview(screens[at + 1], doc) : [doc.createTextNode("This is the last screen.")]));
    this.clock();
  }

  clock() { if (this.doc) this.doc.getElementById("clock").textContent = clockOf(this.present.seconds); }
}

// The next screen: its text, and a still of each figure.
function preview(screen, doc) {
  return screen.elements.filter((one) => !one.matches(".code")).map((one) => {
    if (one.matches(".exercise")) return Object.assign(doc.createElement("p"), { textContent: toldBy(screen)[0] });
    if (one.matches("figure.live")) return still(one, doc);
    const copy = doc.importNode(one, true);
    for (const inner of [copy, ...copy.querySelectorAll("[id]")]) inner.removeAttribute("id");
    return copy;
  });
}

function still(figure, doc) {
  const layers = [...figure.querySelectorAll(".downhill-frame canvas")];
  if (!layers.length) return doc.importNode(figure, true);
  const sheet = Object.assign(document.createElement("canvas"), { width: layers[0].width, height: layers[0].height });
  for (const layer of layers) sheet.getContext("2d").drawImage(layer, 0, 0);
  return Object.assign(doc.createElement("img"), { src: sheet.toDataURL(), alt: "The figure of the next screen" });
}
