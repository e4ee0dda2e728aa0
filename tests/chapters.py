"""The live figures of the chapters themselves, built in this process as their notebooks build them."""

import ast
import dis
import json
from functools import cache
from pathlib import Path
from types import CodeType

import pytest

from helpers.live.base import LiveFigure

CHAPTERS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


@cache
def figures(path):
    """A chapter's live figures in reading order; kept, for several tests want them."""
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
    """The names that a cell makes, and those that it takes from cells before it."""
    makes, uses = set(), set()
    for step in dis.get_instructions(compile(source, "cell", "exec")):
        if step.opname == "STORE_NAME":
            makes.add(step.argval)
        elif step.opname == "LOAD_NAME" and step.argval not in makes:
            uses.add(step.argval)
        elif step.opname == "LOAD_CONST" and isinstance(step.argval, CodeType):
            uses |= taken(step.argval) - makes
    return makes, uses


def taken(code):
    """The names that a function, a class or a comprehension takes from the notebook."""
    inner = [taken(one) for one in code.co_consts if isinstance(one, CodeType)]
    here = [step.argval for step in dis.get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")]
    return set(here).union(*inner)


def run(source, space):
    """Execute a cell and return the value of its last line, as a notebook shows it."""
    *body, last = ast.parse(source).body
    exec(compile(ast.Module(body, []), "cell", "exec"), space)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "cell", "eval"), space)
    return exec(compile(ast.Module([last], []), "cell", "exec"), space)


SCENES = {}


def shown(figure, **changes):
    """What the kernel shows of a figure for the present settings, or some others; worked out once for all tests.

    A figure of long work is asked each time, for it shows more than its settings say.
    """
    key = figure, *(figure.settings | changes).items()
    if figure.buttons:
        return figure.shown(**changes)
    if key not in SCENES:
        SCENES[key] = figure.shown(**changes)
    return SCENES[key]
