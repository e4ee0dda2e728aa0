"""The live line: beside the path stands the line of the step that is shown, with its distances to the data."""

import numpy as np
import pytest

from helpers import descend, live, optimizers

X = np.array([1.0, 2, 3, 4, 5, 6, 8])
Y = X / 2 + 5
START = (0.34099454173956956, -0.5196184029053978)
FIRST, COMB, LINE = -3, -2, -1


def made(steps=60, rule=None, **options):
    return live.LineFit(X, Y, rule or optimizers.GradientDescent(0.008), START, steps=steps, **options)


@pytest.fixture(scope="module")
def only_one():
    return made(presets={"Far": {"start": (9.0, -2.0), "steps": 7}})


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


def check_lines(figure):
    """The lines of a scene against a descent of its own."""
    optimizer = figure.kind(**{name: getattr(figure, name) for name in figure.kind.hyperparameters})
    path = descend(figure.surface, figure.start, optimizer, figure.steps)
    lines = figure.scene(figure.settings).lines
    assert np.array_equal(lines[0][[0, -1]], path.points[[0, path.steps]])
    for mark, (w0, w1) in ((FIRST, path.points[0]), (LINE, path.final)):
        assert np.allclose(lines[mark][:, 1], w0 + w1 * lines[mark][:, 0], rtol=1e-12, atol=1e-12)
        assert lines[mark][0, 0] < X.min() < X.max() < lines[mark][-1, 0]
    comb = lines[COMB].reshape(len(X), 3, 2)
    assert np.array_equal(comb[:, 1], np.stack([X, Y], axis=-1))
    for k in (0, 2):
        assert np.allclose(comb[:, k], np.stack([X, path.final @ [np.ones(7), X]], axis=-1), rtol=1e-12, atol=1e-12)
    return path


def test_every_control_at_its_ends_and_middle(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            check_lines(figure)
        figure.reset()


@pytest.mark.parametrize("steps", [0, 1, 30, 60])
def test_while_it_plays_the_line_is_the_line_of_that_step(figure, steps):
    w0, w1 = figure.path.points[steps]
    line = figure.scene({**figure.settings, "steps": steps}).lines[LINE]
    assert np.allclose(line[:, 1], w0 + w1 * line[:, 0])


def test_presets_move_the_first_line_and_their_lines_have_room(figure):
    figure.preset("Far")
    assert (figure.start, figure.steps) == ((9.0, -2.0), 7)
    check_lines(figure)
    low, high = figure.panels["data"].get_ylim()
    for w0, w1 in (START, (9.0, -2.0)):
        assert np.all((low < w0 + w1 * figure.ends) & (w0 + w1 * figure.ends < high))


def test_the_numbers_of_the_text():
    figure = made(5000, most_steps=5000)
    assert check_lines(figure).final == pytest.approx((4.999278595714187, 0.500136309516923), rel=1e-12)
    assert figure.summary.endswith("Line 5 + 0.5x, loss 5.85e−8.")
    figure.steps, figure.start = 1, (0.0, -1.0)
    w0, w1 = figure.path.final
    assert figure.summary.endswith(f"Line {w0:.3g} − {-w1:.3g}x, loss {figure.surface(figure.path.final):.3g}.")


def test_a_run_that_leaves_says_so_and_measures_no_factor_where_it_cannot():
    figure = made(5000, most_steps=5000, ranges={"learning_rate": (1e-3, 0.2)})
    figure.learning_rate = 0.1
    assert "diverged" in figure.summary
    assert "measured 0.000" not in figure.summary
    assert figure.still().width == 1280


@pytest.mark.parametrize("rule", [optimizers.Momentum(0.01, 0.9), optimizers.Adam(0.1)])
def test_any_optimizer_gets_its_controls(rule):
    figure = made(40, rule)
    assert set(rule.hyperparameters) < set(figure.controls)
    assert ("gauge" in figure.panels) == (not isinstance(rule, optimizers.Adam))
    assert not figure.asks
    check_lines(figure)
    assert figure.still().width == 1280


def test_several_balls_have_a_line_each():
    starts = [(0.0, 0.0), (6.0, 1.0)]
    figure = live.LineFit(X, Y, optimizers.GradientDescent(0.01), starts, steps=20)
    lines = figure.scene(figure.settings).lines
    assert len(lines) == len(figure.marks) == 2 * 6
    for b, path in enumerate(figure.path):
        first, _, line = lines[6 + 3 * b: 9 + 3 * b]
        assert np.allclose(first[:, 1], starts[b][0] + starts[b][1] * first[:, 0])
        assert np.allclose(line[:, 1], path.final[0] + path.final[1] * line[:, 0])
    assert "Line" not in figure.summary


def test_the_view_has_room_for_the_start_and_the_variable_has_its_name():
    figure = live.LineFit(X - X.mean(), Y, optimizers.GradientDescent(0.3), (-40.0, 0.0), variable="u")
    assert figure.view[0][0] < -40
    assert figure.panels["data"].get_xlabel() == "u"
    assert "u, loss" in figure.summary
    assert (figure.controls["start_x"].label, figure.controls["start_y"].label) == ("start w₀", "start w₁")


@pytest.mark.parametrize(("x", "y", "change", "words"), [
    ([], [], {}, "two different numbers"), ([1, 1], [2, 3], {}, "two different numbers"),
    ([1, 2], [1, 2, 3], {}, "got shapes"), ([1, 2, np.nan], [1, 2, 3], {}, "finite, got x"),
    (X, Y, {"start": 1.0}, "start must be"), (X, Y, {"start": "here"}, "start must be"),
    (X, Y, {"start": (np.nan, 0.0)}, "start must be"), (X, Y, {"presets": {"A": {"start": "far"}}}, "start must be"),
    (X, Y, {"presets": {"A": {"lr": 1}}}, "preset 'A' names 'lr'")])
def test_bad_arguments_are_named(x, y, change, words):
    with pytest.raises(ValueError, match=words):
        live.LineFit(x, y, optimizers.GradientDescent(0.01), **{"start": START, **change})
