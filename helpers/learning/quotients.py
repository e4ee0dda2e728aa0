"""Difference quotients of a function of arrays, with a step that suits their precision, and what rounding hides."""

from dataclasses import dataclass

import numpy as np

from helpers.formulas import number

STEPS = {"e": 0.1, "f": 5e-3}  # float16, float32: about the cube root of their rounding; any other 1e-6


@dataclass(frozen=True, eq=False)
class Quotients:
    """One quotient for every number of every array; ``hidden`` is what rounding may have added to each.

    rounding : the relative rounding of the function's values, 2⁻⁵² where it works in double precision. f : such values.
    """

    slopes: list
    hidden: list
    rounding: float


def quotients(f, params, eps=None, kind="central"):
    """The quotients of f along every number in ``params``; arguments as in ``numerical_gradient``."""
    coarsest = _check(f, params, eps, kind)
    done, precision = _measure(f, params, eps, kind, coarsest)
    if eps is None and np.finfo(precision).eps > np.finfo(coarsest).eps:  # f rounds on the way: a larger step then
        done, _ = _measure(f, params, None, kind, precision)
    return done


def _measure(f, params, eps, kind, precision):
    """Quotients with steps for a precision, and the precision that the values of f seem to have."""
    middle = None if kind == "central" else one_number(f)
    slopes, widths, seen = [], [], []
    for array in params:
        slope, width = np.empty(array.shape), np.empty(array.shape)
        for index in np.ndindex(array.shape):
            step = eps or STEPS.get(precision.char, 1e-6) * _size(array[index], precision)
            right, left, width[index] = _values(f, array, index, step, middle)
            slope[index] = (number(right) - number(left)) / width[index]
            seen += [right, left]
        slopes.append(slope)
        widths.append(width)
    found = max(precision, _precision_of(seen, eps), key=lambda kind: np.finfo(kind).eps)
    rounding = float(np.finfo(found).eps)
    # Values of a plateau are alike and were not rounded apart, wherever f may lie.
    largest = max((abs(number(value)) for value in seen), default=0.0)
    return Quotients(slopes, [8 * rounding * largest / w for w in widths], rounding), found


def _size(value, precision):
    """Coarse numbers far from 0 need longer steps; in double precision 10⁻⁶ will do."""
    return max(1.0, abs(float(value))) if precision.char in STEPS else 1.0


def _values(f, array, index, eps, middle):
    """f to the right and to the left, and how far apart that is; the parameter is put back whatever happens."""
    before = array[index]
    try:
        array[index] = before + eps
        right, up = one_number(f), float(array[index])  # rounded: p + ε is not always a whole ε away
        array[index] = before - eps if middle is None else before
        left, down = (one_number(f) if middle is None else middle), float(array[index])
    finally:
        array[index] = before
    if up == down:
        raise ValueError(f"eps = {eps:g} is too small: {before!s} + eps is {before!s} again")
    return right, left, up - down


def one_number(f):
    """What f() returns, where that is one number; ValueError where it is something else."""
    value = f()
    try:
        if np.iscomplexobj(value):
            raise TypeError
        number(value)
    except TypeError:
        if value is None:
            got = "nothing: is `return` missing?"
        elif np.size(value) > 1:
            got = f"shape {np.shape(value)}: is a sum or a mean missing?"
        else:
            got = repr(value)
        raise ValueError(f"f must return one real number, got {got}") from None
    return value


def _precision_of(values, eps):
    """The precision that values of f have: float32 where all of them are numbers of float32, by chance that is rare."""
    kinds = {np.asarray(value).dtype.char for value in values} & set(STEPS)
    numbers = np.array([number(value) for value in values])
    numbers = numbers[np.isfinite(numbers)]
    if len(np.unique(numbers)) > 1 and (eps is None or float(np.float32(eps)) != eps):
        with np.errstate(over="ignore"):
            kinds |= {kind for kind in STEPS if np.array_equal(numbers.astype(kind), numbers)}
    return np.dtype("f" if "f" in kinds else "e" if kinds else float)


def _check(f, params, eps, kind):
    """Raise ValueError for arguments that make no sense; returns the coarsest precision of the arrays."""
    if kind not in ("central", "forward"):
        raise ValueError(f"kind must be 'central' or 'forward', got {kind!r}")
    if not callable(f):
        raise ValueError(f"f must be a function without arguments, such as lambda: loss(w), got {f!r}")
    if eps is not None and (not isinstance(eps, int | float | np.floating) or not 0 < eps < np.inf):
        raise ValueError(f"eps must be a number above 0, got {eps!r}")
    if not isinstance(params, list | tuple):
        raise ValueError(f"params must be a list of arrays, such as [w, b], got {type(params).__name__}")
    for place, array in enumerate(params):
        _check_array(f"params[{place}]", array, eps)
    return max((array.dtype for array in params), key=lambda kind: np.finfo(kind).eps, default=np.dtype(float))


def _check_array(name, array, eps):
    if not isinstance(array, np.ndarray) or not np.issubdtype(array.dtype, np.floating):
        kind = getattr(array, "dtype", type(array).__name__)
        raise ValueError(f"{name} must be an array of floats, which can be changed in place; got {kind}")
    if not array.flags.writeable:
        raise ValueError(f"{name} must be an array that can be changed in place; this one is read-only: make a copy")
    finest = 100 * np.finfo(array.dtype).eps
    if array.dtype.char in STEPS and eps is not None and eps < finest:
        raise ValueError(f"eps = {eps:g} is too small for {name} in {array.dtype}: leave eps out, take more than "
                         f"{finest:.0e}, or check in double precision, {name}.astype(float)")
