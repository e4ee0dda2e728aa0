"""Noisy data and what it does to a descent: minibatch walks to the best line, and the floor that they settle on.

The data are ``COUNT`` points, evenly spread around x = 0. Their errors have no level and no trend, so whatever the
noise σ, the best line stays y = 7 + x/2 and only the wandering about it changes.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from helpers.learning.lines import line_loss

COUNT, BEST = 64, (7.0, 0.5)
X = np.linspace(-3.5, 3.5, COUNT)


@lru_cache
def errors():
    """COUNT random errors without level and trend whose mean square is 1; read only.

    >>> bool(abs(errors().mean()) < 1e-12 and abs((X * errors()).mean()) < 1e-12)
    True
    """
    e = np.random.default_rng(1).normal(size=COUNT)
    e -= e.mean()
    e -= X * (X * e).mean() / (X * X).mean()
    e /= np.sqrt((e * e).mean())
    e.flags.writeable = False
    return e


def noisy_line(sigma=1.0):
    """The data: x and y = 7 + x/2 + σ·error, two arrays of COUNT numbers. Raises ValueError for a negative σ.

    >>> x, y = noisy_line(0.0)
    >>> bool(np.allclose(y, 7 + x / 2))
    True
    """
    _require(np.array(0 <= sigma < np.inf), "sigma", np.array(sigma), "finite and at least 0")
    return X.copy(), BEST[0] + BEST[1] * X + sigma * errors()


def bowl():
    """The loss of a line through the data as a Surface over (w₀, w₁), without the part σ²/2 that no line can remove."""
    return line_loss(*noisy_line(0.0))


@dataclass(frozen=True, eq=False)
class Walks:
    """Minibatch walks: points (steps + 1, 2, runs), and ``excess``, their loss above the lowest, (steps + 1, runs)."""

    points: np.ndarray

    @property
    def excess(self):
        with np.errstate(all="ignore"):
            return bowl()(np.moveaxis(self.points, 1, 0))

    def floor(self, last=0.5):
        """The mean excess over the last part of the steps and all runs."""
        excess = self.excess
        return float(excess[int(len(excess) * (1 - last)):].mean())


def walk(learning_rate, batch, sigma=1.0, decay=0.0, steps=400, seed=0, start=(4.0, -0.5)):
    """Descend on the loss of ``batch`` points, drawn anew at each step: η(t) = η/(1 + kt), t the steps already taken.

    Arguments: learning_rate η, batch (1 to COUNT, the whole batch), sigma σ, decay k and seed are numbers or arrays
    that broadcast, one run each; steps, at least 0; start, (w₀, w₁), of shape (2,) or (2, runs). At each step a seed
    puts all points in a random order and a batch takes the first of them: runs with one seed share their luck, and
    one draw serves every batch size. Returns ``Walks``. Raises ValueError for settings out of range.

    >>> whole = walk(0.2, batch=64, steps=100)
    >>> whole.points.shape, bool(whole.excess[-1] < 1e-12)
    ((101, 2, 1), True)
    """
    eta, batch, sigma, decay, seed = _settings(learning_rate, batch, sigma, decay, seed)
    _require(np.array(float(steps).is_integer() and steps >= 0), "steps", np.array(steps), "a whole number from 0")
    means = _means(seed.astype(int), batch.astype(int), int(steps))
    points = np.empty((int(steps) + 1, 2, len(eta)))
    points[0] = np.reshape(start, (2, -1)) - np.reshape(BEST, (2, 1))  # distances from the best line
    with np.errstate(all="ignore"):
        for t, (x, square, e, xe) in enumerate(means):
            a, b = points[t]
            rate = eta / (1 + decay * t)
            points[t + 1] = a - rate * (a + x * b - sigma * e), b - rate * (x * a + square * b - sigma * xe)
    return Walks(points + np.reshape(BEST, (2, 1)))


def _settings(learning_rate, batch, sigma, decay, seed):
    """All of them as arrays of one shape (runs,); ValueError where one is out of range."""
    given = {"learning_rate": learning_rate, "batch": batch, "sigma": sigma, "decay": decay, "seed": seed}
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(value, dtype=float)) for value in given.values()))
    for name, values in zip(given, arrays, strict=True):
        if name == "batch":
            _require((values >= 1) & (values <= COUNT) & (values == values.round()), name, values,
                     f"a whole number from 1 to {COUNT}")
        _require((values >= 0) & (values < np.inf), name, values, "finite and at least 0")
    return arrays


def _require(fine, name, values, wanted):
    if not np.all(fine):
        raise ValueError(f"{name} must be {wanted}, got {values[~fine].flat[0]:g}")


def _means(seeds, batches, steps):
    """For each step and run the mean of x, x², error and x·error over its minibatch: shape (steps, 4, runs)."""
    means = np.empty((steps, 4, len(seeds)))
    for seed in np.unique(seeds):
        runs = np.flatnonzero(seeds == seed)
        means[..., runs] = _running_means(int(seed), steps, int(batches[runs].max()))[..., batches[runs] - 1]
    return means


@lru_cache(maxsize=4)
def _running_means(seed, steps, most):
    """The same for the first 1, 2, ... ``most`` points of a random order at each step: shape (steps, 4, most)."""
    order = np.random.default_rng(seed).permuted(np.tile(np.arange(COUNT), (steps, 1)), axis=1)[:, :most]
    rows = np.stack([X, X * X, errors(), X * errors()])[:, order]
    return np.moveaxis(rows.cumsum(axis=2) / np.arange(1, most + 1), 0, 1)


def noise_floor(learning_rate, batch, sigma=1.0):
    """Where minibatch descent stops sinking, for small η: η/4B · (mean square of one point's slope) · (n − B)/(n − 1).

    At the minimum the slope of one point is its error times (1, x); a minibatch of B divides its mean square, which is
    σ² times a constant, by B. Each direction of curvature λ, stirred by a slope of mean square c, keeps a mean square
    distance of ηc/2λ, hence an excess loss ½λd² of ηc/4. The last factor is there because a batch takes no point
    twice: the whole of them makes no noise. Arguments broadcast. Source: the linear case of stochastic approximation,
    e.g. L. Bottou, F. Curtis and J. Nocedal, 2018, section 4.

    >>> round(float(noise_floor(0.1, batch=1) / noise_floor(0.05, batch=1)), 6), float(noise_floor(0.1, batch=64))
    (2.0, 0.0)
    """
    eta, batch, sigma = (np.asarray(a, dtype=float) for a in (learning_rate, batch, sigma))
    slopes = sigma**2 * ((1 + X * X) * errors() ** 2).mean()
    return eta / (4 * batch) * slopes * (COUNT - batch) / (COUNT - 1)
