"""The same rule and the same gradient, compiled: one driver text for many runs, a shorter one for a single run.

``record(task)`` returns what ``drivers`` would, thousands of times faster, or None where Numba is missing
or cannot compile what it was given; the caller then drives the rule in Python with the same result.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from helpers.compiled import compiling
from helpers.descent.driver_texts import LANES, rates_of, text, text_alone
from helpers.descent.drivers import Record
from helpers.schedules import course, rate_at


def record(task):
    """Run ``task`` compiled, in a thread a core where there are many runs; None where that is not possible."""
    try:
        return _record_alone(task) if task.runs == 1 else _record_many(task)
    except ArithmeticError:  # compiled code raises for 0.0**-1, and has no inf; Python takes the steps then
        return None


def _record_many(task):
    rule, surface = type(task.optimizer), task.surface
    varied = any(np.ndim(getattr(task.optimizer, name)) for name in set(rule.hyperparameters) - set(rates_of(rule)))
    drive = kernel(rule, surface.slope_at, surface.dimension, varied) if compiling.available() else None
    if drive is None:
        return None
    settings, scheduled, rates, states = _numbers(task)
    shape = (surface.dimension, task.runs)
    points, final = np.empty((len(task.kept), *shape)), np.empty(shape)
    steps, outcome = np.empty(task.runs, dtype=np.int64), np.empty(task.runs, dtype=np.int64)

    def share(part):
        drive(task.start[:, part], settings[:, part], scheduled, rates, states[:, part], task.steps, task.tolerance,
              task.kept, task.centre, task.reach[part], points[:, :, part], final[:, part], steps[part], outcome[part])

    if task.runs * task.steps < 1_000_000:
        share(slice(None)) if task.runs else None
    else:
        # A thread a core, in several shares each: neighbours (say, rates that diverge at once) cost alike.
        workers = os.cpu_count() or 1
        width = -(-task.runs // (4 * workers * LANES)) * LANES
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(share, [slice(at, at + width) for at in range(0, task.runs, width)]))
    _check_courses(task.optimizer, rates, steps.max(initial=0))
    return Record(points, final, steps, outcome)


def _record_alone(task):
    drive = kernel_alone(type(task.optimizer), task.surface) if compiling.available() else None
    if drive is None:
        return None
    settings, scheduled, rates, states = _numbers(task)
    points = np.empty((len(task.kept), task.surface.dimension))
    bounds = np.array([task.centre[0], task.centre[-1], task.reach[0]])
    x, y, steps, outcome = drive(task.start[0, 0], task.start[-1, 0], settings[:, 0].copy(), scheduled, rates,
                                 states[:, 0].copy(), task.steps, task.tolerance, task.kept, bounds, points)
    _check_courses(task.optimizer, rates, steps)
    final = np.array([[x], [y]][: task.surface.dimension])
    return Record(points[:, :, None], final, np.array([steps]), np.array([outcome]))


def _numbers(task):
    """Settings (hyperparameters, runs), which rates are scheduled, their course (rates, steps), first states."""
    optimizer, runs = task.optimizer, task.runs
    values = {name: getattr(optimizer, name) for name in optimizer.hyperparameters}
    scheduled = np.array([callable(values[name]) for name in rates_of(optimizer)], dtype=bool)
    courses = [course(values[name], task.steps) for name in rates_of(optimizer)] if scheduled.any() else []
    rows = [0.0 if callable(v) else v for v in values.values()]
    return (_table(rows, runs), scheduled, _table(courses, task.steps if courses else 0),
            _table(optimizer.initial_state(), runs))


def _check_courses(optimizer, rates, taken):
    """Raise ValueError where a schedule gave no rate at a step that a run has taken; drivers that ask it then do so."""
    for name, row in zip(rates_of(optimizer), rates[:, :taken], strict=False):
        bad = np.flatnonzero(~((row >= 0) & (row < np.inf)))
        if len(bad) and callable(getattr(optimizer, name)):
            rate_at(name, getattr(optimizer, name), int(bad[0]))


def _table(rows, width):
    return np.array([np.broadcast_to(row, width) for row in rows], dtype=float).reshape(len(rows), width)


def kernel(optimizer, slope, dimension, varied=False):
    """The compiled driver for one rule on one gradient, or None where it does not compile.

    ``varied``: hyperparameters other than rates differ from run to run. Where they do not, βᵗ is the same in all lanes.
    Looked up by what the functions do, not by which they are: a constant that a cell has changed is noticed.
    """
    return compiling.driver(optimizer.__name__, text(optimizer, dimension, varied), _functions(optimizer, slope))


def kernel_alone(optimizer, surface):
    """The compiled driver for a single run."""
    return compiling.driver(f"{optimizer.__name__}_alone", text_alone(optimizer, surface.dimension),
                            _functions(optimizer, surface.slope_at))


def _functions(optimizer, slope):
    ahead = {"look_ahead": optimizer.look_ahead} if optimizer.looks_ahead else {}
    return {"rule": optimizer.rule, "slope": slope, **ahead}
