"""Where the panels of a figure are, in CSS pixels: a layout of matplotlib's own would take a tenth of a second."""

import numpy as np

from helpers.drawing import DPI, SMALL, PanelAxes, Picture

WIDE = 960
TOP, BOTTOM, LEFT, RIGHT = 36, 54, 84, 32  # margins with room for titles and labels
BETWEEN, GAP = 88, 92  # room for the numbers on the second panel's axis, and between two that stand on each other
HALF = (WIDE - LEFT - BETWEEN - RIGHT) / 2  # how wide two equal panels are
HALVES = (LEFT, LEFT + HALF), (WIDE - RIGHT - HALF, WIDE - RIGHT)
COLUMNS, LINE, APART = 3, 26, 16  # of keys under the picture: the height of one, the room between two columns


def place(figure, left, bottom, width, height, kind=PanelAxes):
    """Axes at a place in CSS pixels."""
    wide, high = figure.get_size_inches() * DPI
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high), axes_class=kind)
    axes.spines[:].set_position(("outward", 0))  # matplotlib's marks would see to that
    return axes


def sheet(high, keys, columns=COLUMNS, **boxes):
    """A figure, ``high`` pixels above its keys, and axes by name.

    A box is (left, bottom, width, height) up there, or (left, right) for all of its height.
    """
    foot = 14 + LINE * -(-len(keys) // columns) if keys else 0
    figure = Picture(figsize=(WIDE / DPI, (high + foot) / DPI))
    if keys:
        name(figure, np.array_split(np.array(keys, dtype=object), min(columns, len(keys))), foot)
    boxes = {name: box if len(box) == 4 else (box[0], BOTTOM, box[1] - box[0], high - TOP - BOTTOM)
             for name, box in boxes.items()}
    return figure, {name: place(figure, left, foot + bottom, *size) for name, (left, bottom, *size) in boxes.items()}


def stacked(across, high, lower, gap=GAP):
    """The boxes of two panels of a sheet, above and below, ``across`` from where to where; the lower one is so high."""
    left, bottom, width = across[0], BOTTOM + lower + gap, across[1] - across[0]
    return (left, bottom, width, high - TOP - bottom), (left, BOTTOM, width, lower)


def name(figure, columns, top):
    """A legend for each column of keys, side by side in the middle: a narrow page puts them below each other."""
    wide, high = figure.get_size_inches() * DPI
    legends = [figure.legend(handles=list(keys), loc="upper left", fontsize=SMALL, frameon=False) for keys in columns]
    widths = [legend.get_window_extent().width for legend in legends]
    left = (wide - sum(widths) - APART * (len(widths) - 1)) / 2
    for legend, width in zip(legends, widths, strict=True):
        legend.set_bbox_to_anchor((left / wide, top / high))
        left += width + APART
