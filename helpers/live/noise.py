"""The live noise: minibatch descent to the best line through noisy points, and the floor that it cannot sink below."""

import numpy as np

from helpers.drawing import COLOURS, contours, dress, fitted, number
from helpers.learning import noise
from helpers.live.base import LiveFigure
from helpers.live.controls import Control, Place, whole
from helpers.live.layout import BETWEEN, LEFT, RIGHT, WIDE, stacked
from helpers.live.scene import Mark, Scene, dots
from helpers.tracing import function_program

FIRST, STEPS, DRAWS = (4.0, -0.5), 300, 20
VIEW, ENDS = ((3.0, 10.0), (-1.5, 2.5)), np.array([noise.X[0] - 0.3, noise.X[-1] + 0.3])
START = Place("start_x", "start_y", label="start {}₀", hidden=True)
LEAST, HIGHEST = 1e-30, 1e4  # of what is drawn; a run that moves away does not press all else flat
HIGH, LOSS = 542, 200  # of the picture above its keys, of the lower panel on the right


class Noise(LiveFigure):
    """Descent with the slopes of a few points a step: its path over (w₀, w₁), its line, its loss above the lowest.

    Arguments: learning_rate η; batch, points a step, from 1 to 64, all; sigma, the noise σ of the data; decay k of
    η/(1 + kt); draw, a number from 1 to 20 for another run of luck; steps; start (w₀, w₁), which can also be dragged;
    presets, name → settings. Raises ValueError for what no slider can show.

    >>> figure = Noise(batch=64)
    >>> figure.summary
    'η = 0.1, batch 64, σ = 1: no noise in the slopes. It ends at the minimum to twelve decimals.'
    """

    page_kind, play, view, start, handles = "noise", "steps", VIEW, START, [START.handle("main", VIEW)]
    subject = f"Minibatch descent to the best line through {noise.COUNT} noisy points."

    def __init__(self, learning_rate=0.1, batch=1, sigma=1.0, decay=0.0, draw=1, steps=STEPS, start=FIRST,
                 presets=None):
        self.surface = noise.bowl()
        controls = [whole("batch", "points a step B", batch, 1, noise.COUNT),
                    Control("learning_rate", "learning rate η", learning_rate, 0.005, 0.5, "log"),
                    Control("sigma", "noise σ of data", sigma, 0, 2, step=0.05),
                    Control("decay", "decay k", decay, 0, 0.2, step=0.005),
                    whole("steps", "steps", steps, 1, STEPS), whole("draw", "another draw", draw, 1, DRAWS),
                    *START.controls(start, VIEW)]
        walked, theory, mean = COLOURS["vermilion"], COLOURS["blue"], COLOURS["black"]
        self.marks = [Mark("main", walked, width=1.5, size=8, rim=True, start=True, head=True),
                      Mark("data", COLOURS["black"], size=6, trail=False, dots=True),
                      Mark("data", walked, width=4, label="minibatch descent"),
                      Mark("loss", walked, width=1.5, size=7, head=True),
                      Mark("loss", theory, width=3, dash=(8, 4), label="predicted floor"),
                      Mark("loss", mean, width=3, label="mean of the last half")]
        self._draw_backdrop()
        self.build(controls, presets, self._data(), {"loss": "xy"})

    def _draw_backdrop(self):
        half = 0.52 * WIDE
        above, below = stacked((half + BETWEEN, WIDE - RIGHT), HIGH, LOSS)
        main, data, loss = self.lay_out(HIGH, main=(LEFT, half), data=above, loss=below)
        contours(self.surface, main, self.view)
        dress(main, "The loss of every line", "w₀, height at x = 0", "w₁, slope")
        dress(data, f"{noise.COUNT} points and the line", "x", "y", xlim=ENDS, ylim=(1, 13))
        dress(loss, "Loss above the lowest", "step t", yscale="log", xlim=(0, STEPS), ylim=(1e-5, 1e2), yticks=[1.0])

    def _data(self):
        """The points, and for each draw the state of NumPy's random numbers before its first step."""
        states = [np.random.default_rng(draw).bit_generator.state["state"] for draw in range(1, DRAWS + 1)]
        return {"loss": function_program(self.surface.function, ("w0", "w1")), "x": noise.X.tolist(),
                "errors": noise.errors().tolist(), "best": list(noise.BEST), "ends": ENDS.tolist(),
                "draws": [{name: str(part) for name, part in state.items()} for state in states]}

    # ---- what moves -----------------------------------------------------------------------------------------

    def _walks(self, s):
        return noise.walk(s["learning_rate"], s["batch"], s["sigma"], s["decay"], s["steps"], s["draw"], START.of(s))

    @property
    def walks(self):
        """The walk for the present settings."""
        return self._walks(self.settings)

    def scene(self, settings):
        walks, t = self._walks(settings), np.arange(settings["steps"] + 1)
        points, excess = walks.points[..., 0], walks.excess[:, 0]
        rates = settings["learning_rate"] / (1 + settings["decay"] * t)
        floors = noise.noise_floor(rates, settings["batch"], settings["sigma"])
        words, half, mean = _told(settings, excess, floors)
        data = np.stack(noise.noisy_line(settings["sigma"]), axis=-1)
        line = np.stack([ENDS, points[-1, 0] + points[-1, 1] * ENDS], axis=-1)
        drawn = [np.stack([at, np.maximum(heights, LEAST)], axis=-1) for at, heights in
                 ((t, excess), (t, floors), (np.array([half, t[-1]]), np.array([mean, mean])))]
        heights = np.concatenate([excess, floors])
        limits = {"loss": {"x": (0, settings["steps"]), "y": fitted(heights[heights < HIGHEST], "log")}}
        return Scene([points, dots(data), line, *drawn], words, settings["steps"], limits=limits)


def _told(settings, excess, floors):
    """The words for one run, and over its last half, which begins at which step, its mean."""
    half = len(excess) // 2
    measured, predicted = float(excess[half:].mean()), float(floors[half:].mean())
    lead = f"η = {number(settings['learning_rate'])}, batch {settings['batch']:.0f}, σ = {number(settings['sigma'])}"
    lead += f", k = {number(settings['decay'])}" if settings["decay"] else ""
    if not measured < 100:
        return f"{lead}: it moves away. So large a rate needs a larger batch.", half, measured
    if predicted < 1e-12:
        end = f"{number(excess[-1])} above the minimum" if excess[-1] > 1e-12 else "at the minimum to twelve decimals"
        return f"{lead}: no noise in the slopes. It ends {end}.", half, measured
    return (f"{lead}. Over the last half of its steps it is {number(measured, 2)} above the minimum; "
            f"predicted floor {number(predicted, 2)}."), half, measured
