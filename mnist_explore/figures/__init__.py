"""Plotly figures: arrays in, figures out. Colours follow the page's theme except where digits have their own."""

from mnist_explore.figures.attribution import attribution_figure
from mnist_explore.figures.colours import DIGIT_COLOURS, GROUP_COLOURS, class_colour
from mnist_explore.figures.comparing import effect_figure, overlaid_figure, paired_share_figure, two_group_map
from mnist_explore.figures.errors import confusion_figure, mark_cell, rate_figure, ratio_figure
from mnist_explore.figures.maps import MAP_UNIT
from mnist_explore.figures.measures import (
    distribution_figure,
    interval_figure,
    percentile_figure,
    ranking_figure,
    share_figure,
    variance_shares_figure,
)
from mnist_explore.figures.pictures import difference_figure, probability_figure

__all__ = [
    "DIGIT_COLOURS",
    "GROUP_COLOURS",
    "MAP_UNIT",
    "attribution_figure",
    "class_colour",
    "confusion_figure",
    "difference_figure",
    "distribution_figure",
    "effect_figure",
    "interval_figure",
    "mark_cell",
    "overlaid_figure",
    "paired_share_figure",
    "percentile_figure",
    "probability_figure",
    "ranking_figure",
    "rate_figure",
    "ratio_figure",
    "share_figure",
    "two_group_map",
    "variance_shares_figure",
]
