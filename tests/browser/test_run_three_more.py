"""A press of "Run three more" trains networks while the sliders go on answering, as in chapter 20."""

SOURCE = "live.Runs()"


def test_three_more_fall_among_the_dots_and_reset_takes_them_away(own):
    figure = own.figure(SOURCE)
    first, told = figure.reset(), figure.summary()
    button, note = figure.part("more"), figure.part("work").locator(".downhill-note")
    button.click()
    figure.expect(button.is_disabled, "nothing begins")
    own.count_messages()
    figure.drag()  # while they are trained
    assert own.messages_while_pressed() == 0
    figure.expect(lambda: figure.picture() != first, "a drag during the training moves nothing")
    figure.expect(lambda: figure.summary().startswith("25 runs each"), "three more runs do not arrive")
    figure.expect(lambda: "3 more in each group" in note.inner_text(), "the new runs are not told")
    figure.expect(button.is_enabled, "the button stays grey")
    assert figure.number().input_value() == "25"
    with_them = figure.settled()
    figure.range().focus()
    figure.press("ArrowLeft", times=3)
    figure.expect(lambda: figure.summary() == told, "22 runs are not those that were recorded")
    figure.press("End")
    figure.expect(lambda: figure.picture() == with_them, "the slider does not reach the new runs")
    figure.part("reset").first.click()
    figure.expect(lambda: figure.picture() == first, "reset does not take the new runs away")
    figure.expect(lambda: figure.summary() == told, "reset does not bring back the words")
    figure.expect(lambda: not note.inner_text(), "reset leaves what was told of new runs")
