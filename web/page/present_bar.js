// The line below a screen: which section, what can be done, where one is, how long it has taken. And the blank screen.

export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const BUTTONS = [["back", "‹", "Back"], ["forward", "›", "Forward"], ["code", "Code", "Show or fold the code (c)"],
  ["overview", "Overview", "All screens (o)"], ["notes", "Notes", "Notes in a second window (n)"], ["leave", "Leave", "Back to the chapter (Escape twice)"]];

export class PresentBar {
  constructor(present) {
    this.present = present;
    this.root = document.createElement("div");
    this.root.className = "present-bar";
    this.root.setAttribute("role", "region");
    this.root.setAttribute("aria-label", "Walk-through");
    this.section = this.part("present-section");
    this.buttons = Object.fromEntries(BUTTONS.map((one) => [one[0], this.button(...one)]));
    this.where = this.part("present-where");
    this.where.setAttribute("role", "status");
    this.time = this.part("present-clock");
    this.cover = document.createElement("div");
    this.cover.className = "present-blank";
    this.cover.hidden = true;
    this.cover.addEventListener("click", () => this.blank(false));
    document.body.append(this.root, this.cover);
  }

  part(kind) {
    const made = this.root.appendChild(document.createElement("span"));
    made.className = kind;
    return made;
  }

  button(what, text, title) {
    const made = this.root.appendChild(document.createElement("button"));
    Object.assign(made, { type: "button", textContent: text, title });
    made.setAttribute("aria-label", title);
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
