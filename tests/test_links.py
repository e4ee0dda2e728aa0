"""Links from Python: what they tell, that they come back to the last bit, and every kind of damage.

The page writes and reads the same: tests/browser/test_links_page.py.
"""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from helpers import live, optimizers, surfaces
from helpers.learning import Network, datasets
from helpers.live.links import PARTS, read_link, written
from helpers.optimizers import Optimizer


class Own(Optimizer):
    η: float = 0.1
    pull: float = 1.0

    def rule(g, η, pull):
        return -η * pull * g


MAKE = {
    "bowl": lambda: live.Descent(surfaces.bowl, optimizers.Momentum(0.02, 0.5), (-0.5, 2.9), steps=12,
                                 presets={"Elsewhere": {"start": (2.0, 1.0)}}),
    "two balls": lambda: live.Descent(surfaces.canyon, optimizers.Adam(0.01), [(-0.5, 2.3), (2.3, 2.3)], steps=12),
    "a reader's rule": lambda: live.Descent(surfaces.parabola, Own(), 1.5, steps=15),
    "race": lambda: live.Race(surfaces.bowl, [optimizers.GradientDescent(0.05), optimizers.Adam(0.1)], (0.0, 2.0)),
    "direction": lambda: live.Direction(surfaces.bowl, (2, 0.5), 30),
    "phase map": live.PhaseMap,
    "microscope": lambda: live.Microscope(surfaces.canyon, optimizers.Adam(0.3), (-0.5, 2.3), steps=60),
    "errors of steps": live.StepError,
    "noise": live.Noise,
    "classifier": live.Classifier,
    "bends": live.BentBorder,
    "training": lambda: live.LiveTraining(Network((64, 10)), datasets.digits(), optimizers.Momentum(1.0, 0.0)),
}
TWINS = {}


def twins(name):
    """Two figures of a kind, made once: each test puts them as it needs them."""
    if name not in TWINS:
        TWINS[name] = MAKE[name](), MAKE[name]()
    for figure in TWINS[name]:
        figure.link = ""
    return TWINS[name]


@pytest.fixture
def bowl():
    return twins("bowl")[0]


def value_of(control):
    if control.scale == "whole":
        return some.integers(math.ceil(control.low), math.floor(control.high))
    return some.floats(control.low, control.high)


def to_the_last_bit(figure):
    return {name: repr(value) for name, value in figure.settings.items() if figure.controls[name].linked}


@pytest.mark.parametrize("name", MAKE)
@settings(max_examples=15, deadline=None)
@given(data=some.data())
def test_a_link_brings_another_figure_to_the_same_place(name, data):
    one, other = twins(name)
    linked = [control for control in one.controls.values() if control.linked]
    one.apply({control.name: data.draw(value_of(control), control.name) for control in linked
               if data.draw(some.booleans())})
    one.hide = data.draw(some.sets(some.sampled_from(PARTS)))
    if one.play:
        one.at_step = data.draw(some.none() | some.integers(0, one.controls[one.play].high))
    other.link = one.link
    assert to_the_last_bit(other) == to_the_last_bit(one)
    assert (other.hide, other.at_step, other.link) == (one.hide, one.at_step, one.link)
    assert set(one.link) <= set("abcdefghijklmnopqrstuvwxyz_0123456789=&.,-%CEB7")  # nothing that an address changes


@given(some.floats(allow_nan=False, allow_infinity=False) | some.integers(-10**15, 10**15))
def test_numbers_come_back_to_the_last_bit(value):
    text = written(value)
    assert "+" not in text
    assert (float(text), math.copysign(1, float(text))) == (float(value), math.copysign(1, value))


@pytest.mark.parametrize(("value", "text"), [
    (2.0, "2"), (40, "40"), (0.1 + 0.2, "0.30000000000000004"), (-0.0, "-0"), (5e-6, "0.000005"), (1e-7, "1e-7"),
    (1e16, "10000000000000000"), (1.5e300, "1.5e300"), (5e-324, "5e-324")])
def test_numbers_are_short(value, text):
    assert written(value) == text


def test_only_what_differs_from_the_text_is_told(bowl):
    assert bowl.link == ""
    bowl.learning_rate, bowl.start = 0.1, (2, 2.9)
    assert bowl.link == "learning_rate=0.1&start_x=2"
    bowl.hide = ["summary", "controls"]
    bowl.at_step = 3
    assert bowl.link == "learning_rate=0.1&start_x=2&at_step=3&hide=controls,summary"
    bowl.preset("Elsewhere")
    assert bowl.link == "start_x=2&start_y=1&hide=controls,summary"


def test_what_differs_in_the_last_bit_is_told(bowl):
    bowl.learning_rate = near = math.nextafter(0.02, 1)
    link = bowl.link
    bowl.link = ""
    assert bowl.learning_rate != near
    bowl.link = link
    assert bowl.learning_rate == near


def test_what_is_not_named_stands_as_in_the_text(bowl):
    bowl.momentum, bowl.hide = 0.9, ["play"]
    bowl.link = "learning_rate=0.1"
    assert (bowl.learning_rate, bowl.momentum, bowl.hide) == (0.1, 0.5, ())


@pytest.mark.parametrize("link", [
    "learning_rate=0.1&steps=20&hide=controls,summary", "?learning_rate=0.1&steps=20&hide=controls,summary",
    "https://example.org/a.html?from=mail#fig-02-1?learning_rate=0.1&steps=20&hide=controls,summary",
    "#fig-02-1?learning_rate=0.1&steps=20&hide=summary,controls",
    "#fig?a=1?learning_rate=.1&steps=2e1&hide=controls,summary",
    "  learning_rate=0.1&steps=20.0&hide=controls%2Csummary\n", "learning%5Frate=%30.1&steps=+20&hide=controls+summary",
    "&&learning_rate=1e-1&&steps=%2B20&hide=controls,summary,&",
    "steps=20&amp;learning_rate=0.1&amp;hide=summary,controls",
    "learning_rate = 0.1 & steps = 20 & hide = controls, summary",
    "hide=controls%20summary&steps=20&learning_rate=1E-1"])
def test_links_as_people_and_programs_send_them(bowl, link):
    bowl.link = link
    assert (bowl.learning_rate, bowl.steps, bowl.hide) == (0.1, 20, ("controls", "summary"))


@pytest.mark.parametrize("address", ["", "#fig-02-1", "a.html#fig-02-1", "a.html?from=mail#fig-02-1", "#fig-02-1?"])
def test_an_address_without_settings_is_the_figure_in_the_text(bowl, address):
    bowl.learning_rate = 0.1
    bowl.link = address
    assert bowl.link == ""


RATE, STEPS = "it takes a number from 0.001 to 1", "it takes a whole number from 1 to 24"
UNKNOWN, HIDE = "this figure has no such control", "it may hide controls, presets, play, summary"
DAMAGE = {
    "learning_rate=7": RATE, "learning_rate=-1": RATE, "learning_rate=0": RATE, "learning_rate=nan": RATE,
    "learning_rate=Infinity": RATE, "learning_rate=1e999": RATE, "learning_rate=": RATE, "learning_rate": RATE,
    "learning_rate=fast": RATE, "learning_rate=0.1.2": RATE, "learning_rate=0.1)": RATE, "learning_rate=0,1": RATE,
    "learning_rate=1_0e-3": RATE, "learning_rate=0x1": RATE, "learning_rate=٠.1": RATE, "learning_rate=0.1=0.2": RATE,
    "learning_rate=%zz0.1": RATE, "learning_rate=0.1%": RATE, "learning_rate=%ff0.1": RATE,
    "learning_rate=__import__('os').getpid()": RATE, "steps=12.5": STEPS, "steps=25": STEPS, "steps=0": STEPS,
    "start_x=9": "it takes a number from −1 to 3", "lr=0.1": UNKNOWN, "Learning_rate=0.1": UNKNOWN,
    "start=1,2": UNKNOWN, "settings=1": UNKNOWN, "__class__=1": UNKNOWN, "__proto__=1": UNKNOWN, "=0.1": UNKNOWN,
    "hello": UNKNOWN,
    "<img src=x onerror=alert(1)>": UNKNOWN, "hide=": HIDE, "hide": HIDE, "hide=axes": HIDE, "hide=Controls": HIDE,
    "hide=play,everything": HIDE, "at_step=-1": "it takes a whole number from 0 to 24",
    "at_step=1.5": "it takes a whole number from 0 to 24", "at_step=25": "it takes a whole number from 0 to 24",
}


@pytest.mark.parametrize("part", DAMAGE)
def test_what_cannot_be_read_is_named_and_nothing_changes(bowl, part):
    bowl.link = before = "momentum=0.25&at_step=2&hide=presets"
    with pytest.raises(ValueError, match=r"^link could not be read: ") as error:
        bowl.link = f"start_y=1&{part}&momentum=0.75"
    assert str(error.value) == f"link could not be read: “{part}” ({DAMAGE[part]})"
    assert bowl.link == before


def test_every_damaged_part_is_named_and_a_long_one_in_short(bowl):
    with pytest.raises(ValueError, match=r"learning_rate=7.*steps=x.*lr=1.*steps=5.*twice.*“y{39}…”"):
        bowl.link = f"learning_rate=7&steps=x&lr=1&steps=5&{'y' * 1000}"
    read = read_link("learning_rate=0.5&steps=x&momentum=0.75&hide=play,axes", bowl)
    assert (read.settings, read.hide, len(read.unread)) == ({"learning_rate": 0.5, "momentum": 0.75}, ("play",), 2)


def test_the_first_of_two_counts(bowl):
    assert read_link("steps=5&steps=6", bowl).settings == {"steps": 5}


@pytest.mark.parametrize("link", [None, 5, b"steps=5", ["steps=5"]])
def test_a_link_is_text(bowl, link):
    with pytest.raises(ValueError, match=r"link must be text such as 'learning_rate=0.1&steps=40', got "):
        bowl.link = link


@settings(deadline=None)
@given(some.text() | some.text("learning_rate=0.1&steps=20&hide=play,%?#+"))
def test_no_text_at_all_does_harm(text):
    figure = twins("bowl")[0]
    if read_link(text, figure).unread:
        with pytest.raises(ValueError, match="link could not be read: "):
            figure.link = text
        assert figure.link == ""
    else:
        figure.link = text


# ---- what is hidden, where Play stands ----------------------------------------------------------------------------


@pytest.mark.parametrize("hide", ["controls", "controls,summary", ["axes"], [1], None, {"controls": True, "axes": 1}])
def test_what_cannot_be_hidden(bowl, hide):
    with pytest.raises(ValueError, match=r"hide must be a list of 'controls', 'presets', 'play', 'summary', such as"):
        bowl.hide = hide
    assert bowl.hide == ()


def test_what_is_hidden_reaches_the_page_in_its_order(bowl):
    bowl.hide = {"summary", "controls"}
    assert json.loads(json.dumps(bowl.get_state(["hide"]))) == {"hide": ["controls", "summary"]}


@pytest.mark.parametrize("name", ["bowl", "direction"])
def test_a_hidden_summary_is_not_told_by_the_picture_either(name):
    figure, _ = twins(name)
    assert figure.summary in figure.describe()
    figure.hide = ["summary"]
    data, metadata = figure._repr_mimebundle_()
    assert figure.summary not in json.dumps([data["text/plain"], data["text/html"], metadata], ensure_ascii=False)
    assert figure.describe().endswith(".")


@pytest.mark.parametrize("step", [-1, 25, 1.5, True, "3", float("nan")])
def test_a_step_that_cannot_be_shown(bowl, step):
    with pytest.raises(ValueError, match="at_step must be None or a whole number from 0 to 24 in this figure, got"):
        bowl.at_step = step


def test_a_figure_that_plays_nothing_has_no_step():
    figure, _ = twins("direction")
    with pytest.raises(ValueError, match="at_step must be None, for this figure plays no steps, got 3"):
        figure.at_step = 3
    with pytest.raises(ValueError, match=UNKNOWN):
        figure.link = "at_step=3"


def test_other_settings_have_another_run_and_all_of_it_is_shown(bowl):
    changes = lambda: setattr(bowl, "learning_rate", 0.3), lambda: bowl.preset("Elsewhere"), bowl.reset, bowl.reset
    for change in changes:
        bowl.at_step = 3
        change()
        assert bowl.at_step is None


def test_a_page_says_itself_where_it_stands(bowl):
    bowl.at_step = 3
    bowl.set_state({"learning_rate": 0.25, "at_step": 7})
    assert (bowl.learning_rate, bowl.at_step) == (0.25, 7)
    bowl.set_state({"hide": ["play", "controls"]})
    assert bowl.hide == ("controls", "play")


def test_where_a_training_stands_is_not_told_by_a_link():
    figure, _ = twins("training")
    figure.train(40)
    figure.minibatches = 100
    figure.learning_rate = 0.5
    assert figure.link == "learning_rate=0.5"
    with pytest.raises(ValueError, match=r"minibatches=100” \(this figure has no such control\)"):
        figure.link = "minibatches=100"
    figure.link = ""
    assert (figure.learning_rate, figure.trained.steps) == (1.0, 240)


def test_no_control_may_bear_the_name_of_what_a_link_says():
    class Named(Optimizer):
        hide: float = 0.1

        def rule(g, hide):
            return -hide * g

    with pytest.raises(ValueError, match="cannot have a control with the name 'hide'"):
        live.Descent(surfaces.parabola, Named(), 1.0)


def test_numbers_of_numpy_are_told_like_others(bowl):
    bowl.learning_rate, bowl.steps = np.float32(0.5), np.int64(20)
    assert bowl.link == "learning_rate=0.5&steps=20"
