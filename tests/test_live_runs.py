"""The live figure of chapter 20: recorded runs, what a comparison makes of them, and three more on demand."""

import time

import numpy as np
import pytest
from live_tools import rows

from helpers import live
from helpers.drawing.heaps import heap
from helpers.exercises.answers import chapter_20
from helpers.learning import study
from helpers.learning.comparison import compare
from helpers.live.runs import chance

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


def said(figure):
    return figure.summary.replace("\u00a0", " ")


def heaped(figure, mark):
    """The dots of a heap at the present settings, in data coordinates."""
    line = figure.sweep("bins", np.array([figure.bins])).lines[mark][0]
    return line[np.isfinite(line[:, 0])]


def test_the_words_are_the_comparison_of_the_recorded_runs():
    figure, runs = live.Runs(), study.read("momentum_digits")
    late = runs["minibatches"] == 8000
    plain, momentum = (runs["matthews"][late & (runs["rule"] == rule)] for rule in ("GradientDescent", "Momentum"))
    result = compare(plain, momentum)
    assert f"{plain.mean():.4f} ± {plain.std(ddof=1) / 22**0.5:.4f} without" in said(figure)
    assert f"t = {result.t:.1f}, p = {chance(result.p)};" in said(figure)
    assert f"d = {result.d:.1f}." in said(figure)


def test_fewer_runs_draw_fewer_dots_and_a_wider_interval():
    figure = live.Runs()
    wide = {}
    for n in (3, 22):
        figure.runs = n
        assert len(heaped(figure, 0)) == n
        bar = figure.sweep("runs", np.array([n])).lines[-1][0]
        wide[n] = bar[1, 1] - bar[0, 1]
    assert wide[3] > 2 * wide[22]


def test_a_shuffle_changes_who_comes_first_and_not_the_whole():
    figure = live.Runs(runs=3)
    told = {order: figure.sweep("order", np.array([order])).words[0] for order in (0, 1, 2)}
    assert len(set(told.values())) == 3
    figure.runs = 22
    assert len({figure.sweep("order", np.array([order])).words[0] for order in (0, 1, 2)}) == 1


def test_one_collapse_blinds_t_and_not_the_ranks():
    fashion = live.Runs("momentum_fashion", 40_000, None)
    groups = [fashion._runs({"order": 0, "lowest": lowest}) for lowest in (fashion.lowest, 0.864)]
    collapsed, fine = (compare(*runs) for runs in groups)
    assert collapsed.p > 0.5
    assert fine.p < 1e-6
    assert max(collapsed.u_p, fine.u_p) < 1e-4


def test_heaps_hold_every_dot_once_and_in_its_box():
    values = np.array([[0.1, 0.12, 0.9, 0.11, 0.5]])
    dots = heap(values, np.array([4]), np.array([10]), (0.0, 1.0), base=1.0)[0]
    assert np.isnan(dots[4]).all()  # not used yet
    assert np.allclose(dots[:4, 0], [0.15, 0.15, 0.95, 0.15])
    assert dots[0, 1] == dots[2, 1] < dots[1, 1] < dots[3, 1]


def test_three_more_are_trained_with_the_next_seeds_and_reset_takes_them_away(small):
    figure = live.Runs(problem=small)
    before = figure.summary
    figure.run_three_more()
    figure.run_three_more()
    assert small.asked == [("GradientDescent", [44, 45, 46], 8000), ("Momentum", [47, 48, 49], 8000),
                           ("GradientDescent", [50, 51, 52], 8000), ("Momentum", [53, 54, 55], 8000)]
    assert figure.runs == 28
    assert figure.summary.startswith("28 runs each")
    assert len(heaped(figure, 3)) == 12
    assert rows(figure, "runs")[0].max() == 28
    figure.reset()
    assert figure.summary == before
    assert figure.more.shape == (2, 0)
    assert len(heaped(figure, 3)) == 0


def test_a_new_run_can_be_repeated(small):
    first, second = live.Runs(problem=small), live.Runs(problem=small)
    first.run_three_more()
    second.run_three_more()
    assert np.array_equal(first.more, second.more)


def waited(figure, seconds=20):
    end = time.monotonic() + seconds
    while figure.button.button.disabled:
        assert time.monotonic() < end, "the button never comes back"
        time.sleep(0.01)


def test_the_button_trains_in_a_thread_and_tells_when_it_is_done(small):
    figure = live.Runs(problem=small)
    figure.button.button.click()
    waited(figure)
    assert figure.more.shape == (2, 3)
    assert "3 more in each group" in figure.button.said.value


def test_an_error_in_the_thread_is_shown():
    def broken():
        raise OSError("no digits on this disk")

    figure = live.Runs(problem=broken)
    figure.button.button.click()
    waited(figure)
    assert "OSError: no digits on this disk" in figure.button.said.value


def test_reset_stops_what_is_being_trained(small):
    figure = live.Runs(problem=small)

    def reset_meanwhile(*arguments):
        figure.reset()
        return Small.many(small, *arguments)

    small.many = reset_meanwhile
    figure.run_three_more()
    assert figure.more.shape == (2, 0)
    assert figure.runs == 22
    assert 'color: #111"></span>' in figure.button.said.value  # nothing is told of runs that nobody wants any more


def test_no_button_without_a_problem():
    figure = live.Runs("momentum_fashion", 40_000, None)
    assert figure.button.row not in figure.container.children
    with pytest.raises(ValueError, match="problem"):
        figure.run_three_more()


def test_runs_that_were_not_recorded_are_refused():
    with pytest.raises(ValueError, match="minibatches must be one of 1,000, 8,000"):
        live.Runs(minibatches=500)


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
