"""Race, PhaseMap, Slope, Direction and Microscope from Python: every control at its ends and middle, against numbers of
their own. What the page makes of it is compared in tests/browser/test_agreement.py.
"""

import io
import json
import math

import numpy as np
import pytest
from kinds import SOURCES, make
from PIL import Image

from helpers import Surface, descend, live, optimizers, schedules, surfaces
from helpers.descent import microscope, predicted_factor
from helpers.optimizers import Optimizer


def race(**more):
    racers = [optimizers.GradientDescent(0.05), optimizers.Adam(0.3), optimizers.Momentum(0.04, 0.5)]
    return live.Race(surfaces.bowl, racers, (-0.5, 2.9), steps=20, **more)


CASES = {
    "race": race,
    "race in one dimension": lambda: live.Race(surfaces.cubic, [optimizers.GradientDescent(0.01),
                                                                optimizers.Nesterov(0.01, 0.5)], 1.0, steps=30),
    "phase map": lambda: live.PhaseMap(),
    "Nesterov's phase map": lambda: live.PhaseMap(optimizers.Nesterov),
    "slope": lambda: live.Slope(surfaces.cubic, x=1.0, h=1.0),
    "direction": lambda: live.Direction(surfaces.bowl, point=(2.0, 2.0), angle=30),
    "microscope": lambda: live.Microscope(surfaces.canyon, optimizers.Adam(0.3), (-0.5, 2.3), steps=30),
}


@pytest.fixture(scope="module", params=CASES)
def figure(request):
    return CASES[request.param]()


def everywhere(figure):
    """The figure with each control at its ends and middle, one after the other."""
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            assert getattr(figure, name) == value
            yield f"{name} = {value}"
        figure.reset()


# ---- all kinds ----------------------------------------------------------------------------------------------


def test_every_scene_can_be_drawn_and_sent(figure):
    text = figure.summary
    for where in everywhere(figure):
        scene = figure.scene(figure.settings)
        assert [np.shape(line)[1:] for line in scene.lines] == [(2,)] * len(figure.marks), where
        json.dumps(scene.message(), allow_nan=False)
        assert figure.describe().startswith(figure.about()[:-1]), where
        assert figure.describe().endswith(scene.words), where
    assert figure.summary == text


@pytest.mark.parametrize("name", SOURCES)
def test_numbers_of_axes_that_follow_a_run_are_left_to_the_page(name):
    figure = make(name)
    picture = Image.open(io.BytesIO(figure.picture)).convert("RGBA")
    paper = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L")
    fine = picture.width / figure.spec["size"][0]
    for panel in figure.spec["panels"].values():
        left, top, width, height = panel["box"]
        beside = {"x": (left, top + height + 2, left + width, top + height + 20),
                  "y": (left - 24, top, left - 2, top + height)}
        for side in panel["fitted"]:
            numbers = paper.crop([round(fine * end) for end in beside[side]])
            assert numbers.getextrema()[0] > 250, f"{side}: something stands where the page writes its numbers"


@pytest.mark.parametrize("name", sorted(SOURCES.keys() - {"guess", "training"}))
def test_every_control_moves_the_stored_picture(name):
    """But for a run that is hidden until it is guessed, and a training, which has to run (test_live_training.py)."""
    figure = make(name)
    in_the_text = figure.still().tobytes()
    for control in figure.controls.values():
        low, _, high = control.stops()
        setattr(figure, control.name, low if getattr(figure, control.name) == high else high)
        assert figure.still().tobytes() != in_the_text, control.name
        figure.reset()


def test_everything_is_drawn_inside_the_picture(figure):
    wide, high = figure.spec["size"]
    for name, panel in figure.spec["panels"].items():
        left, top, width, height = panel["box"]
        assert left > 0, name
        assert top > 0, name
        assert left + width < wide, name
        assert top + height < high, name
    for region in figure.spec["regions"]:
        left, top, width, height = region["box"]
        assert left + width <= wide + 1, region
        assert top + height <= high + 10, region


def test_the_page_computes_and_takes_hold_of_something(figure):
    assert not figure.asks
    assert len(figure.handles) == 1
    named = {name for axis, name in figure.handles[0].items() if axis in "xy"}
    assert named <= set(figure.controls)


def test_two_figures_never_meet(figure, request):
    other, before = CASES[request.node.callspec.params["figure"]](), figure.summary
    for name, control in other.controls.items():
        setattr(other, name, control.stops()[2])
    assert figure.scene(figure.settings).words == before


# ---- race ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["race", "race in one dimension"])
def test_each_lane_of_a_race_is_a_descent_of_its_own(case):
    figure = CASES[case]()
    width = figure.surface.dimension
    for where in everywhere(figure):
        ring, *lines = figure.scene(figure.settings).lines
        assert np.array_equal(ring[0, :width], np.atleast_1d(figure.start)), where
        for lane, racer in enumerate(figure.racers):
            fields = {name: getattr(racer, name) for name in racer.hyperparameters}
            fields["learning_rate"] *= figure.scale
            path = descend(figure.surface, figure.start, type(racer)(**fields), figure.steps)
            points = path.points[: path.steps + 1].reshape(path.steps + 1, -1)
            assert np.array_equal(lines[2 * lane][:, :width], points), where
            above = path.values[: path.steps + 1] - figure.surface(figure.surface.minima[0])
            assert np.allclose(lines[2 * lane + 1][:, 1], np.maximum(above, 1e-300)), where
            assert np.array_equal(figure.paths[racer.name].points, path.points), where


def test_a_race_tells_who_is_lowest_and_who_diverged():
    figure = race(presets={"Too fast": {"scale": 4.0}})
    heights = {name: path.values[-1] for name, path in figure.paths.items()}
    assert f"Lowest after 20 gradients: {min(heights, key=heights.get)}" in figure.summary
    figure.preset("Too fast")
    figure.steps = 40
    lost = figure.paths["Gradient descent"]
    assert lost.outcome == "diverged"
    assert f"Diverged: Gradient descent at step {lost.steps}" in figure.summary
    assert "Gradient descent" not in figure.summary.split("Diverged")[0]


def test_a_racer_that_diverges_presses_nobody_flat():
    figure = race()
    figure.scale, figure.steps = 4.0, 40
    paths = figure.paths
    going = [path for path in paths.values() if path.outcome != "diverged"]
    assert 0 < len(going) < len(paths)
    above = max(path.values.max() for path in going) - surfaces.bowl(surfaces.bowl.minima[0])
    low, high = figure.scene(figure.settings).limits["loss"]["y"]
    assert above <= high <= 20 * above
    assert low <= min(line[:, 1].min() for line in figure.scene(figure.settings).lines[2::2])


def test_a_race_without_a_known_minimum_has_heights_below_zero_and_no_floor():
    figure = live.Race(surfaces.saddle, [optimizers.GradientDescent(0.1), optimizers.GradientDescent(0.05)], (0.5, 0.1),
                       steps=20)
    ends = [path.values[-1] for path in figure.paths.values()]
    assert min(ends) < 0
    assert "floor" not in figure.summary
    assert f"Gradient descent 1 {ends[0]:.3g}".replace("-", "−") in figure.summary


def test_racers_of_one_name_are_told_apart():
    figure = live.Race(surfaces.bowl, [optimizers.Momentum(0.01), optimizers.Adam(0.1), optimizers.Momentum(0.02)],
                       (-0.5, 2.9))
    assert list(figure.paths) == ["Momentum 1", "Adam", "Momentum 2"]
    assert figure.marks[5].label == "Momentum 2, η = 0.02"


def test_a_racer_with_a_schedule_runs_at_a_multiple_of_it():
    rate = schedules.Exponential(0.05, 0.1)
    figure = live.Race(surfaces.bowl, [optimizers.Momentum(rate, 0.5), optimizers.Adam(0.2)], (-0.5, 2.9), steps=20)
    assert not figure.asks
    assert figure.marks[1].label == "Momentum, η by schedule"
    figure.scale = 0.5
    half = descend(surfaces.bowl, (-0.5, 2.9), optimizers.Momentum(lambda t: 0.5 * rate(t), 0.5), 20)
    assert np.array_equal(figure.paths["Momentum"].points, half.points)


class Rateless(Optimizer):
    stride: float = 0.25

    def rule(g, stride):
        return -stride * np.sign(g)


class Interpolated(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * np.interp(g, [-100.0, 100.0], [-100.0, 100.0])


def test_a_rule_without_a_learning_rate_races_as_it_is():
    figure = live.Race(surfaces.bowl, [Rateless(), optimizers.GradientDescent(0.05)], (-0.5, 2.9), steps=10)
    before = figure.paths["Rateless"].points
    figure.scale = 0.2
    assert np.array_equal(figure.paths["Rateless"].points, before)
    assert figure.marks[1].label == "Rateless"


def test_one_racer_that_cannot_be_traced_has_the_whole_race_ask():
    figure = live.Race(surfaces.bowl, [optimizers.Adam(0.1), Interpolated(0.02)], (-0.5, 2.9), steps=10)
    assert figure.asks.startswith("Interpolated does not run in the page: np.interp is not known")
    sent = []
    figure.send = lambda content, buffers=None: sent.append(content)
    figure._heard(None, {"kind": "scene", "key": "a", "settings": {**figure.settings, "scale": 2.0}}, [])
    assert sent[0]["scene"]["words"].startswith("Lowest after 10 gradients: ")
    assert len(sent[0]["scene"]["lines"]) == len(figure.marks)


def test_a_race_goes_as_far_as_its_presets():
    figure = race(presets={"Wild": {"scale": 50, "steps": 500, "start": (2.0, 2.0)}, "Tame": {"scale": 0.001}})
    figure.preset("Wild")
    assert (figure.scale, figure.steps, figure.start) == (50, 500, (2.0, 2.0))
    figure.preset("Tame")
    assert (figure.scale, figure.steps, figure.start) == (0.001, 20, (-0.5, 2.9))


# ---- phase map ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["phase map", "Nesterov's phase map"])
def test_the_phase_map_shows_one_run_and_its_prediction(case):
    figure = CASES[case]()
    for where in everywhere(figure):
        dot, line, run = figure.scene(figure.settings).lines
        rule = figure.kind(figure.step, figure.momentum)
        assert np.array_equal(dot, [[figure.step, figure.momentum]]), where
        assert np.allclose(line[:, 1], np.abs(predicted_factor(rule, 1.0)) ** np.arange(61)), where
        path = figure.path
        assert np.array_equal(run[:, 0], np.arange(path.steps + 1)), where
        assert np.allclose(run[:, 1], np.maximum(np.abs(path.points[: path.steps + 1]), 1e-300)), where
        x, v, g_at = 1.0, 0.0, rule.momentum if figure.kind is optimizers.Nesterov else 0.0
        for t in range(path.steps):
            v = rule.momentum * v - rule.learning_rate * (x + g_at * v)
            x += v
            assert abs(x) == pytest.approx(run[t + 1, 1], rel=1e-9, abs=1e-290), where


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


def test_on_the_phase_map_a_valley_is_as_slow_as_its_slower_end_and_no_pair_beats_the_limit():
    figure = live.PhaseMap(step=2.56, momentum=0.36, kappa=16.0)  # the best: (2√κ/(√κ + 1))², ((√κ − 1)/(√κ + 1))²
    assert figure.summary.endswith("predicted 0.600, measured 0.600. No rule of gradients promises less than 0.600.")
    best = figure.predicted
    for step in np.linspace(0.1, 3.9, 20):
        for momentum in np.linspace(0, 0.95, 20):
            figure.step, figure.momentum = step, momentum
            assert figure.predicted > best - 1e-9
    figure.apply({"step": 1.6, "momentum": 0.0})
    np.testing.assert_allclose(figure.scene(figure.settings).lines[0], [[0.1, 0], [1.6, 0]])
    assert figure.summary.startswith(
        "ηλ from 0.1 to 1.6, μ = 0.00: the flattest direction closes in, the steepest zigzags.")
    with pytest.raises(ValueError, match="kappa must be a number from 1 to 1000"):
        live.PhaseMap(kappa=0.5)


def test_the_phase_map_knows_a_ball_that_lands_at_once():
    figure = live.PhaseMap(optimizers.Nesterov, step=1.0, momentum=0.81)
    assert "lands at once. Factor a step: predicted 0.000, measured 0.000." in figure.summary


def test_a_run_that_diverges_ends_where_it_leaves():
    figure = live.PhaseMap(step=3.9, momentum=0.1)
    assert "diverges" in figure.summary
    assert figure.path.outcome == "diverged"
    assert len(figure.scene(figure.settings).lines[2]) == figure.path.steps + 1 < 61


# ---- slope and direction ------------------------------------------------------------------------------------


def test_slope_draws_the_chord_and_the_tangent():
    figure = CASES["slope"]()
    f = figure.surface
    for where in everywhere(figure):
        x, h = figure.x, figure.h
        chord, tangent, there, here, slope = figure.scene(figure.settings).lines
        rise = (f(x + h) - f(x)) / h
        for line, wanted in ((chord, rise), (tangent, f.gradient(x))):
            assert np.diff(line[:, 1]) / np.diff(line[:, 0]) == pytest.approx(wanted, rel=1e-9), where
            assert np.interp(x, *line.T) == pytest.approx(f(x), abs=1e-9), where
        assert np.interp(x + h, *chord.T) == pytest.approx(f(x + h), abs=1e-6), where
        assert np.allclose([there[0], here[0], slope[0]], [(x + h, f(x + h)), (x, f(x)), (x, f.gradient(x))]), where
    assert figure.summary == "At x = 1 the slope is −12. The chord of width 1 has slope −11."


def test_a_width_beyond_the_usual_has_its_place():
    figure = live.Slope(surfaces.cubic, h=5.0, presets={"Tiny": {"h": 1e-5}})
    assert figure.h == 5.0
    figure.preset("Tiny")
    assert figure.h == 1e-5


def test_direction_draws_the_slope_along_its_arrow():
    figure = CASES["direction"]()
    for where in everywhere(figure):
        x, y, turn = figure.x, figure.y, math.radians(figure.angle)
        steepest, arrow, here, wave, best, dot = figure.scene(figure.settings).lines
        g = figure.surface.gradient(np.array(figure.point))
        along = g @ [math.cos(turn), math.sin(turn)]
        assert dot[0] == pytest.approx([figure.angle, along]), where
        assert np.interp(figure.angle, *wave.T) == pytest.approx(along, abs=1e-2 * np.hypot(*g)), where
        assert here.tolist() == [[x, y]], where
        assert np.diff(arrow, axis=0)[0] / 0.88 == pytest.approx([math.cos(turn), math.sin(turn)]), where
        assert np.diff(steepest, axis=0)[0] / 0.88 == pytest.approx(-g / np.hypot(*g)), where
        assert best[0, 1] == pytest.approx(-np.hypot(*g)), where
        assert wave[:, 1].min() == pytest.approx(best[0, 1], rel=1e-3), where
        low, high = figure.scene(figure.settings).limits["slope"]["y"]
        assert low == -high
        assert np.abs(wave[:, 1]).max() < high, where


def test_on_level_ground_no_direction_is_the_steepest():
    figure = live.Direction(surfaces.bowl, presets={"At the minimum": {"point": (1, 7 / 9)}})
    figure.preset("At the minimum")
    assert figure.summary == "The slope is 0 in every direction: a stationary point."
    scene = figure.scene(figure.settings)
    assert len(scene.lines[0]) == len(scene.lines[4]) == 0
    assert figure.still()


def test_an_angle_may_go_round_as_often_as_it_likes():
    figure = live.Direction(surfaces.saddle, point=(1.0, 0.5), angle=-90, presets={"Round": {"angle": 725.0}})
    assert figure.angle == 270
    figure.preset("Round")
    assert figure.angle == 5
    figure.point = (0.5, -0.5)
    assert figure.point == (0.5, -0.5)
    assert "at (0.5, −0.5)" in figure.describe()


# ---- microscope ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", optimizers.everything)
def test_the_microscope_shows_every_rule_in_its_own_terms(rule):
    optimizer = rule(0.05)
    figure = live.Microscope(surfaces.bowl, optimizer, (-0.5, 2.9), steps=12)
    assert not figure.asks
    for where in everywhere(figure):
        points = descend(surfaces.bowl, figure.start, optimizer, 12).points
        for step in figure.seen:
            assert np.allclose(step.terms["x"], points[step.t - 1], rtol=1e-12), where
            assert np.allclose(step.terms["x"] + step.terms["move"], points[step.t], rtol=1e-12), where
            assert set(optimizer.state_names) <= set(step.terms)
        step = figure.seen[figure.step - 1]
        path, ring, _, move, here, *bars = figure.scene(figure.settings).lines
        assert np.array_equal(path, points), where
        assert ring.tolist() == [list(figure.start)], where
        assert here[0] == pytest.approx(points[figure.step - 1]), where
        assert move[1] == pytest.approx(points[figure.step]), where
        values = np.array([bar[1, 0] for bar in bars]).reshape(-1, 2)
        assert np.array_equal(values, [step.terms[name] for name in figure.names]), where
        assert figure.summary.startswith(f"Step {figure.step}: g = "), where
        low, high = figure.scene(figure.settings).limits["terms"]["x"]
        assert low == -high < high
        assert np.abs(values).max() <= high, where


class Warming(Optimizer):
    """It branches on t and on a value, and names things that are no numbers."""

    learning_rate: float = 0.1
    warmup: float = 3.0

    def rule(g, t, v, learning_rate, warmup):
        parts = (g, v)
        if t <= warmup:
            ramp = t / warmup
            learning_rate = learning_rate * ramp
        cut = 1.0 if g > 1 else max(g, -1.0)
        steep = abs(g) > 2
        return -learning_rate * cut, 0.5 * parts[1] + math.sqrt(abs(g)) * steep


def test_a_rule_that_branches_has_the_terms_of_its_branch():
    figure = live.Microscope(surfaces.bowl, Warming(), (-0.5, 2.9), steps=8)
    assert not figure.asks
    assert figure.names == ["g", "v before", "v", "ramp", "cut", "steep", "move", "−move/g"]
    assert "ramp = (0.333, 0.333)" in figure.summary
    assert "cut = (−1, 1); steep = (1, 1)" in figure.summary
    bars = figure.scene(figure.settings).lines[5:]
    assert len(bars[2 * figure.names.index("ramp")]) == 2
    figure.step = 5
    assert "ramp" not in figure.summary
    bars = figure.scene(figure.settings).lines[5:]
    assert len(bars[2 * figure.names.index("ramp")]) == 0
    assert np.array_equal(figure.path.points, descend(surfaces.bowl, (-0.5, 2.9), Warming(), 8).points)
    assert np.allclose([step.terms["x"] for step in figure.seen], figure.path.points[:-1])


class Returned(Optimizer):
    learning_rate: float = 0.05

    def rule(g, v, learning_rate):
        return -learning_rate * (0.5 * v + g), 0.5 * v + g


def test_a_state_that_is_worked_out_in_the_return_is_shown_as_it_is_afterwards():
    first, second = microscope(surfaces.bowl, (-0.5, 2.9), Returned(), steps=2)
    assert first.terms["v before"].tolist() == [0, 0]
    assert first.terms["v"] == pytest.approx(first.terms["g"])
    assert second.terms["v before"] == pytest.approx(first.terms["v"])


def test_a_run_that_diverges_ends_at_its_last_step():
    figure = live.Microscope(surfaces.beale, optimizers.GradientDescent(0.01), (3, 4), steps=30, step=30)
    assert figure.path.outcome == "diverged"
    assert figure.summary.startswith(f"Step {figure.path.steps}: ")
    assert figure.summary.endswith("Here the run diverges.")
    assert len(figure.seen) == figure.path.steps
    assert np.isfinite(figure.scene(figure.settings).limits["terms"]["x"]).all()
    assert figure.still()


class Overflowing(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * math.exp(abs(g) / 60)


def test_numbers_that_overflow_end_the_walk():
    steps = microscope(surfaces.beale, (3.0, 4.0), Overflowing(), steps=5)
    assert len(steps) == 1
    assert np.isnan(steps[0].terms["move"]).all()
    assert live.Microscope(surfaces.beale, Overflowing(), (3.0, 4.0)).still()


def test_a_rule_that_cannot_be_traced_is_looked_at_by_the_kernel():
    figure = live.Microscope(surfaces.bowl, Interpolated(0.02), (-0.5, 2.9), steps=5)
    assert "np.interp is not known to the page" in figure.asks
    assert figure.names == ["g", "move", "−move/g"]
    assert figure.summary.startswith("Step 1: g = (−18, 38.2); move = ")


# ---- bad input ----------------------------------------------------------------------------------------------

GOOD = {
    "Race": lambda **more: live.Race(**{"surface": surfaces.bowl, "racers": [optimizers.Adam(0.1)],
                                        "start": (0, 0), **more}),
    "PhaseMap": live.PhaseMap,
    "Slope": lambda **more: live.Slope(**{"surface": surfaces.cubic, **more}),
    "Direction": lambda **more: live.Direction(**{"surface": surfaces.bowl, **more}),
    "Microscope": lambda **more: live.Microscope(**{"surface": surfaces.bowl, "optimizer": optimizers.Adam(0.1),
                                                    "start": (0, 0), **more}),
}


@pytest.mark.parametrize(("kind", "arguments", "words"), [
    ("Race", {"racers": []}, r"racers must be a list of Optimizers, got \[\]"),
    ("Race", {"racers": optimizers.Adam(0.1)}, "racers must be a list of Optimizers"),
    ("Race", {"racers": [optimizers.Adam]}, "racers must be a list of Optimizers"),
    ("Race", {"racers": [optimizers.Adam(np.array([0.1, 0.2]))]}, "learning_rate of Adam must be one number in a race"),
    ("Race", {"surface": "bowl"}, "surface must be a Surface, got 'bowl'"),
    ("Race", {"start": (9, 9)}, r"start must be a point of 2 number\(s\) inside the view .*, got \(9, 9\)"),
    ("Race", {"start": 1.0}, "start must be a point of 2"), ("Race", {"start": "here"}, "start must be a point"),
    ("Race", {"start": [(0, 0), (1, 1)]}, "start must be a point"), ("Race", {"start": (0, math.nan)}, "start must be"),
    ("Race", {"steps": 30.5}, "steps must be a whole number"), ("Race", {"steps": "many"}, "steps must be a whole"),
    ("Race", {"presets": {"Odd": {"start": 1.0}}}, "preset 'Odd': start must be a point of 2"),
    ("Race", {"presets": {"Odd": {"scale": 0}}}, "scale must be a number from 0.05 to 20 in this figure, got 0"),
    ("Race", {"presets": {"Odd": {"scale": "2"}}}, "scale must be a number"),
    ("Race", {"presets": {"Odd": {"learning_rate": 2}}}, "preset 'Odd' names 'learning_rate'; the controls of this"),
    ("Race", {"presets": {"Odd": {"steps": math.nan}}}, "steps must be a whole number"),
    ("PhaseMap", {"step": 5}, "step must be a number from 0.01 to 4 in this figure, got 5"),
    ("PhaseMap", {"momentum": 1.0}, "momentum must be a number from 0 to 0.99"),
    ("PhaseMap", {"presets": {"Odd": {"mu": 0.5}}}, "names 'mu'; the controls of this figure are step, momentum"),
    ("Slope", {"surface": surfaces.bowl}, "Slope takes a Surface of one variable"),
    ("Slope", {"x": 99}, r"x must be a point of 1 number\(s\) inside the view"), ("Slope", {"x": (1, 2)}, "x must be"),
    ("Slope", {"h": -1}, "h must be a number from 0.001 to 2"), ("Slope", {"h": 0}, "h must be a number from 0.001"),
    ("Slope", {"presets": {"Odd": {"x": 99}}}, "x must be a number from -3.5 to 5"),
    ("Direction", {"surface": surfaces.cubic}, "Direction takes a Surface of two variables"),
    ("Direction", {"point": (9, 9)}, "point must be a point"), ("Direction", {"point": 1}, "point must be a point"),
    ("Direction", {"angle": "north"}, "angle must be a number from 0 to 360 in this figure, got 'north'"),
    ("Direction", {"angle": math.nan}, "angle must be a number"),
    ("Direction", {"presets": {"Odd": {"point": (9, 9)}}}, "preset 'Odd': point must be a point of 2"),
    ("Microscope", {"surface": surfaces.cubic}, "Microscope takes a Surface of two variables"),
    ("Microscope", {"optimizer": optimizers.Adam}, "optimizer must be an Optimizer"),
    ("Microscope", {"steps": 1}, "steps must be a whole number of at least 2, got 1"),
    ("Microscope", {"steps": 7.5}, "steps must be a whole number of at least 2, got 7.5"),
    ("Microscope", {"steps": "all"}, "steps must be a whole number of at least 2, got 'all'"),
    ("Microscope", {"step": 99}, "step must be a whole number from 1 to 40 in this figure, got 99"),
    ("Microscope", {"start": (9, 9)}, "start must be a point of 2")])
def test_bad_arguments_are_named(kind, arguments, words):
    with pytest.raises(ValueError, match=words):
        GOOD[kind](**arguments)


@pytest.mark.parametrize(("case", "name", "value", "words"), [
    ("race", "scale", -1, "scale must be a number from 0.05 to 20"), ("race", "start", (9, 9), "start must be a point"),
    ("phase map", "step", 9, "step must be a number from 0.01 to 4"), ("slope", "x", math.nan, "x must be a number"),
    ("direction", "point", (9, 9), "point must be a point"), ("microscope", "step", 0, "step must be a whole number")])
def test_bad_settings_are_refused_and_nothing_is_lost(case, name, value, words):
    figure = CASES[case]()
    before = figure.summary
    with pytest.raises(ValueError, match=words):
        setattr(figure, name, value)
    assert figure.summary == before
    with pytest.raises(AttributeError, match="this figure has no 'speed'; its controls are"):
        figure.speed = 1


def stepped(x):
    return np.interp(x, [-5, 5], [-5, 5]) ** 2


def test_a_surface_that_cannot_be_traced_says_why():
    slope = live.Slope(Surface(stepped, name="stepped"), x=1.0)
    assert slope.asks.startswith("stepped does not run in the page: np.interp is not known")
    assert slope.summary.startswith("At x = 1 the slope is 2")
    flat = Surface(lambda x, y: np.interp(x, [-5, 5], [-5, 5]) ** 2 + y**2, name="stepped")
    for figure in (live.Direction(flat), live.Race(flat, [optimizers.Adam(0.1)], (1, 1)),
                   live.Microscope(flat, optimizers.Adam(0.1), (1, 1))):
        assert "np.interp is not known to the page" in figure.asks
        assert figure.still()
