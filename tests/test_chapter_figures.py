"""The live figures of the chapters themselves: each is built as in its notebook and driven by every control."""

import ast
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from live_tools import drawn, expected, rows, stops

from helpers import live
from helpers.live.base import LiveFigure

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


@cache
def figures(path):
    """Build a chapter's live figures in this process, as its cells do."""
    space, shown = {"print": lambda *_, **__: None}, []
    for source in sources_of_figures(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        value = run(source, space)
        if isinstance(value, LiveFigure):
            shown.append(value)
    return shown


def sources_of_figures(cells):
    """The cells that show a live figure, and those before them that make a name which they use; nbval runs all."""
    code, needed, kept = [cell for cell in cells if cell["cell_type"] == "code"], set(), []
    for cell in reversed(code):
        source = "".join(cell["source"])
        makes, uses = names(source)
        if "Live figure" in json.dumps(cell["outputs"]) or makes & needed:
            needed = (needed - makes) | uses
            kept.insert(0, source)
    return kept


def names(source):
    """The names that a cell makes, and those that it uses."""
    makes, uses = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (uses if isinstance(node.ctx, ast.Load) else makes).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            makes.add(node.name)
        elif isinstance(node, ast.alias):
            makes.add(node.asname or node.name.split(".")[0])
    return makes, uses


def run(source, space):
    """Execute a cell and return the value of its last line, as a notebook shows it."""
    *body, last = ast.parse(source).body
    exec(compile(ast.Module(body, []), "cell", "exec"), space)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "cell", "eval"), space)
    return exec(compile(ast.Module([last], []), "cell", "exec"), space)


@every_chapter
def test_every_control_of_every_figure_at_its_ends_and_middle(path):
    assert figures(path), "a chapter without a live figure"
    for figure in figures(path):
        for name in figure.sliders:
            for value in stops(figure, name):
                setattr(figure, name, value)
                assert figure.summary
                if isinstance(figure, live.Descent):
                    follows_a_descent_of_its_own(figure, name, value)
            # ε guards against a division by zero: on a steep surface it changes nothing that could be seen.
            assert moves_something(figure, name) or name == "epsilon", name
            figure.apply(figure.presets["Reset"])


def moves_something(figure, name):
    """At some position of the control, one of the marks is drawn elsewhere than at its first."""
    for mark in range(len(figure.marks)):
        _, lines = rows(figure, name, mark)
        if any(line.shape != lines[0].shape or np.abs(line - lines[0]).max() > 0.01 for line in lines[1:]):
            return True
    return False


def follows_a_descent_of_its_own(figure, name, value):
    _, curve = expected(figure)
    seen = drawn(figure, name, value)
    near = np.abs(curve) < 5000  # far outside, a rounding error of the start is many pixels
    assert np.allclose(seen[0], curve[0], atol=0.05)
    assert np.allclose(seen[-1][near[-1]], curve[-1][near[-1]], atol=1.0), f"{name} = {value}"


@every_chapter
def test_every_preset_and_back(path):
    for figure in figures(path):
        before = figure.summary
        for position, (name, settings) in enumerate(figure.presets.items()):
            figure.apply(settings)
            if isinstance(figure, live.Descent):
                follows_a_descent_of_its_own(figure, "preset", position)
            assert figure.summary, name
        figure.apply(figure.presets["Reset"])
        assert figure.summary == before
