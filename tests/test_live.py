"""The live descent from Python: every control at its ends and middle, scenes compared with descents of their own.

What the page makes of it is compared in tests/browser/test_agreement.py.
"""

import base64
import io
import json

import ipywidgets
import matplotlib
import numpy as np
import pytest
from PIL import Image

from helpers import Surface, descend, live, optimizers, schedules, surfaces
from helpers.descent import sharpness
from helpers.optimizers import Optimizer

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


def stops(figure, name):
    return figure.controls[name].stops()


def expected(figure, ball=0):
    """A descent of its own with the figure's present settings."""
    starts = figure.start if isinstance(figure.start, list) else [figure.start]
    optimizer = figure.kind(**{name: getattr(figure, name) for name in figure.kind.hyperparameters})
    return descend(figure.surface, starts[ball], optimizer, figure.steps, figure.tolerance)


def test_every_control_at_its_ends_and_middle(figure):
    marks = len(figure.marks) // len(figure.handles)
    for name in figure.controls:
        for value in stops(figure, name):
            setattr(figure, name, value)
            scene = figure.scene(figure.settings)
            for ball in range(len(figure.handles)):
                path, drawn = expected(figure, ball), scene.lines[marks * ball]
                ends = path.points[[0, path.steps]].reshape(2, -1)
                columns = slice(0, figure.surface.dimension)
                assert np.array_equal(drawn[[0, -1], columns], ends, equal_nan=True), f"{name} = {value}"
                assert scene.lines[marks * ball + 1][-1, 0] == path.steps
            assert f"{path.steps:,}" in figure.summary or path.outcome == "ran all steps" or len(figure.handles) > 1
        figure.reset()


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
    json.dumps(figure.scene(figure.settings).message(), allow_nan=False)
    assert figure.still().width == 1280


def test_presets_and_reset():
    figure = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.03), start=-0.9, steps=15,
                          presets={"Zigzag": {"learning_rate": 0.15, "start": 0.75}})
    text = figure.summary
    figure.preset("Zigzag")
    assert (figure.learning_rate, figure.start, figure.steps) == (0.15, 0.75, 15)
    figure.reset()
    assert figure.summary == text
    with pytest.raises(ValueError, match="preset must be one of 'Reset', 'Zigzag', got 'Zag'"):
        figure.preset("Zag")


def test_several_balls_have_a_place_each():
    figure = CASES["canyon, two balls"]()
    figure.start = [(0.0, 0.0), (1.0, 1.0)]
    assert figure.start == [(0.0, 0.0), (1.0, 1.0)]
    assert [path.points[0].tolist() for path in figure.path] == [[0.0, 0.0], [1.0, 1.0]]
    assert all(control.hidden for name, control in figure.controls.items() if name.startswith("start"))
    assert len(figure.spec["handles"]) == 2


def test_two_figures_never_meet():
    one, two = CASES["parabola"](), CASES["parabola"]()
    before = two.summary, two.spec
    one.learning_rate = 0.1
    assert (two.summary, two.spec) == before
    assert one.learning_rate != two.learning_rate


class Clipped(Optimizer):
    learning_rate: float = 0.1
    limit: float = 1.0

    def rule(g, learning_rate, limit):
        return -learning_rate * np.clip(g, -limit, limit)


def test_controls_come_from_the_fields_of_a_readers_rule():
    figure = live.Descent(surfaces.bowl, Clipped(), start=(2.7, 2.3), steps=20)
    assert list(figure.controls) == ["learning_rate", "limit", "steps", "start_x", "start_y"]
    before = figure.path.final
    figure.limit = 3.0
    assert not np.allclose(figure.path.final, before)
    assert not figure.asks


def test_a_slider_of_a_readers_own_joins_a_figure():
    figure, slider = CASES["bowl"](), ipywidgets.FloatSlider(0.05, min=0.01, max=0.1)
    ipywidgets.link((slider, "value"), (figure, "learning_rate"))
    assert figure.learning_rate == 0.05
    slider.value = 0.08
    assert figure.learning_rate == 0.08
    figure.learning_rate = 0.02
    assert slider.value == 0.02


def test_a_rate_that_is_a_schedule_stays_one():
    figure = live.Descent(surfaces.bowl, optimizers.Momentum(schedules.Step(0.05)), start=(-0.5, 2.9), steps=20)
    assert "learning_rate" not in figure.controls
    path = descend(surfaces.bowl, (-0.5, 2.9), optimizers.Momentum(schedules.Step(0.05)), 20)
    assert np.array_equal(figure.path.points, path.points)
    assert "closes in" in figure.summary


def untraceable(x, y):
    return np.interp(x, [-5, 5], [25, 25]) + x**2 + y**2


def test_what_cannot_be_traced_says_why_and_asks():
    figure = live.Descent(Surface(untraceable), optimizers.GradientDescent(0.1), start=(1.0, 2.0), steps=5)
    assert "np.interp is not known to the page" in figure.asks
    sent = []
    figure.send = lambda content, buffers=None: sent.append(content)
    asked = {**figure.settings, "learning_rate": 0.2}
    figure._heard(None, {"kind": "scene", "key": "a", "settings": asked}, [])
    assert sent[0]["key"] == "a"
    assert sent[0]["scene"]["words"].startswith("η = 0.2: ")
    assert figure.learning_rate == 0.1  # only the settings that rest are taken


@pytest.mark.parametrize(("name", "value", "words"), [
    ("learning_rate", -1, "learning_rate must be a number from 0.001"),
    ("learning_rate", float("nan"), "learning_rate must be a number"),
    ("learning_rate", "fast", "learning_rate must be a number"),
    ("steps", 10_000, "steps must be a whole number from 1 to"), ("steps", 30.5, "steps must be a whole number"),
    ("steps", float("nan"), "steps must be a whole number"),
    ("start_x", 99.0, "start_x must be a number from -1 to 3")])
def test_bad_settings_are_refused_and_nothing_is_lost(name, value, words):
    figure = CASES["bowl"]()
    before = figure.summary
    with pytest.raises(ValueError, match=words):
        setattr(figure, name, value)
    with pytest.raises(ValueError, match=words):
        figure.apply({"learning_rate": 0.05, name: value})
    assert figure.summary == before


def test_a_name_that_is_no_control_is_refused():
    with pytest.raises(AttributeError, match="no 'lr'; its controls are learning_rate, steps"):
        CASES["bowl"]().lr = 0.1


@pytest.mark.parametrize(("arguments", "words"), [
    ({"start": (9, 9)}, "start must be"), ({"start": 1.0}, "start must be"), ({"start": "here"}, "start must be"),
    ({"start": []}, "start must be"),
    ({"predict": True}, "predict must be"), ({"predict": "place", "start": [(0, 0), (1, 1)]}, "needs one start"),
    ({"ranges": {"learning_rate": (0.5, 1.0)}}, "learning_rate must be a number from 0.5 to 1"),
    ({"ranges": {"learning_rate": (0, 1)}}, "must begin above 0 on its logarithmic scale"),
    ({"ranges": {"learning_rate": (1, 0.01)}}, "low < high"),
    ({"ranges": {"lr": (0.1, 1)}}, "ranges names 'lr'; it may name learning_rate, steps"),
    ({"presets": {"Odd": {"lr": 0.15}}}, "preset 'Odd' names 'lr'; the controls of this figure are learning_rate"),
    ({"presets": {"Odd": {"start": (9, 9)}}}, "preset 'Odd': start must be"),
    ({"presets": {"Odd": {"steps": "a"}}}, "steps must be a whole number"),
    ({"presets": {"Odd": {"start": [(0, 0), (1, 1)]}}}, "start must be 1 point"),
    ({"presets": {"Odd": {"learning_rate": 5}}, "ranges": {"learning_rate": (0.01, 1)}}, "learning_rate must be"),
    ({"presets": {"Odd": {"steps": 30.5}}}, "steps must be a whole number"), ({"steps": 30.5}, "steps must be a who")])
def test_bad_arguments_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        live.Descent(surfaces.bowl, optimizers.GradientDescent(0.02), **{"start": (0.0, 0.0), **arguments})


def test_the_usual_range_of_a_slider_grows_with_its_presets():
    figure = live.Descent(surfaces.bowl, optimizers.GradientDescent(0.02), start=(0.0, 0.0), steps=10,
                          presets={"Fast": {"learning_rate": 5.0}, "Long": {"steps": 5000}})
    figure.preset("Fast")
    assert figure.learning_rate == 5.0
    figure.preset("Long")
    assert figure.steps == 5000


def test_no_kernel_no_widgets_a_picture_with_words():
    figure = CASES["parabola"]()
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"].startswith("Live figure. Gradient descent on 6x² − 12x + 3 from one start.")
    assert '<img alt="Gradient descent on' in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    assert metadata["image/png"]["alt"] == figure.describe()
    assert Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).width == 1280


def test_a_figure_is_drawn_once_for_the_page_and_once_to_be_stored_without_an_artist_for_each_mark(monkeypatch):
    """What making a figure costs is held by what is done, for seconds differ from machine to machine."""
    done = {"draws": 0, "ticks": 0}

    def count(what, method):
        def counted(*arguments, **options):
            done[what] += 1
            return method(*arguments, **options)
        return counted

    monkeypatch.setattr(matplotlib.figure.Figure, "draw", count("draws", matplotlib.figure.Figure.draw))
    monkeypatch.setattr(matplotlib.axis.Tick, "__init__", count("ticks", matplotlib.axis.Tick.__init__))
    CASES["bowl"]()._repr_mimebundle_()
    assert done == {"draws": 2, "ticks": 0}


def test_a_teachers_own_matplotlib_settings_change_nothing():
    usual = CASES["bowl"]()
    with matplotlib.rc_context({"figure.dpi": 150, "font.size": 22, "axes.grid": True, "savefig.dpi": 40,
                                "axes.facecolor": "black", "figure.constrained_layout.use": True}):
        other = CASES["bowl"]()
        assert other.still().tobytes() == usual.still().tobytes()
    assert other.spec["panels"] == usual.spec["panels"]


def test_no_warning_leaks_from_a_formula():
    barrier = Surface(lambda x: x - np.log(x), view=[(-1, 3)])
    figure = live.Descent(barrier, optimizers.GradientDescent(0.1), 0.5, steps=5)
    assert figure.still()  # warnings are errors here


def test_what_may_be_seen_before_a_guess_is_the_same_for_every_run():
    asks = live.Descent(surfaces.parabola, optimizers.GradientDescent(0.05), start=0.75, steps=12, predict="kind")
    before = asks.still().tobytes()
    for asks.learning_rate in (0.1, 0.15, 0.2):
        assert asks.still().tobytes() == before, asks.learning_rate
    assert [mark["panel"] for mark in asks.spec["marks"] if mark["secret"]] == ["gauge"]  # the page keeps it back too


@pytest.mark.parametrize(("surface", "optimizer", "start", "steps", "told"), [
    (surfaces.cubic, optimizers.GradientDescent(0.01), -1.0, 60, "does not move; still 4 from the minimum"),
    (surfaces.beale, optimizers.Momentum(0.001), (1, 0), 10, "closes in; still 1.82"),  # it only gathers speed
    (surfaces.beale, optimizers.GradientDescent(0.045), (2.9, 0.45), 10_000, "zigzags; hops to and fro, 0.08"),
    (surfaces.cubic, optimizers.GradientDescent(0.21), 1.0, 2_000, "zigzags; hops round four places, 1.92"),
    (surfaces.canyon, optimizers.GradientDescent(0.025), (-0.5, 2.3), 12, "zigzags; still 1.93"),  # on the very edge
    (surfaces.beale, optimizers.GradientDescent(1.2e-4), (3, 4), 300_000, "moves away; still 5.78"),  # it creeps
    (surfaces.beale, optimizers.Adam(), (3, 4), 15_000, "moves away; still 3.8")])
def test_words_for_a_run(surface, optimizer, start, steps, told):
    assert told in live.Descent(surface, optimizer, start, steps, tolerance=1e-8).summary


def test_a_figure_that_asks_for_a_place_keeps_its_run_to_itself():
    steps = {"optimizer": optimizers.GradientDescent(0.02), "start": (-0.5, 2.9), "steps": 12}
    asks, other = (live.Descent(surfaces.bowl, **steps, predict=guess) for guess in ("place", ""))
    assert "Where will it be after 12 steps? Guess" in repr(asks)
    assert "closes in" not in repr(asks)
    assert asks.still().tobytes() != other.still().tobytes()


def test_the_map_of_basins_is_the_map_of_descents():
    figure = live.Descent(surfaces.two_wells, optimizers.GradientDescent(0.4), start=[(-1.5, 1.2), (1.5, -1.8)],
                          steps=30, ranges={"learning_rate": (0.05, 2.0)}, basin_map=True)
    labels = figure.scene(figure.settings).cells["labels"]
    for start, well in (((-1.5, 1.2), 0), ((1.5, -1.8), 1)):
        column, row = (int((v + 3) / 6 * len(labels)) for v in (start[0], -start[1]))
        assert labels[row, column] == well
    slow = figure.scene(figure.settings | {"learning_rate": 0.05}).cells["labels"]
    assert np.any(labels != slow)


@pytest.mark.parametrize("steps", [0, 3, 400, 401, 5_000, 300_000])
def test_of_a_long_run_the_beginning_the_end_and_an_even_share_are_drawn(steps):
    from helpers.live.scene import kept_steps
    kept = kept_steps(steps)
    assert kept[0] == 0
    assert len(kept) <= 900
    assert kept[-3:].tolist() == list(range(max(0, steps - 2), steps + 1))
    assert np.all(np.diff(kept) <= max(1, steps / 200 + 1))
    assert set(range(min(steps, 64))) <= set(kept.tolist())


# ---- walls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("surface", [surfaces.bowl, surfaces.cubic], ids=["map", "graph"])
def test_walls_stand_where_the_rule_says(surface):
    start = (2.7, 2.3) if surface.dimension == 2 else 4.0
    figure = live.Descent(surface, optimizers.AdamW(0.05, weight_decay=0.4), start, steps=50)
    assert [mark.label for mark in figure.marks].count("no coordinate can rest outside") == 1
    for decay in (0.4, 0.25, 0.5):
        figure.weight_decay = decay
        walls = figure.scene(figure.settings).lines[-1]
        assert set(np.abs(walls[:, 0])) == {1 / decay}
        assert set(np.abs(walls[:, 1])) == {1 / decay if surface.dimension == 2 else 1e9}
    with_walls = figure.still()
    figure.weight_decay = 0.0
    assert len(figure.scene(figure.settings).lines[-1]) == 0
    assert figure.still().tobytes() != with_walls.tobytes()


def test_rules_without_a_box_have_no_walls_and_others_may_say_theirs():
    class Shrinking(optimizers.Optimizer):
        learning_rate: float = 0.1
        pull: float = 0.5
        push: float = 2.0

        def box(push, pull):
            return push / pull

        def rule(x, g, learning_rate, pull, push):
            return -learning_rate * (push * np.sign(g) + pull * x)

    assert live.Descent(surfaces.bowl, Shrinking(), (2.7, 2.3)).scene({
        "learning_rate": 0.1, "pull": 0.5, "push": 1.0, "steps": 3, "start_x": 1.0, "start_y": 1.0,
    }).lines[-1].max() == 2.0
    plain = live.Descent(surfaces.bowl, optimizers.Adam(0.1), (2.7, 2.3))
    assert len(plain.marks) == len(plain.shown().lines) == 2
    assert optimizers.Adam(0.1).farthest == np.inf
    with pytest.raises(TypeError, match=r"Wrong\.box may name its hyperparameters alone, got t"):
        type("Wrong", (optimizers.Optimizer,), {"rule": lambda g: -g, "box": lambda t: 1 / t})


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.99])
def test_with_equal_betas_nothing_leaves_the_box(beta):
    """|m̂| ≤ √v̂, for both are means with the same weights; so (1 − ηλ)/λ + η, which is 1/λ, is never passed."""
    random = np.random.default_rng(0)
    for surface in (surfaces.himmelblau, surfaces.beale, surfaces.rastrigin):
        for decay, eta in ((0.4, 0.01), (1.0, 0.1), (2.0, 0.3)):
            inside = random.uniform(-1, 1, (2, 30)) / decay
            walks = descend(surface, inside, optimizers.AdamW(eta, beta, beta, weight_decay=decay), 500)
            assert decay * np.abs(walks.points).max() < 1 + 1e-12


def test_adamw_rests_at_the_wall_before_a_minimum_outside():
    """For three decays and three memories at once: each row of runs has a pair of its own."""
    far = Surface(lambda x, y: (x - 4) ** 2 + 30 * (y + 6) ** 4, name="far", minima=[(4, -6)], view=[(-8, 8), (-8, 8)])
    decay, beta2 = np.repeat([0.3, 0.5, 1.0], 3)[:, None], np.tile([0.9, 0.95, 0.99], 3)[:, None]
    starts = np.random.default_rng(1).uniform(-8, 8, (2, 9, 20))
    rule = optimizers.AdamW(0.01, beta2=beta2, weight_decay=decay)
    x, y = descend(far, starts, rule, 8_000, keep="last").final
    np.testing.assert_allclose(x, np.broadcast_to(1 / decay, x.shape), atol=1e-3)
    np.testing.assert_allclose(y, np.broadcast_to(-1 / decay, y.shape), atol=1e-3)


# ---- the edge along the run -----------------------------------------------------------------------------------


def test_rates_times_hessian_are_those_of_the_rule_itself():
    """Measured from the moves alone, against η/(√s + ε) from the rule's own accumulator."""
    for surface, start in ((surfaces.beale, (2, 0.3)), (surfaces.rosenbrock, (-1.2, 1.0))):
        rule = optimizers.RMSprop(0.01, decay=0.95, momentum=0.6)
        path = descend(surface, start, rule, steps=80)
        s = np.zeros(2)
        for t, found in enumerate(sharpness(path)):
            g = surface.gradient(path.points[t])
            s = 0.95 * s + 0.05 * g**2
            rates = np.diag(0.01 / (np.sqrt(s) + 1e-8))
            expected = np.linalg.eigvals(rates @ surface.hessian(path.points[t])).real.max()
            assert found == pytest.approx(expected, rel=1e-5), (surface.name, t)


def test_rates_times_hessian_of_one_rate_are_the_gauge():
    for rule in (optimizers.GradientDescent(0.01), optimizers.Momentum(0.01, 0.5)):
        path = descend(surfaces.cubic, 1.0, rule, steps=40)
        np.testing.assert_allclose(sharpness(path), 0.01 * surfaces.cubic.hessian(path.points[:-1]), rtol=1e-6)
    assert np.isnan(sharpness(descend(surfaces.parabola, 1.0, optimizers.GradientDescent(0.1), steps=3))).all()
    assert len(sharpness(descend(surfaces.bowl, (2, 2), optimizers.GradientDescent(0.1), steps=0))) == 0


@pytest.mark.parametrize("surface", [surfaces.beale, surfaces.rosenbrock, surfaces.himmelblau], ids=lambda s: s.name)
@pytest.mark.parametrize("rule", [optimizers.RMSprop(0.01), optimizers.RMSprop(0.003), optimizers.RMSprop(0.01, 0.5)],
                         ids=["0.01", "0.003", "short memory"])
def test_rmsprop_drives_to_the_edge(surface, rule):
    for start in np.add(surface.minima[0], [(-0.9, -0.2), (0.4, 0.3), (-0.3, 0.5)]):
        last = sharpness(descend(surface, start, rule, steps=4000))[-100:]
        assert np.nanmean(last) == pytest.approx(2, abs=0.01)


def test_the_figure_draws_the_edge_and_says_where_it_ends():
    figure = live.Descent(surfaces.beale, optimizers.RMSprop(0.01), (2, 0.3), steps=400, most_steps=3000, edge=True)
    assert list(figure.panels) == ["main", "loss", "edge"]
    assert figure.summary.endswith("Rates × Hessian: 2, the edge is 2.")
    limit, along = figure.shown().lines[-2:]
    assert limit.tolist() == [[0, 2], [400, 2]]
    np.testing.assert_allclose(along[:, 1], sharpness(figure.path)[along[:, 0].astype(int)])
    figure.momentum = 0.5
    assert figure.summary.endswith("the edge is 3.")
    assert figure.shown().limits["edge"]["y"] == (0, 6)
    figure.steps = 1
    assert len(figure.shown().lines[-1]) == 1
    assert figure.still()


@pytest.mark.parametrize("bad", [
    {"optimizer": optimizers.Adam(0.1)}, {"optimizer": optimizers.Nesterov(0.1)}, {"start": [(1, 1), (2, 2)]},
    {"optimizer": optimizers.RMSprop(schedules.InverseTime(0.1))}], ids=["Adam", "Nesterov", "two balls", "schedule"])
def test_where_the_edge_says_nothing_it_is_refused(bad):
    good = {"surface": surfaces.beale, "optimizer": optimizers.RMSprop(0.01), "start": (2, 0.3), "edge": True}
    with pytest.raises(ValueError, match="edge=True needs one start and one of GradientDescent, Momentum, Adagrad"):
        live.Descent(**good | bad)
    with pytest.raises(ValueError, match="LineFit has no room for edge=True"):
        live.LineFit([0, 1], [0, 1], optimizers.GradientDescent(0.1), (0, 0), edge=True)
