"""The playground, opened as a file with the network cut: rules, controls, links, keys, phone."""

import itertools
import json

import numpy as np
import playground_page
import pytest
from lab import LiveFigure
from page_tools import asked

from helpers import descend, optimizers, surfaces
from web.playground import MOST_RULES, TYPED, page_parts

LAPTOP = {"width": 1280, "height": 900}
HERE = ("file:", "blob:", "data:")  # what a page without a network may ask for
FRESH = itertools.count()  # a browser that has the page already would not open it anew
FOCUSED = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return playground_page.write(tmp_path_factory.mktemp("site") / "playground.html").as_uri()


@pytest.fixture(scope="module")
def tab(browser):
    """One tab for all tests, each of which loads its page anew; what it complains about."""
    page = browser.new_page(viewport=LAPTOP, offline=True)
    page.set_default_timeout(15_000)
    page.troubles = []
    page.on("console", lambda message: page.troubles.append(message.text))
    page.on("pageerror", lambda error: page.troubles.append(error.stack or str(error)))
    page.on("request", lambda request: request.url.startswith(HERE) or page.troubles.append(request.url))
    yield page
    page.close()


@pytest.fixture
def play(tab, file):
    """Opens the playground with a link; nothing may be said on the console, nor asked of a network."""
    def opened(link=""):
        tab.set_viewport_size(LAPTOP)
        tab.goto(f"{file}?{next(FRESH)}{link}")
        return tab

    return opened


def figure(page):
    return LiveFigure(page, page.locator(".downhill-view"), "playground")


def state(page):
    return page.evaluate("playground.state")


# ---- rules --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["himmelblau", "two_wells", "parabola"])
def test_every_rule_walks_as_descend_does(play, name):
    page, surface = play(), getattr(surfaces, name)
    start = surface.starts[1]
    kinds = [(kind, {"learning_rate": 0.9 if kind is optimizers.Adadelta else 0.01}) for kind in optimizers.everything]
    paths = [descend(surface, start, kind(**settings), 60).points.ravel() for kind, settings in kinds]
    lanes = [{"rule": kind.__name__, "settings": settings} for kind, settings in kinds]
    for link in ({"surface": name}, {"formula": TYPED[name][0]}):
        walked = asked(page, """([link, start, lanes, most]) => {
            const points = [];
            while (lanes.length) {
                playground.completed({ ...link, start, steps: 60, lanes: lanes.splice(0, most) });
                playground.show();
                for (const { walker } of playground.figure.kind.lanes)
                    points.push(Array.from(walker.points.slice(0, start.length * (walker.steps + 1))));
            }
            return points;
        }""", [link, np.atleast_1d(start).tolist(), lanes, MOST_RULES])
        rtol = 1e-12 if "surface" in link else 1e-9  # the same formula in another order of additions
        for points, path in zip(walked, paths, strict=True):
            np.testing.assert_allclose(points, path, rtol=rtol, atol=rtol)


def test_tuned_rates_end_lower_than_their_neighbours(play):
    page = play("#surface=himmelblau&start=-0.5,-3&steps=40"
                "&rule=GradientDescent,learning_rate=1e-6&rule=Adam,learning_rate=1e-6")
    page.get_by_role("button", name="Give each rule").click()
    surface = surfaces.himmelblau
    for lane in state(page)["lanes"]:
        best, kind = lane["settings"]["learning_rate"], getattr(optimizers, lane["rule"])
        ends = [float(surface(descend(surface, (-0.5, -3.0), kind(rate), 40).final)) for rate in (best, 0.56 * best)]
        assert ends[0] < ends[1] < 1e3


# ---- what a reader does -------------------------------------------------------------------------------------------


def test_every_control_moves_the_picture(play):
    page = play("#f=x%5E2%2B3*sin(y)%2B0.3*x*y&start=3,2&rule=Momentum,learning_rate=0.05"
                "&rule=RMSprop,learning_rate=0.1,momentum=0.2&rule=AdamW,learning_rate=0.1,weight_decay=0.1")
    shown = figure(page)
    rows, before = shown.controls(), shown.settled()
    assert len(rows) == 3 + 2 + 5 + 5
    for row in rows:
        name, track = row.get_attribute("class"), row.locator("input[type=range]")
        track.press("PageDown" if track.evaluate("r => r.value > (+r.min + +r.max) / 2") else "PageUp")
        if "epsilon" not in name:  # far smaller than any slope here
            before = shown.expect_change(before, name)
    shown.drag(rows[0])
    before = shown.expect_change(before, "the mouse")
    shown.drag_on_map()
    shown.expect_change(before, "the map")


def test_every_tool_moves_the_picture(play):
    page = play()
    before = figure(page).settled()
    for name in ("Zoom in", "Move the map left", "Move the map right", "Move the map down", "Move the map up",
                 "Zoom out", "Add a rule to the race", "Give each rule the learning rate", "Take Momentum out",
                 "Back to the first"):
        page.get_by_role("button", name=name).click()
        before = figure(page).expect_change(before, name)
    for label, value in (("Map: x from", "-2"), ("Map: x to", "7.5"), ("Map: y from", "−3"), ("Map: y to", "1e1")):
        page.get_by_label(label, exact=True).fill(value)
        page.keyboard.press("Enter")
        before = figure(page).expect_change(before, label)
    assert state(page)["view"] == [[-2, 7.5], [-3, 10]]
    page.get_by_role("button", name="Show the whole map").click()
    assert state(page)["view"] == [[-5, 5], [-5, 5]]
    before = figure(page).settled()
    for label, value in (("Rule 1", "Nesterov"), ("Surface", "beale"), ("Surface", "cubic"), ("Surface", "example 1")):
        page.get_by_label(label, exact=True).select_option(value)
        before = figure(page).expect_change(before, f"{label}: {value}")
    page.locator(".downhill-map").check()
    figure(page).expect_change(before, "map of basins")
    assert "not settled" in page.locator(".downhill-minima").inner_text()


def test_a_view_that_makes_no_sense_is_refused(play):
    page = play()
    box = page.get_by_label("Map: x from", exact=True)
    for text in ("7", "abc", ""):
        box.fill(text)
        page.keyboard.press("Enter")
        assert state(page)["view"][0] == [-5, 5]
        assert box.input_value() == "−5"
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
    assert formula.input_value().endswith(")^")
    assert formula.get_attribute("aria-invalid") == "true"
    formula.fill("x^4 - 3x^2 + x")
    assert formula.get_attribute("aria-invalid") == "false"
    assert len(state(page)["start"]) == 1
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
    assert "Nobody is left" in figure(page).summary()
    assert "No minimum found" in page.locator(".downhill-minima").inner_text()


def test_keys_do_everything(play):
    page = play()
    shown = figure(page)
    shown.part("canvas").focus()
    before = state(page)["start"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowUp")
    x, y = state(page)["start"]
    assert x < before[0]
    assert before[1] < y < before[1] + 0.1
    page.keyboard.press(" ")
    assert shown.part("play").inner_text() == "❚❚ Pause"
    page.keyboard.press(" ")
    page.locator(".downhill-surface").focus()
    names = []
    for _ in range(40):
        names.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    for wanted in ("Formula for the height f(x, y)", "Rule 1", "Take Adam out of the race", "Zoom in", "Map: y to",
                   "Play", "steps", "start x₀, number", "learning rate η"):
        assert wanted in names
    page.get_by_role("button", name="Take Adam out").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "Rule 2"  # the focus stays near


# ---- links --------------------------------------------------------------------------------------------------------


def test_a_link_brings_everything_back_to_the_last_bit(play):
    page = play("#f=x%5E2%2B3*sin(y)%2B0.1*x*y&x=-3.3,4.1&y=-6,1e-3&start=0.1,-0.30000000000000004&steps=123&map=on"
                "&rule=Adam,learning_rate=0.123456789012345,beta1=0.87&rule=Adam&rule=Nadam,learning_rate=1e-3")
    page.locator(".downhill-map").wait_for()
    figure(page).drag(figure(page).controls()[4])
    page.get_by_role("button", name="One step").click(click_count=3)
    link = page.evaluate("playground.address()")
    page.wait_for_function("link => location.href === link", arg=link)  # the address follows
    there, words = state(page), figure(page).summary()
    assert there["lanes"][1]["settings"]["beta2"] == 0.999
    assert there["view"][1] == [-6, 1e-3]
    assert there["at_step"] == 2
    assert there["start"] == [0.1, -0.30000000000000004]
    assert there["lanes"][0]["settings"]["learning_rate"] == 0.123456789012345
    page = play("#" + link.split("#")[1])
    assert state(page) == there
    assert figure(page).summary() == words
    assert not page.locator(".downhill-trouble").count()


def test_a_damaged_link_is_told_and_the_rest_applied(play):
    page = play("#surface=two_wells&x=3,-3&start=0.5&steps=1e9&map=maybe&sound=on"
                "&rule=Adam,beta1=2,gamma=1,learning_rate=0.5&rule=Adams")
    troubles = page.locator(".downhill-trouble").all_inner_texts()
    for told in ("x=3,-3", "takes two numbers", "from 1 to 10,000", "a map is one of on, off", "from 0 to 0.99",
                 "nothing that a link can set", "Adam has learning_rate", "a rule is one of GradientDescent"):
        assert sum(told in trouble for trouble in troubles) == 1, told
    there = state(page)
    assert there["surface"] == "two_wells"
    assert there["view"][0] == [-3, 3]
    assert there["steps"] == page_parts()["data"]["first"]["steps"]
    assert [lane["settings"]["learning_rate"] for lane in there["lanes"]] == [0.5]
    page.evaluate("location.hash = '#surface=bowl'")  # another link in the same page
    page.wait_for_function("playground.state.surface === 'bowl'")
    assert not page.locator(".downhill-trouble").count()


def test_the_link_is_copied_or_shown(play):
    page = play()
    page.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    page.get_by_role("button", name="Copy link").click()
    assert page.locator(".downhill-address").input_value() == page.evaluate("playground.address()")
    page.evaluate("() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("window.copied")
    assert page.evaluate("copied === playground.address()")


def test_a_link_hides_what_an_exam_hides(play):
    page = play("#surface=two_wells&hide=controls,summary&sound=on")
    assert page.locator(".downhill-trouble").is_visible()
    assert not page.locator(".downhill-choose").is_visible()
    assert figure(page).controls() == []
    assert figure(page).summary() == ""
    assert "hide=controls,summary" in page.evaluate("playground.address()")


# ---- look ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["", "#surface=parabola", "#surface=beale&map=on"])
def test_nothing_is_wider_than_a_phone(play, link):
    page = play(link)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function("playground.figure.layout.width < 390")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    size = page.evaluate("playground.figure.spec")
    assert size["type"] == 13
    assert size["panels"]["loss"]["box"][1] > size["panels"]["main"]["box"][1]


def test_no_barriers(play):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = play("#surface=himmelblau&map=on&sound=on")
    page.locator(".downhill-formula").fill("x +")
    page.wait_for_timeout(900)
    report = axe.run(page)
    serious = [f"{one['id']}: {node['html']}" for one in report.response["violations"]
               if one["impact"] in ("serious", "critical") for node in one["nodes"]]
    assert not serious, "\n".join(serious)


def test_the_data_are_plain(play):
    assert len(json.dumps(page_parts()["data"])) < 80_000
