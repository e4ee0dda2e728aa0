"""The live noise: each setting of each dial shows the walk that ``noise.walk`` gives for it."""

import numpy as np
import pytest

from helpers import live
from helpers.learning import noise

PRESETS = {"All 64": {"batch": 64}, "Clean data": {"sigma": 0.0}, "Sink": {"decay": 0.05},
           "Elsewhere": {"start": (9.0, 2.0)}}
PATH, DATA, LINE, LOSS, FLOOR, MEAN = range(6)


@pytest.fixture(scope="module")
def only_one():
    return live.Noise(presets=PRESETS)


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


def test_every_dial_shows_a_walk_of_its_own(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            walks = noise.walk(figure.learning_rate, figure.batch, figure.sigma, figure.decay, figure.steps,
                               figure.draw, figure.start)
            scene = figure.scene(figure.settings)
            assert np.array_equal(scene.lines[PATH], walks.points[..., 0], equal_nan=True), f"{name} = {value}"
            assert np.array_equal(scene.lines[LOSS][:, 1], np.maximum(walks.excess[:, 0], 1e-30), equal_nan=True)
            assert np.array_equal(figure.walks.points, walks.points, equal_nan=True)
            assert scene.steps == figure.steps == scene.limits["loss"]["x"][1]
        figure.reset()


def test_the_lines_in_the_loss_are_the_floor_and_the_mean(figure):
    figure.preset("Sink")
    lines, t = figure.scene(figure.settings).lines, np.arange(301)
    wanted = noise.noise_floor(0.1 / (1 + 0.05 * t), 1)
    assert np.allclose(lines[FLOOR], np.stack([t, wanted], axis=-1), rtol=1e-12)
    half = figure.walks.excess[150:, 0].mean()
    assert np.allclose(lines[MEAN], [[150, half], [300, half]], rtol=1e-12)


def test_the_points_and_the_line_are_where_they_belong(figure):
    figure.sigma, figure.steps = 0.5, 120
    lines = figure.scene(figure.settings).lines
    assert np.array_equal(lines[DATA][1:], np.stack(noise.noisy_line(0.5), axis=-1))
    w0, w1 = figure.walks.points[-1, :, 0]
    assert np.allclose(lines[LINE][:, 1], w0 + w1 * lines[LINE][:, 0])


def test_the_axis_of_the_loss_holds_the_walk_and_no_runaway(figure):
    def heights():
        return figure.scene(figure.settings).limits["loss"]["y"]

    assert heights()[0] <= figure.walks.excess.min() < figure.walks.excess.max() <= heights()[1] == 10
    figure.apply({"learning_rate": 0.5, "batch": 1, "draw": 3})
    assert figure.walks.excess.max() > 1e6
    assert heights()[1] <= 1e5


def test_words():
    assert live.Noise(batch=8).summary.startswith("η = 0.1, batch 8, σ = 1. Over the last half")
    assert "no noise in the slopes" in live.Noise(sigma=0.0).summary
    assert "moves away" in live.Noise(learning_rate=0.4).summary
    assert "k = 0.05" in live.Noise(decay=0.05).summary


def test_a_start_belongs_to_the_settings(figure):
    figure.preset("Elsewhere")
    assert figure.start == (9.0, 2.0)
    figure.start = (10.0, 1.0)
    assert (figure.start_x, figure.start_y) == (10.0, 1.0)
    assert figure.walks.points[0, :, 0].tolist() == [10.0, 1.0]
    assert figure.spec["handles"] == [{"panel": "main", "x": "start_x", "y": "start_y"}]
    assert figure.controls["start_x"].hidden
    figure.reset()
    assert figure.start == (4.0, -0.5)


def test_two_figures_do_not_meet(figure):
    other = live.Noise()
    other.batch = 64
    assert figure.batch == 1


@pytest.mark.parametrize(("change", "words"), [
    ({"batch": 65}, "batch must be a whole number from 1 to 64"), ({"batch": 1.5}, "batch must be a whole number"),
    ({"learning_rate": 1.0}, "learning_rate must be"), ({"sigma": -1}, "sigma must be"), ({"draw": 21}, "draw must be"),
    ({"steps": 1000}, "steps must be"), ({"start": (0, 0)}, "start must be"), ({"start": "here"}, "start must be"),
    ({"presets": {"A": {"noise": 1}}}, "preset 'A' names 'noise'"),
    ({"presets": {"A": {"start": (0, 0)}}}, "preset 'A': start must be")])
def test_bad_arguments_are_named(change, words):
    with pytest.raises(ValueError, match=words):
        live.Noise(**change)


def test_the_parts_of_the_picture_do_not_reach_into_each_other(figure):
    boxes = {region["panels"][0]: region["box"] for region in figure.spec["regions"] if region["panels"]}
    main, _, wide, _ = figure.spec["panels"]["main"]["box"]
    for name in ("data", "loss"):
        assert boxes[name][0] > main + wide, name
        assert boxes[name][0] < figure.spec["panels"][name]["box"][0] - 20, name  # room for the numbers
