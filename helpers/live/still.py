"""A scene as a picture that stays: what a reader sees without a kernel, before a run, on paper."""

from contextlib import contextmanager

import matplotlib.style
import numpy as np
from PIL import Image

from helpers.drawing import FINE, SMALL, band_ends, contours, curve, image_of, opaque, renderer_of, ticks

INK, GRID, EDGE = "#333333", "#e3e6e8", "#9aa3a9"


@contextmanager
def plainly():
    """Draw with matplotlib's own settings, whatever a notebook has set: the page draws over what was measured here.

    A formula that overflows or has no value somewhere is no reason for a warning above a figure.
    """
    with matplotlib.style.context(["default", {"axes.titley": 1.0}]), np.errstate(all="ignore"):
        yield


def settle(figure, panels, fitted):
    """Nothing that waits for a drawing or moves may move the axes, and those that follow a run are left to it."""
    for axes in figure.axes:
        axes.apply_aspect()
        axes.axis()
    for name, axes in panels.items():
        axes.autoscale(False)
        axes.patch.set_visible(False)
        if name in fitted:
            axes.grid(False)
            axes.spines[:].set_visible(False)
        for side in fitted.get(name, ""):
            axes.tick_params(side, which="both", length=0, labelcolor="none")  # its numbers keep their room


def draw_ground(figure, panels, see_through):
    """What stands still, as an image, and the parts of it that belong together: on a phone they stand in a column."""
    figure.patch.set_visible(not see_through)
    with renderer_of(figure, FINE) as renderer:
        figure.draw(renderer)
        found = [(axes.get_tightbbox(renderer), [name]) for name, axes in panels.items()]
        for axes in figure.axes:  # colour bars: to the panel on their left
            if axes not in panels.values():
                box = axes.get_tightbbox(renderer)
                k = min(range(len(found)), key=lambda i: abs(found[i][0].x1 - box.x0))
                found[k] = (box.union([found[k][0], box]), found[k][1])
        rim = 8 * FINE  # around a legend, empty
        found += [(legend.get_window_extent(renderer).padded(-rim), []) for legend in figure.legends]
    image = Image.fromarray(np.asarray(renderer.buffer_rgba())) if see_through else opaque(renderer)
    return image, [{"box": _box(box, *figure.bbox.size), "panels": names} for box, names in found]


def _box(box, wide, high):
    """Left, top, width and height in CSS pixels, with some room."""
    left, right = max(box.x0 / FINE - 6, 0), min(box.x1 / FINE + 6, wide)
    return [left, max(high - box.y1 / FINE - 4, 0), right - left, box.height / FINE + 10]


def draw_scene(figure, panels, fitted, marks, scene):
    """A figure with a scene in it, as an image."""
    moving = _cells(panels, scene.cells) if scene.cells else []
    moving += _ground(panels["main"], scene.ground, not scene.cells) if scene.ground else []
    for name, sides in fitted.items():
        moving += _axes(panels[name], sides, scene.limits.get(name, {}), scene.bands.get(name))
    for mark, line in zip(marks, scene.lines, strict=True):
        moving += _mark(panels[mark.panel], mark, line) if mark and len(line) else []
    figure.patch.set_visible(True)
    image = image_of(figure)
    for artist in moving:
        artist.remove()
    return image


def _axes(axes, sides, limits, bands):
    """Axes that follow a run, as the page draws them (panels.js); returns what is to be taken away again."""
    axes.set(**{f"{side}lim": limits[side] for side in limits})
    made = [axes.axhline(axes.get_ylim()[0], color=EDGE, lw=1, clip_on=False)]
    for low, high, colour, name in bands or ():
        made.append(axes.axvspan(low, high, color=colour, lw=0, zorder=0.5))
        if high - low > 0.12 * np.ptp(axes.get_xlim()):
            made.append(axes.text((low + high) / 2, 1.05, name, ha="center", fontsize=SMALL, color=INK))
    for side in sides:
        axis, ends, scale = (getattr(axes, name) for name in (f"{side}axis", f"get_{side}lim", f"get_{side}scale"))
        places = band_ends(bands, ends()) if bands and side == "x" else ticks(
            ends(), scale(), _most(axes, side), getattr(axis.get_transform(), "linear_width", 1.0))
        axis.set_ticks([value for value, _ in places], [text for _, text in places])
        axis.set_tick_params(length=0, labelsize=SMALL, labelcolor=INK)
        axis.grid(False) if bands else axis.grid(True, color=GRID, lw=0.8)
    return made


def _most(axes, side):
    """As many marks as have room, at 75 pixels each across and 45 upwards."""
    box = axes.get_window_extent()
    return max(2, round(box.width / 75) if side == "x" else round(box.height / 45))


def _ground(axes, ground, relief):
    """A surface that moves, as the page draws it (contours.js)."""
    before, ends = {*axes.collections, *axes.lines}, (axes.get_xlim(), axes.get_ylim())
    if ground.surface.dimension == 2:
        contours(ground.surface, axes, ground.view, relief=relief)
    else:
        curve(ground.surface, axes, ground.view[0])
    axes.set(xlim=ends[0], ylim=ends[1])
    return [artist for artist in (*axes.collections, *axes.lines) if artist not in before]


def _cells(panels, cells):
    axes = panels[cells["panel"]]
    colours = np.array(cells["colours"])[np.asarray(cells["labels"])].reshape(cells["high"], cells["wide"], 4) / 255
    extent = [*axes.get_xlim(), *axes.get_ylim()]
    return [axes.imshow(colours, extent=extent, zorder=0, aspect=axes.get_aspect(), interpolation="nearest")]


def _mark(axes, mark, line):
    """Draw a mark as the page would (marks.js)."""
    line = np.nan_to_num(np.asarray(line, dtype=float), nan=1e9, posinf=1e9, neginf=-1e9).clip(-1e9, 1e9)
    scale, made = 0.75, []  # CSS pixels to points
    dash = (0, tuple(d / mark.width for d in mark.dash)) if mark.dash else "-"
    look = {"lw": mark.width * scale, "solid_capstyle": "butt", "zorder": 5}
    if mark.fill:
        made += axes.fill(*line.T, color=mark.fill, lw=0, zorder=4)
    if mark.trail and mark.rim:
        made += axes.plot(*line.T, color="white", alpha=0.85, **{**look, "lw": (mark.width + 2.2) * scale})
    if mark.trail:
        made += axes.plot(*line.T, color=mark.colour, linestyle=dash, **look)
    dot = {"marker": mark.marker, "color": mark.colour, "linestyle": "none", "zorder": 6, "markeredgecolor": "white"}
    if mark.dots and (len(line) <= 150 or not mark.trail):
        made += axes.plot(*line[1:].T, ms=mark.size * scale, mew=0.45, **dot)
    if mark.arrow and len(line) > 1 and np.ptp(axes.transData.transform(line[-2:]), axis=0).max() > 8:
        made.append(axes.annotate("", line[-1], 0.98 * line[-1] + 0.02 * line[-2], zorder=6, arrowprops={
            "arrowstyle": "-|>,head_width=0.5,head_length=1", "color": mark.colour, "lw": mark.width * scale}))
    for artist in made:
        artist.set_clip_on(True)
    return made + _ends(axes, mark, line, {**dot, "ms": 2 * mark.size * scale, "clip_on": False})


def _ends(axes, mark, line, look):
    """The start and the head, whole also on the very edge of the panel."""
    made, (first, last) = [], (axes.bbox.padded(2).contains(*axes.transData.transform(line[k])) for k in (0, -1))
    if mark.start and first:
        made += axes.plot(*line[:1].T, mew=1.5, **look | {"markerfacecolor": "white", "markeredgecolor": mark.colour})
    if mark.head and last:
        made += axes.plot(*line[-1:].T, mew=1.1, **look)
    return made
