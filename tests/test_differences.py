"""Errors of difference quotients: against Taylor's series and the size of rounding, in both precisions."""

import numpy as np
import pytest

from helpers.learning.differences import CURVES, best_step, guides, quotient, typical_error

CUBIC = CURVES["cubic"]
POINTS = (-1.5, 0.5, 2.0, 3.7)


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("x", POINTS)
def test_the_derivatives_of_every_curve(name, x):
    curve, h = CURVES[name], 1e-4
    for f, slope in ((curve.f, curve.slope), (curve.slope, curve.second), (curve.second, curve.third)):
        assert quotient(f, x, h) == pytest.approx(slope(np.float64(x)), abs=1e-4)


@pytest.mark.parametrize("x", POINTS)
def test_large_steps_bend_as_taylor_says(x):
    h = 0.01
    wanted = {"forward": CUBIC.second(x) * h / 2 + h * h, "central": h * h, "complex": -h * h}
    for kind, gap in wanted.items():
        assert quotient(CUBIC.f, x, h, kind) - CUBIC.slope(x) == pytest.approx(gap, rel=1e-6)


@pytest.mark.parametrize(("dtype", "steps"), [(np.float64, (1e-12, 1e-10, 1e-8)), (np.float32, (1e-5, 1e-4))])
def test_small_steps_round_as_the_guide_says(dtype, steps):
    for h in steps:
        _, rounding = guides(CUBIC, 2.0, h, dtype)
        assert rounding / 30 < typical_error(CUBIC, 2.0, h, "central", dtype) < 3 * rounding


def test_float32_is_float32_all_the_way():
    assert quotient(CUBIC.f, 2.0, 0.01, dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", ["cubic", "tall"])
def test_the_best_step_is_the_bottom_of_the_curve(dtype, name):
    best = best_step(CURVES[name], 2.0, dtype)
    at_best, left, right = typical_error(CURVES[name], 2.0, best * np.array([1, 0.03, 30]), "central", dtype)
    assert at_best < min(left, right) / 3


def test_nothing_bends_on_a_parabola():
    assert best_step(CURVES["parabola"], 3.0) == np.inf
    assert typical_error(CURVES["parabola"], 3.0, 1.0) < 1e-13


def test_a_complex_step_does_not_round():
    assert typical_error(CUBIC, 2.0, 1e-16, "complex") < 1e-14


def test_a_kink_deceives_once_the_step_reaches_across():
    inside, across = typical_error(CURVES["kink"], 0.01, np.array([0.005, 0.1]))
    assert inside < 1e-14
    assert across == pytest.approx(0.45, abs=0.02)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="kind must be"):
        quotient(CUBIC.f, 1.0, 0.1, "backward")
