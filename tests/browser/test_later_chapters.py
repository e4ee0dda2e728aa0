"""The chapters after Part I: what a student meets first. Their figures are the same machinery, driven in full there."""


def test_a_later_chapter_opens_shows_its_pictures_and_moves(later_chapter):
    missing = later_chapter.missing_pictures()
    assert not missing, "\n".join(missing)
    later_chapter.run_to_first_figure()
    figure = next(later_chapter.figures())
    figure.reset()
    figure.reveal()
    before, summary = figure.settled(), figure.summary()
    figure.drag()
    figure.expect_change(before, "a drag")
    figure.expect(lambda: figure.summary() not in ("", summary), "a drag leaves the summary")
