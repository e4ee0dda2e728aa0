"""Links in the page: the button, what is hidden, damage that is told; page and kernel write and read the same."""

import math
from functools import cache

import pytest
from page_tools import random_settings, show

from helpers import live, optimizers, surfaces
from helpers.learning import Network, datasets
from helpers.live import page
from helpers.live.links import read_link

MAKE = {
    "bowl": lambda: live.Descent(surfaces.bowl, optimizers.Momentum(0.02, 0.5), (-0.5, 2.9), steps=12,
                                 presets={"Elsewhere": {"start": (2.0, 1.0)}}),
    "two balls": lambda: live.Descent(surfaces.canyon, optimizers.Adam(0.01), [(-0.5, 2.3), (2.3, 2.3)], steps=12),
    "microscope": lambda: live.Microscope(surfaces.canyon, optimizers.Adam(0.3), (-0.5, 2.3), steps=60),
    "errors of steps": live.StepError,
    "classifier": live.Classifier,
    "bends": live.BentBorder,
    "training": lambda: live.LiveTraining(Network((64, 10)), datasets.digits(), optimizers.Momentum(1.0, 0.0),
                                          first=40),
}
@cache
def bowl():
    """One for all tests that move it in the page alone: the kernel's stands as it was made."""
    return MAKE["bowl"]()


SHOW = """address => {
    window.copied = [];
    window.denied = false;
    const writeText = async text => {
        if (denied) throw new DOMException("denied", "NotAllowedError");
        copied.push(text);
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    document.querySelectorAll(".downhill-view").forEach(view => view.parentElement.remove());
    models.forEach(model => { model.state.address = address; });
    const place = () => document.body.appendChild(document.createElement("div"));
    window.figures = models.map(model => half.show({ model, el: place() }));
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}"""


def figure_of(half, twin, address=None):
    """The figure in the page, with a clipboard that keeps what it is given."""
    figure, = show(half, twin)
    half.evaluate(SHOW, address)
    return figure


def opened(figure, link):
    figure.page.evaluate("link => figures[0].open(link)", link)
    figure.settled()


def told(figure, name):
    return figure.page.evaluate("name => models[0].get(name)", name)


def copied(figure):
    """What the button copies."""
    figure.part("copy").click()
    figure.expect(lambda: figure.part("copy").inner_text() == "Copied", "the button confirms nothing")
    return figure.page.evaluate("copied.at(-1)")


def linked(figure, twin):
    """What links tell of the settings, as the page and the kernel hold them."""
    names = [name for name, control in twin.controls.items() if control.linked]
    return {name: told(figure, name) for name in names}, {name: twin.settings[name] for name in names}


# ---- there and back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MAKE)
def test_page_to_kernel_to_page_to_the_last_bit(half, name):
    twin = MAKE[name]()
    figure = figure_of(half, twin)
    for k, settings in enumerate(random_settings(twin, 3)):
        opened(figure, "")
        figure.page.evaluate("settings => figures[0].change(settings)", settings)
        if twin.play and k % 2:
            figure.settled(0.02)
            figure.part("step").click()
            figure.part("step").click()
        figure.page.evaluate("hide => models[0].set('hide', hide)", [["controls", "summary"], [], ["play"]][k % 3])
        figure.settled(0.02)
        link = copied(figure)
        figure.page.evaluate("figures[0].link.say('Copy link', '')")
        twin.link = link
        shown, kernel = linked(figure, twin)
        assert shown == kernel
        assert twin.link == link
        assert twin.at_step == (1 if twin.play and k % 2 and "at_step=1" in link else None)
        opened(figure, "")
        assert linked(figure, twin)[0] != kernel
        opened(figure, twin.link)
        assert linked(figure, twin)[0] == kernel
        assert (told(figure, "hide"), told(figure, "at_step")) == (list(twin.hide), twin.at_step)
        if twin.at_step is None and "summary" not in twin.hide and name != "training":
            assert figure.summary() == twin.summary


def test_numbers_are_written_as_in_python(half):
    twin = MAKE["bowl"]()
    figure = figure_of(half, twin)
    for value in (0.1 + 0.2, 1 / 3, 0.002, 1e-3 + 1e-17, math.nextafter(0.5, 1)):
        figure.page.evaluate("value => figures[0].change({ learning_rate: value, start_x: -0 })", value)
        twin.learning_rate, twin.start_x = value, -0.0
        assert copied(figure) == twin.link
        figure.page.evaluate("figures[0].link.say('Copy link', '')")
        assert "start_x=-0&" in twin.link + "&"


DAMAGED = [
    "learning_rate=7&steps=nan&start_x=1", "steps=5&steps=6&momentum=0.25", "hide=controls%2Csummary&x=1",
    "hide=axes+play", "learning_rate=%zz0.1&steps=%31%32", "learning_rate=%ff&momentum=%30.75", "&&momentum=.25&", "=",
    "momentum=−0.5&start_x=−0.5", "?a?momentum=0.25", "page.html#fig", "page.html?momentum=0.25#fig", "at_step=-1",
    "page.html#fig?momentum=0.25&hide", "at_step=3", "at_step=99&at_step=3", "start_x=1_0", "start_x=0x1",
    "start_x= 1 ", "start_x=1e0&amp;start_y=1", "__proto__=1&constructor=2", "<b>x</b>", "😀" * 60, "steps=٣",
    "steps=12.0&momentum=1e-999", "steps=1e1&learning_rate=1e999", "learning_rate=0.0009999999999&start_y=2.9000000001",
    "momentum=0.1=0.2", "hide=&hide=play", "\u00a0steps=3", "steps=3\u2028", "steps=3\n", "start_x=" + "9" * 400,
]
READ = """async ([source, links, spec]) => {
    const { readLink } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    return links.map(link => readLink(link, spec));
}"""


def test_page_and_kernel_read_the_same_from_damaged_links(half):
    for twin in (MAKE["bowl"](), MAKE["microscope"]()):
        found = half.evaluate(READ, [page.joined("link"), DAMAGED, twin.spec])
        for link, read in zip(DAMAGED, found, strict=True):
            kernel = read_link(link, twin)
            assert read == {"settings": kernel.settings, "hide": list(kernel.hide), "at_step": kernel.at_step,
                            "unread": kernel.unread}, link


# ---- the button ---------------------------------------------------------------------------------------------------


def test_the_button_copies_and_says_so_for_two_seconds(half):
    figure = figure_of(half, bowl())
    assert figure.part("copy").get_attribute("aria-label") == "Copy link to this figure as it stands"
    figure.drag()
    assert copied(figure).startswith("learning_rate=")
    assert figure.part("copied").get_attribute("role") == "status"
    assert figure.part("copied").inner_text() == "Link copied."
    half.wait_for_timeout(2200)
    assert (figure.part("copy").inner_text(), figure.part("copied").inner_text()) == ("Copy link", "")


def test_where_figures_have_an_address_all_of_it_is_copied(half):
    figure = figure_of(half, bowl(), "#fig-02-1")
    assert copied(figure) == "about:blank#fig-02-1"
    figure.page.evaluate("figures[0].link.say('Copy link', '')")
    opened(figure, "about:blank#fig-02-1?steps=20&hide=summary")
    assert copied(figure) == "about:blank#fig-02-1?steps=20&hide=summary"


def test_a_bare_link_of_the_figure_in_the_text_would_be_empty(half):
    figure = figure_of(half, bowl())
    figure.part("copy").click()
    figure.expect(lambda: figure.part("copy").inner_text() == "As in the text", "nothing is said")
    assert half.evaluate("copied") == []


NONE = "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })"


@pytest.mark.parametrize("way", ["denied = true", NONE], ids=["denied", "none"])
def test_without_a_clipboard_the_link_stands_there_selected(half, way):
    figure = figure_of(half, bowl(), "#fig-02-1")
    opened(figure, "steps=20")
    half.evaluate(way)
    figure.part("copy").press("Enter")
    figure.part("address").wait_for()
    figure.part("copy").click()
    box = figure.part("address")
    assert box.count() == 1
    assert box.evaluate("b => [b.value, b.readOnly, b.selectionStart, b.selectionEnd]") == [
        "about:blank#fig-02-1?steps=20", True, 0, 29]
    assert box.evaluate("b => b === document.activeElement")
    assert box.get_attribute("aria-label") == "Link to this figure"
    assert "copy it" in figure.part("copied").inner_text()
    figure.number().focus()
    assert box.count() == 0


# ---- opening ------------------------------------------------------------------------------------------------------


def test_a_damaged_link_says_what_it_could_not_read_and_the_rest_stands(half):
    figure = figure_of(half, bowl())
    opened(figure, "learning_rate=0.1&steps=many&<img src=x onerror=alert(1)>=1&start_x=2")
    assert (told(figure, "learning_rate"), told(figure, "steps"), told(figure, "start_x")) == (0.1, 12, 2)
    note = figure.part("unread")
    assert note.get_attribute("role") == "status"
    assert note.inner_text() == (
        "Parts of the link could not be read: “steps=many” (it takes a whole number from 1 to 24); “<img src=x "
        "onerror=alert(1)>=1” (this figure has no such control). The figure stands there without them.")
    assert figure.root.locator("img").count() == 0
    assert figure.summary().startswith("η = 0.1: ")
    opened(figure, "&".join(f"a{k}=1" for k in range(500)))
    assert note.inner_text().endswith("“a5=1” (this figure has no such control); and 494 more. "
                                      "The figure stands there without them.")
    opened(figure, "steps=20")
    assert note.inner_text() == ""
    assert told(figure, "learning_rate") == 0.02


def test_the_step_at_which_play_stands(half):
    twin = MAKE["bowl"]()
    figure = figure_of(half, twin)
    saved = half.evaluate("models[0].saved")
    opened(figure, "learning_rate=0.03&at_step=4")
    assert figure.summary() == "Step 4."
    assert half.evaluate("figures[0].panels.loss.limits[0]") == [0, 12]  # as where the whole run is shown
    figure.part("step").click()
    figure.expect(lambda: figure.summary() == "Step 5.", "one step shows nothing")
    assert told(figure, "at_step") == 5
    assert half.evaluate("models[0].saved") > saved
    assert copied(figure) == "learning_rate=0.03&at_step=5"
    figure.drag()
    assert told(figure, "at_step") is None
    assert "Step" not in figure.summary()
    half.evaluate("models[0].set('at_step', 2)")  # a kernel says so
    figure.expect(lambda: figure.summary() == "Step 2.", "what a kernel says is not shown")
    figure.part("play").click()
    figure.expect(lambda: told(figure, "at_step") is None and "Step" not in figure.summary(), "it does not end")


# ---- what is hidden -----------------------------------------------------------------------------------------------


def seen(figure):
    """Which of its parts can be seen."""
    parts = ["controls", "preset", "reset", "play", "step", "work", "summary", "copy"]
    return {part for part in parts if any(one.is_visible() for one in figure.root.locator(
        f".downhill-{part}:not(.downhill-control)").all())}


GONE = {
    "controls": {"controls"}, "presets": {"preset"}, "play": {"play", "step"}, "summary": {"summary"},
    "controls,presets": {"controls", "preset", "reset"},
    "controls,presets,play,summary": {"controls", "preset", "reset", "play", "step", "summary"}}


def test_what_is_hidden_cannot_be_seen_and_comes_back(half):
    figure = figure_of(half, bowl())
    everything = seen(figure)
    assert everything == {"controls", "preset", "reset", "play", "step", "summary", "copy"}
    for hide, gone in GONE.items():
        opened(figure, f"hide={hide}")
        assert seen(figure) == everything - gone, hide
        opened(figure, "")
        assert seen(figure) == everything, hide
        half.evaluate("hide => models[0].set('hide', hide.split(','))", hide)  # as a kernel would say
        assert seen(figure) == everything - gone, hide


def test_a_training_whose_play_is_hidden_has_no_buttons(half):
    figure = figure_of(half, MAKE["training"]())
    assert "work" in seen(figure)
    opened(figure, "hide=play")
    assert "work" not in seen(figure)


def test_nothing_moves_where_the_controls_are_hidden(half):
    figure = figure_of(half, bowl())
    opened(figure, "start_x=1&hide=controls")
    before = figure.look(), half.evaluate("JSON.stringify(models[0].state)")
    figure.drag_on_map()
    figure.click_canvas(0.2, 0.4)
    figure.part("canvas").focus()
    for key in ("ArrowLeft", "Shift+ArrowUp", "ArrowRight"):
        figure.press(key)
    figure.settled()
    assert (figure.look(), half.evaluate("JSON.stringify(models[0].state)")) == before
    assert figure.part("canvas").evaluate("c => getComputedStyle(c).cursor") == "auto"
    opened(figure, "start_x=1")
    figure.drag_on_map()
    assert figure.look() != before[0]


def test_a_hidden_summary_is_nowhere_in_the_figure(half):
    twin = MAKE["bowl"]()
    figure = figure_of(half, twin)
    opened(figure, "steps=20&hide=summary")
    figure.drag()
    figure.part("step").click()
    figure.settled()
    figure.page.evaluate("models[0].set('at_step', null)")
    figure.settled()
    html = figure.root.evaluate("root => root.outerHTML")
    assert "closes in" not in html
    assert "predicted" not in html
    assert figure.part("canvas").get_attribute("aria-label") == twin.about()
    half.evaluate("models[0].set('hide', [])")
    figure.settled()
    assert figure.part("canvas").get_attribute("aria-label") == f"{twin.about()} {figure.summary()}"


@pytest.mark.parametrize("predict", ["kind", "place"])
def test_a_guess_can_be_given_where_all_is_hidden_and_the_verdict_is_kept(half, predict):
    twin = live.Descent(surfaces.bowl, optimizers.GradientDescent(0.02), (-0.5, 2.9), steps=6, predict=predict)
    figure = figure_of(half, twin)
    opened(figure, "hide=controls,presets,play,summary")
    hidden = figure.picture()
    if predict == "place":
        figure.click_canvas(0.2, 0.4)
    else:
        figure.part("guess").first.click()
    figure.expect(lambda: figure.picture() != hidden, "the guess is not taken")
    half.wait_for_timeout(1500)
    assert figure.part("verdict").inner_text() == ""
    opened(figure, "hide=controls")
    figure.part("guess").first.click()
    figure.expect(lambda: "Score: " in figure.part("verdict").inner_text(), "no verdict")
