"""The numbers that chapters 02 to 13 print: whatever changes in helpers, they must still come out."""

import numpy as np
import pytest

from helpers import descend, surfaces
from helpers.optimizers import Adadelta, Adagrad, Adam, GradientDescent, Momentum, Nesterov, RMSprop

FAR_UP = (3, 4)  # where Beale's function is 88,814 times as curved as a unit bowl


def close(measured, printed, digits):
    """Equal to the last printed digit."""
    np.testing.assert_allclose(measured, printed, rtol=0, atol=0.51 * 10.0**-digits)


def test_02_parabola():
    path = descend(surfaces.parabola, -0.9, GradientDescent(0.03), steps=15)
    close(path.points[14:], (0.9963248655, 0.9976479139), 10)


def test_02_zigzag_factor():
    error = descend(surfaces.parabola, 0.75, GradientDescent(0.15), steps=12).points - 1
    np.testing.assert_allclose(error[1:] / error[:-1], -0.8, rtol=1e-9)


def test_02_cubic_stops_by_itself():
    path = descend(surfaces.cubic, 1.0, GradientDescent(0.01), steps=200, tolerance=1e-8)
    assert (path.steps, path.outcome) == (176, "converged")
    close(path.final, 2.999999999256501, 15)


@pytest.mark.parametrize(("eta", "outcome"), [(0.166, "ran all steps"), (0.167, "diverged")])
def test_02_limit_is_one_sixth(eta, outcome):
    path = descend(surfaces.parabola, 0.75, GradientDescent(eta), steps=5000)
    assert path.outcome == outcome
    assert (abs(path.final - 1) < 1e-12) == (outcome != "diverged")


@pytest.mark.parametrize(("surface", "starts", "eta"), [
    (surfaces.bowl, [(-0.5, 2.9), (1.5, -0.8), (2.7, 2.3)], 0.02),
    (surfaces.canyon, [(-0.5, 2.3)], 0.02),
    (surfaces.canyon, [(2.3, 2.3)], 0.01),
    (surfaces.narrow_valley, [(-2.4, 0.2)], 0.1),
], ids=["bowl", "canyon 0.02", "canyon 0.01", "narrow valley"])
def test_03_quadratics_shrink_by_one_minus_eta_times_curvature(surface, starts, eta):
    curvature = np.diag(surface.hessian((0.0, 0.0)))
    for start in starts:
        error = descend(surface, start, GradientDescent(eta), steps=12).points - surface.minima[0]
        expected = error[0] * (1 - eta * curvature) ** np.arange(13)[:, None]
        np.testing.assert_allclose(error, expected, rtol=1e-9, atol=1e-14)


def test_04_beale_by_plain_descent():
    path = descend(surfaces.beale, FAR_UP, GradientDescent(5e-6), steps=300_000)
    assert path.points.shape == (300_001, 2)
    assert path.outcome == "ran all steps"
    close(path.final, (2.70735828, 0.41689171), 8)


@pytest.mark.parametrize(("start", "steps", "well"), [
    ((-1.5, 1.2), 9, 0), ((1.5, -1.8), 9, 1), ((0, 0), 20, 0), ((0.7, -0.2), 20, 1), ((1.5, 1.5), 30, 0)])
def test_05_two_wells(start, steps, well):
    path = descend(surfaces.two_wells, start, GradientDescent(0.4), steps)
    assert np.argmin(np.hypot(*(surfaces.two_wells.minima - path.final).T)) == well
    assert np.hypot(*(surfaces.two_wells.minima[well] - path.final)) < 0.07


def test_06_momentum():
    first = descend(surfaces.parabola, 0.75, Momentum(0.09, 0.8), steps=10)
    whole = descend(surfaces.parabola, 0.75, Momentum(0.09, 0.8), steps=50)
    assert whole.points[10] == first.final
    close(whole.final, 1.000214668, 9)
    close(descend(surfaces.two_wells, (0.7, -0.2), Momentum(0.1, 0.9), 25).final, (0.88071575, -0.90631918), 8)
    close(descend(surfaces.two_wells, (1.5, 1.5), Momentum(0.02, 0.9), 90).final, (-0.94963246, 0.98092072), 8)
    path = descend(surfaces.beale, FAR_UP, Momentum(5e-6, 0.8), steps=300_000, tolerance=1e-6)
    close(path.final, (2.96324633, 0.49067782), 8)


def test_07_nesterov():
    close(descend(surfaces.two_wells, (0.7, -0.2), Nesterov(0.1, 0.9), 25).final, (0.89900, -0.89829), 5)
    close(descend(surfaces.two_wells, (1.5, 1.5), Nesterov(0.02, 0.9), 90).final, (-0.97173, 0.98044), 5)


def test_08_adagrad_wanders_off():
    path = descend(surfaces.beale, FAR_UP, Adagrad(0.1, initial_accumulator=1.0), steps=300_000)
    close(path.final, (-0.69240717, 1.76233766), 8)


def test_09_rmsprop_is_plain_descent_in_disguise():
    nearly_one = RMSprop(5e-6, decay=0.99999999999, initial_accumulator=1.0)
    path = descend(surfaces.beale, FAR_UP, nearly_one, steps=900_000, keep=[300_000, 900_000])
    close(path.points, [(2.70162562, 0.41500366), (2.9082809, 0.47616156)], 7)


def test_10_adadelta():
    """The printed end needs ε = 1e-8; the course's default, 1e-6, ends elsewhere."""
    rule = Adadelta(1.0, 0.9, epsilon=1e-8, initial_accumulator=1.0)
    close(descend(surfaces.beale, FAR_UP, rule, steps=300_000).final, (2.9386002, 0.45044889), 7)
    other = descend(surfaces.beale, FAR_UP, Adadelta(1.0, 0.9, initial_accumulator=1.0), steps=300_000)
    assert np.hypot(*(other.final - (2.9386002, 0.45044889))) > 0.3


def test_11_adam_ends_in_a_small_cycle():
    path = descend(surfaces.beale, FAR_UP, Adam(0.001, 0.9, 0.8), steps=100_000)
    last = np.abs(path.points[-2000:] - (3, 0.5)).max(axis=1)
    assert 1e-6 < last.max() < 5.1e-5
    close(descend(surfaces.beale, FAR_UP, Adam(0.001), steps=20_000).final, (-1.43, 1.46), 2)


def test_13_narrow_valley():
    path = descend(surfaces.narrow_valley, (-2.4, 0.2), GradientDescent(0.1), steps=1000)
    close(path.points[100], (-0.682216, 0.0), 6)
    np.testing.assert_allclose(path.points[100, 1], 4.07e-11, rtol=2e-3)
    np.testing.assert_allclose(path.final, (-8.26638332e-06, 2.46046384e-98), rtol=1e-8)
    with_momentum = descend(surfaces.narrow_valley, (-2.4, 0.2), Momentum(0.1, 0.8), steps=177)
    np.testing.assert_allclose(with_momentum.final, (-1.49829905e-08, -4.74284398e-10), rtol=1e-8)
