// The page's half of a live figure. Python has sent a still backdrop and, for every control, a table with the
// curves of each position of its slider; here we only pick a row and draw it. No mathematics happens in the page.

const SETTLE_MS = 140; // quiet time after the last change before the kernel is told
const QUIET_MS = 300; // a wait that is shorter goes by without a word
const PATIENCE_MS = 20000; // after so long without an answer there is no kernel any more

function render({ model, el }) {
  const stage = new Stage(model, el);
  return () => stage.remove();
}

class Stage {
  constructor(model, el) {
    this.model = model;
    this.active = model.get("active");
    this.playing = null;
    this.frame = null;
    this.shown = Infinity;
    this.joined = new Set();
    this.held = null; // the slider in hand and where it is: {name, value}
    this.presetIndex = 0;
    this.alive = false; // whether a kernel has ever answered; an exported page has none
    this.asked = false; // tables are on their way
    this.build(el);
    this.listen();
    this.paintBackdrop();
    this.draw();
    model.send({ kind: "hello" });
  }

  build(el) {
    const make = (tag, kind, parent, text) => {
      const node = document.createElement(tag);
      node.className = `downhill-${kind}`;
      if (text !== undefined) node.textContent = text;
      parent.append(node);
      return node;
    };
    this.root = make("div", "view", el);
    const bar = make("div", "bar", this.root);
    const button = (kind, text, name, act) => {
      const node = make("button", kind, bar, text);
      node.type = "button";
      node.title = name;
      node.setAttribute("aria-label", name);
      node.addEventListener("click", act);
      return node;
    };
    if (this.model.get("playable")) {
      this.playButton = button("play", "▶ Play", "Play", () => this.toggle());
      button("step", "+1 step", "One step", () => this.oneStep());
    }
    this.model.get("presets").forEach((preset, i) =>
      button(i ? "preset" : "reset", preset.name, i ? `Preset: ${preset.name}` : "Reset to the figure in the text",
        () => this.usePreset(i)));
    this.guess = new Guess(this, make);
    const frame = make("div", "frame", this.root);
    this.cells = make("canvas", "cells", frame);
    this.image = make("img", "backdrop", frame);
    this.canvas = make("canvas", "canvas", frame);
    this.canvas.tabIndex = 0;
    this.canvas.classList.toggle("downhill-has-start", this.model.get("start_box").length > 0);
    this.canvas.setAttribute("role", "img");
    this.summary = make("p", "summary", this.root);
    this.summary.setAttribute("role", "status");
    this.context = this.canvas.getContext("2d");
  }

  listen() {
    const on = (what, act) => this.model.on(what, act, this);
    this.model.get("controls").forEach((name, i) => on(`change:c${i}`, () => this.moved(name)));
    on("change:edition", () => this.newTables());
    on("change:picture", () => this.paintBackdrop());
    on("change:alt", () => this.paintBackdrop());
    on("change:cells", () => this.draw());
    on("msg:custom", (message, buffers) => this.answered(message, buffers));
    this.canvas.addEventListener("pointerdown", (event) => this.grab(event));
    this.canvas.addEventListener("keydown", (event) => this.nudge(event));
    this.canvas.addEventListener("pointermove", (event) => this.guess.hover(this.at(event)));
    this.canvas.addEventListener("pointerleave", () => this.guess.hover(null));
    this.up = () => { this.pressed = false; if (this.unsettled) this.settleSoon(); };
    this.down = () => { this.pressed = true; };
    window.addEventListener("pointerup", this.up, true);
    window.addEventListener("pointerdown", this.down, true);
    this.watch = new MutationObserver(() => this.joinControls());
    requestAnimationFrame(() => {
      const figure = this.root.closest(".downhill-figure");
      if (figure) this.watch.observe(figure, { childList: true, subtree: true });
      this.joinControls();
    });
  }

  remove() {
    this.model.off(null, null, this);
    this.watch.disconnect();
    this.joined.forEach((node) => node.noUiSlider?.off(".downhill"));
    window.removeEventListener("pointerup", this.up, true);
    window.removeEventListener("pointerdown", this.down, true);
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.playing);
    clearTimeout(this.timer);
    clearTimeout(this.late);
    clearTimeout(this.patience);
    URL.revokeObjectURL(this.image.src);
  }

  // The sliders tell their models only when they are let go; here we follow the handle itself, so that a drag needs
  // no kernel. ipywidgets gives handle and number box no accessible name: they get one.
  joinControls() {
    const figure = this.root.closest(".downhill-figure");
    this.model.get("controls").forEach((name, i) => {
      figure?.querySelectorAll(`.downhill-${name} .noUi-target`).forEach((node) => {
        if (!node.noUiSlider || this.joined.has(node)) return;
        this.joined.add(node);
        node.noUiSlider.on("slide.downhill", ([at]) => this.slid(name, this.model.get("logs")[i] ? 10 ** at : Number(at)));
      });
      const label = this.model.get("labels")[i];
      figure?.querySelectorAll(`.downhill-${name} .noUi-handle`).forEach((n) => set(n, "aria-label", label));
      figure?.querySelectorAll(`.downhill-${name} .widget-readout`).forEach((n) => {
        set(n, "aria-label", `${label}, number`);
        set(n, "role", "textbox");
      });
    });
  }

  paintBackdrop() {
    URL.revokeObjectURL(this.image.src);
    this.image.src = URL.createObjectURL(new Blob([this.model.get("picture")], { type: "image/png" }));
    this.image.alt = "";
    this.canvas.setAttribute("aria-label", this.model.get("alt"));
    const [width, height] = this.model.get("size");
    this.root.style.maxWidth = `${width}px`;
    this.groundShown = undefined; // a canvas that gets a size is empty
    for (const canvas of [this.canvas, this.cells]) {
      canvas.width = 2 * width; // two device pixels for each CSS pixel, as in the backdrop
      canvas.height = 2 * height;
    }
    this.draw();
  }

  // ---- which row is shown -------------------------------------------------------------------------------------

  value(name) {
    if (this.held?.name === name) return this.held.value;
    return this.model.get(`c${this.model.get("controls").indexOf(name)}`);
  }

  slid(name, value) {
    this.held = { name, value };
    this.show(name);
  }

  moved(name) {
    if (this.quiet) return;
    this.held = null;
    this.show(name);
    this.settleSoon();
  }

  show(name) {
    this.active = name;
    this.preview = null;
    this.stop();
    this.shown = Infinity;
    this.guess.again();
    this.draw();
  }

  row() {
    if (this.preview) return { table: this.preview, position: 0 };
    const table = this.model.get("tables")[this.active];
    if (!table || !this.fresh()) return null;
    if (this.active === "preset") return { table, position: this.presetIndex };
    return { table, position: nearest(numbers(table.positions, Float64Array), this.value(this.active)) };
  }

  // A slider's table holds while all other controls stay where they were when it was made. Where they have moved, new
  // tables are coming; without a kernel none will, and the other controls go back to where the tables are true.
  fresh() {
    const made = this.model.get("settled");
    const others = this.model.get("controls").filter((name) => name !== this.active);
    const stale = others.filter((name) => Math.abs(this.value(name) - made[name]) > 1e-9 * Math.abs(made[name]));
    if (this.active === "preset" || !(stale.length || this.startMoved)) return true;
    if (this.alive) return false;
    this.quietly(Object.fromEntries(stale.map((name) => [name, made[name]])));
    return true;
  }

  newTables() {
    this.preview = null;
    this.startMoved = false;
    this.draw();
    this.tellRest();
  }

  // Whether all has been said and answered; tests (and the curious) can read it off the page.
  tellRest() {
    const rest = !(this.unsettled || this.asked || this.waiting || this.startMoved);
    this.root.dataset.edition = this.model.get("edition");
    this.root.dataset.settled = String(rest);
    // A slider's own word may reach the kernel late, and tables are made for what it said before: ask once more.
    if (rest && this.alive && !this.row()) this.settleSoon();
  }

  settleSoon() {
    this.unsettled = true;
    this.tellRest();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  settle() {
    if (this.pressed || this.asked) return; // one question at a time: the answer asks again for what has come since
    this.unsettled = false;
    this.asked = this.alive;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => { this.alive = this.asked = false; this.draw(); }, PATIENCE_MS);
    const values = Object.fromEntries(this.model.get("controls").map((name) => [name, this.value(name)]));
    const preset = this.active === "preset" ? this.presetIndex : null;
    this.model.send({ kind: "settle", values, preset });
    this.tellRest();
  }

  usePreset(i) {
    this.stop();
    this.presetIndex = i;
    this.active = "preset";
    this.preview = null;
    this.shown = Infinity;
    this.quietly(this.model.get("presets")[i].values);
    this.guess.again();
    this.draw();
    this.settleSoon();
  }

  quietly(values) {
    this.quiet = true;
    this.model.get("controls").forEach((name, i) => { if (name in values) this.model.set(`c${i}`, values[name]); });
    this.model.save_changes();
    this.quiet = false;
  }

  // ---- drawing ------------------------------------------------------------------------------------------------

  draw() {
    if (this.frame) return; // one picture a frame, however many events came
    this.frame = requestAnimationFrame(() => { this.frame = null; this.drawNow(); });
  }

  drawNow() {
    const found = this.row();
    const context = this.context;
    this.drawCells();
    if (!found) { this.sayLater(); return; }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const { table, position } = found;
    context.setTransform(2, 0, 0, 2, 0, 0);
    const row = numbers(table.row, Int32Array)[position];
    const whole = numbers(table.count, Int32Array)[position];
    const hidden = this.guess.hides;
    this.count = whole;
    this.model.get("styles").forEach((style, k) => {
      const shape = table.shapes[k];
      const all = numbers(table.lines[k], Float32Array);
      const xy = all.subarray(row * shape[1] * 2, (row + 1) * shape[1] * 2);
      const limit = hidden && style.grows ? 1 : style.grows ? Math.min(whole, this.shown) : shape[1];
      const first = style.each > 1 ? (limit - 1) * style.each : 0; // of several vertices a step, the newest step alone
      if (!hidden || (style.grows && !style.secret)) drawLine(context, xy.subarray(2 * first), style.each > 1 ? style.each : limit, style);
    });
    this.guess.draw(context);
    const step = numbers(table.kept, Int32Array)[Math.min(hidden ? whole : this.shown, whole) - 1].toLocaleString("en");
    if (hidden) this.say(this.guess.question(step));
    else this.say(this.shown < whole ? `Step ${step}.` : table.words[position]);
  }

  sayLater() {
    this.late ??= setTimeout(() => { this.late = null; if (!this.row()) this.say("Computing…"); }, QUIET_MS);
  }

  say(text) {
    clearTimeout(this.late);
    this.late = null;
    if (this.summary.textContent !== text) this.summary.textContent = text;
  }

  drawCells() {
    const cells = this.model.get("cells");
    const some = Boolean(cells && cells.shape);
    const row = some ? nearest(numbers(cells.positions, Float64Array), this.value(cells.control)) : 0;
    const ground = some ? cells : null;
    if (ground === this.groundShown && row === this.rowShown) return; // a canvas that is touched is composed anew
    [this.groundShown, this.rowShown] = [ground, row];
    const context = this.cells.getContext("2d");
    context.clearRect(0, 0, this.cells.width, this.cells.height);
    if (!some) return;
    const [, high, wide] = cells.shape;
    const labels = numbers(cells.data, Uint8Array).subarray(row * high * wide, (row + 1) * high * wide);
    const picture = new ImageData(wide, high);
    const pixels = new Uint32Array(picture.data.buffer);
    const colours = new Uint32Array(Uint8Array.from(cells.colours.flat()).buffer);
    labels.forEach((label, i) => { pixels[i] = colours[label]; });
    const small = new OffscreenCanvas(wide, high);
    small.getContext("2d").putImageData(picture, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, ...cells.box.map((v) => 2 * v));
  }

  // ---- play, one step -----------------------------------------------------------------------------------------

  toggle() {
    if (this.playing) return this.stop();
    if (this.guess.hides) return;
    if (this.shown >= this.count) this.shown = 1;
    const perSecond = Math.max(6, this.count / 5);
    let before = null; // the clock of the first frame, which may be a little behind performance.now()
    let exact = this.shown;
    const tick = (now) => {
      exact += ((now - (before ?? now)) / 1000) * perSecond;
      before = now;
      this.shown = Math.max(1, Math.floor(exact));
      if (this.shown >= this.count) { this.shown = Infinity; this.stop(); } else this.playing = requestAnimationFrame(tick);
      this.draw();
    };
    this.playing = requestAnimationFrame(tick);
    this.labelPlay();
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = null;
    this.labelPlay();
    this.guess.tell();
  }

  labelPlay() {
    if (!this.playButton) return;
    this.playButton.textContent = this.playing ? "❚❚ Pause" : "▶ Play";
    set(this.playButton, "aria-label", this.playing ? "Pause" : "Play");
  }

  oneStep() {
    if (this.guess.hides) return;
    this.stop();
    this.shown = this.shown >= this.count ? 1 : this.shown + 1;
    this.draw();
  }

  // ---- the start: click, drag, arrow keys ---------------------------------------------------------------------

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.model.get("size")[0] / box.width;
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  grab(event) {
    const box = this.model.get("start_box");
    const at = this.at(event);
    if (box.length < 4 || !inside(at, box) || this.guess.takes(at)) return;
    this.stop();
    this.canvas.setPointerCapture(event.pointerId);
    const move = (e) => this.startTo(clampInto(this.at(e), box), false);
    const drop = (e) => {
      this.canvas.removeEventListener("pointermove", move);
      this.startTo(clampInto(this.at(e), box), true);
    };
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", drop, { once: true });
    this.startTo(at, false);
  }

  nudge(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (this.guess.takesKey(event, by) || !by || !this.model.get("start_box").length) return;
    event.preventDefault();
    this.leavePreset();
    this.ask({ kind: "nudge", by });
    this.settleSoon();
  }

  // The start is not what the preset says any more: from here on a slider's row is what is shown.
  leavePreset() {
    this.active = this.model.get("controls")[0];
    this.shown = Infinity;
  }

  startTo(at, done) {
    this.leavePreset();
    this.startMoved = this.alive; // until the tables for the new start are here
    this.ask({ kind: "start", at, done });
  }

  // One question at a time: while the kernel works, only the newest position waits.
  ask(question) {
    if (this.waiting) { this.next = question; return; }
    this.waiting = true;
    this.tellRest();
    this.model.send(question);
  }

  answered(message, buffers) {
    this.alive = true;
    if (message.kind === "settled") {
      clearTimeout(this.patience);
      this.asked = false;
      this.draw();
      if (this.unsettled) this.settleSoon();
    }
    this.tellRest();
    if (message.kind !== "path") return;
    this.waiting = false;
    const table = message.table;
    message.buffers.forEach(([key, index], i) => { if (index === null) table[key] = buffers[i]; else table[key][index] = buffers[i]; });
    this.preview = table;
    this.shown = Infinity;
    this.quietly(message.values);
    this.guess.again();
    this.draw();
    if (this.next) { const next = this.next; this.next = null; this.ask(next); }
    this.tellRest();
  }
}

export default { render };
