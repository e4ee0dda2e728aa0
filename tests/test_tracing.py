"""Formulas run on symbols: what is written down, what branches, and what cannot be traced and says why."""

import math
import re

import numpy as np
import pytest

from helpers import Surface, descend, optimizers, schedules, surfaces
from helpers.descent import microscope
from helpers.optimizers import Optimizer
from helpers.tracing import Untraceable, function_program, surface_program, walk_program

TO_PYTHON = (("&&", " and "), ("||", " or "), ("===", "=="), ("!==", "!="), ("Infinity", "math.inf"),
             ("= !", "= not "))


def run(program, **values):
    """A traced program without branches, done in Python: independent of any JavaScript."""
    for line in program.splitlines()[1:-1]:
        text = line.rstrip(";").removeprefix("const ").replace("Math.", "js.")
        for js, python in TO_PYTHON:
            text = text.replace(js, python)
        text = re.sub(r"^(\w+ = )?(.*) \? (.*) : (.*)$", r"\1\3 if \2 else \4", text)
        if text.startswith("return "):
            return eval(text.removeprefix("return "), {"js": JS, "math": math}, values)
        exec(text, {"js": JS, "math": math}, values)
    raise AssertionError("no return")


class JS:
    """JavaScript's Math by the names that programs use."""

    sqrt, exp, log, sin, cos, tan, abs, max, min = (math.sqrt, math.exp, math.log, math.sin, math.cos, math.tan, abs,
                                                    max, min)
    pow, floor, hypot, tanh, sinh, cosh, expm1, log1p = (math.pow, math.floor, math.hypot, math.tanh, math.sinh,
                                                         math.cosh, math.expm1, math.log1p)
    atan, atan2, asin, cbrt, PI = math.atan, math.atan2, math.asin, math.cbrt, math.pi

    @staticmethod
    def sign(x):
        return (x > 0) - (x < 0)

    @staticmethod
    def round(x):
        return math.floor(x + 0.5)


def in_place(x, y):
    x += y
    x *= 2
    y -= x / 3
    return x**2 - y


FORMULAS = {
    "arithmetic": lambda x, y: (x + 2 * y - 3) / (1 + x * x) - -y,
    "powers": lambda x, y: x**2 + y**3 + (1 + x * x) ** 0.5 + 2**x + np.power(1.5 + x * x, y),
    "floor and rest": lambda x, y: x // 0.7 + x % 0.3 + np.mod(y, 2) + np.floor(y),
    "where, clip, sign": lambda x, y: np.where(x > y, x, -y) + np.clip(x, -0.5, 0.5) + np.sign(y),
    "maximum, minimum, abs": lambda x, y: np.maximum(x, y) + np.minimum(x, 0.2) + abs(x) + np.abs(y) + np.fabs(x),
    "logic": lambda x, y: np.where((x > 0) & (y > 0) | (x < -1), 1.0, 2.0) + np.where(np.logical_not(x > y), 0.5, 0),
    "exp and log": lambda x, y: np.exp(x) + np.log(1 + y * y) + np.expm1(x) + np.log1p(x * x),
    "trigonometry": lambda x, y: np.sin(x) * np.cos(y) + np.tan(x / 3) + np.arctan(x) + np.arctan2(y, x)
                                 + np.hypot(x, y),
    "hyperbolic": lambda x, y: np.tanh(x) + np.sinh(y) + np.cosh(x) + np.cbrt(x),
    "math": lambda x, y: math.exp(x) + math.sqrt(1 + y * y) + math.atan(x) + math.pi * math.pow(1.2, y) + math.floor(x),
    "float": lambda x, y: float(x) * 2 + y,
    "square, reciprocal": lambda x, y: np.square(x) + np.reciprocal(2 + y * y) + np.negative(x) + np.radians(y),
    "an array of both": lambda x, y: np.sum(np.array([x, y]) ** 2) + np.sqrt(np.array([x * x, y * y])).sum(),
    "data": lambda x, y: np.mean((x + y * np.array([1.0, 2.0, 4.0]) - np.array([0.5, 1.0, 0.0])) ** 2),
    "np.linalg.norm": lambda x, y: np.linalg.norm(np.array([x, y])),
    "in place": in_place,
    "round": lambda x, y: np.round(3 * x) + np.round(y, 2) + np.rint(2 * y),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_traced_formula_gives_what_it_gives_in_python(name):
    formula = FORMULAS[name]
    program = function_program(formula, ("x", "y"))
    for x, y in ((0.3, 1.7), (-1.4, 0.6), (0.9, -2.2)):
        assert run(program, x=x, y=y)[0] == pytest.approx(float(formula(x, y)), rel=1e-12, abs=1e-12), program


@pytest.mark.parametrize("surface", surfaces.everything, ids=lambda s: s.name)
def test_every_surface_of_the_course_can_be_traced(surface):
    programs = surface_program(surface)
    point = dict(zip("xy", np.mean(surface.view, axis=1) + 0.3, strict=False))
    at = np.array(list(point.values())) if surface.dimension == 2 else point["x"]
    assert run(programs["value"], **point)[0] == pytest.approx(float(surface(at)), rel=1e-12)
    assert run(programs["gradient"], **point) == pytest.approx(np.ravel(surface.gradient(at)).tolist(), rel=1e-12)
    hessian = np.atleast_2d(surface.hessian(at))
    upper = hessian[np.triu_indices(len(hessian))]
    assert run(programs["hessian"], **point) == pytest.approx(upper.tolist(), rel=1e-12)


@pytest.mark.parametrize("rule", optimizers.everything)
def test_every_rule_of_the_course_can_be_traced_and_shares_what_both_coordinates_need(rule):
    step = walk_program(surfaces.beale, rule(0.1))["step"]
    assert step.count("Math.pow(h.beta2, t)") <= 1
    assert "if (" not in step.replace("if (Math.abs", "")  # no rule of the course branches


def test_differences_stand_in_for_what_a_surface_does_not_know():
    programs = surface_program(Surface(lambda x: np.sin(x) + x**2))
    assert run(programs["gradient"], x=0.4)[0] == pytest.approx(np.cos(0.4) + 0.8, abs=1e-8)
    assert run(programs["hessian"], x=0.4)[0] == pytest.approx(2 - np.sin(0.4), abs=1e-5)


def test_branches_become_both_ways_and_one_question_is_asked_once():
    class Warm(Optimizer):
        learning_rate: float = 0.1
        warmup: float = 5.0

        def rule(g, t, learning_rate, warmup):
            if t < warmup:
                learning_rate = learning_rate * t / warmup
            return -learning_rate * g

    step = walk_program(surfaces.bowl, Warm())["step"]
    assert step.count("t < h.warmup") == 1
    assert step.count("} else {") == 1
    assert "if (" not in function_program(lambda x: max(0.0, min(x, 1.0)), ("x",))  # no branch, an operation


@pytest.mark.parametrize("schedule", [schedules.Step(0.1), schedules.Exponential(0.1), schedules.InverseTime(0.1),
                                      schedules.Cosine(0.1), schedules.WarmUp(0.1), lambda t: 0.1 if t < 3 else 0.01])
def test_schedules_are_part_of_the_program(schedule):
    assert "h.learning_rate" not in walk_program(surfaces.bowl, optimizers.GradientDescent(schedule))["step"]


def loop(x):
    while x < 1e9:
        x = x * x
    return x


@pytest.mark.parametrize(("formula", "reason"), [
    (loop, "branches in more than 128 ways; write loops with a fixed number of rounds"),
    (lambda x: [1.0, 2.0][int(x)], "turned into a plain Python number"),
    (lambda x: np.interp(x, [0, 1], [0, 1]), r"np\.interp is not known to the page"),
    (lambda x: np.frexp(x)[0], r"np\.frexp is not known to the page"),
    (lambda x: x * np.random.default_rng().random(), "something else each time"),
    (lambda x: f"{x:.2f}" and x.nothing, "cannot run on symbols"),
    (lambda x: "text", "'text' is not a number"),
    (lambda x: np.add.reduce(x), "np.add.reduce is not known")])
def test_what_cannot_be_traced_says_why_and_what_to_write(formula, reason):
    with pytest.raises(Untraceable, match=reason):
        function_program(formula, ("x",))


def test_a_rule_that_needs_the_whole_gradient_can_be_traced_too():
    class ByNorm(Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            return -learning_rate * g / np.maximum(1.0, np.linalg.norm(g))

    step = walk_program(surfaces.bowl, ByNorm())["step"]
    assert step.count("Math.sqrt") == 1


def test_a_rule_may_be_a_function_of_any_name_and_a_rate_an_array_without_axes():
    class Named(Optimizer):
        learning_rate: float = 0.1
        rule = lambda g, learning_rate: -learning_rate * g  # noqa: E731

    rule = Named(schedules.WarmUp(0.1, 3))
    seen, path = microscope(surfaces.bowl, (1, 2), rule, 5), descend(surfaces.bowl, (1, 2), rule, 5)
    np.testing.assert_array_equal([step.terms["x"] for step in seen], path.points[:-1])
    assert walk_program(surfaces.bowl, rule)["step"].count("p[1] =") == 2  # while it warms up, and later
