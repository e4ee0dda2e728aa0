"""What stands still behind a live descent: the surface, the axes of the loss and the stability gauge."""

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator

from helpers import drawing
from helpers.descent import zones
from helpers.drawing import Picture, PictureAxes

GAUGE_ENDS = (-0.1, 100.0)
ZONE_COLOURS = {"closes in": "#CFE8DC", "spirals": "#DCE9F5", "zigzags": "#FBE6B8", "diverges": "#F3C6B0"}


def backdrop(surface, view, optimizer, title, steps, keys=()):
    """The figure and its three axes: the surface, the height above the minimum, the gauge (None without one).

    A square map is drawn to scale, so that the gradient stands at right angles to the contours. ``keys`` are named
    under the picture.
    """
    widths = np.ptp(view, axis=1)
    square = len(widths) == 2 and np.isclose(*widths, rtol=0.01)
    figure = Picture(figsize=(9.6, (4.9 if square else 4.6) + 0.35 * bool(keys)), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.35 if square else 1.7, 1), height_ratios=(3.6, 1))
    has_gauge = bool(zones(optimizer))
    main = figure.add_subplot(grid[:, 0], axes_class=PictureAxes)
    loss = figure.add_subplot(grid[0 if has_gauge else slice(None), 1], axes_class=PictureAxes)
    gauge = figure.add_subplot(grid[1, 1], axes_class=PictureAxes) if has_gauge else None
    if surface.dimension == 1:
        drawing.curve(surface, main, view[0], title or f"f(x) = {surface.name}")
        low, high = main.get_ylim()
        main.set_ylim(low - 0.05 * (high - low), high)
    else:
        name = surface.name  # a name in words gets a capital letter, a formula keeps its x
        drawing.contours(surface, main, view, title or (name[0].upper() + name[1:] if name[:2].isalpha() else name))
        main.set_aspect("equal" if square else "auto")
    if keys:
        figure.legend(handles=keys, loc="outside lower center", ncols=3, fontsize=drawing.SMALL, frameon=False)
    _empty_loss(loss, len(surface.minima), steps)
    if gauge:
        fit_gauge(gauge, optimizer)
    figure.freeze()
    return figure, main, loss, gauge


def _empty_loss(loss, minima, steps):
    """Widest tick labels first, so that the layout leaves room for any that come later."""
    if minima:
        loss.set_yscale("log")
        loss.yaxis.set_major_formatter(power_of_ten)
        loss.yaxis.set_minor_locator(NullLocator())
    loss.set_ylim(*((1e-15, 1e3) if minima else (-1000, 1000)))
    loss.set_xlim(0, steps)
    loss.xaxis.set_major_locator(MaxNLocator(2 if steps > 9999 else 4, integer=True))
    loss.xaxis.set_major_formatter("{x:,.0f}")
    loss.grid(alpha=0.3)
    names = ("Height f", "Height above the minimum", "Height above the lowest")
    drawing.dress(loss, names[min(minima, 2)], "step t")


def power_of_ten(value, _=None):
    """10⁻³ in plain letters, which draw many times faster than mathematical type."""
    digits = str(round(np.log10(value))).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{digits}"


def fit_loss(loss, heights, log):
    """Choose limits that hold all finite ``heights``, in whole pairs of decades on a log scale."""
    heights = heights[np.isfinite(heights) & (np.abs(heights) < 1e12)]
    if log:
        heights = heights[heights > 1e-15]
        low, high = (np.log10(heights.min()), np.log10(heights.max())) if heights.size else (-2, 2)
        loss.set_ylim(10.0 ** (2 * np.floor(max(low, -14) / 2)), 10.0 ** (2 * np.ceil((high + 0.3) / 2)))
    elif heights.size:
        room = 0.1 * (np.ptp(heights) or 1.0)
        loss.set_ylim(heights.min() - room, heights.max() + room)


def fit_gauge(gauge, optimizer):
    """Colour the ranges of ηλ: closes in, (spirals,) zigzags, diverges."""
    ranges = zones(optimizer)
    key = tuple(end for end, _ in ranges)
    if getattr(gauge, "shown", None) == key:
        return
    gauge.clear()
    gauge.shown = key
    low, end = 0.0, 1.4 * ranges[-2][0]
    for high, name in ranges:
        high = min(high, end)
        gauge.axvspan(low, high, color=ZONE_COLOURS[name], lw=0)
        if high - low > 0.12 * end:
            gauge.text((low + high) / 2, 1.08, name, ha="center", fontsize=drawing.SMALL)
        low = high
    gauge.set(xlim=(-0.05 * end, end), ylim=(0, 1), yticks=[])
    ticks = [0.0]
    for high, _ in reversed(ranges[:-1]):  # the limit first, then what leaves room for its label
        ticks += [round(high, 2)] if all(abs(high - tick) > 0.1 * end for tick in ticks) else []
    gauge.set_xticks(ticks)
    drawing.dress(gauge, "", "gauge: ηλ, curvature λ at the ball")
    gauge.spines["left"].set_visible(False)
