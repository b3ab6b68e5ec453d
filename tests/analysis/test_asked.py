"""Groups as texts ask for them, disputed labels among them."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.asked import asked_rows
from mnist_explore.analysis.errors.disputed import rank_labels
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups.regions import box, to_text
from mnist_explore.atlas.maps import load_maps
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.digits import SPLITS, Digits
from mnist_explore.errors import ArtifactError, DataError


def test_asked_rows(few_atlas: Atlas) -> None:
    """The rows of a group come with its sentence; a text that cannot be read is refused."""
    rows, told = asked_rows(few_atlas, "digit=3 slant=0..")
    assert rows.equals(few_atlas.where("digit=3 slant=0..")) and told.startswith(
        f"threes leaning over 0°: {len(rows)} of"
    )
    with pytest.raises(DataError, match="bogus"):
        asked_rows(few_atlas, "bogus=3")
    with pytest.raises(
        DataError, match=r"^The region lies on another map, and these digits have only the map by pixels"
    ):
        asked_rows(few_atlas, "region=style.AABkAABk")
    with pytest.raises(ArtifactError):
        asked_rows(few_atlas, "disputed=yes")


def test_asked_rows_of_a_region_on_another_layout(uci: Digits) -> None:
    """A region on the threes' own map gives the threes that lie in it, and the sentence says on which map."""
    atlas = load_atlas(uci)
    rows, told = asked_rows(atlas, f"digit=3 region=own.{to_text([box(-100, -100, 0, 100)])}")
    left = load_maps(uci).places["own"][:, 0] / 65_535 * 200 - 100 < -0.01
    assert abs(len(rows) - int((left & (uci.labels == 3)).sum())) <= 1 and len(rows) > 20
    assert told == f"threes in a region of the map of their class alone: {len(rows)} of {int((uci.labels == 3).sum())}"


@pytest.mark.mnist
@pytest.mark.slow
def test_asked_rows_disputed(mnist: Digits) -> None:
    """Disputed labels are those that the rankings of both splits count, and the rest is the rest."""
    doubt = load_methods(mnist).doubt
    rankings = [rank_labels(mnist, doubt, split=split) for split in SPLITS]
    counted = np.sort(np.concatenate([one.indices[one.counted] for one in rankings]))
    atlas = load_atlas(mnist)
    rows, told = asked_rows(atlas, "disputed=yes")
    assert rows["index"].tolist() == counted.tolist() != []
    assert told == f"digits whose label is disputed: {len(counted):,} of 70,000"
    assert len(asked_rows(atlas, "disputed=no")[0]) == 70_000 - len(counted)
