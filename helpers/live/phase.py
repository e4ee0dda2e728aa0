"""The phase map of momentum: how fast it goes on a bowl for every setting, and where the reader stands."""

import numpy as np
from matplotlib.colors import BoundaryNorm

from helpers.descent import descend, measured_factor, predicted_factor, zones
from helpers.drawing import COLOURS, SMALL, PictureAxes, dress, number, power_of_ten, precise
from helpers.live.base import LiveFigure
from helpers.live.controls import Control
from helpers.live.ground import described
from helpers.live.layout import LEFT, RIGHT, WIDE, place
from helpers.live.scene import Mark, Scene
from helpers.optimizers import Momentum, Nesterov
from helpers.surfaces import Surface
from helpers.tracing import walk_program

BOWL = Surface(lambda x: x**2 / 2, lambda x: x + 0.0, lambda x: 1.0 + 0 * x, name="x²/2", minima=[0.0], view=[(-1, 1)])
STEPS, VIEW = 60, ((0.01, 4.0), (0.0, 0.99))
LEVELS = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)


class PhaseMap(LiveFigure):
    """The factor a step on a quadratic over (ηλ, μ), a dot for the sliders, and one run, measured and predicted.

    Arguments: kind, Momentum or Nesterov; step, ηλ in [0.01, 4]; momentum μ in [0, 0.99]; kappa, None for a bowl of one
    curvature, or the condition number of a valley, 1 to 1000: then ηλ is that of its steepest direction, and all others
    stretch from it to the left; presets, name → settings. Raises ValueError for another rule. Theory: B. Polyak, 1964;
    the dashed line is critical damping, μ = (1 − √ηλ)², for Nesterov μ = (1 − √ηλ)/(1 + √ηλ).

    >>> PhaseMap(step=1.0, momentum=0.81).summary
    'ηλ = 1.00, μ = 0.81: spirals. Factor a step: predicted 0.900, measured 0.900.'
    >>> round(PhaseMap(step=2.56, momentum=0.36, kappa=16.0).predicted, 6)
    0.6
    """

    page_kind = "phase"
    subject = "Phase map of {figure.kind.__name__}."

    def __init__(self, kind=Momentum, step=0.5, momentum=0.5, kappa=None, presets=None, title=""):
        if kind not in (Momentum, Nesterov):
            raise ValueError(f"PhaseMap knows the theory of Momentum and Nesterov, got {kind!r}")
        self.kind, valley = kind, kappa is not None
        self.handles = [{"panel": "map", "x": "step", "y": "momentum"}]
        self.marks = [Mark("map", COLOURS["vermilion"], size=9, trail=valley, start=valley, head=True),
                      Mark("run", COLOURS["blue"], width=2.5, dash=(6, 3),
                           label="predicted, the slower one" if valley else "predicted"),
                      Mark("run", COLOURS["vermilion"], width=2, dots=True, size=6,
                           label="steepest direction, measured" if valley else "measured |x|")]
        if valley:
            self.marks += [Mark("run", COLOURS["green"], width=2, dots=True, size=5, marker="s",
                                label="flattest, measured"),
                           Mark("run", COLOURS["black"], width=1.5, dash=(2, 2),
                                label="no rule of gradients promises less")]
        self._draw_backdrop(title)
        walk = walk_program(BOWL, kind(1.0, 0.5))
        data = {"surface": described(BOWL), "walk": walk, "rule": kind.__name__, "steps": STEPS}
        controls = [Control("step", "step ηλ", step, *VIEW[0]), Control("momentum", "momentum μ", momentum, *VIEW[1])]
        controls += [Control("kappa", "condition number κ", kappa, 1, 1000, "log")] if valley else []
        self.build(controls, presets, data)

    # ---- what stands still ----------------------------------------------------------------------------------

    def _draw_backdrop(self, title):
        left, right = self.lay_out(460, map=(LEFT, 470), run=(640, WIDE - RIGHT))
        box = left.get_window_extent()
        self._draw_map(left, place(self.figure, box.x1 + 16, box.y0, 16, box.height, PictureAxes))
        dress(left, title or f"How fast {self.kind.__name__} closes in", "ηλ", "momentum μ")
        # The ends are the same for every setting: steeper means faster.
        dress(right, "Distance from the minimum", "step t", yscale="log", xlim=(0, STEPS), ylim=(1e-8, 1e2))
        right.yaxis.set_major_formatter(power_of_ten)
        right.grid(alpha=0.3)

    def _draw_map(self, axes, beside):
        """The factor over all settings, its scale beside it, and the lines where the behaviour changes."""
        x, mu = np.meshgrid(np.linspace(*VIEW[0], 400), np.linspace(*VIEW[1], 300))
        factor = np.abs(predicted_factor(self.kind(x, mu), 1.0))
        shades = axes.contourf(x, mu, np.where(factor < 1, factor, np.nan), LEVELS, cmap="cividis",
                               norm=BoundaryNorm(LEVELS, 256))
        self.figure.colorbar(shades, cax=beside).set_label("factor a step", size=SMALL)
        beside.tick_params(labelsize=SMALL)
        axes.contour(x, mu, factor, [1.0], colors=COLOURS["vermilion"], linewidths=2)
        root = np.linspace(0, 1, 100)
        critical = ((1 - root) ** 2, root**2) if self.kind is Momentum else (((1 - root) / (1 + root)) ** 2, root)
        axes.plot(*critical, color="white", lw=2, dashes=(5, 2))
        if self.kind is Momentum:  # beyond it the roots are real again, and negative
            axes.plot((1 + root) ** 2, root**2, color="white", lw=2, dashes=(5, 2))
        axes.set(xlim=(0, 4), ylim=(0, 1))
        axes.text(3.25, 0.08, "diverges\n\ndashed: critical\ndamping", ha="center", fontsize=SMALL)

    # ---- what moves -----------------------------------------------------------------------------------------

    @property
    def path(self):
        """The run from 1 along the steepest direction at the present setting: what ``descend`` gives."""
        return descend(BOWL, 1.0, self.kind(self.step, self.momentum), STEPS)

    @property
    def predicted(self):
        """The size of the factor a step, of the slower one of the two directions."""
        steps = self._steps(self.settings)
        return float(max(abs(predicted_factor(self.kind(step, self.momentum), 1.0)) for step in steps))

    def _steps(self, settings):
        """ηλ of the steepest direction, and of the flattest where there is another one."""
        step = settings["step"]
        return [step, step / settings["kappa"]] if "kappa" in settings else [step]

    def scene(self, settings):
        steps, mu, every = self._steps(settings), settings["momentum"], np.arange(STEPS + 1)
        paths = [descend(BOWL, 1.0, self.kind(step, mu), STEPS) for step in steps]
        runs = [path.points[: path.steps + 1] for path in paths]
        factors = [abs(float(predicted_factor(self.kind(step, mu), 1.0))) for step in steps]
        slower = int(np.argmax(factors))
        curves = [factors[slower] ** every, *(np.maximum(np.abs(points), 1e-300) for points in runs)]
        if len(steps) > 1:
            curves.append(np.maximum(limit_of(settings["kappa"]) ** every, 1e-300))
        lines = [np.array([[step, mu] for step in steps[::-1]])]
        lines += [np.stack([every[: len(curve)], curve], axis=1) for curve in curves]
        return Scene(lines, self._tell(steps, mu, factors[slower], runs[slower], settings.get("kappa")))

    def _tell(self, steps, mu, predicted, points, kappa):
        names = ["lands at once" if abs(predicted_factor(self.kind(step, mu), 1.0)) < 1e-9 else
                 next(name for end, name in zones(self.kind(1.0, mu)) if step <= end) for step in steps]
        found = f"Factor a step: predicted {precise(predicted)}, measured {precise(abs(measured_factor(points)))}."
        if kappa is None:
            return f"ηλ = {steps[0]:.2f}, μ = {mu:.2f}: {names[0]}. {found}"
        return (f"ηλ from {number(steps[1])} to {number(steps[0])}, μ = {mu:.2f}: the flattest direction {names[1]}, "
                f"the steepest {names[0]}. {found} No rule of gradients promises less than {precise(limit_of(kappa))}.")


def limit_of(kappa):
    """The factor that no rule of gradients can promise to beat, where a valley has all curvatures in between."""
    return float((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1))
