"""The exercises of appendix A: what is right is told so, and each near miss gets a hint of its own."""

import pytest

from helpers import optimizers
from helpers.exercises.answers.chapter_A import EXERCISES


@pytest.mark.parametrize(("name", "answer"), [("A.1", "no correction"), ("A.2", 0.025), ("A.3", (1.8, -2.0))])
def test_right_answers(name, answer):
    assert EXERCISES[name].judge(answer)[0]


@pytest.mark.parametrize(("name", "answer", "hint"), [
    ("A.1", "clock at 2", "0.744"), ("A.1", "only m corrected", "31.6"), ("A.1", "only v corrected", "0.1 η"),
    ("A.2", 10.0, "Upside down"), ("A.2", 0.475, "1 − μ"), ("A.2", 0.5, "boldly"), ("A.2", 0.03, "Too large"),
    ("A.3", (0.7, -0.2), "shallow well"), ("A.3", (1.5, 1.5), "deep well"), ("A.3", (1.8, -2.5), "between"),
    ("A.3", 1.8, "start (x, y)"),
])
def test_wrong_answers(name, answer, hint):
    right, words = EXERCISES[name].judge(answer)
    assert not right
    assert hint in words


@pytest.mark.parametrize(("correct_m", "correct_v", "length"), [
    (False, False, "3.16"), (True, False, "31.6"), (False, True, "0.1 η")])
def test_the_lengths_that_the_first_exercise_tells(correct_m, correct_v, length):
    rule = optimizers.Adam(1.0)
    m, v = 1 - rule.beta1, 1 - rule.beta2  # after the first step with a gradient of 1
    step = (1.0 if correct_m else m) / (1.0 if correct_v else v) ** 0.5
    assert f"{step:.3g}" == length.split()[0]
    assert any(length in words for words in EXERCISES["A.1"].options.values())
