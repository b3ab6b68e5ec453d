"""Two groups of digits compared: what sets them apart, how surely, and which digits show it."""

from mnist_explore.analysis.comparing.comparison import Comparison, compare
from mnist_explore.analysis.comparing.distributions import OverlaidDistributions, overlaid_distributions
from mnist_explore.analysis.comparing.pair import NAMES, Pair
from mnist_explore.analysis.comparing.pictures import AveragePictures, average_pictures
from mnist_explore.analysis.comparing.places import MapPlaces, map_places
from mnist_explore.analysis.comparing.typical import Separation, separate

__all__ = [
    "NAMES",
    "AveragePictures",
    "Comparison",
    "MapPlaces",
    "OverlaidDistributions",
    "Pair",
    "Separation",
    "average_pictures",
    "compare",
    "map_places",
    "overlaid_distributions",
    "separate",
]
