"""Each chapter's page as it is opened from a folder, without a network: every figure alive, every control moves it.

What a figure then says is what the kernel says for the same settings. That a hand's drag tells the kernel nothing
until it lets go is shown by one figure of each kind (test_kinds_in_lab.py, test_kinds_in_page.py).
"""

import numpy as np
from chapters import every_chapter, figures, shown
from lab import REST
from page_tools import on_panel, same_words
from site_tools import bars_nobody, built_in, open_page

LIMIT = 2_000_000  # bytes of a page
CHAOS = 0.05  # a run that never comes to rest carries a rounding error as far; test_agreement.py is strict

NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Moves every control of a figure to its ends by the events that a hand would cause: its name, what is said at each end,
# whether the figure has moved (where the words are the same, by what is drawn), and whether it has moved alone.
MOVE_ALL = """async root => {
    const frame = () => new Promise(done => requestAnimationFrame(done)); // a figure has asked for the same one before
    const words = () => root.querySelector(".downhill-summary").textContent;
    const sheets = ["cells", "canvas"].map(name => root.querySelector(`canvas.downhill-${name}`));
    const paper = new OffscreenCanvas(sheets[0].width >> 1, sheets[0].height >> 1);
    const copy = paper.getContext("2d", { willReadFrequently: true });
    const pixels = () => {
        copy.clearRect(0, 0, paper.width, paper.height);
        for (const sheet of sheets) copy.drawImage(sheet, 0, 0, paper.width, paper.height);
        const all = new Uint32Array(copy.getImageData(0, 0, paper.width, paper.height).data.buffer);
        let sum = 0;
        for (let i = 0; i < all.length; i++) sum = (sum * 31 + all[i]) | 0;
        return sum;
    };
    const tell = (range, ...events) => events.forEach(name => range.dispatchEvent(new Event(name)));
    const atWork = one => one.querySelector(".downhill-work") !== null; // what would come next takes its time
    const trains = atWork(root);
    const others = [...document.querySelectorAll(".downhill-view")].filter(one => one !== root && !atWork(one));
    const drawn = () => others.map(one => one.dataset.drawn).join();
    const moves = [];
    for (const row of root.querySelectorAll(".downhill-control:not([hidden])")) {
        const range = row.querySelector("input[type=range]"), theirs = drawn();
        const at = async value => {
            range.value = value;
            tell(range, "input", "change");
            root.querySelector(".downhill-guess")?.click(); // what has to be guessed is hidden at every change
            await frame();
        };
        root.querySelector(".downhill-reset").click();
        await at(range.min);
        const low = words(), before = trains && pixels();
        await at(range.max);
        const end = performance.now() + 10000;
        while (trains && low === words() && before === pixels() && performance.now() < end) await frame();
        const high = words(), alone = theirs === drawn();
        const drawnAt = async value => { await at(value); return pixels(); };
        const moved = low !== high || await drawnAt(range.min) !== await drawnAt(range.max);
        const [, name] = row.className.match(/downhill-control downhill-(\\w+)/);
        moves.push({ name, low, high, moved, alone });
    }
    root.querySelector(".downhill-reset").click();
    return moves;
}"""


@every_chapter
def test_every_control_and_every_start_moves_its_figure_and_says_what_the_kernel_says(browser, tmp_path, path):
    page = built_in(tmp_path, path) / f"{path.stem}.html"
    with open_page(browser, page.as_uri(), reduced_motion="reduce") as one:  # so that what is guessed shows at once
        roots = one.page.locator(".downhill-view").all()
        assert len(roots) == len(figures(path))
        for number, (root, twin) in enumerate(zip(roots, figures(path), strict=True), 1):
            for other in roots if number == 1 else roots[number - 2 : number - 1]:
                if other.locator(".downhill-work").count() == 0:
                    other.evaluate(REST, 200)  # a map of basins is made piece by piece, and drawn as it grows
            moves = root.evaluate(MOVE_ALL)
            assert {move["name"] for move in moves} >= {name for name, one in twin.controls.items() if not one.hidden}
            for move in moves:
                as_the_kernel_says(twin, move, f"figure {number}: {move['name']}")
            if twin.handles:
                a_start_is_dragged(one.page, root, twin)
        bars_nobody(one.page, looks=False)
        outside = [url for url in one.asked if not url.startswith(("blob:", "data:", page.as_uri()))]
        assert (one.told, outside) == ([], [])
    assert page.stat().st_size <= LIMIT


def as_the_kernel_says(twin, move, what):
    """Both ends differ, no other figure moved, and the words are the kernel's."""
    # ε guards against a division by zero: on a steep surface it changes nothing that could be seen.
    assert move["moved"] or move["name"] == "epsilon", f"{what} changes nothing"
    assert move["alone"], f"{what} moves another figure"
    control = twin.controls[move["name"]]
    for words, value in ((move["low"], control.low), (move["high"], control.high)):
        if not twin.buttons:  # a page that trains by itself knows more; test_network_in_page.py
            expected = shown(twin, **{move["name"]: value}).words
            assert same_words(words, expected, CHAOS), f"{what} = {value}: {words!r}, not {expected!r}"


def a_start_is_dragged(page, root, twin):
    """From where the first of them is, or the middle of what it is dragged on, to elsewhere: its controls follow."""
    canvas = root.locator("canvas.downhill-canvas")
    canvas.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    page.evaluate(NEXT_FRAME)  # what Reset has asked for
    names = [name for axis, name in twin.handles[0].items() if axis in "xy" and not twin.controls[name].hidden]
    boxes = [root.locator(f".downhill-{name} .downhill-number") for name in names]
    box, drawn, before = canvas.bounding_box(), number_drawn(root), [one.input_value() for one in boxes]
    places = [(box["x"] + a * box["width"], box["y"] + b * box["height"])
              for a, b in (held(twin), on_panel(twin, 0.3, 0.55), on_panel(twin, 0.63, 0.43))]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()
    page.evaluate(NEXT_FRAME)
    assert number_drawn(root) > drawn
    assert all(one.input_value() != value for one, value in zip(boxes, before, strict=True)), names


def number_drawn(root):
    """How many pictures it has drawn."""
    return int(root.get_attribute("data-drawn"))


def held(twin):
    """Where the first of what can be dragged is, as fractions of the whole picture."""
    handle, places = twin.handles[0], {"x": 0.4, "y": 0.5}
    panel = twin.spec["panels"][handle["panel"]]
    for axis in "xy":
        if axis in handle:
            of = np.log if panel[axis] == "log" else float
            low, high, value = map(of, (*panel[axis + "lim"], twin.presets["Reset"][handle[axis]]))
            places[axis] = (value - low) / (high - low)
    return on_panel(twin, places["x"], 1 - places["y"])
