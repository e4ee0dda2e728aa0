"""The stage of a live figure: a still backdrop from matplotlib and curves that the page draws on top of it.

``Stage`` is the widget, its page half are the files in ``SCRIPTS``, which reach the page as one. What moves is told
by a list of ``Mark``; the curves for all positions of a slider are a ``Sweep``.
"""

from dataclasses import dataclass, field
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from matplotlib.lines import Line2D

MOST_CONTROLS = 8
PAGE, SCRIPTS = Path(__file__).parent / "old_page", ("drawing.js", "guess.js", "stage.js")


class Stage(anywidget.AnyWidget):
    """The drawing in the page; c0, c1, ... are the values of the controls, linked to the sliders in the page."""

    _esm = "\n".join((PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    _css = PAGE / "stage.css"
    picture = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    size = traitlets.List().tag(sync=True)
    styles = traitlets.List().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    settled = traitlets.Dict().tag(sync=True)  # the values of all controls that the tables were made for
    edition = traitlets.Int().tag(sync=True)  # how often tables were made: the page hears of new ones that are the same
    cells = traitlets.Dict().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    logs = traitlets.List().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    presets = traitlets.List().tag(sync=True)
    active = traitlets.Unicode().tag(sync=True)
    start_box = traitlets.List().tag(sync=True)
    playable = traitlets.Bool(True).tag(sync=True)
    predict = traitlets.Unicode().tag(sync=True)  # what has to be guessed first: "", "kind" or "place"
    unit = traitlets.List().tag(sync=True)  # how far a CSS pixel is on the axes with the start, across and down
    # jslink joins declared traits only, so every stage has room for eight controls.
    c0, c1, c2, c3, c4, c5, c6, c7 = (traitlets.Float().tag(sync=True) for _ in range(MOST_CONTROLS))


@dataclass(frozen=True)
class Mark:
    """One moving thing on ``axes``: a curve with optional dots, a start ring, a head marker or an arrow's head.

    ``grows``: during play only the part walked so far is drawn; ``trail``: the curve itself is drawn. ``each``: how
    many vertices a step of a mark that grows has; where several, they are a drawing, and only the newest is shown.
    ``secret``: not drawn as long as the reader has to guess what the run does.
    """

    axes: object
    colour: str
    width: float = 2.0
    dash: tuple = ()
    marker: str = "o"
    size: float = 7.0
    trail: bool = True
    dots: bool = False
    start: bool = False
    head: bool = False
    arrow: bool = False
    grows: bool = False
    each: int = 1
    secret: bool = False
    fill: str = ""  # the colour inside a closed curve, with its opacity: "#D55E0044"
    label: str = ""

    def seen(self, line, steps):
        """The vertices of a line that are drawn after so many of its steps."""
        if not self.grows:
            return line
        return line[:steps] if self.each == 1 else line[(steps - 1) * self.each: steps * self.each]

    def key(self):
        """An artist to stand for this mark in a legend."""
        dash = (0, tuple(d / self.width for d in self.dash)) if self.dash else "-"
        return Line2D([], [], color=self.colour, lw=self.width if self.trail else 0, linestyle=dash, label=self.label,
                      marker=self.marker if self.head else None, ms=self.size)


@dataclass(frozen=True)
class Sweep:
    """The curves of every position of one control.

    lines : one array (rows, vertices, 2) a mark, in data coordinates.
    row, count, kinds : for each position which row it shows, how many vertices, and what the run does
        (0 closes in, 1 zigzags, 2 diverges).
    words : the summary of each position. kept : the step number of each vertex.
    """

    lines: list
    row: np.ndarray
    count: np.ndarray
    words: list
    kept: np.ndarray
    kinds: np.ndarray = field(default_factory=lambda: np.zeros(1))


def kept_steps(shown, enough=400):
    """Which steps the page needs: all of a short run; of a long one about ``enough``, dense at its beginning."""
    most = int(shown.max())
    if most <= enough:
        return np.arange(most + 1)
    wanted, dense = np.unique(shown), 3 * enough // 20
    ends = np.maximum(wanted - np.arange(3)[:, None], 0).ravel()  # three steps in a row tell whether a ball hops
    parts = [np.arange(dense), np.geomspace(dense, most, 3 * dense), np.linspace(0, most, 2 * enough // 5), ends]
    return np.unique(np.concatenate(parts).astype(np.int64))


def draw_still(mark, line):
    """Draw what the page would, with matplotlib; returns the artists so that they can be taken off again."""
    with np.errstate(all="ignore"):
        line = np.nan_to_num(np.asarray(line, dtype=float), nan=1e9, posinf=1e9, neginf=-1e9).clip(-1e9, 1e9)
    dash = (0, tuple(d / mark.width for d in mark.dash)) if mark.dash else "-"
    look = {"color": mark.colour, "lw": mark.width * 0.75, "linestyle": dash, "zorder": 5, "solid_capstyle": "butt"}
    artists, scale = [], 0.75  # CSS pixels to points
    if mark.fill:
        artists += mark.axes.fill(*line.T, color=mark.fill, lw=0, zorder=4)
    if mark.trail:
        artists += mark.axes.plot(*line.T, **look)
    dot = {"marker": mark.marker, "color": mark.colour, "linestyle": "none", "zorder": 6}
    if mark.dots and len(line) <= 150:
        artists += mark.axes.plot(*line[1:].T, ms=mark.size * scale, **dot)
    if mark.start:
        artists += mark.axes.plot(*line[:1].T, ms=2 * mark.size * scale, **{**dot, "markerfacecolor": "white"}, mew=1.5)
    if mark.head:
        artists += mark.axes.plot(*line[-1:].T, ms=2 * mark.size * scale, **{**dot, "markeredgecolor": "white"})
    if mark.arrow and len(line) > 1 and np.ptp(mark.axes.transData.transform(line[-2:]), axis=0).max() > 8:
        artists.append(mark.axes.annotate("", line[-1], 0.98 * line[-1] + 0.02 * line[-2], zorder=6, arrowprops={
            "arrowstyle": "-|>,head_width=0.5,head_length=1", "color": mark.colour, "lw": mark.width * scale}))
    for artist in artists:
        artist.set_clip_on(True)
    return artists
