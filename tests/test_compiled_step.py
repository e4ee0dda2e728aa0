"""One step of a rule as a compiled loop: bit for bit what NumPy makes of the rule, and only where that can be sure."""

import numpy as np
import pytest

from helpers import schedules
from helpers.compiled import compiling
from helpers.compiled import step as compiled_step
from helpers.compiled.moving import LONG, move
from helpers.optimizer_base import Optimizer
from helpers.optimizers import Adam, GradientDescent, Momentum, everything

pytestmark = pytest.mark.skipif(not compiling.available(), reason="Numba is not installed")
LIMIT = 0.5


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(compiled_step, "ENOUGH", 0)


def numbers(shape, precision, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(precision)


def walk(optimizer, x, steps=20):
    """Several steps by ``move``, gradients from tiny to huge; returns x and all states."""
    x, state = x.copy(), tuple(np.full_like(x, s) for s in optimizer.initial_state())
    for t in range(1, steps + 1):
        state = move(optimizer, x, numbers(x.shape, x.dtype, t) * x.dtype.type(10.0 ** (t % 7 - 3)), state, t)
    return np.stack([x, *state])


class Branching(Optimizer):
    learning_rate: float = 0.1

    def rule(x, g, t, learning_rate):
        if t > 3:
            return -learning_rate * g
        g, learning_rate = abs(g), learning_rate / 3
        return -learning_rate * g if t == 1 else g // 0.3 - x % 0.7


class Pulled(Optimizer):
    learning_rate: float = 0.1
    pull: float = 0.01

    def look_ahead(x, v, pull):
        return v - pull * x

    rule = eval("lambda g, x, v, learning_rate, pull: (v - pull * x, v - learning_rate * g)")  # without a source


@pytest.mark.parametrize("shape", [(1003,), (3, 57)])
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("kind", [*everything, Branching, Pulled])
def test_every_rule_to_the_last_bit(kind, precision, shape, monkeypatch):
    x = numbers(shape, precision)
    by_numpy = walk(kind(0.01), x)
    monkeypatch.setattr(compiled_step, "ENOUGH", 0)
    assert compiled_step.driver(kind, x.dtype.char)
    np.testing.assert_array_equal(walk(kind(0.01), x), by_numpy)


def test_long_vectors_in_threads(monkeypatch):
    x = numbers(LONG + 7, "float32")
    by_numpy = walk(Adam(), x, steps=3)
    monkeypatch.setattr(compiled_step, "ENOUGH", 0)
    monkeypatch.setattr(compiled_step, "LONG", 1000)
    np.testing.assert_array_equal(walk(Adam(), x, steps=3), by_numpy)


def test_a_schedule(at_once, monkeypatch):
    rule, x = GradientDescent(schedules.Exponential(0.5, 0.1)), numbers(50, "float64")
    compiled = walk(rule, x)
    monkeypatch.setattr(compiled_step, "ENOUGH", np.inf)
    np.testing.assert_array_equal(compiled, walk(rule, x))


class Clipped(Optimizer):
    learning_rate: float = 0.1
    limit: float = 1.0

    def rule(x, g, v, learning_rate, limit):
        """Signs, maxima, powers, comparisons and a number that is changed on the way."""
        half = limit / 2
        g = np.minimum(np.maximum(g, -limit), half)
        g += 0.01 * x**2
        v = np.where(np.abs(g) > 0.3, v - 2 * g**3, np.sign(g) * half)
        return -learning_rate * (v + 1), v


def test_a_readers_rule(at_once, monkeypatch):
    assert compiled_step.driver(Clipped, "f")
    compiled = walk(Clipped(), numbers(300, "float32"))
    monkeypatch.setattr(compiled_step, "ENOUGH", np.inf)
    np.testing.assert_allclose(compiled, walk(Clipped(), numbers(300, "float32")), rtol=2e-6, atol=1e-6)


class FromOutside(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * LIMIT * g


class Normed(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.linalg.norm(g)


class Floored(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -(g // learning_rate) - g % learning_rate


def test_floor_and_rest_where_a_quotient_is_a_whole_number_but_for_rounding(at_once):
    x, g = np.zeros(40), np.arange(40) / 10
    assert compiled_step.step(Floored(), x, g, (), 1)
    np.testing.assert_array_equal(x, -(g // 0.1) - g % 0.1)


def test_a_look_ahead_to_the_last_bit():
    x, v, there = (numbers(300, "float32", seed) for seed in range(3))
    compiled_step.driver(Pulled, "f", "look_ahead")(x, v, there, 1, 0.1, 0.01)
    np.testing.assert_array_equal(there, x + Pulled.look_ahead(x, v, 0.01))


class ByTheLargest(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g * min(1.0, 1e9 / np.max(np.abs(g)))


@pytest.mark.parametrize("kind", [FromOutside, Normed, ByTheLargest])
def test_what_is_more_than_a_formula_is_left_to_numpy(kind, at_once):
    x = numbers(40, "float64")
    assert compiled_step.driver(kind, "d") is None
    after = walk(kind(), x, steps=5)[0]
    for t in range(1, 6):
        g = numbers(40, "float64", t) * 10.0 ** (t % 7 - 3)
        x = kind().step(x, g, (), t)[0]
    np.testing.assert_allclose(after, x, rtol=1e-12)


def test_what_does_not_fit_is_left_alone(at_once):
    x, g, v = (numbers(8, "float32", seed) for seed in range(3))
    assert compiled_step.step(Momentum(0.1), x, g, (v,), 1)
    before = np.stack([x, v])
    assert not compiled_step.step(Momentum(0.1), x, g.astype(float), (v,), 1)  # another precision
    assert not compiled_step.step(Momentum(0.1), x[::2], g[::2], (v[::2],), 1)  # gaps
    assert not compiled_step.step(Momentum(np.full(8, 0.1)), x, g, (v,), 1)  # a rate for each number
    np.testing.assert_array_equal(np.stack([x, v]), before)


def test_a_rule_is_compiled_only_after_some_work(monkeypatch):
    monkeypatch.setattr(compiled_step, "moved", compiled_step.Counter())
    monkeypatch.setattr(compiled_step, "ENOUGH", 30)
    x, g, v = (numbers(10, "float32", seed) for seed in range(3))
    assert [compiled_step.step(Momentum(0.1), x, g, (v,), t) for t in (1, 2, 3)] == [False, False, True]
