"""The live descent: a surface, an optimizer and one or several starts, with a control for all that can be set."""

import numpy as np

from helpers.descent import curvatures, descend, zones
from helpers.drawing import COLOURS, fitted, look, words
from helpers.live.backdrop import ZONE_COLOURS, backdrop
from helpers.live.base import LiveFigure
from helpers.live.basins import LONG, map_keys, map_of, map_spec
from helpers.live.controls import STARTS, Control, inside, numbers_in, of_optimizer, whole, with_fields
from helpers.live.edge import check_edge, edge_marks, edge_of
from helpers.live.ground import Ground, movable
from helpers.live.scene import Mark, Scene, curves
from helpers.optimizers import Optimizer
from helpers.surfaces import Surface
from helpers.tracing import function_program, walk_program, with_settings

GAUGE_ENDS = (-0.1, 100.0)
WALLS = Mark("main", COLOURS["black"], width=2.5, dash=(3, 3), label="no coordinate can rest outside")
CORNERS = {2: [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], 1: [(-1, -1), (-1, 1), (1, 1), (1, -1)]}  # of walls


class Descent(LiveFigure):
    """A surface, an optimizer and one or several starts, with a slider for everything that can be set.

    Arguments
    ---------
    surface, optimizer : as in ``descend``; every field of the optimizer and every setting of the surface gets a slider,
        which starts at its value; a field that is a schedule stays one.
    start : a point, or a list of points: one ball each.
    steps, most_steps : steps shown at first, and the end of the steps slider.
    presets : name → settings to change (fields of the optimizer, steps, start), as named in the text.
    ranges : name → (low, high) of a slider, where the usual range does not suit.
    view : another window than the surface's own. tolerance : as in ``descend``.
    predict : hides the path until the reader has guessed "kind", whether it closes in, zigzags or diverges, or
        "place", where it ends: by a click on the map, for one ball in two dimensions.
    basin_map : True colours every start by the minimum in which it settles, live in all settings.
    edge : True shows rates × curvature along the run, against the edge of stability, for rules that have such a law.

    The page walks by itself, from the traced surface and rule; those that cannot be traced ask the kernel (``asks``
    says why). Raises ValueError for settings that ``descend`` refuses or that no slider can show.

    >>> from helpers import optimizers, surfaces
    >>> figure = Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15)
    >>> figure.learning_rate = 0.15
    >>> figure.path.steps, figure.summary.split(";")[0]
    (15, 'η = 0.15: zigzags')
    """

    page_kind, play, start = "descent", "steps", STARTS

    def __init__(self, surface, optimizer, start, steps=30, most_steps=None, presets=None, ranges=None, view=None,
                 tolerance=0.0, predict="", basin_map=False, edge=False, title=""):
        if not isinstance(surface, Surface) or not isinstance(optimizer, Optimizer):
            raise ValueError(f"Descent takes a Surface and an Optimizer, got {surface!r} and {optimizer!r}")
        self.surface, self.optimizer, self.kind = surface, optimizer, type(optimizer)
        self.fields = [*self.kind.hyperparameters, *surface.settings]  # a run depends on these, its start and steps
        self.walled = bool(self.kind.arguments_box)
        self.tolerance, self.predict, self.view = tolerance, predict, tuple(view or surface.view)
        balls = inside(start, self.view, several=True)
        self._check_guess(len(balls))
        if edge:
            check_edge(optimizer, len(balls))
        self.map_steps, self._mapped = max(steps, LONG) if basin_map else 0, (None, None)
        self.see_through = basin_map or bool(surface.settings)
        controls = self._make_controls(steps, most_steps or max(2 * steps, 20), presets or {}, ranges or {})
        controls += self._make_starts(balls)
        gauge = "edge" if edge else "gauge" * (bool(zones(optimizer)) and not callable(optimizer.learning_rate))
        self.figure, self.panels = self._backdrop(gauge, title, basin_map)
        self.marks = [mark for b in range(len(balls)) for mark in self._marks(b, 8 if len(balls) < 3 else 5)]
        self.marks += edge_marks() * edge + [WALLS] * self.walled
        self.build(controls, presets, self._data(), {"loss": "xy"} | ({gauge: "xy" if edge else "x"} if gauge else {}))

    # ---- building -------------------------------------------------------------------------------------------

    def _check_guess(self, balls):
        if self.predict not in ("", "kind", "place"):
            raise ValueError(f'predict must be "kind", "place" or "" for none, got {self.predict!r}')
        if self.predict == "place" and (self.surface.dimension != 2 or balls != 1):
            raise ValueError(f'predict="place" needs one start on a surface of two variables, got {balls} '
                             f"on {self.surface.name}")

    def _make_controls(self, steps, most_steps, presets, ranges):
        """One for each field that is a number, and the steps."""
        known = (*self.fields, "steps")
        for name in ranges:
            if name not in known:
                raise ValueError(f"ranges names {name!r}; it may name {', '.join(known)}")
        if len(set(known)) < len(known):
            raise ValueError(f"a setting of {self.surface.name} has the name of another control: {', '.join(known)}")
        made = of_optimizer(self.optimizer, ranges, presets)
        made += [Control(name, name.replace("_", " "), setting.value, *ranges.get(name, setting[1:3]), setting.scale)
                 for name, setting in self.surface.settings.items()]
        most = max([most_steps, *numbers_in(presets.values(), "steps")])
        return [*made, whole("steps", "steps", steps, *ranges.get("steps", (1, most)))]

    def _make_starts(self, balls):
        """A number a coordinate; of several balls they have no sliders, but a place on the map."""
        self.balls = STARTS.each(len(balls))
        self.handles = [ball.handle("main", self.view) for ball in self.balls]
        return [control for ball, point in zip(self.balls, balls, strict=True)
                for control in ball.controls(point, self.view)]

    def _marks(self, b, size):
        colour, marker, dash = look(b)
        common = {"colour": colour, "marker": marker, "dash": dash, "head": True}
        marks = [Mark("main", width=2.2, size=7, rim=True, dots=True, start=True, **common),
                 Mark("loss", width=2.4, size=6, **common)]
        wide = self.surface.dimension == 2
        return marks + ([Mark("gauge", size=size, trail=wide, start=wide, secret=True, **common)]
                        if "gauge" in self.panels else [])

    def _backdrop(self, gauge, title, basin_map):
        """The figure and its panels by name."""
        keys = [*(map_keys(self.surface, self.map_steps) if basin_map else ()), *[WALLS.key()] * self.walled]
        return backdrop(self.surface, self.view, gauge, title, keys, relief=not basin_map,
                        moves=bool(self.surface.settings))

    def _data(self):
        """What the page walks with, or nothing where it cannot."""
        basins = {"basins": map_spec(self.view, self.map_steps, self.fields)} if self.map_steps else {}
        names = list(self.kind.arguments_box)
        box = {"box": {"names": names, "program": function_program(self.kind.box, names)}} if self.walled else {}
        return self.traced("Its rule or surface", lambda: {
            "surface": movable(self.surface), "walk": walk_program(with_settings(self.surface), self.optimizer),
            "rule": self.kind.__name__, "tolerance": self.tolerance, **basins, **box})

    # ---- what moves -----------------------------------------------------------------------------------------

    def paths(self, settings):
        """The run of each ball, as ``descend`` gives it."""
        surface = self.surface.at(**{name: settings[name] for name in self.surface.settings})
        optimizer = with_fields(self.optimizer, settings)
        return [descend(surface, ball.of(settings), optimizer, int(settings["steps"]), self.tolerance)
                for ball in self.balls]

    @property
    def path(self):
        """The path for the present settings, or a list of them, one a ball: what ``descend`` gives."""
        paths = self.paths(self.settings)
        return paths if len(paths) > 1 else paths[0]

    def scene(self, settings):
        paths = self.paths(settings)
        surface, optimizer = paths[0].surface, paths[0].optimizer
        runs = [curves(path) for path in paths]
        heights = np.concatenate([loss[:, 1] for _, loss in runs])
        steps = max(path.steps for path in paths)
        log = "log" if len(self.surface.guesses) else "linear"
        limits, bands = {"loss": {"x": (0, max(steps, 1)), "y": fitted(heights, log)}}, {}
        if "gauge" in self.panels:
            limits["gauge"], bands["gauge"] = self._gauge(optimizer)
            heights = np.linspace(1, 0, len(paths) + 2)[1:-1]
            runs = [(*pair, self._on_gauge(path, optimizer, height))
                    for pair, path, height in zip(runs, paths, heights, strict=True)]
        told, kind = words.told(surface, optimizer, paths)
        cells = self._map(surface, optimizer, settings) if self.map_steps else None
        lines = [line for lines in runs for line in lines]
        if "edge" in self.panels:
            along, limits["edge"], more = edge_of(paths[0])
            lines, told = lines + along, told + more
        lines += [self._walls(optimizer)] * self.walled
        ground = Ground(surface, self.view) if surface.settings else None
        return Scene(lines, told, steps, kind, limits, bands, cells=cells, ground=ground)

    def _map(self, surface, optimizer, settings):
        """The map of basins; the last is kept, for neither the starts nor the steps of the balls change it."""
        key = [settings.get(name) for name in self.fields]
        if self._mapped[0] != key:
            self._mapped = key, map_of(surface, optimizer, self.map_steps, self.view)
        return self._mapped[1]

    def _gauge(self, optimizer):
        """The ranges of ηλ in which the rule closes in, zigzags or diverges, and the ends of their axis."""
        ranges = zones(optimizer)
        end, low, bands = 1.4 * ranges[-2][0], 0.0, []
        for high, name in ranges:
            bands.append((low, min(high, end), ZONE_COLOURS[name], name))
            low = high
        return {"x": (-0.05 * end, end)}, bands

    def _on_gauge(self, path, optimizer, height):
        """ηλ where a ball is, from the flattest direction to the steepest."""
        stiffness = optimizer.learning_rate * curvatures(path.surface, path.final)
        return np.array([[np.clip(one, *GAUGE_ENDS), height] for one in stiffness])

    def _walls(self, optimizer):
        """Where the rule rests within: a closed line on a map, two upright ones on a graph; none if it has no end."""
        far = optimizer.farthest
        ends = [far, far if self.surface.dimension == 2 else 1e9]
        return np.array(CORNERS[self.surface.dimension]) * ends if np.isfinite(far) else np.empty((0, 2))

    def about(self):
        balls = "one start" if len(self.handles) == 1 else f"{len(self.handles)} starts"
        return f"{self.optimizer.name} on {self.surface.name} from {balls}."

    def question(self):
        asked = {"kind": "What will it do?", "place": f"Where will it be after {self.steps:,} steps?"}
        return f"{asked[self.predict]} Guess before the path is shown."
