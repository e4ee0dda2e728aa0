"""The live descent: a surface, an optimizer and its sliders; one broadcast run answers every slider position."""

import numpy as np

from helpers.descent import curvatures, descend
from helpers.drawing import look
from helpers.live import tables_words as words
from helpers.live.sliders import hyperparameter_slider, slider, whole_slider
from helpers.live.stage import Mark, Sweep, kept_steps
from helpers.live.tables import LiveFigure
from helpers.live.tables_backdrop import GAUGE_ENDS, backdrop, fit_gauge, fit_loss
from helpers.live.tables_basins import BasinMaps
from helpers.optimizers import Optimizer
from helpers.surfaces import Surface


class Descent(LiveFigure):
    """A surface, an optimizer and one or several starts, with a slider for everything that can be set.

    Arguments
    ---------
    surface, optimizer : as in ``descend``; every field of the optimizer gets a slider, which starts at its value.
    start : a point, or a list of points: one ball each.
    steps, most_steps : steps shown at first, and the end of the steps slider.
    presets : name → settings to change (fields of the optimizer, steps, start), as named in the text.
    ranges : name → (low, high) of a slider, where the usual range does not suit.
    view : another window than the surface's own. tolerance : as in ``descend``.
    predict : hides the path until the reader has guessed "kind", whether it closes in, zigzags or diverges, or
        "place", where it ends: by a click on the map, for one ball in two dimensions.
    basin_map : True colours every start by the minimum that it reaches, live in the learning rate.

    Raises ValueError for settings that ``descend`` refuses or that no slider can show.

    >>> from helpers import optimizers, surfaces
    >>> figure = Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15)
    >>> figure.learning_rate = 0.15
    >>> figure.path.steps, figure.summary.split(";")[0]
    (15, 'η = 0.15: zigzags')
    """

    most_kept = 400  # steps of a long run that the page gets
    _held = None  # the ball that the pointer drags
    _fitted_to = None  # the settings that the axes were fitted to

    def __init__(self, surface, optimizer, start, steps=30, most_steps=None, presets=None, ranges=None, view=None,
                 tolerance=0.0, predict="", basin_map=False, title=""):
        if not isinstance(surface, Surface) or not isinstance(optimizer, Optimizer):
            raise ValueError(f"Descent takes a Surface and an Optimizer, got {surface!r} and {optimizer!r}")
        self.surface, self.kind, self.tolerance, self.predict = surface, type(optimizer), tolerance, predict
        self.view = tuple(view or surface.view)
        self.balls = self._checked(start)
        self._check_guess()
        self.places = 120 if steps < 20_000 else 40  # long runs: fewer positions, so that all are ready in a moment
        self.sliders = self._make_sliders(optimizer, steps, most_steps or max(2 * steps, 20), ranges or {})
        text = {name: control.value for name, control in self.sliders.items() if not name.startswith("start")}
        text["start"] = start
        self.presets = {"Reset": text, **{name: {**text, **change} for name, change in (presets or {}).items()}}
        self.map_steps, self._map_of = steps if basin_map else 0, None
        self.figure, self.main, self.loss, self.gauge = backdrop(
            surface, self.view, self._optimizer({}), title, self.sliders["steps"].max,
            BasinMaps.keys(surface) if basin_map else ())
        self.start_axes = self.main
        self.marks = [mark for b in range(len(self.balls)) for mark in self._marks(b)]
        self.build()

    def _checked(self, start):
        """One row a ball, each inside the view."""
        rows = np.asarray(start, dtype=float)
        rows = rows.reshape(-1, 1) if self.surface.dimension == 1 else np.atleast_2d(rows)
        low, high = np.array(self.view).T
        if rows.ndim != 2 or rows.shape[1] != self.surface.dimension or not np.all((rows >= low) & (rows <= high)):
            raise ValueError(f"start must be point(s) of {self.surface.dimension} number(s) inside the view "
                             f"{self.view}, got {start!r}")
        return rows

    def _check_guess(self):
        if self.predict not in ("", "kind", "place"):
            raise ValueError(f'predict must be "kind", "place" or "" for none, got {self.predict!r}')
        if self.predict == "place" and (self.surface.dimension != 2 or len(self.balls) != 1):
            raise ValueError(f'predict="place" needs one start on a surface of two variables, got {len(self.balls)} '
                             f"on {self.surface.name}")

    def _make_sliders(self, optimizer, steps, most_steps, ranges):
        made = {name: hyperparameter_slider(h, getattr(optimizer, name), ranges.get(name), self.places)
                for name, h in optimizer.hyperparameters.items()}
        made["steps"] = whole_slider("steps", steps, *ranges.get("steps", (1, most_steps)))
        if len(self.balls) == 1:
            for axis, (value, (low, high)) in enumerate(zip(self.balls[0], self.view, strict=True)):
                name = "start" if self.surface.dimension == 1 else f"start_{'xy'[axis]}"
                made[name] = slider(f"start {'xy'[axis]}₀", value, low, high, (high - low) / self.places)
        return made

    def _marks(self, b):
        colour, marker, dash = look(b)
        common = {"colour": colour, "marker": marker, "dash": dash, "grows": True, "head": True}
        marks = [Mark(self.main, width=2, size=7, dots=True, start=True, **common),
                 Mark(self.loss, width=2.5, size=6, **common)]
        return marks + ([Mark(self.gauge, size=8, trail=False, secret=True, **common)] if self.gauge else [])

    # ---- settings -------------------------------------------------------------------------------------------

    def _optimizer(self, settings):
        return self.kind(**{n: settings.get(n, self.value(n)) for n in self.kind.hyperparameters})

    def _starts(self):
        """All starts, shape (dimension, balls); a single ball's are what its sliders say."""
        names = [name for name in self.sliders if name.startswith("start")]
        return np.array([[self.value(name)] for name in names]) if names else self.balls.T.copy()

    def control_values(self, settings):
        values = super().control_values(settings)
        if "start_x" in self.sliders and "start" in settings:
            values.update(zip(("start_x", "start_y"), map(float, settings["start"]), strict=True))
        return values

    def apply(self, settings):
        if "start" in settings:
            self.start = settings["start"]
        super().apply({name: value for name, value in settings.items() if name != "start"})

    def get_start(self):
        """The start as it was given: one point, or a list of points."""
        points = [tuple(map(float, p)) if self.surface.dimension == 2 else float(p[0]) for p in self._starts().T]
        return points if len(points) > 1 else points[0]

    def set_start(self, start):
        """Move the ball, or all of them."""
        balls = self._checked(start)
        if len(balls) != len(self.balls):
            raise ValueError(f"start must be {len(self.balls)} point(s) in this figure, got {start!r}")
        self.balls = balls
        for name, value in zip([n for n in self.sliders if n.startswith("start")], balls[0], strict=False):
            self.set(name, float(value))

    start = property(get_start, set_start)

    def _settings_at(self, name, position):
        """All settings with one control elsewhere; a preset changes several at once."""
        now = {n: self.value(n) for n in self.sliders if not n.startswith("start")}
        now["starts"] = self._starts()
        if name == "preset":
            chosen = dict(list(self.presets.values())[int(position)])
            return {**now, "starts": self._checked(chosen.pop("start")).T, **chosen}
        if name.startswith("start"):
            now["starts"][1 if name.endswith("_y") else 0] = position
            return now
        return {**now, name: self.sliders["steps"].max if name == "steps" else position}

    # ---- what moves -----------------------------------------------------------------------------------------

    @property
    def path(self):
        """The path for the present settings, one run a ball: what ``descend`` gives."""
        starts = self._starts()[:, 0] if len(self.balls) == 1 else self._starts()
        return descend(self.surface, starts if self.surface.dimension == 2 else starts[0], self._optimizer({}),
                       int(self.value("steps")), self.tolerance)

    @property
    def summary(self):
        """What the present settings do, in words."""
        return self.sweep("steps", np.array([self.value("steps")])).words[0]

    def sweep(self, name, positions):
        one_run = name == "steps"  # every number of steps is a part of the longest run
        settings = [self._settings_at(name, p) for p in (positions[:1] if one_run else positions)]
        shown = np.asarray(positions if one_run else [s["steps"] for s in settings], dtype=int)
        row = np.zeros(len(shown), dtype=int) if one_run else np.arange(len(shown))
        return self._walk(settings, row, shown)

    def _walk(self, settings, row, shown):
        """All settings and all balls in one broadcast descent."""
        kept = kept_steps(shown, self.most_kept)
        starts = np.stack([s["starts"] for s in settings], axis=1)
        fields = {n: np.array([[s[n]] for s in settings]) for n in self.kind.hyperparameters}
        path = descend(self.surface, starts if self.surface.dimension == 2 else starts[0], self.kind(**fields),
                       int(shown.max()), self.tolerance, keep=kept)
        points = path.points if self.surface.dimension == 2 else path.points[:, None]
        count = np.searchsorted(kept, np.minimum(shown, path.steps.max(axis=1)[row])) + 1
        told = [self._told(settings[r], points[:c, :, r], kept[:c], s, path.steps[r], path.outcome[r])
                for r, c, s in zip(row, count, shown, strict=True)]
        lines = self._lines(settings, points, kept)
        return Sweep(lines, row, count, [t[0] for t in told], kept, np.array([t[1] for t in told]))

    def _told(self, settings, points, kept, shown, steps, outcome):
        """The words for one position, as far as it is shown."""
        so_far = np.where(steps <= shown, outcome, "ran all steps")
        return words.told(self.surface, self._optimizer(settings), points, kept, np.minimum(steps, shown), so_far)

    def _lines(self, settings, points, kept):
        """For each ball its path, its heights and its place on the gauge: arrays (settings, kept, 2)."""
        rates = np.array([s.get("learning_rate", 0.0) for s in settings])[None, :, None]
        with np.errstate(all="ignore"):
            where = np.moveaxis(points, 1, 0) if self.surface.dimension == 2 else points[:, 0]
            heights = self.surface(where)
            stiffness = np.clip(rates * curvatures(self.surface, where)[-1], *GAUGE_ENDS)
        steps = np.broadcast_to(kept[:, None, None], heights.shape)
        floor = self.surface(self.surface.minima[0]) if len(self.surface.minima) else None
        above = heights if floor is None else np.maximum(heights - floor, 1e-300)
        curves = [(points[:, 0], points[:, 1] if self.surface.dimension == 2 else heights), (steps, above)]
        curves += [(stiffness, np.full_like(heights, 0.5))] if self.gauge else []
        return [np.moveaxis(np.stack(pair, axis=-1)[:, :, b], 0, 1) for b in range(len(self.balls)) for pair in curves]

    def settled(self):
        """Fit the axes of the loss and the gauge to what can be reached; they keep still while a slider moves."""
        now = [self.value(name) for name in self.sliders], self._starts().tolist()
        if now == self._fitted_to:
            return
        self._fitted_to = now
        sweeps = [self.sweep("preset", np.arange(len(self.presets)))]
        if not self.predict:  # axes that fit a hidden run would give it away
            sweeps.append(self.sweep("steps", np.array([self.sliders["steps"].max])))
        each = 3 if self.gauge else 2
        of_loss = slice(1, each * len(self.balls), each)
        heights = np.concatenate([line[..., 1].ravel() for s in sweeps for line in s.lines[of_loss]])
        fit_loss(self.loss, heights, bool(len(self.surface.minima)))
        if self.gauge:
            fit_gauge(self.gauge, self._optimizer({}))
        if self.map_steps:
            self._draw_map()

    def describe(self):
        balls = "one start" if len(self.balls) == 1 else f"{len(self.balls)} starts"
        asked = {"kind": "What will it do?", "place": f"Where will it be after {self.value('steps'):,.0f} steps?"}
        told = f"{asked[self.predict]} Guess before the path is shown." if self.predict else self.summary
        return f"{self._optimizer({}).name} on {self.surface.name} from {balls}. {told}"

    def took_preset(self, settings):
        self.balls = self._checked(settings["start"])

    # ---- a start that is dragged ----------------------------------------------------------------------------

    def move_start(self, to=None, by=None, done=True):
        """Move the ball nearest to ``to`` there, or the last one by ``by``; one that is held stays held."""
        starts = self._starts()
        if self._held is None:
            self._held = 0 if to is None else int(np.argmin(((starts - to[:, None]) ** 2).sum(axis=0)))
        starts[:, self._held] = to if by is None else starts[:, self._held] + by
        low, high = np.array(self.view).T
        self.balls = np.clip(starts, low[:, None], high[:, None]).T
        names = [n for n in self.sliders if n.startswith("start")]
        self.shown_values.update(zip(names, self.balls[0].tolist(), strict=False))
        if done:
            self._held = None

    # ---- the map of basins ----------------------------------------------------------------------------------

    def _draw_map(self):
        others = {n: self.value(n) for n in self.kind.hyperparameters if n != "learning_rate"}
        if self._map_of != others:
            self._map_of = others
            self._maps = BasinMaps(self.surface, lambda rate: self._optimizer({"learning_rate": rate}),
                                   self.reach("learning_rate"), self._named_rates(), self.map_steps, self.view)
            self.stage.cells = self._maps.cells(self.box(self.main))

    def _named_rates(self):
        return [self.value("learning_rate"), *(settings["learning_rate"] for settings in self.presets.values())]

    def still_cells(self):
        return [self._maps.draw(self.main, self.value("learning_rate"))] if self.map_steps else []
