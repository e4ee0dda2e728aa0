"""Present: a chapter as a walk-through for a class, by keyboard alone, from a folder without a network."""

import re

import pytest
from chapters import CHAPTERS
from lab import eventually
from site_tools import bars_nobody, built_in, open_page

WALKED = {path.stem[:2]: path for path in CHAPTERS if path.stem[:2] in ("02", "06", "19")}
LAPTOP, PROJECTOR = {"width": 1280, "height": 720}, {"width": 1920, "height": 1080}

# What of the screen that is shown stands beyond its edges, and the smallest type of its text, in CSS pixels.
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
  const lines = parts.filter((one) => one.matches("p, li, td, pre"));
  const type = lines.map((one) => parseFloat(getComputedStyle(one).fontSize));
  const prose = parts.filter((one) => one.matches(".thought > :not(.code, .output)"));
  const text = prose.map((one) => one.innerText).join(" ");
  return { beyond: beyond.map((one) => one.outerHTML.slice(0, 90)), type: type.length ? Math.min(...type) : null,
           words: text.split(/\\s+/).length, parts: parts.length,
           figures: screen.querySelectorAll("figure.live").length };
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages of three chapters."""
    return built_in(tmp_path_factory.mktemp("present"), *WALKED.values())


@pytest.fixture
def presented(browser, folder):
    """Open a chapter's page and press p; a page to close again."""
    opened = []

    def present(chapter, viewport=LAPTOP, hash=""):
        one = open_page(browser, f"{(folder / WALKED[chapter].stem).as_uri()}.html{hash}", viewport=viewport)
        opened.append(one)
        if not hash:
            one.page.keyboard.press("p")
        return one

    yield present
    for one in opened:
        one.context.close()


def where(page):
    """The number of the screen, and of how many."""
    return tuple(int(number) for number in re.findall(r"\d+", page.locator(".present-where").inner_text()))


@pytest.mark.parametrize("viewport", [LAPTOP, PROJECTOR], ids=["laptop", "projector"])
@pytest.mark.parametrize("number", WALKED)
def test_every_screen_holds_all_of_its_thought(presented, number, viewport):
    one = presented(number, viewport)
    page, (_, count) = one.page, where(one.page)
    figures = 0
    for k in range(1, count + 1):
        assert where(page) == (k, count)
        seen = page.evaluate(LOOK)
        figures += seen["figures"]
        assert not seen["beyond"], f"screen {k}: {seen['beyond'][:3]}"
        assert seen["parts"], f"screen {k} is empty"
        if seen["type"] and not seen["figures"]:
            assert seen["type"] >= 24 * viewport["height"] / 1080 - 0.1, f"screen {k}: small type"
        assert seen["words"] <= 130, f"screen {k} is a wall of {seen['words']} words"
        page.keyboard.press("PageDown")
    assert where(page) == (count, count), "there is nothing behind the last"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert figures == page.locator("figure.live").count() > 0
    assert not one.told


def test_code_is_folded_until_asked_for_and_then_all_of_it_is_seen(presented):
    page = presented("06", PROJECTOR).page
    codes = 0
    for _ in range(where(page)[1]):
        shown = page.locator(".screen.shown .thought > .code")
        if shown.count():
            codes += 1
            assert not shown.first.is_visible()
            page.keyboard.press("c")
            assert shown.first.is_visible()
            assert not page.evaluate(LOOK)["beyond"]
            page.keyboard.press("c")
            assert not shown.first.is_visible()
        page.keyboard.press("PageDown")
    assert codes > 10


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
    for _ in range(6):
        page.keyboard.press("PageDown")
    page.evaluate("for (const key of Object.keys(sessionStorage)) sessionStorage[key] -= 125000")
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_bars_nobody(browser, folder, scheme):
    address = f"{(folder / WALKED['02'].stem).as_uri()}.html"
    with open_page(browser, address, color_scheme=scheme, viewport=LAPTOP) as one:
        one.page.keyboard.press("p")
        for _ in range(4):
            bars_nobody(one.page)
            one.page.keyboard.press("PageDown")
        one.page.keyboard.press("o")
        bars_nobody(one.page)
