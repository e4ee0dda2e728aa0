"""Exercises in an empty page: the modules of web/page, what the site prepares, and many answers to each exercise."""

import io
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path

import numpy as np
from test_web_exercises import CELLS

from helpers import exercises as course
from helpers.live import page as half
from web import exercises

HALF = Path(__file__).parents[2] / "web"
HOME = "http://course.test/"
PREPARED = {name: exercises.exercise(name, *CELLS[name]) for name in course.names()}
IN_PAGE = [name for name in PREPARED if PREPARED[name]["kind"] != "python"]
EMPTY = '<!doctype html><html lang="en"><title>Exercises</title><main><h1>Exercises</h1></main>'


def _answer(route):
    name = route.request.url.rsplit("/", 1)[-1]
    if name.endswith(".js"):
        place = next(folder / name for folder in (HALF / "page", half.HERE) if (folder / name).exists())
        route.fulfill(body=place.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")
    else:
        route.fulfill(body=EMPTY, content_type="text/html; charset=utf-8")


@contextmanager
def empty_page(browser):
    """An empty page that may load our modules; ``page.troubles`` is what it complains about."""
    context = browser.new_context(viewport={"width": 900, "height": 700})
    context.set_default_timeout(10_000)
    context.route(f"{HOME}**", _answer)
    page = context.new_page()
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("console", lambda said: page.troubles.append(said.text) if said.type == "error" else None)
    page.goto(HOME)
    yield page
    context.close()


def checked(name, answer):
    """What ``check`` prints."""
    with redirect_stdout(io.StringIO()) as said:
        course.check(name, answer)
    return said.getvalue().removesuffix("\n")


def typed(answer):
    values = [repr(float(part)) for part in np.ravel(answer)]
    return values[0] if np.ndim(answer) == 0 else f"({', '.join(values)})"


def numbers_for(judge, seed):
    """Right, within and beyond the tolerance, every near miss, each number wrong by itself, and far away."""
    random, right = np.random.default_rng(seed), judge.wanted()
    unit = judge.tolerance * (1 + np.abs(right))
    answers = [right, right + 0.9 * unit, right - 0.9 * unit, right + 1.1 * unit, right - 1.1 * unit, -right, 0 * right]
    answers += [right * 10.0**power for power in (-6, -1, 1, 6, 300)]
    answers += [right + unit * random.normal(size=right.shape) * 3.0**power for power in range(-2, 12)]
    for wrong, _ in judge.misses():
        wrong = np.broadcast_to(wrong, right.shape)
        answers += [wrong, wrong + 0.9 * judge.tolerance * (1 + np.abs(wrong)), wrong + 2 * unit]
    if right.ndim:
        answers += [right + np.eye(right.size)[k] for k in range(right.size)]
    return answers


FORMULAS = {  # as one types them in the page, and in Python
    "01.3": [("x/8, 18*y", "(x/8, 18*y)"), ("(x/16, 9*y)", "(x/16, 9*y)"), ("[18*y, x/8]", "(18*y, x/8)"),
             ("-x/8, -18*y", "(-x/8, -18*y)"), ("x/8 + 18*y", "x/8 + 18*y"), ("x^2/16 + 9*y²", "x**2/16 + 9*y**2"),
             ("x/8+0.0005, 18*y", "(x/8+0.0005, 18*y)"), ("x, y, 1", "(x, y, 1)"), ("1e-5*x, 1e20", "(1e-5*x, 1e20)"),
             ("x/7, y", "(x/7, y)"), ("3, 4", "(3, 4)")],
    "07.3": [("(1 - sqrt(step))/(1 + √step)", "(1 - step**.5)/(1 + step**.5)"),
             ("(1 - step^0.5)^2", "(1 - step**.5)**2"),
             ("(1 - step)/(1 + step)", "(1 - step)/(1 + step)"), ("step", "step"), ("2, step", "(2, step)"),
             ("(1 + step**0.5)/(1 - step**0.5)", "(1 + step**.5)/(1 - step**.5)")],
    "10.3": [("eta/2*sqrt(eps*(1 - 4/(eta*lam)^2)*t)", "eta/2*(eps*(1 - 4/(eta*lam)**2)*t)**.5"),
             ("0.5*sqrt(eps*(1 - 4/lam^2)*t)", "0.5*(eps*(1 - 4/lam**2)*t)**.5"), ("t*eps", "t*eps"),
             ("eta/2*sqrt(eps*(1 - 4/lam^2)*t)", "eta/2*(eps*(1 - 4/lam**2)*t)**.5")]}


@cache
def cases(name):
    """(what is typed or chosen, what ``check`` prints) for many answers to an exercise."""
    found, judge = PREPARED[name], course.exercise(name)
    if found["kind"] == "choice":
        return [(option, checked(name, option)) for option in found["options"]]
    if found["kind"] == "number":
        answers = numbers_for(judge, IN_PAGE.index(name))
        return [(typed(answer), checked(name, answer)) for answer in answers]
    names = ", ".join(found["arguments"])
    return [(text, checked(name, eval(f"lambda {names}: {body}"))) for text, body in FORMULAS[name]]


def right_answer(name):
    return next(answer for answer, said in cases(name) if said.startswith("Right."))
