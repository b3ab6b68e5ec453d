"""The atlas: one row per digit with everything that is known about it."""

from mnist_explore.atlas.build import STAGES, build_atlas
from mnist_explore.atlas.columns import BY_NAME, COLUMNS, Column, columns_of
from mnist_explore.atlas.table import Atlas, atlas_folder, load_atlas

__all__ = ["BY_NAME", "COLUMNS", "STAGES", "Atlas", "Column", "atlas_folder", "build_atlas", "columns_of", "load_atlas"]
