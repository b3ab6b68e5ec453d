"""What a digit looks like, as numbers: how it leans, how bold and how large it is, its strokes and its holes."""

from mnist_explore.style.moments import areas_px, slants_deg
from mnist_explore.style.topology import count_holes

__all__ = ["areas_px", "count_holes", "slants_deg"]
