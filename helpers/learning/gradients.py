"""Numerical gradients and gradient checks: is the gradient that I worked out the gradient of my function?"""

import warnings
from dataclasses import dataclass

import numpy as np

from helpers.formulas import difference, number
from helpers.learning.quotients import one_number, quotients

MOVES = (1e-3, 0.1, 1.0, 10.0)  # by so much, with 1 + |p| as the unit, parameters go to see whether f notices


def numerical_gradient(f, params, eps=None, kind="central"):
    """The slope of f along every number in ``params``, from differences: ∂f ≈ (f(p + ε) − f(p − ε)) / 2ε.

    Arguments
    ---------
    f : a function without arguments that returns a number and reads ``params``.
    params : a list of arrays of floats, of any shapes; each number is moved by ±eps and put back, also where f fails.
    eps : the step ε > 0, in the units of the parameters; left out: 10⁻⁶, or 0.005 (float16: 0.1) times max(1, |p|)
        where the arrays are, or f works, in single precision, which would lose a shorter step.
    kind : "central", or "forward" for (f(p + ε) − f(p)) / ε, which costs half as much and is far less exact.

    Returns a list of arrays of the same shapes. Raises ValueError for an eps or kind that makes no sense, for params
    that are not arrays of floats (a list or an integer array could not be moved by ε in place), and for an f that
    does not return one number. Source: cs231n, Stanford, "Optimization: numerical gradient".

    >>> x = np.array([2.0, 3.0])
    >>> numerical_gradient(lambda: x[0] ** 2 / 16 + 9 * x[1] ** 2, [x])[0].round(6).tolist()
    [0.25, 54.0]
    """
    return quotients(f, params, eps, kind).slopes


def complex_step(f, x, h=1e-20):
    """The gradient of f at x without any subtraction: ∂f = Im f(x + ih) / h, exact to rounding.

    f takes an array of x's shape and must be made of operations that work on complex numbers (no abs, max or
    comparison). Returns an array of x's shape. Raises ValueError where f returns no complex number, or where the result
    is not what a central difference says: then the imaginary part was lost on the way.
    Source: W. Squire and G. Trapp, SIAM Review 40, 1998.

    >>> complex_step(lambda x: x[0] ** 2 / 16 + 9 * x[1] ** 2, np.array([2.0, 3.0])).round(12).tolist()
    [0.25, 54.0]
    """
    x = _place(x)
    if not isinstance(h, int | float | np.floating) or not 0 < h < np.inf:
        raise ValueError(f"h must be a number above 0, got {h!r}")
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * h
        gradient[index] = _imaginary(f, moved) / h
    _compare(f, x, gradient)
    return gradient


def _place(x):
    try:
        array = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"x must be an array of real numbers, got {x!r}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"x must be finite, got {x!r}")
    return array


def _imaginary(f, moved):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            value = f(moved)
    except (TypeError, np.exceptions.ComplexWarning) as error:
        raise ValueError(f"f fails on complex numbers ({error}); write it with np.sin and so on, not with math.sin, "
                         "and without comparisons") from error
    if value is None or np.size(value) != 1:
        got = "nothing: is `return` missing?" if value is None else f"shape {np.shape(value)}"
        raise ValueError(f"f must return one number, got {got}")
    if not np.iscomplexobj(value):
        raise ValueError("f loses the imaginary part (through abs, max, float or a comparison?)")
    return np.asarray(value).item().imag


def _compare(f, x, gradient):
    """Raise ValueError where two differences along one direction agree with each other, but not with the gradient."""
    direction = np.random.default_rng(0).uniform(0.5, 1, x.shape)
    steps = np.array([1e-6, 3e-6]) * (1 + np.abs(x).max(initial=0))
    with np.errstate(all="ignore"):
        first, second = (difference(lambda t: number(np.real(f(x + t * direction))), 1, h)(0.0) for h in steps)
    along = float((gradient * direction).sum())
    if abs(first - second) <= 1e-3 * abs(first) and abs(along - first) > 0.01 * abs(first):
        raise ValueError(f"f loses the imaginary part on the way (through abs, max or a comparison?): along one "
                         f"direction it finds {along:.6g}, a central difference {first:.6g}")


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


def check_gradient(f, params, gradients, eps=None, tolerance=None):
    """Compare gradients worked out on paper with central differences of f.

    Arguments: f, params and eps as in ``numerical_gradient``; gradients, a list of arrays like params; tolerance, the
    largest relative error that passes: 10⁻⁵, or 0.01 in single precision. What f's own rounding cannot resolve, about
    |f|·10⁻¹⁶/eps, counts as equal, unless that would hide the slopes themselves.
    Returns a Check. Raises ValueError for gradients of other shapes, whatever ``numerical_gradient`` refuses, and where
    nothing can be decided: f is no number here, changes from call to call, does not depend on an array, or is rounded
    too coarsely.

    >>> w = np.array([2.0, 3.0])
    >>> check_gradient(lambda: (w**2).sum(), [w], [2 * w]).passed
    True
    >>> check_gradient(lambda: (w**2).sum(), [w], [np.array([4.0, 3.0])])
    <FAILED at params[0][1]: yours 3, numerical 6, error 5.0e-01>
    """
    found = quotients(f, params, eps)
    numeric, analytic = found.slopes, _gradients(gradients, found.slopes)
    tolerance = _tolerance(tolerance, found.rounding)
    here = _steady(f)
    errors = [_beyond(*parts) for parts in zip(analytic, numeric, found.hidden, strict=True)]
    hides = 0.0  # how large a slope has passed because rounding would hide it
    for place, (error, *pair, hidden) in enumerate(zip(errors, analytic, numeric, found.hidden, strict=True)):
        unnoticed = error.size and not numeric[place].any()
        if unnoticed:
            _check_flat(f, params[place], f"params[{place}]", here)
        passed = (error == 0) & ((relative_error(*pair) > tolerance) | unnoticed)
        hides = max(hides, hidden[passed].max(initial=0.0))
    if hides:
        _check_scale(f, params, [*analytic, *numeric], hides, here)
    place = int(np.argmax([e.max(initial=-1) for e in errors]))
    index = tuple(int(i) for i in np.unravel_index(np.argmax(errors[place]), errors[place].shape))
    error = float(errors[place][index])
    return Check(error <= tolerance, error, (place, index), float(analytic[place][index]),
                 float(numeric[place][index]), errors)


def _gradients(gradients, numeric):
    """The reader's gradients as arrays of floats of the right shapes."""
    shapes = [g.shape for g in numeric]
    if not sum(g.size for g in numeric):
        raise ValueError("params must hold at least one number, got none")
    if gradients is None or not np.iterable(gradients) or isinstance(gradients, str | dict):
        got = "None: does the function that works them out return them?" if gradients is None else repr(gradients)
        raise ValueError(f"gradients must be a list of arrays of the shapes of params, {shapes}, got {got}")
    given = list(gradients)
    for place, gradient in enumerate(given):
        if np.asarray(gradient).dtype.kind not in "buif":
            raise ValueError(f"gradients[{place}] must be an array of real numbers, got {gradient!r}")
    if [np.shape(g) for g in given] != shapes:
        raise ValueError(f"gradients must have the shapes of params, {shapes}, got {[np.shape(g) for g in given]}")
    return [np.asarray(gradient, dtype=float) for gradient in given]


def _tolerance(tolerance, rounding):
    if tolerance is None:
        return 1e-5 if rounding < 1e-12 else 1e-2
    if not isinstance(tolerance, int | float | np.floating) or not 0 < tolerance < 1:
        raise ValueError(f"tolerance must be a relative error above 0 and below 1, got {tolerance!r}")
    return tolerance


def _steady(f):
    """The value of f here; ValueError where it is none or changes from call to call."""
    here, again = number(one_number(f)), number(one_number(f))
    if not np.isfinite(here):
        raise ValueError(f"f must be finite at params to have a gradient there, got {here}")
    if here != again:
        raise ValueError(f"f must be the same whenever it is called, got {here!r} and {again!r}: does it draw random "
                         "numbers? Draw them before")
    return here


def _after_moves(f, array, moves=MOVES):
    """The values of f when a whole array is moved, some numbers up and some down, by each of ``moves``."""
    before, signs = array.copy(), np.random.default_rng(0).choice([-1, 1], array.shape)
    try:
        for size in moves:
            array[...] = before + size * (1 + np.abs(before)) * signs
            with np.errstate(all="ignore"):
                yield number(one_number(f))
    finally:
        array[...] = before


def _check_flat(f, array, name, here):
    """Raise ValueError where f cannot be told to be flat along an array, though it has not changed so far."""
    near, opposite, *_ = values = list(_after_moves(f, array, [sign * m for m in MOVES for sign in (1, -1)]))
    if all(value == here for value in values):
        raise ValueError(f"f does not depend on {name}: however far it moves, f stays {here:g}. Does f read this very "
                         "array, or a copy of it?")
    if abs(near - opposite) > 0.5 * (abs(near - here) + abs(opposite - here)) > 0:  # at a minimum both sides are alike
        raise ValueError(f"nothing can be decided: f stays {here:g} when {name} moves by eps, but not when it moves by "
                         "0.001. Is f rounded on the way (float32, int, round)?")


def _check_scale(f, params, slopes, hides, here):
    """Raise ValueError where rounding hides slopes of the size that is usual for f around here."""
    usual = [np.abs(s[np.isfinite(s)]).max(initial=0.0) for s in slopes]
    moved = [next(_after_moves(f, array, MOVES[1:])) for array in params]
    usual += [abs(value - here) / MOVES[1] for value in moved if np.isfinite(value)]
    if hides > 0.01 * max(usual):
        raise ValueError(f"nothing can be decided: rounding hides slopes up to {hides:.2g}, and those of f are about "
                         f"{max(usual):.2g}. Try another eps, double precision, or f without its large constant part")


def _beyond(analytic, numeric, resolution):
    """Relative error; nan counts as wrong, and what cannot be resolved as equal."""
    error = np.where(np.abs(analytic - numeric) <= resolution, 0.0, relative_error(analytic, numeric))
    return np.where(np.isfinite(error), error, np.inf)
