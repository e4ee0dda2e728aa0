"""Surfaces with settings: formulas with other defaults, slopes and minima wherever the settings stand."""

import numpy as np
import pytest

from helpers import Surface, descend, optimizers, surfaces
from helpers.descent import basins
from helpers.tracing import surface_program, with_settings

SOMEWHERE = np.random.default_rng(2).uniform(-2, 2, size=(2, 40))


def members(surface, count=12, seed=3):
    """The surface at its own settings, and at others anywhere in their ranges."""
    random = np.random.default_rng(seed)
    return [surface, *(surface.at(**{name: s.low + (s.high - s.low) * random.random()
                                     for name, s in surface.settings.items()}) for _ in range(count))]


ALL = pytest.mark.parametrize("surface", surfaces.with_settings, ids=lambda s: s.name)


@ALL
def test_slopes_and_curvatures_are_differences_at_all_settings(surface):
    for one in members(surface):
        alone, steep = Surface(one.function), np.abs(one.gradient(SOMEWHERE)).max()
        np.testing.assert_allclose(one.gradient(SOMEWHERE), alone.gradient(SOMEWHERE), rtol=0, atol=1e-6 * steep)
        bends = Surface(one.function, one.slope).hessian(SOMEWHERE)
        np.testing.assert_allclose(one.hessian(SOMEWHERE), bends, rtol=0, atol=1e-5 * np.abs(bends).max())


@ALL
def test_minima_are_minima_at_all_settings_lowest_first(surface):
    for one in members(surface):
        assert len(one.minima)
        heights = [one(point) for point in one.minima]
        assert heights == sorted(heights)
        for point in one.minima:
            assert np.abs(one.gradient(point)).max() < 1e-9
            assert np.linalg.eigvalsh(one.hessian(point)).min() > 0


def test_a_valley_is_squeezed_to_the_square_and_turned_with_its_axes():
    valley = surfaces.valley.at(squeeze=3, turn=-45)
    x, y = SOMEWHERE
    np.testing.assert_allclose(valley(SOMEWHERE), 5 * x**2 + 8 * x * y + 5 * y**2, rtol=1e-12)
    np.testing.assert_allclose(valley.hessian((0, 0)), [[10, 8], [8, 10]], rtol=1e-12)
    for squeeze in (1, 2, 12):
        low, high = np.linalg.eigvalsh(surfaces.valley.at(squeeze=squeeze, turn=20).hessian((0, 0)))
        assert (low, high / low) == pytest.approx((2, squeeze**2))


def test_dents_are_the_two_wells_until_they_are_moved_and_one_may_vanish():
    np.testing.assert_allclose(surfaces.dents(SOMEWHERE), surfaces.two_wells(SOMEWHERE), rtol=1e-14)
    np.testing.assert_allclose(surfaces.dents.minima, surfaces.two_wells.minima, atol=1e-12)
    assert len(surfaces.dents.at(depth=0.5, width=1.2).minima) == 1
    narrow = surfaces.dents.at(width=0.5)
    assert np.linalg.eigvalsh(narrow.hessian(narrow.minima[1])).max() == pytest.approx(4, abs=0.2)


def test_which_minimum_is_the_lowest_may_change():
    tilted = Surface(lambda x, tilt=0.5: (x**2 - 4) ** 2 / 16 + tilt * x, minima=[-2, 2], settings={"tilt": (-3, 3)})
    assert tilted.minima[0] < 0 < tilted.minima[1]
    assert tilted.at(tilt=-0.5).minima[0] > 0 > tilted.at(tilt=-0.5).minima[1]
    assert [len(tilted.at(tilt=value).minima) for value in (-3, 0, 3)] == [1, 2, 1]


def test_another_member_keeps_what_was_set_and_leaves_the_first_alone():
    narrow = surfaces.valley.at(squeeze=5).at(turn=30)
    assert {name: setting.value for name, setting in narrow.settings.items()} == {"squeeze": 5, "turn": 30}
    assert narrow.settings["squeeze"][1:] == surfaces.valley.settings["squeeze"][1:]
    assert surfaces.valley.settings["squeeze"].value == 1
    assert surfaces.valley.at() is surfaces.valley


def test_a_setting_that_is_fixed_is_none_any_more():
    turned = surfaces.valley.fixed(turn=-45)
    assert list(turned.settings) == ["squeeze"]
    np.testing.assert_allclose(turned.at(squeeze=3).hessian((0, 0)), [[10, 8], [8, 10]], rtol=1e-12)
    assert not surfaces.dents.fixed(depth=1, width=0.5).settings
    with pytest.raises(ValueError, match="'turn' is no setting of a valley; its settings: squeeze"):
        turned.at(turn=3)


def test_it_goes_wherever_a_surface_goes():
    narrow = surfaces.dents.at(width=0.5)
    path = descend(narrow, (1.2, -1.2), optimizers.GradientDescent(0.4), steps=100)
    np.testing.assert_allclose(path.final, narrow.minima[1], atol=1e-9)
    many = descend(narrow, np.array([(1.2, -1.2)] * 500).T, optimizers.GradientDescent(0.4), steps=1000, keep="last")
    np.testing.assert_allclose(many.final, np.tile(narrow.minima[1][:, None], 500), atol=1e-9)
    assert basins(narrow, optimizers.GradientDescent(0.4), 150, 40).share(1) < basins(
        surfaces.dents, optimizers.GradientDescent(0.4), 150, 40).share(1)


def test_programs_look_the_settings_up_by_name():
    free, fixed = (surface_program(one)["gradient"] for one in (with_settings(surfaces.valley), surfaces.valley))
    assert "h.squeeze" in free
    assert "h.turn" in free
    assert "h." not in fixed


@pytest.mark.parametrize(("arguments", "words"), [
    ({"settings": {"wide": (0, 2)}}, "settings names 'wide', which must be a parameter of function with a default"),
    ({"settings": {"tilt": (2, 0)}}, "settings must give tilt its range"),
    ({"settings": {"tilt": (0, 2, "root")}}, "settings must give tilt its range"),
    ({"settings": {"tilt": (0, 2, "log")}}, "settings must give tilt its range"),
    ({"settings": {"tilt": 2}}, "settings must give tilt its range"),
    ({"settings": {"tilt": (2, 3)}}, "tilt must be a number from 2 to 3 on this surface, got 1.0"),
])
def test_settings_that_are_none_are_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Surface(lambda x, tilt=1.0: x**2 + tilt * x, **arguments)


@pytest.mark.parametrize(("values", "words"), [
    ({"squeeze": 0.5}, "squeeze must be a number from 1 to 12"), ({"squeeze": "2"}, "squeeze must be a number"),
    ({"squeeze": float("nan")}, "squeeze must be a number"), ({"width": 1}, "'width' is no setting of a valley"),
])
def test_values_that_do_not_go_are_refused(values, words):
    with pytest.raises(ValueError, match=words):
        surfaces.valley.at(**values)
