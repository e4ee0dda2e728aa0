"""The update microscope: one step of any optimizer as named terms, with numbers, arrows and bars."""

import numpy as np

from helpers import drawing
from helpers.descent import microscope
from helpers.drawing import COLOURS, number, place
from helpers.live.sliders import whole_slider
from helpers.live.stage import Mark, Sweep
from helpers.live.tables import LiveFigure
from helpers.surfaces import Surface

AXES = (COLOURS["green"], COLOURS["purple"])  # the two coordinates, apart from the colours of the arrows


class Microscope(LiveFigure):
    """A path with one step in focus: the gradient's downhill arrow, the move, and every term of the rule as a bar.

    Arguments: surface of two variables; optimizer, any rule (a reader's too: terms are the rule's own variables);
    start; steps to look through; step, the first in focus; view. Raises what ``descend`` refuses.

    Bars are on a symmetric logarithmic scale, x above y for each term, so that 0.001 and 1,000 can be seen together.

    >>> from helpers import optimizers, surfaces
    >>> Microscope(surfaces.bowl, optimizers.Adam(0.1), start=(-0.5, 2.9), steps=10).summary.split(";")[0]
    'Step 1: g = (−18, 38.2)'
    """

    playable = False

    def __init__(self, surface, optimizer, start, steps=40, step=1, view=None, title=""):
        if not isinstance(surface, Surface) or surface.dimension != 2:
            raise ValueError(f"Microscope takes a Surface of two variables, got {surface!r}")
        self.surface, self.optimizer, self.view = surface, optimizer, tuple(view or surface.view)
        self.seen = microscope(surface, start, optimizer, steps)
        self.sliders = {"step": whole_slider("step t", step, 1, steps)}
        self.presets = {"Reset": {"step": step}}
        self.names = [name for name in self.seen[0].terms if name != "x"]
        self.figure, (self.left, self.right) = drawing.panels(2, widths=(1, 1.15), size=(9.6, 4.8))
        self._draw_backdrop(title)
        self.marks = [Mark(self.left, "#767676", width=1.5, dots=True, size=4, grows=False),
                      Mark(self.left, COLOURS["blue"], dash=(6, 3), width=2.5, arrow=True, label="−g, its direction"),
                      Mark(self.left, COLOURS["vermilion"], width=3.5, arrow=True, label="the move Δx"),
                      Mark(self.left, COLOURS["black"], size=7, trail=False, head=True)]
        for _ in self.names:
            self.marks += [Mark(self.right, colour, width=9) for colour in AXES]
        self._name_marks()
        self.build()

    def _draw_backdrop(self, title):
        name = self.optimizer.name
        drawing.contours(self.surface, self.left, self.view, title or f"{name} on {self.surface.name}")
        values = np.abs([step.terms[n] for step in self.seen for n in self.names])
        alive = values[values > 0]
        least = 10.0 ** np.floor(np.log10(max(np.percentile(alive, 2), 1e-6))) if alive.size else 1e-3
        self.right.set_xscale("symlog", linthresh=least, linscale=0.5)
        most = 2 * max(values.max(initial=0), 10 * least)
        self.right.set(xlim=(-most, most), ylim=(len(self.names) - 0.5, -0.5))
        self.right.set_yticks(range(len(self.names)), self.names)
        self.right.xaxis.set_major_formatter(lambda v, _: "0" if v == 0 else number(v))
        ends = [0, *(s * 10.0**k for s in (-1, 1) for k in (np.floor(np.log10(most)),))]
        self.right.set_xticks(ends)
        self.right.axvline(0, color="0.4", lw=1)
        drawing.dress(self.right, "The terms, in the order of the rule", "value, logarithmic both ways")

    def _name_marks(self):
        keys = [mark.key() for mark in self.marks if mark.label]
        bars = [Mark(self.right, colour, width=6, label=f"{axis} coordinate").key()
                for colour, axis in zip(AXES, "xy", strict=True)]
        self.figure.legend(handles=keys + bars, loc="outside lower center", ncols=4, fontsize=drawing.SMALL,
                           frameon=False)
        self.figure.freeze()

    def sweep(self, name, positions):
        ts = [1 if name == "preset" else int(p) for p in positions]
        if name == "preset":
            ts = [settings["step"] for settings in self.presets.values()]
        steps = [self.seen[t - 1] for t in ts]
        everywhere = np.array([s.terms["x"] for s in self.seen])
        x, g, move = (np.array([s.terms[n] for s in steps]) for n in ("x", "g", "move"))
        reach = 0.16 * np.ptp(self.view, axis=1).min()
        with np.errstate(all="ignore"):
            down = -reach * np.nan_to_num(g / np.hypot(*g.T)[:, None])
        lines = [np.broadcast_to(everywhere, (len(ts), *everywhere.shape)), np.stack([x, x + down], axis=1),
                 np.stack([x, x + move], axis=1), x[:, None]]
        for row, term in enumerate(self.names):
            values = np.array([s.terms[term] for s in steps])
            lines += [self._bar(values[:, axis], row + shift) for axis, shift in ((0, -0.17), (1, 0.17))]
        rows = np.arange(len(ts))
        return Sweep(lines, rows, np.full(len(ts), 2), [self._tell(s) for s in steps], np.arange(2), 0 * rows)

    @staticmethod
    def _bar(values, height):
        ends = np.stack([np.zeros_like(values), values], axis=-1)
        return np.stack([ends, np.full_like(ends, height)], axis=-1)

    @staticmethod
    def _tell(step):
        told = [f"{n} = {place(value)}" for n, value in step.terms.items() if n != "x" and "before" not in n]
        return f"Step {step.t}: {'; '.join(told)}."

    @property
    def summary(self):
        """The terms of the step in focus, in numbers."""
        return self._tell(self.seen[int(self.value("step")) - 1])

    def describe(self):
        return f"One step of {self.optimizer.name} on {self.surface.name} under the microscope. {self.summary}"
