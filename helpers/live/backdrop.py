"""What stands still behind a live descent: the surface, and room for the heights and the stability gauge."""

import numpy as np

from helpers.drawing import contours, curve, dress
from helpers.live.edge import room_for_edge
from helpers.live.layout import BETWEEN, BOTTOM, LEFT, RIGHT, TOP, WIDE, sheet, stacked

ZONE_COLOURS = {"closes in": "#CFE8DC", "spirals": "#DCE9F5", "zigzags": "#FBE6B8", "diverges": "#F3C6B0"}

GAUGE = {"gauge": 58, "edge": 130}  # how high it is


def backdrop(surface, view, gauge, title, keys=(), relief=True, moves=False):
    """The figure and its panels by name: main, the surface; loss, the height above the minimum; perhaps a gauge.

    ``gauge``: "gauge", or "edge" for what it shows along the run (see ``edge``), or "" for none. A square map is
    drawn to scale, so that the gradient stands at right angles to the contours. ``keys`` are named under the picture;
    no ``relief`` where a map of basins shines through; a surface that ``moves`` the page draws.
    """
    widths = np.ptp(view, axis=1)
    square = len(widths) == 2 and np.isclose(*widths, rtol=0.01)
    high = 490 if square else 460
    middle = LEFT + (high - TOP - BOTTOM if square else 0.5 * WIDE)
    rest = middle + BETWEEN, WIDE - RIGHT
    boxes = dict(zip(("loss", gauge), stacked(rest, high, GAUGE[gauge]), strict=True)) if gauge else {"loss": rest}
    figure, panels = sheet(high, keys, main=(LEFT, middle), **boxes)
    draw_surface(surface, panels["main"], view, title, square, relief)
    if moves:
        for artist in [*panels["main"].collections, *panels["main"].lines]:
            artist.remove()
    room_for_heights(panels["loss"], len(surface.guesses))
    if gauge:
        room_for_edge(panels[gauge]) if gauge == "edge" else room_for_gauge(panels[gauge], surface.dimension)
    return figure, panels


def draw_surface(surface, axes, view, title, square, relief=True):
    """The graph, or the map to scale where it is square; without relief where the map of basins shines through."""
    if surface.dimension == 1:
        curve(surface, axes, view[0], title or f"f(x) = {surface.name}")
        low, high = axes.get_ylim()
        axes.set_ylim(low - 0.05 * (high - low), high)
        return
    name = surface.name  # a name in words gets a capital letter, a formula keeps its x
    title = title or (name[0].upper() + name[1:] if name.removeprefix("a ")[:2].isalpha() else name)
    contours(surface, axes, view, title, relief=relief)
    axes.set_aspect("equal" if square else "auto")


def room_for_heights(loss, minima):
    """The axes of the heights; their numbers and limits follow the run."""
    loss.set(yscale="log" if minima else "linear", xlim=(0, 1), ylim=(1e-2, 1e2) if minima else (-1, 1))
    loss.set_yticks([1.0], ["10⁻¹⁴" if minima else "−1,000"])  # the widest that the page may write there
    dress(loss, ("Height f", "Height above the minimum", "Height above the lowest")[min(minima, 2)], "step t")


def room_for_gauge(gauge, dimension=2):
    """The axis of ηλ; its coloured ranges follow the rule."""
    gauge.set(xlim=(-0.1, 2.8), ylim=(0, 1), xticks=[0, 1, 2], yticks=[])
    dress(gauge, "", "gauge: ηλ, flattest ○ to steepest ●" if dimension == 2 else "gauge: ηλ, curvature λ at the ball")
