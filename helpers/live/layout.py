"""Where the panels of a figure are, in CSS pixels: a layout of matplotlib's own would take a tenth of a second."""

import numpy as np

from helpers.drawing import DPI, SMALL, PanelAxes, Picture

WIDE = 960
TOP, BOTTOM, LEFT, RIGHT = 36, 54, 84, 32  # margins with room for titles and labels
BETWEEN = 88  # room for the numbers on the second panel's axis
COLUMNS, LINE, APART = 3, 26, 16  # of keys under the picture: the height of one, the room between two columns


def place(figure, left, bottom, width, height, kind=PanelAxes):
    """Axes at a place in CSS pixels."""
    wide, high = figure.get_size_inches() * DPI
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high), axes_class=kind)
    axes.spines[:].set_position(("outward", 0))  # matplotlib's marks would see to that
    return axes


def room_for(keys, columns=COLUMNS):
    """How high the keys are that are named under a picture."""
    return 14 + LINE * -(-len(keys) // columns) if keys else 0


def sheet(high, keys, columns=COLUMNS, **boxes):
    """A figure, ``high`` pixels above its keys, and axes by name: boxes are (left, bottom, width, height) up there."""
    foot = room_for(keys, columns)
    figure = Picture(figsize=(WIDE / DPI, (high + foot) / DPI))
    return figure, {name: place(figure, left, foot + bottom, *size) for name, (left, bottom, *size) in boxes.items()}


def side_by_side(keys, left=None, right=None, high=460, columns=COLUMNS):
    """A figure with two axes, and room for keys; ``left`` and ``right`` say from where to where each goes across."""
    half = (WIDE - LEFT - BETWEEN - RIGHT) / 2
    both = {"left": left or (LEFT, LEFT + half), "right": right or (WIDE - RIGHT - half, WIDE - RIGHT)}
    figure, panels = sheet(high, keys, columns, **{side: (begin, BOTTOM, end - begin, high - TOP - BOTTOM)
                                                   for side, (begin, end) in both.items()})
    return figure, *panels.values()


def finish(figure, keys, columns=COLUMNS):
    """Name the keys under the picture and work out what waits for a drawing; nothing moves it after that."""
    if keys:
        name(figure, [part.tolist() for part in np.array_split(np.array(keys, dtype=object), min(columns, len(keys)))],
             room_for(keys, columns))
    for axes in figure.axes:
        axes.apply_aspect()
        axes.axis()


def name(figure, columns, top):
    """A legend for each column of keys, side by side in the middle: a narrow page puts them below each other."""
    wide, high = figure.get_size_inches() * DPI
    legends = [figure.legend(handles=keys, loc="upper left", fontsize=SMALL, frameon=False) for keys in columns]
    widths = [legend.get_window_extent().width for legend in legends]
    left = (wide - sum(widths) - APART * (len(widths) - 1)) / 2
    for legend, width in zip(legends, widths, strict=True):
        legend.set_bbox_to_anchor((left / wide, top / high))
        left += width + APART
