// A figure whose scenes come from the kernel, because its rule or its surface cannot run in the page.

const PATIENCE = 3000; // ms without an answer, after which there seems to be no kernel

export class Asked {
  constructor(figure, reason) {
    Object.assign(this, { figure, reason, answers: new Map(), waiting: null, wanted: null });
    this.hear = (message) => this.answered(message);
    figure.host.on("msg:custom", this.hear, figure);
  }

  // The answer for these settings, or else the last one that came; the newest question waits, others are forgotten.
  scene(settings) {
    const key = JSON.stringify(settings);
    const known = this.answers.get(key);
    if (known) return known;
    this.wanted = { key, settings };
    if (!this.waiting) this.ask();
    return this.last ?? null;
  }

  ask() {
    this.waiting = this.wanted;
    this.wanted = null;
    const { host } = this.figure;
    host.send?.({ kind: "scene", ...this.waiting });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.waiting = null;
      this.figure.say(`${this.reason} Without a kernel it shows this picture.`);
    }, host.send ? PATIENCE : 0);
  }

  answered(message) {
    if (message.kind !== "scene") return;
    clearTimeout(this.timer);
    this.last = message.scene;
    if (this.answers.size > 500) this.answers.clear();
    this.answers.set(message.key, message.scene);
    this.waiting = null;
    if (this.wanted) this.ask();
    this.figure.draw();
  }

  remove() { clearTimeout(this.timer); }
}
