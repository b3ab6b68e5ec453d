"""The atlas: one row per digit with everything that is known about it."""

from mnist_explore.atlas.table import Atlas, load_atlas
from mnist_explore.columns import BY_NAME, COLUMNS, Column, columns_of, measures_of

__all__ = ["BY_NAME", "COLUMNS", "Atlas", "Column", "columns_of", "load_atlas", "measures_of"]
