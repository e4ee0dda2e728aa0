"""Still pictures: curves, contours, fields, paths, losses.

Every function takes ``ax=None`` and returns the axes.

The last call of a cell shows the picture; each adds a sentence to its alternative text. Colours are Okabe and Ito's,
always together with a marker and a dash, so that nobody has to tell two paths apart by colour alone.
"""

from itertools import cycle, islice

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.patheffects import withStroke

from helpers.drawing.pictures import Picture, panels

COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#CC79A7",
           "sky": "#56B4E9", "orange": "#E69F00", "black": "#000000", "yellow": "#F0E442"}
HUES = tuple(COLOURS[c] for c in ("vermilion", "blue", "green", "purple", "black", "orange", "sky"))
MARKERS = ("o", "s", "^", "D", "v", "p")
DASHES = ((), (6, 2), (2, 2), (8, 2, 2, 2), (10, 3))
SMALL, LARGE = 12, 14
INK, EDGE = "#333333", "#9aa3a9"  # of words and of axes
RELIEF = LinearSegmentedColormap.from_list("relief", ["#d3e1ea", "#e6edef", "#f5f3ec", "#f6e9d6", "#f1dcc0"])
HALO = [withStroke(linewidth=3, foreground="white")]  # keeps a label legible over lines


def look(number):
    """Colour, marker and dash of path number ``number``, from 0; no two of the first 210 agree in all three."""
    return HUES[number % 7], MARKERS[number % 6], DASHES[number % 5]


def dress(ax, title="", xlabel="", ylabel="", **limits):
    """Large type, quiet spines; titles are sentences. ``limits`` are what else ``Axes.set`` takes, xlim=(0, 1) say."""
    ax.set(**limits)
    if title:
        ax.set_title(title, fontsize=LARGE, loc="left")
        say(ax, title if title.endswith("?") else f"{title}.")
    ax.set_xlabel(xlabel or ax.get_xlabel(), fontsize=SMALL)
    ax.set_ylabel(ylabel or ax.get_ylabel(), fontsize=SMALL)
    ax.tick_params(labelsize=SMALL, color=EDGE, labelcolor=INK)
    for side, spine in ax.spines.items():
        spine.set(color=EDGE, visible=spine.get_visible() and side not in ("top", "right"))
    return ax


def curve(surface, ax=None, view=None, title="", label="", colour=COLOURS["black"], dash="-"):
    """The graph of a function of one variable over its view."""
    ax = axes_or_new(ax)
    low, high = view or surface.view[0]
    x = np.linspace(low, high, 400)
    ax.plot(x, surface(x), color=colour, linestyle=dash, lw=2, label=label or None)
    ax.set_xlim(low, high)
    say(ax, f"Graph of {surface.name} for x from {low:g} to {high:g}.")
    return dress(ax, title, "x", "f(x)")


def contours(surface, ax=None, view=None, title="", levels=None, minima=True, relief=None):
    """Lines of equal height of a function of two variables, with its minima as stars.

    ``relief``: a quiet ground, cool where it is deep and warm where it is high; usually, unless a map lies there.
    """
    ax = axes_or_new(ax)
    (left, right), (low, high) = view or surface.view
    fine = 201 if surface.log_levels else 121  # more would not show; gutters on a log scale are sharp
    x, y = np.meshgrid(np.linspace(left, right, fine), np.linspace(low, high, fine))
    z = surface(np.array([x, y]))
    levels = levels_of(surface, z) if levels is None else levels
    if not ax.images if relief is None else relief:  # flat shades: a picture of them stays small
        ax.contourf(x, y, z, levels=levels, colors=RELIEF(np.linspace(0, 1, len(levels) + 1)), extend="both")
    ax.contour(x, y, z, levels=levels, colors="#5b6770", alpha=0.65, linewidths=0.8, linestyles="solid")
    if minima and len(surface.minima):
        ax.plot(*surface.minima.T, "*", ms=15, mfc="#222222", mec="white", mew=1, zorder=4)
    ax.set(xlim=(left, right), ylim=(low, high))
    say(ax, f"Contour map of {surface.name}.")
    return dress(ax, title, "x", "y")


def levels_of(surface, z):
    """Heights that show the shape: even steps of the root of the height, or a logarithmic scale."""
    if surface.log_levels:
        return np.geomspace(max(np.nanmin(z), 1e-2), np.nanmax(z), 26)
    shares, low, high = np.linspace(0.02, 1, 14), np.nanmin(z), np.nanmax(z)
    return low + (high - low) * shares ** (2 if len(surface.guesses) == 1 else 1)


def path(path, ax=None, number=0, label="", dots=True):
    """The way of one run over a curve or a contour map: a ring at the start, a dot a step, a filled end."""
    ax = axes_or_new(ax)
    colour, marker, dash = look(number)
    points = path.points if path.surface.dimension == 2 else np.stack([path.points, path.values], axis=1)
    points = np.clip(np.nan_to_num(points, nan=1e9), -1e9, 1e9)
    dots = dots and len(points) <= 150
    limits = ax.get_xlim(), ax.get_ylim()
    ax.plot(*points.T, color="white", lw=3.4, alpha=0.85, zorder=5)  # a rim, so that it stands out on any ground
    ax.plot(*points.T, color=colour, lw=1.7, linestyle=(0, dash) if dash else "-", zorder=5, label=label or None,
            marker=marker if dots else None, ms=5, mec="white", mew=0.5)
    ax.plot(*points[0], marker=marker, color=colour, mfc="white", ms=10, mew=2, zorder=6)
    ax.plot(*points[-1], marker=marker, color=colour, mec="white", ms=10, zorder=7)
    if limits != ((0.0, 1.0), (0.0, 1.0)):
        ax.set(xlim=limits[0], ylim=limits[1])
    start, end = _place(path.points[0]), _place(path.points[-1])
    say(ax, f"A path from {start} to {end}, {path.outcome} after {path.steps} step{'s' * (path.steps != 1)}.")
    return ax


def losses(paths, ax=None, labels=(), title=""):
    """Height against step for several runs, measured from the lowest known minimum where there is one; a log scale."""
    ax = axes_or_new(ax)
    for number, path in enumerate(paths):
        colour, marker, dash = look(number)
        lowest = path.surface(path.surface.minima[0]) if len(path.surface.minima) else 0.0
        height = np.maximum(path.values - lowest, 1e-300)
        ax.plot(path.kept, height, color=colour, linestyle=(0, dash) if dash else "-", lw=2, marker=marker,
                markevery=max(1, len(height) // 8), ms=6, label=labels[number] if labels else None)
    ax.set_yscale("log")
    if labels:
        ax.legend(fontsize=SMALL, frameon=False)
    say(ax, f"Height above the minimum against the step for {len(paths)} run(s).")
    return dress(ax, title, "step t", "f(x) − lowest")


def field(surface, ax=None, every=17, title="", colour=None):
    """Arrows of equal length that point straight downhill, along −∇f; paler where it is less steep, or one colour."""
    ax = axes_or_new(ax)
    (left, right), (low, high) = surface.view
    x, y = np.meshgrid(np.linspace(left, right, every + 2)[1:-1], np.linspace(low, high, every + 2)[1:-1])
    gx, gy = surface.gradient(np.array([x, y]))
    steepness = np.maximum(np.hypot(gx, gy), 1e-12)
    shade = np.log10(steepness)
    tint = {"color": colour} if colour else {"cmap": "Blues", "clim": (shade.min() - 1.5, shade.max())}
    ax.quiver(x, y, -gx / steepness, -gy / steepness, *(() if colour else (shade,)), pivot="mid", angles="xy",
              scale=1.4 * every, width=0.068 / every, **tint)
    ax.set(xlim=(left, right), ylim=(low, high))
    say(ax, f"Arrows along the negative gradient of {surface.name}.")
    return dress(ax, title, "x", "y")


def regions(basins, ax=None, title=""):
    """A map of the minimum in which each start settles; grey: in none, white: diverged."""
    ax = axes_or_new(ax)
    extent = (basins.x[0], basins.x[-1], basins.y[0], basins.y[-1])
    ax.imshow(region_colours()[basins.labels], origin="lower", extent=extent, aspect="auto", interpolation="nearest",
              alpha=0.55)
    # A start beside a border may flip on another machine: words that are compared say it in steps of five percent.
    shares = ", ".join(f"about {round(20 * basins.share(k)) / 20:.0%} to minimum {k + 1}"
                       for k in range(min(4, len(basins.surface.minima))))
    say(ax, f"Map of the starts by the minimum in which they settle: {shares}.")
    return dress(ax, title, "x", "y")


def region_colours(most=200):
    """RGBA rows for labels 0, 1, 2, ...; the last two rows, reached by −2 and −1, are white and grey."""
    order = [COLOURS[c] for c in ("sky", "orange", "green", "purple", "yellow", "blue", "vermilion")]
    rows = [to_rgba(c) for c in islice(cycle(order), most)]
    return np.array([*rows, to_rgba("white"), to_rgba("0.75")])


def mark(points, ax, text="", colour=COLOURS["black"], marker="o", offset=(8, 8)):
    """A marked point with a short label beside it."""
    ax.plot(*points, marker=marker, color=colour, ms=9, mec="white", zorder=8, linestyle="none")
    if text:
        ax.annotate(text, points, xytext=offset, textcoords="offset points", fontsize=SMALL, zorder=9,
                    path_effects=HALO)
    return ax


def tangent(surface, x, ax):
    """The tangent of a function of one variable at x, over a third of the width in view."""
    slope, width = float(surface.gradient(x)), np.ptp(ax.get_xlim()) / 6
    ends = np.array([x - width, x + width])
    ax.plot(ends, surface(x) + slope * (ends - x), color=COLOURS["vermilion"], lw=3, zorder=4)
    say(ax, f"The tangent at {x:g} has slope {slope:g}.")
    return mark((x, float(surface(x))), ax, colour=COLOURS["vermilion"])


def arrow(point, by, ax, text="", colour=COLOURS["vermilion"]):
    """An arrow from ``point`` to ``point + by``, in the units of the axes, with a short label at its tip."""
    tip = np.add(point, by)
    ax.annotate("", tip, point, zorder=7, arrowprops={"arrowstyle": "-|>,head_width=0.4,head_length=0.8", "lw": 3,
                                                      "color": colour, "shrinkA": 0, "shrinkB": 0})
    if text:
        ax.annotate(text, tip, xytext=(6, 6), textcoords="offset points", fontsize=SMALL, color=colour, zorder=9,
                    path_effects=HALO)
    say(ax, f"An arrow{' ' + text if text else ''} from {_place(point)} to {_place(tip)}.")
    return ax


def arrows(points, by, ax, text="", colour=COLOURS["vermilion"], width=0.009):
    """Many arrows at once, from each of ``points`` by ``by``, shape (n, 2), in the units of the axes."""
    ax.quiver(*np.transpose(points), *np.transpose(by), color=colour, angles="xy", scale_units="xy", scale=1,
              width=width, zorder=7)
    say(ax, f"{len(points)} arrows{': ' + text if text else ''}.")
    return ax


def ring(point, directions, slopes, ax, radius=0.7):
    """A dot for each direction around ``point``, coloured by the slope that way: orange up, purple down."""
    most = np.max(np.abs(slopes))
    dots = ax.scatter(*(np.reshape(point, (2, 1)) + radius * directions), c=slopes, cmap="PuOr_r", vmin=-most,
                      vmax=most, s=90, zorder=5)
    bar = ax.figure.colorbar(dots, ax=ax, shrink=0.85)
    bar.set_label("slope in that direction", fontsize=SMALL)
    bar.ax.tick_params(labelsize=SMALL)
    say(ax, f"A ring of dots coloured by the slope in their direction, from {np.min(slopes):.3g} to "
             f"{np.max(slopes):.3g}.")
    return mark(point, ax)


def _place(point):
    return f"({', '.join(f'{v:.3g}' for v in np.atleast_1d(point))})"


def axes_or_new(ax):
    return panels()[1] if ax is None else ax


def say(ax, sentence):
    if isinstance(ax.figure, Picture):
        ax.figure.say(sentence)
