"""How fast a rule goes on a bowl: the factor by which the distance to the minimum changes each step.

On a quadratic of curvature λ every rule here is linear, so one number says it all: below 1 in size it closes in,
negative it zigzags, above 1 in size it diverges.
"""

import numpy as np

from helpers.optimizers import GradientDescent, Momentum, Nesterov, RMSprop


def predicted_factor(optimizer, curvature):
    """The factor a step on a quadratic with f'' = λ: 1 − ηλ for plain descent, the larger root for momentum.

    Arguments: a GradientDescent, Momentum or Nesterov; curvature λ, a number or array. Returns factors of that shape;
    where momentum's roots are complex, their size (the path spirals). None for other rules, which are not linear.

    >>> from helpers.optimizers import GradientDescent
    >>> round(float(predicted_factor(GradientDescent(0.15), 12.0)), 6)
    -0.8
    """
    if not isinstance(optimizer, GradientDescent | Momentum | Nesterov) or callable(optimizer.learning_rate):
        return None
    step, mu = optimizer.learning_rate * np.asarray(curvature, dtype=float), getattr(optimizer, "momentum", 0.0)
    if isinstance(optimizer, Nesterov):
        return _larger_root((1 + mu) * (1 - step), mu * (1 - step))
    return _larger_root(1 + mu - step, mu)


def _larger_root(trace, product):
    """The root of z² − trace·z + product that is larger in size; its size alone where the two are complex."""
    inside = trace**2 - 4 * product
    real = (trace + np.where(trace >= 0, 1, -1) * np.sqrt(np.maximum(inside, 0))) / 2
    return np.where(inside >= 0, real, np.sqrt(np.abs(product)))[()]


def measured_factor(distances):
    """The factor a step of a run, from its signed distances (steps + 1,): a linear recurrence fitted to its end.

    Momentum on a quadratic obeys d″ = a d′ + b d; the larger root of z² = az + b is the factor, or its size where the
    path spirals. Plain descent is the case b = 0. NaN where the run is too short or too close to its minimum.

    >>> round(measured_factor(0.9 ** np.arange(12)), 6)
    0.9
    """
    alive = np.flatnonzero(np.abs(distances) > 1e-11)
    end = distances[: alive[-1] + 1][-12:] if len(alive) else distances[:0]
    if len(end) < 5:
        return float(end[-1] / end[-2]) if len(end) > 1 and end[-2] else 0.0 if len(end) == 1 else np.nan
    (a, b), *_ = np.linalg.lstsq(np.stack([end[1:-1], end[:-2]], axis=1), end[2:], rcond=1e-12)
    roots = np.roots([1, -a, -b])
    larger = roots[np.argmax(np.abs(roots))]
    return float(np.abs(larger)) if abs(larger.imag) > 1e-6 * abs(larger) else float(larger.real)


def stable_limit(optimizer):
    """The largest ηλ at which the rule still closes in: 2 for plain descent, 2(1 + μ) for momentum.

    For rules with a rate for each coordinate: the largest eigenvalue of rates × Hessian, while the rates stay.

    >>> from helpers.optimizers import Momentum
    >>> stable_limit(Momentum(0.1, momentum=0.5))
    3.0
    """
    if isinstance(optimizer, Momentum | RMSprop):
        return 2 * (1 + optimizer.momentum)
    if isinstance(optimizer, Nesterov):
        return 2 * (1 + optimizer.momentum) / (1 + 2 * optimizer.momentum)
    return 2.0


def sharpness(path):
    """The largest eigenvalue of rates × Hessian at each step of one run, shape (steps,); NaN where rounding hides it.

    The rates are measured, one a coordinate: a rule without memory of its direction moves by −rates · g, one with
    momentum μ by μ times its last move less rates · g. Argument: path, a Path with every step kept.

    >>> from helpers import descend, surfaces
    >>> path = descend(surfaces.beale, (2, 0.3), RMSprop(0.01), steps=3000)
    >>> round(float(sharpness(path)[-100:].mean()), 2)
    2.0
    """
    points = path.points[: path.steps + 1].reshape(path.steps + 1, -1)
    moves, surface = np.diff(points, axis=0), path.surface
    before = np.concatenate([np.zeros_like(moves[:1]), moves[:-1]])
    pushes = getattr(path.optimizer, "momentum", 0.0) * before - moves
    at = points[:-1].T if surface.dimension == 2 else points[:-1, 0]
    with np.errstate(all="ignore"):
        hidden = np.abs(pushes) <= 1e-9 * np.maximum(1, np.abs(points[:-1]))
        roots = np.sqrt(np.where(hidden, np.nan, pushes / surface.gradient(at).reshape(surface.dimension, -1).T)).T
        bent = surface.hessian(at) * (roots[:, None] * roots[None] if surface.dimension == 2 else roots[0] ** 2)
        return _eigenvalues(bent, surface.dimension)[-1]


def curvatures(surface, point):
    """The eigenvalues of the Hessian, smallest first: shape (dimension, ...) for points of shape (dimension, ...)."""
    return _eigenvalues(surface.hessian(point), surface.dimension)


def _eigenvalues(hessian, dimension):
    if dimension == 1:
        return np.asarray(hessian)[None]
    (xx, xy), (_, yy) = hessian
    middle, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    return np.stack([middle - spread, middle + spread])


def zones(optimizer):
    """The ranges of ηλ as (end, name) in order, the last endless; empty for rules that are not linear.

    >>> from helpers.optimizers import GradientDescent
    >>> zones(GradientDescent(0.1))
    [(1.0, 'closes in'), (2.0, 'zigzags'), (inf, 'diverges')]
    """
    if isinstance(optimizer, GradientDescent):
        return [(1.0, "closes in"), (2.0, "zigzags"), (np.inf, "diverges")]
    if isinstance(optimizer, Momentum):
        root = np.sqrt(optimizer.momentum)
        ends = [(1 - root) ** 2, (1 + root) ** 2, stable_limit(optimizer), np.inf]
    elif isinstance(optimizer, Nesterov):
        ends = [((1 - optimizer.momentum) / (1 + optimizer.momentum)) ** 2, 1.0, stable_limit(optimizer), np.inf]
    else:
        return []
    return list(zip(map(float, ends), ("closes in", "spirals", "zigzags", "diverges"), strict=True))
