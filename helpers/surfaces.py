"""Functions to walk down: value, gradient, Hessian, minima, a view and good starts.

Each formula is written in plain coordinates, so the same lines serve a Python float, a NumPy array of
any shape and the compiler. Points of a two-variable surface have shape (2, ...): x first, then y.
"""

import numpy as np

from helpers.surface_base import Surface

parabola = Surface(
    lambda x: 6 * x**2 - 12 * x + 3,
    lambda x: 12 * x - 12,
    lambda x: 12.0 + 0 * x,
    name="6x² − 12x + 3", formula="6x^2-12x+3",
    minima=[1.0], view=[(-1.2, 3.2)], starts=(-0.9, 0.75),
)

cubic = Surface(
    lambda x: x**3 - 3 * x**2 - 9 * x + 2,
    lambda x: 3 * x**2 - 6 * x - 9,
    lambda x: 6 * x - 6,
    name="x³ − 3x² − 9x + 2", formula="x^3-3x^2-9x+2",
    minima=[3.0], view=[(-3.5, 5.0)], starts=(1.0, -0.9),
)

cube = Surface(
    lambda x: x**3,
    lambda x: 3 * x**2,
    lambda x: 6 * x,
    name="x³", formula="x^3",
    view=[(-2.0, 2.0)], starts=(1.0,),
)

bowl = Surface(
    lambda x, y: 6 * x**2 + 9 * y**2 - 12 * x - 14 * y + 3,
    lambda x, y: (12 * x - 12, 18 * y - 14),
    lambda x, y: (12.0, 0.0, 18.0),
    name="6x² + 9y² − 12x − 14y + 3", formula="6x^2+9y^2-12x-14y+3",
    minima=[(1.0, 7 / 9)], view=[(-1.0, 3.0), (-1.0, 3.0)], starts=((-0.5, 2.9), (1.5, -0.8), (2.7, 2.3)),
)

canyon = Surface(
    lambda x, y: 6 * x**2 + 40 * y**2 - 12 * x - 30 * y + 3,
    lambda x, y: (12 * x - 12, 80 * y - 30),
    lambda x, y: (12.0, 0.0, 80.0),
    name="6x² + 40y² − 12x − 30y + 3", formula="6x^2+40y^2-12x-30y+3",
    minima=[(1.0, 0.375)], view=[(-1.0, 3.0), (-1.7, 2.6)], starts=((-0.5, 2.3), (2.3, 2.3)),
)

narrow_valley = Surface(
    lambda x, y: x**2 / 16 + 9 * y**2,
    lambda x, y: (x / 8, 18 * y),
    lambda x, y: (0.125, 0.0, 18.0),
    name="x²/16 + 9y²", formula=r"\frac{x^2}{16}+9y^2",
    minima=[(0.0, 0.0)], view=[(-3.0, 3.0), (-1.0, 1.0)], starts=((-2.4, 0.2), (2.0, -0.6)),
)

saddle = Surface(
    lambda x, y: x**2 - y**2,
    lambda x, y: (2 * x, -2 * y),
    lambda x, y: (2.0, 0.0, -2.0),
    name="x² − y²", formula="x^2-y^2",
    view=[(-2.0, 2.0), (-2.0, 2.0)], starts=((1.5, 0.01), (1.5, 0.0)),
)


def _beale(x, y):
    y2 = y * y
    y3 = y2 * y
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y2) ** 2 + (2.625 - x + x * y3) ** 2


def _beale_slope(x, y):
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    return 2 * (a * (y - 1) + b * (y2 - 1) + c * (y3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y2)


def _beale_curvature(x, y):
    y2 = y * y
    y3 = y2 * y
    a, b, c = 1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y3
    xx = 2 * ((y - 1) ** 2 + (y2 - 1) ** 2 + (y3 - 1) ** 2)
    xy = 2 * (a + 2 * b * y + 3 * c * y2) + 2 * x * ((y - 1) + 2 * y * (y2 - 1) + 3 * y2 * (y3 - 1))
    yy = 2 * x * (x + 4 * x * y2 + 9 * x * y2 * y2 + 2 * b + 6 * c * y)
    return xx, xy, yy


beale = Surface(
    _beale, _beale_slope, _beale_curvature,
    name="Beale's function", formula="(1.5-x+xy)^2+(2.25-x+xy^2)^2+(2.625-x+xy^3)^2",
    minima=[(3.0, 0.5)], view=[(-4.5, 4.5), (-4.5, 4.5)], starts=((3.0, 4.0), (-2.0, -2.0), (1.0, 1.5)),
    log_levels=True,
)


# Depth and width of the second well stay 1 in ``two_wells``; they are the settings of ``dents``.
def _wells(x, y, depth=1.0, width=1.0):
    return (-2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
            - depth * np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / (2 * width**2)))


def _wells_slope(x, y, depth=1.0, width=1.0):
    deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
    other = depth / width**2 * np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / (2 * width**2))
    return deep * (x + 1) + other * (x - 1), deep * (y - 1) + other * (y + 1)


def _wells_curvature(x, y, depth=1.0, width=1.0):
    deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
    other = depth / width**2 * np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / (2 * width**2))
    xx = deep * (1 - (x + 1) ** 2) + other * (1 - ((x - 1) / width) ** 2)
    yy = deep * (1 - (y - 1) ** 2) + other * (1 - ((y + 1) / width) ** 2)
    return xx, -deep * (x + 1) * (y - 1) - other * (x - 1) * (y + 1) / width**2, yy


two_wells = Surface(
    _wells, _wells_slope, _wells_curvature,
    name="two wells", formula=r"-2e^{-((x+1)^2+(y-1)^2)/2}-e^{-((x-1)^2+(y+1)^2)/2}",
    minima=[(-0.9803836355776621, 0.9803836355776621), (0.8939741041006756, -0.8939741041006756)],
    view=[(-3.0, 3.0), (-3.0, 3.0)],
    starts=((-1.5, 1.2), (1.5, -1.8), (0.0, 0.0), (0.7, -0.2), (1.5, 1.5)),
)

rosenbrock = Surface(
    lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
    lambda x, y: (2 - 400 * y + 1200 * x**2, -400 * x, 200.0),
    name="Rosenbrock's function", formula="(1-x)^2+100(y-x^2)^2",
    minima=[(1.0, 1.0)], view=[(-2.0, 2.0), (-1.0, 3.0)], starts=((-1.2, 1.0), (0.0, 2.5)), log_levels=True,
)

himmelblau = Surface(
    lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    lambda x, y: (4 * x * (x**2 + y - 11) + 2 * (x + y**2 - 7), 2 * (x**2 + y - 11) + 4 * y * (x + y**2 - 7)),
    lambda x, y: (12 * x**2 + 4 * y - 42, 4 * x + 4 * y, 12 * y**2 + 4 * x - 26),
    name="Himmelblau's function", formula="(x^2+y-11)^2+(x+y^2-7)^2",
    minima=[(3.0, 2.0), (-2.805118086952745, 3.131312518250573), (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404)],
    view=[(-5.0, 5.0), (-5.0, 5.0)], starts=((0.0, 0.0), (-1.0, 0.5), (0.5, -3.5)), log_levels=True,
)


def _rastrigin(x, y):
    return 20 + x**2 + y**2 - 10 * np.cos(2 * np.pi * x) - 10 * np.cos(2 * np.pi * y)


def _rastrigin_slope(x, y):
    return 2 * x + 20 * np.pi * np.sin(2 * np.pi * x), 2 * y + 20 * np.pi * np.sin(2 * np.pi * y)


def _rastrigin_curvature(x, y):
    return 2 + 40 * np.pi**2 * np.cos(2 * np.pi * x), 0.0, 2 + 40 * np.pi**2 * np.cos(2 * np.pi * y)


def _rastrigin_minima():
    """Every minimum in view: one near each pair of whole numbers, polished by Newton's method, lowest first."""
    x = np.arange(-5.0, 6.0)
    for _ in range(6):
        x -= _rastrigin_slope(x, 0.0)[0] / _rastrigin_curvature(x, 0.0)[0]
    points = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
    return points[np.argsort(_rastrigin(*points.T), kind="stable")]


rastrigin = Surface(
    _rastrigin, _rastrigin_slope, _rastrigin_curvature,
    name="Rastrigin's function", formula=r"20+x^2+y^2-10\cos 2\pi x-10\cos 2\pi y",
    minima=_rastrigin_minima(), view=[(-5.12, 5.12), (-5.12, 5.12)], starts=((2.3, -1.7), (-3.4, 3.2)),
)


def _valley(x, y, squeeze=1.0, turn=0.0):
    c, s = np.cos(np.pi / 180 * turn), np.sin(np.pi / 180 * turn)
    return (c * x + s * y) ** 2 + (squeeze * (c * y - s * x)) ** 2


def _valley_slope(x, y, squeeze=1.0, turn=0.0):
    c, s = np.cos(np.pi / 180 * turn), np.sin(np.pi / 180 * turn)
    along, across = 2 * (c * x + s * y), 2 * squeeze**2 * (c * y - s * x)
    return c * along - s * across, s * along + c * across


def _valley_curvature(x, y, squeeze=1.0, turn=0.0):
    c, s = np.cos(np.pi / 180 * turn), np.sin(np.pi / 180 * turn)
    low, high = 2.0, 2 * squeeze**2
    return c * c * low + s * s * high, c * s * (low - high), s * s * low + c * c * high


valley = Surface(
    _valley, _valley_slope, _valley_curvature,
    name="a valley", formula=r"u^2+(\text{squeeze}\cdot v)^2",
    minima=[(0.0, 0.0)], view=[(-2.0, 2.0), (-2.0, 2.0)], starts=((-1.8, 1.2), (-1.8, 0.6)),
    settings={"squeeze": (1, 12, "log"), "turn": (-75, 75)},
)

dents = Surface(
    _wells, _wells_slope, _wells_curvature,
    name="two dents", formula=r"-2e^{-((x+1)^2+(y-1)^2)/2}-d\,e^{-((x-1)^2+(y+1)^2)/(2w^2)}",
    minima=[(-1.0, 1.0), (1.0, -1.0)], view=two_wells.view, starts=two_wells.starts,
    settings={"depth": (0.5, 1.9), "width": (0.3, 1.2)},
)

everything = (parabola, cubic, cube, bowl, canyon, narrow_valley, saddle, beale, two_wells, rosenbrock,
              himmelblau, rastrigin)
with_settings = (valley, dents)  # see ``Surface.at``
