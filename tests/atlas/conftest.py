"""The small atlas that these tests ask and damage."""

from tests.small_atlas import few, few_atlas, few_folder

__all__ = ["few", "few_atlas", "few_folder"]
