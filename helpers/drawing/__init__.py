"""Drawing with matplotlib: pictures of surfaces, paths and data, and words for what a run did."""

from helpers.drawing import words
from helpers.drawing.data import confusion_table, dots_with_errors, histograms, images, scatter_classes
from helpers.drawing.heaps import bar, heap
from helpers.drawing.pictures import (
    DPI,
    FINE,
    STORED,
    PanelAxes,
    Picture,
    PictureAxes,
    image_of,
    opaque,
    packed,
    panels,
    renderer_of,
    shown_as,
)
from helpers.drawing.plots import (
    COLOURS,
    DASHES,
    HUES,
    LARGE,
    SMALL,
    arrow,
    arrows,
    contours,
    curve,
    dress,
    field,
    gallery,
    look,
    losses,
    mark,
    path,
    region_colours,
    regions,
    ring,
    surface3d,
    tangent,
)
from helpers.drawing.ticks import band_ends, fitted, power_of_ten, ticks
from helpers.drawing.words import number, place, precise

__all__ = ["COLOURS", "DASHES", "DPI", "FINE", "HUES", "LARGE", "SMALL", "STORED", "PanelAxes", "Picture",
           "PictureAxes", "arrow", "arrows", "band_ends", "bar", "confusion_table", "contours", "curve",
           "dots_with_errors", "dress", "field", "fitted", "gallery", "heap", "histograms", "image_of", "images",
           "look", "losses", "mark", "number", "opaque", "packed", "panels", "path", "place", "power_of_ten",
           "precise", "region_colours", "regions", "renderer_of", "ring", "scatter_classes", "shown_as", "surface3d",
           "tangent", "ticks", "words"]
