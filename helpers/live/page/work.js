// Long work that a kernel does: its buttons, how far it is, and what is said about it. Without a kernel nothing of it moves,
// and a press says so.

import { button, node } from "./nodes.js";

const PATIENCE = 3000; // ms without an answer, after which there seems to be no kernel

export class Work {
  constructor(figure) {
    this.figure = figure;
    this.host = figure.host;
    this.root = node("div", "work", figure.root);
    this.buttons = Object.fromEntries(figure.spec.buttons.map(({ name, text, title }) =>
      [name, button(name, text, title, this.root, () => this.press(name))]));
    this.progress = node("progress", "progress", this.root);
    this.progress.setAttribute("aria-label", "How far it is");
    this.note = node("span", "note", this.root);
    this.note.setAttribute("role", "status");
    this.host.on("change:work", () => this.show(), figure);
    this.show();
  }

  press(name) {
    this.host.send?.({ kind: "press", name, values: this.figure.values() });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.note.textContent = "This needs a running kernel: run the cell first."; }, PATIENCE);
  }

  // `work` is what the kernel says: {heard, buttons: {name: {text, disabled}}, done, of, note}.
  show() {
    const { buttons = {}, done, of, note = "" } = this.host.get("work");
    clearTimeout(this.timer);
    for (const [name, { text, disabled = false }] of Object.entries(buttons)) {
      this.buttons[name].textContent = text;
      this.buttons[name].disabled = disabled;
    }
    this.progress.hidden = !of;
    if (of) Object.assign(this.progress, { max: of, value: done });
    if (this.note.textContent !== note) this.note.textContent = note;
  }

  remove() { clearTimeout(this.timer); }
}
