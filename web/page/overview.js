// All screens at a glance, to jump: by arrow keys and Enter, or with a click.

import { element } from "./nodes.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

// What a screen shows, in a few words.
export function toldBy({ elements }) {
  const heading = elements.find((one) => one.matches("h1, h2, h3"));
  const first = elements.find((one) => !one.matches("h1, h2, .code") && one.textContent.trim());
  if (elements.some((one) => one.matches("figure.live"))) return ["Figure to move", heading];
  const picture = elements.find((one) => one.matches("figure.picture"));
  if (picture) return [`Picture: ${shortened(picture.querySelector("img").alt)}`, heading];
  if (elements.some((one) => one.matches(".exercise"))) return [`Exercise: ${short(first)}`, heading];
  return [first ? short(first) : "", heading];
}

function short(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("annotation").forEach((one) => one.remove());
  return shortened(copy.textContent.replace(/\s+/g, " ").trim());
}

function shortened(text) {
  return text.length > 70 ? `${text.slice(0, 68).replace(/\s\S*$/, "")} …` : text;
}

export class Overview {
  constructor(present) {
    this.present = present;
    const named = { role: "dialog", "aria-modal": "true", "aria-label": "All screens" };
    this.root = element("div", { class: "present-overview", hidden: "", ...named }, document.body);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  get shown() { return !this.root.hidden; }

  open() {
    this.root.replaceChildren();
    element("p", {}, this.root, "Arrows and Enter to jump, o to go back to the screen, Escape to leave.");
    const list = element("ol", {}, this.root);
    this.present.screens.forEach((screen, k) => this.addCard(list, screen, k));
    this.root.hidden = false;
    list.children[this.present.at].querySelector("button").focus();
  }

  addCard(list, screen, k) {
    const button = element("button", { type: "button" }, element("li", {}, list));
    const [text, heading] = toldBy(screen);
    if (k === this.present.at) button.setAttribute("aria-current", "true");
    element("span", {}, button, k + 1);
    if (heading) element("b", {}, button, heading.textContent);
    element("small", {}, button, text);
    button.addEventListener("click", () => { this.close(); this.present.show(k); });
  }

  key(event) {
    const buttons = [...this.root.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const to = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : STEPS[event.key];
    if (!to) return;
    event.preventDefault();
    buttons[(at + to + buttons.length) % buttons.length].focus();
  }

  close() {
    if (!this.shown) return;
    this.root.hidden = true;
    this.present.main.focus({ preventScroll: true });
  }
}
