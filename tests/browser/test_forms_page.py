"""One chapter in every form it is read in: on paper, on a phone, on a laptop and a projector."""

import pytest
from chapters import CHAPTERS
from site_tools import built_in, open_page

CHAPTER = next(path for path in CHAPTERS if path.stem.startswith("02"))  # long formulas, pictures narrow and wide
PHONE, BARS = {"width": 390, "height": 844}, 184  # and what a browser's bars take of its height

# Paper is narrower than the window was, and nobody tells a figure: what is measured at once has not heard of it either.
ON_PAPER = """() => {
  document.querySelector("main").style.width = "600px";
  return [...document.querySelectorAll(".downhill-frame")].map((frame) => {
    const outside = frame.getBoundingClientRect();
    const inside = [...frame.querySelectorAll("canvas:not([hidden])")].map((canvas) => canvas.getBoundingClientRect());
    const whole = (box) => box.height > 100 && box.right < outside.right + 1 && box.bottom < outside.bottom + 1;
    return outside.width <= 600 && inside.every(whole);
  });
}"""
# From the first control to the foot of the map, and whether Tab comes to the map after the controls.
REACH = """() => [...document.querySelectorAll(".downhill-view")].map((view) => {
  const [controls, canvas] = ["controls", "canvas"].map((part) => view.querySelector(`.downhill-${part}`));
  const [first, map] = [controls, canvas].map((one) => one.getBoundingClientRect());
  const later = controls.compareDocumentPosition(canvas) & Node.DOCUMENT_POSITION_FOLLOWING;
  return [map.top + Math.min(300, map.height) - first.top, Boolean(later)];
})"""
CUT = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent.trim())"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    return (built_in(tmp_path_factory.mktemp("forms"), CHAPTER) / f"{CHAPTER.stem}.html").as_uri()


@pytest.fixture(scope="module")
def laptop(browser, address):
    with open_page(browser, address) as one:
        yield one.page


@pytest.fixture(scope="module")
def phone(browser, address):
    with open_page(browser, address, viewport=PHONE, is_mobile=True, has_touch=True) as one:
        yield one.page


def test_on_paper_figures_are_whole_and_say_how_they_are_set(laptop):
    laptop.emulate_media(media="print")
    whole = laptop.evaluate(ON_PAPER)
    rate = laptop.locator(".downhill-learning_rate").first
    seen = [rate.locator(f".downhill-{part}").is_visible() for part in ("label", "number", "range")]
    laptop.emulate_media(media="screen")
    laptop.evaluate("document.querySelector('main').style.width = ''")
    assert whole == [True] * 4
    assert seen == [True, True, False]


@pytest.mark.parametrize("width", [1280, 1920])
def test_only_the_edge_of_the_window_cuts_code_and_outputs_are_whole(laptop, width):
    laptop.set_viewport_size({"width": width, "height": 800})
    assert not laptop.evaluate(SIDEWAYS)
    assert laptop.locator("pre.output").evaluate_all(CUT) == []
    blocks = laptop.locator("main > pre").evaluate_all(
        "all => all.map((one) => [one.scrollWidth > one.clientWidth + 1, one.getBoundingClientRect().right])")
    assert all(end < width and (not cut or end > width - 60) for cut, end in blocks)
    assert any(cut for cut, _ in blocks) == (width == 1280)


def test_on_a_phone_a_control_and_its_map_share_one_window(phone):
    for reach, map_later in phone.evaluate(REACH):
        assert reach < PHONE["height"] - BARS
        assert map_later
    slider = phone.locator(".downhill-range").first
    slider.focus()
    phone.set_viewport_size({"width": 1280, "height": 800})
    phone.wait_for_function(f"() => ({REACH})().every(([_, later]) => !later)")
    assert slider.evaluate("one => one === document.activeElement")
    phone.set_viewport_size(PHONE)
    phone.wait_for_function(f"() => ({REACH})().every(([_, later]) => later)")


def test_on_a_phone_formulas_are_whole_and_pictures_can_be_read(phone):
    assert phone.locator(".formula").evaluate_all(CUT) == []
    pushed = phone.locator("figure.picture").evaluate_all("""all => all.map((one) => {
        const { naturalWidth, width } = one.querySelector("img");
        return [naturalWidth > 1200, one.scrollWidth > one.clientWidth + 1, width / naturalWidth];
    })""")
    assert {wide for wide, *_ in pushed} == {True, False}
    assert all(wide == aside and (not wide or share > 0.53) for wide, aside, share in pushed)
    assert not phone.evaluate(SIDEWAYS)


def test_on_a_phone_a_thumb_hits_what_can_be_pressed(phone):
    small = phone.locator(".downhill-view :is(button, input), .top a, summary, .exercise :is(button, label)")
    boxes = small.evaluate_all("all => all.map((one) => one.getBoundingClientRect()).filter((box) => box.width)"
                               ".map((box) => Math.min(box.width, box.height))")
    assert len(boxes) > 50
    assert min(boxes) >= 44
