"""Train and Stop by clicking: the page follows a thread of the kernel, and keeps what was learned."""

import re

import pytest

SOURCE = """
live.LiveTraining(Network((64, 100, 50, 10)), datasets.digits(), optimizers.Momentum(1.0, 0.0),
                  ranges={"learning_rate": (0.01, 100)})
""".strip()


@pytest.fixture(scope="module")
def cell(own_notebook):
    """The cell with the figure of these tests, run."""
    own_notebook.show()
    return own_notebook.add(SOURCE)


@pytest.fixture
def figure(own, cell):
    figure, = own.figures_in(cell)
    return figure


def minibatch(figure):
    """The number of minibatches that the summary tells."""
    return int(re.search(r"inibatch ([\d,]+):", figure.summary())[1].replace(",", ""))


def right(figure):
    """The percentage of test pictures right that the summary tells."""
    return int(re.search(r"(\d+)% right", figure.summary())[1])


def start_over(figure):
    """Wait until it is done: the kernel may hear the next click in another thread, before it comes to this one."""
    figure.part("again").click()
    figure.expect(lambda: minibatch(figure) == 200, "it does not start over")
    figure.expect(lambda: "The next" in figure.summary(), "it does not try out what would come next")


def test_train_stop_look_back_and_start_over(figure):
    button, untrained = figure.part("train"), figure.settled()
    figure.expect(lambda: minibatch(figure) == 200, "the first minibatches are not shown")

    button.click()
    figure.expect(lambda: "Stop" in button.inner_text(), "the button does not offer to stop")
    figure.expect(lambda: minibatch(figure) > 300, "the page does not follow the training")
    figure.expect(lambda: figure.picture() != untrained, "the words go on, the picture stands still")

    button.click()
    figure.expect(lambda: "Train" in button.inner_text(), "it does not stop")
    figure.expect(lambda: "The next" in figure.summary(), "it does not try out what would come next")
    stopped = figure.settled()
    reached = minibatch(figure)
    assert 300 < reached < 4200
    figure.page.wait_for_timeout(400)
    assert (figure.picture(), minibatch(figure)) == (stopped, reached), "something trains on"
    look_back = figure.root.locator(".downhill-minibatches")
    number = look_back.locator("input[type=text]")
    figure.expect(lambda: number.input_value() == f"{reached:,}", "the slider stays behind")

    look_back.locator("input[type=range]").focus()
    figure.press("PageDown", times=2)
    figure.expect(lambda: minibatch(figure) < reached and "Looking back" in figure.summary(), "no looking back")

    start_over(figure)
    figure.expect(lambda: figure.summary().startswith("Minibatch 200:"), "it does not look at the last minibatch")
    begun = figure.look()
    figure.part("train").click()
    figure.expect(lambda: minibatch(figure) > 300, "it does not train again")
    start_over(figure)
    figure.expect(lambda: figure.look() == begun, "starting over once more leads elsewhere")


def test_a_rate_that_is_changed_while_it_trains_counts(figure):
    start_over(figure)
    figure.part("train").click()
    figure.expect(lambda: minibatch(figure) > 300, "the page does not follow the training")
    figure.range().focus()
    figure.press("End")  # a rate of 100: the network forgets all it knew
    figure.expect(lambda: "Training" in figure.summary() and right(figure) < 40, "the rate does not count")
    figure.part("train").click()
    figure.expect(lambda: "The next" in figure.summary(), "it does not stop")


def test_a_drag_tells_the_kernel_nothing_until_it_rests(figure, own):
    figure.reset()
    figure.expect(lambda: figure.summary().startswith("Minibatch 200:"), "reset does not start over")
    figure.expect(lambda: "The next" in figure.summary(), "it does not try out what would come next")
    told = figure.summary()
    own.count_messages()
    figure.drag()
    assert own.messages_while_pressed() == 0
    figure.expect(lambda: "The next" in figure.summary() and figure.summary() != told, "the new rate is not tried out")
    figure.reset()
    figure.expect(lambda: figure.summary() == told, "reset does not start over with the settings of the text")
