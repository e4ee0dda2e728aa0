"""The border that bends: its learning against a scalar loop, its map, its lines, and what the chapter says of it."""

import json
import math
from functools import cache

import numpy as np
import pytest

from helpers import live
from helpers.learning import first_of, four_corners, learn_bent, small_network
from helpers.live.bends import KINDS, MOST_UNITS, SIDE, VIEW

POINTS, LABELS = four_corners()


def slow(units, eta, steps, kind, start):
    """The same descent, one number after the other; returns the last weights, their loss, how many points are wrong."""
    below = [start[3 * j: 3 * j + 3].tolist() for j in range(units)]
    above = start[3 * units:].reshape(2, units + 1).tolist()
    for step in range(steps + 1):
        loss, wrong = 0.0, 0
        g_below, g_above = ([[0.0] * len(rows[0]) for _ in rows] for rows in (below, above))
        for (x, y), label in zip(POINTS, LABELS, strict=True):
            z = [a * x + b * y + c for a, b, c in below]
            out = [1 / (1 + math.exp(-v)) if kind == "sigmoid" else max(v, 0.0) for v in z]
            slope = [a * (1 - a) if kind == "sigmoid" else float(a > 0) for a in out]
            s = [sum(w * a for w, a in zip(row, [*out, 1.0], strict=True)) for row in above]
            p = [math.exp(v) / sum(map(math.exp, s)) for v in s]
            loss -= math.log(p[label]) / len(POINTS)
            wrong += int(p[1] > p[0]) != label
            delta = [(p[c] - (c == label)) / len(POINTS) for c in (0, 1)]
            for c in (0, 1):
                for j, a in enumerate([*out, 1.0]):
                    g_above[c][j] += delta[c] * a
            for j in range(units):
                down = sum(delta[c] * above[c][j] for c in (0, 1)) * slope[j]
                for k, feature in enumerate((x, y, 1.0)):
                    g_below[j][k] += down * feature
        if step < steps:
            for rows, slopes in ((below, g_below), (above, g_above)):
                for row, g in zip(rows, slopes, strict=True):
                    row[:] = [v - eta * d for v, d in zip(row, g, strict=True)]
    return np.concatenate([np.ravel(below), np.ravel(above)]), loss, wrong


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("units", [1, 3])
def test_learning_is_plain_descent_written_out(kind, units):
    start = first_of(units, seed=4, scale=1.5)
    done = learn_bent(POINTS, LABELS, units, 0.7, 40, kind, start)
    weights, loss, wrong = slow(units, 0.7, 40, kind, start)
    assert np.allclose(done.weights[0, -1], weights, rtol=0, atol=1e-10)
    assert done.losses[0, -1] == pytest.approx(loss, abs=1e-10)
    assert done.wrong[0, -1] == wrong


def test_more_units_keep_the_first_ones():
    few, many = (small_network(n).layers(first_of(n, seed=7)) for n in (3, 8))
    assert np.array_equal(few[0], many[0][:3])
    assert np.array_equal(few[1][:, :-1], many[1][:, :3])
    assert np.all(few[1][:, -1] == 0)
    assert np.array_equal(first_of(5, 2, 0.25), 0.25 * first_of(5, 2))


@pytest.fixture(scope="module")
def only_one():
    return live.BentBorder(presets={"ReLU": {"kind": "relu"}, "Stuck": {"units": 2}})


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


@cache
def straight_at(rate, steps):
    return learn_bent(POINTS, LABELS, 0, rate, steps)


def test_every_control_shows_what_is_learned_at_its_ends_and_middle(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            scene, kind, units = figure.shown(), KINDS[figure.relu], figure.units
            start = first_of(units, figure.seed, figure.scale)
            bent = learn_bent(POINTS, LABELS, units, figure.learning_rate, figure.steps, kind, start)
            straight = straight_at(figure.learning_rate, figure.steps)
            steps = np.arange(figure.steps + 1)
            for mark, run in ((11, straight), (12, bent)):
                assert np.array_equal(scene.lines[mark], np.stack([steps, run.losses[0]], axis=-1)), f"{name} = {value}"
                assert np.array_equal(scene.lines[mark + 2], np.stack([steps, 24 - run.wrong[0]], axis=-1))
            assert all(len(line) == 0 for line in scene.lines[units:MOST_UNITS])
            assert f"{24 - bent.wrong[0, -1]} of 24 points right" in figure.summary
            assert f"{24 - straight.wrong[0, -1]} right" in figure.summary
            assert scene.steps == figure.steps
        assert np.array_equal(figure.learned.weights, bent.weights)  # where its end is
        figure.reset()


def test_the_map_tells_what_the_network_says_in_the_middle_of_each_cell(figure):
    figure.units = 8
    cells, (params,) = figure.shown().cells, figure.learned.weights[:, -1]
    labels, ((left, right), (low, high)) = cells["labels"].reshape(SIDE, SIDE), VIEW
    for row, column in ((0, 0), (0, 95), (95, 0), (40, 63), (13, 20)):
        place = [left + (right - left) * (column + 0.5) / SIDE, high - (high - low) * (row + 0.5) / SIDE]
        share = small_network(8).scores(params, np.array([place]).T)[1, 0]
        assert labels[row, column] == int(11 * share)
    assert len(cells["colours"]) == 11
    assert set(np.unique(labels)) <= set(range(11))


def test_each_units_line_is_where_its_sum_is_zero(figure):
    figure.apply({"units": 5, "seed": 3})
    scene, (below, _) = figure.shown(), small_network(5).layers(figure.learned.weights[0, -1])
    for line, (a, b, c) in zip(scene.lines[:5], below, strict=True):
        assert np.allclose(line @ [a, b] + c, 0, atol=1e-9 * np.hypot(a, b))
        assert np.linalg.norm(line[1] - line[0]) == pytest.approx(18)
    figure.steps = 0
    assert len(figure.shown().lines[8]) == 0  # at its start the straight border is nowhere


def test_what_is_said_is_certain():
    """A start one rounding error aside learns the same: at no setting of the controls is there chaos."""
    random = np.random.default_rng(0)
    for units in (1, 2, 4, 8):
        for kind in KINDS:
            places = zip(random.integers(20, size=9), 0.1 * 40 ** random.random(9), strict=True)
            starts = np.array([first_of(units, seed, scale) for seed, scale in places])
            for eta in (0.01 * 300 ** random.random(), 3.0):  # somewhere, and the largest there is
                both = np.concatenate([starts, starts * (1 + 4e-16)])
                a, b = np.split(learn_bent(POINTS, LABELS, units, eta, 600, kind, both).weights, 2)
                assert np.abs(a - b).max() < 1e-8, f"{units} {kind} {eta}"


def test_what_the_chapter_says_of_its_figure(figure):
    assert "24 of 24 points right" in figure.summary
    assert "Without units in between: 16 right" in figure.summary
    figure.units = 1
    assert "24 of 24" not in figure.summary
    json.dumps(figure.shown().message(), allow_nan=False)


@pytest.mark.parametrize(("change", "words"), [
    ({"units": 0}, "units must be a whole number from 1 to 8"), ({"units": 2.5}, "units must"),
    ({"learning_rate": 10}, "learning_rate must"), ({"scale": 0.0}, "scale must"), ({"seed": 20}, "seed must"),
    ({"steps": 601}, "steps must"), ({"kind": "tanh"}, "kind must be one of 'sigmoid', 'relu', got 'tanh'"),
    ({"presets": {"A": {"kind": 1}}}, "kind must be one of"), ({"presets": {"A": {"rate": 1}}}, "'A' names 'rate'")])
def test_bad_arguments_are_named(change, words):
    with pytest.raises(ValueError, match=words):
        live.BentBorder(**change)
