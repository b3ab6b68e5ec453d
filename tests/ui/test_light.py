"""What pages load: a visitor who looks and draws never waits for TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

VISIT_ALL = """
import sys
from streamlit.testing.v1 import AppTest
from mnist_explore.ui.shell import PAGES
from tests.ui.test_yours import SEVEN

for page in PAGES.values():
    test = AppTest.from_file("APP", default_timeout=120)
    if page.file != "app.py":
        test.switch_page(page.file)
    test.session_state["yours_drawing"] = SEVEN
    test.run()
    assert not test.exception, test.exception
print("loaded:", sorted({"tensorflow", "keras", "torch", "openTSNE", "numba"} & sys.modules.keys()))
"""


def test_pages_leave_tensorflow_out(tmp_path: Path) -> None:
    """All pages, a drawing that is classified included, run without TensorFlow, Keras or openTSNE being imported."""
    script = tmp_path / "visit_all.py"
    script.write_text(VISIT_ALL.replace("APP", str(ROOT / "app.py")))
    nowhere = {"MNIST_EXPLORE_CACHE": str(tmp_path / "cache"), "KERAS_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment = {name: value for name, value in os.environ.items() if name != "MNIST_EXPLORE_DATA"} | nowhere
    done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "loaded: []" in done.stdout, done.stdout
