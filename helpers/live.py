"""Live figures: drag a slider and the picture answers in the next frame, with or without a kernel.

``Descent`` walks one or several starts down a surface, ``Race`` lets several optimizers run side by side. ``Slope``
shows a chord become a tangent, ``Direction`` turns a direction and shows the slope along it, ``PhaseMap`` shows how
fast momentum is for every setting, ``Microscope`` takes one step of any rule apart. Each keeps its own state; two
figures never meet.
"""

from helpers.live_descent import Descent
from helpers.live_microscope import Microscope
from helpers.live_phase import PhaseMap
from helpers.live_race import Race
from helpers.live_slopes import Direction, Slope

__all__ = ["Descent", "Direction", "Microscope", "PhaseMap", "Race", "Slope"]
