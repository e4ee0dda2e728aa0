"""The same rule and the same gradient, compiled: one driver text for many runs, a shorter one for a single run.

``record(task)`` returns what ``drivers`` would, thousands of times faster, or None where Numba is missing
or cannot compile what it was given; the caller then drives the rule in Python with the same result.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from helpers.compiled import compiling
from helpers.descent.driver_texts import LANES, rates_of, text, text_alone
from helpers.descent.drivers import Record, wide
from helpers.schedules import course, rate_at


def record(task):
    """Run ``task`` compiled, in a thread a core where there is much to do; None where that is not possible."""
    optimizer, surface, runs = task.optimizer, task.surface, task.runs
    varied = not wide(optimizer).keys() <= set(rates_of(optimizer))
    drive = kernel(type(optimizer), surface, varied, alone=runs == 1) if compiling.available() else None
    if drive is None:
        return None
    settings, scheduled, rates, states = _numbers(task)
    shape = (surface.dimension, runs)
    points, final = np.empty((len(task.kept), *shape)), np.empty(shape)
    steps, outcome = np.empty(runs, dtype=np.int64), np.empty(runs, dtype=np.int64)

    def single():
        bounds = np.array([task.centre[0], task.centre[-1], task.reach[0]])
        *end, steps[0], outcome[0] = drive(
            task.start[0, 0], task.start[-1, 0], settings[:, 0], scheduled, rates, states[:, 0], task.steps,
            task.tolerance, task.kept, bounds, points[:, :, 0])
        final[:, 0] = end[: surface.dimension]

    def share(part):
        drive(task.start[:, part], settings[:, part], scheduled, rates, states[:, part], task.steps, task.tolerance,
              task.kept, task.centre, task.reach[part], points[:, :, part], final[:, part], steps[part], outcome[part])

    try:
        single() if runs == 1 else _in_shares(share, runs, task.steps)
    except ArithmeticError:  # compiled code raises for 0.0**-1, and has no inf; Python takes the steps then
        return None
    _check_courses(optimizer, rates, steps.max(initial=0))
    return Record(points, final, steps, outcome)


def _in_shares(share, runs, steps):
    """All runs at once where there is little to do, else a thread a core, in several shares each.

    Several, for neighbours (say, rates that diverge at once) cost alike.
    """
    if runs * steps < 1_000_000:
        share(slice(None)) if runs else None
        return
    workers = os.cpu_count() or 1
    width = -(-runs // (4 * workers * LANES)) * LANES
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(share, [slice(at, at + width) for at in range(0, runs, width)]))


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


def kernel(optimizer, surface, varied=False, alone=False):
    """The compiled driver for one rule on one surface, or None where it does not compile; ``alone``: for a single run.

    ``varied``: hyperparameters other than rates differ from run to run. Where they do not, βᵗ is the same in all lanes.
    Looked up by what the functions do, not by which they are: a constant that a cell has changed is noticed.
    """
    title, dimension = optimizer.__name__, surface.dimension
    functions = {"rule": optimizer.rule, "slope": surface.slope_at}
    if optimizer.looks_ahead:
        functions["look_ahead"] = optimizer.look_ahead
    if alone:
        return compiling.driver(f"{title}_alone", text_alone(optimizer, dimension), functions)
    return compiling.driver(title, text(optimizer, dimension, varied), functions)
