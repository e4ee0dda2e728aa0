"""Still pictures in three dimensions."""

import numpy as np
from mpl_toolkits.mplot3d.axes3d import Axes3D

from helpers.drawing.pictures import Picture, PictureAxes
from helpers.drawing.plots import COLOURS, HALO, LARGE, SMALL, contours, dress, field, say


class PictureAxes3D(Axes3D):
    """Axes in three dimensions that show their whole picture when they are the last value of a cell."""

    __repr__ = PictureAxes.__repr__
    _repr_mimebundle_ = PictureAxes._repr_mimebundle_


def surface3d(surface, title="", elevation=45, azimuth=-60, ax=None, labels=None):
    """The surface seen from above and aside; heights on a log scale where its contours are.

    ``labels``: point → text, for dots on the surface.
    """
    if ax is None:
        ax = Picture(figsize=(7.6, 5.6), layout="constrained").add_subplot(axes_class=PictureAxes3D)
    (left, right), (low, high) = surface.view
    fine = 150 if surface.log_levels else 45  # gutters on a log scale are sharp
    x, y = np.meshgrid(np.linspace(left, right, fine), np.linspace(low, high, fine))

    def height(point):
        return np.log10(1 + surface(point)) if surface.log_levels else surface(point)

    ax.plot_surface(x, y, height(np.array([x, y])), cmap="cividis", rstride=1, cstride=1, lw=0, alpha=0.9)
    for point, text in (labels or {}).items():
        place = (*point, height(point))
        ax.plot(*np.reshape(place, (3, 1)), "o", color="black", mec="white", ms=11, zorder=10)
        ax.text(*place, f"  {text}", fontsize=LARGE, path_effects=HALO, zorder=11)
    ax.view_init(elev=elevation, azim=azimuth)
    ax.set_zlabel("log₁₀(1 + f)" if surface.log_levels else "f", fontsize=SMALL)
    ax.zaxis.set_tick_params(labelsize=SMALL - 2)
    say(ax, f"The surface of {surface.name} in three dimensions.")
    return dress(ax, title, "x", "y")


def gallery(surfaces, titles=()):
    """Each surface twice: in three dimensions, and under it as contours with arrows that point downhill."""
    figure = Picture(figsize=(3.5 * len(surfaces), 6.8), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.25)  # the layout overlooks the name of the third axis
    grid = figure.add_gridspec(2, len(surfaces))
    for k, surface in enumerate(surfaces):
        top = figure.add_subplot(grid[0, k], axes_class=PictureAxes3D)
        surface3d(surface, title=titles[k] if titles else surface.name, elevation=30, ax=top)
        top.tick_params(label1On=False)
        top.set_box_aspect(None, zoom=1.1)
        for axis in (top.xaxis, top.yaxis, top.zaxis):
            axis.labelpad = -12
        below = figure.add_subplot(grid[1, k], axes_class=PictureAxes)
        contours(surface, below, minima=False)
        field(surface, below, every=9, colour=COLOURS["vermilion"]).set_aspect("equal")
    return figure
