"""Settings of a surface: parameters of its formulas that may be moved, and its minima wherever they stand.

A setting is a parameter with a default behind the variables, ``lambda x, y, squeeze=1.0: ...``. ``bound`` gives the
formula other defaults, numbers or symbols; ``minima_near`` looks for minima as ``live/page/newton.js`` does.
"""

import inspect
import math
from types import FunctionType, SimpleNamespace
from typing import NamedTuple

import numpy as np

from helpers.formulas import difference, second_difference

MOST, FAR = 60, 0.5  # Newton's steps, and how far from its guess a minimum may be, as a share of the window


class Range(NamedTuple):
    """A setting of a surface: where it stands, from where to where it goes, on a "linear" or a "log" scale."""

    value: float
    low: float
    high: float
    scale: str = "linear"


def ranges(settings, function):
    """The settings of a surface, name → Range; ValueError for what is none, or stands outside its range."""
    known, checked = _defaults(function), {}
    for name, ends in dict(settings).items():
        if name not in known:
            raise ValueError(f"settings names {name!r}, which must be a parameter of function with a default, as in "
                             f"lambda x, y, {name}=1.0: ...")
        low, high, scale = (*ends, "linear")[:3] if np.ndim(ends) == 1 and len(ends) in (2, 3) else (0, 0, "")
        if scale not in ("linear", "log") or not low < high or (scale == "log" and not low > 0):
            raise ValueError(f'settings must give {name} its range, (low, high) or (low, high, "log"), got {ends!r}')
        checked[name] = within(name, Range(known[name], low, high, scale))
    return checked


def within(name, setting):
    """The setting with its numbers as floats; ValueError where it stands outside its range."""
    value, low, high, scale = setting
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    room = 1e-9 * (high - low)
    if not number or not low - room <= value <= high + room:
        raise ValueError(f"{name} must be a number from {low:g} to {high:g} on this surface, got {value!r}")
    return Range(float(value), float(low), float(high), scale)


def _defaults(function):
    parameters = inspect.signature(function).parameters.values() if isinstance(function, FunctionType) else ()
    return {p.name: p.default for p in parameters if p.default is not p.empty and p.kind is p.POSITIONAL_OR_KEYWORD}


def bound(function, values):
    """The same function with other defaults for those of its parameters that ``values`` name."""
    if not isinstance(function, FunctionType) or not _defaults(function).keys() & values.keys():
        return function
    defaults = tuple(values.get(name, default) for name, default in _defaults(function).items())
    again = FunctionType(function.__code__, function.__globals__, function.__name__, defaults, function.__closure__)
    again.__kwdefaults__ = function.__kwdefaults__
    return again


def formulas(surface, values):
    """The three formulas of a surface for other values of its settings, be they symbols: as a namespace."""
    width, function = surface.dimension, bound(surface.function, values)
    slope = bound(surface.slope, values) if surface.slope else difference(function, width)
    curvature = bound(surface.curvature, values) if surface.curvature else second_difference(slope, width)
    return SimpleNamespace(dimension=width, function=function, slope_at=slope, curvature_at=curvature)


def minima_near(surface, guesses):
    """The minima that Newton's method finds from guesses, each once, lowest first; equal ones stay in their order."""
    widths, found = np.ptp(surface.view, axis=1), []
    with np.errstate(all="ignore"):
        for guess in guesses.reshape(-1, surface.dimension):
            point = _newton(surface, guess, widths)
            point = point if point is None else _polished(surface, point, widths)
            if point is not None and all(np.max(np.abs(point - other) / widths) > 1e-5 for other in found):
                found.append(point)
        return sorted(found, key=lambda point: float(f"{_height(surface, point):.9e}"))


def _newton(surface, start, widths):
    """The minimum near a point, by Newton's steps downhill, damped where they would lead up; or None."""
    point, height, damping = start, _height(surface, start), 0.0
    for _ in range(MOST):
        g, h = _slope_and_bend(surface, point)
        if np.max(np.abs(point - start) / widths) > FAR or not np.isfinite([*g, *h.ravel()]).all():
            return None
        shifted = h + damping * np.abs(h).max() * np.eye(len(g))
        move = _solved(shifted, g)
        there, small = _height(surface, point - move), np.max(np.abs(move) / widths)
        if small < 1e-15 or (small < 1e-9 and not there < height):
            return point - move
        if there < height and _lowest_bend(shifted) > 0:
            point, height, damping = point - move, there, 0.0 if damping < 1e-6 else damping / 10
        else:
            damping = max(1e-3, 4 * damping)
    return None


def _polished(surface, point, widths):
    """The same to the last digits, which the height cannot tell; None where it does not bend upwards on all sides."""
    for _ in range(2):
        g, h = _slope_and_bend(surface, point)
        if not _lowest_bend(h) > 1e-7 * np.abs(h).max():
            return None
        move = _solved(h, g)
        point = point - move if np.max(np.abs(move) / widths) < 1e-6 else point
    return point


def _slope_and_bend(surface, point):
    return np.atleast_1d(surface.gradient(_plain(point))), np.atleast_2d(surface.hessian(_plain(point)))


def _plain(point):
    return point if len(point) > 1 else point[0]


def _height(surface, point):
    return float(surface(_plain(point)))


def _lowest_bend(h):
    if len(h) == 1:
        return h[0, 0]
    (xx, xy), (_, yy) = h
    return (xx + yy) / 2 - math.hypot((xx - yy) / 2, xy)


def _solved(h, g):
    """H⁻¹g by hand, in the page's own order; a matrix that cannot be inverted gives what is no number."""
    if len(g) == 1:
        return g / h[0]
    (xx, xy), (_, yy) = h
    return np.array([yy * g[0] - xy * g[1], xx * g[1] - xy * g[0]]) / (xx * yy - xy * xy)
