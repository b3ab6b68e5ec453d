"""What the rules are held against: the source as syntax trees, its imports and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


PACKAGE = sorted((ROOT / "mnist_explore").rglob("*.py"))


PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def at(path: Path, node: ast.AST | int) -> str:
    """Return ``file:line`` of a node."""
    return f"{path.relative_to(ROOT)}:{node if isinstance(node, int) else node.lineno}"  # type: ignore[attr-defined]


def part_of(path: Path) -> str:
    """Return the part of the project that a file belongs to."""
    inside = path.relative_to(ROOT)
    return Path(inside.parts[1]).stem if inside.parts[0] == "mnist_explore" else "pages"


def imports(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield every module that a file names in an import, with the statement."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((name.name, node) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{at(path, node)}: relative import; write the whole name"
            yield from ((f"{node.module}.{name.name}", node) for name in node.names)


def called(node: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call in a file, with the last part of its name."""
    yield from ((called(node), node) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a file."""
    yield from (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def none(broken: list[str]) -> None:
    """Fail with one line for each place where a rule is broken."""
    assert not broken, "\n" + "\n".join(broken)


HEAVY = {
    "PIL",
    "ai_edge_litert",
    "cleanlab",
    "dask",
    "faiss",
    "keras",
    "openTSNE",
    "pandas",
    "plotly",
    "pyarrow",
    "scipy",
    "skimage",
    "sklearn",
    "streamlit_drawable_canvas",
    "tensorflow",
}
