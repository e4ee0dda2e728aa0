// Present: the chapter as a walk-through for a class. The screens are made of the page's own elements, wrapped where
// they stand, so figures keep their state; leaving takes the wraps away.

import { figureNamed } from "./addresses.js";
import { asBefore, fit, newScreen } from "./fit.js";
import { action } from "./present_keys.js";
import { element } from "./nodes.js";
import { Notes } from "./notes_window.js";
import { Overview } from "./overview.js";
import { joinAll, wholeOf } from "./portions.js";
import { PresentBar } from "./present_bar.js";
import { screensOf } from "./screens.js";

const NAMED = /^#present=(\d+)$/;
const BEGAN = () => `downhill-present-began ${location.pathname}`;

class Present {
  constructor(main, figures, notes) {
    Object.assign(this, { main, figures, at: 0, screens: [], on: false });
    this.bar = new PresentBar(this);
    this.overview = new Overview(this);
    this.notes = new Notes(this, notes);
    this.heights = new ResizeObserver(() => this.refit());
    document.addEventListener("keydown", (event) => this.key(event), true);
    window.addEventListener("resize", () => { clearTimeout(this.waits); this.waits = setTimeout(() => this.cutAgain(), 150); });
    window.addEventListener("hashchange", () => this.openAddress());
    window.addEventListener("pagehide", () => this.notes.close());
    setInterval(() => this.on && this.tick(), 1000);
  }

  get screen() { return this.screens[this.at]; }

  get seconds() { return Math.max(0, Math.floor((Date.now() - this.began) / 1000)); }

  // ---- entering and leaving -----------------------------------------------------------------------------------

  enter(at) {
    if (this.on) return;
    const reading = [...this.main.children].find((one) => one.getBoundingClientRect().bottom > 80);
    [this.scrolled, this.on] = [window.scrollY, true];
    this.began = Number(sessionStorage.getItem(BEGAN())) || Date.now();
    sessionStorage.setItem(BEGAN(), this.began);
    this.closed = [...this.main.querySelectorAll("details.code:not([open])")];
    for (const one of this.closed) one.open = true;
    document.documentElement.classList.add("presenting");
    this.main.tabIndex = -1;
    this.wrap();
    this.entered = at ?? this.holding(reading);
    this.show(this.entered);
  }

  leave() {
    this.overview.close();
    this.bar.blank(false);
    const place = wholeOf(this.screen.elements[0]);
    const back = this.at === this.entered ? this.scrolled : null;
    this.unwrap();
    this.on = false;
    for (const one of this.closed) one.open = false;
    document.documentElement.classList.remove("presenting");
    this.main.removeAttribute("tabindex");
    asBefore(this.main, this.figures);
    sessionStorage.removeItem(BEGAN());
    history.replaceState(null, "", location.pathname + location.search);
    this.notes.close();
    if (back === null) place.scrollIntoView({ block: "start" });
    else window.scrollTo(0, back);
  }

  wrap() {
    this.order = [...this.main.childNodes];
    const probe = newScreen();
    probe.classList.add("shown", "probe");
    this.main.append(probe);
    this.main.classList.add("cutting"); // nothing but the probe is laid out
    this.screens = screensOf(this.main, probe);
    this.main.classList.remove("cutting");
    probe.remove();
    for (const one of this.screens) {
      one.section = one.section || document.title;
      one.root = newScreen();
      one.elements[0].before(one.root);
      one.root.firstChild.append(...one.elements);
      one.coded = one.elements.some((element) => element.matches(".code"));
    }
  }

  unwrap() {
    this.heights.disconnect();
    joinAll();
    this.main.append(...this.order);
    for (const { root } of this.screens) root.remove();
  }

  cutAgain() {
    if (!this.on) return;
    const first = wholeOf(this.screen.elements[0]);
    this.unwrap();
    this.wrap();
    this.show(this.holding(first));
  }

  // The screen that holds an element of the page.
  holding(element) {
    return Math.max(0, this.screens.findIndex(({ elements }) => elements.some((one) => one === element || one.contains(element))));
  }

  // ---- one screen ---------------------------------------------------------------------------------------------

  show(at) {
    this.heights.disconnect();
    this.at = Math.min(Math.max(at, 0), this.screens.length - 1);
    this.screens.forEach(({ root }, k) => { root.className = k === this.at ? "screen shown" : "screen"; });
    window.scrollTo(0, 0);
    this.refit();
    this.screen.root.querySelectorAll(".downhill-view").forEach((one) => this.heights.observe(one));
    this.main.focus({ preventScroll: true });
    history.replaceState(null, "", `#present=${this.at + 1}`);
    this.tell();
  }

  refit() { if (this.on) fit(this.screen.root, this.figures); }

  tick() {
    this.bar.clock();
    this.notes.clock();
  }

  tell() {
    this.bar.show();
    this.notes.show();
  }

  // A link to a figure, from a plan or typed, goes to its screen; the figure itself is set by the page.
  openAddress() {
    const asked = NAMED.exec(location.hash);
    const figure = document.getElementById(figureNamed(location.hash) ?? "");
    if (asked && !this.on) this.enter(asked[1] - 1);
    else if (asked) this.show(asked[1] - 1);
    else if (this.on && figure) this.show(this.holding(figure));
  }

  // ---- keys ---------------------------------------------------------------------------------------------------

  key(event) {
    const what = action(event, this);
    if (!what) return;
    event.preventDefault();
    event.stopPropagation();
    this.act(what);
  }

  act(what) {
    const { bar, overview, notes } = this;
    const acts = {
      forward: () => this.show(this.at + 1), back: () => this.show(this.at - 1),
      first: () => this.show(0), last: () => this.show(Infinity), code: () => this.code(),
      blank: () => bar.blank(true), overview: () => overview.open(), close: () => overview.close(),
      stage: () => this.main.focus({ preventScroll: true }), notes: () => notes.open(), full, leave: () => this.leave(),
    };
    if (what === "enter") this.enter();
    else if (bar.blanked) bar.blank(false);
    else acts[what]();
  }

  code() {
    if (!this.screen.coded) return;
    this.screen.root.classList.toggle("with-code");
    this.refit();
    this.bar.show();
  }
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {}); // a browser may refuse: F11 does the same
}

// The button of the page's top bar, the key p, and the screen that the address names.
export function offerPresent(figures, notes) {
  const main = document.querySelector("main");
  const present = new Present(main, figures, notes);
  const [nav, title] = [document.querySelector(".top nav"), "Walk through this chapter with a class (key p)"];
  const button = element("button", { type: "button", class: "present-button", title }, nav, "Present");
  button.addEventListener("click", () => present.enter());
  nav.prepend(button);
  document.fonts.ready.then(() => { if (NAMED.test(location.hash)) present.openAddress(); });
}
