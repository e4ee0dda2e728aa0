"""Where there is no kernel the page trains the network itself: the same minibatches and numbers, the same buttons."""

import re

import numpy as np
import pytest
from page_tools import load, same_words, show

from helpers import live, optimizers
from helpers.learning import Network, Recording, datasets
from helpers.live.material import material
from helpers.live.page import joined
from helpers.optimizers import Optimizer

DATA, NETWORK, STEPS = datasets.digits(), Network((64, 12, 10)), 200
LEARN = """async ([material, stands, parts]) => {
    const begin = stands === "fresh" ? parts[0][0] : null;
    const training = new learner.Training(await learner.unpacked(material), material[stands], begin);
    const losses = [];
    for (const [settings, steps] of parts) {
        training.set(settings);
        for (let k = 0; k < steps; k++) losses.push(training.step(true));
    }
    const found = training.right(training.problem.tested);
    return { losses, params: Array.from(training.x), state: training.state.map(part => Array.from(part)),
             share: found.reduce((sum, one) => sum + one, 0) / found.length };
}"""


@pytest.fixture(scope="module")
def half(half):
    half.evaluate("""async source => {
        window.learner = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    }""", joined("learner"))
    return half


# ---- the arithmetic -----------------------------------------------------------------------------------------------


class Halved(Optimizer):
    """A reader's rule that branches, keeps two states and looks at t: steps are halved where the slope turns."""

    learning_rate: float = 0.5
    least: float = 0.01

    def rule(g, before, share, t, learning_rate, least):
        share = 1.0 if t == 1 else share
        if g * before < 0:
            share = max(share / 2, least)
        return -learning_rate * share * g / t**0.1, g, share


def doubled(training, parts):
    """The training goes on in double precision, [(optimizer, batch, steps), ...]: losses, parameters, states.

    The minibatches are those that it draws itself; nothing else of it is used.
    """
    network, draws, losses, t = training.network, training, [], training.steps
    x, state = training.params.astype(float), tuple(part.astype(float) for part in training.state)
    for rule, batch, steps in parts:
        draws = draws.fork(batch=batch)
        for _ in range(steps):
            t, chosen = t + 1, draws.draw()[0]
            pictures, targets = DATA.train[chosen].T.astype(float), np.eye(10)[DATA.train_labels[chosen]].T
            at = rule.gradient_point(x, state, t)
            losses.append(network.loss(at, pictures, targets) - network._penalty(at))
            x, state = moved(rule, x, network.gradient(at, pictures, targets), state, t)
    return np.array(losses), x, state


def moved(rule, x, g, state, t):
    if type(rule) is not Halved:
        return rule.step(x, g, state, t)
    before, share = state if t > 1 else (state[0], np.ones_like(x))
    share = np.where(g * before < 0, np.maximum(share / 2, rule.least), share)
    return x - rule.learning_rate * share * g / t**0.1, (g, share)


def agree(page, recording, fresh, stands, parts):
    """Page and NumPy, in double precision, end at the same losses, parameters and states; the numbers of the page."""
    settings = [[{**{name: getattr(rule, name) for name in rule.hyperparameters if not callable(getattr(rule, name))},
                  "batch": batch}, steps] for rule, batch, steps in parts]
    expected = doubled(fresh if stands == "fresh" else recording.training, parts)
    seen = page.evaluate(LEARN, [material(DATA, recording, fresh), stands, settings])
    flat = *expected[:2], *expected[2]
    for found, right in zip((seen["losses"], seen["params"], *seen["state"]), flat, strict=True):
        np.testing.assert_allclose(found, right, rtol=0, atol=1e-9)
    right = fresh.network.predict(expected[1], DATA.test) == DATA.test_labels
    assert seen["share"] == right.mean()
    return np.array(seen["losses"])


RATES = dict.fromkeys(("GradientDescent", "Momentum", "Nesterov"), 0.5) | {"Adadelta": 1.0, "Adagrad": 0.1}
RULES = {**{rule.__name__: rule(RATES.get(rule.__name__, 0.01)) for rule in optimizers.everything},
         "RMSprop with momentum": optimizers.RMSprop(0.003, 0.95, 0.8, initial_accumulator=0.5),
         "a schedule": optimizers.Momentum(lambda k: 0.5 / (1 + 0.01 * k), 0.8), "a reader's own": Halved(0.5)}


@pytest.mark.parametrize("name", RULES)
def test_two_hundred_minibatches_are_those_of_numpy(half, name):
    recording = Recording(NETWORK, DATA, RULES[name], seed=2)
    losses = agree(half, recording, recording.training, "fresh", [(RULES[name], 64, STEPS)])
    assert losses[-20:].mean() < 0.8 * losses[:20].mean()


@pytest.mark.parametrize("network", [Network((64, 10), "softmax", 0.001), Network((64, 7, 5, 10), "hinge", 0.01),
                                     Network((64, 11, 10), "softmax"), Network((64, 9, 7, 10), units="relu")],
                         ids=lambda n: f"{n.loss_name} {n.units} {n.sizes}")
def test_other_networks_and_losses(half, network):
    recording = Recording(network, DATA, optimizers.Momentum(0.05, 0.9))
    agree(half, recording, recording.training, "fresh", [(optimizers.Momentum(0.05, 0.9), 32, STEPS)])


def test_it_goes_on_where_the_kernel_stood_and_settings_change_on_the_way(half):
    """Out of the middle of what the kernel has drawn; from other batches on other minibatches, beyond one chunk too."""
    fresh = Recording(NETWORK, DATA, optimizers.Adam(0.01), batch=7, seed=5)
    recording = fresh.anew(optimizers.Adam(0.01), 7)
    recording.go(130)
    recording.set(optimizers.Adam(0.02), 5)
    recording.go(33)
    agree(half, recording, fresh.training, "now", [(optimizers.Adam(0.02), 5, 300), (optimizers.Adam(0.01, 0.5), 9, 50),
                                                   (optimizers.Adam(0.01, 0.5), 1, 20)])


# ---- the figure -----------------------------------------------------------------------------------------------------

FIRST, PRESETS = 100, {"Timid": {"learning_rate": 0.1, "batch": 16}}


def made(optimizer=optimizers.Momentum(1.0, 0.0), **more):  # noqa: B008
    return live.LiveTraining(NETWORK, DATA, optimizer, first=FIRST, presets=PRESETS,
                             ranges={"learning_rate": (0.01, 100)}, **more)


@pytest.fixture(scope="module")
def twin():
    return made()


@pytest.fixture(params=["in a worker", "in the page"])
def figure(request, half, twin):
    """A figure where there is no kernel; and, in the second round, no worker."""
    apart = request.param == "in a worker"
    half.evaluate("apart => { window.kept ??= Worker; window.Worker = apart ? kept : undefined; }", apart)
    figure, = show(half, twin, alone=True)
    yield figure
    assert len(half.workers) == apart
    half.evaluate("remove.forEach(end => end())")
    figure.expect(lambda: not half.workers, "a worker outlives its figure")


def minibatch(figure):
    return int(re.search(r"inibatch ([\d,]+):", figure.summary())[1].replace(",", ""))


def test_train_stop_look_back_and_start_over(figure, twin):
    button, begun = figure.part("train"), figure.look()
    assert begun[1] == twin.summary
    button.click()
    figure.expect(lambda: "Stop" in button.inner_text(), "the button does not offer to stop")
    figure.expect(lambda: minibatch(figure) > 200, "nothing is learned")
    button.click()
    figure.expect(lambda: "Train" in button.inner_text(), "it does not stop")
    figure.expect(lambda: "The next" in figure.summary(), "it does not try out what would come next")
    reached, stopped = minibatch(figure), figure.settled()
    assert figure.part("minibatches").locator("input[type=text]").input_value() == f"{reached:,}"
    figure.page.wait_for_timeout(300)
    assert (minibatch(figure), figure.picture()) == (reached, stopped), "something trains on"
    figure.part("minibatches").locator("input[type=range]").focus()
    figure.press("PageDown", times=2)
    figure.expect(lambda: "Looking back" in figure.summary(), "no looking back")
    figure.part("again").click()
    figure.expect(lambda: figure.look() == begun, "starting over leads elsewhere than the kernel's first minibatches")


def test_settings_that_are_changed_while_it_trains_count_and_a_preset_starts_over(figure, twin):
    figure.part("train").click()
    figure.expect(lambda: minibatch(figure) > 120, "nothing is learned")
    figure.range().focus()
    figure.press("End")  # a rate of 100: the network forgets all it knew
    figure.expect(lambda: "Training" in figure.summary() and "10% right" in figure.summary(), "the rate does not count")
    figure.root.get_by_role("button", name="Preset: Timid").click()
    twin.preset("Timid")
    figure.expect(lambda: same_words(figure.summary(), twin.summary), f"not {twin.summary}")
    assert figure.part("train").inner_text() == "▶ Train"
    twin.reset()


def test_where_a_slider_rests_it_tries_out_what_would_come_next(figure, twin):
    for row, value in ((0, 3.0), (1, 0.5), (2, 8)):
        box = figure.controls()[row].locator("input[type=text]")
        box.fill(str(value))
        box.press("Enter")
        setattr(twin, list(twin.controls)[row], value)
        figure.expect(lambda: same_words(figure.summary(), twin.summary), f"not {twin.summary}")
    twin.reset()


def test_a_loss_that_is_no_number_ends_the_training(half):
    network = Network((64, 5, 10), penalty=1.0)
    figure, = show(half, live.LiveTraining(network, DATA, optimizers.GradientDescent(0.001), first=20,
                                           ranges={"learning_rate": (0.001, 100)}), alone=True)
    figure.number().fill("100")
    figure.number().press("Enter")
    figure.expect(lambda: "beyond all numbers" in figure.summary(), "the forecast does not tell")
    figure.part("train").click()
    figure.expect(lambda: figure.summary().startswith("Minibatch ") and "beyond all numbers, " in figure.summary()
                  and figure.part("train").inner_text() == "▶ Train", "the training does not end")
    half.evaluate("remove.forEach(end => end())")


# ---- what no page can do --------------------------------------------------------------------------------------------


class Clipped(Optimizer):
    """A rule that needs the length of the whole gradient."""

    learning_rate: float = 0.1

    def rule(g, learning_rate):
        return -learning_rate * g / np.maximum(1.0, np.sqrt((g * g).sum(axis=0)))


@pytest.mark.parametrize(("make", "reason"), [
    (live.Runs, ""), (lambda: made(Clipped()), "This rule cannot run in a page")])
def test_a_press_says_at_once_what_needs_a_notebook(half, make, reason):
    show(half, make(), alone=True)
    told = half.evaluate("""() => {
        document.querySelector(".downhill-work button").click();
        return document.querySelector(".downhill-work .downhill-note").textContent;
    }""")
    assert told.startswith(reason)
    assert told.endswith("runs in a notebook: open this chapter on Binder, or with make lab on your computer.")


def test_where_nobody_can_try_out_other_settings_the_words_say_so(half):
    figure, = show(half, made(Clipped()), alone=True)
    figure.drag()
    figure.expect(lambda: "needs a notebook and its kernel" in figure.summary(), "nothing is said")


def test_where_code_made_from_text_is_forbidden_a_press_says_so(browser, twin):
    page = browser.new_page()
    load(page).evaluate("""() => {
        const policy = document.createElement("meta");
        policy.httpEquiv = "Content-Security-Policy";
        policy.content = "script-src 'self' blob: 'unsafe-inline'";
        document.head.append(policy);
    }""")
    figure, = show(page, twin, alone=True)
    figure.part("train").click()
    figure.expect(lambda: "does not let a page train" in figure.part("work").inner_text(), "nothing is said")
    page.close()
