"""Run by itself, on a copy of the package with one measure more: prints where that measure is found, as JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import mnist_explore
from mnist_explore.__main__ import main
from mnist_explore.analysis.errors.by_style import style_errors
from mnist_explore.analysis.errors.confusion import Answers
from mnist_explore.analysis.writers.habits import find_habits, habit_measures
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.export import table_bytes
from mnist_explore.atlas.styles import describe_digit
from mnist_explore.build.stages import build_atlas
from mnist_explore.columns import measures_of
from mnist_explore.digits import Digits
from mnist_explore.sources import Found, bundled_digits

NAME = "left_share"


def written_digits() -> Digits:
    """Return 240 of the bundled digits, with five made-up writers of two groups."""
    uci = bundled_digits()
    rows = np.r_[uci.where_split("train")[:160], uci.where_split("test")[:80]]
    writer = (np.arange(len(rows)) % 5).astype(np.int32)
    series = np.where(writer < 2, 4, 0).astype(np.int8)
    return Digits("few", uci.images[rows], uci.labels[rows], uci.split[rows], writer, series)


def found_in_library(atlas: Atlas) -> dict[str, Any]:
    """Return what the table, the command line and the statistics say of the measure."""
    described = io.StringIO()
    with contextlib.redirect_stdout(described):
        main(["export", "--describe"])
    labels = atlas.digits.labels
    wrong = np.where(np.arange(len(labels)) % 4 == 0, (labels + 1) % 10, labels)
    errors = style_errors(atlas, Answers("a", "train", np.arange(len(labels)), labels, wrong, None))
    return {
        "package": str(Path(mnist_explore.__file__).parent),
        "header": table_bytes(Path("a.csv"), lambda: atlas.table).split(b"\n")[0].decode().split(","),
        "described": described.getvalue(),
        "values": atlas.table[NAME].tolist(),
        "ink": (atlas.digits.images[:, :, :14].sum(axis=(1, 2)) / atlas.digits.images.sum(axis=(1, 2))).tolist(),
        "of a visitor": describe_digit(atlas.digits.images[3], int(labels[3]), atlas.styles)[NAME],
        "habits": [
            habit.sentence.text for habit in find_habits(atlas.table, 0, habit_measures()) if habit.measure == NAME
        ],
        "errors": errors.styles.loc[errors.styles["measure"] == NAME, "name"].tolist(),
        "to colour by": measures_of("amount"),
    }


def found_on_pages(atlas: Atlas, folder: Path) -> dict[str, Any]:
    """Return what the pages show of the measure."""
    from mnist_explore.ui import shell
    from mnist_explore.ui.base import cache
    from tests.ui.conftest import assert_calm, said, visit

    shell.load_digits = lambda **_: Found(atlas.digits, "a test")  # type: ignore[attr-defined]
    cache.load_atlas = partial(load_atlas, folder=folder)  # type: ignore[attr-defined]
    spread = visit("variation", digit="7", variation_view="Spread", variation_measure="Share on the left")
    ranking = visit("variation", digit="7", variation_view="Ranking")
    card = visit("samples", index="5")
    errors = visit("confusion", confusion_view="Styles that fool it")
    writers = visit("writers", writers_view="Within and between writers")
    for page in (spread, ranking, card, errors, writers):
        assert_calm(page)
    return {
        "spread": spread.selectbox(key="variation_measure").options,
        "extremes": said(spread),
        "ranking": said(ranking),
        "card": "".join(str(chart.proto) for chart in card.get("plotly_chart")),
        "errors to look at": errors.selectbox(key="confusion_measure").options,
        "writers": writers.selectbox(key="writers_share_measure").options,
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    digits = written_digits()
    build_atlas(digits, folder=folder)
    atlas = load_atlas(digits, folder=folder)
    answer = found_in_library(atlas) | found_on_pages(atlas, folder)
    Path(sys.argv[2]).write_text(json.dumps(answer))
