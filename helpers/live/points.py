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


class OneStart:
    """For a live figure with one start on its panel "main": a control a coordinate, and ``figure.start``.

    The figure has a ``view`` and a ``surface``; its presets may name "start".
    """

    def _start_controls(self, start):
        """The controls; the start can be dragged, too."""
        names = ("start_x", "start_y")[: len(self.view)]
        self.handles = [{"panel": "main", **dict(zip("xy", names, strict=False))}]
        return [Control(name, f"start {name[-1]}₀", value, *ends)
                for name, value, ends in zip(names, inside(start, self.view), self.view, strict=True)]

    def flat(self, settings, who="settings"):
        """A start becomes its numbers."""
        settings = dict(settings)
        if "start" in settings:
            names = [name for axis, name in self.handles[0].items() if axis in "xy"]
            settings |= zip(names, inside(settings.pop("start"), self.view, f"{who}: start"), strict=True)
        return super().flat(settings, who)

    def _start(self, settings):
        """The start as ``descend`` takes it."""
        return (settings["start_x"], settings["start_y"]) if len(self.view) == 2 else settings["start_x"]

    @property
    def start(self):
        """Where the run starts."""
        return self._start(self.settings)

    @start.setter
    def start(self, start):
        self.apply({"start": start})
