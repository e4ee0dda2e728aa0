// Where a rule settles at each of many learning rates, and the run at one of them; the same as helpers/live/settling.py.

import { dots } from "./curves.js";
import { number, whole } from "./numbers.js";
import { surfaceOf } from "./surface.js";
import { DIVERGED, Walker } from "./walk.js";

const SEEN = 64; // points at the end of a run that are looked at

export class Settling {
  constructor({ data }) {
    Object.assign(this, data, { surface: surfaceOf(data.surface) });
    [this.one, this.many] = [0, 1].map(() => new Walker(data.walk, this.surface));
  }

  scene(settings) {
    const { learning_rate: rate, start_x: start } = settings;
    const { points, steps, outcome } = this.one.run([start], this.ruleOf(settings), this.run.steps);
    const run = points.subarray(0, steps + 1);
    const { ends, again } = outcome === DIVERGED ? { ends: [] } : this.settled(run);
    const shown = Array.from(run.subarray(0, Math.min(settings.steps, steps) + 1));
    const onCurve = (xs) => xs.map((x) => [x, this.surface.value(x)]);
    return {
      lines: [this.view.flatMap((end) => [rate, end]), dots(ends.map((x) => [rate, x])), onCurve(shown).flat(),
        dots(onCurve(ends))],
      words: `η = ${number(rate)} from ${number(start)}: ${this.tell(outcome, ends, again)}.`, steps: settings.steps,
      cells: this.cells(settings, start),
    };
  }

  ruleOf(settings) { return Object.fromEntries(this.names.map((name) => [name, settings[name]])); }

  // The points that a run goes round at its end and their number; where it has no short period, its last points.
  settled(run) {
    const { steps, periods, apart, same } = this.run;
    if (run.length <= steps) return { ends: [run.at(-1)], again: 1 }; // it has stopped
    const [[low, high]] = this.surface.view;
    const comesBack = (after) => {
      for (let k = run.length - SEEN; k < run.length; k++) if (!(Math.abs(run[k] - run[k - after]) <= same * (high - low))) return false;
      return true;
    };
    let again = 1;
    while (again <= periods && !comesBack(again)) again += 1;
    if (again > periods || !comesBack(apart)) return { ends: Array.from(run.subarray(-SEEN)) };
    const ends = Array.from(run.subarray(-again));
    const first = ends.indexOf(Math.min(...ends));
    return { ends: [...ends.slice(first), ...ends.slice(0, first)], again };
  }

  tell(outcome, ends, again) {
    if (outcome === DIVERGED) return "diverges";
    if (!again) return `shows no period up to ${this.run.periods} in ${whole(this.run.steps)} steps`;
    const names = ends.map((end) => number(end));
    if (again === 1) return `comes to rest at ${names[0]}`;
    return `goes round ${again} points${again <= 4 ? `, ${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : ""}`;
  }

  // A column a rate: how often each row is met at the end, or gone. The rate and the steps of the one run change nothing.
  cells(settings, start) {
    const key = JSON.stringify([{ ...settings, learning_rate: 0, steps: 0 }]);
    if (key === this.key) return this.drawn;
    const { steps, last, rows, shades } = this.picture;
    const [rule, wide, [low, high], most] = [this.ruleOf(settings), this.rates.length, this.view, shades.length - 2];
    const labels = new Uint8Array(rows * wide);
    this.rates.forEach((rate, column) => {
      this.many.walk([start], { ...rule, learning_rate: rate }, steps);
      const { points, outcome, steps: reached } = this.many;
      for (let k = steps - last + 1; k <= steps; k++) {
        const row = Math.floor(((high - points[Math.min(k, reached)]) / (high - low)) * rows);
        if (row >= 0 && row < rows && labels[row * wide + column] < most) labels[row * wide + column] += 1;
      }
      if (outcome === DIVERGED) for (let row = 0; row < rows; row++) labels[row * wide + column] = shades.length - 1;
    });
    this.key = key;
    this.drawn = { panel: "rates", wide, high: rows, labels, colours: shades };
    return this.drawn;
  }
}
