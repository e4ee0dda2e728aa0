"""The classifier in the plane: its learning against a scalar loop, its territories, and the figure that shows both."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from helpers import live
from helpers.exercises import check
from helpers.learning import Network, learn, territories, three_groups
from helpers.live.classifier import VIEW
from helpers.live.scene import Mark
from helpers.live.still import draw_scene

POINTS, LABELS = three_groups()
GROUPS = np.split(POINTS, 3)


def slow(points, labels, eta, penalty, steps, loss):
    """The same descent, one number after the other; returns the last weights and their loss."""
    w = [list(map(float, row)) for row in Network((2, 3), loss).start(0, 1.0, float).reshape(3, 3)]
    for step in range(steps + 1):
        total, slopes = 0.0, [[0.0] * 3 for _ in range(3)]
        for (x, y), label in zip(points, labels, strict=True):
            s = [row[0] * x + row[1] * y + row[2] for row in w]
            if loss == "softmax":
                parts = [math.exp(v - max(s)) for v in s]
                total -= math.log(parts[label] / sum(parts))
                delta = [p / sum(parts) - (c == label) for c, p in enumerate(parts)]
            else:
                near = [c != label and s[c] - s[label] + 1 > 0 for c in range(3)]
                total += sum(s[c] - s[label] + 1 for c in range(3) if near[c])
                delta = [-sum(near) if c == label else int(near[c]) for c in range(3)]
            for c in range(3):
                for k, feature in enumerate((x, y, 1.0)):
                    slopes[c][k] += delta[c] * feature / len(points)
        here = total / len(points) + penalty * sum(v * v for row in w for v in row[:2])
        if step < steps:
            w = [[v - eta * (slopes[c][k] + 2 * penalty * v * (k < 2)) for k, v in enumerate(row)]
                 for c, row in enumerate(w)]
    return np.array(w), here


@pytest.mark.parametrize("loss", ["softmax", "hinge"])
def test_learning_is_plain_descent_written_out(loss):
    done = learn(POINTS, LABELS, [0.1, 0.7], [0.0, 0.2], 12, loss)
    for k, (eta, penalty) in enumerate(((0.1, 0.0), (0.7, 0.2))):
        weights, height = slow(POINTS, LABELS, eta, penalty, 12, loss)
        assert np.allclose(done.weights[k, -1], weights, rtol=0, atol=1e-10)
        assert done.losses[k, -1] == pytest.approx(height, abs=1e-10)


def test_each_set_of_points_is_learned_as_if_alone():
    moved = np.stack([POINTS, POINTS + np.array([0.5, 0.0])])
    both = learn(moved, LABELS, 0.3, 0.01, 20)
    for k in range(2):
        alone = learn(moved[k], LABELS, 0.3, 0.01, 20)
        assert np.allclose(both.weights[k], alone.weights[0], rtol=0, atol=1e-12)
        scores = np.c_[moved[k], np.ones(30)] @ both.weights[k, -1].T
        assert (scores.argmax(axis=1) != LABELS).sum() == both.wrong[k, -1]


@pytest.mark.parametrize(("points", "rates", "penalties", "words"), [
    (POINTS[:, :1], 0.1, 0.0, r"points \(..., n, 2\) and labels"), (POINTS[:5], 0.1, 0.0, "must fit together"),
    (POINTS, -0.1, 0.0, "rates must be finite"), (POINTS, 0.1, np.nan, "penalties must be finite"),
    (np.stack([POINTS, POINTS]), [0.1] * 3, 0.0, "must be numbers or 2 of them")])
def test_what_does_not_fit_is_refused(points, rates, penalties, words):
    with pytest.raises(ValueError, match=words):
        learn(points, LABELS, rates, penalties, 3)


def area(polygon):
    x, y = polygon.T
    return abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2


def test_territories_cover_the_view_and_each_holds_its_winners():
    random = np.random.default_rng(5)
    for weights in random.normal(0, 1, (200, 3, 3)):
        lands = territories(weights, VIEW)
        assert sum(map(area, lands)) == pytest.approx(64)
        for c, land in enumerate(lands):
            if len(land) and area(land) > 1e-6:
                assert np.array_equal(land[0], land[-1])
                assert (weights @ [*land[:-1].mean(axis=0), 1.0]).argmax() == c
    everything, *nothing = territories(np.array([(0, 0, 1.0), (0, 0, 0), (0, 0, 0)]), VIEW)
    assert area(everything) == pytest.approx(64)
    assert [land.shape for land in nothing] == [(0, 2), (0, 2)]


@pytest.fixture(scope="module", params=["softmax", "hinge"])
def only_one(request):
    return live.Classifier(request.param, presets={"Stray": {"learning_rate": 1.0, "stray": (3.5, 3.5)}})


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


def alone(figure):
    """The same learned on its own."""
    points = np.vstack([POINTS, (figure.stray_x, figure.stray_y)])
    return learn(points, np.append(LABELS, 0), figure.learning_rate, figure.penalty, figure.steps, figure.loss_name)


def test_every_control_shows_what_is_learned_at_its_ends_and_middle(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            scene, done = figure.scene(figure.settings), alone(figure)
            steps = np.arange(figure.steps + 1)
            for c, land in enumerate(territories(done.weights[0, -1], VIEW)):
                assert np.array_equal(scene.lines[c], land), f"{name} = {value}"
                assert np.array_equal(scene.lines[3 + c][1:], GROUPS[c])
            for mark in (6, 7):
                assert scene.lines[mark].tolist() == [[figure.stray_x, figure.stray_y]]
            assert np.array_equal(scene.lines[8], np.stack([steps, done.losses[0]], axis=-1)), f"{name} = {value}"
            assert np.array_equal(scene.lines[9], np.stack([steps, done.wrong[0]], axis=-1)), f"{name} = {value}"
            assert f"{done.wrong[0, -1]} of 31 points" in figure.summary
            assert scene.steps == figure.steps
            assert np.array_equal(figure.learned.weights, done.weights)
        figure.reset()


def test_a_stray_is_moved_and_the_borders_answer(figure):
    assert figure.spec["handles"] == [{"panel": "main", "x": "stray_x", "y": "stray_y"}]
    before = figure.learned.weights
    figure.apply({"stray": (3.2, 3.2)})
    assert (figure.stray_x, figure.stray_y) == (3.2, 3.2)
    assert np.abs(figure.learned.weights - before).max() > 0.1
    figure.preset("Stray")
    assert (figure.stray_x, figure.stray_y, figure.learning_rate) == (3.5, 3.5, 1.0)
    figure.reset()
    assert np.array_equal(figure.learned.weights, before)


def test_the_axis_of_the_loss_holds_the_run(figure):
    for settings in ({}, {"learning_rate": 10.0, "penalty": 3.0, "steps": 20}, {"steps": 0}):
        figure.apply(settings)
        low, high = figure.scene(figure.settings).limits["curve"]["y"]
        losses = figure.learned.losses[0]
        assert low <= losses.min()
        assert losses.max() <= high or losses.max() > 1e12


def test_what_the_chapter_says_of_its_figures():
    def told(loss, **settings):
        one = live.Classifier(loss)
        one.apply(settings)
        return one.summary

    assert "31 of 31" in told("softmax", steps=0)
    assert "After 1 step: softmax loss 0.0397, 0 of 31" in told("softmax", learning_rate=10, steps=1)
    assert "has grown" in told("softmax", learning_rate=1.0, penalty=3.0)
    assert "is nearly at rest" in told("hinge", learning_rate=2.0, steps=100)
    assert "is still falling" in told("softmax", learning_rate=2.0, steps=100)
    stray = {"learning_rate": 1.0, "stray_x": 3.5, "stray_y": 3.5}
    assert "jumps up and down" in told("hinge", **stray)
    assert "5 of 31" in told("softmax", **stray)
    assert "is still falling" in told("softmax", **stray)


def test_a_runaway_penalty_stays_drawable():
    figure = live.Classifier("softmax", learning_rate=10, penalty=3.0, steps=100)
    assert "has grown" in figure.summary
    json.dumps(figure.scene(figure.settings).message(), allow_nan=False)
    assert figure.still().width == 1280


@pytest.mark.parametrize(("change", "words"), [
    ({"loss": "squares"}, "loss must be 'softmax' or 'hinge'"), ({"stray": (9, 0)}, "stray must be a point"),
    ({"stray": 3}, "stray must be a point of 2 .* got 3"), ({"stray": (1, 2, 3)}, "must be a point"),
    ({"presets": {"A": {"stray": "far"}}}, "'A': stray must"),
    ({"presets": {"A": {"stray": (0, 9)}}}, "'A': stray must"),
    ({"presets": {"A": {"rate": 1}}}, "preset 'A' names 'rate'; the controls of this figure are learning_rate, p"),
    ({"learning_rate": 0.0}, "learning_rate must"), ({"penalty": -1}, "penalty must"), ({"steps": 1000}, "steps must"),
    ({"steps": 2.5}, "steps must be a whole number")])
def test_bad_arguments_are_named(change, words):
    with pytest.raises(ValueError, match=words):
        live.Classifier(**{"loss": "softmax", **change})


def test_a_filled_mark_fills_its_inside():
    """The middle of the view, where nothing but a territory's colour lies, in the stored picture."""
    figure = live.Classifier("hinge")
    figure.marks = [Mark("main", "#000000", fill="#D55E0048")]
    scene = replace(figure.scene(figure.settings), lines=[np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])])
    picture = draw_scene(figure.figure, figure.panels, figure.fitted, figure.marks, scene)
    left, top, width, height = figure.spec["panels"]["main"]["box"]
    at = [int(picture.width / 960 * place) for place in (left + width / 2, top + height / 2)]
    share = 0x48 / 255
    wanted = [255 - share * (255 - value) for value in (0xD5, 0x5E, 0x00)]
    assert picture.convert("RGB").getpixel(at) == pytest.approx(wanted, abs=3)


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("18.1", "both", "Not yet. The hinge asks"), ("18.1", "only softmax", "Right."),
    ("18.2", (math.log(10), 9), "Right."), ("18.2", (1, 9), "base ten"), ("18.2", (9, math.log(10)), "wrong order"),
    ("18.3", "momentum", "Right."), ("18.3", "both", "RMSprop divides"),
    ("18.4", (3.5, 3.5), "Right. 5 of 31"), ("18.4", (0, 0), "Put it among its rivals"),
    ("18.4", (3.5, -2), "where the two other classes meet"), ("18.4", (9, 9), "Stay in the picture"),
    ("18.4", 3, "wants a place")])
def test_answers(name, answer, said, capsys):
    check(name, answer)
    assert said in capsys.readouterr().out
