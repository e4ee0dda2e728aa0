"""The moving picture at the head of README.md, taken of the real page: ``make picture`` writes docs/drag.webp.

A ball is dragged over the map of two wells, then the learning rate. Needs the page of chapter 05 and a Chromium.
"""

import io
import math
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parents[1]
PAGE, FIGURE = HERE / "build" / "site" / "05_multiple_minima.html", "fig-05-2"
FRAMES, EACH = 64, 70  # pictures, and the milliseconds that each stands
WIDE = 720  # pixels


def drag(page, root):
    """Yield after every step of two drags: the start around the map, the learning rate up and down."""
    box = root.locator(".downhill-canvas").bounding_box()
    centre = box["x"] + 0.30 * box["width"], box["y"] + 0.45 * box["height"]
    page.mouse.move(*_around(centre, box, 0))
    page.mouse.down()
    for k in range(FRAMES * 5 // 8):
        page.mouse.move(*_around(centre, box, k / (FRAMES * 5 // 8)))
        yield
    page.mouse.up()
    thumb = root.locator(".downhill-range").first
    rate = thumb.bounding_box()
    middle = rate["y"] + rate["height"] / 2
    page.mouse.move(rate["x"] + _share(thumb) * rate["width"], middle)
    page.mouse.down()
    begin = _share(thumb)
    for k in range(FRAMES * 3 // 8):
        share = begin + 0.3 * math.sin(2 * math.pi * k / (FRAMES * 3 // 8))
        page.mouse.move(rate["x"] + min(max(share, 0.05), 0.95) * rate["width"], middle)
        yield
    page.mouse.up()


def _around(centre, box, turn):
    angle = 2 * math.pi * turn - 0.6
    return centre[0] + 0.16 * box["width"] * math.cos(angle), centre[1] + 0.25 * box["height"] * math.sin(angle)


def _share(thumb):
    low, high, value = (float(thumb.evaluate(f"range => range.{name}")) for name in ("min", "max", "value"))
    return (value - low) / (high - low)


def main(chromium, target):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1010, "height": 900})
        page.goto(f"{PAGE.as_uri()}#{FIGURE}")
        page.wait_for_selector("html.all-alive", state="attached")
        root = page.locator(f"#{FIGURE} .downhill-view")
        root.scroll_into_view_if_needed()
        frames = []
        for _ in drag(page, root):
            page.wait_for_timeout(60)  # the picture of this move, and a finer map
            picture = Image.open(io.BytesIO(root.screenshot())).convert("RGB")
            frames.append(picture.resize((WIDE, round(picture.height * WIDE / picture.width)), Image.LANCZOS))
        browser.close()
    first, *others = frames
    first.save(target, save_all=True, append_images=others, duration=EACH, loop=0, quality=72, method=4)
    print(f"{target}: {target.stat().st_size / 1e3:.0f} kB, {len(frames)} pictures")


if __name__ == "__main__":
    main(sys.argv[1], HERE / "docs" / "drag.webp")
