"""The controls of a live figure: a number each, with its ends and its scale, for a slider, a cell or a link to set."""

import math
from dataclasses import asdict, dataclass, replace

import numpy as np
import traitlets


@dataclass(frozen=True)
class Control:
    """One number that a reader can move: ``scale`` is "linear", "log" or "whole"; ``hidden`` ones have no slider, and
    links do not tell those that are not ``linked``.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    scale: str = "linear"
    step: float | None = None
    hidden: bool = False
    linked: bool = True

    def __post_init__(self):
        if self.scale == "log" and not self.low > 0:
            raise ValueError(f"the range of {self.name} must begin above 0 on its logarithmic scale, got {self.low:g}")
        if not self.low < self.high:
            raise ValueError(f"the range of {self.name} must be (low, high) with low < high, "
                             f"got ({self.low:g}, {self.high:g})")
        self.check(self.value)

    def check(self, value):
        """The value as a number that this control can take; ValueError otherwise."""
        kind = "a whole number" if self.scale == "whole" else "a number"
        numeric = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        room = 1e-9 * (self.high - self.low)  # the ends of a range may come out of a computation
        inside = numeric and self.low - room <= value <= self.high + room
        if not inside or (self.scale == "whole" and value != int(value)):
            raise ValueError(f"{self.name} must be {kind} from {self.low:g} to {self.high:g} in this figure, "
                             f"got {value!r}")
        return int(value) if self.scale == "whole" else min(max(float(value), self.low), self.high)

    def described(self):
        """What the page has to know."""
        return {name: value for name, value in asdict(self).items() if name != "value"}

    def stops(self):
        """Both ends and the middle."""
        middle = math.sqrt(self.low * self.high) if self.scale == "log" else (self.low + self.high) / 2
        return [self.low, int(middle) if self.scale == "whole" else middle, self.high]


class Setting(traitlets.TraitType):
    """The trait behind a control: a number within its ends, or a ValueError that names them."""

    def __init__(self, control):
        super().__init__(default_value=control.check(control.value))
        self.tag(sync=True)

    def validate(self, figure, value):
        return figure.controls[self.name].check(value)


def numbers_in(all_settings, name):
    """The numbers that settings give a control; whatever else they give it, the control refuses later."""
    given = [settings.get(name) for settings in all_settings]
    return [v for v in given if isinstance(v, int | float | np.number) and not isinstance(v, bool) and np.isfinite(v)]


def whole(name, label, value, low, high, hidden=False):
    """A control over whole numbers, in at most some 300 stops at round numbers."""
    rough = (high - low) / 300
    step = next(s * 10**k for k in range(12) for s in (1, 2, 5) if s * 10**k >= rough)
    return Control(name, label, value, low, high, "whole", step, hidden)


def numbers_of(optimizer):
    """The fields of an optimizer that are numbers, by name; those that are schedules stay as they are."""
    return {name: value for name in optimizer.hyperparameters if not callable(value := getattr(optimizer, name))}


def with_fields(optimizer, settings):
    """The same rule with what settings say of its fields."""
    return replace(optimizer, **{name: settings[name] for name in optimizer.hyperparameters if name in settings})


def of_optimizer(optimizer, ranges, presets):
    """A control for each field of an optimizer that is a number; ranges and presets by name, as in ``Descent``."""
    return [of_hyperparameter(optimizer.hyperparameters[name], value, ranges.get(name),
                              [change[name] for change in presets.values() if name in change])
            for name, value in numbers_of(optimizer).items()]


def of_hyperparameter(hyperparameter, value, ends=None, others=()):
    """The control for one field of an optimizer: logarithmic for rates and tiny amounts.

    ``others`` are values that presets give it: the usual range grows with them, ``ends`` that were asked for do not.
    """
    h, values = hyperparameter, [value, *others]
    for one in values:
        h.check(one)
        if not np.isscalar(one):
            raise ValueError(f"{h.name} must be one number to have a slider, got {one!r}")
    log = h.kind == "rate" or h.low > 0
    if ends is None:
        positive = [v for v in values if v > 0] if log else values
        low = min([h.low, *(v / 10 if h.kind == "rate" and v == value else v for v in positive)])
        ends = low, max([h.high, *values])
    label = h.name.replace("_", " ") + (f" {h.symbol}" if h.symbol and h.symbol != h.name else "")
    return Control(h.name, label, value, *map(float, ends), "log" if log else "linear")
