"""Learning rates that change on the way: each schedule is a function of t, the number of steps already taken.

Pass one wherever a learning rate goes: ``GradientDescent(schedules.Cosine(0.1, steps=100))``. The first step asks
for t = 0 and so gets the initial rate. All of them take whole arrays of t.
"""

from dataclasses import dataclass, fields

import numpy as np


@dataclass(frozen=True)
class Schedule:
    """Base of all schedules: every field must be a finite number of at least 0."""

    def __post_init__(self):
        for f in fields(self):
            value = getattr(self, f.name)
            if not callable(value) and not (isinstance(value, int | float | np.number) and 0 <= value < np.inf):
                raise ValueError(f"{f.name} must be finite and at least 0, got {value!r}")
            if f.name in ("every", "steps", "over") and value < 1:
                raise ValueError(f"{f.name} must be at least 1 step, got {value!r}")


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate always: η(t) = α₀.

    >>> Constant(0.1)(np.arange(3)).tolist()
    [0.1, 0.1, 0.1]
    """

    initial: float

    def __call__(self, t):
        return self.initial + 0.0 * np.asarray(t)


@dataclass(frozen=True)
class Step(Schedule):
    """A drop by a factor every so many steps: η(t) = α₀ · factor^⌊t/every⌋.

    >>> Step(1.0, factor=0.5, every=2)(np.arange(5)).tolist()
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """

    initial: float
    factor: float = 0.5
    every: int = 10

    def __call__(self, t):
        return self.initial * self.factor ** (np.asarray(t) // self.every)


@dataclass(frozen=True)
class Exponential(Schedule):
    """A constant share lost each step: η(t) = α₀ e^(−kt).

    >>> round(float(Exponential(1.0, 0.1)(10)), 6)
    0.367879
    """

    initial: float
    k: float = 0.01

    def __call__(self, t):
        return self.initial * np.exp(-self.k * np.asarray(t))


@dataclass(frozen=True)
class InverseTime(Schedule):
    """The classic of stochastic approximation (Robbins and Monro, 1951): η(t) = α₀/(1 + kt).

    >>> float(InverseTime(1.0, 0.5)(2))
    0.5
    """

    initial: float
    k: float = 0.01

    def __call__(self, t):
        return self.initial / (1 + self.k * np.asarray(t))


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine from α₀ down to ``final`` (Loshchilov and Hutter, 2017), level after ``steps``.

    >>> Cosine(1.0, steps=2)(np.arange(4)).round(12).tolist()
    [1.0, 0.5, 0.0, 0.0]
    """

    initial: float
    steps: int = 100
    final: float = 0.0

    def __call__(self, t):
        share = np.minimum(np.asarray(t) / self.steps, 1.0)
        return self.final + (self.initial - self.final) * (1 + np.cos(np.pi * share)) / 2


@dataclass(frozen=True)
class WarmUp(Schedule):
    """Rise in a straight line over the first steps, then follow another schedule or a constant rate.

    The first step already moves: η(t) = (t + 1)/over · then(0) for t < over, then(t − over) after that.

    >>> WarmUp(0.8, over=4)(np.arange(6)).tolist()
    [0.2, 0.4, 0.6000000000000001, 0.8, 0.8, 0.8]
    """

    then: float | Schedule
    over: int = 10

    def __call__(self, t):
        t = np.asarray(t)
        after = self.then if callable(self.then) else Constant(self.then)
        return np.where(t < self.over, (t + 1) / self.over * after(0), after(np.maximum(t - self.over, 0)))


# ---- what optimizers ask of a schedule, be it one of these or a reader's function ------------------------------------


def rate_at(name, schedule, t):
    """What a schedule gives after ``t`` steps; ValueError unless it is a number of at least 0, or an array of them."""
    try:
        value = schedule(t)
    except (ArithmeticError, TypeError) as error:
        raise ValueError(f"{name} must be a number or a function of the steps taken, 0, 1, 2, ...; the function "
                         f"fails for {t}: {type(error).__name__}: {error}") from error
    if isinstance(value, float) and 0 <= value < np.inf:
        return value
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "buif" or not np.all((numbers >= 0) & (numbers < np.inf)):
        got = "nothing: is `return` missing?" if value is None else repr(value)
        raise ValueError(f"{name} must be finite and at least 0; after {t} step(s) the schedule gives {got}")
    return value


def course(rate, steps):
    """A schedule's value at every step: all at once where it takes arrays, one by one where it does not."""
    if not callable(rate):
        return 0.0
    t = np.arange(steps)
    try:
        values = np.broadcast_to(np.asarray(rate(t), dtype=float), steps)
        if steps and np.allclose(values[[0, -1]], [rate(0), rate(steps - 1)], rtol=1e-9, atol=0):
            return values
    except Exception:  # a schedule that branches, say: lambda t: 0.1 if t < 10 else 0.01
        pass
    return [_number_or_nan(rate, step) for step in range(steps)]


def _number_or_nan(rate, step):
    try:
        return float(rate(step))
    except (TypeError, ValueError, ArithmeticError):
        return np.nan
