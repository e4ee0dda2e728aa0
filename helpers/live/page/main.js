// What a host calls: render a figure for a model.

import { Asked } from "./asked.js";
import { BentBorder } from "./bends.js";
import { Classifier } from "./classifier.js";
import { Descent } from "./descent.js";
import { Figure } from "./figure.js";
import { LineFit } from "./line.js";
import { Microscope } from "./microscope.js";
import { Noise } from "./noise.js";
import { PhaseMap } from "./phase.js";
import { Race } from "./race.js";
import { Runs } from "./runs.js";
import { Settling } from "./settling.js";
import { Direction, Slope } from "./slopes.js";
import { StepError } from "./step_error.js";
import { Training } from "./training.js";

export const KINDS = {
  bends: BentBorder, classifier: Classifier, descent: Descent, direction: Direction, line: LineFit, microscope: Microscope,
  noise: Noise, phase: PhaseMap, race: Race, runs: Runs, settling: Settling, slope: Slope, step_error: StepError,
  training: Training,
};

// The figure computes here; where that cannot be (the rule was not traced, or the host forbids code made from text), the
// kernel is asked for each scene.
function kindOf(figure) {
  const { kind, asks } = figure.spec;
  const redraw = () => figure.draw();
  if (asks) return new Asked(figure, asks);
  try {
    return new KINDS[kind](figure.spec, redraw, figure);
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return new Asked(figure, "This place does not let a page compute.");
  }
}

// The figure itself, for hosts that open links: figure.open(text).
export function show({ model, el }) { return new Figure(model, el, kindOf); }

export function render(place) {
  const figure = show(place);
  return () => figure.remove();
}
