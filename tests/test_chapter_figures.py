"""The live figures of the chapters themselves: each is built as in its notebook and driven by every control."""

import ast
import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from helpers import descend, live
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
        for name, control in figure.controls.items():
            seen = []
            for value in control.stops():
                setattr(figure, name, value)
                assert figure.summary
                seen.append(figure.scene(figure.settings))
                if isinstance(figure, live.Descent):
                    follows_a_descent_of_its_own(figure)
            # ε guards against a division by zero: on a steep surface it changes nothing that could be seen.
            assert moves_something(seen) or name == "epsilon", name
            figure.reset()


def moves_something(scenes):
    """At some position of the control, one of the marks or cells stands elsewhere than at its first."""
    first, *others = [scene.message() for scene in scenes]
    return any((scene["lines"], scene["cells"]) != (first["lines"], first["cells"]) for scene in others)


def follows_a_descent_of_its_own(figure):
    start = figure.start[0] if isinstance(figure.start, list) else figure.start
    values = {name: figure.settings.get(name, getattr(figure.optimizer, name)) for name in figure.kind.hyperparameters}
    path = descend(figure.surface, start, figure.kind(**values), figure.steps, figure.tolerance)
    drawn = figure.scene(figure.settings).lines[0]
    plane = slice(0, figure.surface.dimension)
    assert np.array_equal(drawn[0, plane], np.atleast_1d(start))
    assert np.array_equal(drawn[-1, plane], np.atleast_1d(path.final), equal_nan=True)


@every_chapter
def test_every_preset_and_back(path):
    for figure in figures(path):
        before = figure.summary
        for name in figure.presets:
            figure.preset(name)
            if isinstance(figure, live.Descent):
                follows_a_descent_of_its_own(figure)
            assert figure.summary, name
        figure.reset()
        assert figure.summary == before


@every_chapter
def test_every_figure_computes_in_the_page(path):
    for figure in figures(path):
        assert not figure.asks, figure.asks
