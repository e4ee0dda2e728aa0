"""Drawing with matplotlib: pictures of surfaces, paths and data, and words for what a run did."""

import importlib
import logging
from pathlib import Path

import matplotlib

from helpers.caches import take
from helpers.faces import face

__all__, __getattr__, __dir__ = face(__name__, {
    "pictures": "DPI FINE STORED PanelAxes Picture PictureAxes image_of opaque packed panels renderer_of shown_as",
    "plots": "COLOURS DASHES HUES LARGE SMALL arrow arrows contours curve dress field levels_of look losses mark "
             "path region_colours regions ring tangent",
    "solids": "gallery surface3d",
    "data": "confusion_table dots_with_errors histograms images",
    "heaps": "bar heap",
    "scales": "band_ends fitted power_of_ten ticks",
    "words": "words number place precise"})


def _know_fonts():
    """Have matplotlib's list of fonts, the shared one if there is one, before it makes its own, for seconds, aloud."""
    log = logging.getLogger("matplotlib")
    before = log.level
    log.setLevel(logging.ERROR)
    take("fontlist-*.json", "matplotlib", Path(matplotlib.get_cachedir()))
    importlib.import_module("matplotlib.font_manager")
    log.setLevel(before)


_know_fonts()
