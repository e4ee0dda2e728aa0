"""How far a difference quotient is from the slope, for every step h: too large a step bends, too small a step rounds.

A few curves with their derivatives to hold it against, written with + − × alone, so that every machine rounds alike,
and a page as well.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

NEARBY = 1 + np.arange(-4, 5) / 24  # rounding is a lottery: nine steps close to h tell what is usual


class Complex:
    """real + i·imag, of numbers or arrays, written out: NumPy's own product rounds otherwise on some machines."""

    __array_ufunc__ = None  # an array times one of these leaves it to __rmul__

    def __init__(self, real, imag):
        self.real, self.imag = real, imag

    def __add__(self, other):
        return Complex(self.real + other.real, self.imag + other.imag)

    def __sub__(self, other):
        return Complex(self.real - other.real, self.imag - other.imag)

    def __mul__(self, other):
        if not isinstance(other, Complex):
            return Complex(self.real * other, self.imag * other)
        return Complex(self.real * other.real - self.imag * other.imag,
                       self.real * other.imag + self.imag * other.real)

    __radd__, __rmul__ = __add__, __mul__


@dataclass(frozen=True)
class KnownCurve:
    """A function f of one variable, real or Complex, with its ``slope``, ``second`` and ``third``."""

    name: str
    f: Callable
    slope: Callable
    second: Callable
    third: Callable


def _cubic(x):
    return x * x * x - 3 * x * x - 9 * x + 2


def _cubic_slope(x):
    return 3 * x * x - 6 * x - 9


CURVES = {
    "cubic": KnownCurve("x³ − 3x² − 9x + 2", _cubic, _cubic_slope, lambda x: 6 * x - 6, lambda x: 6 + 0 * x),
    "parabola": KnownCurve("9x²", lambda x: 9 * x * x, lambda x: 18 * x, lambda x: 18 + 0 * x, lambda x: 0 * x),
    "tall": KnownCurve("1,000,000 + x³ − 3x² − 9x", lambda x: 999_998 + _cubic(x), _cubic_slope,
                       lambda x: 6 * x - 6, lambda x: 6 + 0 * x),
    "kink": KnownCurve("max(0, x)", lambda x: x * (x.real > 0), lambda x: 1.0 * (x > 0),
                       lambda x: 0 * x, lambda x: 0 * x),
}

KINDS = {
    "forward": lambda f, x, h: (f(x + h) - f(x)) / h,
    "central": lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
    "complex": lambda f, x, h: f(Complex(x, h)).imag / h,
}


def quotient(f, x, h, kind="central", dtype=np.float64):
    """The slope of f at x from a step h: "forward", "central" or "complex", with numbers of ``dtype`` all the way.

    Forward (f(x + h) − f(x))/h, central (f(x + h) − f(x − h))/2h, complex Im f(x + ih)/h. Arguments: f, a function of
    arrays, for "complex" of + − × alone; x and h, numbers or arrays that broadcast. Returns an array. Raises ValueError
    for another kind.

    >>> [float(quotient(lambda x: x * x, 3.0, 0.5, kind)) for kind in ("forward", "central", "complex")]
    [6.5, 6.0, 6.0]
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(map(repr, KINDS))}, got {kind!r}")
    return KINDS[kind](f, np.asarray(x, dtype=dtype), np.asarray(h, dtype=dtype))


def typical_error(curve, x, h, kind="central", dtype=np.float64):
    """The usual |quotient − slope| for steps about h: root mean square over nine of them, never below ε|f′|/2.

    Less than half a rounding error of the answer would be luck. Arguments as ``quotient``, with a KnownCurve.

    >>> float(typical_error(CURVES["cubic"], 2.0, 1e-2).round(4))
    0.0001
    """
    x, h = np.asarray(x, dtype=dtype)[..., None], np.asarray(h)[..., None] * NEARBY
    slope = curve.slope(x.astype(np.float64))
    gaps = quotient(curve.f, x, h, kind, dtype).astype(np.float64) - slope
    finest = np.finfo(dtype).eps * np.abs(slope[..., 0]) / 2
    return np.maximum(np.sqrt((gaps * gaps).mean(axis=-1)), np.maximum(finest, 1e-18))


def guides(curve, x, h, dtype=np.float64):
    """The two parts of the central difference's error: bending h²|f‴|/6 and rounding ε|f|/h.

    >>> [f"{part:.1e}" for part in guides(CURVES["cubic"], 3.0, 0.5, np.float32)]
    ['2.5e-01', '6.0e-06']
    """
    return h * h * np.abs(curve.third(x)) / 6, np.finfo(dtype).eps * np.abs(curve.f(x)) / h


def best_step(curve, x, dtype=np.float64):
    """The step at which bending and rounding together are least: h³ = 3ε|f|/|f‴|; infinite where nothing bends.

    >>> f"{best_step(CURVES['cubic'], 2.0):.0e}, {best_step(CURVES['cubic'], 2.0, np.float32):.0e}"
    '1e-05, 1e-02'
    """
    bends, rounds = guides(curve, x, 1.0, dtype)
    return float(np.cbrt(rounds / (2 * bends))) if bends > 0 else np.inf
