"""The reference is made from the docstrings without a complaint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_reference_is_made_without_warnings(tmp_path: Path) -> None:
    """Every docstring is read, with pdoc's warnings as errors; what notebooks call has its page and its parameters."""
    command = [sys.executable, "-W", "error::UserWarning", "-m", "docs.make_reference", str(tmp_path)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0 and "Warn:" not in made.stderr, made.stderr[-2000:]
    notebook = (tmp_path / "mnist_explore" / "notebook.html").read_text()
    assert all(f'id="{name}"' in notebook for name in ("load_digits", "load_atlas", "digit_at", "group_of", "card_of"))
    # Numpy's headings were understood, not shown as text.
    assert "<h6" in notebook and "Parameters\n---" not in notebook
    assert "distribution_figure" in (tmp_path / "mnist_explore" / "figures.html").read_text()
