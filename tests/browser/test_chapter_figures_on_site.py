"""Each chapter's page as it is opened from a folder, without a network: every figure alive, every control moves it.

What a figure then says is what the kernel says for the same settings. That a hand's drag tells the kernel nothing
until it lets go is shown by one figure of each kind (test_kinds_in_lab.py, test_kinds_in_page.py).
"""

import numpy as np
from chapters import every_chapter, figures, shown
from page_tools import on_panel, same_words
from site_tools import bars_nobody, built_in, open_page

LIMIT = 2_000_000  # bytes of a page
CHAOS = 0.05  # a run that never comes to rest carries a rounding error as far; test_agreement.py is strict

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
# Drags a start over places on a canvas, fractions of its width and height: what stands before it there, what some
# number boxes say before and after, and how many pictures are drawn.
DRAG = """async (root, { names, places }) => {
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const canvas = root.querySelector("canvas.downhill-canvas");
    const said = () => names.map(name => root.querySelector(`.downhill-${name} .downhill-number`).value);
    await frame(); // what Reset has asked for
    canvas.scrollIntoView({ block: "center" });
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const points = places.map(([x, y]) => ({ clientX: left + x * width, clientY: top + y * height }));
    const met = points.map(({ clientX, clientY }) => document.elementFromPoint(clientX, clientY));
    const before_it = met.filter(one => one !== canvas).map(one => one?.outerHTML.slice(0, 100));
    const tell = (kind, point) => canvas.dispatchEvent(new PointerEvent(
        kind, { pointerId: 1, pointerType: "mouse", bubbles: true, cancelable: true, button: 0, ...point }));
    const [before, drawn] = [said(), Number(root.dataset.drawn)];
    tell("pointerdown", points[0]);
    for (const point of points.slice(1)) {
        tell("pointermove", point);
        await frame();
    }
    tell("pointerup", points.at(-1));
    await frame();
    return { before_it, before, after: said(), pictures: Number(root.dataset.drawn) - drawn };
}"""
# Both, with one figure after the other. A map of basins is made in the pauses of the page, and drawn as it grows: while
# any function waits for its time to come, a figure may draw by itself.
TRY_ALL = f"""async starts => {{
    const [moveAll, drag, waiting] = [{MOVE_ALL}, {DRAG}, new Set()];
    const [later, never] = [window.setTimeout, window.clearTimeout];
    window.setTimeout = (act, ms) => {{
        const id = later(() => {{ waiting.delete(id); act(); }}, ms);
        if (ms < 1000) waiting.add(id);
        return id;
    }};
    window.clearTimeout = id => {{ waiting.delete(id); never(id); }};
    const atRest = async () => {{
        const end = performance.now() + 60000;
        do await new Promise(done => later(done, 50)); while (waiting.size && performance.now() < end);
        if (waiting.size) throw new Error("a figure does not come to rest");
        await new Promise(done => requestAnimationFrame(done));
    }};
    const told = [];
    for (const [k, root] of document.querySelectorAll(".downhill-view").entries()) {{
        await atRest();
        const moves = await moveAll(root);
        told.push({{ moves, dragged: starts[k] && await drag(root, starts[k]) }});
    }}
    return told;
}}"""


@every_chapter
def test_every_control_and_every_start_moves_its_figure_and_says_what_the_kernel_says(browser, tmp_path, path):
    page = built_in(tmp_path, path) / f"{path.stem}.html"
    with open_page(browser, page.as_uri(), reduced_motion="reduce") as one:  # so that what is guessed shows at once
        twins = figures(path)
        assert one.page.locator(".downhill-view").count() == len(twins)
        tried = one.page.evaluate(TRY_ALL, [on_the_way(twin) if twin.handles else None for twin in twins])
        for number, (told, twin) in enumerate(zip(tried, twins, strict=True), 1):
            moves = told["moves"]
            assert {move["name"] for move in moves} >= {name for name, one in twin.controls.items() if not one.hidden}
            for move in moves:
                as_the_kernel_says(twin, move, f"figure {number}: {move['name']}")
            if twin.handles:
                a_start_was_dragged(told["dragged"], f"figure {number}")
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


def on_the_way(twin):
    """From where its first start is, or the middle of what it is dragged on, to elsewhere; the controls that follow."""
    names = [name for axis, name in twin.handles[0].items() if axis in "xy" and not twin.controls[name].hidden]
    return {"names": names, "places": [held(twin), on_panel(twin, 0.3, 0.55), on_panel(twin, 0.63, 0.43)]}


def a_start_was_dragged(seen, what):
    """Nothing covers the map, its picture follows at every move, and so do the controls."""
    assert not seen["before_it"], f"{what}: {seen['before_it']}"
    assert seen["pictures"] >= 3, f"{what}: it does not follow the hand"
    assert all(before != after for before, after in zip(seen["before"], seen["after"], strict=True)), what


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
