"""What a teacher opens in the evening must hold in the morning: each plan against its chapter, each solution run.

Plans and solutions are read as their teacher reads them: titles, minutes, links to figures, blocks of Python; and
the figures that the test papers link to (all else of the papers: tests/test_teaching.py).
"""

import re
from pathlib import Path

import nbformat
import pytest
from chapters import CHAPTERS, figures

from helpers.exercises import check, names
from helpers.live.links import read_link
from web import site

TEACHING = Path(__file__).parents[1] / "docs" / "teaching"
NOTEBOOKS = {path.stem: path for path in CHAPTERS}
PLANS, SOLUTIONS = ({path.stem: path.read_text(encoding="utf-8") for path in sorted((TEACHING / kind).glob("*.md"))
                     if path.stem != "tests"}  # the answers to the test papers: tests/test_teaching.py
                    for kind in ("plans", "solutions"))
LINK = re.compile(r"\]\((#[^)\s]*)\)")
TO_A_FIGURE = re.compile(r"#fig-(\w{1,2})-([1-9]\d*)(\?\S+)?")
LABELS = ("Ask", "Show", "Goes wrong", "Short of time")
NAMED = re.compile(r"(?<![*\w])\*([^*\n]+(?:\n[^*\n]+)?)\*(?![*\w])")  # what is set in italics
BUTTONS = {"Play", "+1 step", "Reset", "Copy link", "File → Duplicate Notebook", "Run → Run All Cells"}
HOME = "Homework"
WORDS = {"twenty": 20}

every_plan = pytest.mark.parametrize("name", PLANS)
every_solution = pytest.mark.parametrize("name", SOLUTIONS)


def test_every_chapter_has_its_plan_and_its_solutions():
    assert set(PLANS) == set(SOLUTIONS) == set(NOTEBOOKS)


def sections(text):
    """(title, what stands below it) for each heading of the second level."""
    parts = re.split(r"^## +(.+?) *$", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def prose_of(name):
    """The Markdown of a chapter, one text."""
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def title_of(name):
    """How the list of chapters calls it, with its number."""
    return next(one["label"] for one in site.listed() if one["file"] == f"{name}.html")


def minutes_of(name):
    """The time that the chapter itself asks for."""
    told = re.search(r"\*\*Time:\*\* .*?\b(\d+|twenty) minutes", prose_of(name))[1]
    return WORDS.get(told) or int(told)


def minutes(below):
    """The minutes of a section; they stand in its first line."""
    told = re.match(r"\s*\*\*(\d+) minutes?\.\*\*", below)
    return int(told[1]) if told else 0


def taught(name):
    """The sections of a plan without the homework."""
    return [(title, below) for title, below in sections(PLANS[name]) if title != HOME]


def exercises_of(name):
    return [exercise for exercise in names() if exercise.split(".")[0] == name.split("_")[0]]


def blocks(below):
    """What stands in a block of Python."""
    return re.findall(r"^```python\n(.*?)^```$", below, re.MULTILINE | re.DOTALL)


def test_plans_and_solutions_come_in_pairs_for_chapters_that_there_are():
    assert PLANS
    assert set(PLANS) == set(SOLUTIONS)
    assert set(PLANS) <= set(NOTEBOOKS)


@every_plan
def test_sections_are_those_of_the_chapter_in_its_order(name):
    assert PLANS[name].startswith(f"# {title_of(name)}\n")
    there = [title for title, _ in sections(prose_of(name))]
    *titles, last = [title for title, _ in sections(PLANS[name])]
    assert last == HOME
    assert not [title for title in titles if title not in there]
    assert titles == sorted(set(titles), key=there.index)
    assert len(titles) >= 4, "a lesson of one piece"


@every_plan
def test_minutes_add_up_to_the_time_of_the_chapter(name):
    times = {title: minutes(below) for title, below in taught(name)}
    assert all(times.values()), "a section without minutes in its first line"
    assert sum(times.values()) == minutes_of(name), times


@every_plan
def test_a_plan_says_what_a_teacher_needs(name):
    opening, everything = (" ".join(text.split()) for text in (PLANS[name].partition("\n## ")[0], PLANS[name]))
    assert "**Before:** " in opening
    assert "**Bring:** " in opening
    assert all(f"- **{label}:** " in everything for label in LABELS)
    assert everything.count("**They say:** ") >= 3
    for title, below in taught(name):
        starts = re.findall(r"^- (.*)$", below, re.MULTILINE)
        assert starts, title
        assert all(re.match(rf"\*\*({'|'.join(LABELS)}):\*\* \S", start) for start in starts), (title, starts)
    assert len(sections(PLANS[name])[-1][1].split()) > 10, "no homework"


@every_plan
def test_what_has_a_name_is_there(name):
    """Names of presets, buttons and sections stand in italics; words that are only stressed begin small."""
    there = {preset for figure in figures(NOTEBOOKS[name]) for preset in figure.presets} | BUTTONS
    there |= set(re.findall(r"^###? +(.+?) *$", prose_of(name), re.MULTILINE))
    said = {" ".join(named.split()) for named in NAMED.findall(PLANS[name])}
    assert not {named for named in said if not named[0].islower()} - there


@every_plan
def test_every_link_opens_the_figure_that_it_names(name):
    shown, links = figures(NOTEBOOKS[name]), LINK.findall(PLANS[name])
    assert links
    for link in links:
        named = TO_A_FIGURE.fullmatch(link)
        assert named, link
        chapter, number, settings = named.groups()
        assert chapter == name.split("_")[0].lower(), link
        assert int(number) <= len(shown), f"{link}: the chapter has {len(shown)} figures"
        assert not settings or stands_elsewhere(shown[int(number) - 1], link), f"{link} shows the figure of the text"


def stands_elsewhere(figure, link):
    """Whether a link is read without complaint, and the figure then differs from the one in the text."""
    read = read_link(link, figure)
    assert not read.unread, f"{link}: {read.unread}"
    return read.hide or read.at_step is not None or read.settings.items() - figure._in_the_text().items()


@every_solution
def test_every_exercise_has_a_solution_with_a_reason(name):
    assert SOLUTIONS[name].startswith(f"# {title_of(name)}: solutions\n")
    found = sections(SOLUTIONS[name])
    assert [title for title, _ in found] == exercises_of(name)
    for title, below in found:
        reason = below.partition("```")[0]
        assert len(re.findall(r"[.:!?](?:\s|$)", reason)) >= 2, f"{title}: a reason in sentences"
        assert len(blocks(below)) == 1, title


@pytest.mark.parametrize("exercise", [exercise for name in SOLUTIONS for exercise in exercises_of(name)])
def test_every_solution_runs_and_is_right(exercise, capsys):
    text = next(text for name, text in SOLUTIONS.items() if exercise in exercises_of(name))
    space = {}
    exec(blocks(dict(sections(text))[exercise])[0], space)
    check(exercise, space["answer"])
    assert capsys.readouterr().out.splitlines()[-1].startswith("Right. ")


PAPERS = re.findall(r"#fig-(\w\w)-(\d+)\?([^)\s]*)\)", (TEACHING / "tests.md").read_text(encoding="utf-8"))
STEMS = {stem.split("_")[0]: stem for stem in NOTEBOOKS}
TOLD = {"02-1": "predicted −0.800", "04-2": "hops to and fro", "05-1": "(−0.98, 0.98)", "06-3": "predicted 0.800",
        "09-2": "hops to and fro", "15-1": "Diverged: Gradient descent at step 11, Nesterov at step 7"}


@pytest.mark.parametrize("link", PAPERS, ids=[STEMS[chapter] for chapter, *_ in PAPERS])
def test_a_link_of_the_papers_opens_what_it_says_and_hides_what_would_tell_that_the_answer_is_true(link):
    chapter, number, settings = link
    figure = figures(NOTEBOOKS[STEMS[chapter]])[int(number) - 1]
    figure.link = settings
    said, hidden, told = figure.link, figure.hide, figure.summary
    figure.link = ""
    assert said == settings
    assert hidden == ("controls", "presets", "play", "summary")
    assert TOLD.get(f"{chapter}-{number}", "") in told


def test_the_papers_have_the_links_whose_answers_are_known():
    assert TOLD.keys() <= {f"{chapter}-{number}" for chapter, number, _ in PAPERS}
