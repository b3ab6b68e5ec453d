"""The map of pictures of named classes in a real browser: a class is known by its number, whatever it is called."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.e2e.conftest import assert_whole, serving
from tests.e2e.test_map import open_map
from tests.letters import CAPITALS, letters

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = CAPITALS[:5]


@pytest.mark.thorough
def test_class_chosen_on_the_map_of_letters(page: Page, tmp_path: Path) -> None:
    """Without a choice the map counts the pictures of every letter, with one those of that letter alone."""
    made = letters(NAMES, each=40)
    np.savez(tmp_path / "own.npz", images=made.images, labels=np.array(NAMES)[made.labels])
    places = {"DATA": tmp_path / "own.npz", "PRODUCTS": tmp_path / "products", "CACHE": tmp_path / "cache"}
    environment = {f"MNIST_EXPLORE_{name}": str(path) for name, path in places.items()}
    subprocess.run([sys.executable, "-m", "mnist_explore", "build"], env=os.environ | environment, check=True)
    with serving(environment, tmp_path / "log.txt") as address:
        open_map(page, f"{address}/map")
        assert counts(page) == dict.fromkeys(NAMES, 40)
        open_map(page, f"{address}/map?digit={NAMES[2]}")
        assert counts(page) == {NAMES[2]: 40}
        assert_whole(page)
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


def counts(page: Page) -> dict[str, int]:
    """Return how many pictures the legend says that the map shows of each class."""
    return {
        re.findall(r"[A-Z]", text)[0]: int(re.findall(r"\d+", text)[-1])
        for text in page.locator(".legend .item").all_inner_texts()
    }
