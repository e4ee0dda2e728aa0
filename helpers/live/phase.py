"""The phase map of momentum: how fast it goes on a bowl for every setting, and where the reader stands."""

import numpy as np
from matplotlib.colors import BoundaryNorm

from helpers import drawing
from helpers.descent import descend, measured_factor, predicted_factor, zones
from helpers.drawing import COLOURS, precise
from helpers.live.sliders import slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure
from helpers.live.tables_backdrop import power_of_ten
from helpers.optimizers import Momentum, Nesterov
from helpers.surfaces import Surface

BOWL = Surface(lambda x: x**2 / 2, lambda x: x + 0.0, lambda x: 1.0 + 0 * x, name="x²/2", minima=[0.0], view=[(-1, 1)])
STEPS = 60


class PhaseMap(LiveFigure):
    """The factor a step on a quadratic over (ηλ, μ), a dot for the sliders, and one run, measured and predicted.

    Arguments: kind, Momentum or Nesterov; step, ηλ in [0.01, 4]; momentum μ in [0, 0.99]; presets, name → settings.
    Raises ValueError for another rule. Theory: B. Polyak, 1964; the dashed line is critical damping, μ = (1 − √ηλ)².

    >>> from helpers import optimizers
    >>> PhaseMap(step=1.0, momentum=0.81).summary
    'ηλ = 1.00, μ = 0.81: spirals. Factor a step: predicted 0.900, measured 0.900.'
    """

    playable = False

    def __init__(self, kind=Momentum, step=0.5, momentum=0.5, presets=None, title=""):
        if kind not in (Momentum, Nesterov):
            raise ValueError(f"PhaseMap knows the theory of Momentum and Nesterov, got {kind!r}")
        self.kind, self.view = kind, ((0.01, 4.0), (0.0, 0.99))
        self.sliders = {"step": slider("step ηλ", step, *self.view[0], 0.03),
                        "momentum": slider("momentum μ", momentum, *self.view[1], 0.01)}
        text = {"step": step, "momentum": momentum}
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self.figure, (self.left, self.right) = drawing.panels(2, widths=(1.25, 1))
        self.start_axes = self.left
        self.marks = [Mark(self.left, COLOURS["vermilion"], size=9, trail=False, head=True),
                      Mark(self.right, COLOURS["blue"], width=2.5, dash=(6, 3), label="predicted"),
                      Mark(self.right, COLOURS["vermilion"], width=2, dots=True, size=6, label="measured |x|")]
        self._draw_backdrop(title)
        self.build()

    def _draw_backdrop(self, title):
        x, mu = np.meshgrid(np.linspace(*self.view[0], 400), np.linspace(*self.view[1], 300))
        factor = np.abs(predicted_factor(self.kind(x, mu), 1.0))
        levels = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0]
        shades = self.left.contourf(x, mu, np.where(factor < 1, factor, np.nan), levels, cmap="cividis",
                                    norm=BoundaryNorm(levels, 256))
        bar = self.figure.colorbar(shades, ax=self.left)
        bar.set_label("factor a step", size=drawing.SMALL)
        bar.ax.tick_params(labelsize=drawing.SMALL)
        self.left.contour(x, mu, factor, [1.0], colors=COLOURS["vermilion"], linewidths=2)
        root = np.linspace(0, 1, 100)
        critical = ((1 - root) ** 2, root**2) if self.kind is Momentum else (((1 - root) / (1 + root)) ** 2, root)
        self.left.plot(*critical, color="white", lw=2, dashes=(5, 2))
        if self.kind is Momentum:  # beyond it the roots are real again, and negative
            self.left.plot((1 + root) ** 2, root**2, color="white", lw=2, dashes=(5, 2))
        self.left.set(xlim=(0, 4), ylim=(0, 1))
        self.left.text(3.25, 0.08, "diverges\n\ndashed: critical\ndamping", ha="center", fontsize=drawing.SMALL)
        drawing.dress(self.left, title or f"How fast {self.kind.__name__} closes in", "ηλ", "momentum μ")
        self.right.set(yscale="log", xlim=(0, STEPS), ylim=(1e-8, 1e2))
        self.right.yaxis.set_major_formatter(power_of_ten)
        self.right.grid(alpha=0.3)
        drawing.dress(self.right, "Distance from the minimum", "step t")
        self.figure.legend(handles=[mark.key() for mark in self.marks if mark.label], loc="outside lower right",
                           ncols=2, fontsize=drawing.SMALL, frameon=False)
        self.figure.freeze()

    def sweep(self, name, positions):
        settings = [self._at(name, p) for p in positions]
        step, mu = (np.array([s[key] for s in settings]) for key in ("step", "momentum"))
        path = descend(BOWL, np.ones(len(step)), self.kind(step, mu), STEPS, keep=np.arange(STEPS + 1))
        predicted = predicted_factor(self.kind(step, mu), 1.0)
        with np.errstate(all="ignore"):
            distance = np.maximum(np.abs(path.points.T), 1e-300)
            line = np.abs(predicted)[:, None] ** path.kept
        kept = np.broadcast_to(path.kept, line.shape)
        lines = [np.stack([step, mu], axis=-1)[:, None], *(np.stack([kept, y], axis=-1) for y in (line, distance))]
        walked = [points[: t + 1] for points, t in zip(path.points.T, path.steps, strict=True)]
        words = [self._tell(*one) for one in zip(step, mu, np.abs(predicted), walked, strict=True)]
        rows = np.arange(len(step))
        return Sweep(lines, rows, np.full(len(step), STEPS + 1), words, path.kept, 0 * rows)

    def _tell(self, step, mu, predicted, points):
        name = next(name for end, name in zones(self.kind(1.0, mu)) if step <= end)
        name = "lands at once" if predicted < 1e-9 else name
        return (f"ηλ = {step:.2f}, μ = {mu:.2f}: {name}. Factor a step: predicted {precise(predicted)}, "
                f"measured {precise(abs(measured_factor(points)))}.")

    @property
    def summary(self):
        """What theory and measurement say at the present setting."""
        return self.sweep("step", np.array([self.value("step")])).words[0]

    def describe(self):
        return f"Phase map of {self.kind.__name__}. {self.summary}"

    def move_start(self, to=None, by=None, done=True):
        to = np.array([self.value("step"), self.value("momentum")]) + by if to is None else to
        low, high = np.array(self.view).T
        self.shown_values.update(zip(("step", "momentum"), np.clip(to, low, high).tolist(), strict=True))
