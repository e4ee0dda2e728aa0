"""Still pictures: curves, contours, surfaces, fields, paths, losses.

Every function takes ``ax=None`` and returns the axes.

The last call of a cell shows the picture; each adds a sentence to its alternative text. Colours are Okabe and Ito's,
always together with a marker and a dash, so that nobody has to tell two paths apart by colour alone.
"""

from itertools import cycle, islice

import numpy as np
from matplotlib.colors import LogNorm

from helpers.pictures import Picture, PictureAxes3D, panels

__all__ = ["COLOURS", "contours", "curve", "dress", "field", "look", "losses", "mark", "panels", "path", "regions",
           "surface3d"]

COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#CC79A7",
           "sky": "#56B4E9", "orange": "#E69F00", "black": "#000000", "yellow": "#F0E442"}
LOOKS = tuple(zip(
    [COLOURS[c] for c in ("vermilion", "blue", "green", "purple", "black", "orange", "sky")],
    ["o", "s", "^", "D", "v", "p", "o"],
    [(), (6, 2), (2, 2), (8, 2, 2, 2), (10, 3), (4, 1), (1, 2)], strict=True))
SMALL, LARGE = 12, 14


def look(number):
    """Colour, marker and dash of path number ``number``, from 0."""
    return next(islice(cycle(LOOKS), number, None))


def dress(ax, title="", xlabel="", ylabel=""):
    """Large type, quiet spines; titles are sentences."""
    if title:
        ax.set_title(title, fontsize=LARGE, loc="left")
    ax.set_xlabel(xlabel or ax.get_xlabel(), fontsize=SMALL)
    ax.set_ylabel(ylabel or ax.get_ylabel(), fontsize=SMALL)
    ax.tick_params(labelsize=SMALL)
    if hasattr(ax, "spines"):
        for side in ("top", "right"):
            if side in ax.spines:
                ax.spines[side].set_visible(False)
    return ax


def curve(surface, ax=None, view=None, title="", label="", colour=COLOURS["black"], dash="-"):
    """The graph of a function of one variable over its view."""
    ax = _axes(ax)
    low, high = view or surface.view[0]
    x = np.linspace(low, high, 400)
    ax.plot(x, surface(x), color=colour, linestyle=dash, lw=2, label=label or None)
    ax.set_xlim(low, high)
    _say(ax, f"Graph of {surface.name} for x from {low:g} to {high:g}.")
    return dress(ax, title, "x", "f(x)")


def contours(surface, ax=None, view=None, title="", levels=None, minima=True, filled=False):
    """Lines of equal height of a function of two variables, with its minima as stars."""
    ax = _axes(ax)
    (left, right), (low, high) = view or surface.view
    x, y = np.meshgrid(np.linspace(left, right, 201), np.linspace(low, high, 201))
    z = surface(np.array([x, y]))
    levels = _levels(surface, z) if levels is None else levels
    norm = LogNorm(max(levels[0], 1e-12), levels[-1]) if surface.log_levels else None
    if filled:
        ax.contourf(x, y, z, levels=levels, cmap="Greys", norm=norm, extend="both", alpha=0.55)
    ax.contour(x, y, z, levels=levels, cmap=None if filled else "cividis", colors="0.35" if filled else None,
               norm=None if filled else norm, linewidths=1.0, linestyles="solid")
    if minima and len(surface.minima):
        ax.plot(*surface.minima.T, "*", ms=15, mfc=COLOURS["yellow"], mec="black", zorder=4)
    ax.set(xlim=(left, right), ylim=(low, high))
    _say(ax, f"Contour map of {surface.name}.")
    return dress(ax, title, "x", "y")


def _levels(surface, z):
    """Heights that show the shape: even steps of the root of the height, or a logarithmic scale."""
    if surface.log_levels:
        return np.geomspace(max(z.min(), 1e-2), z.max(), 26)
    shares = np.linspace(0.02, 1, 14)
    return z.min() + (z.max() - z.min()) * shares ** (2 if len(surface.minima) < 2 else 1)


def path(path, ax=None, number=0, label="", dots=True):
    """The way of one run over a curve or a contour map: a ring at the start, a dot a step, a filled end."""
    ax = _axes(ax)
    colour, marker, dash = look(number)
    points = path.points if path.surface.dimension == 2 else np.stack([path.points, path.values], axis=1)
    points = np.clip(np.nan_to_num(points, nan=1e9), -1e9, 1e9)
    dots = dots and len(points) <= 150
    inside, limits = points, (ax.get_xlim(), ax.get_ylim())
    ax.plot(*inside.T, color=colour, lw=1.6, linestyle=(0, dash) if dash else "-", zorder=5, label=label or None,
            marker=marker if dots else None, ms=5)
    ax.plot(*points[0], marker=marker, color=colour, mfc="white", ms=10, mew=2, zorder=6)
    ax.plot(*points[-1], marker=marker, color=colour, mec="white", ms=10, zorder=7)
    if ax.lines and limits != ((0.0, 1.0), (0.0, 1.0)):
        ax.set(xlim=limits[0], ylim=limits[1])
    start, end = (", ".join(f"{v:.3g}" for v in np.atleast_1d(p)) for p in (path.points[0], path.points[-1]))
    _say(ax, f"A path from ({start}) to ({end}), {path.outcome} after {path.steps} steps.")
    return ax


def losses(paths, ax=None, labels=(), title="", floor=None, log=True):
    """Height against step for several runs, measured from the lowest known minimum where there is one."""
    ax = _axes(ax)
    for number, path in enumerate(paths):
        colour, marker, dash = look(number)
        lowest = path.surface(path.surface.minima[0]) if len(path.surface.minima) and floor is None else floor or 0.0
        height = np.maximum(path.values - lowest, 1e-300) if log else path.values - lowest
        ax.plot(path.kept, height, color=colour, linestyle=(0, dash) if dash else "-", lw=2, marker=marker,
                markevery=max(1, len(height) // 8), ms=6, label=labels[number] if labels else None)
    if log:
        ax.set_yscale("log")
    if labels:
        ax.legend(fontsize=SMALL, frameon=False)
    _say(ax, f"Height above the minimum against the step for {len(paths)} run(s).")
    return dress(ax, title, "step t", "f(x) − lowest")


def field(surface, ax=None, view=None, every=17, title=""):
    """Arrows of equal length that point straight downhill, along −∇f; paler where it is less steep."""
    ax = _axes(ax)
    (left, right), (low, high) = view or surface.view
    x, y = np.meshgrid(np.linspace(left, right, every + 2)[1:-1], np.linspace(low, high, every + 2)[1:-1])
    gx, gy = surface.gradient(np.array([x, y]))
    steepness = np.maximum(np.hypot(gx, gy), 1e-12)
    ax.quiver(x, y, -gx / steepness, -gy / steepness, np.log10(steepness), cmap="Blues", pivot="mid", angles="xy",
              scale=1.4 * every, width=0.004, clim=(np.log10(steepness).min() - 1.5, np.log10(steepness).max()))
    ax.set(xlim=(left, right), ylim=(low, high))
    _say(ax, f"Arrows along the negative gradient of {surface.name}.")
    return dress(ax, title, "x", "y")


def surface3d(surface, path=None, view=None, title="", elevation=45, azimuth=-60, ax=None):
    """The surface seen from above and aside; heights on a log scale where its contours are."""
    if ax is None:
        ax = Picture(figsize=(7.6, 5.6), layout="constrained").add_subplot(axes_class=PictureAxes3D)
    (left, right), (low, high) = view or surface.view
    x, y = np.meshgrid(np.linspace(left, right, 90), np.linspace(low, high, 90))
    height = _height(surface)
    ax.plot_surface(x, y, height(np.array([x, y])), cmap="cividis", rstride=2, cstride=2, lw=0, alpha=0.9)
    if path is not None:
        ax.plot(*path.points.T, height(path.points.T), color=COLOURS["vermilion"], lw=3, zorder=10)
    ax.view_init(elev=elevation, azim=azimuth)
    ax.set_zlabel("log₁₀(1 + f)" if surface.log_levels else "f", fontsize=SMALL)
    ax.zaxis.set_tick_params(labelsize=SMALL - 2)
    _say(ax, f"The surface of {surface.name} in three dimensions.")
    return dress(ax, title, "x", "y")


def _height(surface):
    return (lambda p: np.log10(1 + surface(p))) if surface.log_levels else surface


def regions(basins, ax=None, title=""):
    """A map of which minimum each start reaches; grey: none yet, white: diverged."""
    ax = _axes(ax)
    extent = (basins.x[0], basins.x[-1], basins.y[0], basins.y[-1])
    ax.imshow(region_colours()[basins.labels], origin="lower", extent=extent, aspect="auto", interpolation="nearest",
              alpha=0.55)
    shares = ", ".join(f"{basins.share(k):.0%} to minimum {k + 1}" for k in range(min(4, len(basins.surface.minima))))
    _say(ax, f"Map of the starts by the minimum they reach: {shares}.")
    return dress(ax, title, "x", "y")


def region_colours(most=200):
    """RGBA rows for labels 0, 1, 2, ...; the last two rows, reached by −2 and −1, are white and grey."""
    from matplotlib.colors import to_rgba

    order = [COLOURS[c] for c in ("sky", "orange", "green", "purple", "yellow", "blue", "vermilion")]
    rows = [to_rgba(c) for c in islice(cycle(order), most)]
    return np.array([*rows, to_rgba("white"), to_rgba("0.75")])


def mark(points, ax, text="", colour=COLOURS["black"], marker="o", offset=(8, 8)):
    """A marked point with a short label beside it."""
    ax.plot(*points, marker=marker, color=colour, ms=9, mec="white", zorder=8, linestyle="none")
    if text:
        ax.annotate(text, points, xytext=offset, textcoords="offset points", fontsize=SMALL, zorder=9)
    return ax


def _axes(ax):
    return panels()[1] if ax is None else ax


def _say(ax, sentence):
    if isinstance(ax.figure, Picture):
        ax.figure.say(sentence)
