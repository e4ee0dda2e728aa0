// One live figure: its buttons, its picture, its words and its controls. What it shows for given settings is a scene, which
// its kind works out (see descent.js and its neighbours) or, where that cannot be, the kernel. The host, be it JupyterLab or
// a plain page, is asked for get, set, on, off and save_changes alone (and send, where a kernel has to work).

import { Controls } from "./controls.js";
import { Guess } from "./guess.js";
import { Handles } from "./handles.js";
import { CopyLink, applyLink } from "./link.js";
import { drawEnds, drawLine } from "./marks.js";
import { button, keepKeys, node } from "./nodes.js";
import { whole } from "./numbers.js";
import { Panel, layout } from "./panels.js";
import { hideParts, isHidden } from "./parts.js";
import { Player } from "./player.js";
import { drawUnder } from "./under.js";
import { Work } from "./work.js";

export class Figure {
  constructor(host, el, kindOf) {
    this.host = host;
    this.spec = host.get("spec");
    this.names = this.spec.controls.map((control) => control.name);
    this.held = false; // something is being dragged
    this.build(el);
    this.kind = kindOf(this);
    this.guess = this.spec.predict ? new Guess(this) : null;
    this.listen();
    this.resize();
  }

  build(el) {
    this.root = node("div", "view", el);
    keepKeys(this.root);
    this.bar = node("div", "bar", this.root);
    this.player = this.spec.play ? new Player(this, this.bar) : null;
    this.spec.presets.forEach((preset, i) => button(i ? "preset" : "reset", preset.name,
      i ? `Preset: ${preset.name}` : "Reset to the figure in the text", this.bar, () => this.usePreset(preset)));
    this.work = this.spec.buttons.length ? new Work(this) : null;
    this.ask = node("div", "ask", this.root);
    this.frame = node("div", "frame", this.root);
    this.cells = node("canvas", "cells", this.frame);
    this.backdrop = node("canvas", "backdrop", this.frame);
    this.canvas = node("canvas", "canvas", this.frame, "", { tabindex: 0, role: "img" });
    this.context = this.canvas.getContext("2d");
    this.summary = node("p", "summary", this.root, "", { role: "status" });
    this.controls = new Controls(this.spec.controls, this.root, (name, value, done) => this.change({ [name]: value }, done));
    this.link = new CopyLink(this);
    hideParts(this);
    this.picture = this.pictureOf(this.host.get("picture"));
  }

  // A PNG that the host has, or a canvas on which it has drawn.
  pictureOf(given) {
    if (given instanceof HTMLCanvasElement) return given;
    const picture = new Image();
    picture.onload = () => this.paintBackdrop();
    picture.src = URL.createObjectURL(new Blob([given], { type: "image/png" }));
    return picture;
  }

  listen() {
    const on = (what, act) => this.host.on(what, act, this);
    for (const name of this.names) on(`change:${name}`, () => this.moved());
    on("change:at_step", () => { if (!this.quietly) { this.player?.rewind(); this.draw(); } });
    on("change:hide", () => { hideParts(this); this.draw(); });
    on("change:record", () => this.draw()); // what the kernel has found out since
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.frame);
    this.handles = new Handles(this);
  }

  remove() {
    this.host.off(null, null, this);
    this.sizes.disconnect();
    this.kind.remove?.();
    this.work?.remove();
    this.link.remove();
    cancelAnimationFrame(this.frameAsked);
    this.player?.stop();
    URL.revokeObjectURL(this.picture.src);
    this.removed = true;
  }

  // ---- settings -----------------------------------------------------------------------------------------------

  values() {
    return Object.fromEntries(this.names.map((name) => [name, this.host.get(name)]));
  }

  // The reader moves something. The kernel hears of it when it rests, never during a drag.
  change(values, done = true) {
    this.held = !done;
    this.setQuietly({ ...values, at_step: null });
    if (done) this.rest();
    this.fresh();
  }

  setQuietly(values) {
    this.quietly = true;
    for (const [name, value] of Object.entries(values)) this.host.set(name, value);
    this.quietly = false;
  }

  // The host says something new. A kernel says also where Play stands; where there is none, the whole run is shown.
  moved() {
    if (this.quietly) return;
    if (!this.host.send) this.setQuietly({ at_step: null });
    this.fresh();
  }

  rest() {
    this.held = false;
    this.host.save_changes();
    this.kind.rested?.();
  }

  // New settings: the whole run is shown again, or asked for.
  fresh() {
    this.player?.rewind();
    this.guess?.again();
    this.draw();
  }

  // A link, or an address that holds one.
  open(text) { applyLink(this, text); }

  usePreset(preset) {
    this.limits = null;
    this.change(preset.values);
    this.kind.preset?.(preset);
  }

  // ---- drawing ------------------------------------------------------------------------------------------------

  draw() {
    if (this.frameAsked || this.removed) return; // one picture a frame, however many events came
    this.frameAsked = requestAnimationFrame(() => { this.frameAsked = null; this.drawNow(); });
  }

  resize() {
    const width = Math.min(this.frame.clientWidth || this.spec.size[0], this.spec.size[0]);
    const ratio = Math.max(1, (window.devicePixelRatio || 1) * (this.magnified ?? 1));
    if (width === this.layout?.width && ratio === this.ratio) return;
    this.layout = layout(this.spec, width);
    this.ratio = ratio;
    for (const canvas of [this.cells, this.backdrop, this.canvas]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(this.layout.height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${this.layout.height}px`;
    }
    this.frame.style.height = `${this.layout.height}px`;
    this.placeControls();
    this.paintBackdrop();
    this.painted = null;
    this.drawNow();
  }

  // Where panels stand below each other, a control under them all would be a screen away from the map that it moves: there
  // it stands above. It is moved in the page itself, not by its looks alone, so that Tab goes the way of the eye.
  placeControls() {
    const { root } = this.controls;
    const next = this.layout.narrow ? this.frame : this.link.note;
    if (root.nextSibling === next) return;
    const focused = document.activeElement;
    next.before(root);
    if (root.contains(focused)) focused.focus({ preventScroll: true });
  }

  // The page shows the figure larger than it is: as many more pixels keep it sharp.
  magnify(scale) {
    this.magnified = scale;
    this.resize();
  }

  paintBackdrop() {
    const wide = this.picture.naturalWidth ?? this.picture.width;
    if (!wide) return; // not there yet
    const context = this.backdrop.getContext("2d");
    const [fine, ratio] = [wide / this.spec.size[0], this.ratio];
    context.clearRect(0, 0, this.backdrop.width, this.backdrop.height);
    context.imageSmoothingQuality = "high";
    for (const { from, to } of this.layout.pieces) context.drawImage(this.picture, ...from.map((v) => v * fine), ...to.map((v) => v * ratio));
  }

  drawNow() {
    const [settings, hidden] = [this.values(), this.guess?.hides];
    const all = this.kind.scene(hidden ? { ...settings, [this.spec.play]: 0 } : settings);
    if (!all) return; // the kernel is asked; it draws when the answer is there
    const shown = this.player?.of(all.steps) ?? null;
    const scene = shown === null ? all : this.kind.scene({ ...settings, [this.spec.play]: shown });
    this.limits = this.held ? widened(this.limits, all.limits) : all.limits; // of the whole run, also while it plays
    this.scene = scene;
    this.controls.show(settings, scene.reach);
    this.panels = Object.fromEntries(Object.entries(this.spec.panels).map(([name, panel]) => [name, new Panel(panel, this.layout.boxes[name], this.limits?.[name])]));
    drawUnder(this, scene);
    this.drawMarks(scene);
    this.say(hidden ? this.guess.question(settings) : shown === null ? scene.words : `Step ${whole(shown)}.`);
    this.root.dataset.drawn = Number(this.root.dataset.drawn ?? 0) + 1; // tests, and the curious, count pictures
  }

  // The size of letters on a panel.
  typeOn(name) { return Math.max(9, this.spec.type * this.panels[name].scale); }

  drawMarks(scene) {
    const { context, layout, spec } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, layout.width, layout.height);
    for (const [name, panel] of Object.entries(this.panels)) if (panel.moves) panel.drawAxes(context, scene.bands?.[name], this.typeOn(name));
    for (const draw of [drawLine, drawEnds]) { // no line may cover another one's start or head
      spec.marks.forEach((style, k) => {
        if (!scene.lines[k] || (this.guess?.hides && style.secret)) return;
        const panel = this.panels[style.panel];
        draw(context, panel, scene.lines[k], style, panel.scale);
      });
    }
    this.guess?.draw(context);
  }

  say(text) {
    const told = isHidden(this, "summary") ? "" : text;
    const label = `${this.spec.about} ${told}`.trim();
    if (this.canvas.getAttribute("aria-label") === label) return;
    this.summary.textContent = told;
    this.canvas.setAttribute("aria-label", label);
  }
}

// While something is dragged, axes grow where they must and never shrink: the curve moves, not its paper.
function widened(before, now) {
  if (!before) return now;
  const both = (a, b) => (a && b ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : b ?? a);
  return Object.fromEntries(Object.entries(now ?? {}).map(([name, { x, y }]) => [name, { x: both(before[name]?.x, x), y: both(before[name]?.y, y) }]));
}
