"""Plotly figures: arrays in, figures out. Colours follow the page's theme except where digits have their own."""

from mnist_explore.figures.colours import DIGIT_COLOURS
from mnist_explore.figures.maps import MAP_UNIT, style_map_by_digit, style_map_by_slant
from mnist_explore.figures.pictures import confusion_figure, difference_figure, probability_figure

__all__ = [
    "DIGIT_COLOURS",
    "MAP_UNIT",
    "confusion_figure",
    "difference_figure",
    "probability_figure",
    "style_map_by_digit",
    "style_map_by_slant",
]
