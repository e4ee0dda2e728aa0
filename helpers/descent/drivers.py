"""Three ways to drive one rule: floats for a single run, arrays for many at once, compiled code for long ones.

All three take a ``Task`` and return the same ``Record``. The rule and the gradient are never rewritten for speed;
only the loop around them differs. The compiled loop is in ``compiled``.
"""

import math
from dataclasses import dataclass, replace
from itertools import repeat
from typing import NamedTuple

import numpy as np

from helpers.formulas import Formula, is_no_value, number
from helpers.optimizer_base import Optimizer
from helpers.surfaces import Surface

RAN_ALL, CONVERGED, DIVERGED = 0, 1, 2
MAY_RAISE = (ArithmeticError, TypeError, ValueError)  # what floats may raise where NumPy's numbers would not
OUTCOMES = np.array(["ran all steps", "converged", "diverged"])


@dataclass(frozen=True)
class Task:
    """What to run: ``start`` has shape (dimension, runs); hyperparameters are floats or arrays of shape (runs,).

    A run counts as diverged once a coordinate is further than ``reach`` (runs,) from ``centre`` (dimension,).
    """

    surface: Surface
    optimizer: Optimizer
    start: np.ndarray
    steps: int
    tolerance: float
    kept: np.ndarray
    centre: np.ndarray
    reach: np.ndarray

    @property
    def runs(self):
        return self.start.shape[1]


class Record(NamedTuple):
    """What came out: the kept points (kept, dimension, runs), the last point, steps taken and outcome of each run."""

    points: np.ndarray
    final: np.ndarray
    steps: np.ndarray
    outcome: np.ndarray


def wide(optimizer):
    """The hyperparameters that are arrays, a setting a run: name → array."""
    return {name: value for name in optimizer.hyperparameters if np.ndim(value := getattr(optimizer, name))}


def one_by_one(drive, task):
    """Each run alone: for ``plain``, and for rules that mix all numbers they are given (a norm, say)."""
    records = [drive(_alone(task, run)) for run in range(task.runs)]
    return Record(*(np.concatenate(part, axis=-1) for part in zip(*records, strict=True)))


def _alone(task, run):
    optimizer = replace(task.optimizer, **{name: value[run] for name, value in wide(task.optimizer).items()})
    return replace(task, optimizer=optimizer, start=task.start[:, [run]], reach=task.reach[[run]])


def plain(task):
    """A single run in Python's own floats: quickest for short paths, and needs nothing else.

    The coordinates are independent, each with its own state.
    """
    optimizer, (x,) = task.optimizer, task.start.T.tolist()
    states = [tuple(map(float, optimizer.initial_state())) for _ in x]
    centre, (reach,), path = task.centre.tolist(), task.reach.tolist(), [x]
    slope, step, look = _slope_of(task.surface), _step_of(optimizer), optimizer.looking()
    for t in range(1, task.steps + 1):
        g = slope(*(map(look, x, states, repeat(t)) if optimizer.looks_ahead else x))
        if task.tolerance and all(abs(a) < task.tolerance for a in g):
            return _finished(task, path, t - 1, CONVERGED)
        x, states = zip(*map(step, x, g, states, repeat(t)), strict=True)
        path.append(x)
        for a, c in zip(x, centre, strict=True):
            if not abs(a - c) <= reach:  # further, or no number
                return _finished(task, path, t, DIVERGED)
    return _finished(task, path, task.steps, RAN_ALL)


# Python's floats raise an error, or go complex, where arrays say inf or nan: 1 / 0, 10.0**400, (-1.0) ** 0.5. There,
# and only there, a step is taken again with NumPy's numbers, so that all drivers agree.


def _slope_of(surface):
    """The slope of one run, slope(*coordinates): a tuple of floats."""
    slope_at, width = surface.slope_at, surface.dimension
    formula = Formula("slope", slope_at, width, width)

    def slope(*at):
        try:
            parts = tuple(map(float, slope_at(*at) if width > 1 else (slope_at(*at),)))
            if len(parts) == width:
                return parts
        except MAY_RAISE:
            pass
        return formula.at([np.float64(number(a)) for a in at])

    return slope


def _step_of(optimizer):
    """One step of one coordinate: step(x, g, state, t), the new x, a float, and the new state."""
    one = optimizer.stepping()

    def step(x, g, state, t):
        try:
            x_next, after = one(x, g, state, t)
            return float(x_next), after
        except MAY_RAISE:
            pass
        try:
            x_next, after = one(np.float64(x), np.float64(g), tuple(map(np.float64, state)), t)
        except (ArithmeticError, ValueError) as error:
            if not is_no_value(error):
                raise
            return math.nan, state
        return number(x_next), tuple(map(number, after))

    return step


def _finished(task, path, steps, outcome):
    path = np.array(path)[:, :, None]
    return Record(path[np.minimum(task.kept, steps)], path[steps], np.array([steps]), np.array([outcome]))


def broadcast(task):
    """All runs side by side in arrays; a run that has stopped stays where it is."""
    optimizer, x = task.optimizer, task.start.copy()
    step, look = optimizer.stepping(), optimizer.looking()
    state = tuple(np.zeros_like(x) + s for s in optimizer.initial_state())
    points = np.empty((len(task.kept), *x.shape))
    steps, outcome = np.full(task.runs, task.steps), np.zeros(task.runs, dtype=int)
    going, rows = np.ones(task.runs, dtype=bool), {step: row for row, step in enumerate(task.kept.tolist())}
    for t in range(task.steps + 1):
        if t in rows:
            points[rows[t]] = x
        if t == task.steps or not going.any():
            break
        g = task.surface.gradient(look(x, state, t + 1))
        _stop(going, (np.abs(g) < task.tolerance).all(axis=0), CONVERGED, t, steps, outcome)
        moved, state = step(x, g, state, t + 1)
        x = np.where(going, moved, x)
        inside = (np.abs(x - task.centre[:, None]) <= task.reach).all(axis=0)
        _stop(going, ~inside, DIVERGED, t + 1, steps, outcome)
    points[task.kept > t] = x
    return Record(points, x, steps, outcome)


def _stop(going, which, why, t, steps, outcome):
    which = which & going
    steps[which], outcome[which] = t, why
    going &= ~which
