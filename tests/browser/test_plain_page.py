"""Figures in a page without Jupyter or a kernel: mouse, touch, keys, narrow screens, places that forbid code."""

import numpy as np
import pytest
from page_tools import load, show

from helpers import Surface, live, optimizers, surfaces

FIGURES = {
    "one ball": lambda: live.Descent(surfaces.canyon, optimizers.Momentum(0.01, 0.5), (-0.5, 2.3), steps=60,
                                     presets={"Elsewhere": {"start": (2.3, 2.3)}}),
    "several balls": lambda: live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4),
                                          [(-1.5, 1.2), (0.0, 0.0), (1.5, -1.8)], steps=60, basin_map=True),
}


def told(figure, name):
    return figure.page.evaluate("name => models[0].get(name)", name)


def test_a_drag_that_follows_another_control_is_true_at_once(half):
    twin = FIGURES["one ball"]()
    figure, = show(half, twin)
    figure.drag(figure.controls()[1])
    figure.drag_on_map()
    half.wait_for_timeout(50)
    twin.apply({name: told(figure, name) for name in twin.controls})
    assert figure.summary() == twin.summary


def test_a_slider_that_is_dragged_back_to_where_it_began_has_been_let_go(half):
    figure, = show(half, FIGURES["one ball"]())
    box = figure.range().bounding_box()
    part = figure.range().evaluate("range => (range.value - range.min) / (range.max - range.min)")
    x, y = box["x"] + 8 + part * (box["width"] - 16), box["y"] + box["height"] / 2
    half.mouse.move(x, y)
    half.mouse.down()
    half.mouse.move(x + 60, y, steps=3)
    half.mouse.move(x, y, steps=3)
    saved = half.evaluate("models[0].saved")
    half.mouse.up()
    half.wait_for_function("saved => models[0].saved === saved + 1", arg=saved)


def test_the_nearest_of_several_balls_is_taken(half):
    figure, = show(half, FIGURES["several balls"]())
    box = figure.part("canvas").bounding_box()
    panel = half.evaluate("models[0].get('spec').panels.main.box")
    x, y = (panel[0] + panel[2] * (1.5 + 3) / 6, panel[1] + panel[3] * (3 + 1.8) / 6)
    scale = box["width"] / 960
    half.mouse.move(box["x"] + x * scale, box["y"] + y * scale)
    half.mouse.down()
    half.mouse.move(box["x"] + (x + 40) * scale, box["y"] + y * scale, steps=4)
    half.mouse.up()
    assert told(figure, "start_x_3") == pytest.approx(1.5 + 6 * 40 / panel[2], abs=0.02)
    assert told(figure, "start_x_1") == -1.5


def test_keys_nudge_the_start_and_play(half):
    figure, = show(half, FIGURES["one ball"]())
    figure.part("canvas").focus()
    figure.press("ArrowRight", times=2)
    assert told(figure, "start_x") == pytest.approx(-0.5 + 2 * 4 / 50, abs=0.01)
    figure.press("Shift+ArrowUp")
    assert told(figure, "start_y") > 2.3
    figure.press(" ")
    figure.expect(lambda: "Step" in figure.summary(), "space does not play")


def test_a_number_out_of_range_is_not_taken_and_told(half):
    figure, = show(half, FIGURES["one ball"]())
    figure.number().fill("7")
    figure.number().press("Enter")
    assert told(figure, "learning_rate") == 0.01
    assert figure.number().evaluate("box => box.validationMessage") == "A number from 0.001 to 1, please."
    figure.number().fill("0,5x")
    figure.number().press("Enter")
    assert told(figure, "learning_rate") == 0.01


@pytest.fixture
def phone(browser):
    page = browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True,
                            device_scale_factor=2)
    yield load(page)
    page.close()


def swipe(page, x, y, by):
    """A finger that moves, as the browser itself reports it."""
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    touch("touchStart", (x, y))
    for k in range(1, 11):
        touch("touchMove", (x + by[0] * k / 10, y + by[1] * k / 10))
        page.wait_for_timeout(20)
    touch("touchEnd")
    page.wait_for_timeout(200)


def start_on_screen(page):
    """Where the first ball starts, in the window."""
    return page.evaluate("""() => {
        const canvas = document.querySelector(".downhill-canvas"), box = canvas.getBoundingClientRect();
        const [model] = models, { regions, panels } = model.get("spec");
        const [left, top, width, height] = panels.main.box, [x0, x1] = panels.main.xlim, [y0, y1] = panels.main.ylim;
        const scale = Math.min(1, box.width / regions[0].box[2]);
        return [box.x + (left - regions[0].box[0] + width * (model.get("start_x") - x0) / (x1 - x0)) * scale,
            box.y + (top - regions[0].box[1] + height * (y1 - model.get("start_y")) / (y1 - y0)) * scale];
    }""")


def test_a_swipe_scrolls_the_page_and_a_finger_on_the_ball_drags_it(phone):
    figure, _ = show(phone, *[FIGURES["one ball"]()] * 2)  # two, so that there is somewhere to scroll
    x, y = start_on_screen(phone)
    swipe(phone, x + 120, y + 130, (0, -150))
    assert phone.evaluate("scrollY") > 60
    assert told(figure, "start_x") == -0.5
    phone.evaluate("scrollTo(0, 0)")
    phone.wait_for_timeout(100)
    x, y = start_on_screen(phone)
    swipe(phone, x, y, (40, 60))
    assert phone.evaluate("scrollY") == 0
    assert told(figure, "start_x") > -0.3
    assert told(figure, "start_y") < 2.0
    phone.touchscreen.tap(x + 150, y + 100)
    figure.expect(lambda: told(figure, "start_x") > 0.5, "a tap does not set the start")


def test_on_a_phone_the_parts_stand_in_a_column_with_type_that_can_be_read(phone):
    figure, *_ = show(phone, FIGURES["one ball"]())
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    box = figure.part("canvas").bounding_box()
    assert box["height"] > 1.5 * box["width"]
    assert all(row.bounding_box()["width"] <= 390 for row in figure.controls())


def test_reduced_motion_shows_the_end_at_once(browser):
    page = browser.new_page(reduced_motion="reduce")
    figure, = show(load(page), FIGURES["one ball"]())
    before = figure.look()
    figure.part("play").click()
    page.wait_for_timeout(150)
    assert figure.look() == before
    figure.part("step").click()
    figure.expect(lambda: "Step 0" in figure.summary(), "one step shows nothing")
    page.close()


def untraceable(x, y):
    return np.interp(x, [-5, 5], [25, 25]) + x**2 + y**2


def test_what_has_to_ask_a_kernel_says_so_where_there_is_none(half):
    figure, = show(half, live.Descent(Surface(untraceable), optimizers.GradientDescent(0.1), (1.0, 2.0), steps=5))
    figure.expect(lambda: "np.interp is not known to the page" in figure.summary(), "no reason is given")
    assert "Without a kernel it shows this picture." in figure.summary()


def test_where_code_made_from_text_is_forbidden_a_picture_stands_with_a_sentence(browser):
    page, twin = browser.new_page(), FIGURES["one ball"]()
    load(page)
    page.evaluate("""() => {
        const policy = document.createElement("meta");
        policy.httpEquiv = "Content-Security-Policy";
        policy.content = "script-src 'self' blob: 'unsafe-inline'";
        document.head.append(policy);
    }""")
    figure, = show(page, twin)
    figure.expect(lambda: "does not let a page compute" in figure.summary(), "nothing is said")
    assert figure.part("backdrop").evaluate("c => c.getContext('2d').getImageData(0, 0, 400, 400).data.some(v => v)")
    page.close()
