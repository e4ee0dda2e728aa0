"""What a reader is told who answers with something else than was wanted, or misses on a known side."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from helpers.exercises import Choice, Function, Number, Trial, check, pair

ONE, TWO = Number(149.74, "Yes."), Number((1.0, 2.0), "Yes.")
SQUARE = Function(lambda x: x**2, [(3.0,), (0.5,)], "Yes.", near=((lambda x: 2 * x, "That is the slope."),))


@pytest.mark.parametrize("answer", [None, "x", True, [0.03], 1j, {}])
@pytest.mark.parametrize("name", ["00.3", "08.5", "15.3"])
def test_where_one_number_is_wanted_anything_else_is_told_so(name, answer, capsys):
    check(name, answer)
    assert capsys.readouterr().out.startswith(f"Not yet. This wants one number; you gave {answer!r}")


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("05.3", (2.9, 2.9), "Right. After 100 steps it is still"),
    ("08.5", 0.05, "can one step jump past"), ("10.4", 1e-14, "a larger seed starts sooner"),
    ("11.4", 0.995, "Remember a little less"), ("12.4", [3, -1, -1] * 2, "the chapter's own example"),
    ("14.4", (0.01, 500), "end just below 0.041"), ("15.3", 0, "no race"),
    ("01.4", lambda x: max(0.0, x) ** 4, "level")])
def test_hints_point_the_right_way(name, answer, said, capsys):
    check(name, answer)
    assert said in capsys.readouterr().out


# ---- answers of another kind --------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [149.74, np.float64(149.74), np.float32(149.74), np.array(149.74),
                                    Decimal("149.74"), Fraction(14974, 100), 149.8])
def test_one_number_however_it_is_held(answer):
    assert ONE.judge(answer) == (True, "Yes.")
    assert Trial(lambda x: (isinstance(x, float), "Tried."), one_number=True).judge(answer) == (True, "Tried.")


@pytest.mark.parametrize(("answer", "said"), [
    ("149.74", "you gave '149.74', which is text: write it without quotation marks."),
    (None, "you gave None: your function or cell returned nothing. Is `return` missing"),
    ((1, 0), "you gave (1, 0): a comma makes several numbers of it. Write a thousand as 1000 or 1_000, one and a half"),
    ((149, 74), "one and a half as 1.5."), ((1, 234, 567), "as 1000 or 1_000"), (True, "you gave True."),
    ([149.74], "you gave [149.74]."), (np.array([149.74]), "you gave array([149.74])."),
    ({149.74}, "you gave {149.74}."),
    (1j, "you gave 1j, which is complex."), (lambda: 149.74, "a function: call it, with its arguments in brackets"),
    (["149.74"], "with text in it"), ((1.5, None), "with None in it: did a function return nothing?"), ([], "gave []."),
    (b"149.74", "you gave b'149.74'."), (10**400, "you gave 1000"), (np.array("149.74"), "you gave array("),
    (np.array([None], dtype=object), "you gave array("), (object, "a function")])
def test_what_is_not_one_number_is_told_what_it_is(answer, said):
    for kind in (ONE, Trial(lambda x: (True, "Tried."), one_number=True)):
        right, words = kind.judge(answer)
        assert not right
        assert words.startswith("This wants one number; you gave ")
        assert said in words
        assert "shape" not in words


@pytest.mark.parametrize(("answer", "said"), [
    (("1", "2"), "with text in it: write numbers without quotation marks"), ((1.0, None), "with None in it"),
    ((1, 2, 3), "a comma makes several numbers of it"), ((1.0, 2.0, 3.0), "you gave (1.0, 2.0, 3.0), 3 numbers."),
    (1.0, "you gave 1.0."), (None, "you gave None"), ("1, 2", "which is text"), ({"x": 1}, "gave {'x': 1}."),
    ((True, False), "you gave (True, False)."), ((1, [2, 3]), "you gave (1, [2, 3])."),
    ([[1.0, 2.0]], "gave [[1.0, 2.0]].")])
def test_what_is_not_two_numbers_is_told_what_it_is(answer, said):
    right, words = TWO.judge(answer)
    assert not right
    assert words.startswith("This wants 2 numbers; you gave ")
    assert said in words
    assert pair(answer) is None


@pytest.mark.parametrize("answer", [(1, 2), [1.0, 2.0], np.array([1, 2]), (Fraction(1), np.float32(2))])
def test_a_pair_is_two_floats(answer):
    assert pair(answer).tolist() == [1, 2]
    assert pair(answer).dtype == float
    assert TWO.judge(answer)[0]


def test_an_attempt_that_fails_is_told():
    def attempt(answer):
        raise ValueError("start must be finite")

    assert Trial(attempt).judge((1, 2)) == (False, "That cannot be tried: start must be finite")


@pytest.mark.parametrize(("answer", "said"), [
    (lambda x: None, "For 3.0 your function returns nothing: `return` is missing, or print stands in its place."),
    (lambda x: ..., "For 3.0 your function still returns three dots."), (lambda x: "9.0", "'9.0', which is no number"),
    (lambda x: (x, None), "which is no number"), (lambda x: abs, "which is no number"), (lambda x: 1j, "no number"),
    (lambda x: {"y": 9}, "which is no number"), (lambda x: True, "which is no number"), (lambda x: 2 * x, "the slope"),
    (lambda x: [x, x], "it gives [3.0, 3.0], but it should give 9.0"), (lambda: 9, "Your function fails for 3.0: "),
    (lambda x: (x, [x, x]), "which is no number"),
    (9.0, "This wants a function"), (None, "This wants a function"),
    (lambda x: 6.0 if x == 3 else None, "it gives 6.0, but it should give 9.0"),
    (lambda x: 6.0 if x == 3 else 1 / 0, "it gives 6.0, but it should give 9.0")])
def test_what_a_function_returns_is_told(answer, said):
    right, words = SQUARE.judge(answer)
    assert not right
    assert said in words


def test_functions_of_any_number_kind_are_right():
    for answer in (lambda x: x**2, lambda x: np.float64(x) ** 2, lambda x: Fraction(x) ** 2, lambda x: np.array(x * x)):
        assert SQUARE.judge(answer) == (True, "Yes.")


def test_a_choice_of_another_kind_names_the_words():
    for answer in (None, 3, ["up"], "sideways"):
        right, words = Choice("up", {"up": "Yes.", "down": "No."}).judge(answer)
        assert (right, words) == (False, f"Choose one of 'up', 'down'; you wrote {answer!r}.")
