"""Live figures: every control driven through its ends and middle, tables compared with descents of their own."""

import numpy as np
import pytest
from live_tools import drawn, expected, picture_moves, rows, stops

from helpers import descend, live, optimizers, surfaces
from helpers.optimizer_base import Optimizer

CASES = {
    "parabola": lambda: live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15),
    "cubic": lambda: live.Descent(surfaces.cubic, optimizers.GradientDescent(0.01), start=1.0, steps=60,
                                  tolerance=1e-8),
    "bowl": lambda: live.Descent(surfaces.bowl, optimizers.GradientDescent(0.02), start=(-0.5, 2.9), steps=12),
    "canyon, two balls": lambda: live.Descent(surfaces.canyon, optimizers.GradientDescent(0.01),
                                              start=[(-0.5, 2.3), (2.3, 2.3)], steps=12),
    "saddle": lambda: live.Descent(surfaces.saddle, optimizers.GradientDescent(0.1), start=(1.5, 0.01), steps=30),
    "long": lambda: live.Descent(surfaces.beale, optimizers.GradientDescent(5e-6), start=(3, 4), steps=30_000,
                                 ranges={"learning_rate": (1e-6, 1e-4)}),
}
CASES |= {rule.__name__: lambda rule=rule: live.Descent(surfaces.himmelblau, rule(0.01), start=(0.5, -3.5), steps=25)
          for rule in optimizers.everything}


@pytest.fixture(scope="module", params=CASES)
def figure(request):
    return CASES[request.param]()


def test_every_control_at_its_ends_middle_and_elsewhere(figure):
    random = np.random.default_rng(1)
    for name in figure.sliders:
        positions, lines = rows(figure, name)
        for value in (*stops(figure, name), random.choice(positions)):
            setattr(figure, name, value)
            path, curve = expected(figure)
            seen = lines[int(np.argmin(np.abs(positions - value)))]
            assert np.allclose(seen[[0, -1]], curve[[0, -1]], atol=0.02), f"{name} = {value}"
            assert len(seen) != len(curve) or np.allclose(seen, curve, atol=0.02), f"{name} = {value}"
            assert f"{path.steps:,}" in figure.summary or path.outcome == "ran all steps"
        figure.apply(figure.presets["Reset"])


def test_the_tables_follow_what_was_set(figure):
    name, *_, last = figure.sliders
    for control in (name, last):
        setattr(figure, control, stops(figure, control)[1])
    figure.refresh()
    for control in figure.sliders:
        seen, curve = drawn(figure, control, figure.value(control)), expected(figure)[1]
        assert np.allclose(seen[[0, -1]], curve[[0, -1]], atol=0.02), control
    figure.reset()


def test_every_control_moves_the_picture():
    figure = CASES["bowl"]()
    for name in figure.sliders:
        assert picture_moves(figure, name), name
        figure.reset()


def test_each_ball_has_its_own_path():
    figure = CASES["canyon, two balls"]()
    for ball, mark in enumerate((0, 3)):
        assert np.allclose(drawn(figure, "learning_rate", 0.01, mark), expected(figure, ball)[1], atol=0.02)


def test_the_numbers_of_the_text():
    figure = CASES["parabola"]()
    assert float(figure.path.final) == pytest.approx(0.9976479139, abs=5e-11)
    figure.learning_rate, figure.start = 0.15, 0.75
    assert "zigzags" in figure.summary
    assert "predicted −0.800, measured −0.800" in figure.summary
    figure.learning_rate, figure.steps = 0.25, 30
    assert "moves away" in figure.summary


def test_divergence_is_told_with_its_step_and_stays_drawable():
    figure = live.Descent(surfaces.cubic, optimizers.GradientDescent(0.2), start=-1.5, steps=40)
    assert figure.path.outcome == "diverged"
    assert f"diverged at step {figure.path.steps}" in figure.summary
    for name in figure.sliders:
        _, lines = rows(figure, name)
        assert all(np.isfinite(line).all() for line in lines)
    assert figure.still().startswith(b"\x89PNG")


def test_presets_and_reset():
    figure = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15,
                          presets={"Zigzag": {"learning_rate": 0.15, "start": 0.75}})
    text = figure.summary
    shown = drawn(figure, "preset", 1)
    figure.preset("Zigzag")
    assert (figure.learning_rate, figure.start, figure.steps) == (0.15, 0.75, 15)
    assert np.allclose(expected(figure)[1], shown, atol=0.02)
    figure.reset()
    assert figure.summary == text
    with pytest.raises(ValueError, match="preset must be one of 'Reset', 'Zigzag', got 'Zag'"):
        figure.preset("Zag")


def test_the_page_settles_a_slider():
    """What the page tells counts at once, even before its slider has told ours."""
    figure = CASES["bowl"]()
    values = {name: figure.value(name) for name in figure.sliders}
    figure._heard(None, {"kind": "settle", "values": {**values, "learning_rate": 0.05}, "preset": None}, [])
    assert figure.learning_rate == 0.05
    assert np.allclose(drawn(figure, "steps", 12)[-1], expected(figure)[1][-1], atol=0.02)
    figure.sliders["learning_rate"].value = 0.06  # the slider's own message comes later
    assert figure.learning_rate == 0.06


@pytest.mark.parametrize("case", ["parabola", "bowl", "canyon, two balls"])
def test_a_dragged_start(case):
    figure, sent = CASES[case](), []
    figure.stage.send = lambda content, buffers=None: sent.append((content, buffers))
    left, top, width, height = figure.stage.start_box
    at = [left + 0.9 * width, top + 0.1 * height]
    figure._heard(None, {"kind": "start", "at": at, "done": False}, [])
    figure._heard(None, {"kind": "start", "at": at, "done": True}, [])
    assert len(sent) == 2
    content, buffers = sent[-1]
    assert content["table"]["words"] == [figure.summary]
    assert len(buffers) == len(content["buffers"])
    ball = 1 if case.startswith("canyon") else 0
    moved = figure.start[ball] if isinstance(figure.start, list) else figure.start
    low, high = figure.view[0]
    assert np.atleast_1d(moved)[0] == pytest.approx(low + 0.9 * (high - low), rel=1e-3)
    before = figure.start
    figure._heard(None, {"kind": "nudge", "by": [-1, 0]}, [])
    assert figure.start != before


def test_two_figures_never_meet():
    one, two = CASES["parabola"](), CASES["parabola"]()
    before = two.summary, two.stage.tables
    one.learning_rate = 0.1
    one.refresh()
    assert (two.summary, two.stage.tables) == before
    assert one.sliders["steps"] is not two.sliders["steps"]


def test_sliders_come_from_the_fields_of_a_readers_rule():
    class Clipped(Optimizer):
        learning_rate: float = 0.1
        limit: float = 1.0

        def rule(g, learning_rate, limit):
            return -learning_rate * np.clip(g, -limit, limit)

    figure = live.Descent(surfaces.bowl, Clipped(), start=(2.7, 2.3), steps=20)
    assert list(figure.sliders) == ["learning_rate", "limit", "steps", "start_x", "start_y"]
    before = figure.path.final
    figure.limit = 3.0
    assert not np.allclose(figure.path.final, before)


@pytest.mark.parametrize(("name", "value", "words"), [
    ("learning_rate", -1, "learning_rate must be a number from 0.001"),
    ("learning_rate", float("nan"), "learning_rate must be a number"),
    ("learning_rate", "fast", "learning_rate must be a number"), ("steps", 10_000, "steps must be a number from 1 to"),
    ("start_x", 99.0, "start_x must be a number from -1 to 3")])
def test_bad_settings_are_refused_and_nothing_is_lost(name, value, words):
    figure = CASES["bowl"]()
    before = figure.summary
    with pytest.raises(ValueError, match=words):
        setattr(figure, name, value)
    assert figure.summary == before


@pytest.mark.parametrize(("arguments", "words"), [
    ({"start": (9, 9)}, "start must be"), ({"start": 1.0}, "start must be"),
    ({"predict": True}, "predict must be"), ({"predict": "place", "start": [(0, 0), (1, 1)]}, "needs one start"),
    ({"ranges": {"learning_rate": (0.5, 1.0)}}, "learning_rate must lie within its slider's range")])
def test_bad_arguments_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        live.Descent(surfaces.bowl, optimizers.GradientDescent(0.02), **{"start": (0.0, 0.0), **arguments})


def test_no_kernel_no_widgets_a_picture_with_words():
    bundle = CASES["parabola"]()._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Live figure. Gradient descent on 6x² − 12x + 3 from one start.")
    assert '<img alt="Gradient descent on' in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_what_may_be_seen_before_a_guess_is_the_same_for_every_run():
    asks = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.05), start=0.75, steps=12, predict="kind")
    before = asks.still()
    for asks.learning_rate in (0.1, 0.15, 0.2):
        assert asks.still() == before, asks.learning_rate
    gauge = [style for style in asks.stage.styles if style["secret"]]
    assert [style["box"] for style in gauge] == [asks.box(asks.gauge)]  # the page keeps it back as well


@pytest.mark.parametrize(("surface", "optimizer", "start", "steps", "told"), [
    (surfaces.cubic, optimizers.GradientDescent(0.01), -1.0, 60, "does not move; still 4 from the minimum"),
    (surfaces.beale, optimizers.Momentum(0.001), (1, 0), 10, "closes in; still 1.82"),  # it only gathers speed
    (surfaces.beale, optimizers.GradientDescent(0.045), (2.9, 0.45), 10_000, "zigzags; hops to and fro, 0.08"),
    (surfaces.beale, optimizers.Adam(), (3, 4), 15_000, "moves away; still 3.8")])
def test_words_for_a_run(surface, optimizer, start, steps, told):
    figure = live.Descent(surface, optimizer, start, steps, tolerance=1e-8)
    assert told in figure.summary
    assert figure.summary in figure.stage.tables["steps"]["words"]  # the page says the same at this number of steps


def test_the_phase_map_knows_a_ball_that_lands_at_once():
    figure = live.PhaseMap(optimizers.Nesterov, step=1.0, momentum=0.81)
    assert "lands at once. Factor a step: predicted 0.000, measured 0.000." in figure.summary


def test_a_figure_that_asks_for_a_place_keeps_its_run_to_itself():
    steps = {"optimizer": optimizers.GradientDescent(0.02), "start": (-0.5, 2.9), "steps": 12}
    asks, other = (live.Descent(surfaces.bowl, **steps, predict=guess) for guess in ("place", ""))
    assert "Where will it be after 12 steps? Guess" in repr(asks)
    assert "closes in" not in repr(asks)
    assert asks.still() != other.still()
    assert np.allclose(asks.stage.unit, np.ptp(asks.view, axis=1) / asks.stage.start_box[2:])  # for the distance told


def test_the_map_of_basins_is_the_map_of_descents():
    figure = live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4), start=[(-1.5, 1.2), (1.5, -1.8)],
                          steps=30, ranges={"learning_rate": (0.05, 2.0)}, basin_map=True)
    cells = figure.stage.cells
    labels = np.frombuffer(cells["data"], dtype=np.uint8).reshape(cells["shape"])
    rates = np.frombuffer(cells["positions"])
    k = int(np.argmin(np.abs(rates - 0.4)))
    wide = labels.shape[2]
    for start, well in (((-1.5, 1.2), 0), ((1.5, -1.8), 1)):
        column, row = (int((v + 3) / 6 * wide) for v in (start[0], -start[1]))
        assert labels[k, row, column] == well
    assert np.any(labels[0] != labels[-1])


def test_slope_and_direction():
    slope = live.Slope(surfaces.cubic, x=1.0, h=1.0)
    for name in slope.sliders:
        for value in stops(slope, name):
            setattr(slope, name, value)
            assert f"{slope.x:.3g}".replace("-", "−")[:4] in slope.summary.replace(",", "") or abs(slope.x) < 0.1
        assert picture_moves(slope, name)
        slope.reset()
    assert slope.summary == "At x = 1 the slope is −12. The chord of width 1 has slope −11."
    turn = live.Direction(surfaces.bowl, point=(2.0, 2.0), angle=30)
    for name in turn.sliders:
        for value in stops(turn, name):
            setattr(turn, name, value)
            angle = np.radians(turn.angle)
            g = surfaces.bowl.gradient(np.array(turn.point))
            along = g @ [np.cos(angle), np.sin(angle)]
            dot = drawn(turn, name, value, 5) if turn.refresh() is None else None
            wanted = turn.pixels(turn.right, np.array([[turn.angle, along]]))
            assert np.allclose(dot, wanted, atol=0.02)
        turn.reset()


def race(**more):
    racers = [optimizers.GradientDescent(0.05), optimizers.Adam(0.3), optimizers.Momentum(0.04, 0.5)]
    return live.Race(surfaces.bowl, racers, (-0.5, 2.9), steps=20, **more)


def test_each_lane_of_a_race_is_a_descent_of_its_own():
    figure = race()
    for name in figure.sliders:
        for value in stops(figure, name):
            setattr(figure, name, value)
            for lane, path in enumerate(figure.paths.values()):
                wanted = figure.pixels(figure.main, path.points)
                assert np.allclose(drawn(figure, name, value, 2 * lane)[: len(wanted)][-1], wanted[-1], atol=0.02)
        figure.apply(figure.presets["Reset"])


def test_a_race_tells_who_is_lowest_and_who_diverged():
    figure = race(presets={"Too fast": {"scale": 4.0}})
    heights = {name: path.values[-1] for name, path in figure.paths.items()}
    assert f"Lowest after 20 gradients: {min(heights, key=heights.get)}" in figure.summary
    figure.preset("Too fast")
    figure.steps = 40
    lost = figure.paths["Gradient descent"]
    assert lost.outcome == "diverged"
    assert f"Diverged: Gradient descent at step {lost.steps}" in figure.summary


@pytest.mark.parametrize("kind", [optimizers.Momentum, optimizers.Nesterov])
def test_the_phase_map_measures_what_theory_predicts(kind):
    figure = live.PhaseMap(kind)
    for step in (0.04, 0.4, 1.0, 1.9):
        for momentum in (0.0, 0.3, 0.6, 0.9):
            figure.step, figure.momentum = step, momentum
            predicted, measured = (float(part.split()[1].rstrip(".").replace("−", "-"))
                                   for part in figure.summary.split("step: ")[1].split(", "))
            assert measured == pytest.approx(predicted, abs=0.012), figure.summary
    with pytest.raises(ValueError, match="PhaseMap knows the theory of Momentum and Nesterov"):
        live.PhaseMap(optimizers.Adam)


@pytest.mark.parametrize("rule", optimizers.everything)
def test_the_microscope_shows_every_rule_in_its_own_terms(rule):
    optimizer = rule(0.05)
    figure = live.Microscope(surfaces.bowl, optimizer, (-0.5, 2.9), steps=12)
    points = descend(surfaces.bowl, (-0.5, 2.9), optimizer, 12).points
    for step in figure.seen:
        assert np.allclose(step.terms["x"] + step.terms["move"], points[step.t], rtol=1e-12)
        assert set(optimizer.state_names) <= set(step.terms)
    for t in stops(figure, "step"):
        figure.step = t
        assert figure.summary.startswith(f"Step {t:.0f}: g = ")
        here = figure.pixels(figure.left, points[int(t) - 1 : int(t)])
        assert np.allclose(drawn(figure, "step", t, 3)[0], here, atol=0.02)
