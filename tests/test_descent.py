"""descend: three drivers with one result, outcomes, shapes, what is kept, and clear errors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import Path, descend, schedules, surfaces
from helpers.optimizers import (
    Adadelta,
    Adagrad,
    Adam,
    AdaMax,
    AdamW,
    AMSGrad,
    GradientDescent,
    Momentum,
    Nadam,
    Nesterov,
    Optimizer,
    RMSprop,
    rate,
)
from helpers.surfaces import Surface

DRIVERS = ("plain", "broadcast", "compiled")
EVERY_DRIVER = pytest.mark.parametrize("driver", DRIVERS)
RULES = [GradientDescent(5e-6), Momentum(5e-6, 0.8), Nesterov(5e-6, 0.8), Adagrad(0.1, initial_accumulator=1.0),
         RMSprop(0.01, momentum=0.5), Adadelta(1.0), Adam(0.05), AdaMax(0.05), Nadam(0.05), AMSGrad(0.05),
         AdamW(0.05, weight_decay=0.1)]
EACH = pytest.mark.parametrize("optimizer", RULES, ids=lambda optimizer: type(optimizer).__name__)


def same(path, other, rtol=1e-9):
    np.testing.assert_allclose(path.points, other.points, rtol=rtol, atol=1e-12)
    np.testing.assert_allclose(path.final, other.final, rtol=rtol, atol=1e-12)
    np.testing.assert_array_equal(path.kept, other.kept)
    np.testing.assert_array_equal(path.steps, other.steps)
    np.testing.assert_array_equal(path.outcome, other.outcome)


# ---- three drivers, one result ------------------------------------------------------------------------------

@EACH
@pytest.mark.parametrize("start", [(3, 4), [[3, -2, 1], [0.4, -2, 1.5]]], ids=["one", "three"])
def test_drivers_agree_in_two_variables(optimizer, start):
    plain, broadcast, compiled = (descend(surfaces.beale, start, optimizer, 60, 1e-9, driver=d) for d in DRIVERS)
    same(broadcast, plain)
    same(compiled, plain)


@pytest.mark.parametrize("optimizer", [GradientDescent(0.03), Nesterov(0.03, 0.5), Adam(0.1)],
                         ids=lambda optimizer: type(optimizer).__name__)
@pytest.mark.parametrize("start", [-0.9, [-0.9, 0.75, 3.0]], ids=["one", "three"])
def test_drivers_agree_in_one_variable(optimizer, start):
    plain, broadcast, compiled = (descend(surfaces.parabola, start, optimizer, 200, 1e-6, driver=d) for d in DRIVERS)
    same(broadcast, plain)
    same(compiled, plain)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_drivers_agree_for_any_setting_and_outcome(data):
    eta = data.draw(st.lists(st.floats(1e-3, 0.3), min_size=1, max_size=4))
    start = data.draw(st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
    steps, tolerance = data.draw(st.integers(0, 40)), data.draw(st.sampled_from([0.0, 1e-3, 0.5]))
    plain, *others = (descend(surfaces.canyon, np.array(start)[:, None], Momentum(np.array(eta), 0.5), steps,
                              tolerance, driver=d) for d in DRIVERS)
    for other in others:
        same(other, plain, rtol=1e-7)


@pytest.mark.parametrize("schedule", [
    schedules.Cosine(0.05, steps=20), schedules.WarmUp(0.05, over=5), schedules.InverseTime(0.08, 0.1),
    lambda t: 0.05, lambda t: 0.05 if t < 7 else 0.01, [0.05, 0.04, 0.03, 0.02, 0.01].__getitem__,
], ids=["cosine", "warm-up", "1/t", "constant function", "function that branches", "table"])
@pytest.mark.parametrize("rule", [GradientDescent, Adam])
def test_drivers_agree_on_schedules(rule, schedule):
    plain, broadcast, compiled = (descend(surfaces.bowl, (2.7, 2.3), rule(schedule), 5, driver=d) for d in DRIVERS)
    same(broadcast, plain)
    same(compiled, plain)
    x = np.array([2.7, 2.3])
    if rule is GradientDescent:
        for t in range(5):
            x = x - schedule(t) * surfaces.bowl.gradient(x)
        np.testing.assert_allclose(plain.final, x, rtol=1e-12)


@EVERY_DRIVER
def test_each_of_two_rates_follows_its_own_schedule(driver):
    class Two(Optimizer):
        slow: float = rate(0.01)
        fast: float = rate(0.1)

        def rule(g, slow, fast):
            return -fast * g - slow * np.sign(g)

    one = descend(surfaces.bowl, (2, 2), Two(np.array([0.0, 0.02]), lambda t: 0.01 * t), 3, driver=driver)
    x = np.array([[2.0, 2.0], [2.0, 2.0]])
    for t in range(3):
        g = surfaces.bowl.gradient(x)
        x = x - 0.01 * t * g - np.array([0.0, 0.02]) * np.sign(g)
    np.testing.assert_allclose(one.final, x, rtol=1e-12)
    both = descend(surfaces.bowl, (5, 5), Two(lambda t: 0.5**t, lambda t: 0.0), 3, driver=driver)
    assert both.points[:, 0].tolist() == [5, 4, 3.5, 3.25]


@EVERY_DRIVER
def test_start_is_never_changed(driver):
    start = np.array([[3.0, 1.0], [4.0, 1.0]])
    descend(surfaces.beale, start, Momentum(5e-6), 10, driver=driver)
    assert start.tolist() == [[3, 1], [4, 1]]


@EVERY_DRIVER
def test_two_runs_of_one_optimizer_are_independent(driver):
    optimizer = Adam(0.05)
    first = descend(surfaces.beale, (1, 1), optimizer, 10, driver=driver)
    same(descend(surfaces.beale, (1, 1), optimizer, 10, driver=driver), first, rtol=0)


# ---- the cost: gradients ------------------------------------------------------------------------------------

def counting():
    """A bowl that counts how often its slope was asked for."""
    calls = []

    def slope(x, y):
        calls.append((x, y))
        return 2 * x, 2 * y

    return Surface(lambda x, y: x**2 + y**2, slope), calls


@pytest.mark.parametrize("driver", ["plain", "broadcast"])
@EACH
def test_one_gradient_a_step(optimizer, driver):
    surface, calls = counting()
    descend(surface, (1, 2), optimizer, steps=17, driver=driver)
    assert len(calls) == 17


@pytest.mark.parametrize("driver", ["plain", "broadcast"])
def test_no_gradient_is_asked_for_after_the_stop(driver):
    surface, calls = counting()
    path = descend(surface, (1, 2), GradientDescent(0.25), steps=50, tolerance=0.3, driver=driver)
    assert (path.steps, path.outcome) == (4, "converged")
    assert len(calls) == 5  # the last one found the slope small enough
    calls.clear()
    path = descend(surface, (1, 2), GradientDescent(5.5), steps=50, driver=driver)
    assert len(calls) == path.steps < 50


def test_many_starts_share_one_gradient_call():
    surface, calls = counting()
    descend(surface, np.ones((2, 9)), GradientDescent(0.1), steps=5)
    assert len(calls) == 5


# ---- outcomes -----------------------------------------------------------------------------------------------

@EVERY_DRIVER
def test_divergence_is_reported_with_its_step(driver):
    """x − 1 grows by −5 a step; the window is 4.4 wide, so a thousand windows are passed at step 6: 5⁶ > 4400."""
    path = descend(surfaces.parabola, 2.0, GradientDescent(0.5), steps=100, driver=driver)
    assert (path.outcome, path.steps) == ("diverged", 6)
    assert path.points.tolist() == [2, -4, 26, -124, 626, -3124, 15626]
    assert path.final == 15626
    assert repr(path) == "<path on 6x² − 12x + 3: diverged after 6 steps>"


@EVERY_DRIVER
@EACH
def test_nothing_warns_however_wild_the_rate(optimizer, driver):
    wild = type(optimizer)(**{**vars(optimizer), "learning_rate": 1e300})
    path = descend(surfaces.beale, (3, 4), wild, steps=50, driver=driver)
    assert (path.outcome, path.steps) == ("diverged", 1)
    assert np.isfinite(path.values[0])


@EVERY_DRIVER
def test_an_overflow_in_the_slope_is_divergence(driver):
    cliff = Surface(lambda x: np.exp(x**3), lambda x: 3 * x**2 * np.exp(x**3), view=[(-1000, 1000)])
    path = descend(cliff, 10.0, GradientDescent(0.1), steps=5, driver=driver)
    assert (path.outcome, path.steps) == ("diverged", 1)


@EVERY_DRIVER
def test_a_division_by_zero_is_divergence(driver):
    path = descend(surfaces.narrow_valley, (1, 0), Adagrad(0.1, epsilon=0.0), steps=5, driver=driver)
    assert (path.outcome, path.steps) == ("diverged", 1)
    assert np.isnan(path.final[1])


@EVERY_DRIVER
@pytest.mark.parametrize("start", [(1e-12, -1.0), (-1.0, 1e-12)], ids=["nan last", "nan first"])
def test_a_slope_that_is_no_number_never_counts_as_converged(driver, start):
    """One partial derivative is tiny, the other NaN."""
    bad = Surface(lambda x, y: x + y, lambda x, y: (x + 0 * np.sqrt(x + 0.5), y + 0 * np.sqrt(y + 0.5)))
    path = descend(bad, start, GradientDescent(0.1), steps=5, tolerance=1e-6, driver=driver)
    assert (path.outcome, path.steps) == ("diverged", 1)


@EVERY_DRIVER
def test_each_run_has_its_own_outcome(driver):
    path = descend(surfaces.parabola, 2.0, GradientDescent(np.array([1 / 12, 0.01, 0.5])), 50, 1e-9, driver=driver)
    assert path.outcome.tolist() == ["converged", "ran all steps", "diverged"]
    assert path.steps.tolist() == [1, 50, 6]
    assert path.points[2:, 0].tolist() == [1] * 49
    assert path.points[6:, 2].tolist() == [15626] * 45
    assert repr(path) == "<3 paths on 6x² − 12x + 3: 1 ran all steps, 1 converged, 1 diverged>"


@EVERY_DRIVER
def test_a_run_that_has_stopped_does_not_depend_on_the_others(driver):
    alone = descend(surfaces.parabola, 2.0, GradientDescent(0.5), 50, driver=driver)
    both = descend(surfaces.parabola, [2.0, 1.5], GradientDescent(np.array([0.5, 0.01])), 50, driver=driver)
    assert both.final[0] == alone.final
    assert both.steps.tolist() == [6, 50]


@EVERY_DRIVER
def test_a_start_far_away_may_come_home(driver):
    path = descend(surfaces.parabola, [1e6, 2.0], GradientDescent(0.05), steps=100, driver=driver)
    assert path.outcome.tolist() == ["ran all steps"] * 2
    np.testing.assert_allclose(path.final, 1, atol=1e-9)


@EVERY_DRIVER
def test_tolerance_stops_before_the_step_it_would_waste(driver):
    path = descend(surfaces.parabola, 1.0, GradientDescent(0.01), steps=10, tolerance=1e-12, driver=driver)
    assert (path.steps, path.outcome, path.points.tolist()) == (0, "converged", [1.0])
    never = descend(surfaces.parabola, 1.0, GradientDescent(0.01), steps=10, driver=driver)
    assert (never.steps, never.outcome) == (10, "ran all steps")


@EVERY_DRIVER
def test_no_steps_at_all(driver):
    path = descend(surfaces.beale, (3, 4), Adam(), steps=0, driver=driver)
    assert (path.points.tolist(), path.steps, path.outcome) == ([[3, 4]], 0, "ran all steps")


# ---- what a path holds --------------------------------------------------------------------------------------

@pytest.mark.parametrize(("start", "hyper", "runs"), [
    ((), (), ()), ((4,), (), (4,)), ((2, 3), (), (2, 3)), ((), (5,), (5,)), ((4,), (4,), (4,)), ((3, 1), (5,), (3, 5)),
    ((2, 1, 1), (3, 4), (2, 3, 4)), ((1,), (3, 1), (3, 1))])
@EVERY_DRIVER
def test_shapes(start, hyper, runs, driver):
    rate = np.full(hyper, 0.01) if hyper else 0.01
    for surface, lead in ((surfaces.bowl, (2,)), (surfaces.parabola, ())):
        path = descend(surface, np.full((*lead, *start), 0.5), GradientDescent(rate), steps=7, driver=driver)
        assert path.points.shape == (8, *lead, *runs)
        assert np.shape(path.values) == (8, *runs)
        assert np.shape(path.final) == (*lead, *runs)
        assert np.shape(path.steps) == np.shape(path.outcome) == runs


def test_broadcast_runs_are_the_runs_they_claim_to_be():
    starts = np.random.default_rng(4).uniform(-1, 3, (2, 3, 1))
    rates = np.array([0.01, 0.02, 0.03, 0.04])
    path = descend(surfaces.bowl, starts, GradientDescent(rates), steps=9)
    for i in range(3):
        for j in range(4):
            alone = descend(surfaces.bowl, starts[:, i, 0], GradientDescent(rates[j]), steps=9)
            np.testing.assert_allclose(path.points[:, :, i, j], alone.points, rtol=1e-12)


def test_values_are_the_heights_of_the_points():
    path = descend(surfaces.beale, (3, 4), GradientDescent(5e-6), steps=20)
    assert isinstance(path, Path)
    assert path.values.tolist() == [surfaces.beale(point) for point in path.points]
    assert path.values[-1] < path.values[0]
    assert type(path.steps) is int
    assert type(path.outcome) is str
    many = descend(surfaces.beale, np.ones((2, 3)), GradientDescent(5e-6), steps=20)
    np.testing.assert_allclose(many.values[:, 1], many.values[:, 0])


@EVERY_DRIVER
@pytest.mark.parametrize("keep", ["last", [0, 3, 10], np.array([5]), [10], list(range(11))])
def test_keep(keep, driver):
    whole = descend(surfaces.beale, [[3, 1], [4, 1]], Momentum(5e-6), 10, driver=driver)
    part = descend(surfaces.beale, [[3, 1], [4, 1]], Momentum(5e-6), 10, keep=keep, driver=driver)
    rows = [10] if isinstance(keep, str) else keep
    assert part.kept.tolist() == list(rows)
    np.testing.assert_array_equal(part.points, whole.points[rows])
    np.testing.assert_array_equal(part.final, whole.final)


@EVERY_DRIVER
def test_rows_after_a_stop_repeat_the_last_point(driver):
    path = descend(surfaces.parabola, 2.0, GradientDescent(0.5), 100, keep=[2, 6, 7, 100], driver=driver)
    assert path.points.tolist() == [26, 15626, 15626, 15626]
    assert path.steps == 6


# ---- bad input ----------------------------------------------------------------------------------------------

def walk(**changed):
    known = {"surface": surfaces.beale, "start": (3, 4), "optimizer": GradientDescent(0.1), "steps": 5}
    return descend(**{**known, **changed})


@pytest.mark.parametrize(("changed", "message"), [
    ({"surface": lambda x, y: x}, r"surface must be a Surface such as surfaces\.beale, got <function"),
    ({"surface": (3, 4), "start": surfaces.beale}, r"surface must be a Surface .*got \(3, 4\)"),
    ({"optimizer": GradientDescent}, r"optimizer must be an Optimizer such as GradientDescent\(0\.1\), got <class"),
    ({"optimizer": 0.1}, r"optimizer must be an Optimizer .*got 0\.1"),
    ({"start": 3.0}, r"start on Beale's function must have shape \(2,\) or \(2, runs\), x first; got \(\)"),
    ({"start": (1, 2, 3)}, r"start .* must have shape \(2,\) or \(2, runs\), x first; got \(3,\)"),
    ({"start": np.zeros((5, 2))}, r"start .* got \(5, 2\)"),
    ({"start": "here"}, "start must be numbers, got 'here'"),
    ({"start": (1, None)}, r"start must be finite, got \[1\.0, nan\]"),
    ({"start": (1, np.inf)}, r"start must be finite, got \[1\.0, inf\]"),
    ({"steps": -1}, "steps must be a whole number of at least 0, got -1"),
    ({"steps": 2.5}, r"steps must be a whole number of at least 0, got 2\.5"),
    ({"steps": float("nan")}, "steps must be a whole number of at least 0, got nan"),
    ({"steps": float("inf")}, "steps must be a whole number of at least 0, got inf"),
    ({"steps": "10"}, "steps must be a whole number of at least 0, got '10'"),
    ({"steps": True}, "steps must be a whole number of at least 0, got True"),
    ({"steps": None}, "steps must be a whole number of at least 0, got None"),
    ({"tolerance": -1e-9}, "tolerance must be a finite number of at least 0, got -1e-09"),
    ({"tolerance": float("nan")}, "tolerance must be a finite number of at least 0, got nan"),
    ({"tolerance": "small"}, "tolerance must be a finite number of at least 0, got 'small'"),
    ({"keep": "some"}, "keep must be 'all', 'last' or increasing step numbers, got 'some'"),
    ({"keep": [3, 2]}, r"keep must be increasing whole step numbers from 0 to 5, got \[3, 2\]"),
    ({"keep": [1, 1]}, "keep must be increasing whole step numbers from 0 to 5"),
    ({"keep": [6]}, "keep must be increasing whole step numbers from 0 to 5"),
    ({"keep": [-1]}, "keep must be increasing whole step numbers from 0 to 5"),
    ({"keep": [0.5]}, "keep must be increasing whole step numbers from 0 to 5"),
    ({"keep": []}, "keep must be increasing whole step numbers from 0 to 5"),
    ({"driver": "fast"}, "driver must be 'auto', 'plain', 'broadcast' or 'compiled', got 'fast'"),
    ({"start": np.zeros((2, 3)), "optimizer": Momentum(np.full(2, 0.1))},
     r"hyperparameters of shapes \{'learning_rate': \(2,\)\} must broadcast with runs \(3,\)"),
], ids=lambda value: value if isinstance(value, str) else "case")  # no memory address: pytest -n compares names
def test_bad_input_is_named_at_once(changed, message):
    with pytest.raises(ValueError, match=message):
        walk(**changed)


def test_whole_floats_count_as_steps():
    optimizer = GradientDescent(1e-6)
    assert walk(optimizer=optimizer, steps=1e1).steps == walk(optimizer=optimizer, steps=np.int64(10)).steps == 10
