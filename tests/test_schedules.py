"""Learning-rate schedules: their formulas, arrays of steps, their place in a descent, and bad settings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import descend, schedules, surfaces
from helpers.optimizers import GradientDescent, Momentum
from helpers.schedules import Constant, Cosine, Exponential, InverseTime, Step, WarmUp

T = st.integers(0, 100_000)
FORMULAS = [
    (Constant(0.3), lambda t: 0.3),
    (Step(0.8, factor=0.1, every=7), lambda t: 0.8 * 0.1 ** (t // 7)),
    (Exponential(0.5, k=0.003), lambda t: 0.5 * np.exp(-0.003 * t)),
    (InverseTime(0.5, k=0.2), lambda t: 0.5 / (1 + 0.2 * t)),
    (Cosine(0.9, steps=50, final=0.1), lambda t: 0.5 + 0.4 * np.cos(np.pi * t / 50) if t < 50 else 0.1),
    (WarmUp(0.6, over=4), lambda t: 0.6 * min(t + 1, 4) / 4),
    (WarmUp(Exponential(0.5, 0.1), over=4), lambda t: 0.5 * (t + 1) / 4 if t < 4 else 0.5 * np.exp(-0.1 * (t - 4))),
]
EACH = pytest.mark.parametrize(("schedule", "formula"), FORMULAS, ids=lambda part: type(part).__name__)


@EACH
@given(t=T)
def test_formula(schedule, formula, t):
    assert float(schedule(t)) == pytest.approx(formula(t), rel=1e-12, abs=1e-300)


@EACH
def test_arrays_of_steps(schedule, formula):
    t = np.arange(120).reshape(2, 60)
    np.testing.assert_allclose(schedule(t), np.vectorize(formula, otypes=[float])(t), rtol=1e-12)


@EACH
def test_rates_stay_between_zero_and_the_first(schedule, formula):
    rates = schedule(np.arange(10_000))
    assert np.all((rates >= 0) & (rates <= max(formula(0), rates.max())))
    assert rates.max() < 1
    if not isinstance(schedule, WarmUp):
        assert rates[0] == rates.max()
        assert np.all(np.diff(rates) <= 0)


@EACH
def test_the_first_step_of_a_descent_uses_the_rate_at_zero(schedule, formula):
    path = descend(surfaces.parabola, 2.0, GradientDescent(schedule), steps=1)
    assert path.final == pytest.approx(2 - 12 * formula(0), rel=1e-12)


def test_a_schedule_changes_the_rate_and_nothing_else():
    x, v = 2.0, 0.0
    for t in range(10):
        v = 0.5 * v - 0.05 / (1 + t) * (12 * x - 12)
        x = x + v
    path = descend(surfaces.parabola, 2.0, Momentum(InverseTime(0.05, k=1.0), 0.5), steps=10)
    assert path.final == pytest.approx(x, rel=1e-12)


def test_a_constant_schedule_is_a_constant_rate():
    scheduled = descend(surfaces.beale, (3, 4), Momentum(Constant(5e-6)), steps=50)
    constant = descend(surfaces.beale, (3, 4), Momentum(5e-6), steps=50)
    np.testing.assert_array_equal(scheduled.points, constant.points)


def test_the_cosine_ends_where_it_was_told():
    assert float(Cosine(1.0, steps=10, final=0.2)(10)) == pytest.approx(0.2)
    assert float(Cosine(1.0, steps=10)(5)) == pytest.approx(0.5)


@pytest.mark.parametrize("kind", [Constant, Step, Exponential, InverseTime, Cosine])
@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), "fast", None, [0.1, 0.2]])
def test_a_bad_first_rate_is_named(kind, value):
    with pytest.raises(ValueError, match="initial must be finite and at least 0, got "):
        kind(value)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Step(0.1, factor=-1), "factor must be finite and at least 0, got -1"),
    (lambda: Step(0.1, every=0), "every must be at least 1 step, got 0"),
    (lambda: Exponential(0.1, k=float("nan")), "k must be finite and at least 0, got nan"),
    (lambda: InverseTime(0.1, k=-1), "k must be finite and at least 0, got -1"),
    (lambda: Cosine(0.1, steps=0), "steps must be at least 1 step, got 0"),
    (lambda: Cosine(0.1, final=-0.1), r"final must be finite and at least 0, got -0\.1"),
    (lambda: WarmUp(0.1, over=0), "over must be at least 1 step, got 0"),
    (lambda: WarmUp(-0.1), r"then must be finite and at least 0, got -0\.1"),
])
def test_a_bad_setting_is_named(make, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        make()


def test_every_schedule_is_tested_here():
    kinds = {value for value in vars(schedules).values()
             if isinstance(value, type) and issubclass(value, schedules.Schedule) and value is not schedules.Schedule}
    assert kinds == {type(schedule) for schedule, _ in FORMULAS}
