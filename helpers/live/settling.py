"""Where a rule settles at each of many learning rates, and beside it the run at one of them."""

import numpy as np
from matplotlib.patches import Patch

from helpers.descent import descend
from helpers.drawing import COLOURS, curve, dress, number
from helpers.live.base import LiveFigure
from helpers.live.controls import START, Control, numbers_in, of_hyperparameter, whole, with_fields
from helpers.live.ground import described
from helpers.live.layout import HALVES
from helpers.live.scene import Mark, Scene, dots
from helpers.optimizers import Optimizer
from helpers.surfaces import Surface
from helpers.tracing import walk_program

RATES, STEPS, LAST, ROWS = 400, 1000, 100, 240  # of the picture: its columns, their runs, the points seen, its rows
LONG, PERIODS, APART, SAME = 4000, 8, 1680, 1e-6  # of the one run; APART is a multiple of 1, 2, ..., 8; SAME in widths
SHADES = [[0, 0, 0, 0], [30, 60, 90, 90], [20, 45, 75, 160], [0, 20, 50, 255], [243, 198, 176, 150]]  # the last: gone


class Settling(LiveFigure):
    """Where 400 learning rates settle on a surface of one variable, and the run at the rate of the slider.

    Arguments: surface, of one variable; optimizer, with a number for its learning_rate, whose other fields are sliders,
    too; start; rates, (low, high); steps and most_steps, of the run as it is drawn; view, (low, high) of x, or the
    surface's own; presets, name → settings. The picture shows the last 100 points of 1,000 steps at each rate,
    anew for each start. In words: the period of a run of 4,000 steps, if it has one up to 8. Raises ValueError for a
    surface of two variables and for settings that no slider can show.

    >>> from helpers import optimizers, surfaces
    >>> Settling(surfaces.cubic, optimizers.GradientDescent(0.2), start=1.0, rates=(0.1, 0.25)).summary
    'η = 0.2 from 1: goes round 2 points, 1.56 and 3.77.'
    """

    page_kind, play, start = "settling", "steps", START

    def __init__(self, surface, optimizer, start, rates, steps=40, most_steps=200, view=None, presets=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 1 or not isinstance(optimizer, Optimizer):
            raise ValueError("Settling takes a Surface of one variable and an Optimizer, "
                             f"got {surface!r} and {optimizer!r}")
        rate = getattr(optimizer, "learning_rate", None)
        if rate is None or callable(rate):
            raise ValueError(f"Settling needs a rule whose learning_rate is a number, got {optimizer!r}")
        self.surface, self.optimizer, self.kind = surface, optimizer, type(optimizer)
        self.view = [tuple(view or surface.view[0])]
        controls = [Control("learning_rate", "learning rate η", rate, *map(float, rates)), *self._fields(presets or {}),
                    *START.controls(start, self.view), whole("steps", "steps", steps, 1, most_steps)]
        self.rates, self.see_through = np.linspace(*map(float, rates), RATES), True
        self.handles = [{"panel": "rates", "x": "learning_rate"}, START.handle("run", self.view)]
        blue, vermilion = COLOURS["blue"], COLOURS["vermilion"]
        spots = {"marker": "s", "trail": False, "dots": True, "size": 9}
        self.marks = [Mark("rates", vermilion, dash=(6, 3)), Mark("rates", blue, **spots),
                      Mark("run", vermilion, 1.6, rim=True, dots=True, start=True, head=True, label="first steps"),
                      Mark("run", blue, label="where this rate settles", **spots)]
        self._draw_backdrop(title)
        self.build(controls, presets, self._data())

    def _fields(self, presets):
        """A control for every field but the rate."""
        return [of_hyperparameter(h, getattr(self.optimizer, name), others=numbers_in(presets.values(), name))
                for name, h in self.kind.hyperparameters.items() if name != "learning_rate"]

    def _draw_backdrop(self, title):
        gone = Patch(facecolor=np.array(SHADES[-1]) / 255, label="diverges")
        keys = [*(mark.key() for mark in self.marks[2:]), gone]
        left, right = self.lay_out(460, keys, rates=HALVES[0], run=HALVES[1])
        dress(left, title or f"Where {RATES} rates settle", "learning rate η",
              f"x, steps {STEPS - LAST + 1:,} to {STEPS:,}", xlim=self.rates[[0, -1]], ylim=self.view[0])
        curve(self.surface, right, self.view[0], f"f(x) = {self.surface.name}")

    def _data(self):
        """What the page walks with; the numbers above are told once."""
        return self.traced("Its rule or surface", lambda: {
            "surface": described(self.surface), "walk": walk_program(self.surface, self.optimizer),
            "names": list(self.kind.hyperparameters), "rates": self.rates.tolist(), "view": list(self.view[0]),
            "picture": {"steps": STEPS, "last": LAST, "rows": ROWS, "shades": SHADES},
            "run": {"steps": LONG, "periods": PERIODS, "apart": APART, "same": SAME}})

    # ---- what moves -----------------------------------------------------------------------------------------

    def _path(self, settings):
        return descend(self.surface, START.of(settings), with_fields(self.optimizer, settings), LONG)

    @property
    def path(self):
        """The run of 4,000 steps at the present settings: what ``descend`` gives."""
        return self._path(self.settings)

    def scene(self, settings):
        rate, path = settings["learning_rate"], self._path(settings)
        points = path.points[: path.steps + 1]
        ends, again = (points[:0], None) if path.outcome == "diverged" else settled(points, np.ptp(self.surface.view))
        steps = min(int(settings["steps"]), path.steps)
        lines = [np.array([[rate, end] for end in self.view[0]]),
                 dots(np.stack([np.full(len(ends), rate), ends], axis=1)),
                 np.stack([points[: steps + 1], self.surface(points[: steps + 1])], axis=1),
                 dots(np.stack([ends, self.surface(ends)], axis=1))]
        words = f"η = {number(rate)} from {number(START.of(settings))}: {tell(path.outcome, ends, again)}."
        return Scene(lines, words, int(settings["steps"]), cells=self._cells(settings))

    def _cells(self, settings):
        """A column a rate: how often each row is met at the end, or gone."""
        keep = np.arange(STEPS - LAST + 1, STEPS + 1)
        every = with_fields(self.optimizer, {**settings, "learning_rate": self.rates})
        runs = descend(self.surface, START.of(settings), every, STEPS, keep=keep)
        low, high = self.view[0]
        rows = np.floor((high - runs.points) / (high - low) * ROWS)
        seen, counts = (rows >= 0) & (rows < ROWS), np.zeros((ROWS, RATES), dtype=int)
        np.add.at(counts, (rows[seen].astype(int), np.broadcast_to(np.arange(RATES), rows.shape)[seen]), 1)
        labels = np.minimum(counts, len(SHADES) - 2)
        labels[:, runs.outcome == "diverged"] = len(SHADES) - 1
        return {"panel": "rates", "wide": RATES, "high": ROWS, "labels": labels, "colours": SHADES}

    def about(self):
        return f"Where {RATES} learning rates of {self.optimizer.name} settle on {self.surface.name}, and one run."


def settled(points, wide):
    """The points that a run goes round at its end and their number, its period; where none is found the last 64, None.

    ``points``: a run's, one number a step. Two are the same where they are a millionth of ``wide`` apart or less.
    """
    if len(points) <= LONG:
        return points[-1:], 1  # it has stopped

    def comes_back(after):
        return np.abs(points[-64:] - points[-64 - after : -after]).max() <= SAME * wide

    again = next((p for p in range(1, PERIODS + 1) if comes_back(APART) and comes_back(p)), None)
    if again is None:
        return points[-64:], None
    return np.roll(points[-again:], -int(np.argmin(points[-again:]))), again


def tell(outcome, ends, again):
    """What becomes of a run, in words; of what has no period no digit is told."""
    if outcome == "diverged":
        return "diverges"
    if again is None:
        return f"shows no period up to {PERIODS} in {LONG:,} steps"
    names = [number(end) for end in ends]
    if again == 1:
        return f"comes to rest at {names[0]}"
    return f"goes round {again} points" + (f", {', '.join(names[:-1])} and {names[-1]}" if again <= 4 else "")
