"""The live classifier: three classes in the plane, the territory of each, and how they shift while it learns."""

import numpy as np
from matplotlib.lines import Line2D

from helpers.drawing import COLOURS, dress, fitted, look, number
from helpers.learning import Network, learn, territories, three_groups
from helpers.live.base import LiveFigure
from helpers.live.controls import Control, Place, whole
from helpers.live.layout import BETWEEN, LEFT, RIGHT, WIDE, stacked
from helpers.live.scene import Mark, Scene, dots

VIEW = ((-4.0, 4.0), (-4.0, 4.0))
STRAY = Place("stray_x", "stray_y", label="stray point {}")
MOST_STEPS = 100
HIGH, MAP = 520, (LEFT, LEFT + 430)
BESIDE = stacked((MAP[1] + BETWEEN, WIDE - RIGHT), HIGH, lower=92, gap=86)  # the loss, and below it what is counted


class Classifier(LiveFigure):
    """Three groups of points, the straight borders between them at every step of a descent, the loss and the mistakes.

    One more point of the first class, the stray, can be dragged anywhere; everything is learned again around it.
    Arguments: loss, "softmax" or "hinge"; learning_rate η in [0.01, 10]; penalty λ in [1e-4, 3]; steps, at most 100;
    stray, its place in the view; presets, name → settings to change ("stray" among them); title.
    Raises ValueError for another loss, and for what no slider can show.

    >>> figure = Classifier("softmax", learning_rate=0.1, steps=60)
    >>> figure.summary
    'After 60 steps: softmax loss 0.25, 1 of 31 points on the wrong side. The loss is still falling.'
    >>> figure.learning_rate, figure.steps = 10, 1
    >>> figure.summary
    'After 1 step: softmax loss 0.0397, 0 of 31 points on the wrong side. The loss is still falling.'
    """

    page_kind, play, view, stray = "classifier", "steps", VIEW, STRAY
    subject = "A linear classifier of three groups of points, a stray among them."

    def __init__(self, loss="softmax", learning_rate=0.1, penalty=1e-4, steps=60, stray=(-1.8, -1.8), presets=None,
                 title=""):
        if loss not in ("softmax", "hinge"):
            raise ValueError(f"loss must be 'softmax' or 'hinge', got {loss!r}")
        self.loss_name, (self.points, self.labels) = loss, three_groups()
        controls = [Control("learning_rate", "learning rate η", learning_rate, 0.01, 10.0, "log"),
                    Control("penalty", "penalty λ", penalty, 1e-4, 3.0, "log"),
                    whole("steps", "steps", steps, 0, MOST_STEPS),
                    *STRAY.controls(stray, VIEW)]
        self.handles = [STRAY.handle("main", VIEW)]
        self.marks = [*(Mark("main", COLOURS["black"], width=1.5, fill=f"{look(c)[0]}48") for c in range(3)),
                      *(group(c) for c in range(3)),
                      Mark("main", COLOURS["black"], marker=look(0)[1], size=10, trail=False, head=True),
                      Mark("main", look(0)[0], marker=look(0)[1], size=6, trail=False, head=True),
                      Mark("curve", COLOURS["black"], width=2.5, head=True),
                      Mark("mistakes", COLOURS["purple"], width=2.5, marker="D", head=True)]
        self._draw_backdrop(title)
        self.build(controls, presets, self._data(), {"curve": "xy", "mistakes": "x"})

    def _draw_backdrop(self, title):
        keys = [Line2D([], [], color=look(c)[0], marker=look(c)[1], lw=0, ms=9, label=f"class {c}") for c in range(3)]
        keys.append(Line2D([], [], color=look(0)[0], marker="o", lw=0, ms=11, mec="black", mew=2.5,
                           label="the stray, of class 0"))
        main, curve, mistakes = self.lay_out(HIGH, keys, 4, main=MAP, curve=BESIDE[0], mistakes=BESIDE[1])
        dress(main, title or "Each class rules where its score is highest", "feature x", "feature y",
              xlim=VIEW[0], ylim=VIEW[1])
        dress(curve, f"{self.loss_name.capitalize()} loss L",
              yscale="log", xlim=(0, MOST_STEPS), ylim=(1e-3, 30.0), yticks=[1.0])
        dress(mistakes, "Points on the wrong side", "step t",
              xlim=(0, MOST_STEPS), ylim=(-1, len(self.points) + 2), yticks=(0, 10, 20, 30))
        mistakes.grid(axis="y", alpha=0.3)

    def _data(self):
        """The points and the weights that every descent starts from."""
        start = Network((2, 3), self.loss_name).start(0, 1.0, float).reshape(3, 3)
        return {"loss": self.loss_name, "points": self.points.tolist(), "labels": self.labels.tolist(),
                "start": start.tolist(), "view": VIEW}

    # ---- what moves -----------------------------------------------------------------------------------------

    def _learned(self, settings):
        points = np.vstack([self.points, STRAY.of(settings)])
        return learn(points, np.append(self.labels, 0), settings["learning_rate"], settings["penalty"],
                     settings["steps"], self.loss_name)

    @property
    def learned(self):
        """Weights, losses and mistakes at every step of the present settings: ``Learned`` with K = 1."""
        return self._learned(self.settings)

    def scene(self, settings):
        done, steps = self._learned(settings), settings["steps"]
        losses, wrong = done.losses[0], done.wrong[0]
        groups = [self.points[self.labels == c] for c in range(3)]
        stray = np.array([STRAY.of(settings)])
        heights = [np.stack([np.arange(steps + 1), curve], axis=-1) for curve in (losses, wrong)]
        lines = [*territories(done.weights[0, -1], VIEW), *map(dots, groups), stray, stray]
        across = {"x": (0, max(steps, 1))}
        limits = {"curve": {**across, "y": fitted(losses, "log")}, "mistakes": across}
        words = told(losses, f"{self.loss_name} loss {number(losses[-1])}, "
                             f"{wrong[-1]} of {len(self.points) + 1} points on the wrong side.")
        return Scene([*lines, *heights], words, steps, limits=limits)


def group(c):
    return Mark("main", look(c)[0], marker=look(c)[1], size=9, trail=False, dots=True)


def told(losses, what):
    """What there is after the steps of a loss curve, and how it behaves."""
    steps = len(losses) - 1
    if not steps:
        return f"Before the first step: {what}"
    return f"After {steps} step{'s' * (steps > 1)}: {what} The loss {behaviour(losses)}."


def behaviour(losses):
    """Whether a loss curve falls, jumps, has grown or rests, judged by its last steps."""
    if not np.isfinite(losses[-1]) or losses[-1] > losses[0]:
        return "has grown"
    changes = np.diff(losses[-12:])
    if (changes > 1e-3 * losses[-1]).sum() > 1:
        return "jumps up and down"
    return "is nearly at rest" if len(changes) and -changes[-1] < 1e-3 * losses[-1] else "is still falling"
