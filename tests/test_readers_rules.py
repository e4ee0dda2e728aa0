"""Rules that readers write: no more than hyperparameters and a rule, and every driver takes them."""

import numpy as np
import pytest

from helpers import descend, surfaces
from helpers.optimizers import Optimizer, amount, fraction, rate
from helpers.rule_kinds import kind_of_rule


class Readers(Optimizer):
    """No more than its hyperparameters and its rule."""

    learning_rate: float = 0.1
    friction: float = 0.3

    def rule(g, v, learning_rate, friction):
        v = v - friction * v - learning_rate * g
        return v, v


class Branching(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate if g > 0 else learning_rate


class Normalised(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.sqrt(np.sum(g * g, axis=0))


class NormOverAll(Optimizer):
    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.linalg.norm(g)


class InPlace(Optimizer):
    learning_rate: float = 0.1

    def rule(g, v, learning_rate):
        v *= 0.5
        v -= learning_rate * g
        return v, v


class Clashing(Optimizer):
    """Every name that a loop around the rule might want for itself."""

    learning_rate: float = 0.1
    k: float = 2.0
    r: float = 3.0
    steps: float = 1.0
    stop: float = 1.0
    rates: float = 1.0

    def rule(g, y, gx, learning_rate, k, r, steps, stop, rates):
        y, gx = 0.5 * y + g, 0.5 * gx + 1
        return -learning_rate * (y / k / r + 0 * steps * stop * rates) / gx, y, gx


class TwoRates(Optimizer):
    slow: float = rate(0.01)
    fast: float = rate(0.1)

    def rule(g, slow, fast):
        return -fast * g - slow * np.sign(g)


@pytest.mark.parametrize("rule", [Readers, InPlace, Clashing, TwoRates])
def test_a_readers_rule_works_in_every_driver(rule):
    starts = np.array([[0.5, 2.0, -1.0], [2.5, 0.0, 1.0]])
    expected = descend(surfaces.bowl, starts, rule(), steps=12, driver="plain")
    assert kind_of_rule(rule) == "coordinate"
    for driver in ("auto", "broadcast", "compiled"):
        path = descend(surfaces.bowl, starts, rule(), steps=12, driver=driver)
        np.testing.assert_allclose(path.points, expected.points, rtol=1e-12, atol=1e-12)


def test_a_readers_hyperparameters_are_checked_and_described():
    assert {name: h.kind for name, h in Readers.hyperparameters.items()} == {
        "learning_rate": "rate", "friction": "amount"}
    assert Readers.state_names == ("v",)
    with pytest.raises(ValueError, match="friction must be finite and at least 0, got -1"):
        Readers(friction=-1)
    swept = descend(surfaces.bowl, (0.5, 2.0), Readers(friction=np.array([0.1, 0.5])), steps=5)
    assert swept.points.shape == (6, 2, 2)


def test_a_rule_that_branches_takes_one_number_at_a_time():
    starts = np.array([[0.5, 2.0], [2.5, 0.0]])
    assert kind_of_rule(Branching) == "float"
    path = descend(surfaces.bowl, starts, Branching(), steps=3)
    np.testing.assert_allclose(path.final, [[0.8, 1.7], [2.2, 0.3]])
    for driver in ("plain", "compiled"):
        np.testing.assert_allclose(descend(surfaces.bowl, starts, Branching(), 3, driver=driver).points, path.points)
    with pytest.raises(ValueError, match="Branching works on single numbers only; use driver='plain' or 'auto'"):
        descend(surfaces.bowl, starts, Branching(), driver="broadcast")


@pytest.mark.parametrize(("rule", "kind"), [(Normalised, "run"), (NormOverAll, "alone")])
def test_a_rule_that_uses_a_norm_gets_the_whole_gradient(rule, kind):
    starts = np.array([[0.5, 2.0, 3.0], [2.5, 0.0, 1.0]])
    assert kind_of_rule(rule) == kind
    for driver in ("auto", "broadcast"):
        path = descend(surfaces.bowl, starts, rule(np.array([0.1, 0.2, 0.3])), steps=4, driver=driver)
        lengths = np.hypot(*np.moveaxis(np.diff(path.points, axis=0), 1, 0))
        np.testing.assert_allclose(lengths, np.tile([0.1, 0.2, 0.3], (4, 1)), rtol=1e-12)
    alone = descend(surfaces.bowl, starts[:, 0], rule(0.1), steps=4)
    np.testing.assert_allclose(path.points[..., 0], alone.points, rtol=1e-12)
    for driver in ("plain", "compiled"):
        with pytest.raises(ValueError, match=f"{rule.__name__} needs the whole gradient at once"):
            descend(surfaces.bowl, starts, rule(), driver=driver)


def test_a_rule_may_see_the_point_and_the_step():
    class Counting(Optimizer):
        learning_rate: float = 0.1

        def rule(x, g, t, learning_rate):
            return 0 * g - x + 10 * t

    for driver in ("plain", "broadcast", "compiled"):
        assert descend(surfaces.cube, 1.0, Counting(), 3, driver=driver).points.tolist() == [1, 10, 20, 30]


def test_a_mistake_in_a_readers_rule_is_shown_as_it_is():
    class Mistyped(Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            return -learnin_rate * g  # noqa: F821

    with pytest.raises(NameError, match="learnin_rate"):
        descend(surfaces.bowl, (1, 2), Mistyped())


@pytest.mark.parametrize("driver", ["auto", "plain", "broadcast"])
def test_a_rule_that_forgets_its_state_is_told(driver):
    class Forgetful(Optimizer):
        learning_rate: float = 0.1

        def rule(g, v, learning_rate):
            v = 0.9 * v - learning_rate * g
            return v

    with pytest.raises(ValueError, match=r"Forgetful must return the move, v; it returned 1 value"):
        descend(surfaces.bowl, (1, 2), Forgetful(), driver=driver)


def test_a_class_without_a_rule_is_refused():
    with pytest.raises(TypeError, match="Empty needs a rule"):
        class Empty(Optimizer):
            learning_rate: float = 0.1


def test_a_rule_with_self_or_without_g_is_refused():
    with pytest.raises(TypeError, match="must name g and not self"):
        class Selfish(Optimizer):
            def rule(self, g):
                return -g
    with pytest.raises(TypeError, match="must name g and not self"):
        class Blind(Optimizer):
            def rule(x):
                return -x


def test_a_hyperparameter_without_its_type_is_refused():
    with pytest.raises(TypeError, match=r"Untyped\.learning_rate becomes a hyperparameter only with its type"):
        class Untyped(Optimizer):
            learning_rate = 0.1

            def rule(g, learning_rate):
                return -learning_rate * g


def test_fields_may_be_described():
    class Described(Optimizer):
        learning_rate: float = rate(0.5, low=0.1, high=0.9)
        share: float = fraction(0.25, "σ")
        limit: float = amount(2.0, "L", high=8.0)

        def rule(g, learning_rate, share, limit):
            return -learning_rate * share * np.clip(g, -limit, limit)

    h = Described.hyperparameters
    assert (h["learning_rate"].low, h["learning_rate"].high) == (0.1, 0.9)
    assert (h["share"].symbol, h["share"].kind) == ("σ", "fraction")
    assert (h["limit"].high, h["limit"].kind) == (8.0, "amount")
    assert descend(surfaces.parabola, 2.0, Described(), steps=1).final == 2 - 0.5 * 0.25 * 2


# ---- what a rule returns ----------------------------------------------------------------------------------------


def rule_that(returns, **fields):
    """A class with a state v whose rule returns what ``returns(g, v)`` does."""
    def rule(g, v, learning_rate):
        return returns(g, v)

    names = {"learning_rate": 0.1, **fields}
    return type("Written", (Optimizer,), {"__annotations__": dict.fromkeys(names, float), "rule": rule, **names})


@pytest.mark.parametrize(("returns", "said"), [
    (lambda g, v: None, "it returned nothing: is `return` missing"), (lambda g, v: (-g, None), "v is None"),
    (lambda g, v: ("a", v), "numbers, one for each that it is given; the move is 'a'"),
    (lambda g, v: (-g, v, v), r"returned 3 value\(s\)"), (lambda g, v: [], r"returned 0 value\(s\)"),
    (lambda g, v: {"move": -g}, r"returned 1 value\(s\)"), (lambda g, v: ({}, v), "numbers, one"),
    (lambda g, v: (np.ones(5), v), "numbers, one for each"), (lambda g, v: (-g, [v, v]), "v is"),
])
@pytest.mark.parametrize("driver", ["auto", "plain", "broadcast", "compiled"])
def test_what_a_rule_returns_is_checked(returns, said, driver):
    with pytest.raises(ValueError, match=f"the rule of Written must return .*{said}"):
        descend(surfaces.bowl, (1, 2), rule_that(returns)(), driver=driver)


def test_a_rule_without_return_is_told_so():
    class Silent(Optimizer):
        learning_rate: float = 0.1

        def rule(g, learning_rate):
            -learning_rate * g

    with pytest.raises(ValueError, match="the rule of Silent must return the move; it returned nothing: is `return`"):
        descend(surfaces.bowl, (1, 2), Silent())


@pytest.mark.parametrize("driver", ["plain", "broadcast", "auto"])
def test_a_rule_may_return_a_list(driver):
    rule = rule_that(lambda g, v: [0.5 * v - 0.01 * g, 0.5 * v - 0.01 * g])
    alike = rule_that(lambda g, v: (0.5 * v - 0.01 * g, 0.5 * v - 0.01 * g))
    ours, theirs = (descend(surfaces.bowl, (1, 2), r(), 9, driver=driver).points for r in (rule, alike))
    assert np.array_equal(ours, theirs)


def test_a_rule_that_takes_a_root_of_the_gradient_agrees_in_all_drivers():
    """Python's (-1.0)**0.5 is complex, and its size a number; in arrays it is nan."""
    rule = rule_that(lambda g, v: (-0.1 * abs(g**0.5), v))
    paths = [descend(surfaces.parabola, 0.0, rule(), 4, driver=driver) for driver in ("auto", "broadcast")]
    assert {path.outcome for path in paths} == {"diverged"}


# ---- hyperparameters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("default", [None, "0.1", (0.1, 0.2), 1j])
def test_a_default_is_a_number(default):
    with pytest.raises(TypeError, match=r"limit must have a number as its default, such as limit: float = 0.1"):
        rule_that(lambda g, v: (-g, v), limit=default)


@pytest.mark.parametrize("name", ["lr", "strength", "eta", "decay", "speed"])
def test_a_guess_forbids_nothing_from_0_up(name):
    kind = rule_that(lambda g, v: (-g, v), **{name: 0.5})
    assert getattr(kind(**{name: 1.5}), name) == 1.5
    assert kind.hyperparameters[name].low <= 0.5 <= kind.hyperparameters[name].high
    for wrong in (-1, np.nan, None):
        with pytest.raises(ValueError, match=f"{name} must be finite and at least 0, got {wrong}"):
            kind(**{name: wrong})


@pytest.mark.parametrize("name", ["momentum", "beta", "beta1", "β", "μ"])
def test_what_means_a_share_everywhere_stays_below_1(name):
    kind = rule_that(lambda g, v: (-g, v), **{name: 0.9})
    assert kind.hyperparameters[name].kind == "fraction"
    with pytest.raises(ValueError, match=f"{name} must be at least 0 and below 1, got 1"):
        kind(**{name: 1.0})


def test_learning_rates_by_their_usual_names_may_be_schedules():
    for name in ("lr", "eta", "step_size", "my_rate"):
        kind = rule_that(lambda g, v: (-g, v), **{name: 0.5})
        assert kind.hyperparameters[name].kind == "rate"
        assert callable(getattr(kind(**{name: lambda t: 0.1 / (t + 1)}), name))


def test_a_default_below_zero_has_a_slider_below_zero():
    kind = rule_that(lambda g, v: (-g, v), shift=-0.5)
    assert (kind.hyperparameters["shift"].low, kind.hyperparameters["shift"].high) == (-2, 2)
    assert kind(shift=-3.0).shift == -3
    with pytest.raises(ValueError, match="shift must be finite, got nan"):
        kind(shift=np.nan)


# ---- schedules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("schedule", "said"), [
    (lambda t: -0.1, "after 0 step.*gives -0.1"), (lambda t: None, "gives nothing: is `return` missing"),
    (lambda t: np.nan, "gives nan"), (lambda t: "0.1", "gives '0.1'"), (lambda t: 1j, "gives 1j"),
    (lambda t: np.inf, "gives inf"), (lambda t: 0.1 / t, "fails for 0: ZeroDivisionError"), (lambda: 0.1, "TypeError"),
    (lambda t, rate: 0.1, "fails for 0: TypeError"),
])
def test_a_schedule_is_tried_when_it_is_given(schedule, said):
    with pytest.raises(ValueError, match=f"learning_rate must be .*{said}"):
        Readers(schedule)


@pytest.mark.parametrize("bad", [-0.1, np.nan, None, np.inf])
@pytest.mark.parametrize("driver", ["auto", "plain", "broadcast", "compiled"])
def test_a_schedule_that_ends_badly_is_told_where_in_every_driver(bad, driver):
    def rate(t):
        return 0.01 if t < 6 else bad

    said = r"learning_rate must be finite and at least 0; after 6 step\(s\) the schedule gives"
    with pytest.raises(ValueError, match=said):
        descend(surfaces.bowl, (1, 2), Readers(rate), 9, driver=driver)
    assert descend(surfaces.bowl, (1, 2), Readers(rate), 6, driver=driver).steps == 6  # it is not asked there


@pytest.mark.parametrize("schedule", [lambda t: 0.1 / np.sum(t + 1), lambda t: 0.1 if t < 3 else 0.05, lambda t: 0.1])
def test_schedules_that_take_no_arrays_are_the_same_in_every_driver(schedule):
    expected = descend(surfaces.bowl, (1, 2), Readers(schedule), 9, driver="plain").points
    for driver in ("broadcast", "compiled"):
        points = descend(surfaces.bowl, (1, 2), Readers(schedule), 9, driver=driver).points
        np.testing.assert_allclose(points, expected, rtol=1e-12)
