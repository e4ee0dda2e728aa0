"""Slope, Direction, Race, PhaseMap and Microscope, driven by every control."""

import numpy as np
import pytest
from live_tools import drawn, picture_moves, stops

from helpers import descend, live, optimizers, surfaces


def test_the_phase_map_knows_a_ball_that_lands_at_once():
    figure = live.PhaseMap(optimizers.Nesterov, step=1.0, momentum=0.81)
    assert "lands at once. Factor a step: predicted 0.000, measured 0.000." in figure.summary


def test_slope_and_direction():
    slope = live.Slope(surfaces.cubic, x=1.0, h=1.0)
    for name in slope.sliders:
        for value in stops(slope, name):
            setattr(slope, name, value)
            assert f"{slope.x:.3g}".replace("-", "−")[:4] in slope.summary.replace(",", "") or abs(slope.x) < 0.1
        assert picture_moves(slope, name)
        slope.reset()
    assert slope.summary == "At x = 1 the slope is −12. The chord of width 1 has slope −11."
    turn = live.Direction(surfaces.bowl, point=(2.0, 2.0), angle=30)
    for name in turn.sliders:
        for value in stops(turn, name):
            setattr(turn, name, value)
            angle = np.radians(turn.angle)
            g = surfaces.bowl.gradient(np.array(turn.point))
            along = g @ [np.cos(angle), np.sin(angle)]
            dot = drawn(turn, name, value, 5) if turn.refresh() is None else None
            wanted = turn.pixels(turn.right, np.array([[turn.angle, along]]))
            assert np.allclose(dot, wanted, atol=0.02)
        turn.reset()


def race(**more):
    racers = [optimizers.GradientDescent(0.05), optimizers.Adam(0.3), optimizers.Momentum(0.04, 0.5)]
    return live.Race(surfaces.bowl, racers, (-0.5, 2.9), steps=20, **more)


def test_each_lane_of_a_race_is_a_descent_of_its_own():
    figure = race()
    for name in figure.sliders:
        for value in stops(figure, name):
            setattr(figure, name, value)
            for lane, path in enumerate(figure.paths.values()):
                wanted = figure.pixels(figure.main, path.points)
                assert np.allclose(drawn(figure, name, value, 2 * lane)[: len(wanted)][-1], wanted[-1], atol=0.02)
        figure.apply(figure.presets["Reset"])


def test_a_race_tells_who_is_lowest_and_who_diverged():
    figure = race(presets={"Too fast": {"scale": 4.0}})
    heights = {name: path.values[-1] for name, path in figure.paths.items()}
    assert f"Lowest after 20 gradients: {min(heights, key=heights.get)}" in figure.summary
    figure.preset("Too fast")
    figure.steps = 40
    lost = figure.paths["Gradient descent"]
    assert lost.outcome == "diverged"
    assert f"Diverged: Gradient descent at step {lost.steps}" in figure.summary


@pytest.mark.parametrize("kind", [optimizers.Momentum, optimizers.Nesterov])
def test_the_phase_map_measures_what_theory_predicts(kind):
    figure = live.PhaseMap(kind)
    for step in (0.04, 0.4, 1.0, 1.9):
        for momentum in (0.0, 0.3, 0.6, 0.9):
            figure.step, figure.momentum = step, momentum
            predicted, measured = (float(part.split()[1].rstrip(".").replace("−", "-"))
                                   for part in figure.summary.split("step: ")[1].split(", "))
            assert measured == pytest.approx(predicted, abs=0.012), figure.summary
    with pytest.raises(ValueError, match="PhaseMap knows the theory of Momentum and Nesterov"):
        live.PhaseMap(optimizers.Adam)


@pytest.mark.parametrize("rule", optimizers.everything)
def test_the_microscope_shows_every_rule_in_its_own_terms(rule):
    optimizer = rule(0.05)
    figure = live.Microscope(surfaces.bowl, optimizer, (-0.5, 2.9), steps=12)
    points = descend(surfaces.bowl, (-0.5, 2.9), optimizer, 12).points
    for step in figure.seen:
        assert np.allclose(step.terms["x"] + step.terms["move"], points[step.t], rtol=1e-12)
        assert set(optimizer.state_names) <= set(step.terms)
    for t in stops(figure, "step"):
        figure.step = t
        assert figure.summary.startswith(f"Step {t:.0f}: g = ")
        here = figure.pixels(figure.left, points[int(t) - 1 : int(t)])
        assert np.allclose(drawn(figure, "step", t, 3)[0], here, atol=0.02)
