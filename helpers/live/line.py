"""The live line: data and the line that is fitted to them beside the loss over its two parameters."""

from dataclasses import replace

import numpy as np

from helpers import drawing
from helpers.drawing import COLOURS, PictureAxes, look, number
from helpers.learning import line_loss
from helpers.live.stage import Mark
from helpers.live.tables_descent import Descent


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

    most_kept = 100  # each step draws a line and its residuals, so fewer steps than for a ball alone

    def __init__(self, x, y, optimizer, start, steps=30, view=None, variable="x", **options):
        self.x, self.y, self.variable = np.asarray(x, dtype=float), np.asarray(y, dtype=float), variable
        self.ends = np.array([self.x.min(), self.x.max()]) + 0.06 * np.ptp(self.x) * np.array([-1, 1])
        surface = line_loss(self.x, self.y)
        super().__init__(surface, optimizer, start, steps, view=view or _room_for(start, surface.view), **options)

    def _make_sliders(self, *settings):
        self.places = 60
        made = super()._make_sliders(*settings)
        for name, label in (("start_x", "start w₀"), ("start_y", "start w₁")):
            if name in made:
                made[name].description = label
        return made

    def build(self):
        """Make room for the data beside the map of the loss, and lay it all out once more."""
        self.figure.set_size_inches(9.6, 6.2)
        self.figure.set_layout_engine("constrained")
        grid = self.figure.add_gridspec(2, 2, height_ratios=(3.3, 1))
        self.data = self.figure.add_subplot(grid[0, 0], axes_class=PictureAxes)
        self.main.set_subplotspec(grid[0, 1])
        self.loss.set_subplotspec(grid[1, 0] if self.gauge else grid[1, :])
        if self.gauge:
            self.gauge.set_subplotspec(grid[1, 1])
        drawing.dress(self.main, "", f"w₀, height at {self.variable} = 0", "w₁, slope")
        self.main.set_title("The loss of every line", fontsize=drawing.LARGE, loc="left")
        self.loss.set_xlim(0, 1.03 * self.sliders["steps"].max)
        drawing.dress(self.loss, "Loss above the lowest" if self.lowest > 1e-20 else "Loss")
        self._draw_data()
        self.marks += [mark for b in range(len(self.balls)) for mark in self._line_marks(b)]
        self.figure.legend(handles=[mark.key() for mark in self.marks[-1:-4:-1]], loc="outside lower center", ncols=3,
                           fontsize=drawing.SMALL, frameon=False)
        self.figure.freeze()
        super().build()

    def settled(self):
        """As in ``Descent``, but a run that leaves the picture does not press the others flat."""
        super().settled()
        low, high = self.loss.get_ylim()
        high = min(high, 1e4)
        self.loss.set(ylim=(low, high), yticks=[low, (low * high) ** 0.5, high])

    @property
    def lowest(self):
        """The loss of the best line."""
        return float(self.surface(self.surface.minima[0]))

    def _draw_data(self):
        """The data, on axes with room for the first line of every preset."""
        firsts = [np.reshape(settings["start"], (-1, 2)) for settings in self.presets.values()]
        heights = np.concatenate([self.y, *((first @ [np.ones(2), self.ends]).ravel() for first in firsts)])
        room = 0.06 * np.ptp(heights)
        self.data.plot(self.x, self.y, "o", color="black", ms=9, zorder=3)
        self.data.set(xlim=self.ends, ylim=(heights.min() - room, heights.max() + room))
        drawing.dress(self.data, "The data and the line", self.variable, "y")

    def _marks(self, b):
        """As in ``Descent``; of a long run not every step is kept, so a dot would not be a step."""
        every = self.sliders["steps"].max <= self.most_kept
        return [replace(mark, dots=mark.dots and every) for mark in super()._marks(b)]

    def _line_marks(self, b):
        """The first line, the distances to the data, and over them the line."""
        colour, _, dash = look(b)
        both = {"axes": self.data, "colour": colour, "grows": True}
        return [Mark(self.data, COLOURS["blue"], width=2, dash=(8, 4), label="first line"),
                Mark(width=1.5, each=3 * len(self.x), label="its distances to the data", **both),
                Mark(width=4, dash=dash, each=2, label="line", **both)]

    def _lines(self, settings, points, kept):
        """What ``Descent`` draws; then each ball's first line, its combs (settings, 3m · kept, 2) and its lines."""
        lines = super()._lines(settings, points, kept)
        for w in np.moveaxis(points, (3, 2), (0, 1)):  # a ball's (settings, kept, 2)
            line = _at(w, self.ends).reshape(len(w), -1, 2)
            lines += [line[:, :2], self._comb(w), line]
        return lines

    def _comb(self, w):
        """From the line to each datum and back: between two data it runs along the line, where it does not show."""
        there = _at(w, self.x)
        data = np.broadcast_to(np.stack([self.x, self.y], axis=-1), there.shape)
        return np.stack([there, data, there], axis=-2).reshape(len(w), -1, 2)

    def _told(self, settings, points, *rest):
        words, kind = super()._told(settings, points, *rest)
        if points.shape[-1] > 1 or not np.all(np.abs(points[-1]) < 1e6):
            return words, kind
        w0, w1 = points[-1, :, 0]
        slope = f"{'−' if w1 < 0 else '+'} {number(abs(w1))}{self.variable}"
        return f"{words} Line {number(w0)} {slope}, loss {number(self.surface(points[-1, :, 0]))}.", kind


def _room_for(start, view):
    """The view, or as much more as the start needs."""
    low, high = np.array(view).T
    starts, room = np.reshape(start, (-1, 2)), 0.08 * (high - low)
    return list(zip(np.minimum(low, starts.min(axis=0) - room).tolist(),
                    np.maximum(high, starts.max(axis=0) + room).tolist(), strict=True))


def _at(w, x):
    """The points of the lines w (..., 2) at every x: shape (..., len(x), 2)."""
    with np.errstate(all="ignore"):
        heights = w[..., :1] + w[..., 1:] * x
    return np.stack([np.broadcast_to(x, heights.shape), heights], axis=-1)
