"""The pages of the site as they are opened from a folder, without a network: what all of them share, tried on some."""

import re
from functools import cache, partial

import pytest
from chapters import CHAPTERS, figures
from lab import eventually
from site_tools import bars_nobody, built_in, open_page, run_here

from web.chapters import chapter_of
from web.site import Site

FIRST, NETWORK = CHAPTERS[0], next(path for path in CHAPTERS if path.stem.startswith("19"))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Makes the page of a chapter, and a start page, in a folder of its own."""
    return cache(lambda path: built_in(tmp_path_factory.mktemp("site"), path, alone=path != FIRST))


@pytest.fixture
def opened(browser):
    """Open a page by its address."""
    return partial(open_page, browser)


@pytest.fixture
def start(built):
    """The address of a start page."""
    return (built(FIRST) / "index.html").as_uri()


@pytest.fixture
def first(built):
    """The address of the first chapter's page."""
    return (built(FIRST) / f"{FIRST.stem}.html").as_uri()


def test_a_slider_of_ones_own_moves_the_figure_that_it_is_joined_to(built, opened):
    """Chapter 00 joins an ipywidgets slider; here a page's own host does it."""
    run = run_here(FIRST)
    name = next(iter(run.widgets))
    widgets = {"a": {"is": "slider", "state": {"description": "mine", "value": 0.01, "min": -3.0, "max": -1.0,
                                               "step": 0.5, "base": 10.0}},
               "l": {"is": "link", "both": False, "source": ("a", "value"), "target": (name, "learning_rate")}}
    chapter = chapter_of(run)
    chapter.blocks.append({"kind": "slider", "model": "a"})
    folder = built(FIRST) / "joined"
    Site().write([(chapter, {**run.widgets, **widgets})], folder, alone=True)
    with opened((folder / chapter.file).as_uri()) as one:
        box = one.page.locator(f'[data-model="{name}"] .downhill-learning_rate .downhill-number')
        one.page.get_by_label("mine").focus()
        one.page.keyboard.press("ArrowRight")
        eventually(one.page, lambda: float(box.input_value()) == pytest.approx(10**-1.5, rel=1e-3), "it stands still")
        assert not one.told


def test_pages_fit_every_screen_and_bar_nobody(opened, start, first):
    """A chapter and the start page share their colours: when it gets dark, one of them is looked at."""
    playground = start.replace("index", "playground")
    for address, presented in ((start, 0), (first, 1), (playground, 0)):
        with opened(address, color_scheme="light") as one:
            assert one.page.get_by_role("button", name="Present").count() == presented
            bars_nobody(one.page)
            for width in (1280, 1920, 390):
                one.page.set_viewport_size({"width": width, "height": 844})
                assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"sideways at {width}"
            if presented:
                bars_nobody(one.page, looks=False)
            if address != start:
                one.page.set_viewport_size({"width": 1280, "height": 800})
                one.page.emulate_media(color_scheme="dark")
                bars_nobody(one.page)


def test_no_page_for_teachers_scrolls_sideways_on_a_phone(built, opened, start):
    others = sorted({*built(FIRST).glob("*.html")} - {built(FIRST) / f"{FIRST.stem}.html"})
    assert len(others) > 50
    with opened(start, viewport={"width": 360, "height": 800}) as one:  # a small one: letters differ in width
        wide = []
        for file in others:
            one.page.goto(file.as_uri())
            wide += [file.name] * (not one.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    assert not wide


def test_the_sheet_of_rules_shows_all_its_columns(browser, start):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(start.replace("index", "rules"))
    assert page.locator(".wide").evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")
    page.close()


def test_without_javascript_the_pictures_stand_there(opened, first):
    with opened(first, java_script_enabled=False) as one:
        pictures = one.page.locator("figure.live > img")
        assert pictures.count() == len(figures(FIRST))
        for picture in pictures.all():
            assert picture.bounding_box()["height"] > 100
            assert len(picture.get_attribute("alt")) > 40


def test_the_search_finds_a_section_and_says_when_there_is_none(opened, start):
    with opened(start) as one:
        found = one.page.locator("#found li a")
        one.page.get_by_label("Words to look for").fill("learning controls")
        assert "Learn the controls" in found.first.inner_text()
        assert found.first.get_attribute("href") == f"{FIRST.stem}.html#learn-the-controls-by-five-small-tasks"
        one.page.get_by_label("Words to look for").fill("zzzyx")
        assert one.page.locator("#found").inner_text() == "Nothing found."
        assert not one.told


def test_on_paper_everything_is_there_and_no_button(opened, first):
    with opened(first) as one:
        one.page.emulate_media(media="print")
        assert one.page.locator(".downhill-canvas").first.is_visible()
        assert not one.page.locator(".downhill-bar").first.is_visible()
        assert not one.page.locator(".contents").is_visible()


def test_the_network_learns_in_the_page_by_itself(built, opened):
    page = built(NETWORK) / f"{NETWORK.stem}.html"
    with opened(page.as_uri()) as one:
        train, words = (one.page.locator(f".downhill-{part}").first for part in ("train", "summary"))
        train.click()
        eventually(one.page, lambda: re.search(r"Training. Minibatch ([3-9]\d\d|\d,)", words.inner_text()), "no step")
        train.click()
        eventually(one.page, lambda: "The next 200 with these settings" in words.inner_text(), "no forecast")
        assert train.inner_text() == "▶ Train"
        outside = [url for url in one.asked if not url.startswith(("blob:", "data:", page.as_uri()))]
        assert (one.told, outside) == ([], [])


# ---- links ----------------------------------------------------------------------------------------------------------

PIXELS = """root => ["backdrop", "cells", "canvas"].map(name =>
    root.querySelector(`canvas.downhill-${name}`).toDataURL()).join()"""


def copied(one, root):
    """What Copy link gives, by the clipboard or, where a browser refuses it, in a field."""
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    root.get_by_role("button", name="Copy link").click()
    said = root.locator(".downhill-copied").element_handle()
    one.page.wait_for_function("said => said.textContent !== ''", arg=said)
    field = root.locator(".downhill-address")
    return field.input_value() if field.count() else one.page.evaluate("navigator.clipboard.readText()")


def test_a_link_shows_the_same_figure_in_another_browser_to_the_pixel(opened, first):
    with opened(first) as one:
        root = one.page.locator("#fig-00-2 .downhill-view")
        root.locator(".downhill-learning_rate .downhill-number").fill("0.0234")
        one.page.keyboard.press("Enter")
        root.locator(".downhill-canvas").click(position={"x": 180, "y": 160})
        root.get_by_role("button", name="One step").click()
        one.page.wait_for_timeout(100)
        link, picture, words = copied(one, root), root.evaluate(PIXELS), root.locator(".downhill-summary").inner_text()
    assert "learning_rate=0.0234" in link
    assert "at_step=" in link
    with opened(link) as other:
        root = other.page.locator("#fig-00-2 .downhill-view")
        other.page.wait_for_timeout(100)
        assert root.locator(".downhill-summary").inner_text() == words
        assert root.evaluate(PIXELS) == picture
        assert abs(root.bounding_box()["y"]) < 60, "it is not scrolled to"
        assert not other.told


def test_a_link_may_hide_what_would_tell_an_answer(opened, first):
    with opened(f"{first}#fig-00-2?learning_rate=0.02&hide=controls,summary") as one:
        root = one.page.locator("#fig-00-2")
        assert not root.locator(".downhill-controls").is_visible()
        assert not root.locator(".downhill-summary").is_visible()
        assert root.locator(".downhill-canvas").is_visible()


def test_a_damaged_link_says_what_it_could_not_read_and_shows_the_figure_all_the_same(opened, first):
    with opened(f"{first}#fig-00-2?learning_rate=0.02&speed=alert(1)&steps=many") as one:
        root = one.page.locator("#fig-00-2")
        told = root.locator(".downhill-unread").inner_text()
        assert "speed=alert(1)" in told
        assert "steps=many" in told
        assert root.locator(".downhill-learning_rate .downhill-number").input_value() == "0.02"
        one.page.evaluate("location.hash = '#fig-99-1?steps=3'")
        one.page.wait_for_function("!document.querySelector('.link-note').hidden")
        assert "fig-99-1" in one.page.locator(".link-note").inner_text()
        assert not one.told
