// Play, pause, one step: the control that a figure plays moves from 0 to where it stands, without being moved itself.

import { button } from "./nodes.js";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const SECONDS = 5; // a whole run takes so long, and a short one at least a sixth of a second a step

export class Player {
  constructor(figure, bar) {
    this.figure = figure;
    this.shown = figure.host.get("at_step") ?? null; // the step that is shown; null: all of them
    this.button = button("play", "▶ Play", "Play", bar, () => this.toggle());
    button("step", "+1 step", "One step", bar, () => this.oneStep());
  }

  // The step to show of so many, or null where all are shown.
  of(steps) {
    this.steps = steps;
    return this.shown !== null && this.shown < steps ? this.shown : null;
  }

  toggle() {
    if (this.frame) return this.standAt(this.shown);
    if (this.figure.guess?.hides || !this.steps) return;
    if (STILL.matches) return this.standAt(null);
    const perSecond = Math.max(6, this.steps / SECONDS);
    let before = null; // the clock of the first frame, which may be a little behind performance.now()
    let exact = this.of(this.steps) ?? 0;
    const tick = (now) => {
      exact += ((now - (before ?? now)) / 1000) * perSecond;
      before = now;
      this.shown = Math.floor(exact);
      if (this.shown >= this.steps) return this.standAt(null);
      this.frame = requestAnimationFrame(tick);
      this.figure.draw();
    };
    this.frame = requestAnimationFrame(tick);
    this.label();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    this.label();
    this.figure.guess?.tell();
  }

  // Settings have changed: the whole run is shown again, or the step at which the host says that it stands.
  rewind() {
    this.stop();
    this.shown = this.figure.host.get("at_step") ?? null;
  }

  standsAt() { return this.of(this.steps); }

  // The host hears where it stands, once it stands.
  standAt(step) {
    this.stop();
    this.shown = step;
    this.figure.setQuietly({ at_step: step });
    this.figure.host.save_changes();
    this.figure.draw();
  }

  // From its first step, as after a guess.
  fromStart() {
    this.shown = 0;
    this.figure.drawNow();
    this.toggle();
  }

  label() {
    this.button.textContent = this.frame ? "❚❚ Pause" : "▶ Play";
    this.button.setAttribute("aria-label", this.frame ? "Pause" : "Play");
  }

  oneStep() {
    if (this.figure.guess?.hides) return;
    const shown = this.of(this.steps);
    const next = shown === null ? 0 : shown + 1;
    this.standAt(next < this.steps ? next : null);
  }
}
