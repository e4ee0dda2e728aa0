"""The classifier in the plane: its learning against a scalar loop, its territories, and the figure that shows both."""

import math

import numpy as np
import pytest
from live_tools import drawn, rows

from helpers import live
from helpers.exercises import check
from helpers.learning.boundaries import learn, territories, three_groups
from helpers.learning.models import Network
from helpers.live.classifier import VIEW
from helpers.live.stage import Mark, draw_still

POINTS, LABELS = three_groups()


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
    x, y = np.nan_to_num(polygon).T
    return abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2


def test_territories_cover_the_view_and_each_holds_its_winners():
    random = np.random.default_rng(5)
    for weights in random.normal(0, 1, (200, 3, 3)):
        lands = territories(weights, VIEW)
        assert sum(area(land) for land in lands) == pytest.approx(64)
        for c, land in enumerate(lands):
            if not np.isnan(land).any() and area(land) > 1e-6:
                assert (weights @ [*land[:-1].mean(axis=0), 1.0]).argmax() == c
    nobody = territories(np.array([(0, 0, 1.0), (0, 0, 0), (0, 0, 0)]), VIEW)
    assert area(nobody[0]) == pytest.approx(64)
    assert np.isnan(nobody[1:]).all()


@pytest.fixture(scope="module", params=["softmax", "hinge"])
def figure(request):
    return live.Classifier(request.param, presets={"Stray": {"learning_rate": 1.0, "stray": (3.5, 3.5)}})


def test_the_page_draws_what_is_learned(figure):
    for name, value in (("learning_rate", 1.0), ("penalty", 0.1), ("steps", 20), ("stray_x", 3.0), ("stray_y", -3.0)):
        figure.reset()
        setattr(figure, name, value)
        figure.refresh()
        land = territories(figure.learned.weights[0, -1], VIEW)
        for mark in range(3):
            shape = figure.stage.tables[name]["shapes"][mark]
            position = int(np.argmin(np.abs(figure.positions(name) - value)))
            row, count = (np.frombuffer(figure.stage.tables[name][key], np.int32)[position] for key in ("row", "count"))
            lines = np.frombuffer(figure.stage.tables[name]["lines"][mark], np.float32).reshape(*shape, 2)
            seen = figure.marks[mark].seen(lines[row], count)
            assert np.allclose(seen, figure.pixels(figure.main, land[mark]), atol=0.02), (name, mark)
        curve = drawn(figure, name, value, mark=8)
        steps = np.arange(len(figure.learned.losses[0]))
        wanted = figure.pixels(figure.curve, np.stack([steps, figure.learned.losses[0]], axis=-1))
        assert np.allclose(curve, wanted, atol=0.02), name
    figure.reset()


def test_the_stray_is_learned_and_drawn_where_it_stands(figure):
    figure.stray_x, figure.stray_y = 3.0, -1.0
    figure.refresh()
    alone = learn(np.vstack([POINTS, (3.0, -1.0)]), np.append(LABELS, 0), 0.1, 1e-4, 60, figure.loss_name)
    assert np.allclose(figure.learned.weights, alone.weights, rtol=0, atol=1e-12)
    for mark in (6, 7):
        assert np.allclose(drawn(figure, "stray_x", 3.0, mark), figure.pixels(figure.main, np.array([[3.0, -1.0]])))
    figure.reset()


def test_a_stray_is_dragged_and_the_borders_answer(figure):
    sent = []
    figure.stage.send = lambda content, buffers=None: sent.append(content)
    before = figure.learned.weights
    left, top, width, height = figure.stage.start_box
    figure._heard(None, {"kind": "start", "at": [left + width * 0.9, top + height * 0.1], "done": True}, [])
    assert (figure.stray_x, figure.stray_y) == pytest.approx((3.2, 3.2), abs=0.01)
    assert sent[-1]["table"]["words"] == [figure.summary]
    assert np.abs(figure.learned.weights - before).max() > 0.1
    figure._heard(None, {"kind": "nudge", "by": [1, 0]}, [])
    assert figure.stray_x > 3.3
    del figure.stage.send
    figure.reset()
    assert np.array_equal(figure.learned.weights, before)


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
    for mark in range(len(figure.marks)):
        assert all(np.isfinite(line).all() for line in rows(figure, "steps", mark)[1])
    assert figure.still().startswith(b"\x89PNG")


@pytest.mark.parametrize(("change", "words"), [
    ({"loss": "squares"}, "loss must be 'softmax' or 'hinge'"), ({"stray": (9, 0)}, "stray_x must be a number from -4"),
    ({"presets": {"A": {"rate": 1}}}, "a preset may change learning_rate, .* got 'rate'"),
    ({"learning_rate": 0.0}, "learning_rate must"), ({"penalty": -1}, "penalty must"), ({"steps": 1000}, "steps must")])
def test_bad_arguments_are_named(change, words):
    with pytest.raises(ValueError, match=words):
        live.Classifier(**{"loss": "softmax", **change})


def test_a_filled_mark_fills_its_inside():
    axes = live.Classifier("hinge").main
    mark = Mark(axes, "#000000", each=4, grows=True, fill="#D55E0048")
    line = np.array([(0, 0), (1, 0), (1, 1), (0, 0)] * 3)
    assert len(mark.seen(line, 2)) == 4
    inside = draw_still(mark, mark.seen(line, 2))[0]
    assert inside.get_facecolor()[3] == pytest.approx(0x48 / 255)


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("18.1", "both", "Not yet. The hinge asks"), ("18.1", "only softmax", "Right."),
    ("18.2", (math.log(10), 9), "Right."), ("18.2", (1, 9), "base ten"), ("18.2", (9, math.log(10)), "wrong order"),
    ("18.3", "momentum", "Right."), ("18.3", "both", "RMSprop divides"),
    ("18.4", (3.5, 3.5), "Right. 5 of 31"), ("18.4", (0, 0), "Put it among its rivals"),
    ("18.4", (3.5, -2), "Go farther out"), ("18.4", (9, 9), "Stay in the picture"), ("18.4", 3, "wants a place")])
def test_answers(name, answer, said, capsys):
    check(name, answer)
    assert said in capsys.readouterr().out
