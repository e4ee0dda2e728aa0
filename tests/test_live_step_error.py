"""The live figure of errors against the step: its curves are those of the mathematics, and it goes where it is told."""

import numpy as np
import pytest
from live_tools import drawn, picture_moves

from helpers import live
from helpers.learning.differences import CURVES, typical_error
from helpers.live.step_error import METHODS, STEPS

PRESETS = {"Tiny": {"h": 1e-12}, "Kink": {"function": "kink", "x": 0.01, "h": 0.03}}
CURVE, DOT = 3, 7  # the first mark of the curves of errors, and of the dots on them


@pytest.fixture(scope="module")
def only_one():
    return live.StepError("cubic", x=2.0, h=1e-3, presets=PRESETS)


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("h", [1e-12, 1e-6, 1e-2])
def test_every_dot_sits_at_its_error(figure, number, h):
    figure.h = h
    figure.refresh()
    kind, dtype, *_ = list(METHODS.values())[number]
    error = typical_error(CURVES["cubic"], 2.0, h, kind, dtype)
    wanted = figure.pixels(figure.left, np.array([[h, error]]))
    np.testing.assert_allclose(drawn(figure, "h", h, DOT + number), wanted, atol=0.1)


def test_the_curves_follow_x(figure):
    figure.x = 3.5
    figure.refresh()
    wanted = np.stack([STEPS, typical_error(CURVES["cubic"], 3.5, STEPS, "forward")], axis=-1)
    np.testing.assert_allclose(drawn(figure, "x", 3.5, CURVE), figure.pixels(figure.left, wanted), atol=0.1)


def test_up_close_a_good_step_is_straight_and_a_tiny_one_a_staircase(figure):
    def bent(h):
        figure.h = h
        figure.refresh()
        line = drawn(figure, "h", h, len(figure.marks) - 1)
        return np.abs(np.diff(line[:, 1], 2)).max()

    assert bent(1e-6) < 0.1
    assert bent(1e-15) > 20


def test_a_preset_changes_the_curve_and_reset_brings_it_back(figure):
    before = figure.summary
    figure.preset("Kink")
    assert figure.function == "kink"
    assert "between x − h and x + h" in figure.summary
    figure.reset()
    assert (figure.function, figure.summary) == ("cubic", before)


def test_a_preset_of_the_page_tells_python_the_function(figure):
    figure._heard(None, {"kind": "settle", "preset": 2, "values": {}}, [])
    assert (figure.function, figure.value("h")) == ("kink", 0.03)
    np.testing.assert_allclose(drawn(figure, "h", 0.03, DOT + 1)[0, 0], figure.pixels(
        figure.left, np.array([[0.03, 1.0]]))[0, 0], atol=0.1)


def test_pointer_and_arrow_keys_choose_h(figure):
    figure.move_start(to=np.array([1e-7]))
    assert figure.value("h") == pytest.approx(1e-7)
    figure.move_start(by=np.array([1.0]))
    assert figure.value("h") == pytest.approx(1e-6)
    figure.move_start(to=np.array([50.0]))
    assert figure.value("h") == 1


def test_the_still_picture_moves_with_h(figure):
    assert picture_moves(figure, "h")


def test_an_unknown_function_is_refused(figure):
    with pytest.raises(ValueError, match="function must be one of"):
        live.StepError("quartic")
    with pytest.raises(ValueError, match="function must be one of"):
        live.StepError("cubic", presets={"Q": {"function": "quartic"}})
    with pytest.raises(ValueError, match="h must be a number"):
        figure.h = 2.0
