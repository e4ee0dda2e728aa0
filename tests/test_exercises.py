"""What a reader is told who answers with something else than was wanted, or misses on a known side."""

import pytest

from helpers.exercises import check


@pytest.mark.parametrize("answer", [None, "x", True, [0.03], 1j, {}])
@pytest.mark.parametrize("name", ["00.3", "08.5", "15.3"])
def test_where_one_number_is_wanted_anything_else_is_told_so(name, answer, capsys):
    check(name, answer)
    assert capsys.readouterr().out == f"Not yet. This wants one number; you gave {answer!r}.\n"


@pytest.mark.parametrize(("name", "answer", "said"), [
    ("05.3", (2.9, 2.9), "Right. After 100 steps it is still"),
    ("08.5", 0.05, "can one step jump past"), ("10.4", 1e-14, "a larger seed starts sooner"),
    ("11.4", 0.995, "Remember a little less"), ("12.4", [3, -1, -1] * 2, "the chapter's own example"),
    ("14.4", (0.01, 500), "a larger rate or a shorter warm-up"), ("15.3", 0, "no race"),
    ("01.4", lambda x: max(0.0, x) ** 4, "level")])
def test_hints_point_the_right_way(name, answer, said, capsys):
    check(name, answer)
    assert said in capsys.readouterr().out
