"""The live noise: minibatch descent to the best line through noisy points, and the floor that it cannot sink below."""

import numpy as np

from helpers import drawing
from helpers.drawing import COLOURS, Picture, PictureAxes, number
from helpers.learning import noise
from helpers.live.sliders import log_slider, slider, whole_slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure
from helpers.live.tables_backdrop import power_of_ten

START, STEPS = (4.0, -0.5), 300


class Noise(LiveFigure):
    """Descent with the slopes of a few points a step: its path over (w₀, w₁), its line, its loss above the lowest.

    Arguments: learning_rate η; batch, points a step, from 1 to 64, all; sigma, the noise σ of the data; decay k of
    η/(1 + kt); draw, a number from 1 to 20 for another run of luck; steps; start (w₀, w₁), which can also be clicked;
    presets, name → settings. Raises ValueError for what no slider can show.

    >>> figure = Noise(batch=64)
    >>> figure.summary
    'η = 0.1, batch 64, σ = 1: no noise in the slopes. It ends at the minimum to twelve decimals.'
    """

    def __init__(self, learning_rate=0.1, batch=1, sigma=1.0, decay=0.0, draw=1, steps=STEPS, start=START,
                 presets=None):
        self.surface, self.view, self.start = noise.bowl(), ((3.0, 10.0), (-1.5, 2.5)), tuple(start)
        self.sliders = {
            "batch": whole_slider("points a step B", batch, 1, noise.COUNT),
            "learning_rate": log_slider("learning rate η", learning_rate, 0.005, 0.5, 60),
            "sigma": slider("noise σ of data", sigma, 0, 2, 0.05),
            "decay": slider("decay k", decay, 0, 0.2, 0.005),
            "steps": whole_slider("steps", steps, 5, STEPS),
            "draw": whole_slider("another draw", draw, 1, 20)}
        self.sliders["steps"].step = 5  # each position has a mean of its own to draw
        text = {**{name: control.value for name, control in self.sliders.items()}, "start": self.start}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self._draw_backdrop()
        walked, theory, mean = COLOURS["vermilion"], COLOURS["blue"], COLOURS["black"]
        run = {"colour": walked, "grows": True}
        self.start_axes = self.main
        self.marks = [Mark(self.main, width=1.5, size=8, start=True, head=True, **run),
                      Mark(self.data, COLOURS["black"], size=6, trail=False, dots=True),
                      Mark(self.data, width=4, each=2, label="minibatch descent", **run),
                      Mark(self.loss, width=1.5, size=7, head=True, **run),
                      Mark(self.loss, theory, width=3, dash=(8, 4), label="predicted floor"),
                      Mark(self.loss, mean, width=3, marker="s", label="mean of the last half")]
        self._settle_layout()
        self.build()

    # ---- what stands still ----------------------------------------------------------------------------------

    def _draw_backdrop(self):
        self.figure = Picture(figsize=(9.6, 5.3), layout="constrained")
        grid = self.figure.add_gridspec(2, 2, width_ratios=(1.25, 1), height_ratios=(1, 1.15))
        self.main = self.figure.add_subplot(grid[:, 0], axes_class=PictureAxes)
        self.data, self.loss = (self.figure.add_subplot(grid[k, 1], axes_class=PictureAxes) for k in (0, 1))
        drawing.contours(self.surface, self.main, self.view)
        drawing.dress(self.main, "The loss of every line", "w₀, height at x = 0", "w₁, slope")
        self.data.set(xlim=(noise.X[0] - 0.3, noise.X[-1] + 0.3), ylim=(1, 13))
        drawing.dress(self.data, f"{noise.COUNT} points and the line", "x", "y")
        self.loss.set(yscale="log", xlim=(0, 1.03 * STEPS), ylim=(1e-5, 1e2))
        self.loss.yaxis.set_major_formatter(power_of_ten)
        self.loss.grid(alpha=0.3)
        drawing.dress(self.loss, "Loss above the lowest", "step t")

    def _settle_layout(self):
        self.figure.legend(handles=[mark.key() for mark in self.marks if mark.label], loc="outside lower center",
                           ncols=3, fontsize=drawing.SMALL, frameon=False)
        self.figure.freeze()

    # ---- what moves -----------------------------------------------------------------------------------------

    def sweep(self, name, positions):
        one_run = name == "steps"
        settings = [self._at(name, p) for p in (positions[:1] if one_run else positions)]
        shown = np.asarray(positions if one_run else [s["steps"] for s in settings], dtype=int)
        row = np.zeros(len(shown), dtype=int) if one_run else np.arange(len(shown))
        eta, batch, sigma, decay, draw = (np.array([s[key] for s in settings], dtype=float) for key in
                                          ("learning_rate", "batch", "sigma", "decay", "draw"))
        starts = np.transpose([s["start"] for s in settings])
        walks = noise.walk(eta, batch, sigma, decay, int(shown.max()), draw, starts)
        floors = noise.noise_floor(eta / (1 + decay * np.arange(len(walks.points))[:, None]), batch, sigma)
        told = [_told(settings[r], walks.excess[: s + 1, r], floors[: s + 1, r])
                for r, s in zip(row, shown, strict=True)]
        row = np.arange(len(shown)) if one_run else row
        lines = self._lines(walks, sigma, floors, [mean for _, mean in told])
        lines = [line if len(line) == len(row) else np.repeat(line, len(row), axis=0) for line in lines]
        return Sweep(lines, row, shown + 1, [words for words, _ in told], np.arange(len(walks.points)))

    def _lines(self, walks, sigma, floors, means):
        """One array (runs, vertices, 2) a mark."""
        points, excess = np.moveaxis(walks.points, 2, 0), np.maximum(walks.excess.T, 1e-30)
        t = np.broadcast_to(np.arange(excess.shape[1]), excess.shape)
        data = np.stack([np.stack(noise.noisy_line(s), axis=-1) for s in sigma])
        ends = np.array(self.data.get_xlim())
        with np.errstate(all="ignore"):
            heights = points[..., :1] + points[..., 1:] * ends
        line = np.stack([np.broadcast_to(ends, heights.shape), heights], axis=-1)
        return [points, np.concatenate([data[:, :1], data], axis=1), line.reshape(len(points), -1, 2),
                np.stack([t, excess], axis=-1), np.stack([t, np.maximum(floors.T, 1e-30)], axis=-1), np.array(means)]

    def _at(self, name, position):
        return {"start": self.start} | super()._at(name, position)

    @property
    def walks(self):
        """The walk for the present settings."""
        s = self._at("steps", 0)
        return noise.walk(s["learning_rate"], s["batch"], s["sigma"], s["decay"], int(self.value("steps")), s["draw"],
                    self.start)

    @property
    def summary(self):
        """The floor at the present settings, in words."""
        return self.sweep("steps", np.array([self.value("steps")])).words[0]

    def describe(self):
        return f"Minibatch descent to the best line through {noise.COUNT} noisy points. {self.summary}"

    # ---- the start ------------------------------------------------------------------------------------------

    def apply(self, settings):
        self.took_preset({"start": self.start, **settings})
        super().apply({name: value for name, value in settings.items() if name != "start"})

    def took_preset(self, settings):
        self.start = tuple(settings["start"])

    def move_start(self, to=None, by=None, done=True):
        low, high = np.array(self.view).T
        self.start = tuple(np.clip(np.add(self.start, by) if to is None else to, low, high).tolist())


def _told(settings, excess, floors):
    """The words for one run, and its mean of the last half as a segment (2, 2) over the steps that it covers."""
    half = len(excess) // 2
    measured, predicted = float(excess[half:].mean()), float(floors[half:].mean())
    lead = f"η = {number(settings['learning_rate'])}, batch {settings['batch']:.0f}, σ = {number(settings['sigma'])}"
    lead += f", k = {number(settings['decay'])}" if settings["decay"] else ""
    if not measured < 100:
        words = f"{lead}: it moves away. So large a rate needs a larger batch."
    elif predicted < 1e-12:
        end = f"{number(excess[-1])} above the minimum" if excess[-1] > 1e-12 else "at the minimum to twelve decimals"
        words = f"{lead}: no noise in the slopes. It ends {end}."
    else:
        words = (f"{lead}. Over the last half of its steps it is {number(measured, 2)} above the minimum; "
                 f"predicted floor {number(predicted, 2)}.")
    return words, [[half, max(measured, 1e-30)], [len(excess) - 1, max(measured, 1e-30)]]
