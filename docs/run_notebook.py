"""Run the notebook of findings and keep its results: ``python -m docs.run_notebook``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOTEBOOK = Path(__file__).with_name("findings.ipynb")
PATIENCE_S = 300


def executed(path: Path = NOTEBOOK) -> NotebookNode:
    """Return a notebook with the results that its cells have now.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    return NotebookClient(notebook, timeout=PATIENCE_S, resources={"metadata": {"path": path.parent.parent}}).execute()


def told(cell: NotebookNode) -> str:
    """Return what a cell printed and showed, as text."""
    parts = [one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in cell.get("outputs", [])]
    return "".join(parts)


def main() -> None:
    """Write the notebook with its results, without what only this run knows."""
    import nbformat

    notebook = executed()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            # What LiteRT says of itself on standard error is no result.
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]
            for one in cell.outputs:
                # The picture is in both, and GitHub shows it in this one alone.
                if "image/png" in one.get("data", {}):
                    one.data.pop("text/html", None)
    nbformat.write(notebook, NOTEBOOK)


if __name__ == "__main__":
    main()
