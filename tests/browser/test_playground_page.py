"""The playground, opened as a file with the network cut: formulas, rules, controls, links, keys, phone."""

import json

import numpy as np
import pytest
import playground_page
from jets import Jet, absolute, acos, asin, atan, cos, cosh, exp, larger, log, sin, sinh, smaller, sqrt, tan, tanh
from lab import LiveFigure

from helpers import descend, optimizers, surfaces
from helpers.live import page as half
from web.playground import TYPED, page_parts

TRIED = """import { parse, printed } from "./formula.js";
import { functionsOf } from "./derivative.js";
import { minimaOf } from "./minima.js";
export const tried = { parse, printed, functionsOf, minimaOf };
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
    "sinx": (0, "A function takes brackets: sin(x)"), "x^^2": (2, "“^” cannot follow “^”"), "x $ y": (2, "“$” means nothing"),
    "1.2.3x": (3, "one decimal point"), "0,5x": (1, "Decimals take a point"), "max(x)": (3, "two numbers, one came"),
    "sin(x, y)": (3, "one number, 2 came"), "x + ()": (4, "nothing in these brackets"), "3 + pi": (0, "no x and no y"),
    "sin^2(x)": (3, "The power goes behind"), "x = y": (2, "“=” says"), "|x|": (0, "abs(x)"), "[x]": (0, "Round brackets"),
    "(x + )": (3, "Something must follow"), "x" * 401: (400, "400 characters"), "(" * 70 + "x": (60, "Too many brackets"),
    "alert(x)": (0, "I do not know “alert”"), "x.constructor": (1, "means nothing"), "__proto__": (0, "I do not know"),
}
MINIMA = {  # formula: its minima on [-5, 5]²
    "x^2 + 3*sin(y)": [(0, 3 * pi / 2), (0, -pi / 2)], "abs(x) + 2*abs(y - 0.3)": [(0, 0.3)], "x^4 + y^4": [(0, 0)],
    TYPED["rosenbrock"]: [(1, 1)], TYPED["himmelblau"]: surfaces.himmelblau.minima, "x^2 - y^2": [], "x + y": [],
    "x^2*y^2": [], "x^2 + 0y": [], "tan(x) + y^2": [],
}


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return playground_page.write(tmp_path_factory.mktemp("site") / "playground.html").as_uri()


@pytest.fixture(scope="module")
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def play(context, file):
    """Opens the playground with a link; nothing may be said on the console, nor asked of a network."""
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    page.on("request", lambda request: request.url.startswith(("file:", "blob:", "data:")) or complaints.append(request.url))

    def opened(link=""):
        page.goto("about:blank")
        page.goto(file + link)
        return page

    yield opened
    page.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="module")
def tried(context, tmp_path_factory):
    """The modules behind the page, in an empty page."""
    folder = tmp_path_factory.mktemp("entry")
    (folder / "tried.js").write_text(TRIED, encoding="utf-8")
    page = context.new_page()
    page.evaluate("""async source => {
        Object.assign(window, (await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })))).tried);
    }""", half.joined("tried", playground_page.WEB, folder))
    yield page
    page.close()


def figure(page):
    return LiveFigure(page, page.locator(".downhill-view"), "playground")


def state(page):
    return page.evaluate("playground.state")


# ---- formulas -----------------------------------------------------------------------------------------------------


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
    said, at = tried.evaluate("text => { try { parse(text); } catch (error) { return [error.message, error.at]; } }", formula)
    place, words = ERRORS[formula]
    assert words in said and at == place


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
    value, gradient = tried.evaluate("([text, point]) => { const f = functionsOf(parse(text)); return [f.value(...point), f.gradient(...point)]; }",
                                     [TYPED[name], point])
    where = point if surface.dimension == 2 else point[0]
    assert value == pytest.approx(float(surface(where)), rel=1e-12)
    assert gradient == pytest.approx(np.atleast_1d(surface.gradient(where)), rel=1e-11)


@pytest.mark.parametrize("formula", MINIMA)
def test_minima_are_found(tried, formula):
    found = tried.evaluate("text => minimaOf(functionsOf(parse(text)), [[-5, 5], [-5, 5]])", formula)
    wanted = sorted(map(tuple, np.round(np.reshape(MINIMA[formula], (-1, 2)), 6)))
    assert sorted(map(tuple, np.round(np.reshape(found, (-1, 2)), 6) + 0.0)) == wanted


# ---- rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["himmelblau", "two_wells", "parabola"])
def test_every_rule_walks_as_descend_does(play, name):
    page, surface = play(), getattr(surfaces, name)
    start = surface.starts[1]
    for kind in optimizers.everything:
        for link in ({"surface": name}, {"formula": TYPED[name]}):
            settings = {"learning_rate": 0.9 if kind is optimizers.Adadelta else 0.01}
            points = page.evaluate("""([link, start, rule, settings]) => {
                playground.completed({ ...link, start, steps: 60, lanes: [{ rule, settings }] });
                playground.show();
                const [{ walker }] = playground.figure.kind.lanes;
                return Array.from(walker.points.slice(0, start.length * (walker.steps + 1)));
            }""", [link, list(np.atleast_1d(start)), kind.__name__, settings])
            path = descend(surface, start, kind(**settings), 60)
            rtol = 1e-12 if "surface" in link else 1e-9  # the same formula in another order of additions
            np.testing.assert_allclose(points, path.points.ravel(), rtol=rtol, atol=rtol)


def test_tuned_rates_end_lower_than_their_neighbours(play):
    page = play("#surface=himmelblau&start=-0.5,-3&steps=40&rule=GradientDescent,learning_rate=1e-6&rule=Adam,learning_rate=1e-6")
    page.get_by_role("button", name="Give each rule").click()
    for lane in state(page)["lanes"]:
        rates = lane["settings"]["learning_rate"] * np.array([0.56, 1.0])
        kind = getattr(optimizers, lane["rule"])
        low, best = [float(surfaces.himmelblau(descend(surfaces.himmelblau, (-0.5, -3.0), kind(rate), 40).final)) for rate in rates]
        assert best < low < 1e3


# ---- what a reader does -------------------------------------------------------------------------------------------


def test_every_control_moves_the_picture(play):
    page = play("#f=x%5E2%2B3*sin(y)%2B0.3*x*y&start=3,2&rule=Momentum,learning_rate=0.05&rule=RMSprop,learning_rate=0.1,momentum=0.2&rule=AdamW,learning_rate=0.1,weight_decay=0.1")
    shown = figure(page)
    rows = shown.controls()
    assert len(rows) == 3 + 2 + 5 + 5
    for row in rows:
        name, before = row.get_attribute("class"), shown.settled()
        shown.drag(row)
        if "epsilon" not in name:  # far smaller than any slope here
            shown.expect_change(before, name)
    shown.part("canvas").scroll_into_view_if_needed()
    before = shown.settled()
    shown.drag_on_map()
    shown.expect_change(before, "the map")


def test_every_tool_moves_the_picture(play):
    page = play()
    for name in ("Zoom in", "Move the map left", "Move the map right", "Move the map down", "Move the map up", "Zoom out",
                 "Add a rule to the race", "Give each rule the learning rate", "Take Momentum out", "Back to the first"):
        before = figure(page).settled()
        page.get_by_role("button", name=name).click()
        figure(page).expect_change(before, name)
    for label, value in (("Map: x from", "-2"), ("Map: x to", "7.5"), ("Map: y from", "−3"), ("Map: y to", "1e1")):
        before = figure(page).settled()
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Enter")
        figure(page).expect_change(before, label)
    assert state(page)["view"] == [[-2, 7.5], [-3, 10]]
    page.get_by_role("button", name="Show the whole map").click()
    assert state(page)["view"] == [[-5, 5], [-5, 5]]
    for label, value in (("Rule 1", "Nesterov"), ("Surface", "beale"), ("Surface", "cubic"), ("Surface", "example 1")):
        before = figure(page).settled()
        page.get_by_label(label, exact=True).select_option(value)
        figure(page).expect_change(before, f"{label}: {value}")
    before = figure(page).settled()
    page.locator(".downhill-map").check()
    figure(page).expect_change(before, "map of basins")
    assert "at no minimum" in page.locator(".downhill-minima").inner_text()


def test_a_view_that_makes_no_sense_is_refused(play):
    page = play()
    box = page.get_by_label("Map: x from", exact=True)
    for text in ("7", "abc", ""):
        box.fill(text)
        page.keyboard.press("Enter")
        assert state(page)["view"][0] == [-5, 5] and box.input_value() == "−5"
        assert "A number below 5, please." in box.evaluate("box => box.validationMessage")


def test_a_formula_is_shown_as_it_is_typed(play):
    page = play()
    formula = page.locator(".downhill-formula")
    formula.fill("(x-1)^2 + 4(y+2)^2")
    assert "Read as f(x, y) = (x − 1)² + 4(y + 2)²" in page.locator(".downhill-message").inner_text()
    assert "One minimum found on this map: (1, −2), f = 0." in page.locator(".downhill-minima").inner_text()
    assert all("of the minimum" in line or "at the minimum" in line for line in figure(page).summary().split("\n")[1:])
    before = figure(page).settled()
    formula.fill("(x-1)^2 + 4(y+2)^")
    page.wait_for_timeout(900)
    assert formula.get_attribute("aria-invalid") == "true"
    assert page.locator(".downhill-pointer").inner_text().split("\n")[1] == " " * 16 + "^"
    page.get_by_role("button", name="Zoom out").click()  # the last formula is still there, and so is the error
    assert formula.input_value().endswith(")^") and formula.get_attribute("aria-invalid") == "true"
    formula.fill("x^4 - 3x^2 + x")
    assert formula.get_attribute("aria-invalid") == "false" and state(page)["start"].__len__() == 1
    assert "2 minima found on this map" in page.locator(".downhill-minima").inner_text()
    figure(page).expect_change(before, "another formula")


def test_nothing_typed_is_run(play):
    page = play("#f=alert(1)&surface=__proto__&rule=constructor&steps=1;alert(1)&x=alert(1),2")
    assert page.locator(".downhill-trouble").count() == 5
    for text in ("constructor(x)", "x;window.bad=1", "(()=>{window.bad=1})()", "`${window.bad=1}`x"):
        page.locator(".downhill-formula").fill(text)
    assert page.evaluate("window.bad === undefined && playground.state.surface === 'himmelblau'")


def test_a_formula_without_a_value_is_told(play):
    page = play("#f=log(x)%2By%5E2&x=-3,3&start=-1,2")  # a start where there is no slope is moved
    assert state(page)["start"][0] > 0
    page = play("#f=sqrt(-1-x%5E2-y%5E2)")
    assert "Nobody is left" in figure(page).summary() and "No minimum found" in page.locator(".downhill-minima").inner_text()


def test_keys_do_everything(play):
    page = play()
    shown = figure(page)
    shown.part("canvas").focus()
    before = state(page)["start"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    x, y = state(page)["start"]
    assert x < before[0] and before[1] < y < before[1] + 0.1
    page.keyboard.press(" ")
    assert shown.part("play").inner_text() == "❚❚ Pause"
    page.keyboard.press(" ")
    page.locator(".downhill-surface").focus()
    names = []
    for _ in range(40):
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))
        page.keyboard.press("Tab")
    for wanted in ("Formula for the height f(x, y)", "Rule 1", "Take Adam out of the race", "Zoom in", "Map: y to", "Play", "steps",
                   "start x₀, number", "learning rate η"):
        assert wanted in names
    page.get_by_role("button", name="Take Adam out").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Rule 2"  # the focus stays near


# ---- links --------------------------------------------------------------------------------------------------------


def test_a_link_brings_everything_back_to_the_last_bit(play, context):
    page = play("#f=x%5E2%2B3*sin(y)%2B0.1*x*y&x=-3.3,4.1&y=-6,1e-3&start=0.1,-0.30000000000000004&steps=123&map=on"
                "&rule=Adam,learning_rate=0.123456789012345,beta1=0.87&rule=Adam&rule=Nadam,learning_rate=1e-3")
    page.locator(".downhill-map").wait_for()
    figure(page).part("canvas").scroll_into_view_if_needed()
    figure(page).drag_on_map()
    figure(page).drag(figure(page).controls()[4])
    link = page.evaluate("playground.address()")
    page.wait_for_function("link => location.href === link", arg=link)  # the address follows
    there, words = state(page), figure(page).summary()
    assert there["lanes"][1]["settings"]["beta2"] == 0.999 and there["view"][1] == [-6, 1e-3]
    page = play("#" + link.split("#")[1])
    assert state(page) == there and figure(page).summary() == words
    assert not page.locator(".downhill-trouble").count()


def test_a_damaged_link_is_told_and_the_rest_applied(play):
    page = play("#surface=two_wells&x=3,-3&start=0.5&steps=1e9&map=maybe&sound=on&rule=Adam,beta1=2,gamma=1,learning_rate=0.5&rule=Adams")
    troubles = page.locator(".downhill-trouble").all_inner_texts()
    for told in ("x=3,-3", "takes 2 numbers", "from 1 to 10,000", "a map is one of on, off", "nothing that a link can set", "from 0 to 0.99",
                 "Adam has learning_rate", "a rule is one of GradientDescent"):
        assert sum(told in trouble for trouble in troubles) == 1, told
    there = state(page)
    assert there["surface"] == "two_wells" and there["view"][0] == [-3, 3] and there["steps"] == page_parts()["data"]["first"]["steps"]
    assert [lane["settings"]["learning_rate"] for lane in there["lanes"]] == [0.5]
    page.evaluate("location.hash = '#surface=bowl'")  # another link in the same page
    page.wait_for_function("playground.state.surface === 'bowl'")
    assert not page.locator(".downhill-trouble").count()


def test_the_link_is_copied_or_shown(play, context, file):
    page = play()
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    page.get_by_role("button", name="Copy a link").click()
    assert page.locator(".downhill-address").input_value() == page.evaluate("playground.address()")
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    page.get_by_role("button", name="Copy a link").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("copied === playground.address()")


# ---- look ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["", "#surface=parabola", "#surface=beale&map=on"])
def test_nothing_is_wider_than_a_phone(play, link):
    page = play(link)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("playground.figure.layout.width < 390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    size = page.evaluate("playground.figure.spec")
    assert size["type"] == 13 and size["panels"]["loss"]["box"][1] > size["panels"]["main"]["box"][1]


def test_no_barriers(play):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = play("#surface=himmelblau&map=on&sound=on")
    page.locator(".downhill-formula").fill("x +")
    page.wait_for_timeout(900)
    report = axe.run(page)
    serious = [f"{one['id']}: {node['html']}" for one in report.response["violations"] if one["impact"] in ("serious", "critical") for node in one["nodes"]]
    assert not serious, "\n".join(serious)


def test_the_data_are_plain(play):
    assert len(json.dumps(page_parts()["data"])) < 80_000
