"""The live border that bends: a small network learns four corners, and the map shows what it says of every place."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from helpers.drawing import COLOURS, dress, fitted, look, number
from helpers.learning import first_of, four_corners, learn_bent, small_network
from helpers.live.base import LiveFigure
from helpers.live.classifier import BESIDE, HIGH, MAP, group, told
from helpers.live.controls import Control, OneOf, whole
from helpers.live.scene import Mark, Scene, dots

VIEW = ((-2.0, 2.0), (-2.0, 2.0))
MOST_UNITS, MOST_STEPS, SEEDS, SIDE = 8, 600, 20, 96
SURE = (38, 60, 85, 115, 150)  # how strong a colour is, from hardly sure to sure
KINDS = ("sigmoid", "relu")
KIND = OneOf("relu", KINDS, label="units: 0 sigmoid, 1 ReLU")
FAR = 9.0  # beyond the view, whichever way a line runs


class BentBorder(LiveFigure):
    """Four corners, each diagonal a class, and what a network with a few units in between says of every place.

    Beside it, dashed, what a classifier without units in between learns: a straight border. A thin line for each unit
    shows where its sum is 0. Arguments: units, 1 to 8; learning_rate η in [0.01, 3]; scale of the start in [0.1, 4];
    kind of the units, "sigmoid" or "relu"; seed of the start, 0 to 19; steps, at most 600; presets, name → settings
    to change; title. Raises ValueError for what no slider can show.

    >>> BentBorder(units=1).summary.split(". ")[:2]
    ['After 300 steps: 18 of 24 points right, loss 0.504', 'Without units in between: 16 right']
    >>> BentBorder(units=4).summary.split(",")[0]
    'After 300 steps: 24 of 24 points right'
    """

    page_kind, play, see_through, kind = "bends", "steps", True, KIND
    subject = "A small network learns the four corners of a square, each diagonal a class."

    def __init__(self, units=3, learning_rate=1.0, scale=1.0, kind="sigmoid", seed=0, steps=300, presets=None,
                 title=""):
        self.points, self.labels = four_corners()
        controls = [whole("units", "units in between", units, 1, MOST_UNITS),
                    Control("learning_rate", "learning rate η", learning_rate, 0.01, 3.0, "log"),
                    Control("scale", "scale of the start", scale, 0.1, 4.0, "log"),
                    *KIND.controls(kind),
                    whole("seed", "seed of the start", seed, 0, SEEDS - 1),
                    whole("steps", "steps", steps, 0, MOST_STEPS)]
        self.handles = [{"panel": "curve", "x": "steps"}]
        self.marks = [*(Mark("main", "#555555", width=1.2) for _ in range(MOST_UNITS)),
                      Mark("main", COLOURS["black"], width=2.5, dash=(7, 4)), group(0), group(1),
                      *(Mark(panel, colour, width=2.5, dash=dash, marker=marker, head=True)
                        for panel, marker in (("curve", "o"), ("right", "D"))
                        for colour, dash in ((COLOURS["black"], (7, 4)), (COLOURS["purple"], ())))]
        self._draw_backdrop(title)
        self.build(controls, presets, self._data(), {"curve": "y"})

    def _draw_backdrop(self, title):
        keys = [*(Line2D([], [], color=look(c)[0], marker=look(c)[1], lw=0, ms=9, label=f"class {c}") for c in (0, 1)),
                *(Patch(facecolor=look(c)[0], alpha=0.5, label=f"taken for class {c}") for c in (0, 1)),
                Line2D([], [], color="#555555", lw=1.2, label="a unit's line"),
                Line2D([], [], color=COLOURS["black"], lw=2, ls="--", label="no units: a straight border")]
        main, curve, right = self.lay_out(HIGH, keys, main=MAP, curve=BESIDE[0], right=BESIDE[1])
        main.set(xlim=VIEW[0], ylim=VIEW[1], xticks=range(-2, 3), yticks=range(-2, 3))
        dress(main, title or "What the network says of every place", "feature x", "feature y")
        dress(curve, "Loss L", yscale="log", xlim=(0, MOST_STEPS), ylim=(1e-3, 1.0), yticks=[1.0])
        everyone = len(self.points)
        right.set(xlim=(0, MOST_STEPS), ylim=(-1, everyone + 1), yticks=(0, everyone // 2, everyone))
        right.grid(axis="y", alpha=0.3)
        dress(right, "Points on the right side", "step t")

    def _data(self):
        """The points, the weights that every descent starts from, and what the map is made of."""
        return {"points": self.points.ravel().tolist(), "labels": self.labels.tolist(), "view": VIEW, "side": SIDE,
                "starts": [first_of(MOST_UNITS, seed, most=MOST_UNITS).tolist() for seed in range(SEEDS)],
                "kinds": KINDS, "colours": _colours(), "far": FAR}

    # ---- what moves -----------------------------------------------------------------------------------------

    def _learned(self, settings, units):
        """What is learned with so many units in between, or none; a straight border starts from zeros."""
        start = first_of(units, settings["seed"], settings["scale"]) if units else None
        return learn_bent(self.points, self.labels, units, settings["learning_rate"], settings["steps"],
                          KIND.of(settings), start)

    @property
    def learned(self):
        """Parameters, losses and mistakes at every step of the present settings: ``Learned`` with K = 1."""
        return self._learned(self.settings, self.units)

    def scene(self, settings):
        steps, units, everyone = settings["steps"], settings["units"], len(self.points)
        bent, straight = self._learned(settings, units), self._learned(settings, 0)
        network, params = small_network(units, KIND.of(settings)), bent.weights[0, -1]
        lines = [_line(row) for row in network.layers(params)[0]]
        lines += [np.empty((0, 2))] * (MOST_UNITS - units)
        (on_top,) = small_network(0).layers(straight.weights[0, -1])
        lines.append(_line(on_top[1] - on_top[0]))
        lines += [dots(self.points[self.labels == c]) for c in (0, 1)]
        times = np.arange(steps + 1)
        both = (straight, bent)
        lines += [np.stack([times, run.losses[0]], axis=-1) for run in both]
        lines += [np.stack([times, everyone - run.wrong[0]], axis=-1) for run in both]
        limits = {"curve": {"y": fitted(np.concatenate([run.losses[0] for run in both]), "log")}}
        alone, right = (everyone - run.wrong[0, -1] for run in both)
        words = told(bent.losses[0], f"{right} of {everyone} points right, loss {number(bent.losses[0, -1])}. "
                                     f"Without units in between: {alone} right.")
        return Scene(lines, words, steps, limits=limits, cells=_cells(network, params))


def _line(row):
    """Where a·x + b·y + c = 0, across the view and beyond; nothing where a and b are 0."""
    a, b, c = row
    squared = a * a + b * b
    if not 0 < squared < np.inf:
        return np.empty((0, 2))
    foot, along = -c / squared * np.array([a, b]), FAR / np.sqrt(squared) * np.array([-b, a])
    return np.stack([foot - along, foot + along])


def _cells(network, params):
    """The share that class 1 has at each place, in elevenths: the middle of each cell, rows from the top."""
    (left, right), (low, high) = VIEW
    middles = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(left + (right - left) * middles, high - (high - low) * middles)
    share = network.scores(params, np.stack([x.ravel(), y.ravel()]))[1]
    parts = np.minimum(np.floor(11 * share), 10).astype(int)
    return {"panel": "main", "wide": SIDE, "high": SIDE, "labels": parts, "colours": _colours()}


def _colours():
    """From sure of class 0 to sure of class 1, and none where it is neither."""
    shades = [[int(look(c)[0][k: k + 2], 16) for k in (1, 3, 5)] for c in (0, 1)]
    return [[*shades[0], sure] for sure in SURE[::-1]] + [[255, 255, 255, 0]] + [[*shades[1], sure] for sure in SURE]
