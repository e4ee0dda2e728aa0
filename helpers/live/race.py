"""The live race: several optimizers from one start, each with its own learning rate, colour, marker and dash."""

import numpy as np

from helpers import drawing
from helpers.descent import descend
from helpers.drawing import look, number
from helpers.live.sliders import log_slider, slider, whole_slider
from helpers.live.stage import Mark, Sweep, kept_steps
from helpers.live.tables import LiveFigure
from helpers.live.tables_backdrop import backdrop, fit_loss
from helpers.optimizers import Optimizer


class Race(LiveFigure):
    """Optimizers side by side on one surface; a slider multiplies all learning rates, the start can be dragged.

    Arguments
    ---------
    surface : a Surface. racers : Optimizers, each with its own rate (tune them first; nothing is hidden or clamped).
    start, steps, most_steps, presets, view, title : as in ``Descent``; presets may set scale, steps and start.

    The cost axis counts gradient evaluations, one a step for every rule here. Raises ValueError for racers that are
    not Optimizers or share a name, and for a start outside the view.

    >>> from helpers import optimizers, surfaces
    >>> race = Race(surfaces.bowl, [optimizers.GradientDescent(0.05), optimizers.Momentum(0.05)], (-0.5, 2.9), steps=20)
    >>> race.summary.split(":")[0]
    'Lowest after 20 gradients'
    """

    def __init__(self, surface, racers, start, steps=100, most_steps=None, presets=None, view=None, title=""):
        if not racers or not all(isinstance(racer, Optimizer) for racer in racers):
            raise ValueError(f"racers must be a list of Optimizers, got {racers!r}")
        self.surface, self.racers, self.view = surface, list(racers), tuple(view or surface.view)
        point = np.atleast_1d(np.asarray(start, dtype=float))
        low, high = np.array(self.view).T
        if point.shape != low.shape or not np.all((point >= low) & (point <= high)):
            raise ValueError(f"start must be a point inside the view {self.view}, got {start!r}")
        most = most_steps or max(2 * steps, 20)
        self.sliders = {"scale": log_slider("all rates ×", 1.0, 0.05, 20, 80),
                        "steps": whole_slider("steps", steps, 1, most)}
        for axis, value in zip("xy", point, strict=False):
            ends = self.view["xy".index(axis)]
            self.sliders[f"start_{axis}"] = slider(f"start {axis}₀", value, *ends, (ends[1] - ends[0]) / 80)
        text = {name: control.value for name, control in self.sliders.items()}
        self.presets = {"Reset": text, **{name: self._flat(text, change) for name, change in (presets or {}).items()}}
        self.figure, self.main, self.loss, _ = backdrop(surface, self.view, None, title, most)
        self.loss.set_xlabel("gradient evaluations")
        self.start_axes = self.main
        self.marks = [mark for lane, racer in enumerate(self.racers) for mark in self._marks(lane, racer)]
        self._name_lanes()
        self.build()

    @staticmethod
    def _flat(text, change):
        change = dict(change)
        start = change.pop("start", None)
        places = {} if start is None else dict(zip(("start_x", "start_y"), np.atleast_1d(start).tolist(), strict=False))
        return {**text, **change, **places}

    def _marks(self, lane, racer):
        colour, marker, dash = look(lane)
        common = {"colour": colour, "marker": marker, "dash": dash, "grows": True, "head": True}
        label = f"{racer.name}, η = {number(racer.learning_rate)}"
        return [Mark(self.main, width=2, size=7, label=label, **common), Mark(self.loss, width=2, size=6, **common)]

    def _name_lanes(self):
        """The legend stands under the picture, never over it."""
        keys = [mark.key() for mark in self.marks if mark.label]
        rows = -(-len(keys) // 3)
        self.figure.set_size_inches(9.6, 4.6 + 0.24 * rows)
        self.figure.set_layout_engine("constrained")
        self.figure.legend(handles=keys, loc="outside lower center", ncols=3, fontsize=drawing.SMALL, frameon=False)
        self.figure.freeze()

    @property
    def paths(self):
        """The path of every racer at the present settings, by name."""
        scale, start = self.value("scale"), self._start(self._at("scale", self.value("scale")))
        return {racer.name: descend(self.surface, start, self._scaled(racer, scale), int(self.value("steps")))
                for racer in self.racers}

    @staticmethod
    def _scaled(racer, scale):
        fields = {name: getattr(racer, name) for name in racer.hyperparameters}
        rate = fields["learning_rate"]
        fields["learning_rate"] = (lambda t: scale * rate(t)) if callable(rate) else scale * rate
        return type(racer)(**fields)

    def _start(self, *settings):
        start = np.array([[s[name] for s in settings] for name in self.sliders if name.startswith("start")])
        start = start if len(settings) > 1 else start[:, 0]
        return start if self.surface.dimension == 2 else start[0]

    def sweep(self, name, positions):
        one_run = name == "steps"
        settings = [self._at(name, p) for p in (positions[:1] if one_run else positions)]
        shown = np.asarray(positions if one_run else [s["steps"] for s in settings], dtype=int)
        row = np.zeros(len(shown), dtype=int) if one_run else np.arange(len(shown))
        kept = kept_steps(shown)
        runs = [self._run(racer, settings, kept) for racer in self.racers]
        count = np.searchsorted(kept, shown, side="right")
        heights = np.array([loss[..., 1] for _, loss, _ in runs])
        lost = [[path.steps[r] if path.outcome[r] == "diverged" else None for *_, path in runs]
                for r in range(len(settings))]
        words = [self._tell(heights[:, r, :c], lost[r], s) for r, c, s in zip(row, count, shown, strict=True)]
        return Sweep([line for run in runs for line in run[:2]], row, count, words, kept, np.zeros(len(row)))

    def _run(self, racer, settings, kept):
        """One racer at all settings: its paths and heights, each (settings, kept, 2), and the outcome."""
        scale = np.array([s["scale"] for s in settings])
        start = self._start(*settings) if len(settings) > 1 else np.atleast_1d(self._start(*settings))[..., None]
        start = start if self.surface.dimension == 2 else start.reshape(-1)
        path = descend(self.surface, start, self._scaled(racer, scale), int(kept[-1]), keep=kept)
        with np.errstate(all="ignore"):
            above = path.values - (self.surface(self.surface.minima[0]) if len(self.surface.minima) else 0.0)
        plane = (path.points[:, 0], path.points[:, 1]) if self.surface.dimension == 2 else (path.points, path.values)
        height = np.maximum(above, 1e-300) if len(self.surface.minima) else above
        curves = (plane, (np.broadcast_to(kept[:, None], height.shape), height))
        return *(np.moveaxis(np.stack(pair, axis=-1), 0, 1) for pair in curves), path

    def _tell(self, heights, diverged, steps):
        """Who is lowest, and who has left the picture."""
        ends = heights[:, -1]
        lost = [k for k, step in enumerate(diverged) if step is not None and step <= steps]
        order = [k for k in np.argsort(ends, kind="stable") if k not in lost]
        best = ", ".join(f"{self.racers[k].name} {_height(ends[k])}" for k in order[:3])
        gone = ", ".join(f"{self.racers[k].name} at step {diverged[k]:,}" for k in lost)
        return f"Lowest after {steps:,} gradients: {best or 'nobody'}." + (f" Diverged: {gone}." if gone else "")

    @property
    def summary(self):
        """The order at the present settings, in words."""
        return self.sweep("scale", np.array([self.value("scale")])).words[0]

    def settled(self):
        sweeps = [self.sweep("preset", np.arange(len(self.presets))),
                  self.sweep("steps", np.array([self.sliders["steps"].max]))]
        heights = np.concatenate([line[..., 1].ravel() for s in sweeps for line in s.lines[1::2]])
        fit_loss(self.loss, heights, bool(len(self.surface.minima)))

    def describe(self):
        return f"{len(self.racers)} optimizers race on {self.surface.name}. {self.summary}"

    def move_start(self, to=None, by=None, done=True):
        names = [name for name in self.sliders if name.startswith("start")]
        to = np.array([self.value(name) for name in names]) + by if to is None else to
        low, high = np.array(self.view).T
        self.shown_values.update(zip(names, np.clip(to, low, high).tolist(), strict=True))


def _height(value):
    return "at the floor" if value < 1e-14 else number(value)
