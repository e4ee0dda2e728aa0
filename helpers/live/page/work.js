// Long work: its buttons, how far it is, and what is said about it. A kernel does it, or the page itself where it has what
// it takes (see apart.js); a press says so where nobody can.

import { Apart } from "./apart.js";
import { button, node } from "./nodes.js";

const PATIENCE = 3000; // ms without an answer, after which the reader is told why
const NO_ANSWER = "No answer yet: the kernel is busy, or none is running. If none is, run the cell first.";
const IN_A_NOTEBOOK = "Such a long training runs in a notebook: open this chapter on Binder, or with make lab on your computer.";

export class Work {
  constructor(figure) {
    this.figure = figure;
    this.host = figure.host;
    const material = this.host.get("material") ?? {};
    this.apart = !this.host.send && material.script ? new Apart(this.host) : null;
    this.kernel = this.host.send ? this.host : this.apart; // whoever does the work; nobody perhaps
    this.unable = [material.reason, IN_A_NOTEBOOK].filter(Boolean).join(" ");
    this.root = node("div", "work", figure.root);
    this.buttons = Object.fromEntries(figure.spec.buttons.map(({ name, text, title }) =>
      [name, button(name, text, title, this.root, () => this.press(name))]));
    this.progress = node("progress", "progress", this.root, "", { "aria-label": "How far it is", hidden: "" });
    this.note = node("span", "note", this.root, "", { role: "status" });
    this.host.on("change:work", () => { this.old = false; this.show(); }, figure);
    this.old = !this.rests();
    if (!this.old) this.show();
  }

  // Whether what the host knows so far was told at rest. If not, it may be old, out of a file that was saved meanwhile: a
  // kernel that works on will say so again.
  rests() {
    const { buttons = {} } = this.host.get("work");
    return this.figure.spec.buttons.every(({ name, text }) => !buttons[name] || (buttons[name].text === text && !buttons[name].disabled));
  }

  press(name, values = this.figure.values()) {
    if (!this.kernel) return this.say(this.unable);
    this.kernel.send({ kind: "press", name, values });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.say(NO_ANSWER), PATIENCE);
  }

  // The reader has moved something: a kernel hears of it from the host.
  rested() { this.apart?.send({ kind: "rest", values: this.figure.values() }); }

  // `work` is what is told of the work: {heard, buttons: {name: {text, disabled}}, done, of, note}.
  show() {
    const { buttons = {}, done, of, note = "" } = this.host.get("work");
    clearTimeout(this.timer);
    for (const [name, { text, disabled = false }] of Object.entries(buttons)) {
      this.buttons[name].textContent = text;
      this.buttons[name].disabled = disabled;
    }
    this.progress.hidden = !of;
    if (of) Object.assign(this.progress, { max: of, value: done });
    this.say(note);
  }

  say(text) { if (this.note.textContent !== text) this.note.textContent = text; }

  remove() {
    clearTimeout(this.timer);
    this.apart?.remove();
  }
}
