"""A digit written differently: at another slant, with another stroke width, larger, smaller or turned."""

from mnist_explore.style.restyling.dial import Dial, Flip, dial
from mnist_explore.style.restyling.restyle import RANGES, dial_values, restyle, size_px

__all__ = ["RANGES", "Dial", "Flip", "dial", "dial_values", "restyle", "size_px"]
