"""Where rates settle: the cubic is the logistic map, whose periods are known; and any other rule and surface."""

import json

import numpy as np
import pytest

from helpers import Surface, descend, live, optimizers, surfaces
from helpers.live.settling import LONG, ROWS, SHADES, settled

MOST, GONE = len(SHADES) - 2, len(SHADES) - 1


@pytest.fixture(scope="module")
def cubic():
    return live.Settling(surfaces.cubic, optimizers.GradientDescent(0.1), 1.0, rates=(0.1, 0.26), view=(-1.2, 5.0),
                         presets={"Two": {"learning_rate": 0.18}, "Elsewhere": {"start": 4.9, "steps": 7}})


@pytest.fixture
def figure(cubic):
    cubic.reset()
    return cubic


# With r = 1 + 12η the logistic map has its first periods at r = 3, 1 + √6, 3.54409, 3.56441, its window of three from
# 1 + √8 to 3.8415, and nothing stays beyond 4 (R. May, 1976).
PERIODS = {2.9: 1, 2.99: 1, 3.01: 2, 3.4: 2, 3.46: 4, 3.53: 4, 3.55: 8, 3.56: 8, 3.75: None, 3.835: 3, 3.99: None,
           4.02: 0}


@pytest.mark.parametrize(("r", "period"), PERIODS.items())
def test_the_cubic_has_the_periods_of_the_logistic_map(figure, r, period):
    for start in (1.0, 2.2, 3.5):
        figure.apply({"learning_rate": (r - 1) / 12, "start": start})
        said = {0: "diverges", 1: "comes to rest at 3", None: "shows no period up to 8 in 4,000 steps"}
        assert figure.summary.split(": ")[1].startswith(said.get(period, f"goes round {period} points")), start
        _, spots, _, on_curve = figure.scene(figure.settings).lines
        seen = {0: 0, None: 65}.get(period, (period or 0) + 1)  # a line's first point has no dot, so it is there twice
        assert len(spots) == len(on_curve) == seen
        assert np.all(spots[:, 0] == figure.learning_rate)


def test_the_points_of_a_period_are_mapped_into_each_other(figure):
    figure.learning_rate = 0.205
    points = figure.scene(figure.settings).lines[1][1:, 1]
    assert points[0] == points.min()
    after = points - 0.205 * surfaces.cubic.gradient(points)
    np.testing.assert_allclose(after, np.roll(points, -1), atol=1e-9)
    assert figure.summary.endswith("goes round 4 points, 1.32, 3.72, 1.63 and 3.85.")


def test_the_picture_holds_the_ends_of_each_rate(figure):
    labels = figure.scene(figure.settings).cells["labels"]
    assert labels.shape == (ROWS, 400)
    for column, rate in enumerate(figure.rates):
        if rate > 0.2502:
            assert np.all(labels[:, column] == GONE)
        elif rate < 0.16:
            rows = np.flatnonzero(labels[:, column])
            assert np.allclose(5.0 - (rows + 0.5) / ROWS * 6.2, 3.0, atol=0.03), rate
            assert labels[rows, column].max() == MOST
        elif 0.17 < rate < 0.2:
            low, high = (5.0 - (row + 0.5) / ROWS * 6.2 for row in np.flatnonzero(labels[:, column])[[-1, 0]])
            around = np.sort((12 * rate + 2 + np.array([-1, 1]) * np.sqrt((12 * rate + 2) * (12 * rate - 2)))
                             / (6 * rate)) - 1  # the period of two: z = (r + 1 ± √((r + 1)(r − 3)))/2r
            np.testing.assert_allclose([low, high], around, atol=0.03, err_msg=str(rate))


def test_another_start_makes_another_picture_and_the_rate_does_not(figure):
    one = figure.scene(figure.settings)
    assert np.array_equal(one.cells["labels"], figure.scene(figure.settings | {"learning_rate": 0.2}).cells["labels"])
    figure.preset("Elsewhere")
    gone = figure.scene(figure.settings).cells["labels"][0] == GONE
    thrown = [descend(surfaces.cubic, 4.9, optimizers.GradientDescent(rate), 1000).outcome == "diverged"
              for rate in figure.rates[::40]]
    assert gone[::40].tolist() == thrown
    assert 0 < np.mean(gone) < 1


def test_every_control_and_the_run_beside_it(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            scene = figure.scene(figure.settings)
            marker, _, run, _ = scene.lines
            assert marker.tolist() == [[figure.learning_rate, -1.2], [figure.learning_rate, 5.0]]
            path = descend(surfaces.cubic, figure.start, optimizers.GradientDescent(figure.learning_rate), figure.steps)
            np.testing.assert_allclose(run[:, 0], path.points[: path.steps + 1])
            np.testing.assert_array_equal(run[:, 1], surfaces.cubic(run[:, 0]))
            json.dumps(scene.message(), allow_nan=False)
            assert figure.still()
        figure.reset()


def test_other_rules_and_surfaces():
    wave = Surface(lambda x: np.cos(x) + x**2 / 20, lambda x: -np.sin(x) + x / 10, name="a wave", view=[(-6, 6)])
    swings = live.Settling(wave, optimizers.Momentum(0.5, 0.5), start=1.0, rates=(0.1, 6.0))
    assert set(swings.controls) == {"learning_rate", "momentum", "start_x", "steps"}
    assert swings.summary == "η = 0.5 from 1: comes to rest at 2.85."
    kink = Surface(np.abs, np.sign, name="|x|", view=[(-1, 1)])
    hops = live.Settling(kink, optimizers.GradientDescent(0.1), start=0.35, rates=(0.01, 0.3))
    assert hops.summary == "η = 0.1 from 0.35: goes round 2 points, −0.05 and 0.05."
    crawl = live.Settling(surfaces.parabola, optimizers.GradientDescent(1e-5), start=0.3, rates=(1e-6, 1e-4))
    assert "no period" in crawl.summary


def test_what_comes_back_late_or_has_stopped():
    steps = np.arange(LONG + 1)
    assert settled(np.sin(2 * np.pi * steps / 8), 2.0)[1] == 8
    assert settled(np.sin(2 * np.pi * steps / 7), 2.0)[1] == 7
    assert settled(np.sin(2 * np.pi * steps / 9), 2.0)[1] is None
    assert settled(1 / np.sqrt(steps + 1.0), 2.0)[1] is None  # on its way for ever
    assert settled(np.array([1.0, 2.0, 3.0]), 2.0)[1] == 1


@pytest.mark.parametrize(("given", "said"), [
    ((surfaces.bowl, optimizers.GradientDescent(0.1), 1.0), "Settling takes a Surface of one variable"),
    ((surfaces.cubic, 0.1, 1.0), "Settling takes a Surface of one variable"),
    ((surfaces.cubic, optimizers.GradientDescent(lambda t: 0.1), 1.0), "whose learning_rate is a number"),
    ((surfaces.cubic, optimizers.GradientDescent(0.1), 9.0), "start must be a point"),
    ((surfaces.cubic, optimizers.GradientDescent(0.3), 1.0), "learning_rate must be a number from 0.1 to 0.26")])
def test_what_cannot_be_shown_is_refused(given, said):
    with pytest.raises(ValueError, match=said):
        live.Settling(*given, rates=(0.1, 0.26))
