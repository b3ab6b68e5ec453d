"""What a digit looks like, as numbers: how it leans, how bold and how large it is, its strokes and its holes."""

from mnist_explore.style.measures.measurement import measure, structures
from mnist_explore.style.measures.moments import areas_px, box_sizes_px, proportions, slants_deg
from mnist_explore.style.measures.strokes import skeletons, stroke_sizes_px
from mnist_explore.style.measures.topology import count_ends_and_junctions, count_holes
from mnist_explore.style.measures.upright import deslant

__all__ = [
    "areas_px",
    "box_sizes_px",
    "count_ends_and_junctions",
    "count_holes",
    "deslant",
    "measure",
    "proportions",
    "skeletons",
    "slants_deg",
    "stroke_sizes_px",
    "structures",
]
