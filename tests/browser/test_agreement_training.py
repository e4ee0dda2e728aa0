"""What the page shows of trainings is what the kernel gives: repeated runs, their statistics, a network that learns."""

import itertools

import numpy as np
import pytest
from page_tools import difference, random_settings, scenes, show
from scipy import stats

from helpers import live, optimizers
from helpers.learning import Network, datasets
from helpers.live.page import joined

CLOSE = 1e-10


@pytest.fixture(scope="module")
def half(half):
    half.evaluate("""async source => {
        window.statistics = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
    }""", joined("statistics"))
    return half


def compared(page, figure, tried):
    """The largest difference between page and kernel in lines and limits; words, reach and cells are the same."""
    worst = 0.0
    for settings, seen in zip(tried, scenes(page, figure, tried), strict=True):
        expected = figure.scene(settings)
        assert seen["words"] == expected.words, settings
        assert seen["reach"] == expected.reach, settings
        if expected.cells:
            assert np.array_equal(seen["cells"]["labels"], np.ravel(expected.cells["labels"])), settings
        for panel, sides in expected.limits.items():
            assert seen["limits"][panel].keys() == sides.keys()
            worst = max(worst, *(difference(seen["limits"][panel][side], ends) for side, ends in sides.items()))
        for line, kernel in zip(seen["lines"], expected.lines, strict=True):
            worst = max(worst, difference(line, kernel))
    return worst


# ---- repeated runs ------------------------------------------------------------------------------------------------

RUNS = {
    "digits": lambda: live.Runs(),
    "fashion": lambda: live.Runs("momentum_fashion", 40_000, None, bins=60, presets={"Well": {"lowest": 0.864}}),
    "again": lambda: live.Runs("momentum_again", 40_000, None, presets={"Lost": {"lowest": 0.75}}),
    "stopped early": lambda: live.Runs(minibatches=1_000, runs=3, order=7),
}


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("more", [0, 3], ids=["recorded", "three more"])
def test_heaps_and_words_of_runs(half, name, more):
    figure = RUNS[name]()
    if more:
        figure.record = {"more": np.random.default_rng(3).normal(0.9, 0.02, (2, more)).tolist()}
    tried = [figure.settings, *figure.presets.values(), *random_settings(figure, 12)]
    assert compared(half, figure, [{**settings, "runs": settings["runs"] + more} for settings in tried]) < CLOSE


def test_shuffles_are_numpys(half):
    figure, orders = live.Runs(), (*range(10), 20, 39, 40)
    assert compared(half, figure, [{**figure.settings, "runs": 9, "order": order} for order in orders]) < CLOSE


def test_a_mean_in_the_middle_between_two_numbers_of_four_digits(half):
    """The mean without momentum is 0.85715, give or take the last bit of a sum."""
    figure = RUNS["again"]()
    settings = {**figure.settings, "runs": 9, "order": 37}
    assert 0.8571499999 < figure._runs(settings)[0, :9].mean() < 0.8571500001
    assert compared(half, figure, [settings]) < CLOSE


def test_runs_that_are_all_alike(half):
    """No spread at all: t is beyond all numbers, or is none."""
    figure = live.Runs()
    for groups in ([[0.5, 0.5], [0.75, 0.75]], [[0.5, 0.5], [0.5, 0.5]]):
        figure.recorded[:, :2] = groups
        figure.sunk = 2
        data = {**figure.spec["data"], "recorded": figure.recorded.tolist(), "sunk": 2}
        figure.spec = {**figure.spec, "data": data}
        settings = {**figure.settings, "runs": 2, "lowest": 0.6}
        assert "beyond all numbers" in figure.scene(settings).words
        assert compared(half, figure, [settings]) < CLOSE


def statistic(page, name, *cases):
    """What one function of page/statistics.js gives for each of many arguments."""
    return np.array(page.evaluate("([name, cases]) => cases.map(all => statistics[name](...all))",
                                  [name, [list(case) for case in cases]]), dtype=float)


def test_the_chance_of_t_is_scipys(half):
    """Below 1e-6 SciPy itself loses digits: there it is compared with a formula for one degree of freedom."""
    cases = list(itertools.product([0.0, *np.geomspace(1e-6, 300, 30).tolist()], [*range(1, 30), 59, 99, 200, 2000]))
    t, freedom = np.transpose(cases)
    expected = 2 * stats.t.sf(t, freedom)
    seen = statistic(half, "chanceOfT", *cases)
    np.testing.assert_allclose(seen, expected, rtol=1e-10, atol=1e-290)
    np.testing.assert_array_equal(statistic(half, "chanceOfT", *((-t, nu) for t, nu in cases)), seen)
    tiny = np.geomspace(1e-12, 1e-3, 30)
    one = statistic(half, "chanceOfT", *((t, 1) for t in tiny))
    np.testing.assert_allclose(one, 1 - 2 * np.arctan(tiny) / np.pi, rtol=1e-15)


def test_the_quantile_of_t_is_scipys(half):
    freedom = [*range(1, 200), 500, 5000]
    np.testing.assert_allclose(statistic(half, "quantileOfT", *([nu] for nu in freedom)), stats.t.ppf(0.975, freedom),
                               rtol=1e-10)


def test_the_chance_of_u_is_scipys_with_ties_and_without(half):
    random, cases = np.random.default_rng(8), []
    for k in range(90):
        n, m, apart = random.integers(2, 60), random.integers(2, 60), random.choice([0, 0.5, 2, 10])
        groups = random.normal(0, 1, n), random.normal(apart, 1, m)
        cases.append([(group.round(k % 3) if k % 2 else group).tolist() for group in groups])
    expected = [stats.mannwhitneyu(b, a, method="asymptotic").pvalue for a, b in cases]
    np.testing.assert_allclose(statistic(half, "chanceOfU", *cases), expected, rtol=1e-10)
    assert statistic(half, "chanceOfU", [[1, 1], [1, 1]]) == [1]


def test_means_intervals_and_comparisons_are_scipys(half):
    random = np.random.default_rng(9)
    for n, m in random.integers(2, 60, (40, 2)):
        a, b = random.normal(0.8, 0.1, n), random.normal(0.9, 0.2, m)
        test, pair = stats.ttest_ind(b, a), [a.tolist(), b.tolist()]
        interval = test.confidence_interval(0.95)
        low_high = stats.t.interval(0.95, n - 1, a.mean(), stats.sem(a))
        np.testing.assert_allclose(statistic(half, "meanInterval", [pair[0]])[0], low_high, rtol=1e-10)
        np.testing.assert_allclose(statistic(half, "differenceInterval", pair)[0], (b.mean() - a.mean(), *interval),
                                   rtol=1e-10, atol=1e-14)
        result = half.evaluate("pair => statistics.compare(...pair)", pair)
        expected = test.statistic, test.pvalue, test.statistic * np.sqrt(1 / n + 1 / m)
        np.testing.assert_allclose([result["t"], result["p"], result["d"]], expected, rtol=1e-10)


# ---- a network that learns ----------------------------------------------------------------------------------------


def training(network=Network((64, 12, 10)), optimizer=optimizers.Momentum(1.0, 0.0), **more):  # noqa: B008
    return live.LiveTraining(network, datasets.digits(), optimizer, first=100, **more)


def trained_on():
    figure = training(presets={"Timid": {"learning_rate": 0.1}})
    figure.train(500)
    return figure


def changed_on_the_way():
    figure = training(optimizer=optimizers.Adam(0.02))
    figure.train(130)
    figure.learning_rate, figure.batch = 0.1, 7
    figure.train(700)
    figure.beta1 = 0.5
    return figure


def lost():
    """A rate so large that the losses end in no number at all."""
    figure = training(Network((64, 10), "hinge"), optimizers.GradientDescent(0.1),
                      ranges={"learning_rate": (0.01, 1e38)})
    figure.learning_rate = 1e38
    figure.train(100)
    return figure


TRAININGS = {"just begun": training, "trained on": trained_on, "changed on the way": changed_on_the_way, "lost": lost}


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_looking_back_and_ahead(half, name):
    figure = TRAININGS[name]()
    latest = figure.recording.entries[-1].step
    back = [{**figure.settings, "minibatches": int(step)} for step in np.linspace(1, latest, 12)]
    ahead = figure.scene(figure.settings)
    assert len(ahead.lines[4]) > 1 or name == "lost"
    elsewhere = random_settings(figure, 12)  # nobody has tried out what would come with these
    assert "The next" not in figure.scene({**elsewhere[0], "minibatches": latest}).words
    assert compared(half, figure, [figure.settings, *back, *elsewhere]) < CLOSE


def test_a_training_that_goes_on(half):
    figure = training(most=100_000)
    figure.running = True
    figure._tell()
    assert figure.scene(figure.settings).words.startswith("Training.")
    assert compared(half, figure, [figure.settings, *random_settings(figure, 5)]) < CLOSE


# ---- without a kernel -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: live.Runs(presets={"Few": {"runs": 3, "order": 20}}), trained_on])
def test_where_no_kernel_answers_every_slider_moves_and_a_press_says_so(half, make):
    twin = make()
    figure, = show(half, twin)
    for row in figure.controls():
        before = figure.look()
        figure.drag(row)
        figure.expect(lambda before=before: figure.look() != before, f"{row.inner_text()} moves nothing")
    assert half.evaluate("models[0].sent") == 0
    figure.part(twin.buttons[0]["name"]).click()
    figure.expect(lambda: "the kernel is busy" in figure.part("work").inner_text(), "a press says nothing")
    assert half.evaluate("models[0].sent") == 1


def test_presets_of_runs_need_no_kernel_and_reset_tells_it_to_forget(half):
    twin = RUNS["digits"]()
    figure, = show(half, twin)
    first = figure.look()
    figure.number().fill("3")
    figure.number().press("Enter")
    figure.expect(lambda: figure.summary() == twin.shown(runs=3).words, "a number leads elsewhere")
    assert half.evaluate("models[0].sent") == 0
    figure.part("reset").first.click()
    figure.expect(lambda: figure.look() == first, "no way back")
    assert half.evaluate("models[0].sent") == 1


def test_a_notebook_that_was_saved_in_the_middle_of_work_opens_with_its_buttons_free(half):
    twin, busy = live.Runs(), {"text": "Run three more", "disabled": True}
    twin.work = {"buttons": {"more": busy}, "note": "Training …", "done": 30, "of": 100}
    figure, = show(half, twin)
    more, progress = figure.part("more"), figure.part("progress")
    assert more.is_enabled()
    assert not progress.is_visible()
    assert figure.part("work").locator(".downhill-note").inner_text() == ""
    half.evaluate("work => models[0].set('work', work)", {**twin.work, "done": 31})  # it works on after all
    assert more.is_disabled()
    assert progress.is_visible()
    trained = training()
    told, trained.running = trained.summary, True
    trained._show()
    figure, = show(half, trained)
    assert figure.part("train").inner_text() == "▶ Train"
    assert figure.summary() == told.split(" The next")[0]
