"""Present: a chapter as a walk-through for a class, by keyboard alone, from a folder without a network."""

import re

import pytest
from chapters import CHAPTERS
from lab import eventually
from site_tools import bars_nobody, built_in, open_page

WALKED = {path.stem[:2]: path for path in CHAPTERS if path.stem[:2] in ("02", "19", "A_")}
LAPTOP, PROJECTOR = {"width": 1280, "height": 720}, {"width": 1920, "height": 1080}

# What of the screen that is shown stands beyond its edges, and the smallest type of its text, in CSS pixels. The last
# row reads 20 at 1280×720; only the longest of all programs, which stands there alone, may have less.
LOOK = """() => {
  const screen = document.querySelector(".screen.shown");
  const low = document.querySelector(".present-bar").getBoundingClientRect().top;
  const parts = [...screen.querySelectorAll(".thought > *, .thought > * *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.height && getComputedStyle(one).position !== "absolute" && !one.closest("[role=status]");
  });
  const beyond = parts.filter((one) => {
    const box = one.getBoundingClientRect();
    return box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > low + 1;
  });
  const lines = parts.filter((one) => one.matches(
    "p, li, td, pre, label, button:not(.downhill-copy), .downhill-summary, .downhill-label, .downhill-number"));
  const scale = (one) => one.closest("figure.live")?.style.getPropertyValue("--scale") || 1;
  const type = (one) => parseFloat(getComputedStyle(one).fontSize) * scale(one);
  const sizes = lines.map(type);
  const small = lines[sizes.indexOf(Math.min(...sizes))];
  const prose = parts.filter((one) => one.matches(".thought > :not(.code, .output)"));
  const text = prose.map((one) => one.innerText).join(" ");
  const answered = [...screen.querySelectorAll(".output")].filter((one) => {
    while (one.previousElementSibling?.matches(".code")) one = one.previousElementSibling;
    return one.previousElementSibling?.matches("p") && one.previousElementSibling.innerText.includes("?");
  });
  const wide = (one) => one.getBoundingClientRect().width / innerWidth;
  return { beyond: beyond.map((one) => one.outerHTML.slice(0, 90)),
           words: text.split(/\\s+/).length, parts: parts.length,
           type: small ? type(small) : null, small: small?.innerText || small?.className,
           coded: parts.some((one) => one.matches(".thought > .code")), least: screen.matches(".code-alone") ? 14 : 20,
           where: document.querySelector(".present-where").innerText, answered: answered.length,
           figures: [...screen.querySelectorAll("figure.live")].map(wide) };
}"""
# All screens, from the first to the last: what each looks like, with its code and folded again. The keys come from the
# page itself, all in one go: nothing need be painted then.
WALK = """(look, code) => {
  const told = (key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  const press = (key) => document.querySelector("main").dispatchEvent(told(key));
  const count = Number(document.querySelector(".present-where").innerText.split(" ").at(-1));
  return Array.from({ length: count }, () => {
    const views = [look()];
    for (let k = 0; code && k < 2; k++) {
      press("c");
      views.push(look());
    }
    press("PageDown");
    return views;
  });
}"""


# What a chapter's page consists of, in order.
PARTS = """() => [...document.querySelector("main").children].map(
  (one) => [one.tagName, one.id, one.textContent.length])"""
# Leaves the walk, wherever it is, and puts all figures back.
AS_OPENED = """() => {
  const escape = () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  const presenting = () => document.documentElement.classList.contains("presenting");
  for (let k = 0; k < 3 && presenting(); k++) document.querySelector("main").dispatchEvent(escape());
  document.querySelectorAll(".downhill-reset").forEach((one) => one.click());
  document.activeElement.blur();
  scrollTo(0, 0);
  return new Promise((done) => requestAnimationFrame(done));
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of three chapters."""
    return built_in(tmp_path_factory.mktemp("present"), *WALKED.values())


@pytest.fixture(scope="module")
def opened(browser, folder):
    """A chapter's page, opened once for all tests that walk through it."""
    pages = {}

    def page(chapter):
        if chapter not in pages:
            address = f"{(folder / WALKED[chapter].stem).as_uri()}.html"
            pages[chapter] = open_page(browser, address, viewport=LAPTOP)
        return pages[chapter]

    yield page
    for one in pages.values():
        one.context.close()


@pytest.fixture
def presented(opened):
    """Press p on a chapter's page; it stands there again as it was when the test is done."""
    walked = []

    def present(chapter):
        one = opened(chapter)
        walked.append(one)
        one.parts = one.page.evaluate(PARTS)
        one.page.keyboard.press("p")
        return one

    yield present
    for one in walked:
        one.page.set_viewport_size(LAPTOP)
        one.page.evaluate(AS_OPENED)
        assert one.page.evaluate(PARTS) == one.parts, "the chapter is another one after the walk"


def where(page):
    """The number of the screen, and of how many."""
    return tuple(int(number) for number in re.findall(r"\d+", page.locator(".present-where").inner_text()))


@pytest.mark.parametrize("number", WALKED)
def test_every_screen_holds_all_of_its_thought_and_of_its_code(presented, number):
    """On a laptop, and on the projector that is plugged in then."""
    one = presented(number)
    page = one.page
    walk(page, LAPTOP, code=True)
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    page.evaluate("document.querySelector('.screen.shown').dataset.before = 'yes'")
    heading = page.locator(".screen.shown h2").inner_text()
    page.set_viewport_size(PROJECTOR)
    page.wait_for_selector(".screen.shown:not([data-before])")
    assert page.locator(".screen.shown h2").inner_text() == heading
    page.keyboard.press("Home")
    figures = walk(page, PROJECTOR)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert figures == page.locator("figure.live").count() > 0
    assert page.evaluate(PARTS) == one.parts, "the chapter is another one after the walk"
    assert not one.told


def walk(page, viewport, code=False):
    """Look at all screens from the first to the last, also with their code; returns how many figures there are."""
    _, count = where(page)
    screens = page.evaluate(f"({WALK})({LOOK}, {str(code).lower()})")
    assert where(page) == (count, count), "there is nothing behind the last"
    assert [views[0]["where"] for views in screens] == [f"{k} of {count}" for k in range(1, count + 1)]
    for k, views in enumerate(screens, 1):
        for seen in views:
            assert not seen["beyond"], f"screen {k}: {seen['beyond'][:3]}"
            assert seen["parts"], f"screen {k} is empty"
            type_size = (seen["type"] or 100) * 720 / viewport["height"]
            assert type_size >= seen["least"], f"screen {k}: {seen['small']}"
            assert seen["words"] <= 130, f"screen {k} is a wall of {seen['words']} words"
        assert not views[0]["answered"], f"screen {k} answers what it asks"
        assert not views[0]["coded"], f"screen {k}: its code is not folded"
        assert views[-1] == views[0], f"screen {k} is another one after its code was folded again"
        assert all(width > 0.9 for width in views[0]["figures"]), f"screen {k}: its figure leaves room beside it"
    assert not code or sum(views[1]["coded"] for views in screens) > 10
    return sum(len(views[0]["figures"]) for views in screens)


def test_a_figure_on_a_screen_is_the_figure_of_the_chapter(presented):
    one = presented("02")
    page, figure = one.page, one.page.locator("#fig-02-1")
    rate, words = figure.locator(".downhill-learning_rate .downhill-range"), figure.locator(".downhill-summary")
    page.evaluate("location.hash = '#fig-02-1?learning_rate=0.05'")
    eventually(page, lambda: "η = 0.05:" in words.inner_text(), "the link did not set the figure")
    assert figure.is_visible()
    at = where(page)
    rate.focus()
    page.keyboard.press("ArrowRight")
    eventually(page, lambda: "η = 0.05:" not in words.inner_text(), "an arrow did not move the slider")
    assert where(page) == at, "a key of the figure turned the screen"
    box, set_here = figure.locator(".downhill-canvas").bounding_box(), rate.input_value()
    assert box["height"] > 460, "it is no larger than in the chapter"
    page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"])
    page.keyboard.press("PageDown")
    assert where(page)[0] == at[0] + 1, "a clicker works although the figure has the focus"
    page.get_by_role("button", name="Escape twice").click()
    assert rate.input_value() == set_here
    assert figure.evaluate("one => one.parentElement.id") == "text"
    assert not one.told


def test_keys_turn_blank_jump_and_leave_to_the_place_in_the_chapter(presented):
    page = presented("02").page
    for key in ("ArrowRight", "ArrowDown", " ", "Enter"):
        page.keyboard.press(key)
    assert where(page)[0] == 5
    page.keyboard.press("ArrowLeft")
    assert where(page)[0] == 4
    page.keyboard.press("b")
    assert page.locator(".present-blank").is_visible()
    page.keyboard.press("PageDown")
    assert (page.locator(".present-blank").is_visible(), where(page)[0]) == (False, 4)
    page.keyboard.press("o")
    assert page.locator(".present-overview button").count() == where(page)[1]
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert where(page)[0] == 7
    heading = page.locator(".screen.shown h2")
    name = heading.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.locator(".screen").count() == 0
    assert -5 < page.get_by_role("heading", name=name).bounding_box()["y"] < 200
    assert "#" not in page.url


def test_reload_keeps_the_screen_and_the_clock(presented):
    page = presented("02").page
    page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage[key] -= 125000")
    for _ in range(6):  # meanwhile the browser has kept what was written
        page.keyboard.press("PageDown")
    page.reload()
    page.wait_for_function("document.documentElement.classList.contains('presenting')")
    assert where(page)[0] == 7
    assert page.locator(".present-clock").inner_text().startswith("2:")


def test_a_second_window_stays_in_step_both_ways(presented):
    one = presented("02")
    with one.context.expect_page() as found:
        one.page.keyboard.press("n")
    notes = found.value
    assert notes.url == "about:blank"
    one.page.keyboard.press("PageDown")
    assert notes.locator("#where").inner_text() == one.page.locator(".present-where").inner_text()
    assert "Three steps are drawn" in notes.locator("#notes").inner_text()
    assert "Predict first" in notes.locator("#next").inner_text()
    notes.keyboard.press("PageDown")
    assert where(one.page)[0] == 3
    assert notes.locator("#next img").evaluate("async one => { await one.decode(); return one.naturalWidth }") > 500
    notes.get_by_role("link", name="30 steps").click()
    assert where(one.page)[0] == 4
    assert one.page.locator("#fig-02-1 .downhill-steps .downhill-number").input_value() == "30"
    assert re.fullmatch(r"\d+:\d\d", notes.locator("#clock").inner_text())
    bars_nobody(notes)
    assert not one.told


def test_it_bars_nobody(browser, folder):
    """A figure, an exercise; with other colours text with its code; and the overview in both."""
    address = f"{(folder / WALKED['02'].stem).as_uri()}.html#present="
    with open_page(browser, f"{address}1", color_scheme="light", viewport=LAPTOP) as one:
        for scheme, screens in (("light", (4, 32)), ("dark", (5,))):
            one.page.emulate_media(color_scheme=scheme)
            for screen in screens:
                one.page.evaluate(f"location.hash = '#present={screen}'")
                eventually(one.page, lambda s=screen: where(one.page)[0] == s, "the address turns no screen")
                one.page.keyboard.press("c")
                bars_nobody(one.page)
            one.page.keyboard.press("o")
            bars_nobody(one.page, looks=scheme == "dark")
            one.page.keyboard.press("o")
