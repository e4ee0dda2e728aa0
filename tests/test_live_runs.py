"""The live figure of chapter 20: recorded runs, what a comparison makes of them, and three more on demand."""

import threading
import time

import numpy as np
import pytest
from scipy import stats

from helpers import live
from helpers.drawing import bar, heap
from helpers.exercises.answers import chapter_20
from helpers.learning import compare, study
from helpers.live.runs_picture import chance

QUICK = 40  # minibatches: the trainings are real, but nobody looks at their scores


class Small:
    """A problem whose trainings are short; it notes what was asked of it."""

    def __init__(self):
        self.problem, self.asked = study.digits_problem(), []

    def __call__(self):
        return self

    def many(self, rule, seeds, minibatches, watch):
        self.asked.append((type(rule).__name__, list(seeds), minibatches))
        return self.problem.many(rule, seeds, QUICK, watch)


@pytest.fixture
def small():
    return Small()


@pytest.fixture(scope="module")
def recorded():
    """(2, 22), as the table has them."""
    runs = study.read("momentum_digits")
    late = runs["minibatches"] == 8000
    return np.stack([runs["matthews"][late & (runs["rule"] == rule)] for rule in ("GradientDescent", "Momentum")])


def said(figure):
    return figure.summary.replace("\u00a0", " ")


def dots(figure, mark):
    """The dots of a heap at the present settings; they are drawn from the second vertex of its line on."""
    return figure.shown().lines[mark][1:]


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.01)


# ---- what it shows ------------------------------------------------------------------------------------------------


def test_the_words_are_the_comparison_of_the_recorded_runs(recorded):
    figure, (plain, momentum) = live.Runs(), recorded
    test, rank = stats.ttest_ind(momentum, plain), stats.mannwhitneyu(momentum, plain, method="asymptotic")
    d = (momentum.mean() - plain.mean()) / np.sqrt((plain.var(ddof=1) + momentum.var(ddof=1)) / 2)
    assert said(figure) == (
        f"22 runs each: {plain.mean():.4f} ± {plain.std(ddof=1) / 22**0.5:.4f} without, "
        f"{momentum.mean():.4f} ± {momentum.std(ddof=1) / 22**0.5:.4f} with momentum. t = {test.statistic:.1f}, "
        f"p = {chance(test.pvalue)}; Mann–Whitney p = {chance(rank.pvalue)}; d = {d:.1f}.")
    assert said(figure) in figure.describe().replace("\u00a0", " ")


def test_every_slider_at_its_ends_and_middle_against_numbers_of_their_own(recorded):
    figure = live.Runs()
    for name, control in figure.controls.items():
        for value in control.stops():
            setattr(figure, name, value)
            groups = recorded.copy()
            groups[1, recorded[1].argmin()] = figure.lowest
            draw = np.random.default_rng(figure.order)
            groups = [group[draw.permutation(22)] if figure.order else group for group in groups]
            used = [group[: figure.runs] for group in groups]
            follows(figure, groups, used)
        figure.reset()


def follows(figure, groups, used):
    """Heaps, bars and funnel are those of the runs in use; the words count and compare them."""
    plain, momentum, lowest, new, *bars = figure.shown().lines[:6]
    assert len(plain) - 1 == figure.runs
    assert len(momentum) - 1 + len(lowest) == figure.runs
    assert len(lowest) == (figure.lowest in used[1])
    assert len(new) == 1
    (left, right), width = figure.shown().limits["heaps"]["x"], None
    width = (right - left) / figure.bins
    assert np.abs(plain[1:, 0] - used[0]).max() <= width / 2 * (1 + 1e-9)  # each stands in the box that holds it
    for group, line in zip(used, bars, strict=True):
        low, high = stats.t.interval(0.95, len(group) - 1, group.mean(), stats.sem(group))
        assert np.allclose([line[0, 0], line[3, 0], line[-1, 0]], (low, high, group.mean()))
    _, middle, low, high, here = figure.shown().lines[6:]
    assert middle[:, 0].tolist() == low[:, 0].tolist() == high[:, 0].tolist() == list(range(2, 23))
    test = stats.ttest_ind(used[1], used[0])
    ends = test.confidence_interval(0.95)
    expected = [(figure.runs, y) for y in (ends.low, ends.high, used[1].mean() - used[0].mean())]
    assert np.allclose(here, expected)
    assert np.allclose([low[figure.runs - 2], high[figure.runs - 2], middle[figure.runs - 2]], expected)
    five = compare(groups[0][:5], groups[1][:5])
    assert np.allclose([line[3, 1] for line in (middle, low, high)], [five.difference, five.low, five.high])
    assert said(figure).startswith(f"{figure.runs} runs each")
    assert f"p = {chance(test.pvalue)};" in said(figure)


def test_everything_has_room(recorded):
    """All dots, also of a lowest run that was moved away; the line of no difference, the interval of five runs."""
    figure = live.Runs(runs=5)
    for order in range(41):
        for lowest in (figure.controls["lowest"].low, figure.controls["lowest"].high):
            scene = figure.shown(order=order, lowest=lowest)
            left, right = scene.limits["heaps"]["x"]
            bottom, top = scene.limits["difference"]["y"]
            values = np.concatenate([line[:, 0] for line in scene.lines[:4]])
            assert left <= values.min()
            assert values.max() <= right
            assert bottom < 0 < top
            assert bottom < scene.lines[-1][-1, 1] < top
            assert left < min(lowest, recorded.min())


def test_a_shuffle_changes_who_comes_first_and_not_the_whole():
    figure = live.Runs(runs=3)
    assert len({figure.shown(order=order).words for order in (0, 1, 2)}) == 3
    figure.runs = 22
    assert len({figure.shown(order=order).words for order in (0, 1, 2)}) == 1


def test_one_collapse_blinds_t_and_not_the_ranks():
    fashion = live.Runs("momentum_fashion", 40_000, None, presets={"Well": {"lowest": 0.864}})
    collapsed = said(fashion)
    fashion.preset("Well")
    assert "p = 0.8; Mann–Whitney p = 2·10⁻⁶" in collapsed
    assert "t = 8.6, p = 8·10⁻¹¹; Mann–Whitney p = 1·10⁻⁷" in said(fashion)


def test_heaps_hold_every_dot_once_and_in_its_box():
    dots = heap(np.array([0.1, 0.12, 0.9, 0.11]), 10, (0.0, 1.0), base=1.0)
    assert np.allclose(dots[:, 0], [0.15, 0.15, 0.95, 0.15])
    assert dots[0, 1] == dots[2, 1] < dots[1, 1] < dots[3, 1]
    assert heap(np.full(100, 0.5), 4, (0.0, 1.0), base=0.0)[:, 1].max() < 1.3  # a high heap is pressed together


def test_a_bar_ends_at_the_mean():
    line = bar(1.0, 4.0, 2.0, y=0.5)
    assert line[-1].tolist() == [2.0, 0.5]
    assert (line[:, 0].min(), line[:, 0].max()) == (1.0, 4.0)


def test_the_stored_picture_moves():
    figure = live.Runs(runs=9)
    for name, control in figure.controls.items():
        pictures = {figure.still().tobytes() for value in control.stops()[::2] if setattr(figure, name, value) is None}
        assert len(pictures) == 2, name
        figure.reset()


# ---- three more ---------------------------------------------------------------------------------------------------


def test_three_more_are_trained_with_the_next_seeds_and_reset_takes_them_away(small):
    figure = live.Runs(problem=small, presets={"Few": {"runs": 3}})
    before = figure.summary
    figure.run_three_more()
    figure.run_three_more()
    assert small.asked == [("GradientDescent", [44, 45, 46], 8000), ("Momentum", [47, 48, 49], 8000),
                           ("GradientDescent", [50, 51, 52], 8000), ("Momentum", [53, 54, 55], 8000)]
    assert figure.runs == 28
    assert figure.summary.startswith("28 runs each")
    assert len(dots(figure, 3)) == 12
    assert figure.shown().reach == {"runs": 28}
    assert figure.shown().lines[7][:, 0].max() == 28
    figure.preset("Few")
    assert figure.more.shape == (2, 6)
    figure.runs = 26
    assert len(dots(figure, 3)) == 8
    figure.reset()
    assert figure.summary == before
    assert figure.more.shape == (2, 0)
    assert len(dots(figure, 3)) == 0
    with pytest.raises(ValueError, match="runs must be a whole number from 2 to 22"):
        figure.runs = 23


def test_new_runs_count_among_the_others(small):
    figure = live.Runs(problem=small)
    figure.run_three_more()
    groups = np.hstack([figure.recorded, figure.more])
    assert f"p = {chance(compare(*groups).p)};" in said(figure)
    left, right = figure.shown().limits["heaps"]["x"]
    assert left < groups.min() < groups.max() < right


def test_a_new_run_can_be_repeated(small):
    first, second = live.Runs(problem=small), live.Runs(problem=small)
    first.run_three_more()
    second.run_three_more()
    assert np.array_equal(first.more, second.more)


def resting(figure):
    return figure.work and not figure.work["buttons"]["more"]["disabled"]


def press(figure, name="more"):
    """What the page says when a button was pressed, or Reset."""
    figure._heard(None, {"kind": "press", "name": name, "values": figure.settings}, [])


def test_the_button_trains_in_a_thread_and_tells_how_far_it_is(small):
    figure, seen = live.Runs(problem=small), []
    figure.observe(lambda change: seen.append(change.new), "work")
    press(figure)
    wait_until(lambda: figure.work["note"].startswith("3 more in each group"))
    assert figure.more.shape == (2, 3)
    assert figure.runs == 25
    assert resting(figure)
    assert figure.work["of"] == 0
    working = [work for work in seen if work["of"]]
    assert all(work["buttons"]["more"]["disabled"] for work in working)
    done = [work["done"] for work in working]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 100)


def test_an_error_in_the_thread_is_shown_and_in_a_cell_raised():
    def broken():
        raise OSError("no digits on this disk")

    figure = live.Runs(problem=broken)
    press(figure)
    wait_until(lambda: "OSError: no digits on this disk" in figure.work["note"])
    assert resting(figure)
    with pytest.raises(OSError, match="no digits"):
        figure.run_three_more()
    assert resting(figure)


@pytest.mark.parametrize("reset", [live.Runs.reset, lambda figure: press(figure, "forget")], ids=["cell", "page"])
def test_reset_stops_what_is_being_trained(small, reset):
    figure, begun, go_on = live.Runs(problem=small), threading.Event(), threading.Event()

    def slowly(*arguments):
        begun.set()
        go_on.wait(20)
        return Small.many(small, *arguments)

    small.many = slowly
    press(figure)
    assert begun.wait(20)
    ending = threading.Thread(target=reset, args=(figure,))
    ending.start()
    go_on.set()
    ending.join(20)
    assert not ending.is_alive()
    wait_until(lambda: resting(figure))
    assert figure.more.shape == (2, 0)
    assert figure.runs == 22
    assert figure.work["note"] == ""  # nothing is told of runs that nobody wants any more


def test_a_reset_in_the_midst_of_the_work_does_not_wait_for_its_end(small):
    figure = live.Runs(problem=small)

    def reset_meanwhile(*arguments):
        figure.reset()
        return Small.many(small, *arguments)

    small.many = reset_meanwhile
    figure.run_three_more()
    assert figure.more.shape == (2, 0)
    assert figure.work["note"] == ""


def test_no_button_without_a_problem():
    figure = live.Runs("momentum_fashion", 40_000, None)
    assert figure.spec["buttons"] == []
    assert "trained just now" not in [text.get_text() for legend in figure.figure.legends for text in legend.texts]
    figure.reset()
    with pytest.raises(ValueError, match="problem"):
        figure.run_three_more()


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="minibatches must be one of 1,000, 8,000"):
        live.Runs(minibatches=500)
    with pytest.raises(ValueError, match="table must be one of momentum_again, momentum_digits, momentum_fashion,"):
        live.Runs("momentum")
    with pytest.raises(ValueError, match="table must be one of"):
        live.Runs("rules_fashion")
    with pytest.raises(ValueError, match="runs must be a whole number from 2 to 22 in this figure, got 0"):
        live.Runs(runs=0)
    with pytest.raises(ValueError, match="order must be a whole number from 0 to 40 in this figure, got 41"):
        live.Runs(presets={"Far": {"order": 41}})
    with pytest.raises(ValueError, match="'Odd' names 'rums'; the controls of this figure are runs, order, bins,"):
        live.Runs(presets={"Odd": {"rums": 3}})


def test_a_preset_may_put_the_lowest_run_anywhere():
    figure = live.Runs(presets={"Far": {"lowest": 0.3}, "High": {"lowest": 0.99}})
    for name, value in (("Far", 0.3), ("High", 0.99)):
        figure.preset(name)
        assert figure.lowest == value


# ---- the exercises of the chapter ---------------------------------------------------------------------------------


def test_peeking_cries_wolf():
    assert 0.03 < chapter_20.false_alarms([22]) < 0.07
    assert chapter_20.false_alarms(range(2, 23)) > 0.2
    judge = chapter_20.EXERCISES["20.3"].judge
    assert judge(range(2, 23))[0]
    assert not judge([22])[0]
    assert not judge([1])[0]


def test_hints_of_cohens_d():
    exercise = chapter_20.EXERCISES["20.2"]
    assert exercise.judge(2.04243)[0]
    for wrong in (9.59, 6.784, -2.045, 2.418, 1.446):
        right, hint = exercise.judge(wrong)
        assert not right
        assert hint not in ("Too small.", "Too large.")
