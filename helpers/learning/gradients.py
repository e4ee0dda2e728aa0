"""Numerical gradients and gradient checks: is the gradient that I worked out the gradient of my function?"""

from dataclasses import dataclass

import numpy as np


def numerical_gradient(f, params, eps=1e-6, kind="central"):
    """The slope of f along every number in ``params``, from differences: ∂f ≈ (f(p + ε) − f(p − ε)) / 2ε.

    Arguments
    ---------
    f : a function without arguments that returns a number and reads ``params``.
    params : a list of arrays of floats, of any shapes; each number is moved by ±eps and put back, also where f fails.
    eps : the step ε > 0, in the units of the parameters. kind : "central", or "forward" for (f(p + ε) − f(p)) / ε,
        which costs half as much and is far less exact.

    Returns a list of arrays of the same shapes. Raises ValueError for an eps or kind that makes no sense, and for
    params that are not arrays of floats (a list or an integer array could not be moved by ε in place).
    Source: cs231n, Stanford, "Optimization: numerical gradient".

    >>> x = np.array([2.0, 3.0])
    >>> numerical_gradient(lambda: x[0] ** 2 / 16 + 9 * x[1] ** 2, [x])[0].round(6).tolist()
    [0.25, 54.0]
    """
    if kind not in ("central", "forward"):
        raise ValueError(f"kind must be 'central' or 'forward', got {kind!r}")
    _check_arguments(f, params, eps)
    middle = None if kind == "central" else float(f())
    gradients = []
    for array in params:
        gradient = np.empty(array.shape, dtype=float)
        for index in np.ndindex(array.shape):
            gradient[index] = _slope(f, array, index, eps, middle)
        gradients.append(gradient)
    return gradients


def _slope(f, array, index, eps, middle):
    """One difference quotient; the parameter is put back whatever happens."""
    before = array[index]
    try:
        array[index] = before + eps
        right, up = float(f()), float(array[index])  # rounded: p + ε is not always a whole ε away
        array[index] = before - eps if middle is None else before
        left, down = (float(f()) if middle is None else middle), float(array[index])
    finally:
        array[index] = before
    if up == down:
        raise ValueError(f"eps = {eps:g} is too small: {before!s} + eps is {before!s} again")
    return (right - left) / (up - down)


def _check_arguments(f, params, eps):
    if not callable(f):
        raise ValueError(f"f must be a function without arguments, such as lambda: loss(w), got {f!r}")
    if not isinstance(eps, int | float | np.floating) or not 0 < eps < np.inf:
        raise ValueError(f"eps must be a number above 0, got {eps!r}")
    if not isinstance(params, list | tuple):
        raise ValueError(f"params must be a list of arrays, such as [w, b], got {type(params).__name__}")
    for number, array in enumerate(params):
        if not isinstance(array, np.ndarray) or not np.issubdtype(array.dtype, np.floating):
            kind = getattr(array, "dtype", type(array).__name__)
            raise ValueError(f"params[{number}] must be an array of floats, which can be changed in place; got {kind}")


def complex_step(f, x, h=1e-20):
    """The gradient of f at x without any subtraction: ∂f = Im f(x + ih) / h, exact to rounding.

    f takes an array of x's shape and must be made of operations that work on complex numbers (no abs, max or
    comparison). Returns an array of x's shape. Raises ValueError where f returns no complex number.
    Source: W. Squire and G. Trapp, SIAM Review 40, 1998.

    >>> complex_step(lambda x: x[0] ** 2 / 16 + 9 * x[1] ** 2, np.array([2.0, 3.0])).round(12).tolist()
    [0.25, 54.0]
    """
    x = np.asarray(x, dtype=float)
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * h
        value = f(moved)
        if not np.iscomplexobj(value):
            raise ValueError("f loses the imaginary part (through abs, max, float or a comparison?)")
        gradient[index] = value.imag / h
    return gradient


def relative_error(a, b):
    """|a − b| / max(|a|, |b|), and 0 where both are 0: a difference that does not depend on the units.

    >>> float(relative_error(54.0, 27.0)), float(relative_error(0.0, 0.0))
    (0.5, 0.0)
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    size = np.maximum(np.abs(a), np.abs(b))
    return (np.abs(a - b) / np.where(size == 0, 1, size))[()]


@dataclass(frozen=True, eq=False)
class Check:
    """What a gradient check found: ``passed``, the largest relative ``error`` and where it is.

    worst : (number of the array, index in it). analytic, numeric : the two values there.
    errors : the relative error of every number, a list of arrays.
    """

    passed: bool
    error: float
    worst: tuple
    analytic: float
    numeric: float
    errors: list

    def __repr__(self):
        array, index = self.worst
        place = f"params[{array}][{', '.join(map(str, index))}]"
        if self.passed:
            return f"<passed: {f'largest relative error {self.error:.0e}' if self.error else 'equal within rounding'}>"
        return f"<FAILED at {place}: yours {self.analytic:.6g}, numerical {self.numeric:.6g}, error {self.error:.1e}>"


def check_gradient(f, params, gradients, eps=1e-6, tolerance=1e-5):
    """Compare gradients worked out on paper with central differences of f.

    Arguments: f, params and eps as in ``numerical_gradient``; gradients, a list of arrays like params; tolerance, the
    largest relative error that passes. What f's own rounding cannot resolve, about |f|·10⁻¹⁶/eps, counts as equal.
    Returns a Check. Raises ValueError for gradients of other shapes and whatever ``numerical_gradient`` refuses.

    >>> w = np.array([2.0, 3.0])
    >>> check_gradient(lambda: (w**2).sum(), [w], [2 * w]).passed
    True
    >>> check_gradient(lambda: (w**2).sum(), [w], [np.array([4.0, 3.0])])
    <FAILED at params[0][1]: yours 3, numerical 6, error 5.0e-01>
    """
    numeric = numerical_gradient(f, params, eps)
    shapes = [np.shape(g) for g in gradients], [g.shape for g in numeric]
    if shapes[0] != shapes[1]:
        raise ValueError(f"gradients must have the shapes of params, {shapes[1]}, got {shapes[0]}")
    coarsest = max((np.finfo(array.dtype).eps for array in params), default=0.0)
    resolution = 4 * coarsest * abs(float(f())) / eps
    errors = [_beyond(np.asarray(a, dtype=float), n, resolution) for a, n in zip(gradients, numeric, strict=True)]
    number = int(np.argmax([e.max(initial=0) for e in errors]))
    index = tuple(int(i) for i in np.unravel_index(np.argmax(errors[number]), errors[number].shape))
    error = float(errors[number][index])
    return Check(error <= tolerance, error, (number, index), float(np.asarray(gradients[number])[index]),
                 float(numeric[number][index]), errors)


def _beyond(analytic, numeric, resolution):
    """Relative error; nan counts as wrong, and what cannot be resolved as equal."""
    error = np.where(np.abs(analytic - numeric) <= resolution, 0.0, relative_error(analytic, numeric))
    return np.where(np.isfinite(error), error, np.inf)
