"""Optimizers: every rule against its published equations, properties, and error messages."""

import equations
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import descend, optimizers, surfaces
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
    RMSprop,
)
from helpers.surfaces import Surface

RATE, SHARE, EPSILON, FIRST = st.floats(1e-4, 0.5), st.floats(0, 0.999), st.floats(1e-8, 1), st.floats(0, 2)
ADAM = {"learning_rate": RATE, "beta1": SHARE, "beta2": SHARE, "epsilon": EPSILON}
RULES = {  # every rule, the loop it must equal, and what its hyperparameters may be
    GradientDescent: (equations.gradient_descent, {"learning_rate": RATE}),
    Momentum: (equations.momentum, {"learning_rate": RATE, "momentum": SHARE}),
    Nesterov: (equations.nesterov, {"learning_rate": RATE, "momentum": SHARE}),
    Adagrad: (equations.adagrad, {"learning_rate": RATE, "epsilon": EPSILON, "initial_accumulator": FIRST}),
    RMSprop: (equations.rmsprop, {"learning_rate": RATE, "decay": SHARE, "momentum": SHARE, "epsilon": EPSILON,
                                  "initial_accumulator": FIRST}),
    Adadelta: (equations.adadelta, {"learning_rate": RATE, "decay": SHARE, "epsilon": EPSILON,
                                    "initial_accumulator": FIRST}),
    Adam: (equations.adam, ADAM),
    AdaMax: (equations.adamax, ADAM),
    Nadam: (equations.nadam, {**ADAM, "momentum_decay": st.floats(0, 0.1)}),
    AMSGrad: (equations.amsgrad, ADAM),
    AdamW: (equations.adamw, {**ADAM, "weight_decay": st.floats(0, 0.5)}),
}
EVERY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
ONE_OF_EACH = [GradientDescent(0.02), Momentum(0.01, 0.8), Nesterov(0.01, 0.8), Adagrad(0.3), RMSprop(0.05),
               Adadelta(1.0), Adam(0.1), AdaMax(0.1), Nadam(0.1), AMSGrad(0.1), AdamW(0.1)]
EACH = pytest.mark.parametrize("optimizer", ONE_OF_EACH, ids=lambda optimizer: type(optimizer).__name__)
# Its slope keeps its sign and hardly bends the path: no chaos, so every digit can be compared.
SLANTED = Surface(lambda x: 2 * x - np.cos(x), lambda x: 2 + np.sin(x))


def test_the_table_holds_every_rule():
    assert set(RULES) == set(optimizers.everything)
    assert len(RULES) == 11


@EVERY_RULE
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_rule_follows_its_equations_for_any_gradients(rule, data):
    loop, ranges = RULES[rule]
    chosen = data.draw(st.fixed_dictionaries(ranges))
    sizes = data.draw(st.lists(st.floats(0.01, 100), min_size=1, max_size=25))
    gradients = [size * data.draw(st.sampled_from([-1, 1])) for size in sizes]
    optimizer = rule(**chosen)
    x, state, path = 0.5, optimizer.initial_state(), [0.5]
    for t, g in enumerate(gradients, start=1):
        x, state = optimizer.step(x, g, state, t)
        path.append(float(x))
    expected = loop(lambda x, t: gradients[t - 1], 0.5, len(gradients), **chosen)
    np.testing.assert_allclose(path, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


@EVERY_RULE
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_descend_follows_the_equations(rule, data):
    loop, ranges = RULES[rule]
    chosen = data.draw(st.fixed_dictionaries(ranges))
    start = data.draw(st.floats(-3, 3))
    expected = loop(lambda x, t: 2 + np.sin(x), start, 15, **chosen)
    for driver in ("plain", "broadcast"):
        path = descend(SLANTED, start, rule(**chosen), steps=15, driver=driver)
        np.testing.assert_allclose(path.points, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


@settings(max_examples=30, deadline=None)
@given(eta=st.floats(1e-4, 0.1), start=st.floats(-2, 2))
def test_without_momentum_it_is_plain_descent(eta, start):
    # By one driver: which one "auto" takes hangs on what has run before, and compiled code rounds otherwise.
    plain = descend(surfaces.cubic, start, GradientDescent(eta), steps=20, driver="plain").points
    for same in (Momentum(eta, 0.0), Nesterov(eta, 0.0)):
        np.testing.assert_array_equal(descend(surfaces.cubic, start, same, steps=20, driver="plain").points, plain)


@settings(max_examples=30, deadline=None)
@given(eta=st.floats(1e-4, 0.1), decay=st.floats(0.1, 0.999), start=st.floats(-2, 2))
def test_adam_without_beta1_is_rmsprop_with_its_bias_corrected(eta, decay, start):
    path = descend(SLANTED, start, Adam(eta, beta1=0, beta2=decay, epsilon=0), steps=20).points
    x, square, expected = start, 0.0, [start]
    for t in range(1, 21):
        g = 2 + np.sin(x)
        square = decay * square + (1 - decay) * g**2
        x = x - eta * g / np.sqrt(square / (1 - decay**t))
        expected.append(x)
    np.testing.assert_allclose(path, expected, rtol=1e-12)


@pytest.mark.parametrize("rule", [Adam, AdaMax, AMSGrad])
@settings(max_examples=20, deadline=None)
@given(eta=st.floats(1e-3, 1), beta1=SHARE, beta2=SHARE)
def test_the_first_step_is_as_long_as_the_rate_in_every_coordinate(rule, eta, beta1, beta2):
    path = descend(surfaces.beale, (3, 4), rule(eta, beta1, beta2), steps=1)
    np.testing.assert_allclose(path.final, (3 - eta, 4 - eta), rtol=1e-9)


@settings(max_examples=20, deadline=None)
@given(growth=st.floats(1, 3), beta1=SHARE, beta2=SHARE)
def test_amsgrad_is_adam_while_v_grows(growth, beta1, beta2):
    adam, amsgrad = Adam(0.1, beta1, beta2), AMSGrad(0.1, beta1, beta2)
    x, y, state, other = 0.0, 0.0, adam.initial_state(), amsgrad.initial_state()
    for t in range(1, 15):
        x, state = adam.step(x, growth**t, state, t)
        y, other = amsgrad.step(y, growth**t, other, t)
    assert y == pytest.approx(x, rel=1e-13)


def test_amsgrad_leaves_adam_once_v_shrinks():
    surface = Surface(lambda x: x**4, lambda x: 4 * x**3)
    adam, amsgrad = (descend(surface, 2.0, rule(0.1, beta2=0.5), steps=10).final for rule in (Adam, AMSGrad))
    assert amsgrad > adam + 0.01


def test_adamw_without_decay_is_adam_and_with_it_shrinks_x():
    plain = descend(surfaces.beale, (1, 1), Adam(0.01), steps=30).final
    np.testing.assert_allclose(descend(surfaces.beale, (1, 1), AdamW(0.01, weight_decay=0), steps=30).final, plain,
                               rtol=1e-13)
    flat = Surface(lambda x: 0 * x, lambda x: 0 * x)
    assert descend(flat, 1.0, AdamW(0.1, weight_decay=0.5), steps=2).final == pytest.approx(0.95**2)


def test_momentum_conventions_convert():
    eta, mu = 0.01, 0.8
    path = descend(surfaces.bowl, (2.7, 2.3), Momentum(eta, mu), steps=30).points
    for share, factor in ((1.0, eta), (1 - mu, eta / (1 - mu))):  # PyTorch's v = μv + g; the damped average
        x, v = np.array([2.7, 2.3]), 0.0
        for expected in path[1:]:
            v = mu * v + share * surfaces.bowl.gradient(x)
            x = x - factor * v
            np.testing.assert_allclose(expected, x, rtol=1e-12)


def test_nesterov_is_pytorchs_rearranged_form():
    """With y = x + μv as the parameters: b ← μb + g(y); y ← y − η(g + μb)."""
    eta, mu = 0.01, 0.8
    points = descend(surfaces.bowl, (2.7, 2.3), Nesterov(eta, mu), steps=31).points
    v = np.diff(points, axis=0)
    y, b = points[0], 0.0
    for x, velocity in zip(points[1:], v, strict=True):
        g = surfaces.bowl.gradient(y)
        b = mu * b + g
        y = y - eta * (g + mu * b)
        np.testing.assert_allclose(y, x + mu * velocity, rtol=1e-12)


def test_accumulators_start_where_they_are_told():
    assert Adagrad(0.1, initial_accumulator=1.0).initial_state() == (1.0,)
    assert RMSprop(0.1, initial_accumulator=2.0).initial_state() == (2.0, 0.0)
    assert Adadelta(initial_accumulator=3.0).initial_state() == (3.0, 3.0)
    assert Adam().initial_state() == (0.0, 0.0)


@EACH
def test_a_batch_equals_one_by_one(optimizer):
    starts = np.random.default_rng(2).uniform(-2, 2, (2, 6))
    together = descend(surfaces.two_wells, starts, optimizer, steps=25, driver="broadcast")
    for run in range(6):
        alone = descend(surfaces.two_wells, starts[:, run], optimizer, steps=25, driver="plain")
        np.testing.assert_allclose(together.points[:, :, run], alone.points, rtol=1e-11, atol=1e-11)


@EVERY_RULE
def test_an_array_of_any_hyperparameter_equals_one_setting_after_the_other(rule):
    for name in rule.hyperparameters:
        kept = {n: 0.01 if n == "learning_rate" else 0.2 for n in rule.hyperparameters if n != name}
        values = np.array([0.005, 0.05, 0.4])
        together = descend(surfaces.bowl, (2, 2), rule(**kept, **{name: values}), steps=20)
        assert together.points.shape[1:] == (2, 3)
        for run, value in enumerate(values):
            alone = descend(surfaces.bowl, (2, 2), rule(**kept, **{name: value}), steps=20)
            points = together.points[: alone.steps + 1, :, run]
            np.testing.assert_allclose(points, alone.points, rtol=1e-11, atol=1e-11)


@EACH
@settings(max_examples=5, deadline=None)
@given(order=st.permutations(range(5)))
def test_the_order_of_starts_does_not_matter(optimizer, order):
    starts = np.random.default_rng(3).uniform(-2, 2, (2, 5))
    ordered = descend(surfaces.two_wells, starts[:, order], optimizer, steps=10)
    np.testing.assert_array_equal(ordered.points,
                                  descend(surfaces.two_wells, starts, optimizer, steps=10).points[:, :, order])


@EACH
def test_a_step_changes_nothing_in_place(optimizer):
    x, g = np.array([1.0, 2.0]), np.array([0.5, -0.5])
    state = tuple(np.zeros(2) + s for s in optimizer.initial_state())
    before = [s.copy() for s in state]
    optimizer.step(x, g, state, 1)
    assert x.tolist() == [1, 2]
    assert g.tolist() == [0.5, -0.5]
    np.testing.assert_array_equal(before, state)


@EACH
def test_a_state_of_another_rule_is_refused(optimizer):
    with pytest.raises(ValueError, match=rf"^the state of {type(optimizer).__name__} is \(.*\), got "):
        optimizer.step(1.0, 0.5, (*optimizer.initial_state(), 0.0), 1)


# ---- what goes in -------------------------------------------------------------------------------------------

RATES = [(-0.1, "-0.1"), (float("nan"), "nan"), (float("inf"), "inf"), ([0.1, -2.0], "-2.0"), (None, "None")]


@EVERY_RULE
@pytest.mark.parametrize(("value", "shown"), RATES)
def test_a_bad_learning_rate_is_named(rule, value, shown):
    with pytest.raises(ValueError, match=f"^learning_rate must be finite and at least 0, got {shown}$"):
        rule(learning_rate=value)


SHARES = [(rule, name) for rule, (_, ranges) in RULES.items() for name, values in ranges.items() if values is SHARE]


@pytest.mark.parametrize("value", [1.0, -0.1, 1.5, float("nan"), float("inf"), [0.5, 1.0]])
@pytest.mark.parametrize(("rule", "name"), SHARES, ids=lambda part: getattr(part, "__name__", part))
def test_a_share_of_one_or_more_is_named(rule, name, value):
    wrong = value if np.ndim(value) == 0 else 1.0
    with pytest.raises(ValueError, match=f"^{name} must be at least 0 and below 1, got {wrong}$"):
        rule(learning_rate=0.1, **{name: value})


AMOUNTS = [(rule, name) for rule, (_, ranges) in RULES.items() for name, values in ranges.items()
           if values is not SHARE and name != "learning_rate"]


@pytest.mark.parametrize("value", [-1e-8, float("nan"), float("inf")])
@pytest.mark.parametrize(("rule", "name"), AMOUNTS, ids=lambda part: getattr(part, "__name__", part))
def test_a_bad_amount_is_named(rule, name, value):
    with pytest.raises(ValueError, match=f"^{name} must be finite and at least 0, got {value}$"):
        rule(learning_rate=0.1, **{name: value})


@pytest.mark.parametrize("value", ["fast", "0.1", 1j, [[0.1], [0.1, 0.2]], {"a": 1}])
@pytest.mark.parametrize("name", ["learning_rate", "momentum"])
def test_what_is_no_number_is_named(name, value):
    with pytest.raises(ValueError, match=rf"^{name} must be a number or an array of numbers, got [\['{{1]"):
        Momentum(**{"learning_rate": 0.1, name: value})


def test_only_a_rate_may_be_a_schedule():
    with pytest.raises(ValueError, match=r"^momentum must be a number"):
        Momentum(0.1, momentum=lambda t: 0.9)
    assert callable(Momentum(lambda t: 0.1).learning_rate)


def test_zero_is_allowed_and_numbers_become_floats():
    optimizer = Momentum(0, np.float32(0.5))
    assert (optimizer.learning_rate, optimizer.momentum) == (0.0, 0.5)
    assert type(optimizer.learning_rate) is type(optimizer.momentum) is float


def test_names_in_words():
    assert [rule.__name__ for rule in optimizers.everything] == [
        "GradientDescent", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adadelta", "Adam", "AdaMax", "Nadam",
        "AMSGrad", "AdamW"]
    assert GradientDescent(0.1).name == "Gradient descent"
    assert RMSprop(0.1).name == "RMSprop"
    assert AdaMax().name == "AdaMax"
    assert repr(Momentum(0.1)) == "Momentum(learning_rate=0.1, momentum=0.9)"


def test_defaults_are_the_papers():
    assert repr(Adam()) == "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)"
    assert repr(Adadelta()) == "Adadelta(learning_rate=1.0, decay=0.9, epsilon=1e-06, initial_accumulator=0.0)"
    assert (AdamW().weight_decay, Nadam().momentum_decay) == (0.01, 0.004)
    assert RMSprop(0.01) != RMSprop(0.01)  # two figures never share one by accident
    with pytest.raises(TypeError, match="learning_rate"):
        GradientDescent()


def test_fields_tell_the_sliders_what_they_are():
    kinds = {name: (h.kind, h.symbol) for name, h in RMSprop.hyperparameters.items()}
    assert kinds == {"learning_rate": ("rate", "η"), "decay": ("fraction", "β"), "momentum": ("fraction", "μ"),
                     "epsilon": ("amount", "ε"), "initial_accumulator": ("amount", "s₀")}
    for rule in RULES:
        assert all(0 <= h.low < h.high for h in rule.hyperparameters.values())
