"""A point that a reader moves on a map: a number a coordinate for the controls, one value for a cell."""

import numpy as np

from helpers.live.controls import Control


def inside(points, view, name="start", several=False):
    """A point as a list of floats, ``several`` as a list each; ValueError where they are none, or outside the view."""
    low, high = np.array(view).T
    try:
        values = np.asarray(points, dtype=float)
        rows = values.reshape(-1, 1) if len(low) == 1 else np.atleast_2d(values)
    except (TypeError, ValueError):
        values = rows = np.empty((0, 0))
    enough = several or (values.ndim < 2 and len(rows) == 1)
    if not enough or rows.shape[1:] != low.shape or not np.all((rows >= low) & (rows <= high)):
        raise ValueError(f"{name} must be {'point(s)' if several else 'a point'} of {len(low)} number(s) "
                         f"inside the view {view}, got {points!r}")
    return rows.tolist() if several else rows[0].tolist()


class Place:
    """A point on a map as an attribute of a figure: a control for each coordinate, of these names.

    The figure has a ``view``; presets and ``apply`` take the point by its name, too. In one dimension it is one number.
    """

    def __init__(self, *names, label):
        self.names, self.label = names, label  # of a slider, with {} for x or y
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


class Places(Place):
    """One point or a list of them as an attribute of a figure, which keeps the Place of ``each`` as its ``balls``."""

    def each(self, count):
        """The Place of each: of several the names have a number at their end."""
        return [Place(*(name + f"_{k + 1}" * (count > 1) for name in self.names), label=self.label)
                for k in range(count)]

    def __get__(self, figure, _=None):
        if figure is None:
            return self
        points = [ball.of(figure.settings) for ball in figure.balls]
        return points if len(points) > 1 else points[0]

    def numbers(self, figure, points, who):
        """The points as a number a control; ValueError where they are more or fewer than the balls."""
        rows, balls = inside(points, figure.view, self.name, several=True), figure.balls
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
        return [Control(self.control, self.label, first, 0, len(self.choices) - 1, "whole", 1, self.hidden)]


START = Place("start_x", "start_y", label="start {}₀")
STARTS = Places("start_x", "start_y", label="start {}₀")
