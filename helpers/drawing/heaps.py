"""Where the dots of a heap stand and how an interval is drawn: vertices for the marks of a live figure."""

import numpy as np


def heap(values, bins, ends, base):
    """Dots (runs, 2) heaped up in bins between ``ends``, in their order of arrival; ``base`` is the floor.

    A value outside the ends stands in the first or the last bin.

    >>> heap(np.array([0.1, 0.9, 0.2]), 2, (0.0, 1.0), base=0.0).round(2).tolist()
    [[0.25, 0.08], [0.75, 0.08], [0.25, 0.19]]
    """
    width = (ends[1] - ends[0]) / bins
    box = np.clip(np.floor((values - ends[0]) / width), 0, bins - 1)
    below = np.tril(box[:, None] == box, -1).sum(axis=1)
    step = min(0.11, 1.0 / (1 + below.max(initial=0)))
    return np.stack([ends[0] + (box + 0.5) * width, base + 0.08 + below * step], axis=-1)


def bar(low, high, mean, y, cap=0.05):
    """An interval as a line with caps that ends at its mean: vertices (8, 2).

    >>> bar(1.0, 3.0, 2.0, y=0.0)[[0, -1]].tolist()
    [[1.0, -0.05], [2.0, 0.0]]
    """
    up = y + cap * np.array([-1, 1, 0, 0, 1, -1, 0, 0])
    return np.stack([[low, low, low, high, high, high, high, mean], up], axis=-1)
