"""From a surface and a rule to a path: ``descend``, and what a path tells.

Which minimum each start reaches (``basins``), how fast a rule goes on a bowl (``stability``), which rate suits it
(``tune``), and one step taken apart (``microscope``).
"""

from helpers.descent.basins import AWAY, NOWHERE, Basins, basins, label
from helpers.descent.microscope import Step, microscope, term_names, terms_program
from helpers.descent.path import Path, descend
from helpers.descent.stability import curvatures, measured_factor, predicted_factor, sharpness, stable_limit, zones
from helpers.descent.tuning import Tuning, tune

# ``basins`` and ``microscope`` are the functions, though modules are called so as well: Python gives a package its
# modules as attributes when they are first imported, and that has happened above.
__all__ = ["AWAY", "NOWHERE", "Basins", "Path", "Step", "Tuning", "basins", "curvatures", "descend", "label",
           "measured_factor", "microscope", "predicted_factor", "sharpness", "stable_limit", "term_names",
           "terms_program", "tune", "zones"]
