"""The live figures of the chapters themselves: each is built as in its notebook and driven by every control."""

import numpy as np
from chapters import every_chapter, figures, shown

from helpers import descend, live


@every_chapter
def test_every_control_of_every_figure_at_its_ends_and_middle(path):
    assert figures(path), "a chapter without a live figure"
    for figure in figures(path):
        for name, control in figure.controls.items():
            seen = []
            for value in control.stops():
                setattr(figure, name, value)
                seen.append(shown(figure))
                assert figure.summary == seen[-1].words != ""
            if isinstance(figure, live.Descent):
                follows_a_descent_of_its_own(figure, seen[-1])
            # ε guards against a division by zero: on a steep surface it changes nothing that could be seen.
            assert moves_something(seen) or name == "epsilon", name
            figure.reset()


def moves_something(scenes):
    """At some position of the control, one of the marks or cells stands elsewhere than at its first."""
    first, *others = [scene.message() for scene in scenes]
    return any((scene["lines"], scene["cells"]) != (first["lines"], first["cells"]) for scene in others)


def follows_a_descent_of_its_own(figure, scene):
    start = figure.start[0] if isinstance(figure.start, list) else figure.start
    values = {name: figure.settings.get(name, getattr(figure.optimizer, name)) for name in figure.kind.hyperparameters}
    surface = figure.surface.at(**{name: figure.settings[name] for name in figure.surface.settings})
    path = descend(surface, start, figure.kind(**values), figure.steps, figure.tolerance)
    drawn = scene.lines[0]
    plane = slice(0, figure.surface.dimension)
    assert np.array_equal(drawn[0, plane], np.atleast_1d(start))
    assert np.array_equal(drawn[-1, plane], np.atleast_1d(path.final), equal_nan=True)


@every_chapter
def test_every_preset_and_back(path):
    for figure in figures(path):
        before = figure.summary
        for name in figure.presets:
            figure.preset(name)
            scene = shown(figure)
            assert figure.summary == scene.words != "", name
            if isinstance(figure, live.Descent):
                follows_a_descent_of_its_own(figure, scene)
        figure.reset()
        assert figure.summary == before


@every_chapter
def test_every_figure_computes_in_the_page(path):
    for figure in figures(path):
        assert not figure.asks, figure.asks
