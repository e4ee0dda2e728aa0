"""The bug museum: every fault is there, is the one it is said to be, and the exercise knows it."""

import numpy as np
import pytest

from helpers import descend, surfaces
from helpers.exercises.answers.chapter_16 import EXERCISES, FAULTS
from helpers.learning import museum
from helpers.learning.gradients import check_gradient, numerical_gradient

# What the tests of the rooms below establish, one by one.
ROOMS = {"B": "tenth left out", "C": "look-ahead apart", "D": "right", "E": "bias correction", "F": "wrong axis"}


def factors(room):
    """The least-squares factor between a room's gradient and the numerical one, for each array."""
    return [float((mine * numeric).sum() / (numeric**2).sum())
            for mine, numeric in zip(room.gradient(), numerical_gradient(room.f, room.params), strict=True)]


def checked(letter):
    room = museum.room(letter)
    return check_gradient(room.f, room.params, room.gradient())


def test_a_sum_in_place_of_a_mean_is_off_by_the_pictures():
    np.testing.assert_allclose(factors(museum.room("A")), 20, rtol=1e-6)


def test_the_tenth_is_left_out():
    np.testing.assert_allclose(factors(museum.room("B")), 10, rtol=1e-6)


def test_one_room_is_right_and_a_large_step_deceives_there():
    room = museum.room("D")
    assert checked("D").passed
    assert not check_gradient(room.f, room.params, room.gradient(), eps=0.1).passed


def test_the_wrong_axis_spoils_one_array():
    found = checked("F")
    assert not found.passed
    assert [bool(errors.max() < 1e-5) for errors in found.errors] == [True, True, True, False]


def test_apart_look_ahead_ends_where_the_printed_path_ends():
    room = museum.room("C")
    np.testing.assert_allclose(room.path(25)[-1], (0.9128, -0.9181), atol=5e-5)
    right = descend(room.surface, room.start, room.optimizer, 3).points
    np.testing.assert_allclose(room.path(3)[:2], right[:2])
    assert np.abs(room.path(3)[2] - right[2]).max() > 1e-3


def test_apart_look_ahead_is_nesterovs_where_no_coordinate_minds_the_other():
    room = museum.room("C")
    right = descend(surfaces.narrow_valley, (-2.4, 0.2), room.optimizer, 10).points
    np.testing.assert_allclose(room.path(10, surfaces.narrow_valley, (-2.4, 0.2)), right, rtol=1e-9, atol=1e-12)


def test_the_first_step_of_the_late_correction():
    room = museum.room("E")
    first = np.abs(np.diff(room.path(1), axis=0)) / room.optimizer.learning_rate
    np.testing.assert_allclose(first, np.sqrt(1.999) / 1.9, rtol=1e-6)


def test_every_visit_finds_the_room_as_it_was():
    first, second = museum.room("A"), museum.room("A")
    first.params[0] *= 2
    assert np.abs(second.params[0]).max() <= 0.5
    assert first.f() != second.f()


@pytest.mark.parametrize("letter", museum.ROOMS)
def test_no_room_says_what_is_wrong_with_it(letter):
    told = f"{museum.room(letter)} {museum.ROOMS[letter].__doc__}".lower()
    assert not any(fault in told for fault in FAULTS)


def test_doors_that_do_not_exist():
    with pytest.raises(ValueError, match="the rooms are"):
        museum.room("Z")
    with pytest.raises(ValueError, match="whole number of steps"):
        museum.room("C").path(-1)


# ---- the exercise -----------------------------------------------------------------------------------------------


def test_the_detective_is_right_with_all_rooms_alone():
    museum_exercise = EXERCISES["16.4"]
    assert museum_exercise.judge(ROOMS)[0]
    assert not museum_exercise.judge({"B": ROOMS["B"]})[0]
    assert "Found: B." in museum_exercise.judge({"B": ROOMS["B"], "C": ...})[1]
    assert "Still open: C, D, E, F." in museum_exercise.judge({"B": ROOMS["B"], "C": ...})[1]


@pytest.mark.parametrize("letter", ROOMS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_wrong_word_gets_a_hint_that_does_not_give_it_away(letter, fault):
    right, words = EXERCISES["16.4"].judge({**ROOMS, letter: fault})
    assert right == (fault == ROOMS[letter])
    if not right:
        assert f"Room {letter}: " in words
        assert ROOMS[letter] not in words.split(f"Room {letter}: ")[1] or ROOMS[letter] == "right"


@pytest.mark.parametrize("answer", [3, {"A": "sign"}, {"B": "typo"}, ["right"]])
def test_answers_of_another_kind_are_explained(answer):
    right, words = EXERCISES["16.4"].judge(answer)
    assert not right
    assert "'" in words


@pytest.mark.parametrize(("eps", "right"), [(0.01, True), (0.004, True), (0.003, False), (1e-14, False)])
def test_a_false_alarm_needs_a_step_across_the_hinge(eps, right):
    assert EXERCISES["16.3"].judge(eps)[0] == right


def test_two_central_differences_are_combined():
    def better(f, x, h):
        whole, half = ((f(x + s) - f(x - s)) / (2 * s) for s in (h, h / 2))
        return half + (half - whole) / 3

    assert EXERCISES["16.5"].judge(better)[0]
    assert "5/8" in EXERCISES["16.5"].judge(lambda f, x, h: (f(x + h) - f(x - h)) / (4 * h)
                                            + (f(x + h / 2) - f(x - h / 2)) / (2 * h))[1]


def test_the_other_answers():
    assert EXERCISES["16.1"].judge("exact")[0]
    assert EXERCISES["16.2"].judge(2 * 0.000005 / 0.0001)[0]
    assert not EXERCISES["16.2"].judge(0.05)[0]
