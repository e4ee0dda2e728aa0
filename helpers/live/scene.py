"""What a live figure shows: marks that move, and for given settings a scene, which says where each of them is."""

from dataclasses import dataclass, field

import numpy as np
from matplotlib.lines import Line2D

from helpers.drawing import words
from helpers.live.ground import Ground


@dataclass(frozen=True)
class Mark:
    """One moving thing on the panel of that name: a curve with optional dots, a start ring, a head or an arrow's head.

    ``trail``: the curve itself is drawn; ``rim``: with a thin white edge. ``secret``: not drawn as long as the reader
    has to guess what the run does. Lengths are CSS pixels.
    """

    panel: str
    colour: str
    width: float = 2.0
    dash: tuple = ()
    marker: str = "o"
    size: float = 7.0
    trail: bool = True
    rim: bool = False
    dots: bool = False
    start: bool = False
    head: bool = False
    arrow: bool = False
    secret: bool = False
    fill: str = ""  # the colour inside a closed curve, with its opacity: "#D55E0044"
    label: str = ""

    def key(self):
        """An artist to stand for this mark in a legend."""
        dash = (0, tuple(d / self.width for d in self.dash)) if self.dash else "-"
        return Line2D([], [], color=self.colour, lw=self.width if self.trail else 0, linestyle=dash, label=self.label,
                      marker=self.marker if self.head or (self.dots and not self.trail) else None, ms=self.size)


@dataclass(frozen=True, eq=False)
class Scene:
    """Where everything is for one setting of the controls; the page works out the same (``page/<kind>.js``).

    lines : one array (vertices, 2) a mark, in the data coordinates of its panel. words : the summary.
    steps : how many there are to play. kind : what the run does (0 closes in, 1 zigzags, 2 diverges).
    limits : panel → {"x": (low, high), "y": ...} of axes that follow the run.
    bands : panel → [(low, high, colour, name), ...], coloured ranges of its x axis.
    reach : control → the upper end of one that grows with what is known.
    ground : the surface where its settings move it, so that nothing of it stands still.
    cells : a picture under everything: {"panel", "wide", "high", "labels" (rows from the top), "colours" (RGBA)}.
    """

    lines: list
    words: str
    steps: int = 0
    kind: int = 0
    limits: dict = field(default_factory=dict)
    bands: dict = field(default_factory=dict)
    reach: dict = field(default_factory=dict)
    cells: dict | None = None
    ground: Ground | None = None

    def message(self):
        """The same for a page that cannot work it out: plain lists, and every number finite."""
        def plain(values):
            return np.nan_to_num(np.ravel(values).astype(float), nan=1e300, posinf=1e300, neginf=-1e300).tolist()

        cells = self.cells and {**self.cells, "labels": np.ravel(self.cells["labels"]).tolist()}
        ground = self.ground and {**self.ground.message(), "z": plain(self.ground.heights())}
        return {"lines": [plain(line) for line in self.lines], "words": self.words, "steps": int(self.steps),
                "kind": int(self.kind), "cells": cells, "bands": self.bands, "reach": self.reach, "ground": ground,
                "limits": {name: {side: plain(ends) for side, ends in both.items()}
                           for name, both in self.limits.items()}}


def kept_steps(steps, enough=400):
    """Which steps of a run are drawn: all of a short one; of a long one every step at first, then every second,
    every fourth and so on, 200 evenly over all of it, and the end."""
    if steps <= enough:
        return np.arange(steps + 1)
    parts, first, stride = [[steps - 2, steps - 1], np.arange(201) * steps // 200], 0, 1
    while first < steps:
        parts.append(np.arange(first, min(64 * stride, steps), stride))
        first, stride = 64 * stride, 2 * stride
    return np.unique(np.concatenate(parts))


def dots(points):
    """Points (n, 2) as a line of which every one gets a dot: the first of a line has none."""
    return np.concatenate([points[:1], points])


def curves(path):
    """The path of a run on its surface, and its heights above the lowest minimum, if that is known: (vertices, 2)."""
    surface, kept = path.surface, kept_steps(path.steps)
    points = words.coordinates(path)[kept]
    heights = surface(points.T if surface.dimension == 2 else points[:, 0])
    floor = surface(surface.minima[0]) if len(surface.minima) else None
    above = heights if floor is None else np.maximum(heights - floor, 1e-300)
    plane = points if surface.dimension == 2 else np.stack([points[:, 0], heights], axis=1)
    return plane, np.stack([kept, above], axis=1)
