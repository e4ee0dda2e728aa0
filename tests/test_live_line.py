"""The live line: what the page draws beside the path is the line of each step, with its distances to the data."""

import numpy as np
import pytest
from live_tools import drawn, expected, picture_moves, rows

from helpers import live, optimizers

X = np.array([1.0, 2, 3, 4, 5, 6, 8])
START = (0.34099454173956956, -0.5196184029053978)
FIRST, COMB, LINE = -3, -2, -1


def made(steps=60, rule=None, **options):
    return live.LineFit(X, X / 2 + 5, rule or optimizers.GradientDescent(0.008), START, steps=steps, **options)


@pytest.fixture(scope="module")
def figure():
    return made()


def table(figure, name, mark):
    """Row by row all vertices of a mark, in data coordinates."""
    sent = figure.stage.tables[name]
    pixels = np.frombuffer(sent["lines"][mark], dtype=np.float32).reshape(*sent["shapes"][mark], 2).astype(float)
    pixels[..., 1] = figure.stage.size[1] - pixels[..., 1]
    return figure.data.transData.inverted().transform(pixels.reshape(-1, 2)).reshape(pixels.shape)


def test_the_page_gets_the_line_of_every_step(figure):
    at = int(np.argmin(np.abs(rows(figure, "learning_rate")[0] - 0.008)))
    lines = table(figure, "learning_rate", LINE)[at].reshape(-1, 2, 2)
    for (w0, w1), line in zip(figure.path.points, lines, strict=False):
        assert np.allclose(line[:, 1], w0 + w1 * line[:, 0], atol=1e-3)


def test_the_comb_goes_from_the_line_to_each_datum(figure):
    at = int(np.argmin(np.abs(rows(figure, "learning_rate")[0] - 0.008)))
    comb = table(figure, "learning_rate", COMB)[at].reshape(-1, len(X), 3, 2)
    assert np.allclose(comb[..., 1, :], np.stack([X, X / 2 + 5], axis=-1), atol=1e-3)
    w0, w1 = figure.path.points[30]
    assert np.allclose(comb[30, :, [0, 2], 1], w0 + w1 * X, atol=1e-3)


def test_only_the_newest_line_is_shown(figure):
    mark, line = figure.marks[LINE], np.arange(12).reshape(6, 2)
    assert mark.each == 2
    assert mark.seen(line, 2).tolist() == [[4, 5], [6, 7]]
    assert figure.marks[0].seen(line, 2).tolist() == [[0, 1], [2, 3]]


def test_a_long_run_agrees_with_descend_and_thins_out_its_steps():
    figure = made(5000, most_steps=5000)
    assert rows(figure, "learning_rate")[1][0].shape[0] <= 160
    assert np.allclose(drawn(figure, "learning_rate", 0.008)[-1], expected(figure)[1][-1], atol=0.02)
    assert not figure.marks[0].dots, "a dot that is not a step"
    assert figure.summary.endswith("Line 5 + 0.5x, loss 5.85e−8.")


def test_every_control_moves_the_picture_and_the_words_follow(figure):
    for name in figure.sliders:
        assert picture_moves(figure, name), name
        figure.reset()
    figure.steps = 0 if figure.reach("steps")[0] == 0 else 1
    before = figure.summary
    figure.start = (1.0, 1.0)
    assert figure.summary != before
    figure.reset()


def test_a_run_that_leaves_says_so_and_measures_no_factor_where_it_cannot():
    figure = made(5000, most_steps=5000, ranges={"learning_rate": (1e-3, 0.2)})
    figure.learning_rate = 0.1
    assert "diverged" in figure.summary
    assert "measured 0.000" not in figure.summary


@pytest.mark.parametrize("rule", [optimizers.Momentum(0.01, 0.9), optimizers.Adam(0.1)])
def test_any_optimizer_gets_its_sliders(rule):
    figure = made(40, rule)
    assert set(rule.hyperparameters) < set(figure.sliders)
    assert (figure.gauge is None) == isinstance(rule, optimizers.Adam)
    assert figure.still()


def test_the_view_has_room_for_the_start_and_bad_data_are_named():
    figure = live.LineFit(X - X.mean(), X / 2 + 5, optimizers.GradientDescent(0.3), (-40.0, 0.0), variable="u")
    assert figure.view[0][0] < -40
    assert figure.data.get_xlabel() == "u"
    with pytest.raises(ValueError, match="x and y must be"):
        live.LineFit([1, 1], [2, 3], optimizers.GradientDescent(0.3), (0.0, 0.0))
