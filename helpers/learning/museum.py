"""The bug museum: real losses with their gradients, and real update rules, most with a fault that people really make.

The faults are on purpose: do not mend them. Which room holds which is told where the exercises are judged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers import optimizers, surfaces
from helpers.learning import datasets


@dataclass(frozen=True, eq=False)
class GradientRoom:
    """A loss ``f()`` that reads ``params``, and ``gradient()``, which claims to be its gradient: lists of arrays."""

    name: str
    story: str
    params: list
    f: Callable
    gradient: Callable

    def __repr__(self):
        return f"<room {self.name}: {self.story}>"


@dataclass(frozen=True, eq=False)
class RuleRoom:
    """``path(steps)`` claims to walk as ``optimizer`` does; ``surface`` and ``start`` may be replaced by others."""

    name: str
    story: str
    surface: surfaces.Surface
    start: tuple
    optimizer: optimizers.Optimizer
    walk: Callable

    def path(self, steps, surface=None, start=None):
        """The points of a run on a surface of two variables, from ``start``: an array (steps + 1, 2)."""
        at = np.array(self.start if start is None else start, dtype=float)
        if at.shape != (2,) or not isinstance(steps, int) or steps < 0:
            raise ValueError(f"path wants a whole number of steps and a start of two numbers, got {steps!r}, {start!r}")
        return np.array([at, *self.walk(surface or self.surface, at, steps)])

    def __repr__(self):
        return f"<room {self.name}: {self.story}>"


def room(name):
    """A room of the museum by its letter, freshly furnished: change its params as you like.

    Raises ValueError for a room that does not exist.

    >>> room("A")
    <room A: softmax on 20 digits, mean loss of the pictures>
    """
    if name not in ROOMS:
        raise ValueError(f"the rooms are {', '.join(ROOMS)}, got {name!r}")
    return ROOMS[name](name)


@cache
def _digits():
    data = datasets.digits()
    return data.train.T.astype(float), np.eye(10)[data.train_labels].T


def _start(*shapes):
    draw = np.random.default_rng(16)
    return [draw.uniform(-0.5, 0.5, shape) for shape in shapes]


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _softmax(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def _softmax_room(name):
    x, y = (part[:, :20] for part in _digits())
    params = w, b = _start((10, 64), (10, 1))

    def f():
        return -np.log((_softmax(w @ x + b) * y).sum(axis=0)).mean()

    def gradient():
        delta = _softmax(w @ x + b) - y
        return [delta @ x.T, delta.sum(axis=1, keepdims=True)]

    return GradientRoom(name, "softmax on 20 digits, mean loss of the pictures", params, f, gradient)


def _two_layers_room(name):
    x, y = (part[:, :10] for part in _digits())
    params = w, b, v, c = _start((8, 64), (8, 1), (10, 8), (10,))

    def f():
        return -np.log((_softmax(v @ _sigmoid(w @ x + b) + c[:, None]) * y).sum(axis=0)).mean()

    def gradient():
        a = _sigmoid(w @ x + b)
        delta = (_softmax(v @ a + c[:, None]) - y) / 10
        below = (v.T @ delta) * a * (1 - a)
        return [below @ x.T, below.sum(axis=1, keepdims=True), delta @ a.T, delta.sum(axis=0)]

    return GradientRoom(name, "two layers and a softmax on 10 digits, mean loss of the pictures", params, f, gradient)


def _hinge_room(name):
    x, y = (part[:, :20] for part in _digits())
    params = w, b = _start((10, 64), (10, 1))

    def margins():
        scores = w @ x + b
        return (scores - (scores * y).sum(axis=0) + 1) * (1 - y)

    def f():
        return np.maximum(margins(), 0).sum() / 20

    def gradient():
        wrong = (margins() > 0) / 20
        delta = wrong - y * wrong.sum(axis=0)
        return [delta @ x.T, delta.sum(axis=1, keepdims=True)]

    return GradientRoom(name, "hinge loss on 20 digits, mean of the pictures", params, f, gradient)


def _squares_room(name):
    x, y = (part[:, :25] for part in _digits())
    params = w, b, v, c = _start((8, 64), (8, 1), (10, 8), (10, 1))

    def f():
        return ((_sigmoid(v @ _sigmoid(w @ x + b) + c) - y) ** 2 / 2).mean()

    def gradient():
        a = _sigmoid(w @ x + b)
        out = _sigmoid(v @ a + c)
        delta = (out - y) * out * (1 - out) / 25
        below = (v.T @ delta) * a * (1 - a)
        return [below @ x.T, below.sum(axis=1, keepdims=True), delta @ a.T, delta.sum(axis=1, keepdims=True)]

    return GradientRoom(name, "two layers of sigmoids on 25 digits, half squared error, mean of pictures and outputs",
                        params, f, gradient)


def _nesterov_room(name):
    rule = optimizers.Nesterov(0.1, 0.9)

    def walk(surface, at, steps):
        (x, y), (v, u), eta, mu = at, (0.0, 0.0), rule.learning_rate, rule.momentum
        for _ in range(steps):
            v, u = (mu * v - eta * surface.gradient(np.array([x + mu * v, y]))[0],
                    mu * u - eta * surface.gradient(np.array([x, y + mu * u]))[1])
            x, y = x + v, y + u
            yield np.array([x, y])

    story = "Nesterov's rule, η = 0.1, μ = 0.9, on two wells"
    return RuleRoom(name, story, surfaces.two_wells, (0.7, -0.2), rule, walk)


def _adam_room(name):
    rule = optimizers.Adam(0.1)

    def walk(surface, x, steps):
        m, v = np.zeros(2), np.zeros(2)
        for t in range(2, steps + 2):
            g = surface.gradient(x)
            m, v = rule.beta1 * m + (1 - rule.beta1) * g, rule.beta2 * v + (1 - rule.beta2) * g * g
            m_hat, v_hat = m / (1 - rule.beta1**t), v / (1 - rule.beta2**t)
            x = x - rule.learning_rate * m_hat / (np.sqrt(v_hat) + rule.epsilon)
            yield x

    return RuleRoom(name, "Adam, η = 0.1, on the canyon", surfaces.canyon, (-0.5, 2.3), rule, walk)


ROOMS = {"A": _softmax_room, "B": _squares_room, "C": _nesterov_room, "D": _hinge_room, "E": _adam_room,
         "F": _two_layers_room}
