// What a run did, in words: the same sentences as helpers/drawing/words.py.

import { number, place, precise, whole } from "./numbers.js";
import { eigen, measuredFactor, predictedFactor } from "./stability.js";
import { DIVERGED, CONVERGED, pointAt } from "./walk.js";

const SIGNS = "●■▲◆▼⬟";
const DOES = ["closes in", "zigzags", "moves away"];
const TAIL = 400; // the steps of a run that are judged one by one
const AROUND = { 2: "hops to and fro", 3: "hops round three places", 4: "hops round four places" }; // by the steps of a round

// The summary of one picture and what its first ball does (0 closes in, 1 zigzags, 2 moves away).
export function told(surface, rule, settings, runs) {
  const [run] = runs;
  const points = tail(run, surface.dimension);
  const hopping = around(points);
  const kind = behaviour(surface, run, points, hopping);
  const leads = Number.isFinite(settings.learning_rate) ? [`η = ${number(settings.learning_rate)}`] : [];
  const lead = [[...leads, ...shape(surface, runs)].join(", ")].filter(Boolean).map((part) => `${part}: `).join("");
  if (runs.length > 1) {
    const ends = runs.map((one, b) => `${SIGNS[b % 6]} ${whereabouts(surface, one)}`);
    return { words: `${lead}${ends.join("; ")}.`, kind };
  }
  const does = moves(run, surface.dimension) ? DOES[kind] : "does not move";
  const end = outcome(surface, run, hopping || run.outcome, true);
  return { words: `${lead}${does}; ${end}.${factors(surface, rule, settings, run, points, hopping)}`, kind };
}

// The condition number where the one ball is, of a surface that can be moved and bends upwards there.
function shape(surface, runs) {
  if (runs.length > 1 || surface.dimension === 1 || !surface.reshape) return [];
  const [low, high] = eigen(surface.hessian(...pointAt(runs[0], runs[0].steps, 2)));
  return low.value > 0 ? [`κ = ${number(high.value / low.value)}`] : [];
}

// Where one run of several is, without a full stop.
export function whereabouts(surface, run) {
  return outcome(surface, run, around(tail(run, surface.dimension, 5)) || run.outcome, false);
}

// The last points of a run, up to 401.
function tail(run, width, steps = TAIL) {
  const points = [];
  for (let k = Math.max(0, run.steps - steps); k <= run.steps; k++) points.push(pointAt(run, k, width));
  return points;
}

const apart = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

function moves({ points, steps }, width) {
  for (let k = width; k < width * (steps + 1); k++) if (!(Math.abs(points[k] - points[k % width]) <= 1e-9)) return true;
  return false;
}

// One run in one sentence, without its full stop.
function outcome(surface, run, how, full) {
  const after = full ? ` after ${whole(run.steps)} step${run.steps === 1 ? "" : "s"}` : "";
  if (how === DIVERGED) return `diverged at step ${whole(run.steps)}`;
  const final = pointAt(run, run.steps, surface.dimension);
  if (!surface.minima.length) return `at ${place(final)}${after}`;
  const { minimum, distance } = nearestMinimum(surface, final);
  const which = surface.minima.length === 1 ? "the minimum" : place(minimum);
  const lead = how === CONVERGED ? "converged, " : "";
  if (distance < 1e-9) return `${lead}at ${which} to nine decimals${after}`;
  if (Object.values(AROUND).includes(how)) return `${how}, ${number(distance)} from ${which}${after}`;
  const [low, high] = surface.view[0];
  if (distance < 0.02 * (high - low)) return `${lead}within ${number(distance)} of ${which}${after}`;
  return `still ${number(distance)} from ${which}${after}`;
}

function nearestMinimum(surface, point) {
  let found = { minimum: surface.minima[0], distance: Infinity };
  for (const minimum of surface.minima) {
    const distance = Math.hypot(...minimum.map((value, i) => value - point[i]));
    if (distance < found.distance) found = { minimum, distance };
  }
  return found;
}

// How a path ends that comes back, twice in a row, to where it was a few steps before, or "".
function around(points) {
  for (const [period, name] of Object.entries(AROUND)) {
    const last = points.slice(-period - 2);
    if (last.length < Number(period) + 2 || !last.flat().every(Number.isFinite)) return "";
    const jump = Math.max(...last.slice(1).map((point, k) => apart(point, last[k])));
    const back = Math.max(...last.slice(-2).map((point, k) => apart(point, last[k])));
    if (jump > 1e-6 && back < 1e-3 * jump) return name;
  }
  return "";
}

// Whether a run closes in (0), zigzags (1) or moves away (2), judged by where its moves end. Moves that grow lead away,
// unless they have led nearer to a minimum: a ball that gathers speed is on its way. What hops closes in on nothing.
function behaviour(surface, run, points, hopping) {
  const steps = points.slice(1).map((point, k) => point.map((value, i) => value - points[k][i]));
  const sizes = steps.map((move) => Math.max(...move.map(Math.abs)));
  const last = steps.filter((_, k) => sizes[k] > 1e-9).slice(-12); // smaller moves are rounding
  const [first, half, end] = [0, Math.floor((run.steps + 1) / 2), run.steps].map((k) => far(surface, pointAt(run, k, surface.dimension)));
  const final = sizes.at(-1);
  const larger = steps.length > 2 && final > 1.000001 * sizes[0] && final >= Math.max(...sizes); // not by rounding
  const growing = larger && !hopping && !(end < Math.min(first, half));
  const turned = hopping ? 1.001 : 0.99; // of halfway: what has crept back by less has not turned
  if (run.outcome === DIVERGED || growing || end > Math.max(1.001 * first, turned * half)) return 2;
  if (last.length < 2) return hopping ? 1 : 0;
  const turns = last[0].map((_, i) => last.slice(1).filter((move, k) => move[i] * last[k][i] < 0).length / (last.length - 1));
  return Math.max(...turns) > 0.5 || hopping ? 1 : 0;
}

// How far a point is from the nearest minimum, by its larger coordinate; 0 where there is none.
const far = (surface, point) => (surface.minima.length ? Math.min(...surface.minima.map((minimum) => apart(point, minimum))) : 0);

// Predicted and measured factor a step, where the rule is linear and a minimum is known.
function factors(surface, rule, settings, run, points, hopping) {
  if (!surface.minima.length || predictedFactor(rule, settings, 1) === null || !Number.isFinite(settings.learning_rate) || !run.steps) return "";
  const here = points.at(-1);
  const { minimum } = nearestMinimum(surface, here);
  const hessian = surface.hessian(...minimum);
  const each = eigen(hessian).map(({ value, direction }) => ({ factor: predictedFactor(rule, settings, value), direction }));
  const slow = each.length > 1 && Math.abs(each[1].factor) > Math.abs(each[0].factor) * (1 + 1e-9) ? each[1] : each[0];
  const predicted = `predicted ${precise(slow.factor)}`;
  const sameBowl = apart(surface.hessian(...here), hessian) < 0.2 * Math.max(...hessian.map(Math.abs));
  const away = points.map((point) => point.map((value, i) => value - minimum[i]));
  const direction = isRound(eigen(hessian)) ? away[0].map((value) => value / Math.hypot(...away[0])) : slow.direction;
  const distances = away.map((gap) => gap.reduce((sum, value, i) => sum + value * direction[i], 0));
  const measured = sameBowl && distances.every(Number.isFinite) ? measuredFactor(distances) : NaN;
  if (hopping || !Number.isFinite(measured)) return ` Factor a step near the minimum: ${predicted}.`;
  return ` Factor a step: ${predicted}, measured ${precise(measured)}.`;
}

// Whether a bowl bends alike on all sides, so that any direction will do: then the run's own.
const isRound = ([low, high]) => high && high.value - low.value < 1e-9 * Math.abs(high.value);
