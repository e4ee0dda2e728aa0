"""Live figures of what a slope is: a chord that becomes a tangent, and the slope along a direction."""

import numpy as np

from helpers.drawing import COLOURS, contours, curve, dress, number, place
from helpers.live.base import LiveFigure
from helpers.live.controls import Control, Place, inside, numbers_in
from helpers.live.ground import on_surface
from helpers.live.layout import HALVES
from helpers.live.scene import Mark, Scene
from helpers.surfaces import Surface

LEVEL = 1e-12  # a slope below this is rounding
POINT = Place("x", "y", label="point {}")


class Slope(LiveFigure):
    """A curve with its tangent and a chord over a width h; beside it the derivative, with a dot that follows.

    Arguments: surface, a Surface of one variable; x and h, where to begin; presets, name → {"x": ..., "h": ...}.
    Raises ValueError for a surface of two variables or an x outside its view.

    >>> from helpers import surfaces
    >>> Slope(surfaces.cubic, x=1.0, h=1.0).summary
    'At x = 1 the slope is −12. The chord of width 1 has slope −11.'
    """

    page_kind = "slope"
    subject = "{figure.surface.name} with a tangent and a chord."

    def __init__(self, surface, x=1.0, h=1.0, presets=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 1:
            raise ValueError(f"Slope takes a Surface of one variable, got {surface!r}")
        self.surface, self.view = surface, surface.view
        (x,) = inside(x, self.view, "x")
        widths = [value for value in numbers_in([{"h": h}, *(presets or {}).values()], "h") if value > 0]
        controls = [Control("x", "point x", x, *self.view[0]),
                    Control("h", "width h", h, min([1e-3, *widths]), max([2.0, *widths]), "log")]
        tangent, chord = COLOURS["vermilion"], COLOURS["blue"]
        self.handles = [{"panel": "curve", "x": "x"}]
        self.marks = [Mark("curve", chord, dash=(6, 3), width=2.5, label="chord over the width h"),
                      Mark("curve", tangent, width=3, label="tangent at x"),
                      Mark("curve", chord, marker="s", size=8, trail=False, head=True),
                      Mark("curve", tangent, size=9, trail=False, head=True),
                      Mark("slope", tangent, size=9, trail=False, head=True)]
        self._draw_backdrop(title)
        self.build(controls, presets, on_surface(self))

    def _draw_backdrop(self, title):
        left, right = self.lay_out(460, curve=HALVES[0], slope=HALVES[1])
        x = np.linspace(*self.view[0], 400)
        curve(self.surface, left, title=title or f"f(x) = {self.surface.name}")
        right.plot(x, self.surface.gradient(x), color="black", lw=2)
        right.axhline(0, color="0.5", lw=1)
        dress(right, "Its slope f′(x)", "x", "f′(x)", xlim=self.view[0])

    def scene(self, settings):
        x, h = settings["x"], settings["h"]
        here, there, slope = (float(v) for v in (self.surface(x), self.surface(x + h), self.surface.gradient(x)))
        chord, reach = (there - here) / h, np.ptp(self.view) * np.array([-1, 1])
        straight = [np.stack([x + reach, here + rise * reach], axis=1) for rise in (chord, slope)]
        dots = [np.array([dot]) for dot in ((x + h, there), (x, here), (x, slope))]
        return Scene([*straight, *dots], f"At x = {number(x)} the slope is {number(slope)}. "
                                         f"The chord of width {number(h)} has slope {number(chord, 5)}.")


class Direction(LiveFigure):
    """A contour map with an arrow to turn: the slope along it, and against the angle; −∇f is drawn as a dashed arrow.

    Arguments: surface, a Surface of two variables; point, where to stand; angle in degrees from the x axis (any: −90
    is 270); presets, name → {"angle": ..., "point": ...}. Raises ValueError for a surface of one variable, or a point
    outside its view.

    >>> from helpers import surfaces
    >>> Direction(surfaces.saddle, point=(1.0, 0.0), angle=180).summary
    'Towards 180° the slope is −2 of at most 2. Steepest descent points to 180°.'
    """

    page_kind, point = "direction", POINT
    subject = "A direction on {figure.surface.name}."

    def __init__(self, surface, point=(1.0, 1.0), angle=0.0, presets=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 2:
            raise ValueError(f"Direction takes a Surface of two variables, got {surface!r}")
        self.surface, self.view = surface, surface.view
        controls = [Control("angle", "angle °", _turned(angle), 0, 360, step=2),
                    *POINT.controls(point, self.view)]
        turn, steepest, black = COLOURS["vermilion"], COLOURS["blue"], COLOURS["black"]
        self.handles = [POINT.handle("map", self.view)]
        self.marks = [Mark("map", steepest, dash=(7, 3), width=3, arrow=True, label="steepest descent, −∇f"),
                      Mark("map", turn, width=4, arrow=True, label="your direction"),
                      Mark("map", black, size=7, trail=False, head=True),
                      Mark("slope", black, width=2.5),
                      Mark("slope", steepest, marker="s", size=8, trail=False, head=True),
                      Mark("slope", turn, size=9, trail=False, head=True)]
        self._draw_backdrop(title)
        self.build(controls, presets, on_surface(self), {"slope": "y"})

    def _draw_backdrop(self, title):
        left, right = self.lay_out(460, map=HALVES[0], slope=HALVES[1])
        contours(self.surface, left, title=title or f"f(x, y) = {self.surface.name}")
        left.set_aspect("equal")
        right.axhline(0, color="0.5", lw=1)
        dress(right, "Slope along the arrow", "angle in degrees", xlim=(0, 360), ylim=(-1, 1), xticks=range(0, 361, 90),
              yticks=[0], yticklabels=["−10,000"])  # as wide as what the page may write there

    # ---- settings -------------------------------------------------------------------------------------------

    def flat(self, settings, who="settings"):
        """An angle may go round as often as it likes."""
        turned = {"angle": _turned(settings["angle"])} if "angle" in settings else {}
        return super().flat({**settings, **turned}, who)

    # ---- what moves -----------------------------------------------------------------------------------------

    def scene(self, settings):
        angle, x, y = settings["angle"], settings["x"], settings["y"]
        gx, gy = self.surface.gradient(np.array([x, y])).tolist()
        steepest, down = np.hypot(gx, gy), np.degrees(np.arctan2(-gy, -gx)) % 360
        every = np.linspace(0, 360, 181)
        wave = gx * np.cos(np.radians(every)) + gy * np.sin(np.radians(every))
        slope = gx * np.cos(np.radians(angle)) + gy * np.sin(np.radians(angle))
        level = steepest < LEVEL  # there no direction is the steepest
        best = [self._arrow(x, y, down), np.array([[down, -steepest]])] if not level else [np.empty((0, 2))] * 2
        lines = [best[0], self._arrow(x, y, angle), np.array([[x, y]]), np.stack([every, wave], axis=1), best[1],
                 np.array([[angle, slope]])]
        most = 1.2 * max(steepest, 0.5) if np.isfinite(steepest) else 1.0
        return Scene(lines, self._tell(angle, slope, steepest, down), limits={"slope": {"y": (-most, most)}})

    def _arrow(self, x, y, degrees):
        length, towards = 0.22 * np.ptp(self.view, axis=1).min(), np.radians(degrees)
        return np.array([[x, y], [x + length * np.cos(towards), y + length * np.sin(towards)]])

    @staticmethod
    def _tell(angle, slope, steepest, down):
        if steepest < LEVEL:
            return "The slope is 0 in every direction: a stationary point."
        shown = 0.0 if abs(slope) < LEVEL * steepest else slope
        return (f"Towards {angle:.0f}° the slope is {number(shown)} of at most {number(steepest)}. "
                f"Steepest descent points to {down:.0f}°.")

    def describe(self):
        return f"A direction on {self.surface.name} at {place(self.point)}. {self.told()}".rstrip()


def _turned(angle):
    """An angle between 0 and 360; what is no number is left for its control to refuse."""
    return angle % 360 if numbers_in([{"angle": angle}], "angle") and not 0 <= angle <= 360 else angle
