"""The start dragged on the map in a real JupyterLab, straight after another control: a whole run anew in each frame.

Canyon: chapter 03's figure, beside `interact` with a redraw for the same picture (its slider dragged in the same run,
for `interact` has no start to drag). Beale: 300,000 steps of each rule. Each row is of three drags, the first ever of
that figure among them; a drag makes 80 moves in 3 s; a latency runs from the pointer event's own time stamp to the
first animation frame after the picture changed. "Messages" counts what the page sends to the kernel meanwhile;
"beside a busy kernel" is the same while a cell sleeps.
"""

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.slider_latency import DRAG, FIGURES, MOVES, Watched, notebook, p95
from benchmarks.table import Row, compare, seconds
from tests.browser.lab import Chapter, Server

RULES = {"GradientDescent": "5e-6", "Momentum": "5e-6, 0.8", "Nesterov": "5e-6, 0.8", "Adagrad": "0.1",
         "RMSprop": "1e-3", "Adadelta": "1.0", "Adam": "1e-3"}
BEALE = """
from helpers import live, optimizers, surfaces
live.Descent(surfaces.beale, optimizers.{}({}), start=(3, 4), steps=300_000)
"""
WAY = ((0.12, 0.25), (0.38, 0.75))  # across the map, as parts of the drawing


class Map(Watched):
    """A figure whose start is dragged."""

    def __init__(self, page, cell):
        super().__init__(page, cell, "canvas.downhill-canvas")
        self.canvas = cell.locator("canvas.downhill-canvas").first

    def drag(self):
        """Latencies and pictures a second; first another control is moved, for it must not cost anything."""
        self.grip.focus()
        self.page.keyboard.press("ArrowRight")
        box, mouse = self.canvas.bounding_box(), self.page.mouse
        (x0, y0), (x1, y1) = [(box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in WAY]
        mouse.move(x0, y0)
        mouse.down()
        self.taken()
        self.log.evaluate("log => { log.armed = true; }")
        begin = time.perf_counter()
        for k in range(1, MOVES + 1):
            time.sleep(max(0, begin + k * DRAG / MOVES - time.perf_counter()))
            mouse.move(x0 + (x1 - x0) * k / MOVES, y0 + (y1 - y0) * k / MOVES)
        self.page.wait_for_timeout(500)
        events, pictures, _ = self.taken()
        mouse.up()
        answers = [min((p for p in pictures if p > event), default=None) for event in events]
        latencies = [(a - e) / 1000 for a, e in zip(answers, events, strict=True) if a is not None]
        return latencies, len([p for p in pictures if p <= events[-1] + 50]) / DRAG


def measure():
    """All rows of this comparison."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        home = Path(folder)
        (home / "notebooks").mkdir()
        sources = [*FIGURES["parabola"], *FIGURES["canyon"], *(BEALE.format(*rule) for rule in RULES.items())]
        notebook(home / "notebooks" / "start.ipynb", [*sources, "import time; time.sleep(60)"])
        server = Server(home, home / "notebooks")
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            server.wait_until_ready()
            page = browser.new_page(viewport={"width": 1280, "height": 1800})
            chapter = Chapter(page, server, home / "notebooks" / "start.ipynb")
            chapter.run_above(len(sources))
            yield from rows(page, chapter)
            assert not chapter.troubles, chapter.troubles
            chapter.close()
        finally:
            browser.close()
            server.stop()


def rows(page, chapter):
    """The canyon beside `interact`, then each rule on Beale, then the canyon beside a kernel that sleeps."""
    ours, theirs = Map(page, chapter.scroll_to(2)), Watched(page, chapter.scroll_to(3), ".jp-Cell-outputArea")
    theirs.log.evaluate("log => { log.armed = true; }")
    their_latencies, their_speed = theirs.drag()[:2]
    chapter.scroll_to(2)
    latencies, speed, messages = drags(chapter, ours)
    yield from told("canyon", latencies, messages, 0.020)
    yield from as_smooth("canyon", latencies, speed)
    yield compare("canyon: move of the start → picture, median", statistics.median(latencies), "interact",
                  statistics.median(their_latencies), 15)
    yield Row("canyon: pictures in a second", f"{speed:.1f}", "interact", f"{their_speed:.1f}", speed / their_speed)
    for k, rule in enumerate(RULES):
        figure = Map(page, chapter.scroll_to(4 + k))
        latencies, _, messages = drags(chapter, figure)
        yield from told(f"Beale, 300,000 steps of {rule}", latencies, messages, 0.080 if rule == "Adam" else 0.050)
    chapter.start(4 + len(RULES))
    chapter.scroll_to(2)
    latencies, speed, messages = drags(chapter, ours)
    yield from told("canyon beside a busy kernel", latencies, messages, 0.020)
    yield from as_smooth("canyon beside a busy kernel", latencies, speed)


def drags(chapter, figure, count=3):
    """Of some drags all latencies, the usual number of pictures a second, and the messages while the button is down."""
    latencies, speeds, messages = [], [], 0
    for _ in range(count):
        figure.page.wait_for_timeout(1000)  # the kernel has heard where the ball was dropped before
        chapter.count_messages()
        found, speed = figure.drag()
        latencies, speeds, messages = latencies + found, [*speeds, speed], messages + chapter.messages_while_pressed()
    return latencies, statistics.median(speeds), messages


def told(name, latencies, messages, goal):
    """Latency and messages against their goals."""
    yield Row(f"{name}: median", seconds(statistics.median(latencies)), "goal", f"≤ {seconds(goal)}",
              goal / statistics.median(latencies), 1)
    yield Row(f"{name}: messages to the kernel in the drag", str(messages), "goal", "none", float(messages == 0), 1)


def as_smooth(name, latencies, speed, goal=0.040):
    """The slowest of the latencies, and pictures a second, against their goals."""
    yield Row(f"{name}: 95 of 100", seconds(p95(latencies)), "goal", f"≤ {seconds(goal)}", goal / p95(latencies), 1)
    yield Row(f"{name}: pictures in a second", f"{speed:.1f}", "goal", "≥ 25", speed / 25, 1)
