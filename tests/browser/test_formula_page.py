"""Formulas that a reader types, in an empty page: exact derivatives, clear errors, minima, contours."""

import numpy as np
import playground_page
import pytest
from jets import Jet, absolute, acos, asin, atan, cos, cosh, exp, larger, log, sin, sinh, smaller, sqrt, tan, tanh

from helpers import surfaces
from helpers.live import page as half
from web.playground import TYPED

TRIED = """import { parse, printed } from "./formula.js";
import { functionsOf } from "./derivative.js";
import { minimaOf } from "./minima.js";
import { contourPieces, heightsOver } from "./contours.js";
export const tried = { parse, printed, functionsOf, minimaOf, contourPieces, heightsOver };
"""
pi, e = np.pi, np.e
FORMULAS = {  # as a reader types it, and the same for Python
    "x^2 + 3*sin(y)": lambda x, y: x * x + 3 * sin(y),
    "2x y": lambda x, y: 2 * x * y,
    "-x^2": lambda x, y: -(x * x),
    "x**3 - 3x*y^2": lambda x, y: x**3 - 3 * x * y**2,
    "1/2x": lambda x, y: 0.5 * x,
    "1/(2x)": lambda x, y: 1 / (2 * x),
    "x/y/2": lambda x, y: x / y / 2,
    "x - y - 1": lambda x, y: x - y - 1,
    "2^3^0.5 x": lambda x, y: 2 ** (3**0.5) * x,
    "2^-x": lambda x, y: 2 ** (-x),
    "x^y": lambda x, y: x**y,
    "x^(y+1) - y^-2": lambda x, y: x ** (y + 1) - y**-2,
    "x^2.5": lambda x, y: x**2.5,
    "(x+1)(y-1)": lambda x, y: (x + 1) * (y - 1),
    "3(x + y)x": lambda x, y: 3 * (x + y) * x,
    "xsin(y) + xy": lambda x, y: x * sin(y) + x * y,
    "sin(x)cos(y) + 0.05(x^2+y^2)": lambda x, y: sin(x) * cos(y) + 0.05 * (x * x + y * y),
    "tan(x/3)": lambda x, y: tan(x / 3),
    "exp(-(x^2+y^2)/2)": lambda x, y: exp(-(x * x + y * y) / 2),
    "e^x + pi y": lambda x, y: exp(x) + pi * y,
    "log(x) ln(y)": lambda x, y: log(x) * log(y),
    "sqrt(x^2 + y^2)": lambda x, y: sqrt(x * x + y * y),
    "√(x)·y² − 2×x÷y": lambda x, y: sqrt(x) * y * y - 2 * x / y,
    "abs(x - y)": lambda x, y: absolute(x - y),
    "asin(x/4) + acos(y/4)": lambda x, y: asin(x / 4) + acos(y / 4),
    "atan(x*y) + arctan(y)": lambda x, y: atan(x * y) + atan(y),
    "sinh(x) - cosh(y) + tanh(x y)": lambda x, y: sinh(x) - cosh(y) + tanh(x * y),
    "max(x^2, y) + min(x, 2y)": lambda x, y: larger(x * x, y) + smaller(x, 2 * y),
    "f(x, y) = (1-x)^2 + 100(y-x^2)^2": lambda x, y: (1 - x) * (1 - x) + 100 * (y - x * x) ** 2,
    "1e-3x + .5y - 2.e1": lambda x, y: 1e-3 * x + 0.5 * y - 20,
    "log(1 + (1 - x)^2 + 100*(y - x^2)^2)": lambda x, y: log(1 + (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    "x^4 - 3x^2 + x": lambda x, y: x**4 - 3 * x**2 + x,
}
ERRORS = {  # what cannot be read: where, and what is said
    "": (0, "Type a formula"), "x +": (2, "Something must follow “+”"), "* x": (0, "Something must stand before “*”"),
    "sin x": (0, "Brackets, please: sin(x)"), "sin(x": (3, "never closed"), "x)": (1, "closes nothing"),
    "x2": (1, "A sign is missing between “x” and 2"), "x + foo(y)": (4, "I do not know “foo”"),
    "sinx": (0, "A function takes brackets: sin(x)"), "x^^2": (2, "“^” cannot follow “^”"),
    "x $ y": (2, "“$” means nothing"),
    "1.2.3x": (3, "one decimal point"), "0,5x": (1, "Decimals take a point"), "max(x)": (3, "two numbers, one came"),
    "sin(x, y)": (3, "one number, 2 came"), "x + ()": (4, "nothing in these brackets"), "3 + pi": (0, "no x and no y"),
    "sin^2(x)": (3, "The power goes behind"), "x = y": (2, "“=” says"), "|x|": (0, "abs(x)"),
    "[x]": (0, "Round brackets"),
    "(x + )": (3, "Something must follow"), "x" * 401: (400, "400 characters"),
    "(" * 70 + "x": (60, "Too many brackets"),
    "alert(x)": (0, "I do not know “alert”"), "x.constructor": (1, "means nothing"), "__proto__": (0, "I do not know"),
}
MINIMA = {  # formula: its minima on [-5, 5]²
    "x^2 + 3*sin(y)": [(0, 3 * pi / 2), (0, -pi / 2)], "abs(x) + 2*abs(y - 0.3)": [(0, 0.3)], "x^4 + y^4": [(0, 0)],
    TYPED["rosenbrock"][0]: [(1, 1)], TYPED["himmelblau"][0]: surfaces.himmelblau.minima, "x^2 - y^2": [], "x + y": [],
    "x^2*y^2": [], "x^2 + 0y": [], "tan(x) + y^2": [],
}


@pytest.fixture(scope="module")
def tried(browser, tmp_path_factory):
    """The modules behind the page, in an empty page."""
    folder = tmp_path_factory.mktemp("entry")
    (folder / "tried.js").write_text(TRIED, encoding="utf-8")
    page = browser.new_page()
    page.evaluate("""async source => {
        const text = new Blob([source], { type: "text/javascript" });
        Object.assign(window, (await import(URL.createObjectURL(text))).tried);
    }""", half.joined("tried", playground_page.WEB, folder))
    yield page
    page.close()


@pytest.mark.parametrize("formula", FORMULAS)
def test_value_gradient_and_hessian_are_exact(tried, formula):
    points = np.random.default_rng(7).uniform(0.2, 2.5, (8, 2)).tolist()
    dimension, *found = tried.evaluate("""([text, points]) => {
        const f = functionsOf(parse(text));
        return [f.dimension, ...points.map(([x, y]) => [f.value(x, y), f.gradient(x, y), f.hessian(x, y)])];
    }""", [formula, points])
    for (x, y), (value, gradient, hessian) in zip(points, found, strict=True):
        jet = Jet.of(FORMULAS[formula](Jet(x, (1.0, 0.0)), Jet(y, (0.0, 1.0))))
        h = jet.hessian
        exact = [jet.value, *jet.gradient[:dimension], *([h[0, 0], h[0, 1], h[1, 1]] if dimension == 2 else [h[0, 0]])]
        np.testing.assert_allclose([value, *gradient, *hessian], exact, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("formula", ERRORS, ids=lambda text: text[:12] or "nothing")
def test_what_cannot_be_read_is_told_with_its_place(tried, formula):
    said, at = tried.evaluate(
        "text => { try { parse(text); } catch (error) { return [error.message, error.at]; } }", formula)
    place, words = ERRORS[formula]
    assert words in said
    assert at == place


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_is_printed_reads_as_the_same(tried, formula):
    both = tried.evaluate("""text => [text, printed(parse(text)).replaceAll("⁴", "^4")].map((one) => {
        const f = functionsOf(parse(one));
        return [f.value(0.7, 1.3), f.value(2.1, 0.4)];
    })""", formula)
    assert both[0] == pytest.approx(both[1], rel=1e-14)


@pytest.mark.parametrize("name", TYPED)
def test_the_surfaces_are_typed_as_they_are(tried, name):
    surface = getattr(surfaces, name)
    point = [0.7, -1.3][: surface.dimension]
    value, gradient = tried.evaluate("""([text, point]) => {
        const f = functionsOf(parse(text));
        return [f.value(...point), f.gradient(...point)];
    }""", [TYPED[name][0], point])
    where = point if surface.dimension == 2 else point[0]
    assert value == pytest.approx(float(surface(where)), rel=1e-12)
    assert gradient == pytest.approx(np.atleast_1d(surface.gradient(where)), rel=1e-11)


@pytest.mark.parametrize("formula", MINIMA)
def test_minima_are_found(tried, formula):
    found = tried.evaluate("text => minimaOf(functionsOf(parse(text)), [[-5, 5], [-5, 5]])", formula)
    wanted = sorted(map(tuple, np.round(np.reshape(MINIMA[formula], (-1, 2)), 6)))
    assert sorted(map(tuple, np.round(np.reshape(found, (-1, 2)), 6) + 0.0)) == wanted


@pytest.mark.parametrize("formula", ["x^2 + y^2", "x*y", "sin(3x)*cos(2y)", "(x^2 + y - 3)^2"])
def test_contour_lines_run_at_their_height(tried, formula):
    low, high, off, count = tried.evaluate("""text => {
        const f = functionsOf(parse(text));
        const grid = heightsOver({ ...f, dimension: 2 }, [[-2, 2], [-1, 3]], 201);
        const [low, high] = [Math.min(...grid.z), Math.max(...grid.z)];
        const levels = [low + 0.3 * (high - low), low + 0.7 * (high - low)];
        const height = ([u, v]) => f.value(-2 + u / 50, -1 + v / 50);
        const ends = contourPieces(grid, levels);
        const all = Array.from({ length: ends.length / 2 }, (_, k) => height(ends.slice(2 * k, 2 * k + 2)));
        const off = all.map((h) => Math.min(...levels.map((level) => Math.abs(h - level))));
        return [low, high, Math.max(...off), all.length];
    }""", formula)
    assert count > 400
    assert off < 2e-3 * (high - low)


def test_lines_around_a_peak_are_closed(tried):
    ends = tried.evaluate("""() => {
        const grid = heightsOver({ ...functionsOf(parse("x^2 + 3y^2 + x*y")), dimension: 2 }, [[-2, 2], [-2, 2]]);
        const ends = contourPieces(grid, [0.5012345, 1.0712345, 2.0112345]);
        const shown = ends.map((v) => v.toFixed(9));
        return Array.from({ length: ends.length / 2 }, (_, k) => shown.slice(2 * k, 2 * k + 2).join());
    }""")
    assert all(ends.count(end) == 2 for end in set(ends))  # each piece goes on where another ends
