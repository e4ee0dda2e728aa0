"""What the page works out by itself is what the kernel gives: runs, scenes and words, over random settings."""

import math

import numpy as np
import pytest
from page_tools import WALKS, asked, difference, random_settings, same_words, scenes
from PIL import Image

from helpers import Surface, descend, live, optimizers, schedules, surfaces
from helpers.descent import basins
from helpers.live.ground import described
from helpers.optimizers import Optimizer
from helpers.tracing import walk_program

CLOSE = 1e-9
NUDGE = 1 + 4e-16  # how far a run goes astray that began one rounding error beside it says what rounding can do


@pytest.fixture(scope="module", autouse=True)
def undrawn():
    """Nobody looks at a picture here: what stands still is not drawn, which would take as long as all comparisons."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("helpers.live.base.draw_ground", lambda *_: (Image.new("RGB", (4, 4)), []))
        yield


class Careful(Optimizer):
    """A reader's rule with a branch on a setting, one on t and a branch on a value."""

    learning_rate: float = 0.1
    warmup: float = 5.0
    limit: float = 1.0

    def rule(g, t, v, learning_rate, warmup, limit):
        if t < warmup:
            learning_rate = learning_rate * t / warmup
        v = 0.5 * v + g if limit > 0.5 else g
        return -learning_rate * max(-limit, min(v, limit)), v


ripples = Surface(lambda x, y: np.hypot(x, y) + np.where(x > 0, np.sin(3 * x) / 4, 0) + abs(y) / 3, name="ripples",
                  minima=[(0.0, 0.0)], view=[(-3, 3), (-3, 3)])
SURFACES = (*surfaces.everything, ripples)
RULES = (*optimizers.everything, Careful)


def random_case(surface, rule, random):
    """An optimizer with settings anywhere, a start in the view, steps from none to thousands, some tolerance."""
    rates = {"GradientDescent": (1e-6, 1), "Momentum": (1e-6, 1), "Nesterov": (1e-6, 1)}.get(rule.__name__, (1e-4, 1))
    settings = {}
    for name, h in rule.hyperparameters.items():
        low, high = rates if h.kind == "rate" else (h.low, h.high)
        settings[name] = float(low * (high / low) ** random.random() if h.kind == "rate" or low > 0 else
                               low + (high - low) * random.random())
    start = [float(low + (high - low) * random.random()) for low, high in surface.view]
    steps = int(random.choice([0, 1, 7, 60, 400, 3000]))
    return surface, rule(**settings), start, steps, float(random.choice([0.0, 1e-6, 1e-2]))


def walked(case, factor=1.0):
    surface, optimizer, start, steps, tolerance = case
    start = [factor * value for value in start]
    start = start if surface.dimension == 2 else start[0]
    return descend(surface, start, optimizer, steps, tolerance, driver="plain")  # to compile them takes longer


def numbers_of(optimizer):
    """The hyperparameters that are no schedules."""
    values = {name: getattr(optimizer, name) for name in optimizer.hyperparameters}
    return {name: value for name, value in values.items() if not callable(value)}


def compared(page, cases):
    """For each case whether the page ends as the kernel does, and how far apart they are.

    Where they are not the same to rounding: how far two runs of the kernel are apart, and whether they end alike, of
    which one began a rounding error beside the other.
    """
    programs = {f"{type(o).__name__}|{s.name}": walk_program(s, o) for s, o, *_ in cases}
    told = [[described(s), type(o).__name__, start, numbers_of(o), steps, tolerance]
            for s, o, start, steps, tolerance in cases]
    for case, run in zip(cases, asked(page, WALKS, [programs, told]), strict=True):
        here = walked(case)
        points = here.points[: here.steps + 1].ravel()
        same_end, apart = (run["steps"], run["outcome"]) == (here.steps, here.outcome), _apart(run["points"], points)
        astray, stable = 0.0, True
        if apart > CLOSE or not same_end:
            beside = walked(case, NUDGE)
            astray = _apart(points, beside.points[: beside.steps + 1].ravel())
            stable = beside.steps == here.steps and beside.outcome == here.outcome
        yield case, same_end, apart, astray, stable


def _apart(a, b):
    n = min(len(a), len(b))
    return difference(np.asarray(a, dtype=float)[:n], np.asarray(b, dtype=float)[:n])


def test_every_rule_walks_in_the_page_as_descend_does(half):
    random = np.random.default_rng(11)
    cases = [random_case(surface, rule, random) for surface in SURFACES for rule in RULES]
    settled = 0
    for case, same_end, apart, astray, stable in compared(half, cases):
        assert apart <= CLOSE + 1e3 * astray, f"{case}: {apart:.1e} apart, where rounding alone gives {astray:.1e}"
        assert same_end or not stable or astray > CLOSE, f"{case} ends otherwise"
        settled += apart < CLOSE
    assert settled > 0.8 * len(cases)  # chaos is the exception: the others are compared to rounding


@pytest.mark.parametrize("schedule", [
    schedules.Step(0.1, every=3), schedules.WarmUp(schedules.Cosine(0.1, steps=20), over=4), schedules.InverseTime(0.1),
    lambda t: 0.1 if t < 5 else 0.02], ids=["step", "warm-up", "inverse", "branch"])
def test_schedules_too(half, schedule):
    cases = [(surfaces.bowl, optimizers.Momentum(schedule, 0.5), [-0.5, 2.9], steps, 0.0) for steps in (0, 3, 40)]
    for case, same_end, apart, *_ in compared(half, cases):
        assert same_end, case
        assert apart < CLOSE, case


SEVEN = np.array([[1.0, 2, 3, 4, 5, 6, 8], [5.5, 6, 6.5, 7, 7.5, 8, 9]])
FIGURES = {
    "descent on a parabola": lambda: live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), -0.9, steps=15),
    "momentum on a canyon": lambda: live.Descent(surfaces.canyon, optimizers.Momentum(0.01, 0.5), (-0.5, 2.3), 50),
    "Nesterov, tolerance": lambda: live.Descent(surfaces.bowl, optimizers.Nesterov(0.02, 0.5), (-0.5, 2.3), steps=500,
                                                tolerance=1e-6),
    "four places": lambda: live.Descent(surfaces.cubic, optimizers.GradientDescent(0.21), 1.0, steps=2_000),
    "no minimum": lambda: live.Descent(surfaces.saddle, optimizers.Adam(0.02), (1.5, 0.01), steps=100),
    "several balls": lambda: live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4),
                                          [(-1.5, 1.2), (0.0, 0.0), (1.5, -1.8)], steps=60),
    "edge of RMSprop": lambda: live.Descent(surfaces.beale, optimizers.RMSprop(0.01), (2, 0.3), steps=300, edge=True,
                                            presets={"None": {"learning_rate": 0.001, "steps": 1}}),
    "edge of Adagrad": lambda: live.Descent(surfaces.cubic, optimizers.Adagrad(0.5), 1.0, steps=60, edge=True),
    "edge of momentum": lambda: live.Descent(surfaces.rosenbrock, optimizers.Momentum(0.001, 0.5), (-1.2, 1), steps=60,
                                             edge=True),
    "walls": lambda: live.Descent(surfaces.bowl, optimizers.AdamW(0.05, weight_decay=0.4), (2.7, 2.3), steps=60,
                                  presets={"None": {"weight_decay": 0.0}}),
    "walls of a graph": lambda: live.Descent(surfaces.cubic, optimizers.AdamW(0.05, weight_decay=0.4), 4.0, steps=60),
    "walls around lines": lambda: live.LineFit(*SEVEN, optimizers.AdamW(0.1), [(0.0, 0.0), (6.0, 1.0)]),
    "a long run": lambda: live.Descent(surfaces.beale, optimizers.RMSprop(0.001), (3, 4), steps=20_000),
    "a valley that is squeezed and turned": lambda: live.Descent(
        surfaces.valley, optimizers.Momentum(0.05, 0.5), (-1.8, 1.2), 40, presets={"Narrow": {"squeeze": 12.0}}),
    "dents that move": lambda: live.Descent(
        surfaces.dents, optimizers.GradientDescent(0.4), list(surfaces.dents.starts), steps=60,
        presets={"One is gone": {"depth": 0.5, "width": 1.2}}),
    "a curve that moves": lambda: live.Descent(
        Surface(lambda x, tilt=0.5, deep=1.0: deep * (x**2 - 4) ** 2 / 16 + tilt * x, minima=[-2, 2], view=[(-3, 3)],
                settings={"tilt": (-2, 2), "deep": (0.5, 5, "log")}), optimizers.GradientDescent(0.05), 1.5, 40),
    "race": lambda: live.Race(surfaces.narrow_valley, [rule(0.05) for rule in optimizers.everything], (-2.4, 0.2),
                              steps=100, presets={"Far": {"scale": 20}, "Slow": {"scale": 0.2}}),
    "race in one dimension": lambda: live.Race(surfaces.cubic, [optimizers.GradientDescent(0.01), Careful(),
                                                                optimizers.Nesterov(0.01, 0.5)], 1.0, steps=30),
    "race of schedules": lambda: live.Race(surfaces.saddle, [
        optimizers.Momentum(schedules.WarmUp(schedules.Cosine(0.1, steps=20), over=4), 0.5), optimizers.AdamW(0.1),
        optimizers.GradientDescent(lambda t: 0.05 / math.sqrt(t + 1))], (1.5, 0.01), steps=40),
    "phase map": lambda: live.PhaseMap(presets={"At once": {"step": 1.0, "momentum": 0.0}}),
    "phase map of Nesterov": lambda: live.PhaseMap(optimizers.Nesterov, presets={"At once": {"step": 1.0}}),
    "phase map of valleys": lambda: live.PhaseMap(kappa=16.0, presets={
        "Best": {"step": 2.56, "momentum": 0.36}, "Round": {"kappa": 1.0}, "At once": {"step": 1.0, "momentum": 0.0}}),
    "phase map of Nesterov's valleys": lambda: live.PhaseMap(optimizers.Nesterov, kappa=100.0),
    "slope": lambda: live.Slope(surfaces.cubic, x=2.0, h=1.0, presets={"Flat": {"x": 3.0}}),
    "slope of differences": lambda: live.Slope(Surface(lambda x: np.exp(-x / 2) + np.sin(2 * x), name="waves")),
    "direction": lambda: live.Direction(surfaces.bowl, (2, 0.5), 30, presets={"Lowest": {"point": (1, 7 / 9)}}),
    "direction on Beale's": lambda: live.Direction(surfaces.beale, (1, 1), 270),
    **{f"microscope of {rule.__name__}": lambda rule=rule: live.Microscope(surfaces.canyon, rule(0.1), (-0.5, 2.3))
       for rule in RULES},
    "microscope, a schedule": lambda: live.Microscope(surfaces.beale, optimizers.Adagrad(schedules.Step(0.1)), (3, 4)),
    "line": lambda: live.LineFit(*SEVEN, optimizers.GradientDescent(0.008), (0.34, -0.52), steps=5000,
                                 ranges={"learning_rate": (5e-4, 0.12)}, presets={"Too high": {"learning_rate": 0.09}}),
    "lines by Adam": lambda: live.LineFit(*SEVEN, optimizers.Adam(0.1), [(0.0, 0.0), (6.0, 1.0)], variable="u"),
    "noise": lambda: live.Noise(presets={"All 64": {"batch": 64}, "Clean": {"sigma": 0.0}, "Sink": {"decay": 0.05},
                                         "Away": {"learning_rate": 0.4}, "Elsewhere": {"start": (9.0, 2.0)}}),
    "errors of steps": lambda: live.StepError(presets={"Tall": {"function": "tall"}, "Tiny": {"h": 1e-16},
                                                       "Kink": {"function": "kink", "x": 0.01, "h": 0.03}}),
    **{f"classifier by {loss}": lambda loss=loss: live.Classifier(loss, presets={
        "Stray": {"learning_rate": 1.0, "stray": (3.5, 3.5)}, "Away": {"learning_rate": 10.0, "penalty": 3.0},
        "Start": {"steps": 0}}) for loss in ("softmax", "hinge")},
    "a border that bends": lambda: live.BentBorder(presets={
        "ReLU": {"kind": "relu"}, "Eight": {"units": 8, "steps": 600}, "Start": {"steps": 0}}),
    "a reader's own": lambda: live.Descent(ripples, Careful(), (1.0, 2.0), steps=40),
}


def assert_same_stars(seen, ground, settings):
    """A surface that moves has its minima and its heights where the kernel has them."""
    assert (seen is None) == (ground is None)
    if ground:
        places = ground.message()["minima"]
        assert np.allclose(seen["minima"], places, rtol=0, atol=1e-7), settings
        corners = ground.heights().ravel()[[0, ground.side - 1, -1]]
        across = len(seen["xs"])
        assert np.allclose([seen["z"][0], seen["z"][across - 1], seen["z"][-1]], corners, rtol=1e-9), settings


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_shows_in_the_page_what_the_kernel_gives(half, name):
    figure = FIGURES[name]()
    assert not figure.asks, figure.asks
    tried = [figure.settings, *figure.presets.values(), *random_settings(figure, 6 if figure.see_through else 20)]
    for settings, seen in zip(tried, scenes(half, figure, tried), strict=True):
        expected = figure.scene(settings)
        assert same_words(seen["words"], expected.words), f"{settings}\n{seen['words']}\n{expected.words}"
        assert (seen.get("steps", 0), seen.get("kind", 0)) == (expected.steps, expected.kind), settings
        for k, (line, kernel) in enumerate(zip(seen["lines"], expected.lines, strict=True)):
            assert difference(line, kernel) < (1e-4 if "own" in name else 1e-6), f"mark {k} at {settings}"
        assert_same_stars(seen.get("ground"), expected.ground, settings)
        for panel, sides in expected.limits.items():
            for side, ends in sides.items():
                assert np.allclose(seen["limits"][panel][side], ends, rtol=1e-6), f"{panel} {side} at {settings}"


@pytest.mark.parametrize(("surface", "optimizer"), [
    (surfaces.two_wells, optimizers.Momentum(0.1, 0.8)), (surfaces.two_wells, optimizers.GradientDescent(1.1)),
    (surfaces.himmelblau, optimizers.GradientDescent(0.018)), (surfaces.himmelblau, optimizers.RMSprop(0.01)),
    (surfaces.bowl, optimizers.GradientDescent(0.01))],
    ids=["momentum", "one well hops", "strips", "hops everywhere", "one minimum"])
def test_the_map_of_basins_is_the_kernels(half, surface, optimizer):
    """Compared where the kernel has its starts: the page draws the middles of its cells."""
    figure = live.Descent(surface, optimizer, surface.starts[0], steps=60, basin_map=True)
    found = basins(surface, optimizer, 500, 24, figure.view)
    starts = [[float(x), float(y)] for y in found.y for x in found.x]
    labels = asked(half, """([spec, settings, starts]) => {
        const { map } = new half.KINDS.descent(spec, () => {});
        map.cells(settings);
        map.stop();
        return starts.map(start => map.label(start));
    }""", [figure.spec, figure.settings, starts])
    assert np.mean(np.reshape(labels, (24, 24)) == found.labels) > 0.995  # on the very border one may fall either way


def test_the_map_of_a_border_that_bends_is_the_kernels(half):
    figure = live.BentBorder()
    tried = random_settings(figure, 8, seed=2)
    for settings, seen in zip(tried, scenes(half, figure, tried), strict=True):
        expected = figure.scene(settings)
        assert seen["words"] == expected.words  # nothing here hangs on the last digits
        assert np.mean(seen["cells"]["labels"] == expected.cells["labels"]) > 0.999


@pytest.mark.parametrize("rule", [optimizers.GradientDescent(0.2), optimizers.Momentum(0.2, 0.3),
                                  optimizers.RMSprop(0.2)], ids=["plain", "momentum", "RMSprop"])
def test_where_rates_settle_in_the_page_as_in_the_kernel(half, rule):
    """In all words; in numbers and pictures as far as there is order: chaos makes up its digits from rounding."""
    figure = live.Settling(surfaces.cubic, rule, start=1.0, rates=(0.1, 0.26), steps=20, most_steps=20)
    tried = [figure.settings, *random_settings(figure, 20, seed=2)]
    columns = [int(np.abs(figure.rates - settings["learning_rate"]).argmin()) for settings in tried]
    found = asked(half, """([spec, all, columns]) => {
        const kind = new half.KINDS.settling(spec);
        return all.map((settings, k) => {
            const { cells: { labels, wide }, ...scene } = kind.scene(settings);
            return { ...scene, column: Array.from(labels).filter((_, i) => i % wide === columns[k]) };
        });
    }""", [figure.spec, tried, columns])
    orders = 0
    for settings, column, seen in zip(tried, columns, found, strict=True):
        expected = figure.scene(settings)
        assert same_words(seen["words"], expected.words), f"{settings}\n{seen['words']}\n{expected.words}"
        if "no period" in expected.words:
            continue
        orders += 1
        for k, (line, kernel) in enumerate(zip(seen["lines"], expected.lines, strict=True)):
            assert difference(line, kernel) < 1e-6, f"mark {k} at {settings}"
        here, there = np.array(seen["column"]) > 0, expected.cells["labels"][:, column] > 0
        assert np.mean(here == there) > 0.95, settings  # a point on the border of two rows is in either
    assert orders >= 8


def test_errors_of_rounding_are_the_same_in_both_precisions(half):
    """Down to the smallest of them, of which the test above sees nothing."""
    figure = live.StepError()
    tried = random_settings(figure, 60, seed=4)
    for settings, seen in zip(tried, scenes(half, figure, tried), strict=True):
        for k, kernel in enumerate(figure.scene(settings).lines[:11]):
            np.testing.assert_allclose(seen["lines"][k], kernel.ravel(), rtol=1e-12, err_msg=f"mark {k} at {settings}")


def test_the_page_draws_the_random_orders_that_numpy_draws(half):
    figure = live.Noise()
    orders = half.evaluate("""spec => {
        const noise = new half.KINDS.noise(spec);
        return spec.data.draws.map((_, k) => noise.ordersOf(k + 1).map(order => order.join()));
    }""", figure.spec)
    for k, seen in enumerate(orders):
        random = np.random.default_rng(k + 1)
        assert seen == [",".join(map(str, random.permutation(64))) for _ in range(300)], f"draw {k + 1}"
