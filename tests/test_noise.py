"""Minibatch walks against a loop of their own, and the law of their floor against many walks."""

import numpy as np
import pytest

from helpers.exercises.answers.chapter_17 import EXERCISES
from helpers.learning import noise

DRAWS = np.arange(60)


def by_hand(eta, batch, sigma, k, steps, seed, start):
    """One walk, one point at a time, with the slopes of the data themselves."""
    (x, y), (w0, w1), random = noise.noisy_line(sigma), start, np.random.default_rng(seed)
    for t in range(steps):
        some = random.permutation(noise.COUNT)[:batch]
        g0 = sum(w0 + w1 * x[i] - y[i] for i in some) / batch
        g1 = sum((w0 + w1 * x[i] - y[i]) * x[i] for i in some) / batch
        w0, w1 = w0 - eta / (1 + k * t) * g0, w1 - eta / (1 + k * t) * g1
    return w0, w1


@pytest.mark.parametrize(("batch", "sigma", "k"), [(1, 1.0, 0.0), (7, 2.0, 0.1), (64, 0.5, 0.0)])
def test_a_walk_is_the_loop_that_it_stands_for(batch, sigma, k):
    walked = noise.walk(0.1, batch, sigma, k, steps=30, seed=5, start=(4.0, -0.5)).points[-1, :, 0]
    assert np.allclose(walked, by_hand(0.1, batch, sigma, k, 30, 5, (4.0, -0.5)), rtol=0, atol=1e-11)
    assert noise.walk(0.1, batch, sigma, k, steps=0).points.ravel().tolist() == [4.0, -0.5]


def test_the_best_line_does_not_depend_on_the_noise():
    for sigma in (0.0, 0.3, 2.0):
        x, y = noise.noisy_line(sigma)
        assert np.allclose(np.polyfit(x, y, 1)[::-1], noise.BEST, rtol=0, atol=1e-12)
        assert np.mean((y - noise.BEST[0] - noise.BEST[1] * x) ** 2) == pytest.approx(sigma**2, abs=1e-12)


def test_many_settings_at_once_are_one_after_the_other():
    etas, batches, seeds = np.array([0.05, 0.1, 0.2]), np.array([1, 8, 64]), np.array([3, 4, 3])
    together = noise.walk(etas, batches, seed=seeds, steps=40).points
    for r in range(3):
        alone = noise.walk(etas[r], batches[r], seed=seeds[r], steps=40).points[..., 0]
        assert np.allclose(together[..., r], alone, rtol=0, atol=1e-12)


def test_excess_is_the_loss_of_all_points_above_its_lowest():
    x, y = noise.noisy_line(1.0)
    w0, w1 = noise.walk(0.1, 4, steps=20).points[..., 0].T
    loss = ((w0[:, None] + w1[:, None] * x - y) ** 2).mean(axis=1) / 2
    assert np.allclose(noise.walk(0.1, 4, steps=20).excess[:, 0], loss - 0.5, rtol=0, atol=1e-9)


@pytest.mark.parametrize("batch", [4, 8, 16, 32])
def test_the_floor_is_as_predicted_where_the_rate_is_small(batch):
    measured = noise.walk(0.025, batch, steps=1000, seed=DRAWS).floor()
    assert measured == pytest.approx(float(noise.noise_floor(0.025, batch)), rel=0.12)


def test_the_floor_goes_like_rate_and_square_of_noise_over_batch():
    base = noise.walk(0.05, 8, seed=DRAWS).floor()
    for settings, times in (((0.025, 8), 0.5), ((0.05, 4), 2), ((0.05, 16), 0.5), ((0.05, 8, 2.0), 4)):
        assert noise.walk(*settings, seed=DRAWS).floor() / base == pytest.approx(times, rel=0.2)


def test_without_noise_in_the_slopes_nothing_keeps_a_walk_up():
    assert noise.walk(0.1, 1, sigma=0.0, steps=400).excess[-1] < 1e-12
    assert noise.walk(0.1, 64, sigma=2.0, steps=400).excess[-1] < 1e-12
    assert noise.noise_floor(0.1, 64, 2.0) == noise.noise_floor(0.1, 1, 0.0) == 0


def test_one_point_a_step_flies_off_where_the_whole_batch_is_safe():
    assert noise.walk(0.4, 64, steps=300).excess[-1] < 1e-9
    assert noise.walk(0.4, 1, steps=300, seed=1).excess[-1] > 1


@pytest.mark.parametrize(("settings", "named"), [
    ({"batch": 0}, "batch"), ({"batch": 65}, "batch"), ({"batch": 2.5}, "batch"), ({"steps": 1.5}, "steps"),
    ({"learning_rate": -0.1}, "learning_rate"), ({"sigma": np.nan}, "sigma"), ({"decay": -1}, "decay"),
    ({"steps": -1}, "steps")])
def test_bad_settings_are_named(settings, named):
    with pytest.raises(ValueError, match=f"^{named} must be"):
        noise.walk(**{"learning_rate": 0.1, "batch": 8, **settings})


@pytest.mark.parametrize(("name", "answer", "right"), [
    ("17.1", "the same", True), ("17.1", "half", False), ("17.2", 2 / 4.979592, True), ("17.2", 0.08724, False),
    ("17.2", 2.0, False), ("17.3", 2000, True), ("17.3", -4, False), ("17.3", 10, False),
    ("17.4", (0.25, 4, 0.1), True), ("17.4", (0.1, 4, 0.0), False), ("17.4", (0.01, 1, 0.1), False)])
def test_answers_of_the_chapter(name, answer, right):
    judged, words = EXERCISES[name].judge(answer)
    assert judged == right
    assert words not in ("Too small.", "Too large.")


def test_no_constant_rate_passes_the_last_exercise():
    rates, seeds = np.repeat(np.geomspace(0.01, 0.47, 30), 100), np.tile(np.arange(100), 30)
    for batch in (*range(1, 13), 16, 24, 32, 48, 64):
        excess = noise.walk(rates, batch, steps=192 // batch, seed=seeds).excess[-1]
        assert np.nanmin(excess.reshape(30, 100).mean(axis=1)) > 0.019
