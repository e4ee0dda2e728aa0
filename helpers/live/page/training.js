// A network while it learns, from the diary of whoever trains it: loss, accuracy, test pictures, what would come next. That is
// a kernel, or where there is none the page's own trainer (see work.js): it tells the same.

import { fixed, number, whole } from "./numbers.js";

const LATE = 1200; // ms after which a kernel that has not tried out new settings is missed

export class Training {
  constructor(spec, redraw, figure) {
    Object.assign(this, { spec, redraw, figure, host: figure.host, right: "" });
  }

  scene(settings) {
    const found = this.host.get("record");
    const record = { ...found, running: found.running && !this.figure.work?.old };
    const { steps, losses, shares } = record;
    const last = steps.length - 1;
    let k = 0;
    steps.forEach((step, i) => { if (Math.abs(step - settings.minibatches) < Math.abs(steps[k] - settings.minibatches)) k = i; });
    const tried = Object.entries(record.tried).every(([name, value]) => settings[name] === value);
    const ahead = tried && !record.running ? record.ahead : null;
    const line = (values, end) => steps.slice(0, end).flatMap((step, i) => [step, values[i]]);
    const percent = shares.map((share) => 100 * share);
    const next = ahead ? [[steps[last], losses[last], ...ahead.steps.flatMap((step, i) => [step, ahead.losses[i]])],
      [steps[last], percent[last], ahead.steps.at(-1), 100 * ahead.share]] : [[], []];
    return {
      lines: [line(losses), line(percent), line(losses, k + 1), line(percent, k + 1), ...next],
      words: record.trouble + this.told(record, k, ahead) + (this.missed && !tried && !record.running ? " To try other settings it needs a notebook and its kernel." : ""),
      limits: this.room(losses, steps[last]), reach: { minibatches: steps[last] }, cells: this.tiles(record.right, k),
    };
  }

  told({ steps, losses, shares, running }, k, ahead) {
    const now = `loss ${lossIn(losses[k])}, ${share(shares[k])} right`;
    if (k + 1 < steps.length) return `Looking back at minibatch ${whole(steps[k])}: ${now}.`;
    if (!ahead) return `${running ? "Training. " : ""}Minibatch ${whole(steps[k])}: ${now}.`;
    return `Minibatch ${whole(steps[k])}: ${now}. The next ${this.spec.data.reach} with these settings: `
      + `loss ${lossIn(ahead.losses.at(-1))}, ${share(ahead.share)} right.`;
  }

  // Room for the losses so far, two decades at least, and for the minibatches that Train may add.
  room(losses, latest) {
    const { first, most, reach } = this.spec.data;
    const good = losses.filter((loss) => loss > 0 && loss < 1e300);
    const top = 1.5 * Math.max(1e-3, ...good);
    let bottom = top / 100;
    while (bottom > 0.5 * Math.min(top, ...good)) bottom /= 4;
    const x = [9, 1.1 * (first + most * Math.max(1, Math.ceil((latest - first) / most))) + reach];
    return { loss: { x, y: [bottom, top] }, share: { x } };
  }

  // One bit for each test picture that is followed: whether entry k of the diary gets it right.
  tiles(right, k) {
    if (right !== this.right || k !== this.k) {
      if (right !== this.right) this.bits = Uint8Array.from(atob(right), (c) => c.charCodeAt(0));
      Object.assign(this, { right, k });
      const { rows, ground } = this.spec.data;
      const count = this.bits.length / this.host.get("record").steps.length;
      this.cells = { panel: "tiles", wide: count / rows, high: rows, colours: ground, labels: this.bits.subarray(k * count, (k + 1) * count) };
    }
    return this.cells;
  }

  rested() {
    const { work } = this.figure;
    work.rested();
    this.missed = false;
    clearTimeout(this.timer);
    if (!work.apart) this.timer = setTimeout(() => { this.missed = true; this.redraw(); }, work.kernel ? LATE : 0);
  }

  // A preset starts over with its own settings.
  preset({ values }) { this.figure.work.press("again", values); }

  remove() { clearTimeout(this.timer); }
}

// JSON knows no infinity: the kernel writes 1e300 instead.
const lossIn = (loss) => number(loss < 1e300 ? loss : Infinity, 2);

const share = (part) => `${fixed(100 * part, 0)}%`;
