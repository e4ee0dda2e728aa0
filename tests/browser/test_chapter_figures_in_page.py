"""Every control of every figure of every chapter, driven with the mouse in a page without Jupyter.

The figures of a chapter stand in one page, as they stand in one notebook. While anything is dragged the host, be it
JupyterLab or such a page, hears nothing; and what is drawn and said is what the kernel gives for the same settings.
"""

import numpy as np
from chapters import every_chapter, figures, shown
from page_tools import on_panel, same_words, show, told

CHAOS = 0.05  # a run that never comes to rest carries a rounding error as far; test_agreement.py is strict
# Bring a control of a figure that was reset into view: where its thumb is, and both ends of its track; last the one at
# which the thumb is not.
PLACES = """([k, name]) => {
    const root = document.querySelectorAll(".downhill-view")[k];
    root.querySelector(".downhill-reset").click();
    const range = root.querySelector(`.downhill-${name} input[type=range]`);
    range.scrollIntoView({ block: "center" });
    return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
        const box = range.getBoundingClientRect(), y = box.y + box.height / 2;
        const part = (range.value - range.min) / (range.max - range.min);
        const ends = [[box.x, y], [box.right, y]];
        done([[box.x + 8 + part * (box.width - 16), y], ...(part < 1 ? ends : ends.reverse())]);
    })));
}"""
# When the next frame has been drawn: what figures have drawn and said, and what the host has heard.
STATE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
    const all = [...document.querySelectorAll(".downhill-view")];
    done({ drawn: all.map(root => Number(root.dataset.drawn)), saved: models.map(model => model.saved),
        sent: models.map(model => model.sent),
        words: all.map(root => root.querySelector(".downhill-summary").textContent) });
})))"""


@every_chapter
def test_every_control_and_every_start_is_dragged_and_nothing_is_said_meanwhile(half, path):
    twins = figures(path)
    for number, figure in enumerate(show(half, *twins)):
        for row in figure.controls():
            sweep(figure, twins, number, name_of(row))
        if twins[number].handles:
            drag_a_start(figure, twins, number)


def name_of(row):
    return next(name[9:] for name in row.get_attribute("class").split() if name[:9] == "downhill-"
                and name != "downhill-control")


def sweep(figure, twins, number, name):
    """Drag a control to one end, on to the other, where it did not begin, and let go."""
    drag(figure, twins, number, figure.page.evaluate(PLACES, [number, name]), {name})
    track = figure.root.locator(f".downhill-{name} input[type=range]")
    assert track.evaluate("range => [range.min, range.max].includes(range.value)"), f"{name} does not reach its end"


def drag_a_start(figure, twins, number):
    """From where the first of them is, or the middle of what it is dragged on, to elsewhere."""
    twin = twins[number]
    figure.reset()
    figure.part("canvas").first.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = figure.part("canvas").first.bounding_box()
    ways = [(box["x"] + a * box["width"], box["y"] + b * box["height"])
            for a, b in (held(twin), on_panel(twin, 0.3, 0.55), on_panel(twin, 0.6, 0.4))]
    drag(figure, twins, number, ways, {name for axis, name in twin.handles[0].items() if axis in "xy"})


def held(twin):
    """Where the first of what can be dragged is, as fractions of the whole picture."""
    handle, places = twin.handles[0], {"x": 0.4, "y": 0.5}
    panel = twin.spec["panels"][handle["panel"]]
    for axis in "xy":
        if axis in handle:
            of = np.log if panel[axis] == "log" else float
            low, high, value = map(of, (*panel[axis + "lim"], twin.settings[handle[axis]]))
            places[axis] = (value - low) / (high - low)
    return on_panel(twin, places["x"], 1 - places["y"])


def asked(twin, steps):
    """What a figure says that waits for a guess."""
    return {"kind": "What will it do? Pick an answer above.",
            "place": f"Where will it be after {steps:,} steps? It has to end inside the ring."}[twin.predict]


def drag(figure, twins, number, places, names):
    """Press at the first place and move to the others; everywhere it must say what the kernel says."""
    twin, mouse = twins[number], figure.page.mouse
    text, before, moved = told(figure, twin, number), figure.page.evaluate(STATE), False
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=3)
        now, values = figure.page.evaluate(STATE), told(figure, twin, number)
        assert {name for name in values if values[name] != text[name]} <= names
        expected = shown(twin, **values).words if not twin.predict else asked(twin, values["steps"])
        assert same_words(now["words"][number], expected, CHAOS), values
        moved |= values != text
    assert [now[kind] for kind in ("saved", "sent")] == [before[kind] for kind in ("saved", "sent")]
    assert now["drawn"][number] > before["drawn"][number]
    assert [words for k, words in enumerate(now["words"]) if k != number] == [
        words for k, words in enumerate(before["words"]) if k != number], "it moves another figure"
    assert moved
    mouse.up()
    after = figure.page.evaluate(STATE)
    assert after["saved"][number] == before["saved"][number] + 1  # once, when it was let go
    assert after["sent"] == before["sent"]
