"""What every optimizer shares: hyperparameters as fields, one rule, and checks on what goes in.

A new optimizer is a class with its hyperparameters and its rule, nothing else::

    class Clipped(Optimizer):
        learning_rate: float = 0.1
        limit: float = 1.0

        def rule(g, learning_rate, limit):
            return -learning_rate * np.clip(g, -limit, limit)

The rule is a plain function of what it names: ``x`` (the point), ``g`` (the gradient), ``t`` (the step, from 1),
any hyperparameter, and anything else, which is then a state that starts at zero and is carried from
step to step. It returns the move Δx, followed by the new value of each state in the order of its arguments.

A rule that lets no coordinate rest farther from 0 than some limit says so in ``box``, a function of hyperparameters:
``def box(weight_decay): return 1 / weight_decay``. Live figures draw it.
"""

import inspect
import re
from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import dataclass_transform

import numpy as np

from helpers.schedules import rate_at

INPUTS = ("x", "g", "t")
RATES = ("lr", "eta", "η", "step_size", "stepsize")  # what learning rates are called elsewhere
SHARES = ("momentum", "beta", "β", "μ")


@dataclass(frozen=True)
class Hyperparameter:
    """How a field may be set: ``kind`` is "rate" (0 and up, log scale), "fraction" ([0, 1)) or "amount".

    An amount is at least 0, unless its slider begins below.
    """

    name: str
    symbol: str
    kind: str
    low: float
    high: float

    def check(self, value):
        """Return ``value`` as a float or an array of floats; raise ValueError where it makes no sense."""
        if callable(value) and self.kind == "rate":
            rate_at(self.name, value, 0)
            return value
        try:
            if isinstance(value, str):
                raise TypeError
            numbers = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            raise ValueError(f"{self.name} must be a number or an array of numbers, got {value!r}") from None
        least, below = min(0.0, self.low) and -np.inf, 1 if self.kind == "fraction" else np.inf
        allowed = (numbers >= least) & (numbers < below) & np.isfinite(numbers)
        if not np.all(allowed):
            wrong = value if numbers.ndim == 0 else numbers[~allowed].flat[0]
            wanted = "at least 0 and below 1" if self.kind == "fraction" else "finite" + " and at least 0" * (not least)
            raise ValueError(f"{self.name} must be {wanted}, got {wrong!s}")
        return float(numbers) if numbers.ndim == 0 else numbers


def rate(default=MISSING, symbol="η", low=1e-3, high=1.0):
    """A field for a learning rate: positive, on a logarithmic slider, or a schedule."""
    return _field(default, symbol, "rate", low, high)


def fraction(default=MISSING, symbol="β", low=0.0, high=0.99):
    """A field for a share that is kept from step to step: in [0, 1)."""
    return _field(default, symbol, "fraction", low, high)


def amount(default=MISSING, symbol="", low=0.0, high=1.0):
    """A field for any other number of at least zero; a logarithmic slider where ``low`` is above 0."""
    return _field(default, symbol, "amount", low, high)


def _field(default, symbol, kind, low, high):
    return field(default=default, metadata={"symbol": symbol, "kind": kind, "low": low, "high": high})


@dataclass_transform(field_specifiers=(rate, fraction, amount))
class Optimizer:
    """Base of all rules. Subclasses become dataclasses by themselves; see the top of this module."""

    rule: Callable
    box = None

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        dataclass(eq=False)(cls)
        if not callable(getattr(cls, "rule", None)):
            raise TypeError(f"{cls.__name__} needs a rule: def rule(g, learning_rate, ...): return -learning_rate * g")
        cls.hyperparameters = {f.name: _hyperparameter(f) for f in fields(cls)}
        cls.arguments = arguments = tuple(inspect.signature(cls.rule).parameters)
        if "self" in arguments or "g" not in arguments:
            raise TypeError(f"{cls.__name__}.rule must name g and not self: def rule(g, learning_rate, ...)")
        cls.state_names = tuple(a for a in arguments if a not in INPUTS and a not in cls.hyperparameters)
        for name in set(cls.state_names) & set(vars(cls)):
            raise TypeError(f"{cls.__name__}.{name} becomes a hyperparameter only with its type: {name}: float = ...")
        cls.looks_ahead = cls.look_ahead is not Optimizer.look_ahead
        cls.arguments_ahead = tuple(inspect.signature(cls.look_ahead).parameters)
        cls.arguments_box = tuple(inspect.signature(cls.box).parameters) if callable(cls.box) else ()
        for name in set(cls.arguments_box) - set(cls.hyperparameters):
            raise TypeError(f"{cls.__name__}.box may name its hyperparameters alone, got {name}")

    def __post_init__(self):
        for name, hyperparameter in self.hyperparameters.items():
            setattr(self, name, hyperparameter.check(getattr(self, name)))

    def initial_state(self):
        """The value of each state before the first step, in the order of ``state_names``: zeros."""
        return (0.0,) * len(self.state_names)

    def look_ahead(momentum, v):
        """How far ahead of x the gradient is taken; a rule like Nesterov's says so here."""
        raise NotImplementedError

    @property
    def name(self):
        """The class name in words: "Gradient descent", "Adam"."""
        return re.sub(r"(?<=[a-z])([A-Z])(?=[a-z]{3})", lambda m: " " + m[1].lower(), type(self).__name__)

    @property
    def farthest(self):
        """How far from 0 a coordinate can rest, as the rule's ``box`` says; inf for a rule that has none.

        >>> from helpers.optimizers import Adam, AdamW
        >>> AdamW(weight_decay=0.4).farthest, Adam().farthest
        (2.5, inf)
        """
        if not self.arguments_box:
            return np.inf
        with np.errstate(all="ignore"):
            return float(type(self).box(*(np.float64(getattr(self, name)) for name in self.arguments_box)))

    def values_at(self, t):
        """Each hyperparameter's value at step ``t`` (from 1); a schedule is asked for the steps taken, t − 1."""
        values = vars(self)
        if not any(map(callable, values.values())):  # usually, and at every step of a run
            return values
        return {name: rate_at(name, value, t - 1) if callable(value := values[name]) else value
                for name in self.hyperparameters}

    def step(self, x, g, state, t):
        """One step by the rule: returns the new x and the new state; nothing is changed in place."""
        return self.stepping()(x, g, state, t)

    def stepping(self):
        """``step`` for many steps in which no hyperparameter is changed: what stays is looked up once."""
        rule, results = self._called(type(self).rule, self.arguments), self.results

        def step(x, g, state, t):
            move, *after = results(rule(x, g, state, t))
            return x + move, tuple(after)

        return step

    def gradient_point(self, x, state, t):
        """Where the gradient of step ``t`` is taken: x itself, unless the rule looks ahead."""
        return self.looking()(x, state, t)

    def looking(self):
        """``gradient_point`` for many steps in which no hyperparameter is changed."""
        if not self.looks_ahead:
            return lambda x, state, t: x
        ahead = self._called(type(self).look_ahead, self.arguments_ahead)
        return lambda x, state, t: x + ahead(x, None, state, t)

    def _called(self, function, arguments):
        """A function of some of the rule's arguments as one of (x, g, state, t)."""
        names = (*INPUTS, *self.hyperparameters, *self.state_names)
        places, states, kind = tuple(map(names.index, arguments)), len(self.state_names), type(self).__name__
        scheduled, values = any(map(callable, vars(self).values())), tuple(self.values_at(1).values())

        def call(x, g, state, t):
            if len(state) != states:
                raise ValueError(f"the state of {kind} is {self.state_names}, got {len(state)} value(s)")
            known = (x, g, t, *(self.values_at(t).values() if scheduled else values), *state)
            return function(*map(known.__getitem__, places))

        return call

    @classmethod
    def results(cls, returned):
        """What the rule returned as a tuple, the move and the new states; raises ValueError where one is missing."""
        results = as_tuple(returned)
        if len(results) != 1 + len(cls.state_names) or returned is None:
            wanted = f"must return {', '.join(('the move', *cls.state_names))}"
            got = "nothing: is `return` missing?" if returned is None else f"{len(results)} value(s)"
            raise ValueError(f"the rule of {cls.__name__} {wanted}; it returned {got}")
        return results


def as_tuple(result):
    """A rule without state may return the move alone, and one with states a list."""
    return result if isinstance(result, tuple) else tuple(result) if isinstance(result, list) else (result,)


def _hyperparameter(f):
    """The field's own description, or the best guess for a plain ``name: float = default``.

    A guess from a default makes a slider and forbids nothing from 0 up. Names that mean a share everywhere keep to it.
    """
    if f.metadata:
        return Hyperparameter(f.name, **f.metadata)
    default = 1.0 if f.default is MISSING else f.default
    if not isinstance(default, int | float | np.number) and not callable(default):
        raise TypeError(f"{f.name} must have a number as its default, such as {f.name}: float = 0.1, or none; "
                        f"got {f.default!r}")
    if "rate" in f.name or f.name in RATES or callable(default):
        return Hyperparameter(f.name, "η", "rate", 1e-3, 1.0)
    if f.name.startswith(SHARES) and 0 <= default < 1:
        return Hyperparameter(f.name, f.name, "fraction", 0.0, 0.99)
    if 0.4 < default < 1:
        return Hyperparameter(f.name, f.name, "amount", 0.0, 0.99)
    return Hyperparameter(f.name, f.name, "amount", min(0.0, 4 * float(default)), 4 * abs(float(default)) or 1.0)
