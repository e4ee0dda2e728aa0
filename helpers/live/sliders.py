"""ipywidgets sliders as the live figures use them: labelled, with a number box, and their positions known."""

import ipywidgets as widgets
import numpy as np


def log_slider(label, value, low, high, places=120):
    """A slider on a logarithmic scale."""
    low, high = float(np.log10(low)), float(np.log10(high))
    return _labelled(widgets.FloatLogSlider(value=value, min=low, max=high, step=(high - low) / places,
                                            readout_format=".3g"), label)


def slider(label, value, low, high, step):
    """A slider on an even scale."""
    return _labelled(widgets.FloatSlider(value=value, min=low, max=high, step=step, readout_format=".3g"), label)


def whole_slider(label, value, low, high):
    """A slider over whole numbers, in at most some 300 positions at round numbers."""
    rough = (high - low) / 300
    round_numbers = (s * 10**k for k in range(12) for s in (1, 2, 5))
    step = next(s for s in round_numbers if s >= rough)
    control = widgets.IntSlider(value=value, min=low if step == 1 else 0, max=high, step=step, readout_format=",d")
    return _labelled(control, label)


def _labelled(control, label):
    control.description, control.style.description_width = label, "132px"
    control.continuous_update = False  # the stage follows the handle in the page; Python hears when it is let go
    control.add_class("downhill-control")
    return control


def is_log(control):
    """Whether a slider's scale is logarithmic."""
    return isinstance(control, widgets.FloatLogSlider)


def limits(control):
    """The smallest and largest value of a slider, in the value's own scale."""
    if is_log(control):
        return control.base**control.min, control.base**control.max
    return control.min, control.max


def positions_of(control, value):
    """Every value that a slider can stop at, and ``value``, in increasing order."""
    places = int(np.ceil((control.max - control.min) / control.step - 1e-6))
    even = np.minimum(control.min + control.step * np.arange(places + 1), control.max)
    if is_log(control):
        even = control.base**even
    return np.union1d(even, value)


def hyperparameter_slider(hyperparameter, value, ends=None, places=120):
    """The slider for one field of an optimizer: logarithmic for rates and tiny amounts."""
    h = hyperparameter
    if not np.isscalar(value):
        raise ValueError(f"{h.name} must be one number to have a slider, got {value!r}")
    wide = (min(h.low, value / 10), max(h.high, value)) if h.kind == "rate" and value else (h.low, max(h.high, value))
    low, high = ends or wide
    if not low <= value <= high:
        raise ValueError(f"{h.name} must lie within its slider's range ({low:g}, {high:g}), got {value!r}")
    label = h.name.replace("_", " ") + (f" {h.symbol}" if h.symbol != h.name else "")
    if h.kind == "rate" or h.low > 0:
        return log_slider(label, value, low, high, places)
    return slider(label, value, low, high, (high - low) / 99 if h.kind == "fraction" else (high - low) / 100)
