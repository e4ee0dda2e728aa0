"""Still pictures of data and of what was learned from it: images, confusion matrices, distributions, bars.

As in ``plots``, every function takes ``ax=None``, returns the axes and adds to the alternative text.
"""

from itertools import cycle

import numpy as np
from matplotlib.ticker import MaxNLocator

from helpers.drawing.pictures import Picture, PictureAxes
from helpers.drawing.plots import COLOURS, SMALL, axes_or_new, dress, look, say
from helpers.learning import checked_pictures


def images(rows, titles=(), columns=10, signed=False, title=""):
    """A grid of small square pictures, one a row of ``rows`` (n, side · side); returns the Picture.

    signed : for weights; white is zero, purple above, orange below. Else white is paper and black is ink.
    Raises ValueError for rows of another kind (colours, pictures that are not flat, or not square) and for titles that
    are not one a picture.
    """
    rows = np.asarray(checked_pictures(rows, name="rows", drawn=True), dtype=float)
    if len(titles) not in (0, len(rows)):
        raise ValueError(f"titles must be one for each of the {len(rows)} pictures, got {len(titles)}")
    side, down = round(rows.shape[1] ** 0.5), -(-len(rows) // columns)
    figure = Picture(figsize=(9.6, 1.25 * down * 9.6 / columns / 1.15 + 0.4 * bool(title)), layout="constrained")
    grid = figure.add_gridspec(down, min(columns, max(len(rows), 1)))
    most = np.abs(rows).max() if signed else 1.0
    for number, row in enumerate(rows):
        ax = figure.add_subplot(grid[divmod(number, columns)], axes_class=PictureAxes)
        ax.imshow(row.reshape(side, side), cmap="PuOr" if signed else "Greys", vmin=-most if signed else 0, vmax=most)
        ax.set(xticks=[], yticks=[])
        if len(titles):
            ax.set_title(titles[number], fontsize=SMALL)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=SMALL + 2)
        figure.say(f"{title}.")
    named = f": {', '.join(dict.fromkeys(map(str, titles)))}" if len(titles) else ""
    figure.say(f"{len(rows)} {'templates' if signed else 'pictures'} of {side}×{side} pixels{named}.")
    return figure


def confusion_table(table, classes, ax=None, title=""):
    """A confusion matrix with its counts: rows are what was shown, columns what it was taken for."""
    ax, table = axes_or_new(ax), np.asarray(table)
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    ax.imshow(share, cmap="Blues", vmin=0, vmax=1)
    for (i, j), count in np.ndenumerate(table):
        if count:
            ax.text(j, i, f"{count:,}", ha="center", va="center", fontsize=SMALL - 2,
                    color="white" if share[i, j] > 0.5 else "black")
    ax.set_xticks(range(len(classes)), classes, rotation=0 if max(map(len, classes)) < 3 else 60,
                  ha="center" if max(map(len, classes)) < 3 else "right", rotation_mode="anchor")
    ax.set_yticks(range(len(classes)), classes)
    say(ax, f"Confusion matrix of {len(classes)} classes.")
    return dress(ax, title, "taken for", "shown")


def histograms(groups, ax=None, bins=12, title=""):
    """Distributions one over the other, each with its own colour and hatch."""
    ax = axes_or_new(ax)
    edges = np.histogram_bin_edges(np.concatenate([np.asarray(g, dtype=float) for g in groups]), bins)
    looks = cycle((("sky", ""), ("vermilion", "//"), ("green", "..")))
    for group, (colour, hatch) in zip(groups, looks, strict=False):
        ax.hist(group, edges, color=COLOURS[colour], alpha=0.6, edgecolor="black", hatch=hatch)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    say(ax, f"Histogram of {' and '.join(str(len(g)) for g in groups)} numbers.")
    return dress(ax, title, "", "how many")


def dots_with_errors(names, means, errors, ax=None, title="", xlabel=""):
    """One row a name: a dot at its mean and a bar of one standard error to either side."""
    ax = axes_or_new(ax)
    at = np.arange(len(names))[::-1]
    for number, (y, mean, error) in enumerate(zip(at, means, errors, strict=True)):
        colour, marker, _ = look(number)
        ax.errorbar(mean, y, xerr=error, color=colour, marker=marker, ms=8, capsize=4, lw=2)
    ax.set_yticks(at, names)
    ax.grid(alpha=0.3, axis="x")
    say(ax, f"Means with standard errors of {', '.join(names)}.")
    return dress(ax, title, xlabel, "")
