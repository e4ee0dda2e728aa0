"""Slider to picture in a real JupyterLab and Chromium: our live figure against `interact` with a redraw.

Both show chapter 02's parabola in one notebook, with the same slider. A latency runs from the input event's own time
stamp to the first animation frame after the picture changed: for ours the frame after the canvas was drawn with other
pixels, for `interact` the frame after the new image was decoded. Keys are pressed one at a time, each after the last
picture has come; a drag makes 80 moves in 3 s, and each move is answered by the first new picture after it. "Settled"
is the time from the last move to the last new picture.
"""

import json
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.table import Row, compare, seconds
from tests.browser.lab import Chapter, Server

KEYS, MOVES, DRAG = 30, 80, 3.0
OURS = """
from helpers import descend, live, optimizers, surfaces
figure = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15)
figure
"""
THEIRS = """
import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import FloatLogSlider, interact

same = figure.sliders["learning_rate"]
x = np.linspace(*surfaces.parabola.view[0], 400)

@interact(learning_rate=FloatLogSlider(value=0.03, min=same.min, max=same.max, step=same.step))
def show(learning_rate):
    path = descend(surfaces.parabola, -0.9, optimizers.GradientDescent(learning_rate), steps=15)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5))
    left.plot(x, surfaces.parabola(x), color="0.4")
    left.plot(path.points, path.values, "o-", color="#0072B2")
    left.set(xlim=(x[0], x[-1]), ylim=(-5, 30), xlabel="x", ylabel="f(x)", title=path.outcome)
    right.plot(path.kept, path.values + 3, "o-", color="#0072B2")
    right.set(yscale="log", ylim=(1e-8, 1e4), xlabel="step", ylabel="f(x) − lowest")
    plt.show()
"""
WATCH = """node => {
  const log = {events: [], pictures: [], armed: false};
  let last = null;
  const picture = (now, look) => { if (look !== last) { last = look; log.pictures.push(now); } };
  for (const kind of ['keydown', 'pointermove'])
    document.addEventListener(kind, event => { if (log.armed) log.events.push(event.timeStamp); }, true);
  const small = new OffscreenCanvas(240, 135).getContext('2d', {willReadFrequently: true});
  const look = canvas => {
    small.clearRect(0, 0, 240, 135);
    small.drawImage(canvas, 0, 0, 240, 135);
    let hash = 0;
    for (const pixel of new Uint32Array(small.getImageData(0, 0, 240, 135).data.buffer))
      hash = (Math.imul(hash, 31) + pixel) | 0;
    return hash;
  };
  const next = act => requestAnimationFrame(() => act(performance.now()));
  if (node.tagName === 'CANVAS') {
    const context = node.getContext('2d'), clear = context.clearRect;
    context.clearRect = function (...box) {
      next(now => picture(now, look(node)));
      return clear.apply(this, box);
    };
  } else {
    new MutationObserver(() => {
      const image = node.querySelector('img');
      if (image) image.decode().then(() => next(now => picture(now, image.src)), () => {});
    }).observe(node, {childList: true, subtree: true, attributes: true, attributeFilter: ['src']});
  }
  return log;
}"""


def notebook(path):
    """A notebook with both figures, ready to be run."""
    cells = [{"cell_type": "code", "id": f"cell{i}", "source": source.strip(), "metadata": {}, "outputs": [],
              "execution_count": None} for i, source in enumerate((OURS, THEIRS))]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


class Watched:
    """One figure in the page: its slider, and a log of input events and new pictures."""

    def __init__(self, page, cell, picture):
        self.page, self.slider = page, cell.locator(".noUi-target").first
        self.log = cell.locator(picture).first.evaluate_handle(WATCH)

    def taken(self):
        """Events and pictures since the last time."""
        return self.log.evaluate("log => [log.events.splice(0), log.pictures.splice(0)]")

    def wait_for_picture(self):
        self.page.wait_for_function("log => log.pictures.length > 0", arg=self.log, timeout=10_000)

    def keys(self):
        """The latency of each key press, in seconds; the pauses between are irregular, so frames do not matter."""
        handle = self.slider.locator(".noUi-handle")
        handle.focus()
        latencies = []
        for press in range(KEYS + 2):
            self.page.wait_for_timeout(400 + 100 * random.random())
            self.taken()
            self.log.evaluate("log => { log.armed = true; }")
            self.page.keyboard.press("ArrowRight" if press < KEYS / 2 else "ArrowLeft")
            self.wait_for_picture()
            (event, *_), (picture, *_) = self.taken()
            latencies.append((picture - event) / 1000)
        return latencies[2:]  # the first two warm up

    def drag(self):
        """Drag across the whole track: latencies, pictures a second, time from the last move to rest."""
        box, mouse = self.slider.bounding_box(), self.page.mouse
        grip = self.slider.locator(".noUi-handle").bounding_box()
        y = grip["y"] + grip["height"] / 2
        mouse.move(grip["x"] + grip["width"] / 2, y)
        mouse.down()
        mouse.move(box["x"], y)
        self.page.wait_for_timeout(1500)
        self.taken()
        begin = time.perf_counter()
        for move in range(MOVES):
            time.sleep(max(0, begin + move * DRAG / MOVES - time.perf_counter()))
            mouse.move(box["x"] + box["width"] * (move + 1) / MOVES, y)
        self.page.wait_for_timeout(2500)
        events, pictures = self.taken()
        mouse.up()
        answers = [min((p for p in pictures if p > event), default=None) for event in events]
        latencies = [(a - e) / 1000 for a, e in zip(answers, events, strict=True) if a is not None]
        during = [p for p in pictures if p <= events[-1] + 50]
        return latencies, len(during) / DRAG, (pictures[-1] - events[-1]) / 1000


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


def run():
    """Open both figures in one page and measure them in turns: (keys, drags) of ours, (keys, drags) of interact."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home = Path(folder)
        (home / "notebooks").mkdir()
        notebook(home / "notebooks" / "latency.ipynb")
        server = Server(home, home / "notebooks")
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 1800})
            chapter = Chapter(page, server, home / "notebooks" / "latency.ipynb")
            chapter.run_all()
            both = (Watched(page, chapter.scroll_to(0), "canvas.downhill-canvas"),
                    Watched(page, chapter.scroll_to(1), ".jp-Cell-outputArea"))
            keys = [figure.keys() for figure in both]
            drags = [[figure.drag() for figure in both] for _ in range(3)]
            assert not chapter.troubles, chapter.troubles
            server.shut_sessions()
        finally:
            browser.close()
            server.stop()
    return list(zip(keys, zip(*drags, strict=True), strict=True))


def measure():
    """All rows of this comparison."""
    (keys, drags), (their_keys, their_drags) = run()
    latencies, their_latencies = ([latency for drag in each for latency in drag[0]] for each in (drags, their_drags))
    speed, their_speed = (statistics.median(drag[1] for drag in each) for each in (drags, their_drags))
    rest, their_rest = (max(drag[2] for drag in each) for each in (drags, their_drags))
    middle = statistics.median
    yield compare("arrow key → picture, median", middle(keys), "interact", middle(their_keys), 15)
    yield compare("arrow key → picture, 95 of 100", p95(keys), "interact", p95(their_keys))
    yield compare("move in a drag → picture, median", middle(latencies), "interact", middle(their_latencies), 15)
    yield compare("move in a drag → picture, 95 of 100", p95(latencies), "interact", p95(their_latencies))
    yield Row("pictures in a second of dragging", f"{speed:.1f}", "interact", f"{their_speed:.1f}", speed / their_speed)
    yield compare("settled after the last move, worst of 3 drags", rest, "interact", their_rest)
    for work, ours, goal in (("arrow key → picture, median", middle(keys), 0.020),
                             ("arrow key → picture, 95 of 100", p95(keys), 0.040),
                             ("move in a drag → picture, median", middle(latencies), 0.020),
                             ("move in a drag → picture, 95 of 100", p95(latencies), 0.040),
                             ("settled after the last move, worst of 3 drags", rest, 0.030)):
        yield Row(work, seconds(ours), "goal", f"≤ {seconds(goal)}", goal / ours, 1)
    yield Row("pictures in a second of dragging", f"{speed:.1f}", "goal", "≥ 25", speed / 25, 1)
