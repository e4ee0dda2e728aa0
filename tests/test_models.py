"""Networks and losses: gradients against differences in float64, the lecture's formulas, a line's loss."""

import numpy as np
import pytest

from helpers import descend, surfaces
from helpers.learning.gradients import check_gradient
from helpers.learning.lines import line_loss
from helpers.learning.models import LOSSES, UNITS, Network
from helpers.optimizers import GradientDescent


def sample(network, pictures=7, seed=0):
    draw = np.random.default_rng(seed)
    inputs = draw.random((network.sizes[0], pictures))
    return inputs, np.eye(network.sizes[-1])[draw.integers(0, network.sizes[-1], pictures)].T


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("sizes", [(5, 3), (5, 4, 3), (6, 5, 4, 3)])
@pytest.mark.parametrize("penalty", [0.0, 0.1])
@pytest.mark.parametrize("units", UNITS)
def test_every_gradient_passes_its_check(loss, sizes, penalty, units):
    network = Network(sizes, loss, penalty, units)
    params = network.start(3, scale=1.0, dtype=float)
    pictures, targets = sample(network)
    gradient = network.gradient(params, pictures, targets)
    found = check_gradient(lambda: network.loss(params, pictures, targets), [params], [gradient], tolerance=2e-6)
    assert found.passed, found


def test_a_penalty_spares_the_biases():
    network = Network((3, 2), "softmax", penalty=1.0)
    params = np.zeros(network.size)
    network.layers(params)[0][:, -1] = 100.0
    pictures, targets = sample(network)
    assert network.loss(params, pictures, targets) == Network((3, 2), "softmax").loss(params, pictures, targets)


def test_hinge_and_softmax_picture_by_picture():
    """The lecture's formulas, written as loops."""
    scores = np.array([[3.2, 1.3, 2.2], [5.1, 4.9, 2.5], [-1.7, 2.0, -3.1]])
    targets = np.eye(3)  # picture k is of class k
    hinge, softmax = [], []
    for k in range(3):
        s = scores[:, k]
        hinge.append(sum(max(0, s[j] - s[k] + 1) for j in range(3) if j != k))
        softmax.append(-np.log(np.exp(s[k]) / np.exp(s).sum()))
    np.testing.assert_allclose(LOSSES["hinge"].of(scores, targets), hinge)
    np.testing.assert_allclose(hinge, (2.9, 0.0, 12.9), atol=1e-12)  # cs231n's example
    loss = LOSSES["softmax"]
    np.testing.assert_allclose(loss.of(loss.squash(scores.copy()), targets), softmax)


def test_no_score_is_too_large():
    for name, loss in LOSSES.items():
        out = loss.squash(np.array([[1e4, -1e4], [-1e4, 1e4]]))
        assert np.all(np.isfinite(loss.of(out, np.eye(2)))), name


def test_k_networks_at_once_are_k_networks():
    network = Network((5, 4, 3))
    params = np.stack([network.start(seed, dtype=float) for seed in range(4)])
    pictures, targets = sample(network)
    together = network.gradient(params, pictures, targets)
    for row, alone in zip(together, params, strict=True):
        np.testing.assert_allclose(row, network.gradient(alone, pictures, targets), rtol=1e-12)
    assert network.predict(params, pictures.T).shape == (4, 7)


def test_layers_are_views():
    network = Network((2, 2))
    params = np.zeros(6)
    network.layers(params)[0][0, 2] = 5
    assert params.tolist() == [0, 0, 5, 0, 0, 0]


@pytest.mark.parametrize(("arguments", "said"), [
    (((3,),), "two or more"), (((3, 0),), "two or more"), (((3, 2), "cubes"), "loss_name"),
    (((3, 2), "softmax", 0.0, "tanh"), "units must be one of 'sigmoid', 'relu'"),
    (((3, 2), "hinge", -1.0), "penalty"), (((3, 2), "hinge", np.nan), "penalty"), (((3, 2.5),), "two or more")])
def test_networks_that_make_no_sense_are_refused(arguments, said):
    with pytest.raises(ValueError, match=said):
        Network(*arguments)


def test_parameters_of_another_size_are_refused():
    with pytest.raises(ValueError, match="6 numbers"):
        Network((2, 2)).layers(np.zeros(5))


# ---- the line ---------------------------------------------------------------------------------------------------

X = np.array([1.0, 2, 3, 4, 5, 6, 8])


def test_line_loss_is_half_the_mean_squared_error():
    y = X / 2 + 5 + np.sin(X)
    loss, draw = line_loss(X, y), np.random.default_rng(0)
    for w0, w1 in draw.normal(size=(20, 2), scale=5):
        np.testing.assert_allclose(loss((w0, w1)), ((w0 + w1 * X - y) ** 2).mean() / 2, rtol=1e-12)
        slope = ((w0 + w1 * X - y).mean(), ((w0 + w1 * X - y) * X).mean())
        np.testing.assert_allclose(loss.gradient((w0, w1)), slope, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(loss.minima[0], np.polynomial.polynomial.polyfit(X, y, 1), rtol=1e-10)


def test_line_loss_reproduces_the_printed_run():
    loss = line_loss(X, X / 2 + 5)
    start = (0.34099454173956956, -0.5196184029053978)
    path = descend(loss, start, GradientDescent(0.008), steps=5000)
    np.testing.assert_allclose(path.values[[0, 500, 4999]],
                               (42.04352367497908, 0.36745533693908383, 5.8741498619485146e-08), rtol=1e-9)
    np.testing.assert_allclose(path.final, (4.999278595714187, 0.500136309516923), rtol=1e-12)


@pytest.mark.parametrize(("x", "y", "words"), [
    ([], [], "two different numbers"), ([1], [1], "two different numbers"), ([1, 1], [1, 2], "every slope fits; got"),
    ([1, 2], [1], r"got shapes \(2,\) and \(1,\)"), ([[1, 2]], [[1, 2]], "got shapes"),
    ([1, np.nan], [1, 2], "finite, got x with nan"), (None, [1, 2], "x must be numbers, got None"),
    ([1j, 2], [1, 2], r"x must be numbers, got \[1j"), ([1, 2], ["a", "b"], "y must be numbers"),
    ([1, 2], "ab", "y must be numbers"),
    ([1, [2, 3]], [1, 2], "x must be numbers"), ([1, 2], [np.inf, 2], "finite, got y with nan or inf")])
def test_data_that_no_line_fits_are_named(x, y, words):
    with pytest.raises(ValueError, match=words):
        line_loss(x, y)


def test_line_loss_is_a_surface_for_everything_above_it():
    assert descend(line_loss([0, 1], [0, 1]), (3, 3), GradientDescent(0.1), 500).outcome == "ran all steps"
    assert line_loss([0, 1], [0, 1]).hessian(np.zeros((2, 5))).shape == surfaces.bowl.hessian(np.zeros((2, 5))).shape
