"""Where the panels of a figure are, in CSS pixels: a layout of matplotlib's own would take a tenth of a second."""

from helpers.drawing import DPI, SMALL, Picture, PictureAxes

WIDE = 960
TOP, BOTTOM, LEFT, RIGHT = 36, 54, 84, 32  # margins with room for titles and labels
BETWEEN = 88  # room for the numbers on the second panel's axis
COLUMNS, LINE = 3, 26  # of keys under the picture


def place(figure, left, bottom, width, height):
    """Axes at a place in CSS pixels."""
    wide, high = figure.get_size_inches() * DPI
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high), axes_class=PictureAxes)


def room_for(keys, columns=COLUMNS):
    """How high the keys are that are named under a picture."""
    return 8 + LINE * -(-len(keys) // columns) if keys else 0


def side_by_side(keys, left=None, right=None, high=460, columns=COLUMNS):
    """A figure with two axes, and room for keys; ``left`` and ``right`` say from where to where each goes across."""
    half = (WIDE - LEFT - BETWEEN - RIGHT) / 2
    figure = Picture(figsize=(WIDE / DPI, (high + room_for(keys, columns)) / DPI))
    foot, tall = BOTTOM + room_for(keys, columns), high - TOP - BOTTOM
    both = left or (LEFT, LEFT + half), right or (WIDE - RIGHT - half, WIDE - RIGHT)
    return figure, *(place(figure, begin, foot, end - begin, tall) for begin, end in both)


def finish(figure, keys, columns=COLUMNS):
    """Name the keys under the picture and work out what waits for a drawing; nothing moves it after that."""
    if keys:
        figure.legend(handles=keys, loc="lower center", ncols=columns, fontsize=SMALL, frameon=False)
    for axes in figure.axes:
        axes.apply_aspect()
        axes.axis()
