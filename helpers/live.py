"""Live figures: drag a slider and the picture answers in the next frame, with or without a kernel.

``Descent`` walks one or several starts down a surface, ``Race`` lets several optimizers run side by side. ``Slope``
shows a chord become a tangent, ``Direction`` turns a direction and shows the slope along it, ``PhaseMap`` shows how
fast momentum is for every setting, ``Microscope`` takes one step of any rule apart. On data: ``StepError`` shows how
far numerical slopes are off, ``LineFit`` a line and its loss, ``Noise`` what minibatches do, ``Classifier`` boundaries
that learn, ``LiveTraining`` a network that trains while you watch, ``Runs`` repeated trainings and what they prove.
Each keeps its own state; two figures never meet.
"""

import importlib

# Each is imported when it is asked for: a chapter does not wait for what other chapters need.
_MODULES = {"Classifier": "live_classifier", "Descent": "live_descent", "Direction": "live_slopes",
            "LineFit": "live_line", "LiveTraining": "live_training", "Microscope": "live_microscope",
            "Noise": "live_noise", "PhaseMap": "live_phase", "Race": "live_race", "Runs": "live_runs",
            "Slope": "live_slopes", "StepError": "live_step_error"}


def __getattr__(name):
    if name not in _MODULES:
        raise AttributeError(f"there is no live figure {name!r}; there are {', '.join(_MODULES)}")
    return getattr(importlib.import_module(f"helpers.{_MODULES[name]}"), name)


def __dir__():
    return list(_MODULES)
