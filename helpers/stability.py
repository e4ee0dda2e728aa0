"""How fast a rule goes on a bowl: the factor by which the distance to the minimum changes each step.

On a quadratic of curvature λ every rule here is linear, so one number says it all: below 1 in size it closes in,
negative it zigzags, above 1 in size it diverges.
"""

import numpy as np

from helpers.optimizers import GradientDescent, Momentum, Nesterov


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
    step = np.asarray(optimizer.learning_rate * np.asarray(curvature, dtype=float))
    if isinstance(optimizer, GradientDescent):
        return 1 - step
    mu = optimizer.momentum
    if isinstance(optimizer, Momentum):
        return _larger_root(1 + mu - step, mu)
    return _larger_root((1 + mu) * (1 - step), mu * (1 - step))


def _larger_root(trace, product):
    """The root of z² − trace·z + product that is larger in size; its size alone where the two are complex."""
    inside = trace**2 - 4 * product
    real = (trace + np.where(trace >= 0, 1, -1) * np.sqrt(np.maximum(inside, 0))) / 2
    return np.where(inside >= 0, real, np.sqrt(np.abs(product)))


def stable_limit(optimizer):
    """The largest ηλ at which the rule still closes in: 2 for plain descent, 2(1 + μ) for momentum.

    >>> from helpers.optimizers import Momentum
    >>> stable_limit(Momentum(0.1, momentum=0.5))
    3.0
    """
    if isinstance(optimizer, Momentum):
        return 2 * (1 + optimizer.momentum)
    if isinstance(optimizer, Nesterov):
        return 2 * (1 + optimizer.momentum) / (1 + 2 * optimizer.momentum)
    return 2.0


def curvatures(surface, point):
    """The eigenvalues of the Hessian, smallest first: shape (dimension, ...) for points of shape (dimension, ...)."""
    hessian = surface.hessian(point)
    if surface.dimension == 1:
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
