"""Basins: every label is what descending from that start says, and only what settles has one."""

from functools import cache

import numpy as np
import pytest

from helpers import descend, surfaces
from helpers.descent.basins import AWAY, NOWHERE, basins, label, last_steps
from helpers.optimizers import Adam, GradientDescent, Momentum, RMSprop
from helpers.surfaces import Surface


@cache
def nearest(surface):
    """How far apart the two minima are that lie nearest to each other."""
    return min(np.hypot(*(a - b)) for i, a in enumerate(surface.minima) for b in surface.minima[:i])


def label_alone(surface, start, optimizer, steps):
    """The same by hand: walk, then ask whether the ball lies still, and look for the nearest minimum."""
    path = descend(surface, start, optimizer, steps, driver="plain")
    if path.outcome == "diverged":
        return AWAY
    wide = max(high - low for low, high in surface.view)
    moves = [np.hypot(*(b - a)) for a, b in zip(path.points[-11:], path.points[-10:], strict=False)]
    distance = np.hypot(*(surface.minima - path.final).T)
    settled = max(moves) <= wide / 10_000 and distance.min() < min(wide / 100, nearest(surface) / 4)
    return int(np.argmin(distance)) if settled else NOWHERE


@pytest.mark.parametrize(("surface", "optimizer", "steps"), [
    (surfaces.two_wells, GradientDescent(0.4), 60),
    (surfaces.two_wells, Momentum(0.3, 0.9), 200),
    (surfaces.himmelblau, GradientDescent(0.02), 40),
    (surfaces.himmelblau, Adam(0.3), 250),
    (surfaces.rastrigin, GradientDescent(0.004), 60),
], ids=["two wells", "two wells, momentum", "himmelblau", "himmelblau, adam", "rastrigin"])
def test_labels_equal_one_descent_after_the_other(surface, optimizer, steps):
    found = basins(surface, optimizer, steps, resolution=9)
    expected = [[label_alone(surface, (x, y), optimizer, steps) for x in found.x] for y in found.y]
    assert found.labels.tolist() == expected
    assert len(np.unique(found.labels)) > 1


def test_the_map_is_laid_out_as_a_picture():
    """labels[j, i] belongs to (x[i], y[j]): the deep well lies up on the left, the shallow one down on the right."""
    found = basins(surfaces.two_wells, GradientDescent(0.4), steps=60, resolution=61)
    assert found.labels.shape == (61, 61)
    assert found.x[[0, -1]].tolist() == found.y[[0, -1]].tolist() == [-3, 3]
    assert found.labels[50, 10] == 0
    assert found.labels[10, 50] == 1
    wide = basins(surfaces.two_wells, GradientDescent(0.4), steps=5, resolution=4, view=((-1, 0), (2, 5)))
    assert wide.x.tolist() == pytest.approx([-1, -2 / 3, -1 / 3, 0])
    assert wide.y.tolist() == [2, 3, 4, 5]
    assert basins(surfaces.two_wells, GradientDescent(0.4), 5, 4, view=np.array([[-1, 0], [2, 5]])).x[0] == -1


def test_shares_of_the_two_wells():
    found = basins(surfaces.two_wells, GradientDescent(0.4), steps=300, resolution=101)
    assert found.share(0) + found.share(1) + found.share(NOWHERE) + found.share(AWAY) == pytest.approx(1)
    assert 0.55 < found.share(0) < 0.70
    assert 0.25 < found.share(1) < 0.40
    assert found.share(AWAY) == 0
    assert type(found.share(0)) is float
    mirrored = found.labels[::-1, ::-1].T  # the surface is the same under (x, y) -> (-y, -x)
    np.testing.assert_array_equal(mirrored, found.labels)


def test_too_few_steps_end_nowhere():
    found = basins(surfaces.two_wells, GradientDescent(0.01), steps=1, resolution=20)
    assert found.share(NOWHERE) > 0.8
    assert basins(surfaces.two_wells, GradientDescent(0.01), steps=0, resolution=2).labels.tolist() == [[-1, -1]] * 2


def test_runs_that_leave_are_away():
    found = basins(surfaces.himmelblau, GradientDescent(0.1), steps=30, resolution=12)
    assert found.share(AWAY) > 0.5


def test_one_minimum_has_a_basin_too():
    found = basins(surfaces.bowl, GradientDescent(0.05), steps=100, resolution=5)
    assert np.all(found.labels == 0)
    ends = np.array([[1.0, 1.0], [7 / 9, 0.9]])
    assert label(surfaces.bowl, ends[None], np.array([False, False])).tolist() == [0, NOWHERE]


def test_what_hops_crawls_or_hurries_past_has_not_settled():
    """Each ends beside a minimum, a tenth of the way to the next one at most."""
    wells = surfaces.two_wells
    hopping = basins(wells, GradientDescent(1.1), steps=500, resolution=30)
    assert hopping.share(0) < 0.01  # past the limit of the deep well
    assert 0.25 < hopping.share(1) < 0.40
    assert basins(surfaces.himmelblau, RMSprop(0.3), steps=500, resolution=20).share(NOWHERE) > 0.99
    crawling = basins(wells, GradientDescent(0.03), steps=60, resolution=30)
    assert crawling.share(NOWHERE) > 0.95
    assert basins(wells, GradientDescent(0.03), steps=600, resolution=30).share(0) > 0.5
    x, y = wells.minima[0]
    passing = np.array([[x - 0.05, x, x + 0.001], [y, y, y]]).T.reshape(3, 2, 1)
    assert label(wells, passing, np.array([False])).tolist() == [NOWHERE]
    assert label(wells, passing[1:2], np.array([False])).tolist() == [0]


def test_a_hop_too_small_to_be_seen_is_rest():
    adam = basins(surfaces.beale, Adam(0.001, beta2=0.8), steps=40_000, resolution=3, view=((3.2, 3.4), (3.8, 4.0)))
    assert np.all(adam.labels == 0)


def test_an_end_that_is_no_number_is_labelled_by_its_outcome():
    ends = np.array([[np.nan, np.inf, -0.98, np.nan], [0.0, np.inf, 0.98, 0.0]])
    gone = np.array([True, True, False, False])
    assert label(surfaces.two_wells, ends[None], gone).tolist() == [AWAY, AWAY, 0, NOWHERE]
    assert label(surfaces.two_wells, np.stack([ends, ends]), gone).tolist() == [AWAY, AWAY, 0, NOWHERE]


@pytest.mark.parametrize("rate", [0.002, 0.02, 0.4])
@pytest.mark.parametrize("name", ["two_wells", "himmelblau", "rastrigin", "beale", "rosenbrock"])
def test_a_run_that_is_left_early_would_have_got_no_further(name, rate):
    surface, optimizer = getattr(surfaces, name), GradientDescent(rate)
    found = basins(surface, optimizer, steps=300, resolution=40)
    starts = np.stack(np.meshgrid(found.x, found.y)).reshape(2, -1)
    path = descend(surface, starts, optimizer, 300, keep=last_steps(300))
    np.testing.assert_array_equal(found.labels.ravel(), label(surface, path.points, path.outcome == "diverged"))


def test_a_surface_with_tiny_slopes_is_no_other():
    tiny = Surface(lambda x, y: 1e-12 * surfaces.two_wells((x, y)), minima=surfaces.two_wells.minima,
                   view=surfaces.two_wells.view)
    found = basins(tiny, GradientDescent(0.4e12), steps=100, resolution=8)
    np.testing.assert_array_equal(found.labels, basins(surfaces.two_wells, GradientDescent(0.4), 100, 8).labels)


@pytest.mark.parametrize("surface", [surfaces.saddle, surfaces.parabola, Surface(lambda x, y: x * y)],
                         ids=lambda surface: surface.name)
def test_a_surface_without_minima_is_refused(surface):
    with pytest.raises(ValueError, match="basins needs a surface of two variables with known minima, got "):
        basins(surface, GradientDescent(0.1))


@pytest.mark.parametrize("resolution", [1, 0, -5, 2.5, "many", True])
def test_a_bad_resolution_is_refused(resolution):
    with pytest.raises(ValueError, match="resolution must be a whole number of at least 2, got "):
        basins(surfaces.two_wells, GradientDescent(0.4), resolution=resolution)
