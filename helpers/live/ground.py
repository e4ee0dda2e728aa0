"""A surface as the page knows it, and as the ground of a figure where its settings move it."""

from dataclasses import dataclass

import numpy as np

from helpers.drawing import levels_of
from helpers.surfaces import Surface
from helpers.tracing import surface_program, with_settings


def on_surface(figure):
    """What the page needs of a figure's surface alone."""
    return figure.traced(figure.surface.name, lambda: {"surface": described(figure.surface)})


def described(surface):
    """A surface as the page knows it."""
    return {"programs": surface_program(surface), "dimension": surface.dimension, "name": surface.name,
            "view": [list(ends) for ends in surface.view],
            "minima": surface.minima.reshape(-1, surface.dimension).tolist()}


def movable(surface):
    """The same; its programs look settings up in h, and minima are guesses, where it has settings."""
    if not surface.settings:
        return described(surface)
    programs = {name: f"h => {text}" for name, text in surface_program(with_settings(surface)).items()}
    return {**described(surface), "programs": programs, "settings": list(surface.settings), "log": surface.log_levels,
            "guesses": surface.guesses.reshape(-1, surface.dimension).tolist()}


@dataclass(frozen=True, eq=False)
class Ground:
    """A surface on a window of the panel "main"."""

    surface: Surface
    view: tuple
    side: int = 61  # points a side of what goes to a page

    def heights(self):
        """Row by row from the bottom."""
        points = np.array(np.meshgrid(*(np.linspace(*ends, self.side) for ends in self.view)))
        return self.surface(points if self.surface.dimension == 2 else points[0])

    def message(self):
        """What page/contours.js draws by, without the heights."""
        flat, minima = self.surface.dimension == 1, self.surface.minima
        return {"panel": "main", "side": self.side, "xs": np.linspace(*self.view[0], self.side).tolist(),
                "levels": None if flat else np.ravel(levels_of(self.surface, self.heights())).tolist(),
                "minima": [[x, self.surface(x)] for x in minima] if flat else minima.tolist()}
