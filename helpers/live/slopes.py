"""Live figures of what a slope is: a chord that becomes a tangent, and the slope along a direction."""

import numpy as np

from helpers import drawing
from helpers.drawing import COLOURS, number, place
from helpers.live.sliders import log_slider, slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure
from helpers.surfaces import Surface


class Slope(LiveFigure):
    """A curve with its tangent and a chord over a width h; beside it the derivative, with a dot that follows.

    Arguments: surface, a Surface of one variable; x and h, where to begin; presets, name → {"x": ..., "h": ...}.
    Raises ValueError for a surface of two variables or an x outside its view.

    >>> from helpers import surfaces
    >>> Slope(surfaces.cubic, x=1.0, h=1.0).summary
    'At x = 1 the slope is −12. The chord of width 1 has slope −11.'
    """

    playable = False

    def __init__(self, surface, x=1.0, h=1.0, presets=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 1:
            raise ValueError(f"Slope takes a Surface of one variable, got {surface!r}")
        self.surface, self.view = surface, surface.view
        low, high = surface.view[0]
        if not low <= x <= high:
            raise ValueError(f"x must lie in the view from {low:g} to {high:g}, got {x!r}")
        self.sliders = {"x": slider("point x", x, low, high, (high - low) / 170),
                        "h": log_slider("width h", h, 1e-3, 2.0)}
        text = {"x": x, "h": h}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self.figure, (self.left, self.right) = drawing.panels(2)
        tangent, chord = COLOURS["vermilion"], COLOURS["blue"]
        self.start_axes = self.left
        self.marks = [Mark(self.left, chord, dash=(6, 3), width=2.5, label="chord over the width h"),
                      Mark(self.left, tangent, width=3, label="tangent at x"),
                      Mark(self.left, chord, marker="s", size=8, trail=False, head=True),
                      Mark(self.left, tangent, size=9, trail=False, head=True),
                      Mark(self.right, tangent, size=9, trail=False, head=True)]
        self._draw_backdrop(title)
        self.build()

    def _draw_backdrop(self, title):
        x = np.linspace(*self.view[0], 400)
        drawing.curve(self.surface, self.left, title=title or f"f(x) = {self.surface.name}")
        self.right.plot(x, self.surface.gradient(x), color="black", lw=2)
        self.right.axhline(0, color="0.5", lw=1)
        self.right.set_xlim(*self.view[0])
        drawing.dress(self.right, "Its slope f′(x)", "x", "f′(x)")
        _settle_layout(self.figure, self.marks)

    def sweep(self, name, positions):
        settings = [self._at(name, p) for p in positions]
        x, h = (np.array([s[key] for s in settings]) for key in ("x", "h"))
        f, slope = self.surface, self.surface.gradient(x)
        chord = (f(x + h) - f(x)) / h
        reach = np.ptp(self.view) * np.array([-1, 1])

        def line(through):
            return np.stack([x[:, None] + reach, f(x)[:, None] + through[:, None] * reach], axis=-1)

        dots = [np.stack(pair, axis=-1)[:, None] for pair in ((x + h, f(x + h)), (x, f(x)), (x, slope))]
        words = [f"At x = {number(a)} the slope is {number(s)}. "
                 f"The chord of width {number(b)} has slope {number(c, 5)}."
                 for a, b, c, s in zip(x, h, chord, slope, strict=True)]
        rows = np.arange(len(x))
        return Sweep([line(chord), line(slope), *dots], rows, np.full(len(x), 2), words, np.arange(2), 0 * rows)

    @property
    def summary(self):
        """The two slopes at the present settings, in words."""
        return self.sweep("x", np.array([self.value("x")])).words[0]

    def describe(self):
        return f"{self.surface.name} with a tangent and a chord. {self.summary}"

    def move_start(self, to=None, by=None, done=True):
        x = self.value("x") + by[0] if to is None else to[0]
        self.shown_values["x"] = float(np.clip(x, *self.view[0]))


class Direction(LiveFigure):
    """A contour map with an arrow to turn: the slope along it, and against the angle; −∇f is drawn as a dashed arrow.

    Arguments: surface, a Surface of two variables; point, where to stand; angle in degrees from the x axis;
    presets, name → {"angle": ..., "point": ...}. Raises ValueError for a surface of one variable.

    >>> from helpers import surfaces
    >>> Direction(surfaces.saddle, point=(1.0, 0.0), angle=180).summary
    'Towards 180° the slope is −2 of at most 2. Steepest descent points to 180°.'
    """

    playable = False

    def __init__(self, surface, point=(1.0, 1.0), angle=0.0, presets=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 2:
            raise ValueError(f"Direction takes a Surface of two variables, got {surface!r}")
        self.surface, self.view = surface, surface.view
        self.sliders = {"angle": slider("angle °", angle, 0, 360, 2)}
        for name, value, (low, high) in zip("xy", point, self.view, strict=True):
            self.sliders[name] = slider(f"point {name}", value, low, high, (high - low) / 100)
        self.presets = {"Reset": self._flat(point=point, angle=angle),
                        **{name: self._flat(**{"point": point, "angle": angle, **change})
                           for name, change in (presets or {}).items()}}
        self.figure, (self.left, self.right) = drawing.panels(2)
        self.start_axes = self.left
        turn, steepest = COLOURS["vermilion"], COLOURS["blue"]
        self.marks = [Mark(self.left, steepest, dash=(7, 3), width=3, arrow=True, label="steepest descent, −∇f"),
                      Mark(self.left, turn, width=4, arrow=True, label="your direction"),
                      Mark(self.left, COLOURS["black"], size=7, trail=False, head=True),
                      Mark(self.right, COLOURS["black"], width=2.5),
                      Mark(self.right, steepest, marker="s", size=8, trail=False, head=True),
                      Mark(self.right, turn, size=9, trail=False, head=True)]
        self._draw_backdrop(title)
        self.build()

    @staticmethod
    def _flat(point, angle):
        return {"angle": angle, "x": point[0], "y": point[1]}

    def _draw_backdrop(self, title):
        drawing.contours(self.surface, self.left, title=title or f"f(x, y) = {self.surface.name}")
        self.left.set_aspect("equal")
        self.right.axhline(0, color="0.5", lw=1)
        self.right.set(xlim=(0, 360), xticks=range(0, 361, 90))
        drawing.dress(self.right, "Slope along the arrow", "angle in degrees", "slope")
        self.settled()
        _settle_layout(self.figure, self.marks)

    def settled(self):
        steepest = np.hypot(*self.surface.gradient(np.array([self.value("x"), self.value("y")])))
        self.right.set_ylim(-1.2 * max(steepest, 0.5), 1.2 * max(steepest, 0.5))

    def sweep(self, name, positions):
        settings = [self._at(name, p) for p in positions]
        angle, x, y = (np.array([s[key] for s in settings], dtype=float) for key in ("angle", "x", "y"))
        gx, gy = self.surface.gradient(np.array([x, y]))
        steepest, down = np.hypot(gx, gy), np.degrees(np.arctan2(-gy, -gx)) % 360
        turned, slope = np.radians(angle), gx * np.cos(np.radians(angle)) + gy * np.sin(np.radians(angle))
        length = 0.22 * np.ptp(self.view, axis=1).min()
        somewhere = np.where(steepest < 1e-12, np.nan, 1.0)  # on level ground no direction is the steepest

        def arrow(towards):
            tip = x + length * np.cos(towards), y + length * np.sin(towards)
            return np.stack([np.stack([x, y], axis=-1), np.stack(tip, axis=-1)], axis=1)

        every = np.linspace(0, 360, 181)
        wave = np.cos(np.radians(every)) * gx[:, None] + np.sin(np.radians(every)) * gy[:, None]
        curve = np.stack(np.broadcast_arrays(every, wave), axis=-1)
        dots = [np.stack(pair, axis=-1)[:, None] for pair in ((x, y), (down, -steepest * somewhere), (angle, slope))]
        words = [self._tell(*numbers) for numbers in zip(angle, slope, steepest, down, strict=True)]
        rows = np.arange(len(x))
        lines = [arrow(np.radians(down * somewhere)), arrow(turned), dots[0], curve, dots[1], dots[2]]
        return Sweep(lines, rows, np.full(len(x), 2), words, np.arange(2), 0 * rows)

    @staticmethod
    def _tell(angle, slope, steepest, down):
        if steepest < 1e-12:
            return "The slope is 0 in every direction: a stationary point."
        shown = 0.0 if abs(slope) < 1e-12 * steepest else slope
        return (f"Towards {angle:.0f}° the slope is {number(shown)} of at most {number(steepest)}. "
                f"Steepest descent points to {down:.0f}°.")

    @property
    def point(self):
        """Where we stand: (x, y)."""
        return self.value("x"), self.value("y")

    @property
    def summary(self):
        """The slope along the arrow, in words."""
        return self.sweep("angle", np.array([self.value("angle")])).words[0]

    def describe(self):
        return f"A direction on {self.surface.name} at {place(self.point)}. {self.summary}"

    def move_start(self, to=None, by=None, done=True):
        to = np.add(self.point, by) if to is None else to
        low, high = np.array(self.view).T
        self.shown_values.update(zip("xy", np.clip(to, low, high).tolist(), strict=True))


def _settle_layout(figure, marks):
    """Name the marks under the picture, lay it out once, and let nothing move it after that."""
    figure.legend(handles=[mark.key() for mark in marks if mark.label], loc="outside lower center", ncols=3,
                  fontsize=drawing.SMALL, frameon=False)
    figure.freeze()
