"""Walk down a surface with an optimizer: ``descend(surface, start, optimizer, steps, tolerance)`` → ``Path``."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from helpers.descent import compiled, drivers
from helpers.formulas import whole
from helpers.optimizer_base import Optimizer
from helpers.rule_kinds import kind_of_rule
from helpers.surfaces import Surface

# Below this many rule steps (one run, many runs) Python is done before compiled code could be loaded.
WORTH_COMPILING = {"one": 20_000, "many": 200_000}
LONG = 5_000  # so many steps in arrays take a tenth of a second, however few the runs
OFTEN = 100_000  # steps of short runs, one after the other, in which Python has spent what compiling costs
_walked = WeakKeyDictionary()  # surface → how many steps of each rule Python has taken there, run by run


@dataclass(frozen=True, eq=False)
class Path:
    """Where a descent went.

    points : shape (kept, *shape), where shape is the start's, widened by array hyperparameters; the first row is the
        start. A run that stops early stays where it stopped.
    kept : the step number of each row of ``points``: 0, 1, 2, ... unless ``descend`` was told otherwise.
    final : the last point, of the start's shape.
    steps : steps taken, and ``outcome``: "converged" (gradient under tolerance), "diverged" (not finite, or far
        outside) or "ran all steps"; one a run where there are many. ``ended`` is the outcome's place in
        ``drivers.OUTCOMES``.
    """

    surface: Surface
    optimizer: Optimizer
    points: np.ndarray
    kept: np.ndarray
    final: np.ndarray
    steps: int | np.ndarray
    ended: int | np.ndarray

    @cached_property
    def outcome(self):
        """How each run ended, in words."""
        return drivers.OUTCOMES.take(self.ended) if np.ndim(self.ended) else str(drivers.OUTCOMES[self.ended])

    @cached_property
    def values(self):
        """The height at each kept point, shape (kept, runs...)."""
        points = self.points if self.surface.dimension == 1 else np.moveaxis(self.points, 1, 0)
        with np.errstate(all="ignore"):
            return self.surface(points)

    def __repr__(self):
        if np.ndim(self.outcome):
            counts = ", ".join(f"{np.sum(self.outcome == o)} {o}" for o in drivers.OUTCOMES if o in self.outcome)
            return f"<{np.size(self.outcome)} paths on {self.surface.name}: {counts}>"
        return f"<path on {self.surface.name}: {self.outcome} after {self.steps} step{'s' * (self.steps != 1)}>"


def descend(surface, start, optimizer, steps=100, tolerance=0.0, keep="all", driver="auto"):
    """Take ``steps`` steps downhill from ``start``, or fewer where every |slope| falls under ``tolerance``.

    Arguments
    ---------
    surface : a Surface. start : a number (or array of runs) in one variable, shape (2,) or (2, runs...) in two.
    optimizer : any Optimizer; hyperparameters may be arrays that broadcast with the runs.
    steps : at least 0. tolerance : at least 0; the largest |∂f| at which a run counts as converged.
    keep : "all", "last", or increasing step numbers to keep in ``points``.
    driver : "auto", or "plain", "broadcast", "compiled" to choose the loop; the results are the same.

    Returns a Path; ``start`` is never changed. Raises ValueError for a start of the wrong shape or not finite,
    negative steps or tolerance, a driver that cannot take the rule, and whatever the optimizer refuses. A run that
    overflows is reported as diverged.

    >>> from helpers import optimizers, surfaces
    >>> path = descend(surfaces.parabola, -0.9, optimizers.GradientDescent(0.03), steps=15)
    >>> path.points.shape, round(float(path.final), 6), path.outcome
    ((16,), 0.997648, 'ran all steps')
    """
    task, shape = _task(surface, start, optimizer, steps, tolerance, keep)
    with np.errstate(all="ignore"):
        record = _drive(task, driver)
    if isinstance(keep, str) and keep == "all":  # nothing follows the last stop
        task = replace(task, kept=task.kept[: record.steps.max(initial=0) + 1])
    lead = () if surface.dimension == 1 else (2,)
    return Path(surface, optimizer,
                points=record.points[: len(task.kept)].reshape((len(task.kept), *lead, *shape)),
                kept=task.kept, final=record.final.reshape((*lead, *shape))[()],
                steps=record.steps.reshape(shape) if shape else int(record.steps[0]),
                ended=record.outcome.reshape(shape) if shape else int(record.outcome[0]))


def _task(surface, start, optimizer, steps, tolerance, keep):
    """Check everything, and lay the runs out flat: start (dimension, runs), settings (runs,)."""
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"optimizer must be an Optimizer such as GradientDescent(0.1), got {optimizer!r}")
    if not isinstance(surface, Surface):
        raise ValueError(f"surface must be a Surface such as surfaces.beale, got {surface!r}")
    steps, tolerance = whole("steps", steps), _at_least_zero("tolerance", tolerance)
    start = _start(surface, start)
    wide = drivers.wide(optimizer)
    shapes = {name: value.shape for name, value in wide.items()}
    try:
        shape = np.broadcast_shapes(start.shape[1:], *shapes.values())
    except ValueError:
        raise ValueError(f"hyperparameters of shapes {shapes} must broadcast with runs {start.shape[1:]}") from None
    padded = start.reshape(start.shape[0], *(1,) * (len(shape) + 1 - start.ndim), *start.shape[1:])
    flat = np.broadcast_to(padded, (start.shape[0], *shape))
    flat = np.array(flat.reshape(start.shape[0], -1))
    settings = {name: np.broadcast_to(value, shape).ravel() for name, value in wide.items()}
    return drivers.Task(surface, replace(optimizer, **settings), flat, steps, tolerance, _kept(keep, steps),
                        *_far_outside(surface, flat)), shape


def _far_outside(surface, start):
    """A run has diverged when it is a thousand windows away, or a thousand times as far as it started."""
    view = np.array(surface.view)
    centre = view.mean(axis=1)
    away = np.abs(start - centre[:, None]).max(axis=0)
    return centre, 1000 * np.maximum(np.ptp(view, axis=1).max(), away)


def _drive(task, driver):
    """Run the task by the named driver, or by the quickest; ValueError where the named one cannot take its rule."""
    rule, kind = f"the rule of {type(task.optimizer).__name__}", kind_of_rule(type(task.optimizer))
    by_floats = kind in ("coordinate", "float")
    if driver == "auto":
        record = compiled.record(task) if by_floats and _worth_compiling(task) else None
        if record is not None:
            return record
        driver = "plain" if kind == "float" or (by_floats and task.runs == 1) else "broadcast"
    if driver not in ("plain", "broadcast", "compiled"):
        raise ValueError(f"driver must be 'auto', 'plain', 'broadcast' or 'compiled', got {driver!r}")
    if driver == "broadcast":
        if kind == "float":
            raise ValueError(f"{rule} works on single numbers only; use driver='plain' or 'auto', not 'broadcast'")
        return drivers.one_by_one(drivers.broadcast, task) if kind == "alone" else drivers.broadcast(task)
    if not by_floats:
        raise ValueError(f"{rule} needs the whole gradient at once; use driver='broadcast' or 'auto', not {driver!r}")
    record = drivers.one_by_one(drivers.plain, task) if driver == "plain" else compiled.record(task)
    if record is None:
        raise ValueError("driver='compiled' needs Numba and a rule and surface that it can compile")
    return record


def _worth_compiling(task):
    if task.surface.settings:  # each of their values would be compiled anew
        return False
    if task.runs != 1:
        return task.runs * task.steps >= WORTH_COMPILING["many"] or (task.runs > 1 and task.steps >= LONG)
    walked = _walked.setdefault(task.surface, Counter())
    walked[type(task.optimizer)] += task.steps
    return task.steps >= WORTH_COMPILING["one"] or walked[type(task.optimizer)] >= OFTEN


def _start(surface, start):
    """The start as an array of floats of shape (dimension, runs...)."""
    try:
        if start is None:
            raise TypeError
        start = np.asarray(start, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"start must be numbers, got {start!r}") from None
    if surface.dimension == 2 and (start.ndim == 0 or start.shape[0] != 2):
        raise ValueError(f"start on {surface.name} must have shape (2,) or (2, runs), x first; got {start.shape}")
    if not np.isfinite(start).all():
        raise ValueError(f"start must be finite, got {start.tolist()}")
    return start[None] if surface.dimension == 1 else start


def _at_least_zero(name, value):
    if not isinstance(value, int | float | np.number) or not 0 <= value < np.inf:
        raise ValueError(f"{name} must be a finite number of at least 0, got {value!r}")
    return float(value)


def _kept(keep, steps):
    if isinstance(keep, str):
        if keep not in ("all", "last"):
            raise ValueError(f"keep must be 'all', 'last' or increasing step numbers, got {keep!r}")
        return np.arange(steps + 1) if keep == "all" else np.array([steps])
    kept = np.asarray(keep)
    if kept.ndim != 1 or kept.size == 0 or not np.issubdtype(kept.dtype, np.integer) \
            or np.any(np.diff(kept) <= 0) or kept[0] < 0 or kept[-1] > steps:
        raise ValueError(f"keep must be increasing whole step numbers from 0 to {steps}, got {keep!r}")
    return kept.astype(np.int64)
