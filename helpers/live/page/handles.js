// The starts on the map, and whatever else is dragged there: by mouse, by touch, by arrow keys.

import { isHidden } from "./parts.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const GRIP = 24; // CSS pixels around a start within which a finger takes hold of it

export class Handles {
  constructor(figure) {
    this.figure = figure;
    const hear = (kind, act, options) => figure.canvas.addEventListener(kind, act, options);
    hear("pointerdown", (event) => this.grab(event));
    hear("pointermove", (event) => figure.guess?.hover(this.at(event)));
    hear("pointerleave", () => figure.guess?.hover(null));
    hear("keydown", (event) => this.key(event));
    // A finger that takes hold of a start drags it; anywhere else it scrolls the page, and a tap sets the start.
    hear("touchstart", (event) => { if (this.gripped(this.at(event.touches[0]))) event.preventDefault(); }, { passive: false });
    hear("click", (event) => { if (event.pointerType === "touch") this.tap(this.at(event)); });
  }

  at(event) {
    const box = this.figure.canvas.getBoundingClientRect();
    const scale = this.figure.layout.width / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  // Where a handle stands; one that moves along one axis only is taken at any height.
  pixel(handle, at) {
    const [panel, values] = [this.figure.panels[handle.panel], this.figure.values()];
    return [handle.x ? panel.x(values[handle.x]) : at[0], handle.y ? panel.y(values[handle.y]) : at[1]];
  }

  // Where the controls are hidden, nothing can be moved; a click may still be a guess.
  get locked() { return isHidden(this.figure, "controls"); }

  nearest(at) {
    const found = { distance: Infinity };
    for (const handle of this.figure.spec.handles) {
      if (!this.figure.panels[handle.panel].holds(at)) continue;
      const [x, y] = this.pixel(handle, at);
      const distance = Math.hypot(x - at[0], y - at[1]);
      if (distance < found.distance) Object.assign(found, { handle, distance });
    }
    return this.locked ? { ...found, distance: Infinity } : found;
  }

  gripped(at) {
    const { handle, distance } = this.nearest(at);
    return handle && distance < GRIP;
  }

  grab(event) {
    const at = this.at(event);
    const { handle, distance } = this.nearest(at);
    if (!handle || event.button > 0 || (event.pointerType === "touch" && distance > GRIP)) return;
    if (this.figure.guess?.takes(at, distance) || this.locked) return;
    this.figure.canvas.setPointerCapture(event.pointerId);
    this.handle = handle;
    const held = new AbortController();
    const hear = (kind, done) => this.figure.canvas.addEventListener(kind, (e) => {
      if (done) held.abort();
      this.moveTo(handle, this.at(e), done);
    }, { signal: held.signal });
    hear("pointermove", false);
    for (const kind of ["pointerup", "pointercancel"]) hear(kind, true);
    this.moveTo(handle, at, false);
  }

  tap(at) {
    const { handle, distance } = this.nearest(at);
    if (!handle || distance <= GRIP || this.figure.guess?.takes(at, distance) || this.locked) return;
    this.moveTo(handle, at, true);
  }

  moveTo(handle, at, done) {
    const data = this.figure.panels[handle.panel].back(at);
    const moved = {};
    ["x", "y"].forEach((axis, i) => { if (handle[axis]) moved[handle[axis]] = this.inside(handle[axis], data[i]); });
    this.figure.change(moved, done);
  }

  // A value that the control can take, in digits that tell one pixel from the next.
  inside(name, value) {
    const { low, high, scale } = this.figure.spec.controls[this.figure.names.indexOf(name)];
    const digits = scale === "whole" ? 0 : Math.max(0, 3 - Math.floor(Math.log10(high - low)));
    const rounded = Number(scale === "log" ? value.toPrecision(3) : value.toFixed(digits));
    return Math.min(Math.max(rounded, low), high);
  }

  key(event) {
    const by = ARROWS[event.key];
    if (this.figure.guess?.takesKey(event, by)) return;
    if (event.key === " " && this.figure.player) { event.preventDefault(); this.figure.player.toggle(); return; }
    const handle = this.handle ?? this.figure.spec.handles[0];
    if (!by || !handle || this.locked || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const panel = this.figure.panels[handle.panel];
    const step = panel.box[2] / (event.shiftKey ? 500 : 50);
    const [x, y] = this.pixel(handle, [0, 0]);
    this.moveTo(handle, [x + step * by[0], y - step * by[1]], true);
  }
}
