"""The live line: data and the line that is fitted to them beside the loss over its two parameters."""

from dataclasses import replace

import numpy as np

from helpers.drawing import COLOURS, dress, look, number
from helpers.learning import line_loss
from helpers.live.backdrop import draw_surface, room_for_gauge, room_for_heights
from helpers.live.controls import inside
from helpers.live.descent import Descent
from helpers.live.layout import HALVES, LEFT, RIGHT, WIDE, sheet, stacked
from helpers.live.scene import Mark

HIGH, UNDER = 632, 120  # the picture above its keys, and what stands under data and map
WORDS_UP_TO = 1e6  # a line farther out than this is not spelt out


class LineFit(Descent):
    """A line w₀ + w₁x that turns towards its data while a ball walks down the loss, half the mean squared error.

    Arguments
    ---------
    x, y : the data, as in ``line_loss``. optimizer, steps, most_steps, presets, ranges, view, tolerance, title : as in
        ``Descent``; the usual view is wide enough for the start. start : (w₀, w₁), the line to begin with; its
        sliders are ``start_x`` for w₀ and ``start_y`` for w₁. variable : what to call x.

    Raises ValueError for data that ``line_loss`` refuses or a start outside the view.

    >>> from helpers import optimizers
    >>> figure = LineFit([0, 1, 2], [1, 3, 5], optimizers.GradientDescent(0.3), start=(0.0, 0.0), steps=100)
    >>> figure.summary.split(". ")[-1]
    'Line 1 + 2x, loss 4.51e−10.'
    """

    page_kind = "line"

    def __init__(self, x, y, optimizer, start, steps=30, view=None, variable="x", presets=None, **options):
        if options.get("edge"):
            raise ValueError("LineFit has no room for edge=True; Descent has")
        surface = line_loss(x, y)
        self.x, self.y, self.variable = np.asarray(x, dtype=float), np.asarray(y, dtype=float), variable
        self.ends = np.array([self.x.min(), self.x.max()]) + 0.06 * np.ptp(self.x) * np.array([-1, 1])
        first = _lines_of({"start": start})
        self.firsts = np.concatenate([first, *map(_lines_of, (presets or {}).values())])
        view = view or _room_for_lines(first, surface.view)
        super().__init__(surface, optimizer, start, steps, view=view, presets=presets, **options)

    def _make_starts(self, balls):
        labels = {"start_x": "start w₀", "start_y": "start w₁"}
        return [replace(control, label=labels.get(control.name, control.label))
                for control in super()._make_starts(balls)]

    def _data(self):
        data = super()._data()
        own = {"x": self.x.tolist(), "y": self.y.tolist(), "ends": self.ends.tolist(), "variable": self.variable}
        return data and data | own

    def build(self, *arguments):
        """Add what moves beside the data."""
        self.marks = [*self.marks, *(mark for b in range(len(self.handles)) for mark in self._line_marks(b))]
        super().build(*arguments)

    def _line_marks(self, b):
        """The first line, the distances to the data, and over them the line."""
        colour, _, dash = look(b)
        return [Mark("data", COLOURS["blue"], width=2, dash=(8, 4), label="first line"),
                Mark("data", colour, width=1.5, label="its distances to the data"),
                Mark("data", colour, width=4, dash=dash, label="line")]

    # ---- what stands still ----------------------------------------------------------------------------------

    def _backdrop(self, gauge, title, basin_map):
        """Data and map above, heights and gauge below."""
        keys = [mark.key() for mark in self._line_marks(0)[::-1]]
        (data, loss), (main, below) = (stacked(half, HIGH, UNDER) for half in HALVES)
        under = {"loss": loss, "gauge": (*below[:3], UNDER / 2)} if gauge else {
            "loss": (*loss[:2], WIDE - LEFT - RIGHT, UNDER)}
        figure, panels = sheet(HIGH, keys, data=data, main=main, **under)
        self._draw_data(panels["data"])
        draw_surface(self.surface, panels["main"], self.view, title or "The loss of every line", False, not basin_map)
        dress(panels["main"], "", f"w₀, height at {self.variable} = 0", "w₁, slope")
        room_for_heights(panels["loss"], 1)
        lowest = self.surface(self.surface.minima[0])
        dress(panels["loss"], "Loss above the lowest" if lowest > 1e-20 else "Loss")
        if gauge:
            room_for_gauge(panels["gauge"])
        return figure, panels

    def _draw_data(self, axes):
        """The data, on axes with room for the first line of every preset."""
        heights = np.concatenate([self.y, (self.firsts @ [np.ones(2), self.ends]).ravel()])
        room = 0.06 * np.ptp(heights)
        axes.plot(self.x, self.y, "o", color="black", ms=9, zorder=3)
        dress(axes, "The data and the line", self.variable, "y",
              xlim=self.ends, ylim=(heights.min() - room, heights.max() + room))

    # ---- what moves -----------------------------------------------------------------------------------------

    def scene(self, settings):
        """What ``Descent`` shows; then for each ball its first line, and the line of its last step with its comb."""
        scene, balls = super().scene(settings), len(self.handles)
        each = len(scene.lines) // balls
        paths = scene.lines[: balls * each : each]
        lines = [line for path in paths for line in (self._at(path[0], self.ends), self._comb(path[-1]),
                                                     self._at(path[-1], self.ends))]
        words = scene.words + (self._tell(paths[0][-1]) if balls == 1 else "")
        return replace(scene, lines=[*scene.lines, *lines], words=words)

    def _at(self, w, x):
        """The points of the line w at every x."""
        return np.stack([x, w[0] + w[1] * x], axis=-1)

    def _comb(self, w):
        """From the line to each datum and back: between two data it runs along the line, where it does not show."""
        there, data = self._at(w, self.x), np.stack([self.x, self.y], axis=-1)
        return np.stack([there, data, there], axis=1).reshape(-1, 2)

    def _tell(self, w):
        if not np.all(np.abs(w) < WORDS_UP_TO):
            return ""
        slope = f"{'−' if w[1] < 0 else '+'} {number(abs(w[1]))}{self.variable}"
        return f" Line {number(w[0])} {slope}, loss {number(self.surface(w))}."


def _lines_of(settings):
    """The lines (n, 2) that settings start from; none where they name none, or what the figure will refuse."""
    most = np.finfo(float).max
    try:
        return np.array(inside(settings["start"], [(-most, most)] * 2, several=True))
    except (KeyError, ValueError):
        return np.empty((0, 2))


def _room_for_lines(lines, view):
    """The view, or as much more as the lines need."""
    low, high = np.array(view).T
    room = 0.08 * (high - low)
    return list(zip(np.min([low, *(lines - room)], axis=0).tolist(), np.max([high, *(lines + room)], axis=0).tolist(),
                    strict=True))
