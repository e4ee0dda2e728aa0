"""The live figure of a gradient check's step: the error of a difference quotient against h, and the curve up close."""

import numpy as np
from matplotlib.ticker import NullLocator

from helpers import drawing
from helpers.drawing import COLOURS, number
from helpers.learning import CURVES, best_step, guides, typical_error
from helpers.live.sliders import log_slider, slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure
from helpers.live.tables_backdrop import power_of_ten

STEPS = 10.0 ** np.linspace(-16, 0, 97)
ERRORS = (3e-17, 1e3)
WINDOW = np.linspace(-2.2, 2.2, 89)
METHODS = {  # kind, precision and look of each curve of errors
    "forward": ("forward", np.float64, COLOURS["vermilion"], "s", (7, 3)),
    "central": ("central", np.float64, COLOURS["blue"], "o", ()),
    "central, float32": ("central", np.float32, COLOURS["green"], "^", (9, 3, 2, 3)),
    "complex step": ("complex", np.float64, COLOURS["purple"], "D", (2, 3)),
}


class StepError(LiveFigure):
    """The error of a numerical slope against the step h, for four methods; beside it the curve as seen at the scale h.

    Central differences err by bending, h²|f‴|/6, and by rounding, ε|f|/h: thin lines. Arguments: function, a key of
    ``differences.CURVES``; x in [−2, 4]; h in [1e-16, 1]; presets, name → {"function": ..., "x": ..., "h": ...}.
    Raises ValueError for an unknown function.

    >>> StepError("cubic", x=2.0, h=1e-2).summary.split(";")[0]
    'x³ − 3x² − 9x + 2 at x = 2, h = 0.01: forward off by about 0.03, central by 1e−4'
    """

    playable = False

    def __init__(self, function="cubic", x=2.0, h=1e-5, presets=None, title=""):
        self.function, self.view = _known(function), ((-16.0, 0.0),)
        self.sliders = {"h": log_slider("step h", h, 1e-16, 1.0, 128), "x": slider("point x", x, -2.0, 4.0, 0.05)}
        text = {"function": function, "x": x, "h": h}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        for settings in self.presets.values():
            _known(settings["function"])
        self.figure, (self.left, self.right) = drawing.panels(2, widths=(1.65, 1), size=(9.6, 5.4))
        self.start_axes = self.left
        self.marks = self._marks()
        self._draw_backdrop(title)
        self.build()

    def _marks(self):
        thin = {"colour": "#555555", "width": 1.2}
        curves = [Mark(self.left, colour, width=2.5, dash=dash, marker=marker, label=name)
                  for name, (_, _, colour, marker, dash) in METHODS.items()]
        dots = [Mark(self.left, mark.colour, marker=mark.marker, size=8, trail=False, head=True) for mark in curves]
        return [Mark(self.left, **thin, label="bending h²|f‴|/6"),
                Mark(self.left, **thin, dash=(4, 3), label="rounding ε|f|/h"),
                Mark(self.left, "#999999", width=1), *curves, *dots,
                Mark(self.right, COLOURS["black"], width=1.5),
                Mark(self.right, COLOURS["green"], width=2, dash=(9, 3, 2, 3)),
                Mark(self.right, COLOURS["blue"], width=2.5)]

    def _draw_backdrop(self, title):
        self.left.set(xscale="log", yscale="log", xlim=(1e-16, 1), ylim=ERRORS)
        self.left.set_xticks(10.0 ** np.arange(-16, 1, 4))
        self.left.set_yticks(10.0 ** np.arange(-16, 3, 4))
        for axis in (self.left.xaxis, self.left.yaxis):
            axis.set_major_formatter(power_of_ten)
            axis.set_minor_locator(NullLocator())
        self.left.grid(alpha=0.3)
        drawing.dress(self.left, title or "Too large bends, too small rounds", "step h", "error of the slope")
        self.right.axhline(0, color="0.8", lw=1)
        self.right.set(xlim=(-2.2, 2.2), ylim=(-3, 3), xticks=(-2, -1, 0, 1, 2), yticks=(),
                       xticklabels=("−2h", "−h", "x", "h", "2h"))
        drawing.dress(self.right, "Up close, in 64 and 32 bits")
        self.figure.legend(handles=self._keys(), loc="outside lower center", ncols=4, fontsize=drawing.SMALL,
                           frameon=False)
        self.figure.freeze()

    def _keys(self):
        """Each curve in the legend with its marker, the guides without."""
        keys = [mark.key() for mark in self.marks if mark.label]
        for key, mark in zip(keys, (mark for mark in self.marks if mark.label), strict=True):
            if mark.label in METHODS:
                key.set(marker=mark.marker, markersize=8)
        tangent = Mark(self.right, COLOURS["black"], width=1.5, label="true tangent").key()
        return [*keys[2:], *keys[:2], tangent]

    # ---- what is drawn ----------------------------------------------------------------------------------------

    def sweep(self, name, positions):
        rows = [self._rows(**self._at(name, p)) for p in positions]
        lines = [np.stack(line) for line in zip(*(lines for lines, _ in rows), strict=True)]
        many = np.arange(len(rows))
        return Sweep(lines, many, np.full(len(rows), len(STEPS)), [words for _, words in rows], np.arange(len(STEPS)),
                     0 * many)

    def _rows(self, function, x, h):
        """Every mark's line for one setting, and its summary."""
        curve, far = CURVES[function], self._curves_at(function, x)
        here = [np.array([[h, typical_error(curve, x, h, kind, dtype)]]) for kind, dtype, *_ in METHODS.values()]
        upright = np.array([[h, ERRORS[0]], [h, ERRORS[1]]])
        lines = [*far[:2], upright, *far[2:], *here, *_up_close(curve, x, h)]
        return lines, _tell(curve, x, h, [line[0, 1] for line in here])

    def _curves_at(self, function, x):
        """The guides and the four curves at x; kept, since they are the same for every h."""
        kept = vars(self).setdefault("_kept", {})
        if (function, x) not in kept:
            if len(kept) > 500:
                kept.clear()
            curve = CURVES[function]
            errors = [*guides(curve, x, STEPS), *(typical_error(curve, x, STEPS, kind, dtype)
                                                  for kind, dtype, *_ in METHODS.values())]
            kept[function, x] = [np.stack([STEPS, np.maximum(error, 1e-30)], axis=-1) for error in errors]
        return kept[function, x]

    def _at(self, name, position):
        now = {"function": self.function, "x": self.value("x"), "h": self.value("h")}
        if name == "preset":
            return list(self.presets.values())[int(position)]
        return {**now, name: float(position)}

    # ---- settings that no slider shows, and the pointer ---------------------------------------------------------

    def apply(self, settings):
        self.function = _known(settings.get("function", self.function))
        super().apply({name: value for name, value in settings.items() if name != "function"})

    def took_preset(self, settings):
        self.function = settings["function"]

    def move_start(self, to=None, by=None, done=True):
        h = to[0] if by is None else self.value("h") * 10 ** by[0]
        self.shown_values["h"] = float(np.clip(h, 1e-16, 1))

    @property
    def summary(self):
        """How far each method is off at the present step, in words."""
        return self._rows(self.function, self.value("x"), self.value("h"))[1]

    def describe(self):
        return f"Error of numerical slopes against the step. {self.summary}"


def _up_close(curve, x, h):
    """True tangent, and f in both precisions, over x ± 2h, in units in which the tangent rises by one to x + h."""
    rise = h * max(abs(float(curve.slope(np.float64(x)))), 1e-3)
    views = []
    for dtype in (np.float32, np.float64):
        at = np.asarray(x, dtype) + np.asarray(h * WINDOW, dtype)
        seen = (curve.f(at) - curve.f(np.asarray(x, dtype))).astype(np.float64)
        views.append(np.stack([WINDOW, np.clip(seen / rise, -99, 99)], axis=-1))
    tangent = float(curve.slope(np.float64(x))) * h / rise
    return [np.stack([WINDOW, tangent * WINDOW], axis=-1), *views]


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


def _known(function):
    if function not in CURVES:
        raise ValueError(f"function must be one of {', '.join(map(repr, CURVES))}, got {function!r}")
    return function
