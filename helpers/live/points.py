"""A point that a reader moves on a map: a number a coordinate for the controls, one value for a cell."""

import numpy as np

from helpers.live.controls import Control


def inside(point, view, name="start"):
    """The point as a tuple of floats; ValueError where it is none, or outside the view."""
    try:
        values = np.atleast_1d(np.asarray(point, dtype=float))
    except (TypeError, ValueError):
        values = np.empty(0)
    low, high = np.array(view).T
    if values.shape != low.shape or not np.all((values >= low) & (values <= high)):
        raise ValueError(f"{name} must be a point of {len(low)} number(s) inside the view {view}, got {point!r}")
    return tuple(values.tolist())


class Place:
    """A point on a map as an attribute of a figure: a control for each coordinate, of these names.

    The figure has a ``view``; presets and ``apply`` take the point by its name, too. In one dimension it is one number.
    """

    def __init__(self, *names, label):
        self.names, self.label = names, label  # of a slider, with {} for x or y

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

    def apart(self, figure, settings, who):
        """Settings with what this names, where they have it, as its numbers."""
        others = {name: value for name, value in settings.items() if name != self.name}
        return others | self.numbers(figure, settings[self.name], who) if self.name in settings else others

    def numbers(self, figure, point, who):
        """The point as a number a control."""
        return dict(zip(self.names, inside(point, figure.view, f"{who}: {self.name}"), strict=False))

    def controls(self, point, view):
        """A control for each coordinate."""
        return [Control(name, self.label.format(axis), value, *ends) for name, axis, value, ends in
                zip(self.names, "xy", inside(point, view, self.name), view, strict=False)]

    def handle(self, panel, view):
        """What is dragged on a panel."""
        return {"panel": panel, **dict(zip("xy"[: len(view)], self.names, strict=False))}


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
        return [Control(self.control, self.label, first, 0, len(self.choices) - 1, "whole", 1, self.hidden)]


START = Place("start_x", "start_y", label="start {}₀")
