"""The live race: several optimizers from one start, each with its own learning rate, colour, marker and dash."""

from copy import copy
from dataclasses import replace
from functools import partial

import numpy as np

from helpers.descent import descend
from helpers.drawing import COLOURS, fitted, look, number
from helpers.live.backdrop import backdrop
from helpers.live.base import LiveFigure
from helpers.live.controls import START, Control, numbers_in, numbers_of, whole
from helpers.live.ground import on_surface
from helpers.live.scene import Mark, Scene, curves
from helpers.optimizers import Optimizer
from helpers.surfaces import Surface
from helpers.tracing import Symbol, for_symbols, walk_program

FLOOR = 1e-14  # of heights above a known minimum, as a share of its own: what lies below is rounding


class Race(LiveFigure):
    """Optimizers side by side on one surface; a slider multiplies all learning rates, the start can be dragged.

    Arguments
    ---------
    surface : a Surface. racers : Optimizers, each with its own rate (tune them first; nothing is hidden or clamped).
        A rate that is a schedule is multiplied at every step; racers that share a name are numbered.
    start, steps, most_steps, presets, view, title : as in ``Descent``; presets may set scale, steps and start.

    The cost axis counts gradient evaluations, one a step for every rule here. A racer that diverges runs out of the
    picture; the axes fit the others. Raises ValueError for racers that are not Optimizers, and for a start outside the
    view.

    >>> from helpers import optimizers, surfaces
    >>> race = Race(surfaces.bowl, [optimizers.GradientDescent(0.05), optimizers.Momentum(0.05)], (-0.5, 2.9), steps=20)
    >>> race.summary.split(":")[0]
    'Lowest after 20 gradients'
    """

    page_kind, play, start = "race", "steps", START

    def __init__(self, surface, racers, start, steps=100, most_steps=None, presets=None, view=None, title=""):
        if not isinstance(surface, Surface):
            raise ValueError(f"surface must be a Surface, got {surface!r}")
        self.surface, self.racers, self.view = surface, _checked(racers), tuple(view or surface.view)
        self.names = _names(self.racers)
        self.handles = [START.handle("main", self.view)]
        others = list((presets or {}).values())
        scales = [value for value in numbers_in(others, "scale") if value > 0]
        most = most_steps or 2 * max([10, *numbers_in([{"steps": steps}], "steps")])
        controls = [Control("scale", "all rates ×", 1.0, min([0.05, *scales]), max([20.0, *scales]), "log"),
                    whole("steps", "steps", steps, 1, max([most, *numbers_in(others, "steps")])),
                    *START.controls(start, self.view)]
        self.marks = [Mark("main", COLOURS["black"], trail=False, start=True)]
        self.marks += [mark for lane in range(len(self.racers)) for mark in self._marks(lane)]
        self.figure, self.panels = backdrop(surface, self.view, False, title, [m.key() for m in self.marks if m.label])
        self.panels["loss"].set_xlabel("gradient evaluations")
        self.build(controls, presets, self._data(), {"loss": "xy"})

    def _marks(self, lane):
        colour, marker, dash = look(lane)
        common = {"colour": colour, "marker": marker, "dash": dash, "width": 2, "head": True}
        rate = _rate(self.racers[lane])
        eta = "" if rate is None else ", η by schedule" if callable(rate) else f", η = {number(rate)}"
        return [Mark("main", size=7, rim=True, label=self.names[lane] + eta, **common), Mark("loss", size=6, **common)]

    def _data(self):
        """What the page walks with, or nothing; one racer that cannot be traced holds back all."""
        surface = on_surface(self)
        lanes = [{"name": name, **self.traced(name, partial(_lane, self.surface, racer))}
                 for name, racer in zip(self.names, self.racers, strict=True)] if surface else []
        return {} if self.asks else {**surface, "lanes": lanes}

    # ---- what moves -----------------------------------------------------------------------------------------

    def _paths(self, settings):
        return [descend(self.surface, START.of(settings), _scaled(racer, settings["scale"]), int(settings["steps"]))
                for racer in self.racers]

    @property
    def paths(self):
        """The path of every racer at the present settings, by name: what ``descend`` gives."""
        return dict(zip(self.names, self._paths(self.settings), strict=True))

    def scene(self, settings):
        paths = self._paths(settings)
        runs = [curves(path) for path in paths]
        lost = [path.outcome == "diverged" for path in paths]
        shown = [loss for (_, loss), gone in zip(runs, lost, strict=True) if all(lost) or not gone]
        heights = fitted(np.concatenate(shown)[:, 1], "log" if len(self.surface.minima) else "linear")
        steps = max(path.steps for path in paths)
        lines = [runs[0][0][:1], *(line for run in runs for line in run)]
        words = self._tell([loss[-1, 1] for _, loss in runs], paths, int(settings["steps"]))
        return Scene(lines, words, steps, limits={"loss": {"x": (0, max(steps, 1)), "y": heights}})

    def _tell(self, ends, paths, steps):
        """Who is lowest, and who has left the picture; those that only rounding tells apart stay in their order."""
        minima = self.surface.minima
        floor = FLOOR * max(1.0, abs(float(self.surface(minima[0])))) if len(minima) else -np.inf
        heights = [0.0 if end < floor else float(f"{end:.8e}") for end in ends]
        going = [k for k, path in enumerate(paths) if path.outcome != "diverged"]
        order = sorted(going, key=lambda k: np.nan_to_num(heights[k], nan=np.inf))[:3]
        best = [f"{self.names[k]} {'at the floor' if ends[k] < floor else number(ends[k])}" for k in order]
        gone = [f"{self.names[k]} at step {path.steps:,}" for k, path in enumerate(paths) if k not in going]
        lost = f" Diverged: {', '.join(gone)}." if gone else ""
        return f"Lowest after {steps:,} gradients: {', '.join(best) or 'nobody'}.{lost}"

    def about(self):
        return f"{len(self.racers)} optimizers race on {self.surface.name}."


def _checked(racers):
    """A list of Optimizers, each with one number or one schedule for every field."""
    if not isinstance(racers, list | tuple) or not racers or not all(isinstance(racer, Optimizer) for racer in racers):
        raise ValueError(f"racers must be a list of Optimizers, got {racers!r}")
    for racer in racers:
        for name in racer.hyperparameters:
            if np.ndim(getattr(racer, name)):
                raise ValueError(f"{name} of {racer.name} must be one number in a race, got {getattr(racer, name)!r}")
    return list(racers)


def _names(racers):
    """The name of each racer; several of one name are numbered."""
    names = [racer.name for racer in racers]
    return [f"{name} {names[: k + 1].count(name)}" if names.count(name) > 1 else name for k, name in enumerate(names)]


def _rate(racer):
    """The learning rate that the scale multiplies; None for a rule without a field of that name."""
    return getattr(racer, "learning_rate", None) if "learning_rate" in racer.hyperparameters else None


def _scaled(racer, scale):
    """The same rule at a multiple of its learning rate."""
    rate = _rate(racer)
    if rate is None:
        return racer
    return replace(racer, learning_rate=(lambda t: scale * rate(t)) if callable(rate) else scale * rate)


def _lane(surface, racer):
    """What the page needs of one racer: its program and its numbers. A schedule is multiplied inside the program."""
    rate = _rate(racer)
    if callable(rate):
        racer = copy(racer)  # a new one would try its schedule out
        racer.learning_rate = lambda t: Symbol("h.rates_times") * for_symbols(rate)(t)
    return {"walk": walk_program(surface, racer), "settings": numbers_of(racer)}
