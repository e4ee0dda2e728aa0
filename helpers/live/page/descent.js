// A surface, a rule and one or several starts: paths, heights above the minimum, the gauge, the map of basins, and the
// ground itself where the surface has settings.

import { BasinMap } from "./basins.js";
import { groundOf } from "./contours.js";
import { curves, roomFor } from "./curves.js";
import { edgeOf } from "./edge.js";
import { eigen, zones } from "./stability.js";
import { surfaceOf } from "./surface.js";
import { Walker, compile } from "./walk.js";
import { told } from "./words.js";

const ZONES = { "closes in": "#CFE8DC", spirals: "#DCE9F5", zigzags: "#FBE6B8", diverges: "#F3C6B0" };

export class Descent {
  constructor(spec, redraw) {
    this.spec = spec;
    const { surface, walk, rule, tolerance, basins, box } = spec.data;
    this.surface = surfaceOf(surface);
    this.rule = rule;
    this.tolerance = tolerance;
    this.walkers = spec.handles.map(() => new Walker(walk, this.surface));
    if (box) this.box = { names: box.names, far: compile(box.program) };
    if (basins) this.map = new BasinMap(this.surface, new Walker(walk, this.surface), rule, basins, redraw);
  }

  scene(settings) {
    if (this.surface.reshape?.(settings)) this.ground = this.groundNow();
    const runs = this.spec.handles.map((handle, b) => {
      const start = [handle.x, handle.y].filter((name) => name && name in settings).map((name) => settings[name]);
      return this.walkers[b].run(start.slice(0, this.surface.dimension), settings, settings.steps, this.tolerance);
    });
    const drawn = runs.map((run) => curves(this.surface, run));
    const steps = Math.max(...runs.map((run) => run.steps));
    const above = (this.surface.guesses ?? this.surface.minima).length > 0;
    const loss = roomFor(drawn.map(([, heights]) => heights), steps, above);
    const gauge = this.gauge(settings, runs);
    const edge = this.spec.panels.edge && edgeOf(this.surface, this.rule, settings, runs[0]);
    const { words, kind } = told(this.surface, this.rule, settings, runs);
    return {
      lines: [...drawn.flatMap((pair, b) => (gauge ? [...pair, gauge.balls[b]] : pair)), ...(edge?.lines ?? []), ...this.walls(settings)],
      limits: { loss, ...(gauge && { gauge: { x: gauge.x } }), ...(edge && { edge: edge.limits }) }, steps, kind,
      bands: gauge && { gauge: gauge.bands }, cells: this.map?.cells(settings), ground: this.ground, words: words + (edge?.told ?? ""),
    };
  }

  // ηλ at each ball, from its flattest direction to its steepest, on the ranges in which the rule closes in, zigzags or diverges.
  gauge(settings, runs) {
    const ranges = this.spec.panels.gauge && zones(this.rule, settings);
    if (!ranges?.length) return null;
    const end = 1.4 * ranges.at(-2)[0];
    const bands = ranges.map(([high, name], i) => [i ? ranges[i - 1][0] : 0, Math.min(high, end), ZONES[name], name]);
    const balls = runs.map(({ points, steps }, b) => {
      const { dimension, hessian } = this.surface;
      const bends = eigen(hessian(...points.subarray(dimension * steps, dimension * (steps + 1))));
      const height = 1 - (b + 1) / (runs.length + 1);
      return bends.flatMap(({ value }) => [Math.min(Math.max(settings.learning_rate * value, -0.1), 100), height]);
    });
    return { x: [-0.05 * end, end], bands, balls };
  }

  groundNow() {
    const { xlim, ylim } = this.spec.panels.main;
    return { panel: "main", ...groundOf(this.surface, [xlim, ylim]) };
  }

  // The box in which every coordinate rests; of one coordinate its two ends, upright.
  walls(settings) {
    if (!this.box) return [];
    const x = this.box.far(...this.box.names.map((name) => settings[name]))[0];
    const [flat, y] = [this.surface.dimension === 2, this.surface.dimension === 2 ? x : 1e9];
    if (!Number.isFinite(x)) return [[]];
    return [flat ? [-x, -y, x, -y, x, y, -x, y, -x, -y] : [-x, -y, -x, y, x, y, x, -y]];
  }

  rested() { this.map?.refine(); }

  remove() { this.map?.stop(); }
}
