"""The live classifier: three classes in the plane, the territory of each, and how they shift while it learns."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from helpers import drawing
from helpers.drawing import COLOURS, Picture, PictureAxes, look, number
from helpers.learning import CORNERS, learn, territories, three_groups
from helpers.live.sliders import log_slider, slider, whole_slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure

VIEW = ((-4.0, 4.0), (-4.0, 4.0))
LOSS_ENDS = (1e-3, 30.0)
PLACES, MOST_STEPS = 44, 100
ENDS = {"learning_rate": (0.01, 10.0), "penalty": (1e-4, 3.0), "steps": (0, MOST_STEPS), "stray_x": VIEW[0],
        "stray_y": VIEW[1]}


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

    view = VIEW

    def __init__(self, loss="softmax", learning_rate=0.1, penalty=1e-4, steps=60, stray=(-1.8, -1.8), presets=None,
                 title=""):
        if loss not in ("softmax", "hinge"):
            raise ValueError(f"loss must be 'softmax' or 'hinge', got {loss!r}")
        self.loss_name, (self.points, self.labels) = loss, three_groups()
        text = _flat({"learning_rate": learning_rate, "penalty": penalty, "steps": steps, "stray": stray})
        self.presets = {"Reset": text, **{name: {**text, **_flat(change)} for name, change in (presets or {}).items()}}
        self.sliders = {"learning_rate": log_slider("learning rate η", learning_rate, *ENDS["learning_rate"], PLACES),
                        "penalty": log_slider("penalty λ", penalty, *ENDS["penalty"], PLACES),
                        "steps": whole_slider("steps", steps, *ENDS["steps"])}
        for axis, (low, high) in zip("xy", self.view, strict=True):
            place = text[f"stray_{axis}"]
            self.sliders[f"stray_{axis}"] = slider(f"stray point {axis}", place, low, high, (high - low) / 40)
        self._draw_backdrop(title)
        self.start_axes = self.main
        self.marks = [*(self._territory(c) for c in range(3)), *(self._group(c) for c in range(3)),
                      Mark(self.main, COLOURS["black"], marker=look(0)[1], size=10, trail=False, head=True),
                      Mark(self.main, look(0)[0], marker=look(0)[1], size=6, trail=False, head=True),
                      Mark(self.curve, COLOURS["black"], width=2.5, head=True, grows=True),
                      Mark(self.mistakes, COLOURS["purple"], width=2.5, marker="D", head=True, grows=True)]
        self.build()

    def _territory(self, c):
        return Mark(self.main, COLOURS["black"], width=1.5, grows=True, each=CORNERS, fill=f"{look(c)[0]}48")

    def _group(self, c):
        return Mark(self.main, look(c)[0], marker=look(c)[1], size=9, trail=False, dots=True)

    def _draw_backdrop(self, title):
        self.figure = Picture(figsize=(9.6, 5.3), layout="constrained")
        grid = self.figure.add_gridspec(2, 2, width_ratios=(1.35, 1), height_ratios=(2, 1))
        self.main, self.curve, self.mistakes = (self.figure.add_subplot(place, axes_class=PictureAxes)
                                                for place in (grid[:, 0], grid[0, 1], grid[1, 1]))
        self.main.set(xlim=self.view[0], ylim=self.view[1], aspect="equal")
        drawing.dress(self.main, title or "Each class rules where its score is highest", "feature x", "feature y")
        self.curve.set(yscale="log", xlim=(0, MOST_STEPS), ylim=LOSS_ENDS, yticks=(0.001, 0.01, 0.1, 1, 10),
                       yticklabels=("0.001", "0.01", "0.1", "1", "10"))
        drawing.dress(self.curve, f"{self.loss_name.capitalize()} loss L", "")
        self.mistakes.set(xlim=(0, MOST_STEPS), ylim=(-1, len(self.points) + 1))
        self.mistakes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
        drawing.dress(self.mistakes, "Points on the wrong side", "step t")
        for axes in (self.curve, self.mistakes):
            axes.grid(alpha=0.3)
        keys = [Line2D([], [], color=look(c)[0], marker=look(c)[1], lw=0, ms=9, label=f"class {c}") for c in range(3)]
        keys.append(Line2D([], [], color=look(0)[0], marker="o", lw=0, ms=11, mec="black", mew=2.5,
                           label="the stray, of class 0"))
        self.figure.legend(handles=keys, loc="outside lower left", ncols=4, fontsize=drawing.SMALL, frameon=False)
        self.figure.freeze()

    # ---- what moves -----------------------------------------------------------------------------------------

    def _learned(self, settings, steps):
        """All settings in one broadcast run, each with its own place of the stray."""
        strays = np.array([[(s["stray_x"], s["stray_y"])] for s in settings])
        groups = np.broadcast_to(self.points, (len(settings), *self.points.shape))
        rates, penalties = (np.array([s[name] for s in settings]) for name in ("learning_rate", "penalty"))
        return learn(np.concatenate([groups, strays], axis=1), np.append(self.labels, 0), rates, penalties, steps,
                     self.loss_name)

    @property
    def learned(self):
        """Weights, losses and mistakes at every step of the present settings: ``Learned`` with K = 1."""
        return self._learned([self._at("steps", self.value("steps"))], int(self.value("steps")))

    def sweep(self, name, positions):
        one_run = name == "steps"
        settings = [self._at(name, p) for p in (positions[:1] if one_run else positions)]
        shown = np.asarray(positions if one_run else [s["steps"] for s in settings], dtype=int)
        row = np.zeros(len(shown), dtype=int) if one_run else np.arange(len(shown))
        done = self._learned(settings, int(shown.max()))
        words = [self._tell(done.losses[r, : s + 1], done.wrong[r, s], s) for r, s in zip(row, shown, strict=True)]
        kinds = np.array([_kind(done.losses[r, : s + 1]) for r, s in zip(row, shown, strict=True)])
        return Sweep(self._lines(settings, done), row, shown + 1, words, np.arange(shown.max() + 1), kinds)

    def _lines(self, settings, done):
        lands = territories(done.weights, self.view)
        lands = np.moveaxis(lands, 2, 0).reshape(3, len(settings), -1, 2)
        groups = [self.points[self.labels == c] for c in range(3)]
        dots = [np.broadcast_to(np.concatenate([g[:1], g]), (len(settings), len(g) + 1, 2)) for g in groups]
        stray = np.array([[(s["stray_x"], s["stray_y"])] for s in settings])
        steps = np.broadcast_to(np.arange(done.losses.shape[1]), done.losses.shape)
        curves = [np.stack([steps, heights], axis=-1) for heights in (done.losses, done.wrong)]
        return [*lands, *dots, stray, stray, *curves]

    def _tell(self, losses, wrong, steps):
        after = "Before the first step" if steps == 0 else f"After {steps} step{'s' if steps > 1 else ''}"
        how = ("is still falling", "jumps up and down", "has grown", "is nearly at rest")[_kind(losses)]
        return (f"{after}: {self.loss_name} loss {number(losses[-1])}, {wrong} of {len(self.points) + 1} points on the "
                f"wrong side.{f' The loss {how}.' if steps else ''}")

    @property
    def summary(self):
        """The loss and the mistakes at the present settings, in words."""
        return self.sweep("penalty", np.array([self.value("penalty")])).words[0]

    def describe(self):
        return f"A linear classifier of three groups of points, a stray among them. {self.summary}"

    def move_start(self, to=None, by=None, done=True):
        names = ("stray_x", "stray_y")
        to = np.array([self.value(name) for name in names]) + by if to is None else to
        low, high = np.array(self.view).T
        self.shown_values.update(zip(names, np.clip(to, low, high).tolist(), strict=True))


def _flat(settings):
    """Settings as the sliders take them, the stray's place in two numbers; ValueError for what no slider can show."""
    settings = dict(settings)
    if "stray" in settings:
        settings["stray_x"], settings["stray_y"] = map(float, settings.pop("stray"))
    for name, value in settings.items():
        if name not in ENDS:
            raise ValueError(f"a preset may change {', '.join(ENDS)} or stray, got {name!r}")
        low, high = ENDS[name]
        if not low <= value <= high:
            raise ValueError(f"{name} must be a number from {low:g} to {high:g} in this figure, got {value!r}")
    return settings


def _kind(losses):
    """0 falls, 1 jumps, 2 has grown, 3 rests: judged by the last steps of a loss curve."""
    if not np.isfinite(losses[-1]) or losses[-1] > losses[0]:
        return 2
    changes = np.diff(losses[-12:])
    if (changes > 1e-3 * losses[-1]).sum() > 1:
        return 1
    return 3 if len(changes) and -changes[-1] < 1e-3 * losses[-1] else 0
