"""Reading what a live figure hands to its page, and working out the same by other means."""

import numpy as np

from helpers import descend


def rows(figure, name, mark=0):
    """Positions of a control and, for each, the vertices (count, 2) that the page would draw for one mark."""
    table = figure.stage.tables[name]
    shape = table["shapes"][mark]
    lines = np.frombuffer(table["lines"][mark], dtype=np.float32).reshape(*shape, 2)
    row, count = (np.frombuffer(table[key], dtype=np.int32) for key in ("row", "count"))
    positions = np.frombuffer(table["positions"], dtype=np.float64)
    return positions, [lines[r][:c] for r, c in zip(row, count, strict=True)]


def drawn(figure, name, value, mark=0):
    """What the page draws for one value of a control."""
    positions, lines = rows(figure, name, mark)
    return lines[int(np.argmin(np.abs(positions - value)))]


def expected(figure, ball=0):
    """The curve of one ball in CSS pixels, from a descent of its own with the figure's present settings."""
    start = figure.start if isinstance(figure.start, list) else [figure.start]
    optimizer = figure.kind(**{name: getattr(figure, name) for name in figure.kind.hyperparameters})
    path = descend(figure.surface, start[ball], optimizer, int(figure.steps), figure.tolerance)
    plane = path.points if figure.surface.dimension == 2 else np.stack([path.points, path.values], axis=-1)
    return path, figure.pixels(figure.main, plane)


def stops(figure, name):
    """Both ends and the middle of a slider, as values it can take."""
    positions = figure.positions(name)
    return [float(positions[i]) for i in (0, len(positions) // 2, -1)]


def picture_moves(figure, name):
    """The still pictures at both ends of a control differ."""
    low, _, high = stops(figure, name)
    setattr(figure, name, low)
    first = figure.still()
    setattr(figure, name, high)
    return first != figure.still()
