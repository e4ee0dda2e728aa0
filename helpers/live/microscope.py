"""The update microscope: one step of any optimizer as named terms, with numbers, arrows and bars."""

import numpy as np

from helpers.descent import descend, microscope, term_names, terms_program
from helpers.drawing import COLOURS, dress, place
from helpers.formulas import whole as whole_number
from helpers.live.backdrop import draw_surface
from helpers.live.base import LiveFigure
from helpers.live.controls import START, inside, numbers_of, whole
from helpers.live.ground import described
from helpers.live.layout import LEFT, RIGHT, WIDE
from helpers.live.scene import Mark, Scene
from helpers.optimizers import Optimizer
from helpers.surfaces import Surface
from helpers.tracing import walk_program

BLACK = COLOURS["black"]
PATH = (Mark("main", "#767676", width=1.5, rim=True, dots=True, size=4), Mark("main", BLACK, trail=False, start=True))
ARROWS = (Mark("main", COLOURS["blue"], dash=(6, 3), width=2.5, arrow=True, label="−g, its direction"),
          Mark("main", COLOURS["vermilion"], width=3.5, arrow=True, label="the move Δx"))
AXES = (COLOURS["green"], COLOURS["purple"])  # the two coordinates, apart from the colours of the arrows
BARS = [Mark("terms", colour, width=6, label=f"{axis} coordinate") for colour, axis in zip(AXES, "xy", strict=True)]
LETTER = 10  # about the width of one, in CSS pixels


class Microscope(LiveFigure):
    """A path with one step in focus: the gradient's downhill arrow, the move, and every term of the rule as a bar.

    Arguments: surface of two variables; optimizer, any rule (a reader's too: terms are the rule's own variables);
    start, which can be dragged; steps to look through; step, the first in focus; view. Raises what ``descend`` refuses.

    Bars are on a scale that is logarithmic both ways, x above y for each term, so that 0.001 and 1,000 can be seen
    together. ``figure.seen`` holds every step with its terms.

    >>> from helpers import optimizers, surfaces
    >>> Microscope(surfaces.bowl, optimizers.Adam(0.1), start=(-0.5, 2.9), steps=10).summary.split(";")[0]
    'Step 1: g = (−18, 38.2)'
    """

    page_kind, start = "microscope", START
    subject = "One step of {figure.optimizer.name} on {figure.surface.name} under the microscope."

    def __init__(self, surface, optimizer, start, steps=40, step=1, view=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 2:
            raise ValueError(f"Microscope takes a Surface of two variables, got {surface!r}")
        if not isinstance(optimizer, Optimizer):
            raise ValueError(f"optimizer must be an Optimizer, got {optimizer!r}")
        self.surface, self.optimizer, self.most = surface, optimizer, whole_number("steps", steps, 2)
        self.view = tuple(view or surface.view)
        self.reach = 0.16 * float(np.ptp(self.view, axis=1).min())
        self.handles = [START.handle("main", self.view)]
        controls = [whole("step", "step t", step, 1, self.most), *START.controls(start, self.view)]
        data = self._data(microscope(surface, inside(start, self.view), optimizer, self.most))
        self._draw_backdrop(title)
        bars = [Mark("terms", colour, width=9) for _ in self.names for colour in AXES]
        self.marks = [*PATH, *ARROWS, Mark("main", BLACK, size=7, trail=False, head=True), *bars]
        self.build(controls, {}, data, {"terms": "x"})

    def _data(self, seen):
        """What the page walks with, or why it cannot; on the way, the terms that have bars, and their scale."""
        data = self.traced("Its rule or surface", lambda: {
            "surface": described(self.surface), "walk": walk_program(self.surface, self.optimizer),
            "found": terms_program(self.surface, self.optimizer)})
        found, terms = data.pop("found", (set().union(*(step.terms for step in seen)), None))
        self.names = [name for name in term_names(self.optimizer) if name in found and name != "x"]
        self.least = _least(_sizes(seen, self.names))
        if self.asks:
            return {}
        return {**data, "terms": terms, "names": self.names, "settings": numbers_of(self.optimizer),
                "steps": self.most, "reach": self.reach, "least": self.least}

    def _draw_backdrop(self, title):
        keys = [mark.key() for mark in (*ARROWS, *BARS)]
        names = LETTER * max(len(name) for name in self.names)
        left, right = self.lay_out(490, keys, len(keys), main=(LEFT, 456), terms=(min(480 + names, 680), WIDE - RIGHT))
        square = bool(np.isclose(*np.ptp(self.view, axis=1), rtol=0.01))
        draw_surface(self.surface, left, self.view, title or f"{self.optimizer.name} on {self.surface.name}", square)
        right.set_xscale("asinh", linear_width=self.least)
        right.axvline(0, color="0.4", lw=1)
        dress(right, "The terms, in the order of the rule", "value, logarithmic both ways",
              xlim=(-10, 10), xticks=[0],  # the page writes its numbers
              ylim=(len(self.names) - 0.5, -0.5), yticks=range(len(self.names)), yticklabels=self.names)

    # ---- what moves -----------------------------------------------------------------------------------------

    @property
    def path(self):
        """The run from the present start: what ``descend`` gives."""
        return descend(self.surface, self.start, self.optimizer, self.most)

    @property
    def seen(self):
        """Every step of it with its terms, as ``microscope`` gives them."""
        return microscope(self.surface, self.start, self.optimizer, self.path.steps)

    def scene(self, settings):
        start = START.of(settings)
        path = descend(self.surface, start, self.optimizer, self.most)
        seen = microscope(self.surface, start, self.optimizer, path.steps)
        step = seen[min(int(settings["step"]), len(seen)) - 1]
        x, g, move = (step.terms[name] for name in ("x", "g", "move"))
        down = -self.reach * g / np.hypot(*g)
        lines = [path.points[: path.steps + 1], np.array([start]), _arrow(x, down), _arrow(x, move), x[None]]
        lines += [_bar(step.terms.get(name), axis, row) for row, name in enumerate(self.names) for axis in (0, 1)]
        most = 2 * max(_sizes(seen, self.names).max(initial=0), 10 * self.least)
        last = path.outcome == "diverged" and step.t == path.steps
        return Scene(lines, _told(step, last), limits={"terms": {"x": (-most, most)}})


def _sizes(seen, names):
    """How large the terms are, all of them in one array."""
    sizes = np.abs([value for step in seen for name in names for value in step.terms.get(name, ())])
    return sizes[np.isfinite(sizes)]


def _least(sizes):
    """Where the scale of the bars begins to be logarithmic: a power of ten that nearly all terms exceed."""
    alive = sizes[sizes > 0]
    return float(10.0 ** np.floor(np.log10(max(np.percentile(alive, 2), 1e-6)))) if alive.size else 1e-3


def _arrow(x, by):
    return np.array([x, x + by]) if np.isfinite(by).all() else np.empty((0, 2))


def _bar(values, axis, row):
    """From zero to the value; none where the step has no such term."""
    height = row + (0.17 if axis else -0.17)
    return np.empty((0, 2)) if values is None else np.array([[0, height], [values[axis], height]])


def _told(step, last):
    told = [f"{name} = {place(value)}" for name, value in step.terms.items() if name != "x" and "before" not in name]
    return f"Step {step.t}: {'; '.join(told)}." + (" Here the run diverges." if last else "")
