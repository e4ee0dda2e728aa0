"""Slider to picture in a real JupyterLab and Chromium: our live figure against `interact` with a redraw.

Both show the same figure with the same slider in one notebook: chapter 02's parabola, and chapter 03's canyon with 35
contours from 200×200 points. Our pictures have two pixels for each CSS pixel; so have those of `interact` for the
canyon (matplotlib's "retina" format), while for the parabola they have one. A latency runs from the input event's own
time stamp to the first animation frame after the picture changed: for ours the frame after the canvas was drawn with
other pixels, for `interact` the frame after the new image was decoded. Keys are pressed one at a time, each after the
last picture has come; a drag makes 80 moves in 3 s, and each move is answered by the first new picture after it (which
flatters `interact`: that picture may still show an earlier position). "Settled" is the time from the last move to the
last new picture, "last drawing" to the moment when our page has drawn it and nothing is waiting any more. At 60 frames
a second no latency can be counted as less than one frame, 16.7 ms.
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
THUMB = 10  # CSS pixels at each end of a track where a thumb stands at its end already
FIGURES = {"parabola": ("""
from helpers import descend, live, optimizers, surfaces
figure = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15)
figure
""", """
import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import FloatLogSlider, interact

same = figure.controls["learning_rate"]
log = dict(min=np.log10(same.low), max=np.log10(same.high), step=np.log10(same.high / same.low) / 240)
x = np.linspace(*surfaces.parabola.view[0], 400)

@interact(learning_rate=FloatLogSlider(value=0.03, **log))
def show(learning_rate):
    path = descend(surfaces.parabola, -0.9, optimizers.GradientDescent(learning_rate), steps=15)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5))
    left.plot(x, surfaces.parabola(x), color="0.4")
    left.plot(path.points, path.values, "o-", color="#0072B2")
    left.set(xlim=(x[0], x[-1]), ylim=(-5, 30), xlabel="x", ylabel="f(x)", title=path.outcome)
    right.plot(path.kept, path.values + 3, "o-", color="#0072B2")
    right.set(yscale="log", ylim=(1e-8, 1e4), xlabel="step", ylabel="f(x) − lowest")
    plt.show()
"""), "canyon": ("""
canyon = live.Descent(surfaces.canyon, optimizers.GradientDescent(0.02), start=(-0.5, 2.3), steps=12)
canyon
""", """
%config InlineBackend.figure_format = "retina"
same = canyon.controls["learning_rate"]
log = dict(min=np.log10(same.low), max=np.log10(same.high), step=np.log10(same.high / same.low) / 240)
grid = np.array(np.meshgrid(*(np.linspace(*ends, 200) for ends in surfaces.canyon.view)))

@interact(learning_rate=FloatLogSlider(value=0.02, **log))
def show_canyon(learning_rate):
    path = descend(surfaces.canyon, (-0.5, 2.3), optimizers.GradientDescent(learning_rate), steps=12)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5))
    left.contour(*grid, surfaces.canyon(grid), levels=35)
    left.plot(*path.points.T, "o-", color="#D55E00")
    left.set(xlim=surfaces.canyon.view[0], ylim=surfaces.canyon.view[1], xlabel="x", ylabel="y", title=path.outcome)
    right.plot(path.kept, path.values - surfaces.canyon(surfaces.canyon.minima[0]), "o-", color="#D55E00")
    right.set(yscale="log", ylim=(1e-8, 1e4), xlabel="step", ylabel="f(x) − lowest")
    plt.show()
""")}
WATCH = """node => {
  const log = {events: [], pictures: [], drawings: [], armed: false};
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
      log.drawings.push(performance.now());
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


def notebook(path, sources):
    """A notebook with these cells, ready to be run."""
    cells = [{"cell_type": "code", "id": f"cell{i}", "source": source.strip(), "metadata": {}, "outputs": [],
              "execution_count": None} for i, source in enumerate(sources)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.write_text(json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


class Watched:
    """One figure in the page: its slider, and a log of input events and new pictures."""

    def __init__(self, page, cell, picture):
        self.page, self.slider = page, cell.locator(".downhill-range, .noUi-target").first
        self.grip = cell.locator(".downhill-range, .noUi-handle").first
        self.log = cell.locator(picture).first.evaluate_handle(WATCH)

    def taken(self):
        """Events, pictures and drawings since the last time."""
        return self.log.evaluate("log => [log.events.splice(0), log.pictures.splice(0), log.drawings.splice(0)]")

    def wait_for_picture(self):
        self.page.wait_for_function("log => log.pictures.length > 0", arg=self.log, timeout=10_000)

    def keys(self):
        """The latency of each key press, in seconds; the pauses between are irregular, so frames do not matter."""
        self.grip.focus()
        latencies = []
        for press in range(KEYS + 2):
            self.page.wait_for_timeout(400 + 100 * random.random())
            self.taken()
            self.log.evaluate("log => { log.armed = true; }")
            self.page.keyboard.press("ArrowRight" if press < KEYS / 2 else "ArrowLeft")
            self.wait_for_picture()
            (event, *_), (picture, *_), _ = self.taken()
            latencies.append((picture - event) / 1000)
        return latencies[2:]  # the first two warm up

    def drag(self):
        """Drag across the track: latencies, pictures a second, from the last move to rest and to the last drawing."""
        box, mouse = self.slider.bounding_box(), self.page.mouse
        grip = self.grip.bounding_box()
        y = grip["y"] + grip["height"] / 2
        mouse.move(grip["x"] + grip["width"] / 2, y)
        mouse.down()
        mouse.move(box["x"], y)
        self.page.wait_for_timeout(1500)
        self.taken()
        begin = time.perf_counter()
        for move in range(MOVES):
            time.sleep(max(0, begin + move * DRAG / MOVES - time.perf_counter()))
            mouse.move(box["x"] + THUMB + (box["width"] - 2 * THUMB) * (move + 1) / MOVES, y)
        self.page.wait_for_timeout(2500)
        events, pictures, drawings = self.taken()
        mouse.up()
        answers = [min((p for p in pictures if p > event), default=None) for event in events]
        latencies = [(a - e) / 1000 for a, e in zip(answers, events, strict=True) if a is not None]
        during = [p for p in pictures if p <= events[-1] + 50]
        rest, drawn = ((times[-1] - events[-1]) / 1000 if times else 0.0 for times in (pictures, drawings))
        return latencies, len(during) / DRAG, rest, drawn


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


def run():
    """Measure all figures in one page: name → ((keys, drags) of ours, (keys, drags) of interact)."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home = Path(folder)
        (home / "notebooks").mkdir()
        notebook(home / "notebooks" / "latency.ipynb", [source for pair in FIGURES.values() for source in pair])
        server = Server(home, home / "notebooks")
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 1800})
            chapter = Chapter(page, server, home / "notebooks" / "latency.ipynb")
            chapter.run_all()
            measured = {name: compare_pair(page, chapter, 2 * k) for k, name in enumerate(FIGURES)}
            assert not chapter.troubles, chapter.troubles
            chapter.close()
        finally:
            browser.close()
            server.stop()
    return measured


def compare_pair(page, chapter, cell):
    """Our figure in ``cell`` and theirs in the next one, in turns."""
    both = (Watched(page, chapter.scroll_to(cell), "canvas.downhill-canvas"),
            Watched(page, chapter.scroll_to(cell + 1), ".jp-Cell-outputArea"))
    keys = [figure.keys() for figure in both]
    drags = [[figure.drag() for figure in both] for _ in range(3)]
    return list(zip(keys, zip(*drags, strict=True), strict=True))


def measure():
    """All rows of this comparison."""
    for name, measured in run().items():
        yield from rows(name, *measured)


def rows(name, ours, theirs):
    """The rows of one figure; against `interact` the goal is set for a map with contours."""
    (keys, drags), (their_keys, their_drags) = ours, theirs
    latencies, their_latencies = ([latency for drag in each for latency in drag[0]] for each in (drags, their_drags))
    speed, their_speed = (statistics.median(drag[1] for drag in each) for each in (drags, their_drags))
    rest, their_rest = (max(drag[2] for drag in each) for each in (drags, their_drags))
    drawn, middle = max(drag[3] for drag in drags), statistics.median
    wanted = 15 if name == "canyon" else None
    yield compare(f"{name}: arrow key → picture, median", middle(keys), "interact", middle(their_keys), wanted)
    yield compare(f"{name}: arrow key → picture, 95 of 100", p95(keys), "interact", p95(their_keys))
    yield compare(f"{name}: move in a drag → picture, median", middle(latencies), "interact", middle(their_latencies))
    yield compare(f"{name}: move in a drag → picture, 95 of 100", p95(latencies), "interact", p95(their_latencies))
    yield Row(f"{name}: pictures in a second of dragging", f"{speed:.1f}", "interact", f"{their_speed:.1f}",
              speed / their_speed)
    yield compare(f"{name}: settled after the last move, worst of 3 drags", rest, "interact", their_rest)
    for work, time_, goal in (("arrow key → picture, median", middle(keys), 0.020),
                              ("arrow key → picture, 95 of 100", p95(keys), 0.040),
                              ("move in a drag → picture, median", middle(latencies), 0.020),
                              ("move in a drag → picture, 95 of 100", p95(latencies), 0.040),
                              ("last drawing after the last move, worst of 3 drags", drawn, 0.030)):
        yield Row(f"{name}: {work}", seconds(time_), "goal", f"≤ {seconds(goal)}", goal / time_, 1)
    yield Row(f"{name}: pictures in a second of dragging", f"{speed:.1f}", "goal", "≥ 25", speed / 25, 1)
