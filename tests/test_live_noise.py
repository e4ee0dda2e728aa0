"""The live noise: each position of each dial shows the walk that ``noise.walk`` gives for it."""

import numpy as np
import pytest
from live_tools import drawn, picture_moves, rows, stops

from helpers import live
from helpers.learning import noise

PRESETS = {"All 64": {"batch": 64}, "Clean data": {"sigma": 0.0}, "Sink": {"decay": 0.05},
           "Elsewhere": {"start": (9.0, 2.0)}}


@pytest.fixture(scope="module")
def figure():
    return live.Noise(presets=PRESETS)


def test_every_dial_shows_a_walk_of_its_own(figure):
    for name in figure.sliders:
        for value in stops(figure, name):
            setattr(figure, name, value)
            walks = noise.walk(figure.learning_rate, figure.batch, figure.sigma, figure.decay, int(figure.steps),
                               figure.draw, figure.start)
            curve = figure.pixels(figure.main, walks.points[..., 0])
            seen = drawn(figure, name, value)
            assert seen.shape == curve.shape, f"{name} = {value}"
            near = np.abs(curve) < 5000
            assert np.allclose(seen[near], curve[near], atol=0.05), f"{name} = {value}"
            assert np.array_equal(figure.walks.points, walks.points, equal_nan=True)
        figure.reset()


def test_every_dial_moves_the_picture(figure):
    for name in figure.sliders:
        assert picture_moves(figure, name), name
        figure.reset()


def test_the_lines_in_the_loss_are_the_floor_and_the_mean(figure):
    figure.preset("Sink")
    _, floors = rows(figure, "learning_rate", 4)
    at = int(np.argmin(np.abs(rows(figure, "learning_rate")[0] - figure.learning_rate)))
    t = np.arange(301)
    wanted = figure.pixels(figure.loss, np.stack([t, noise.noise_floor(0.1 / (1 + 0.05 * t), 1)], axis=-1))
    assert np.allclose(floors[at], wanted, atol=0.05)
    half = figure.walks.excess[150:, 0].mean()
    assert np.allclose(rows(figure, "learning_rate", 5)[1][at],
                       figure.pixels(figure.loss, np.array([[150, half], [300, half]])), atol=0.05)
    figure.reset()


def test_words():
    assert live.Noise(batch=8).summary.startswith("η = 0.1, batch 8, σ = 1. Over the last half")
    assert "no noise in the slopes" in live.Noise(sigma=0.0).summary
    assert "moves away" in live.Noise(learning_rate=0.4).summary
    assert "k = 0.05" in live.Noise(decay=0.05).summary


def test_a_start_belongs_to_the_settings(figure):
    figure.preset("Elsewhere")
    assert figure.start == (9.0, 2.0)
    figure.move_start(to=np.array([100.0, 1.0]))
    assert figure.start == (10.0, 1.0)
    figure.move_start(by=np.array([-1.0, 0.0]))
    assert figure.start == (9.0, 1.0)
    figure.reset()
    assert figure.start == (4.0, -0.5)


def test_two_figures_do_not_meet(figure):
    other = live.Noise()
    other.batch = 64
    assert figure.batch == 1
