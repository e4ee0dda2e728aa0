"""A live descent on a surface with settings: they are controls like all others, and the map follows them."""

import io

import numpy as np
import pytest
from PIL import Image

from helpers import Surface, descend, live, optimizers, surfaces


@pytest.fixture
def figure():
    return live.Descent(surfaces.valley, optimizers.GradientDescent(0.05), (-1.8, 1.2), steps=30,
                        presets={"Narrow": {"squeeze": 4, "turn": -30}}, ranges={"turn": (-60, 60)})


def test_settings_are_controls_of_their_ranges(figure):
    assert list(figure.controls) == ["learning_rate", "squeeze", "turn", "steps", "start_x", "start_y"]
    squeeze, turn = figure.controls["squeeze"], figure.controls["turn"]
    assert (squeeze.value, squeeze.low, squeeze.high, squeeze.scale) == (1, 1, 12, "log")
    assert (turn.low, turn.high, turn.scale) == (-60, 60, "linear")


def test_path_words_gauge_and_ground_follow_them(figure):
    assert "κ = 1: " in figure.summary
    figure.preset("Narrow")
    narrow = surfaces.valley.at(squeeze=4, turn=-30)
    expected = descend(narrow, (-1.8, 1.2), optimizers.GradientDescent(0.05), steps=30)
    assert np.array_equal(figure.path.points, expected.points)
    assert figure.path.surface.settings == narrow.settings
    assert figure.summary.startswith("η = 0.05, κ = 16: closes in")
    scene = figure.scene(figure.settings)
    np.testing.assert_allclose(scene.lines[2][:, 0], [0.05 * 2, 0.05 * 32])
    assert scene.ground.surface.settings == narrow.settings


@pytest.mark.parametrize("start", [(-1.5, 0.0), (0.0, 1.2), (-1.0, 1.0)])
def test_in_a_round_bowl_the_factor_is_measured_from_every_side(figure, start):
    for turn in (0, 33):
        figure.apply({"start": start, "turn": turn})
        assert figure.summary.endswith("predicted 0.900, measured 0.900.")


def test_a_link_tells_them(figure):
    figure.preset("Narrow")
    assert figure.link == "squeeze=4&turn=-30"
    figure.reset()
    figure.link = "turn=10"
    assert (figure.squeeze, figure.turn) == (1, 10)


def test_the_stored_picture_has_a_map_where_the_backdrop_has_none(figure):
    left, top, wide, high = (round(2 * v) for v in figure.spec["panels"]["main"]["box"])
    behind = np.asarray(Image.open(io.BytesIO(figure.picture)).convert("RGBA"))
    assert not behind[top + 9 : top + high - 9, left + 9 : left + wide - 9, 3].any()  # the page draws there
    first = np.asarray(figure.still())
    figure.squeeze = 6
    assert (np.asarray(figure.still()) != first).mean() > 0.1
    figure.reset()
    assert np.array_equal(np.asarray(figure.still()), first)


def test_colours_of_a_map_of_basins_are_named_by_rank():
    figure = live.Descent(surfaces.dents, optimizers.GradientDescent(0.4), (0.0, 0.0), steps=30, basin_map=True)
    for settings in ({}, {"depth": 0.5, "width": 1.2}):
        figure.apply(settings)
        labels = np.asarray(figure.scene(figure.settings).cells["labels"])
        assert set(np.unique(labels)) <= ({0, 1, 7} if not settings else {0, 7})
    assert [text.get_text() for legend in figure.figure.legends for text in legend.get_texts()] == [
        "settles at the lowest", "settles at the next one", "not settled after 500 steps", "diverges"]


def test_where_no_minimum_is_left_the_map_stays_grey():
    slope = Surface(lambda x, y, tilt=0.0: (x**2 - 1) ** 2 / 4 + tilt * x + y**2 / 2, minima=[(-1, 0), (1, 0)],
                    view=[(-2, 2), (-2, 2)], settings={"tilt": (-3, 3)})
    figure = live.Descent(slope, optimizers.GradientDescent(0.1), (0.5, 0.5), steps=20, basin_map=True)
    assert len(figure.scene({**figure.settings, "tilt": 0.1}).cells["labels"])
    plain = Surface(lambda x, y, tilt=0.0: np.exp(tilt * x) + y**2, minima=[(0, 0)], settings={"tilt": (-1, 1)})
    figure = live.Descent(plain, optimizers.GradientDescent(0.1), (0.5, 0.5), steps=20, basin_map=True)
    figure.tilt = 1.0
    assert "at (" in figure.summary
    assert set(np.unique(figure.scene(figure.settings).cells["labels"])) == {7}


def test_what_cannot_be_traced_sends_its_ground():
    odd = Surface(lambda x, y, squeeze=1.0: x**2 + squeeze * float(np.interp(y, [-5, 0, 5], [25, 0, 25])),
                  minima=[(0, 0)], settings={"squeeze": (1, 4)})
    figure = live.Descent(odd, optimizers.GradientDescent(0.05), (1.0, 2.0), steps=10)
    assert figure.asks
    ground = figure.scene({**figure.settings, "squeeze": 4.0}).message()["ground"]
    assert len(ground["z"]) == ground["side"] ** 2
    assert max(ground["z"]) == pytest.approx(25 + 100)
    assert len(ground["levels"]) == 14


@pytest.mark.parametrize("name", ["learning_rate", "steps"])
def test_a_setting_with_the_name_of_another_control_is_refused(name):
    text = f"lambda x, y, {name}=1.0: x**2 + {name} * y**2"
    with pytest.raises(ValueError, match="has the name of another control"):
        live.Descent(Surface(eval(text), settings={name: (1, 4)}), optimizers.GradientDescent(0.1), (1, 1))
