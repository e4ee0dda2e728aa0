"""Live figures: drag a slider and the picture answers in the next frame, with or without a kernel.

``Descent`` walks one or several starts down a surface, ``Race`` lets several optimizers run side by side. ``Slope``
shows a chord become a tangent, ``Direction`` turns a direction and shows the slope along it, ``PhaseMap`` shows how
fast momentum is for every setting, ``Settling`` where hundreds of rates settle, ``Microscope`` takes one step of any
rule apart. On data: ``StepError`` shows how far numerical slopes are off, ``LineFit`` a line and its loss, ``Noise``
what minibatches do, ``Classifier`` straight borders that learn, ``BentBorder`` those of a small network,
``LiveTraining`` a network that trains while you watch, ``Runs`` repeated trainings and what they prove. Each keeps its
own state; two figures never meet.
"""

from helpers.faces import face

__all__, __getattr__, __dir__ = face(__name__, {
    "bends": "BentBorder", "classifier": "Classifier", "descent": "Descent", "line": "LineFit",
    "microscope": "Microscope", "noise": "Noise", "phase": "PhaseMap", "race": "Race", "runs": "Runs",
    "settling": "Settling", "slopes": "Direction Slope", "step_error": "StepError",
    "training": "LiveTraining"}, kind="live figure")
