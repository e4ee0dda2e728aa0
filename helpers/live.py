"""Live figures: drag a slider and the picture answers in the next frame, with or without a kernel.

``Descent`` walks one or several starts down a surface. ``Slope`` shows a secant become a tangent; ``Direction`` turns a
direction and shows the slope along it. Each keeps its own state; two figures never meet.
"""

from helpers.live_descent import Descent
from helpers.live_slopes import Direction, Slope

__all__ = ["Descent", "Direction", "Slope"]
