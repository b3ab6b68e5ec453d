"""The atlas: one row per digit with everything that is known about it."""

from mnist_explore.atlas.columns import BY_NAME, COLUMNS, Column, columns_of
from mnist_explore.atlas.table import Atlas, load_atlas

__all__ = ["BY_NAME", "COLUMNS", "Atlas", "Column", "columns_of", "load_atlas"]
