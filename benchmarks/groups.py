"""Is a group of digits found, and are all ways to narrow it counted, while a visitor moves a control?"""

from __future__ import annotations

import json
import math
import platform
import statistics
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.groups import exact_group, facets, group_of_areas, members
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import load_digits

MEMBERS_MS, FACETS_MS = 20, 100
"""What finding a group, and counting what it could be narrowed to, may take on 70,000 digits."""

RUNS = 25

LASSO = [
    (60 * (1 + 0.3 * math.sin(7 * step)) * math.cos(step), 60 * math.sin(step))
    for step in (2 * math.pi * corner / 400 for corner in range(400))
]
"""A loop of 400 corners around two thirds of the map."""

GROUPS = (
    "",
    "digit=7 crossed=yes series=students slant=20..",
    "digit=8 thickness=p90.. right=no",
    "thickness=p25..p75 width=p10.. slant=..p90",
    "writer=2154",
    "form=bar,flag split=test family=0..1 holes=0 standard=yes",
    "index=" + ",".join(str(index) for index in range(0, 2_600, 2)),
    str(group_of_areas([LASSO])),
)


def main() -> None:
    """Time several groups, print one JSON object; exit code 1 when one takes longer than it may."""
    try:
        table = load_atlas(load_digits().digits).table
    except ArtifactError as error:
        raise SystemExit(str(error)) from error
    rows: list[dict[str, Any]] = []
    for text in GROUPS:
        group = exact_group(text)
        rows.append(
            {
                "group": group.spaced[:80],
                "digits": len(members(table, group)),
                "members_ms": _median_ms(lambda: members(table, group)),  # noqa: B023 - called at once
                "facets_ms": _median_ms(lambda: facets(table, group)),  # noqa: B023 - called at once
            }
        )
    slowest = {name: max(row[name] for row in rows) for name in ("members_ms", "facets_ms")}
    report = {
        "digits": len(table),
        "groups": rows,
        "slowest": slowest,
        "allowed": {"members_ms": MEMBERS_MS, "facets_ms": FACETS_MS},
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "pandas")},
    }
    print(json.dumps(report, indent=2))
    raise SystemExit(0 if slowest["members_ms"] <= MEMBERS_MS and slowest["facets_ms"] <= FACETS_MS else 1)


def _median_ms(work: Callable[[], Any]) -> float:
    """Return the median time of a call in milliseconds, after one that is not counted."""
    work()
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return round(1000 * statistics.median(seconds), 2)


if __name__ == "__main__":
    main()
