"""The comparison's numbers against a second count that shares no code with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.comparing import compare
from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.export import table_bytes
from mnist_explore.atlas.groups import exact_group, members
from mnist_explore.digits import Digits
from tests.analysis.comparing.recount import ANSWERS, NUMBERS, PAIRS, Row, read_rows, recount

pytestmark = [pytest.mark.mnist, pytest.mark.slow]


@pytest.fixture(scope="module")
def table(mnist: Digits) -> pd.DataFrame:
    """Return MNIST's atlas."""
    return load_atlas(mnist).table


@pytest.fixture(scope="module")
def rows(table: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Return the atlas as another program reads it: from an exported CSV."""
    path = tmp_path_factory.mktemp("export") / "atlas.csv"
    path.write_bytes(table_bytes(path, lambda: table))
    return read_rows(path)


@pytest.mark.parametrize("pair", PAIRS)
def test_compare_is_as_recounted(table: pd.DataFrame, rows: list[Row], pair: str) -> None:
    """Counts, means, medians, spreads, effects, shares and error rates agree, and the interval's width to a tenth."""
    first, second = (members(table, exact_group(text)) for text in pair.split(" | "))
    found = compare(table, first, second)
    assert found.measures is not None and found.shares is not None
    expected = recount(rows, pair)
    assert [len(first), len(second)] == expected["digits"] and len(found.shared) == expected["shared"]
    measures = found.measures.set_index("measure")
    for name in NUMBERS:
        row, counted = measures.loc[name], expected[name]
        for statistic in ("mean", "median", "spread"):
            assert [row[f"first_{statistic}"], row[f"second_{statistic}"]] == pytest.approx(counted[statistic], 1e-5)
        assert row["difference"] == pytest.approx(counted["mean"][0] - counted["mean"][1], abs=1e-4)
        assert row["effect"] == pytest.approx(counted["effect"], abs=1e-5)
    shares = found.shares.set_index("measure")
    for name in ANSWERS:
        assert (name in expected) == (name in measures.index)
        if name in expected:
            assert measures.loc[name, "effect"] == pytest.approx(expected[name]["effect"], abs=1e-6)
            assert list(shares.loc[name, ["first_share", "second_share"]]) == pytest.approx(expected[name]["mean"])
    assert list(shares.loc["misclassified", ["first_share", "second_share"]]) == pytest.approx(
        expected["misclassified"]
    )
    slant = measures.loc["slant_deg"]
    # 999 draws of 1.96 or a little more standard errors, against 400 draws by another generator: ±4 % one sigma.
    width = (slant["difference_high"] - slant["difference_low"]) / 2
    assert width / expected["drawn"] == pytest.approx(1.97, rel=0.15)
    assert np.sign(slant["difference_low"]) != np.sign(slant["difference_high"]) or slant["p"] < 0.05
