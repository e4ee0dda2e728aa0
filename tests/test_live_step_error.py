"""The live figure of errors against the step: its curves are those of the mathematics, and it goes where it is told."""

import numpy as np
import pytest

from helpers import live
from helpers.learning.differences import CURVES, guides, typical_error
from helpers.live.step_error import METHODS, STEPS

PRESETS = {"Tiny": {"h": 1e-12}, "Kink": {"function": "kink", "x": 0.01, "h": 0.03}}
UPRIGHT, CURVE, DOT, TANGENT = 2, 3, 7, 11  # the first mark of each sort


@pytest.fixture(scope="module")
def only_one():
    return live.StepError("cubic", x=2.0, h=1e-3, presets=PRESETS)


@pytest.fixture
def figure(only_one):
    only_one.reset()
    return only_one


def lines(figure):
    return figure.scene(figure.settings).lines


def test_every_control_at_its_ends_and_middle(figure):
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            drawn, curve = lines(figure), CURVES[figure.function]
            assert len(drawn) == len(figure.marks)
            for k, (kind, dtype, *_) in enumerate(METHODS.values()):
                error = typical_error(curve, figure.x, STEPS, kind, dtype)
                assert np.array_equal(drawn[CURVE + k], np.stack([STEPS, error], axis=-1)), f"{name} = {value}"
                here = float(typical_error(curve, figure.x, figure.h, kind, dtype))
                assert drawn[DOT + k].tolist() == [[figure.h, here]], f"{name} = {value}"
            for k, guide in enumerate(guides(curve, figure.x, STEPS)):
                assert np.array_equal(drawn[k][:, 1], np.maximum(guide, 1e-30))
            assert np.all(drawn[UPRIGHT][:, 0] == figure.h)
            assert curve.name in figure.summary
        figure.reset()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("h", [1e-12, 1e-6, 1e-2])
def test_the_dots_sit_on_their_curves(figure, number, h):
    figure.h = h
    drawn = lines(figure)
    at = int(np.argmin(np.abs(np.log(STEPS / h))))
    assert drawn[DOT + number][0] == pytest.approx(drawn[CURVE + number][at], rel=1e-9)


def test_up_close_a_good_step_is_straight_and_a_tiny_one_a_staircase(figure):
    def bent(h):
        figure.h = h
        return np.abs(np.diff(lines(figure)[-1][:, 1], 2)).max()

    assert bent(1e-6) < 1e-3
    assert bent(1e-15) > 0.3


def test_up_close_the_tangent_rises_by_one_to_h(figure):
    tangent = lines(figure)[TANGENT]
    assert np.interp(1.0, *tangent.T) == pytest.approx(-1.0)  # at 2 the cubic falls
    figure.function = "kink"
    figure.x = -1.0
    assert np.all(lines(figure)[TANGENT][:, 1] == 0)


def test_a_preset_changes_the_curve_and_reset_brings_it_back(figure):
    before = figure.summary
    figure.preset("Kink")
    assert (figure.function, figure.x, figure.h) == ("kink", 0.01, 0.03)
    assert "between x − h and x + h" in figure.summary
    figure.reset()
    assert (figure.function, figure.summary) == ("cubic", before)


def test_a_function_is_set_by_its_name(figure):
    figure.function = "tall"
    assert figure.summary.startswith("1,000,000 + x³")
    figure.apply({"function": "parabola", "x": 3.0})
    assert (figure.function, figure.x) == ("parabola", 3.0)
    assert "Nothing bends here" in figure.summary


def test_h_can_be_dragged_across_the_curves(figure):
    assert figure.spec["handles"] == [{"panel": "left", "x": "h"}]
    assert figure.spec["panels"]["left"]["x"] == "log"


def test_what_cannot_be_shown_is_refused(figure):
    with pytest.raises(ValueError, match=r"function must be one of 'cubic', .* got 'quartic'"):
        live.StepError("quartic")
    with pytest.raises(ValueError, match="function must be one of"):
        live.StepError("cubic", presets={"Q": {"function": "quartic"}})
    with pytest.raises(ValueError, match="function must be one of"):
        figure.function = ["cubic"]
    with pytest.raises(ValueError, match="h must be a number"):
        figure.h = 2.0
    with pytest.raises(ValueError, match="x must be a number from -2 to 4"):
        live.StepError(x=9)
    with pytest.raises(ValueError, match="preset 'Q' names 'step'"):
        live.StepError(presets={"Q": {"step": 0.1}})
