// The line below a screen: which section, what can be done, where one is, how long it has taken. And the blank screen.

import { element } from "./nodes.js";

export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const BUTTONS = [["back", "‹", "Back"], ["forward", "›", "Forward"], ["code", "Code", "Show or fold the code (c)"],
  ["overview", "Overview", "All screens (o)"], ["notes", "Notes", "Notes in a second window (n)"], ["leave", "Leave", "Back to the chapter (Escape twice)"]];

export class PresentBar {
  constructor(present) {
    this.present = present;
    this.root = element("div", { class: "present-bar", role: "region", "aria-label": "Walk-through" }, document.body);
    this.section = element("span", { class: "present-section" }, this.root);
    this.buttons = Object.fromEntries(BUTTONS.map((one) => [one[0], this.button(...one)]));
    this.where = element("span", { class: "present-where", role: "status" }, this.root);
    this.time = element("span", { class: "present-clock" }, this.root);
    this.cover = element("div", { class: "present-blank", hidden: "" }, document.body);
    this.cover.addEventListener("click", () => this.blank(false));
  }

  button(what, text, title) {
    const made = element("button", { type: "button", title, "aria-label": title }, this.root, text);
    made.addEventListener("click", () => {
      this.present.act(what);
      if (this.present.on && what !== "overview") this.present.main.focus({ preventScroll: true }); // the next key is the walk's
    });
    return made;
  }

  show() {
    const { at, screens, screen } = this.present;
    this.section.textContent = screen.section;
    this.where.textContent = `${at + 1} of ${screens.length}`;
    this.buttons.code.hidden = !screen.coded;
    this.buttons.code.setAttribute("aria-pressed", screen.root.classList.contains("with-code"));
    this.clock();
  }

  clock() { this.time.textContent = clockOf(this.present.seconds); }

  get blanked() { return !this.cover.hidden; }

  blank(on) { this.cover.hidden = !on; }
}
