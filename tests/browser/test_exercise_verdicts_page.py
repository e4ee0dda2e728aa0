"""What the page says to an answer is what ``check`` says, and what it cannot read is told."""

import numpy as np
import pytest
from exercise_page import IN_PAGE, PREPARED, cases, checked

VERDICTS = """async all => {
    const { verdict, line } = await import("/judge.js");
    return all.map(([exercise, answer]) => line(verdict(exercise, answer)));
}"""


@pytest.mark.parametrize("name", IN_PAGE)
def test_the_page_says_what_check_says(tab, name):
    answers = cases(name)
    said = tab.evaluate(VERDICTS, [[PREPARED[name], answer] for answer, _ in answers])
    assert said == [words for _, words in answers]
    heads = {words.split(".")[0] for words in said}
    assert heads == {"Right", "Not yet"}  # both kinds were asked for


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("02.2", "cat", "This wants one number; you gave cat. I do not know “cat”. Write it with numbers"),
    ("02.2", "'0.25'", "Write it without quotation marks."),
    ("02.2", "1, 0", checked("02.2", (1, 0)).split("(1, 0)")[1]),
    ("02.2", "0,25", "you gave 0,25: a comma makes several numbers of it."),
    ("02.2", "1/0", "That is not a finite number."), ("02.2", "sqrt(-1)", "That is not a finite number."),
    ("02.2", "2 pi", "Write * between “2” and “pi”"), ("02.2", "1 000", "There is a gap between “1” and “000”."),
    ("02.2", "(1", "A bracket is not closed."), ("02.2", "1)", "“)” does not fit behind “1”."),
    ("02.2", "1/", "Something is missing at the end."), ("02.2", "*3", "Something is missing before “*”."),
    ("02.2", "sqrt 2", "Put brackets behind sqrt, as in sqrt(2)."), ("02.2", "1;2", "“;” has no place here."),
    ("02.2", "alert(1)", "I do not know “alert”."), ("02.2", "constructor", "I do not know “constructor”."),
    ("02.2", "𝜂", "I do not know “𝜂”."), ("02.2", "(" * 500, f"you gave {57 * '('}…. That is too long"),
    ("02.2", "(" * 90 + "1" + ")" * 90, "Too large."), ("02.2", "[0.25]", "Something is missing before “[”."),
    ("03.2", "0.25", "This wants 2 numbers; you gave 0.25."), ("03.2", "1, 2, 3", "you gave 1, 2, 3, 3 numbers."),
    ("03.2", "(1/4, 1/2]", "A bracket is not closed."), ("03.2", "1/4,", "Something is missing at the end."),
    ("01.3", "x/8, 18z", "Write * between “18” and “z”"), ("01.3", "x/8, 18*z", "I do not know “z”. Write it with"),
    ("01.3", "'x'", "This wants a formula in x, y; you gave 'x'. Write it without quotation marks.")])
def test_what_cannot_be_read_is_told(tab, name, answer, said):
    line, = tab.evaluate(VERDICTS, [[PREPARED[name], answer]])
    assert line.startswith("Not yet. ")
    assert said in line


VALUES = """async all => {
    const { read } = await import("/arithmetic.js");
    return all.map(text => {
        const { parts, complaint } = read(text);
        return complaint ?? parts.map(part => part({}));
    });
}"""


def test_arithmetic_is_read_as_python_reads_it(tab):
    same = ["1/3", "1e-3", "1E3", ".5", "5.", "1_000", "-2**2", "2**-1", "2**3**2", "(1+2)*3-4/5", "--3", "1e300*1e300",
            "7-3-2", "8/4/2", "2*-3", "+1", "(1, 2)", "1.5e-3, -2", "[3, 4]"]
    assert [row if len(row) > 1 else row[0] for row in tab.evaluate(VALUES, same)] == [
        list(value) if isinstance(value := eval(text), tuple | list) else value for text in same]
    others = {"2^10": 1024, "√2": 2**0.5, "√(4)": 2, "3²": 9, "2·3": 6, "2×3÷4": 1.5, "−1": -1,
              "sqrt(2)/2": 2**0.5 / 2, "pi": np.pi, "π/2": np.pi / 2, "e": np.e, "ln(2)/20": np.log(2) / 20,
              "exp(1)": np.e, "-2²": -4, "1e−3": 1e-3, "PI": np.pi, "Sqrt(E)": np.e**0.5}
    for (text, value), row in zip(others.items(), tab.evaluate(VALUES, list(others)), strict=True):
        assert row == pytest.approx([value], rel=1e-15), text
