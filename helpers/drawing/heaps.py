"""Where the dots of a heap stand and how an interval is drawn: vertices for the marks of a live figure."""

import numpy as np


def heap(values, used, bins, ends, base):
    """Dots (positions, runs, 2) heaped up in bins between ``ends``; runs not yet used are nowhere (nan).

    Arguments: values (positions, runs) in order of arrival; used and bins, one number a position; base, the floor. A
    value outside the ends stands in the first or the last bin.

    >>> heap(np.array([[0.1, 0.9, 0.2]]), np.array([3]), np.array([2]), (0.0, 1.0), base=0.0)[0].round(2).tolist()
    [[0.25, 0.08], [0.75, 0.08], [0.25, 0.19]]
    """
    width = (ends[1] - ends[0]) / bins[:, None]
    box = np.clip(np.floor((values - ends[0]) / width), 0, bins[:, None] - 1)
    there = np.arange(values.shape[1]) < used[:, None]
    below = np.tril((box[:, :, None] == box[:, None, :]) & there[:, None, :], -1).sum(axis=2)
    step = np.minimum(0.11, 1.0 / (1 + below.max(axis=1, where=there, initial=0)))[:, None]
    dots = np.stack([ends[0] + (box + 0.5) * width, base + 0.08 + below * step], axis=-1)
    return np.where(there[:, :, None], dots, np.nan)


def bars(spans, y, cap=0.05):
    """Intervals (positions, 3), each low, high and mean, as lines with caps that end at their mean: (positions, 8, 2).

    >>> bars([(1.0, 3.0, 2.0)], 0.0).shape
    (1, 8, 2)
    """
    low, high, mean = np.array(spans).T
    across, up = np.array([low, low, low, high, high, high, high, mean]).T, np.array([-1, 1, 0, 0, 1, -1, 0, 0])
    return np.stack([across, np.broadcast_to(y + cap * up, across.shape)], axis=-1)
