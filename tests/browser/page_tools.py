"""The page half of the live figures without a notebook: its modules in an empty page, asked for what they work out."""

import base64
import json
import re

import numpy as np
from lab import LiveFigure

from helpers.live import page as half

LOAD = """async sources => {
    document.head.innerHTML = '<meta name="viewport" content="width=device-width, initial-scale=1">';
    const read = source => import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    [window.half, window.walk] = await Promise.all(sources.map(read));
    window.plain = scene => ({ ...scene, lines: scene.lines.map(line => Array.from(line)),
        ground: scene.ground && { ...scene.ground, z: Array.from(scene.ground.z), xs: Array.from(scene.ground.xs) },
        cells: scene.cells && { ...scene.cells, labels: Array.from(scene.cells.labels) } });
}"""
SCENES = """([spec, record, all]) => {
    const host = { get: name => ({ record, spec })[name] };
    const kind = new half.KINDS[spec.kind](spec, () => {}, { host, spec });
    const scenes = all.map(settings => plain(kind.scene(settings)));
    kind.remove?.();
    return scenes;
}"""
WALKS = """([programs, all]) => all.map(([surface, rule, start, settings, steps, tolerance]) => {
    const walker = new walk.Walker(programs[rule + "|" + surface.name], surface);
    const run = walker.run(start, settings, steps, tolerance);
    return { ...run, points: Array.from(run.points.slice(0, surface.dimension * (run.steps + 1))) };
})"""


ASKED = """async ([script, text]) => {
    const unsaid = (_, value) => typeof value === "number" && !Number.isFinite(value) ? `@${value}` : value;
    return JSON.stringify(await (0, eval)(script)(JSON.parse(text)), unsaid).replace(/"@(-?Infinity|NaN)"/g, "$1");
}"""


def asked(page, script, argument):
    """What a function of the page gives, told as one text: Playwright takes each number of an answer by itself."""
    return json.loads(page.evaluate(ASKED, [script, json.dumps(argument)]))


def load(page):
    """Bring the modules into a page."""
    page.goto("about:blank")
    page.evaluate(LOAD, [half.SCRIPT, half.joined("walk")])
    return page


def scenes(page, figure, all_settings):
    """What the page shows for each of several settings of a figure."""
    return asked(page, SCENES, [figure.spec, figure.record, all_settings])


def random_settings(figure, count, seed=0):
    """Settings anywhere in the ranges of the controls."""
    random = np.random.default_rng(seed)

    def somewhere(control):
        if control.scale == "log":
            return float(control.low * (control.high / control.low) ** random.random())
        value = control.low + (control.high - control.low) * random.random()
        return int(value) if control.scale == "whole" else float(value)

    return [{name: somewhere(control) for name, control in figure.controls.items()} for _ in range(count)]


NUMBER = re.compile(r"[−-]?\d[\d,]*\.?\d*(?:e[−-]?\d+)?")


def same_words(a, b, tolerance=0.011):
    """Whether two sentences are the same but for the last digit of a number, which rounding may turn."""
    if NUMBER.sub("#", a) != NUMBER.sub("#", b):
        return False
    values = [[float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)] for text in (a, b)]
    return all(abs(x - y) <= tolerance * max(abs(x), abs(y)) for x, y in zip(*values, strict=True))


def difference(page_line, kernel_line):
    """The largest difference between two lines, relative to the size of the numbers; what lies far outside is equal."""
    kernel = np.nan_to_num(np.ravel(kernel_line).astype(float), nan=1e9, posinf=1e9, neginf=-1e9).clip(-1e9, 1e9)
    page = np.array([np.nan if value is None else value for value in page_line], dtype=float)
    page = np.nan_to_num(page, nan=1e9, posinf=1e9, neginf=-1e9).clip(-1e9, 1e9)
    assert page.shape == kernel.shape, f"{page.shape} numbers in the page, {kernel.shape} in the kernel"
    return float(np.max(np.abs(page - kernel) / np.maximum(1.0, np.abs(kernel)), initial=0.0))


HOST = """async ([style, states]) => {
    const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
    class Model {
        constructor(state) {
            this.state = { ...state, picture: bytes(state.picture) };
            this.heard = {};
            this.saved = this.sent = 0;
            if (state.material) this.send = undefined; // the web edition has no kernel to send to
        }
        get(name) { return this.state[name]; }
        set(name, value) {
            if (this.state[name] === value) return;
            this.state[name] = value;
            (this.heard[`change:${name}`] ?? []).forEach(act => act());
        }
        on(what, act) { (this.heard[what] ??= []).push(act); }
        off() { this.heard = {}; }
        save_changes() { this.saved += 1; }
        send() { this.sent += 1; }
    }
    document.body.innerHTML = "<style></style>";
    document.querySelector("style").textContent = style;
    window.models = states.map(state => new Model(state));
    const place = () => document.body.appendChild(document.createElement("div"));
    const render = () => { window.remove = models.map(model => half.render({ model, el: place() })); };
    await new Promise(done => setTimeout(() => { render(); done(); })); // as the page does it: without a test's rights
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}"""


def told(figure, twin, number=0):
    """The settings in the page: what the kernel hears of a figure, the first or another one of those shown."""
    return figure.page.evaluate("([k, names]) => Object.fromEntries(names.map(name => [name, models[k].get(name)]))",
                                [number, list(twin.controls)])


def on_panel(twin, across, down):
    """A place on the panel where something can be dragged, as fractions of the whole picture."""
    (wide, high), (left, top, width, height) = twin.spec["size"], twin.spec["panels"][twin.handles[0]["panel"]]["box"]
    return (left + across * width) / wide, (top + down * height) / high


def show(page, *figures, alone=False):
    """Show figures in a page without Jupyter: a host of a dozen lines; a kernel that never answers, or none (alone)."""
    states = [{"spec": f.spec, "record": f.record, "work": f.work, "picture": base64.b64encode(f.picture).decode(),
               **({"material": f.material()} if alone else {}), **f.settings} for f in figures]
    page.evaluate(HOST, [figures[0]._css, states])
    return [LiveFigure(page, page.locator(".downhill-view").nth(k), f"figure {k}") for k in range(len(figures))]
