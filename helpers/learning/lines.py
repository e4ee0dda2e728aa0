"""The loss of a straight line as a surface over its two parameters."""

import numpy as np

from helpers.surfaces import Surface


def line_loss(x, y):
    """Half the mean squared error of the line w₀ + w₁x as a surface over (w₀, w₁).

    L(w) = 1/2m Σ (w₀ + w₁xᵢ − yᵢ)², a bowl whose Hessian is (1, x̄; x̄, mean x²) whatever y may be.
    Arguments: x and y, equally many numbers, at least two different x. Returns a Surface with its minimum. Raises
    ValueError otherwise.

    >>> loss = line_loss([0, 1, 2], [1, 3, 5])
    >>> loss.minima[0].round(9).tolist(), loss.hessian((0.0, 0.0)).tolist()
    ([1.0, 2.0], [[1.0, 1.0], [1.0, 1.6666666666666667]])
    """
    x, y = _reals("x", x), _reals("y", y)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"x and y must be equally many numbers, got shapes {x.shape} and {y.shape}")
    for name, values in (("x", x), ("y", y)):
        if not np.isfinite(values).all():
            raise ValueError(f"x and y must be finite, got {name} with nan or inf in it")
    if len(np.unique(x)) < 2:
        raise ValueError(f"x must hold at least two different numbers, or every slope fits; got {x.tolist()[:6]}")
    mean, square = float(x.mean()), float((x * x).mean())
    best1 = float(((x - mean) * (y - y.mean())).sum() / ((x - mean) ** 2).sum())
    best0 = float(y.mean() - best1 * mean)
    lowest = float(((best0 + best1 * x - y) ** 2).mean() / 2)  # in this form nothing cancels near the minimum

    def loss(w0, w1):
        a, b = w0 - best0, w1 - best1
        return lowest + (a * a + 2 * mean * a * b + square * b * b) / 2

    def slope(w0, w1):
        a, b = w0 - best0, w1 - best1
        return a + mean * b, mean * a + square * b

    def curvature(w0, w1):
        return 1.0 + 0 * w0, mean + 0 * w0, square + 0 * w0

    span = 1 + abs(best0) + abs(best1)
    return Surface(loss, slope, curvature, name="the loss of a line", minima=[(best0, best1)],
                   view=[(best0 - span, best0 + span), (best1 - span / 2, best1 + span / 2)])


def _reals(name, values):
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "buifO" or values is None:
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers, got {values!r}"[:200]) from None
