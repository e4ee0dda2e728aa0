"""The walls of a rule that lets no coordinate rest farther out than its ``box`` says (see ``optimizer_base``)."""

import numpy as np

from helpers.drawing import COLOURS
from helpers.live.scene import Mark
from helpers.tracing import function_program

MARK = Mark("main", COLOURS["black"], width=2.5, dash=(3, 3), label="no coordinate can rest outside")
CORNERS = {2: [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], 1: [(-1, -1), (-1, 1), (1, 1), (1, -1)]}


def walls_spec(kind):
    """What the page needs to draw them for any settings; nothing for a rule that has none."""
    names = list(kind.arguments_box)
    return {"box": {"names": names, "program": function_program(kind.box, names)}} if names else {}


def walls(optimizer, dimension):
    """A closed line on a map; on a graph two upright ones; nothing where they are endlessly far away."""
    far = optimizer.farthest
    if not np.isfinite(far):
        return np.empty((0, 2))
    return np.array(CORNERS[dimension]) * [far, far if dimension == 2 else 1e9]
