"""What teachers get besides the plans: glossary, rules, questions, terms and test papers, compared with the course."""

import ast
import importlib
import inspect
import json
import math
import re
from dataclasses import MISSING, fields
from functools import cache
from pathlib import Path

import pytest
from chapters import CHAPTERS

from helpers import optimizers
from helpers.descent import stable_limit

TEACHING = Path(__file__).parents[1] / "docs" / "teaching"
CHAPTER = {path.stem.split("_")[0]: path for path in CHAPTERS}
LIMITS = {  # as the sheet writes them, and what they say
    "GradientDescent": (r"\eta < 2/\lambda", lambda mu: 2),
    "Momentum": (r"\eta < 2(1+\mu)/\lambda", lambda mu: 2 * (1 + mu)),
    "Nesterov": (r"\eta < 2(1+\mu)/((1+2\mu)\lambda)", lambda mu: 2 * (1 + mu) / (1 + 2 * mu)),
}
MARK = re.compile(r"\((\d)\)")


def page(name):
    return (TEACHING / name).read_text(encoding="utf-8")


@cache
def cells(chapter):
    book = json.loads(CHAPTER[chapter].read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"]]


def words(chapter):
    """All that a chapter says, in small letters, without marks of emphasis, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"[*`]", "", " ".join(cells(chapter)))).lower()


def titles(chapter):
    return [line.lstrip("# ").strip() for cell in cells(chapter) for line in cell.splitlines()
            if re.match("##+ ", line)]


def exercises(chapter):
    after = " ".join(cells(chapter)).partition("## Exercises")[2].partition("## Where this comes from")[0]
    return {f"{chapter}.{number}" for number in re.findall(r"\*\*(\d)\. ", after)}


# ---- the glossary ----------------------------------------------------------------------------------------------------

GLOSSARY = re.findall(r"^- \*\*(.+?)\*\* \((\w\w?)\): (.+)$", page("glossary.md"), re.MULTILINE)


def test_the_glossary_is_whole():
    assert len(GLOSSARY) == page("glossary.md").count("\n- ") > 90
    names = [name.lower() for name, *_ in GLOSSARY]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert all(len(re.findall(r"[.!?](?= [A-Z]|$)", meaning)) <= 3 for *_, meaning in GLOSSARY)


@pytest.mark.parametrize(("name", "chapter"), [entry[:2] for entry in GLOSSARY], ids=lambda text: text)
def test_a_term_is_used_where_the_glossary_says(name, chapter):
    assert name.lower() in words(chapter)


def test_every_chapter_brings_a_term_but_the_last():
    assert {chapter for _, chapter, _ in GLOSSARY} == set(CHAPTER) - {"A"}


# ---- the page of all rules -------------------------------------------------------------------------------------------

ROWS = [[cell.strip() for cell in re.split(r" \| ", line.strip("| \n"))] for line in page("rules.md").splitlines()
        if line.startswith("| ") and not line.startswith("| chapter")]
STEPS = {row[1]: row for row in ROWS if len(row) == 4}
CALLS = [[ast.parse(cell.strip("`"), mode="eval").body for cell in row] for row in ROWS
         if len(row) == 3 and all(cell.startswith("`") and cell.endswith(")`") for cell in row)]


def called(call):
    """The name of a call, and its arguments: the first without a name is the learning rate; η has no value."""
    values = {name: value for name, value in zip(["learning_rate"], call.args, strict=False)}
    values |= {keyword.arg: keyword.value for keyword in call.keywords}
    return call.func.id, {name: MISSING if isinstance(value, ast.Name) else ast.literal_eval(value)
                          for name, value in values.items()}


@pytest.mark.parametrize("rule", optimizers.everything, ids=lambda rule: rule.__name__)
def test_every_rule_is_on_the_sheet_with_its_defaults(rule):
    said = dict(called(call) for call, *_ in CALLS)
    assert said[rule.__name__] == {field.name: field.default for field in fields(rule)}
    example = rule(0.1)
    row = STEPS[example.name]
    assert CHAPTER[row[0]]
    assert r"\leftarrow" in row[2]
    assert row[3]
    for symbol in re.findall("[ημψρ]", "".join(h.symbol for h in rule.hyperparameters.values())):
        tex = {"η": r"\eta", "μ": r"\mu", "ψ": r"\psi", "ρ": r"\rho"}[symbol]
        assert tex in row[2], f"{rule.__name__} has {symbol}, its equation on the sheet has not"


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_on_the_sheet_is_that_of_helpers(name):
    tex, limit = LIMITS[name]
    rule = getattr(optimizers, name)
    assert STEPS[rule(0.1).name][3] == f"${tex}$"
    for mu in (0.0, 0.5, 0.9):
        example = rule(0.1) if name == "GradientDescent" else rule(0.1, momentum=mu)
        assert stable_limit(example) == pytest.approx(limit(mu))


def distance(rule, steps=4_000, curvature=18.0):
    """How far from the bottom of a bowl a rule is after many steps from 1: the largest of the last fifty."""
    x, state, end = 1.0, rule.initial_state(), 0.0
    for t in range(1, steps + 1):
        x, state = rule.step(x, curvature * x, state, t)
        if t > steps - 50:
            end = max(end, abs(x))
    return end


@pytest.mark.parametrize(("rule", "epsilon", "steps"), [
    (lambda epsilon: optimizers.RMSprop(0.01, epsilon=epsilon), 1, 4_000),
    (lambda epsilon: optimizers.Adam(0.01, beta2=0.9, epsilon=epsilon), 0.1 / 1.9, 4_000),
    (lambda epsilon: optimizers.AdaMax(0.01, epsilon=epsilon), 0.1 / 1.9, 20_000),  # its memory of large slopes is long
    (lambda epsilon: optimizers.Nadam(0.01, beta2=0.9, epsilon=epsilon, momentum_decay=0.1), 0.1 / 1.9 * 2.8, 4_000),
], ids=["RMSprop", "Adam", "AdaMax", "Nadam"])
def test_a_rule_rests_where_its_epsilon_is_as_large_as_the_sheet_says(rule, epsilon, steps):
    limit = epsilon * 0.01 * 18 / 2
    assert distance(rule(1.1 * limit), steps) < 1e-12
    assert distance(rule(0.9 * limit), steps) > 1e-6


def test_rules_without_a_limit_come_to_rest_at_any_rate_and_adadelta_at_some():
    for eta in (1.0, 100.0):
        assert distance(optimizers.Adagrad(eta)) < 1e-12 > distance(optimizers.AMSGrad(eta))
    assert distance(optimizers.Adadelta(0.9 * 2 / 18)) < 1e-12
    assert distance(optimizers.Adadelta(1.1 * 2 / 18)) > 1e-4


@pytest.mark.parametrize(("library", "column"), [("torch.optim", 1), ("optax", 2)])
def test_names_and_defaults_of_libraries_where_they_are_installed(library, column):
    """Only in an environment with the peers of benchmarks/; no reader needs them."""
    pytest.importorskip(library.split(".")[0])
    found = importlib.import_module(library)
    for row in CALLS:
        name, said = called(row[column])
        defaults = {parameter.name: parameter.default for parameter in
                    inspect.signature(getattr(found, name)).parameters.values()}
        for argument, value in said.items():
            chosen = (name, argument) == ("Adam", "amsgrad") or (argument == "learning_rate" and value is MISSING)
            assert chosen or defaults[argument] == value, f"{library}.{name}({argument})"


# ---- questions, terms and papers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [line for line in page("questions.md").splitlines() if line.startswith("- ")],
                         ids=lambda line: re.sub(r"\W+", "_", line)[3:40])
def test_a_question_leads_to_a_section_that_exists(line):
    places = re.findall(r"\[(\w\w?) \*(.+?)\*\]\(../../notebooks/(.+?)\)", line)
    assert places
    assert "?" in line
    for chapter, title, file in places:
        assert CHAPTER[chapter].name == file
        assert title in titles(chapter)


def test_every_chapter_answers_a_question():
    assert {chapter for chapter in CHAPTER if f"[{chapter} *" in page("questions.md")} == set(CHAPTER)


def test_terms_name_chapters_sections_and_exercises_that_exist():
    for line in page("terms.md").splitlines():
        for exercise in re.findall(r"\b(?:\d\d|A)\.\d\b", line):
            assert exercise in exercises(exercise.partition(".")[0])
        for stem in re.findall(r"notebooks/(\w+)\.ipynb", line):
            assert stem in {path.stem for path in CHAPTERS}
        named = [stem[:2] for stem in re.findall(r"notebooks/(\w+)\.ipynb", line)]
        for title in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", line) if line.startswith("|") else []:
            assert any(title in titles(chapter) for chapter in named), title


def test_ten_weeks_hold_every_chapter_once():
    table = page("terms.md").partition("## Ten weeks")[2]
    taught = [number for row in re.findall(r"^\| \d+ \| (.+?) \|", table, re.MULTILINE)
              for number in re.findall(r"\b\d\d\b", row)]
    assert taught == [f"{number:02}" for number in range(1, 21)]


def parts(name):
    """The questions or answers of each of the three papers."""
    papers = re.split("^## ", page(name), flags=re.MULTILINE)[1:]
    return [re.split(r"^\*\*\d\.\*\* ", paper, flags=re.MULTILINE)[1:] for paper in papers]


@pytest.mark.parametrize("part", range(3))
def test_the_marks_of_a_paper_add_up_and_its_answers_give_as_many(part):
    asked, answered = parts("tests.md")[part], parts("solutions/tests.md")[part]
    marks = [int(re.match(r"\((\d) marks\)", question)[1]) for question in asked]
    assert sum(marks) == 30
    assert [sum(map(int, MARK.findall(answer))) for answer in answered] == marks


@pytest.mark.parametrize(("text", "value"), [
    ("86.3", math.log(1000) / math.log(26 / 24)), ("7.26", 0.1 / (1 - math.exp(-math.log(2) / 50))),
    ("0.01386", math.log(2) / 50), ("0.505", math.log(1 + math.exp(-0.5) + math.exp(-3))),
    ("0.440", (30 * 900 - 50 * 20) / math.sqrt(80 * 50 * 950 * 920)), ("0.01414", math.sqrt((0.016**2 + 0.012**2) / 2)),
    ("0.849", 0.012 / math.sqrt((0.016**2 + 0.012**2) / 2)), ("0.316", 0.1 / math.sqrt(0.1))])
def test_the_numbers_in_the_answers(text, value):
    assert text in page("solutions/tests.md")
    assert f"{value:.{len(text.partition('.')[2])}f}" == text
