"""How heavy and how smooth the map is, beside the Plotly map that it replaced, in one run.

``python -m benchmarks.map`` starts the app, the app as it was with Plotly (commit 68a0f1d, taken out of the history),
an empty page and an empty page with one small chart, opens each in a Chromium of its own, taking turns, and prints one
JSON object: kilobytes until nothing more comes, seconds and CPU seconds of the browser to the first picture, then of 60
moves of a drag over the whole map the 95th percentile of the time between frames and the CPU seconds of all the
browser's processes, and what a lasso sends. It ends with a failure where a goal is missed.

The quality gate: the digits that the map selects in the browser are as many as Python finds in the area that the
address then names, to the digit. Plotly is asked for the same loop; its corners lie on whole pixels, the map's on a
grid, so that digits within a pixel of the line may be in one and not in the other, and no more than these.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tarfile
import tempfile
from contextlib import ExitStack
from importlib.metadata import version
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.map_visits import Found, corners, visited
from benchmarks.servers import ROOT, serving

BEFORE = "68a0f1d"
ROUNDS = 2
GOALS = {"above_empty_kilobytes": 500, "first_picture_against_chart": 1.3, "pan_p95_ratio": 0.25,
         "pan_cpu_ratio": 0.25, "lasso_bytes": 1_000}  # fmt: skip
"""The most that each may be."""

EMPTY = "import streamlit as st\n\nst.title('Empty')\n"
CHART = EMPTY + "import plotly.graph_objects as go\nst.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[1, 2])))\n"


def before_it(folder: Path) -> Path:
    """Unpack the app as it was with the Plotly map; return where."""
    packed = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run() -> dict[str, object]:
    """Return what was measured."""
    from playwright.sync_api import sync_playwright

    from mnist_explore.atlas import load_atlas
    from mnist_explore.atlas.layouts import grid_steps, layouts_of
    from mnist_explore.sources import load_digits

    places = grid_steps(layouts_of(load_atlas(load_digits().digits))[0].places) / 100.0
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        scripts = {"empty": EMPTY, "chart": CHART}
        for script, text in scripts.items():
            (folder / f"{script}.py").write_text(text)
        old = before_it(folder / "before")
        ports = {script: stack.enter_context(serving(folder / f"{script}.py")).port for script in scripts}
        ports |= {"map": stack.enter_context(serving(ROOT / "app.py")).port}
        ports |= {"plotly": stack.enter_context(serving(old / "app.py")).port}
        addresses = {page: f"http://127.0.0.1:{port}{'/map' if page in ('map', 'plotly') else ''}"
                     for page, port in ports.items()}  # fmt: skip
        found: dict[str, list[Found]] = {page: [] for page in addresses}
        driver = stack.enter_context(sync_playwright())
        for turn in range(ROUNDS + 1):
            for page in sorted(addresses, reverse=bool(turn % 2)):
                one = visited(driver, page, addresses[page], places)
                # The first turn loads the servers' shared objects.
                found[page] += [one] if turn else []
    return result(found, places)


def check_selected(found: dict[str, list[Found]], places: NDArray[np.float64]) -> dict[str, object]:
    """Return how many digits are selected, or stop where they are not the same."""
    from mnist_explore.atlas.groups.regions import inside, region_from_text

    ours = {one.selected for one in found["map"]}
    for one in found["map"]:
        python = int(inside(places, region_from_text(one.region)[1]).sum())
        if one.selected != python:
            raise SystemExit(f"the browser selects {one.selected} digits and Python {python}")
    decided = near_line(places, corners(places))
    theirs = {one.selected for one in found["plotly"]}
    for mine, other in product(ours, theirs):
        if abs(mine - other) > decided:
            raise SystemExit(f"the same loop selects {mine} digits here and {other} with Plotly; {decided} lie near it")
    return {
        "map": sorted(ours),
        "python": sorted(ours),
        "plotly": sorted(theirs),
        "within_a_pixel_of_the_line": decided,
    }


def near_line(places: NDArray[np.float64], loop: NDArray[np.float64]) -> int:
    """Return how many digits lie within a pixel of a loop, where the map stands 600 pixels high."""
    reach = float(np.ptp(places, axis=0).max()) / 600
    near = np.zeros(len(places), bool)
    for start, end in zip(loop, np.roll(loop, -1, axis=0), strict=True):
        along = np.clip((places - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
        near |= np.hypot(*(places - start - along[:, None] * (end - start)).T) <= reach
    return int(near.sum())


def result(found: dict[str, list[Found]], places: NDArray[np.float64]) -> dict[str, object]:
    """Return medians and ratios, and whether the goals are met."""

    def median(page: str, what: str) -> float:
        return float(statistics.median(getattr(one, what) for one in found[page]))

    selected = check_selected(found, places)
    measured = {
        "above_empty_kilobytes": round(median("map", "kilobytes") - median("empty", "kilobytes")),
        "first_picture_against_chart": round(median("map", "seconds") / median("chart", "seconds"), 2),
        "pan_p95_ratio": round(median("map", "p95_ms") / median("plotly", "p95_ms"), 2),
        "pan_cpu_ratio": round(median("map", "cpu_s") / median("plotly", "cpu_s"), 2),
        "lasso_bytes": round(median("map", "lasso_bytes")),
    }
    return {
        "goals": {
            name: {"at_most": most, "measured": measured[name], "met": measured[name] <= most}
            for name, most in GOALS.items()
        },
        "first_view_kilobytes": {page: round(median(page, "kilobytes")) for page in found},
        "first_picture_seconds": {page: round(median(page, "seconds"), 2) for page in found},
        "first_picture_cpu_seconds": {page: round(median(page, "first_cpu_s"), 2) for page in found},
        "pan_p95_ms": {page: round(median(page, "p95_ms")) for page in ("map", "plotly")},
        "pan_cpu_seconds": {page: round(median(page, "cpu_s"), 2) for page in ("map", "plotly")},
        "lasso_bytes": {page: round(median(page, "lasso_bytes")) for page in ("map", "plotly")},
        "selected": selected,
        "rounds": ROUNDS,
        "versions": {
            "python": platform.python_version(),
            "streamlit": version("streamlit"),
            "plotly": version("plotly"),
        },
    }


if __name__ == "__main__":
    printed = run()
    print(json.dumps(printed, indent=2))
    goals: Any = printed["goals"]
    sys.exit(not all(one["met"] for one in goals.values()))
