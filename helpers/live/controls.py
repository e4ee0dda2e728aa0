"""The controls of a live figure: a number each, with its ends and its scale, for a slider, a cell or a link to set.

A point that a reader moves on a map is a control for each coordinate, and one value for a cell: a ``Place``.
"""

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


def inside(points, view, name="start", several=False):
    """A point as a list of floats, ``several`` as a list each; ValueError where they are none, or outside the view."""
    low, high = np.array(view).T
    try:
        values = np.asarray(points, dtype=float)
        rows = values.reshape(-1, 1) if len(low) == 1 else np.atleast_2d(values)
    except (TypeError, ValueError):
        values = rows = np.empty((0, 0))
    enough = len(rows) > 0 if several else values.ndim < 2 and len(rows) == 1
    if not enough or rows.shape[1:] != low.shape or not np.all((rows >= low) & (rows <= high)):
        raise ValueError(f"{name} must be {'point(s)' if several else 'a point'} of {len(low)} number(s) "
                         f"inside the view {view}, got {points!r}")
    return rows.tolist() if several else rows[0].tolist()


class Place:
    """A point on a map as an attribute of a figure: a control for each coordinate, of these names.

    The figure has a ``view``; presets and ``apply`` take the point by its name, too. In one dimension it is one number.
    """

    def __init__(self, *names, label, hidden=False):
        self.names, self.label, self.hidden = names, label, hidden  # of sliders, with {} for x or y, or of none
        self.name = names[0]  # unless it is an attribute

    def __set_name__(self, _, name):
        self.name = name

    def of(self, settings):
        """The point in settings: (x, y), or a number."""
        point = tuple(settings[name] for name in self.names if name in settings)
        return point if len(point) > 1 else point[0]

    def __get__(self, figure, _=None):
        return self if figure is None else self.of(figure.settings)

    def __set__(self, figure, point):
        figure.apply({self.name: point})

    def numbers(self, figure, point, who):
        """The point as a number a control."""
        return dict(zip(self.names, inside(point, figure.view, f"{who}: {self.name}"), strict=False))

    def controls(self, point, view):
        """A control for each coordinate."""
        return [Control(name, self.label.format(axis), value, *ends, hidden=self.hidden) for name, axis, value, ends in
                zip(self.names, "xy", inside(point, view, self.name), view, strict=False)]

    def handle(self, panel, view):
        """What is dragged on a panel."""
        return {"panel": panel, **dict(zip("xy"[: len(view)], self.names, strict=False))}


class Places(Place):
    """One point or a list of them as an attribute of a figure, which keeps the Place of ``each`` as its ``balls``."""

    def each(self, count):
        """The Place of each: of several the names have a number at their end, and there are no sliders."""
        several = count > 1
        return [Place(*(name + f"_{k + 1}" * several for name in self.names), label=self.label, hidden=several)
                for k in range(count)]

    def __get__(self, figure, _=None):
        if figure is None:
            return self
        points = [ball.of(figure.settings) for ball in figure.balls]
        return points if len(points) > 1 else points[0]

    def numbers(self, figure, points, who):
        """The points as a number a control; ValueError where they are more or fewer than the balls."""
        rows, balls = inside(points, figure.view, f"{who}: {self.name}", several=True), figure.balls
        if len(rows) != len(balls):
            raise ValueError(f"{who}: {self.name} must be {len(balls)} point(s) in this figure, got {len(rows)}")
        return {name: value for ball, row in zip(balls, rows, strict=True)
                for name, value in zip(ball.names, row, strict=False)}


class OneOf(Place):
    """One of several things, by its name, as an attribute of a figure: a control of another name counts them.

    ``hidden``: presets choose, and there is no slider.
    """

    def __init__(self, control, choices, label, hidden=False):
        self.control, self.choices, self.label, self.hidden = control, tuple(choices), label, hidden

    def of(self, settings):
        """The name that settings stand for."""
        return self.choices[settings[self.control]]

    def numbers(self, figure, choice, who):
        """The number of the choice; ValueError where there is none of that name."""
        if choice not in self.choices:
            raise ValueError(f"{self.name} must be one of {', '.join(map(repr, self.choices))}, got {choice!r}")
        return {self.control: self.choices.index(choice)}

    def controls(self, choice, view=None):
        """The control that counts."""
        first, = self.numbers(None, choice, "").values()
        return [whole(self.control, self.label, first, 0, len(self.choices) - 1, self.hidden)]


START = Place("start_x", "start_y", label="start {}₀")
STARTS = Places("start_x", "start_y", label="start {}₀")
