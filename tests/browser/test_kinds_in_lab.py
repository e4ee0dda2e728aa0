"""One figure of each kind in JupyterLab: mouse, keys, buttons, screen readers, what the kernel hears.

test_chapters.py and test_own_notebook.py drag sliders by the mouse, which are the same for all kinds.
"""

import json
from types import SimpleNamespace

import pytest
from kinds import SOURCES
from page_tools import on_panel

# Moves every control to its ends by the events that a hand would cause, all while a button is down, then lets go: how
# many pictures the figure has drawn of each.
MOVE_ALL = """async root => {
    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const tell = (range, kind, name) => range.dispatchEvent(new kind(name, { bubbles: true }));
    const drawn = {}, ranges = [...root.querySelectorAll(".downhill-control:not([hidden]) input[type=range]")];
    tell(ranges[0], PointerEvent, "pointerdown");
    for (const range of ranges) {
        const before = Number(root.dataset.drawn);
        for (const value of [range.min, range.max]) {
            range.value = value;
            tell(range, Event, "input");
            await frame();
        }
        drawn[range.parentNode.className.match(/downhill-control downhill-(\\w+)/)[1]] = root.dataset.drawn - before;
    }
    tell(ranges[0], PointerEvent, "pointerup");
    for (const range of ranges) tell(range, Event, "change");
    return drawn;
}"""

KNOWN = """__import__("json").dumps([figure.spec, figure.handles,
    [name for name, control in figure.controls.items() if not control.hidden]], default=float)"""  # for the kernel


def source(name):
    """A cell that makes a figure of that kind and shows it."""
    return f"figure = {SOURCES[name]}\nfigure"


@pytest.mark.parametrize("name", SOURCES)
def test_every_control_and_the_start_are_dragged_without_a_message_and_then_told(own, name):
    figure = own.figure(source(name))
    spec, handles, controls = json.loads(own.ask(KNOWN))
    own.count_messages()
    drawn = figure.root.evaluate(MOVE_ALL)
    assert set(drawn) == set(controls)
    assert min(drawn.values()) > 1, drawn
    the_kernel_hears(own, figure, name)
    if figure.part("has-start").count():
        twin, before = SimpleNamespace(spec=spec, handles=handles), figure.drawn()
        figure.drag_on_map((on_panel(twin, 0.2, 0.3), on_panel(twin, 0.35, 0.6)))
        assert figure.drawn() > before + 3, "a drag on the map does not move it"
        the_kernel_hears(own, figure, name)
    assert own.messages_while_pressed() == 0, "it asks in a drag"
    if name in ("several balls", "guess", "training"):  # which have all the parts; axe sees all others on the site
        assert serious_barriers(figure) == []


def the_kernel_hears(own, figure, name):
    """What a figure shows once it is let go; but for the run that is hidden until it is guessed."""
    figure.settled(quiet=0.5 if name == "training" else 0.05)  # of a training the kernel tries out what comes next
    assert figure.summary()
    said = own.ask("figure.summary"), own.ask("figure.summary")  # the second time all that was kept back has arrived
    if name != "guess":
        assert said[1] == figure.summary()


def serious_barriers(figure):
    """What axe finds in a figure that shuts people out."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    figure.root.evaluate("root => root.setAttribute('data-under-test', '')")
    report = axe.run(figure.page, context="[data-under-test]", options={"resultTypes": ["violations"]})
    figure.root.evaluate("root => root.removeAttribute('data-under-test')")
    return [f"{found['id']}: {found['help']}: {node['html'][:120]}" for found in report.response["violations"]
            if found["impact"] in ("serious", "critical") for node in found["nodes"]]


@pytest.fixture(scope="module")
def cell(own_notebook):
    """The cell of a ball that the tests below share."""
    own_notebook.show()
    return own_notebook.add(SOURCES["one ball"])


@pytest.fixture
def ball(own, cell):
    """The ball, as its cell made it."""
    figure, = own.figures_in(cell)
    figure.first = figure.reset()
    return figure


def test_arrow_keys_move_the_focused_slider_and_a_typed_number_takes_it_back(ball):
    box = ball.number()
    number = box.input_value()
    ball.range().focus()
    ball.press("ArrowRight", times=3)
    moved = ball.expect_change(ball.first, "an arrow key")
    box.click()
    ball.press("ControlOrMeta+A")
    ball.page.keyboard.type(number)
    ball.press("Enter")
    ball.expect_change(moved, "a typed number")
    assert box.input_value() == number, "the box does not keep the typed number"


def test_a_click_sets_the_start(ball):
    before = ball.first
    for across, down in ((0.2, 0.3), (0.35, 0.6)):  # in the left half: curves of the loss may stand on the right
        ball.click_canvas(across, down)
        before = ball.expect_change(before, f"a click at {across:.0%}, {down:.0%}")
    ball.click_canvas(across, down)
    assert ball.settled() == before, f"{ball.name}: a click where the start is moves it: {ball.summary()}"


def test_play_moves_pause_holds_and_one_step_steps(ball):
    play = ball.part("play").first
    play.click()
    seen = {ball.look()}
    ball.expect(lambda: len(seen.add(ball.look()) or seen) > 2, "play shows no movement")
    play.click()
    ball.settled()  # the last frame may still be on its way
    paused = ball.look()
    ball.page.wait_for_timeout(300)
    assert ball.look() == paused, f"{ball.name} goes on after pause"
    ball.part("step").first.click()
    ball.expect(lambda: ball.look() != paused, "one step shows no movement")


def test_presets_change_the_figure_and_reset_brings_it_back(ball):
    reset = ball.part("reset").first
    for button in ball.part("preset").all()[:2]:
        button.click()
        ball.expect_change(ball.first, f"the button {button.inner_text()!r}")
        reset.click()
        ball.expect(lambda: ball.picture() == ball.first, "reset does not bring back the first picture")
    ball.drag()
    ball.expect_change(ball.first, "a drag")
    reset.click()
    ball.expect(lambda: ball.picture() == ball.first, "reset does not bring back the first picture after a drag")
