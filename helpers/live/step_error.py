"""The live figure of a gradient check's step: the error of a difference quotient against h, and the curve up close."""

import re
from dataclasses import replace

import numpy as np

from helpers.drawing import COLOURS, dress, number, power_of_ten
from helpers.learning import CURVES, KINDS, NEARBY, best_step, guides, typical_error
from helpers.live.base import LiveFigure
from helpers.live.controls import Control, OneOf
from helpers.live.layout import LEFT, RIGHT, WIDE
from helpers.live.scene import Mark, Scene
from helpers.tracing import function_program

STEPS = 10.0 ** np.linspace(-16, 0, 97)
ERRORS = (3e-17, 1e3)
WINDOW = np.linspace(-2.2, 2.2, 89)
METHODS = {  # kind, precision and look of each curve of errors
    "forward": ("forward", np.float64, COLOURS["vermilion"], "s", (7, 3)),
    "central": ("central", np.float64, COLOURS["blue"], "o", ()),
    "central, float32": ("central", np.float32, COLOURS["green"], "^", (9, 3, 2, 3)),
    "complex step": ("complex", np.float64, COLOURS["purple"], "D", (2, 3)),
}
GUIDES = (Mark("left", "#555555", width=1.2, label="bending h²|f‴|/6"),
          Mark("left", "#555555", width=1.2, dash=(4, 3), label="rounding ε|f|/h"))
UP_CLOSE = (Mark("right", COLOURS["black"], width=1.5, label="true tangent"),
            Mark("right", COLOURS["green"], width=2, dash=(9, 3, 2, 3)), Mark("right", COLOURS["blue"], width=2.5))
FUNCTION = OneOf("curve", CURVES, label="function", hidden=True)


class StepError(LiveFigure):
    """The error of a numerical slope against the step h, for four methods; beside it the curve as seen at the scale h.

    Central differences err by bending, h²|f‴|/6, and by rounding, ε|f|/h: thin lines. Arguments: function, a key of
    ``learning.CURVES``; x in [−2, 4]; h in [1e-16, 1]; presets, name → {"function": ..., "x": ..., "h": ...}.
    Raises ValueError for an unknown function.

    The page rounds as NumPy does, in 64 bits and in 32: both show the same luck.

    >>> StepError("cubic", x=2.0, h=1e-2).summary.split(";")[0]
    'x³ − 3x² − 9x + 2 at x = 2, h = 0.01: forward off by about 0.03, central by 1e−4'
    """

    page_kind, function = "step_error", FUNCTION
    subject = "Error of numerical slopes against the step."

    def __init__(self, function="cubic", x=2.0, h=1e-5, presets=None, title=""):
        controls = [Control("h", "step h", h, 1e-16, 1.0, "log"), Control("x", "point x", x, -2.0, 4.0, step=0.05),
                    *FUNCTION.controls(function)]
        self.handles = [{"panel": "left", "x": "h"}]
        curves = [Mark("left", colour, width=2.5, dash=dash, marker=marker, label=name)
                  for name, (_, _, colour, marker, dash) in METHODS.items()]
        dots = [Mark("left", mark.colour, marker=mark.marker, size=7, trail=False, head=True) for mark in curves]
        self.marks = [*GUIDES, Mark("left", "#999999", width=1), *curves, *dots, *UP_CLOSE]
        keys = (*(replace(mark, head=True, size=8) for mark in curves), *GUIDES, UP_CLOSE[0])
        self._draw_backdrop(title, [mark.key() for mark in keys])
        self.build(controls, presets, self._data())

    def _draw_backdrop(self, title, keys):
        half = 0.6 * WIDE
        left, right = self.lay_out(480, keys, 4, left=(LEFT, half), right=(half + 50, WIDE - RIGHT))
        dress(left, title or "Too large bends, too small rounds", "step h", "error of the slope",
              xscale="log", yscale="log", xlim=(1e-16, 1), ylim=ERRORS)
        for axis, powers in ((left.xaxis, range(-16, 1, 4)), (left.yaxis, range(-16, 3, 4))):
            axis.set_ticks([10.0**p for p in powers], [power_of_ten(10.0**p) for p in powers])
        left.grid(alpha=0.3)
        right.axhline(0, color="0.8", lw=1)
        dress(right, "Up close, in 64 and 32 bits", xlim=(-2.2, 2.2), ylim=(-3, 3), xticks=(-2, -1, 0, 1, 2), yticks=(),
              xticklabels=("−2h", "−h", "x", "h", "2h"))

    def _data(self):
        """Each curve and its quotients as programs for the page."""
        eps = {np.float32: float(np.finfo(np.float32).eps), np.float64: float(np.finfo(np.float64).eps)}
        return {"steps": STEPS.tolist(), "window": WINDOW.tolist(), "nearby": NEARBY.tolist(),
                "curves": [_programs(curve) for curve in CURVES.values()],
                "methods": [{"single": dtype is np.float32, "eps": eps[dtype]} for _, dtype, *_ in METHODS.values()]}

    # ---- what moves -----------------------------------------------------------------------------------------

    def scene(self, settings):
        curve, x, h = list(CURVES.values())[settings["curve"]], settings["x"], settings["h"]
        ways = [(kind, dtype) for kind, dtype, *_ in METHODS.values()]
        far = [*guides(curve, x, STEPS), *(typical_error(curve, x, STEPS, *way) for way in ways)]
        far = [np.stack([STEPS, np.maximum(error, 1e-30)], axis=-1) for error in far]
        here = [np.array([[h, typical_error(curve, x, h, *way)]]) for way in ways]
        upright = np.array([[h, ERRORS[0]], [h, ERRORS[1]]])
        lines = [*far[:2], upright, *far[2:], *here, *_up_close(curve, x, h)]
        return Scene(lines, _tell(curve, x, h, [line[0, 1] for line in here]))


def _programs(curve):
    """A curve for the page, and its quotients in the order of ``METHODS``."""
    ways = [function_program(lambda x, h, kind=kind: KINDS[kind](curve.f, x, h), ("x", "h"))
            for kind, *_ in METHODS.values()]
    rise = function_program(lambda x, at: curve.f(at) - curve.f(x), ("x", "at"))
    return {"name": curve.name, "kinked": curve is CURVES["kink"], "slope": function_program(curve.slope, ("x",)),
            "guides": function_program(lambda x, h: guides(curve, x, h), ("x", "h")),
            "best": function_program(lambda x: best_step(curve, x), ("x",)), "rises": [_in_single(rise), rise],
            "quotients": [_in_single(way) if dtype is np.float32 else way
                          for way, (_, dtype, *_) in zip(ways, METHODS.values(), strict=True)]}


def _in_single(program):
    """The same program in 32 bits: the result of every line is rounded."""
    return re.sub(r"^(const \w+) = (.+);$", r"\1 = Math.fround(\2);", program, flags=re.MULTILINE)


def _up_close(curve, x, h):
    """True tangent, and f in both precisions, over x ± 2h, in units in which the tangent rises by one to x + h."""
    slope = float(curve.slope(x))
    rise = h * max(abs(slope), 1e-3)
    views = []
    for dtype in (np.float32, np.float64):
        at = np.asarray(x, dtype) + np.asarray(h * WINDOW, dtype)
        seen = (curve.f(at) - curve.f(np.asarray(x, dtype))).astype(np.float64)
        views.append(np.stack([WINDOW, np.clip(seen / rise, -99, 99)], axis=-1))
    return [np.stack([WINDOW, slope * h / rise * WINDOW], axis=-1), *views]


def _tell(curve, x, h, errors):
    """One sentence a question: how far is each method off, and which step would be better?"""
    forward, central, single, exact = map(_about, errors)
    best = best_step(curve, x)
    if curve is CURVES["kink"]:
        advice = f"The kink at 0 lies {'between' if abs(x) < h else 'outside of'} x − h and x + h"
    elif np.isfinite(best):
        advice = f"Best h for central here: about {_about(best)}"
    else:
        advice = "Nothing bends here, so central differences only gain from a larger h"
    return (f"{curve.name} at x = {number(x)}, h = {_about(h, 2)}: forward off by about {forward}, "
            f"central by {central}; in float32 by {single}; complex step by {exact}. {advice}.")


def _about(value, digits=1):
    """One digit of an error: which one comes next is the luck of rounding."""
    if value >= 0.01:
        return number(value, digits)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa.removesuffix('.0')}e−{-int(exponent)}"
