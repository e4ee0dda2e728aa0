"""Exercises of the web edition: what the page needs to say what ``check`` would say, without Python.

Words, numbers and formulas are judged in the page: their judges are asked, while the site is built, for all that they
accept and what they say to it. An answer that has to be run goes on in a notebook. ``page/judge.js`` is the other half.
"""

import ast
import base64
import json
import re

import numpy as np

from helpers import exercises
from helpers.exercises import Choice, Function, Number, Trial

__all__ = ["exercise", "place"]


def place(source):
    """The name of the exercise that a code cell checks, or None. A name that no exercise has raises ValueError.

    >>> place('answer = ...\\ncheck("02.1", answer)')
    '02.1'
    """
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check" and node.args:
            name = ast.literal_eval(node.args[0])
            exercises.exercise(name)
            return name
    return None


def exercise(name, question="", source="", binder=""):
    """What the page needs to judge an exercise: a dictionary that JSON can hold.

    question : the Markdown before it. Choices stand in its order and spelling.
    source : the code cell. One that holds more than the answer and its check is work for Python.
    binder : where the chapter opens in Binder, or nothing.

    Returns a kind and what belongs to it: "choice" with its options, "number" with how many are wanted, "formula" with
    the names of its arguments, each with what is said, sealed; or "python" with the address of Binder.
    Raises ValueError for a name that no exercise has.

    >>> exercise("02.1", 'Is it `"zigzags"`, `"diverges"` or `"closes in"`?')["options"]
    ['zigzags', 'diverges', 'closes in']
    >>> exercise("00.3")
    {'kind': 'python', 'binder': ''}
    """
    judge = exercises.exercise(name)
    found = _prepared(judge, question) if _bare(source) else {}
    return found or {"kind": "python", "binder": binder}


def _prepared(judge, question):
    """What can be asked beforehand; nothing where an answer has to be run."""
    if isinstance(judge, Number):
        return _number(judge)
    if isinstance(judge, Choice | Trial) and judge.choices():
        return _choice(judge, question)
    if isinstance(judge, Function) and judge.arguments():
        return _formula(judge)
    return {}


def _choice(judge, question):
    told = {word: judge.judge(word) for word in judge.choices()}
    options = _as_asked(judge.choices(), question)
    return {"kind": "choice", "options": options, "sealed": _sealed(told)}


def _as_asked(words, question):
    """The choices in the order and spelling of the question; those it does not name come last."""
    quoted = {said.lower(): said for said in re.findall(r'"([^"]+)"', question)}
    order = [*quoted, *words]
    return [quoted.get(word, word) for word in sorted(words, key=order.index)]


def _number(judge):
    right = judge.wanted()
    near = [[np.broadcast_to(wrong, right.shape).ravel().tolist(), hint] for wrong, hint in judge.misses()]
    told = {"right": right.ravel().tolist(), "why": judge.why, "near": near, "tolerance": judge.tolerance}
    return {"kind": "number", "shape": list(right.shape), "sealed": _sealed(told)}


def _formula(judge):
    """All values that a formula is compared with, worked out; ``samples`` are told as Python writes them."""
    def values(f):
        return [np.asarray(f(*sample), dtype=float).tolist() for sample in judge.samples]

    wanted = values(judge.right)
    told = {"samples": judge.samples, "calls": [", ".join(map(repr, sample)) for sample in judge.samples],
            "wanted": wanted, "told": list(map(repr, wanted)), "why": judge.why, "chords": judge.chords,
            "near": [[values(wrong), hint] for wrong, hint in judge.near],
            "tolerances": judge.tolerances}
    return {"kind": "formula", "arguments": list(judge.arguments()), "sealed": _sealed(told)}


def _sealed(told):
    """What is said to each answer, in base64. This keeps eyes off, no more: whoever wants to can read it."""
    text = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return base64.b64encode(text.encode()).decode()


def _tree(source):
    """The syntax of a cell; an empty one where it is no plain Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.parse("")


def _bare(source):
    """Whether a cell holds nothing but three dots for an answer, and its check."""
    def plain(line):
        if isinstance(line, ast.Assign):
            return isinstance(line.value, ast.Constant) and line.value.value is ...
        return isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)

    return all(map(plain, _tree(source).body))
