"""What the site prepares so that the page can judge, and that every exercise of the notebooks finds its place."""

import base64
import doctest
import json
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from helpers import exercises as course
from helpers.exercises import Choice, Function, Number
from web import exercises, site
from web.chapters import chapter_of

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


def cells_of(path):
    """(name, question, source) for each exercise of a notebook."""
    cells = nbformat.read(path, as_version=4).cells
    for before, cell in zip([None, *cells], cells, strict=False):
        name = exercises.place(cell.source) if cell.cell_type == "code" else None
        if name:
            yield name, before.source, cell.source


CELLS = {name: (question, source) for path in NOTEBOOKS for name, question, source in cells_of(path)}


def opened(exercise):
    return json.loads(base64.b64decode(exercise["sealed"]))


def test_every_exercise_has_one_place_and_every_place_an_exercise():
    placed = [name for path in NOTEBOOKS for name, *_ in cells_of(path)]
    assert sorted(placed) == sorted(course.names())
    assert [name.split(".")[0] for name in placed] == [path.stem.split("_")[0] for path in NOTEBOOKS
                                                       for _ in cells_of(path)]


@pytest.mark.parametrize("name", course.names())
def test_what_can_be_asked_beforehand_is_judged_in_the_page(name):
    found, judge = exercises.exercise(name, *CELLS[name]), course.exercise(name)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    if isinstance(judge, Choice | Number):
        assert found["kind"] != "python"
    if found["kind"] == "choice":
        question = CELLS[name][0].lower()
        places = [question.find(f'"{option.lower()}"') for option in found["options"]]
        assert [place for place in places if place >= 0] == sorted(place for place in places if place >= 0)
        assert sum(right for right, _ in opened(found).values()) == 1
    if isinstance(judge, Function) and name != "16.5":  # which wants a function of a function
        assert found["kind"] == "formula"


@pytest.mark.parametrize("name", course.names())
def test_nothing_that_gives_the_answer_away_stands_in_plain_sight(name):
    found = exercises.exercise(name, *CELLS[name])
    plain = json.dumps({key: value for key, value in found.items() if key not in ("sealed", "options", "arguments")})
    assert plain.count('"') <= 8  # kind and its word; shape, or binder and its address
    if found["kind"] != "python":
        assert "." not in found["sealed"]  # base64 has no sentences
        assert " " not in found["sealed"]


def test_choices_stand_in_the_order_and_spelling_of_the_question():
    assert exercises.exercise("14.5", *CELLS["14.5"])["options"] == ["A", "B", "neither"]
    assert exercises.exercise("10.1", *CELLS["10.1"])["options"] == ["settles", "walks out", "stands still"]
    assert exercises.exercise("01.1", *CELLS["01.1"])["options"][-2:] == ["west", "north-west"]  # "and so on"


@pytest.mark.parametrize(("source", "name"), [
    ('answer = ...\ncheck("02.1", answer)', "02.1"), ("check('A.4', ...)", "A.4"), ("x = 3", None), ("", None),
    ("%matplotlib inline", None), ("check", None), ('print("check")', None),
    ('def critical(step):\n    return ...\n\ncheck("07.3", critical)', "07.3")])
def test_an_exercise_is_found_in_its_cell(source, name):
    assert exercises.place(source) == name


def test_the_examples_in_the_docstrings_hold():
    tried = doctest.testmod(exercises)
    assert tried.attempted == 3
    assert tried.failed == 0


def test_a_name_that_no_exercise_has_is_an_error():
    with pytest.raises(ValueError, match=r"there is no exercise '02\.9'; it has 02\.1, "):
        exercises.place('check("02.9", ...)')
    with pytest.raises(ValueError, match="the chapters are 00, 01"):
        exercises.exercise("99.1")


def test_a_cell_that_holds_more_than_the_check_goes_on_in_python():
    source = 'def critical(step):\n    return ...\n\ncheck("07.3", critical)'
    assert exercises.exercise("07.3", source=source) == {"kind": "python", "binder": ""}
    assert exercises.exercise("07.3", source='critical = ...\ncheck("07.3", critical)')["kind"] == "formula"


@pytest.mark.parametrize("stem", ["07_nesterov", "16_gradient_checking", "A_sources_and_errata"])
def test_a_page_holds_its_exercises_and_what_is_said_to_them(stem):
    path = next(path for path in NOTEBOOKS if path.stem == stem)
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = []  # pictures are not what is asked here
    chapter = chapter_of(SimpleNamespace(path=path, book=book, widgets={}))
    there = f"https://mybinder.org/v2/gh/someone/downhill/HEAD?urlpath=lab/tree/notebooks/{stem}.ipynb"
    assert json.loads(site.Site("someone/downhill").exercises(chapter)) == {
        name: exercises.exercise(name, *CELLS[name], binder=there) for name, *_ in cells_of(path)}


def test_the_start_page_counts_all_exercises():
    counted = " ".join(one["exercises"] for one in site.listed())
    assert tuple(counted.split()) == course.names()


def test_a_trial_goes_on_in_python_and_knows_where():
    there = "https://mybinder.org/v2/gh/someone/downhill/main"
    assert exercises.exercise("02.4", *CELLS["02.4"], binder=there) == {"kind": "python", "binder": there}
