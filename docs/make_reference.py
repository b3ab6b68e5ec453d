"""Make the reference from the docstrings by pdoc: ``python -m docs.make_reference [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

MODULES = (
    "mnist_explore.notebook",
    "mnist_explore.figures",
    "mnist_explore.digits",
    "mnist_explore.atlas",
    "mnist_explore.analysis",
    "mnist_explore.columns",
    "mnist_explore.sources",
    "mnist_explore.ink",
    "mnist_explore.style",
    "mnist_explore.embedding",
    "mnist_explore.errors",
)
"""What programs and notebooks call; pages, training and what fills the atlas are read in the source."""


def make(folder: Path) -> None:
    """Write the reference of :data:`MODULES` into a folder, as HTML."""
    from pdoc import pdoc
    from pdoc.render import configure

    configure(docformat="numpy", show_source=False)
    pdoc(*MODULES, output_directory=folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("reference"))
