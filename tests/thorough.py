"""What is tested thoroughly: after everything else, by ``.ci/run`` or ``pytest -m thorough``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def and_thoroughly(values: Sequence[Any], *, first: int) -> list[Any]:
    """Return a test's parameters, of which the `first` are tested every time and the rest thoroughly.

    For one and the same test on more pages, widths or classes, each of which takes a browser many seconds.
    """
    return [*values[:first], *(pytest.param(value, marks=pytest.mark.thorough) for value in values[first:])]
