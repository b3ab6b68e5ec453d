"""Who imports whom: one way down, heavy packages only where they are needed, caches in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.rules.source import HEAVY, PACKAGE, PAGES, ROOT, at, imports, none, parsed, part_of

LEVELS = (
    ("classes", "errors"),
    ("progress", "words", "columns"),
    ("files", "heap", "installation", "statements", "terminal"),
    ("digits", "manifest", "packed"),
    ("ink", "warping"),
    ("sources",),
    ("style", "embedding", "figures", "sprites"),
    ("model",),
    ("atlas",),
    ("analysis",),
    ("build", "predicting", "claims", "notebook"),
    ("ui", "__main__"),
    ("pages", "__init__"),
)
"""Parts of the project, lowest first: each may import itself and whatever lies lower, not its neighbours."""


RANK = {part: rank for rank, parts in enumerate(LEVELS) for part in parts}


UI_LEVELS = (("base",), ("components",), ("inputs",), ("views", "shell"))
"""The same inside `ui`; a folder of `views` is one page's, and imports no other page's."""


UI_RANK = {part: rank for rank, parts in enumerate(UI_LEVELS) for part in parts}


def test_imports_point_one_way() -> None:
    """Every part imports only itself and lower parts: pages, ui, build, analysis, atlas, style, and so on down."""
    broken = []
    for path in [*PACKAGE, *PAGES]:
        own = part_of(path)
        assert own in RANK or own == "__init__", f"{path.relative_to(ROOT)}: give this part a place in LEVELS"
        for name, node in imports(path):
            parts = name.split(".")
            if parts[0] != "mnist_explore" or len(parts) < 2 or parts[1] == own or parts[1] not in RANK:
                continue
            if RANK[parts[1]] >= RANK.get(own, -1):
                broken.append(f"{at(path, node)}: {own} imports {parts[1]}, which is not below it")
    none(broken)


def test_imports_point_one_way_inside_ui() -> None:
    """Inside ui: views and shell over inputs over components over base; no neighbour, and no other page's view."""
    broken = []
    for path in PACKAGE:
        if part_of(path) != "ui" or path.parent.name == "mnist_explore" or path.name == "__init__.py":
            continue
        own = [Path(part).stem for part in path.relative_to(ROOT / "mnist_explore" / "ui").parts]
        assert own[0] in UI_RANK, f"{path.relative_to(ROOT)}: give this part a place in UI_LEVELS"
        for name, node in imports(path):
            other = name.split(".")[2:]
            if name.split(".")[:2] != ["mnist_explore", "ui"] or not other:
                continue
            if other[0] != own[0] and UI_RANK[other[0]] >= UI_RANK[own[0]]:
                broken.append(f"{at(path, node)}: {own[0]} imports {other[0]}, which is not below it")
            if own[0] == other[0] == "views" and other[1] != own[1]:
                broken.append(f"{at(path, node)}: the view {own[1]} imports {other[1]}, another page's")
    none(broken)


def test_no_circles() -> None:
    """No module of the package imports itself by way of others."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in PACKAGE}
    towards = {
        name: {other for whole, _ in imports(path) for other in (whole, whole.rpartition(".")[0]) if other in names}
        for name, path in names.items()
    }
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(towards[name]):
                walk(other, (*way, name))
            done.add(name)

    for name in names:
        walk(name, ())


def test_streamlit_only_in_ui_and_pages() -> None:
    """Nothing but ui, the pages and app.py imports streamlit."""
    none([
        f"{at(path, node)}: imports {name}"
        for path in PACKAGE
        if part_of(path) != "ui"
        for name, node in imports(path)
        if name.split(".")[0].startswith("streamlit")
    ])  # fmt: skip


def test_caches_are_in_one_place() -> None:
    """What visitors share is cached in two files of ui/base alone, which say what is kept and for how long."""
    decorators = {"cache_data", "cache_resource"}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in [*PACKAGE, *PAGES]
        for node in ast.walk(parsed(path))
        if decorators & {getattr(node, part, None) for part in ("attr", "id", "name")}
    }
    assert found == {"mnist_explore/ui/base/cache.py", "mnist_explore/ui/base/digit_cache.py"}


def test_heavy_packages_never_imported_at_module_top() -> None:
    """Heavy packages are imported inside the functions that need them, or for type checking alone."""
    broken = []
    for path in PACKAGE:
        top = [
            node
            for node in parsed(path).body
            if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        ]
        for statement in top:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in _outside_functions(statement):
                names = [name.name for name in node.names] if isinstance(node, ast.Import) else [str(node.module)]
                broken += [
                    f"{at(path, node)}: imports {name} at the top" for name in names if name.split(".")[0] in HEAVY
                ]
    none(broken)


def _outside_functions(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports below a node that run when the module is imported."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _outside_functions(child)


def test_importing_is_light() -> None:
    """Importing every module of the package, ui apart, loads nothing heavy."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE
        if part_of(path) != "ui"
    ]
    code = (
        f"import sys\nfor name in {modules}: __import__(name)\n"
        f"print([name for name in {sorted(HEAVY)} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]", answer.stdout


def test_importing_the_frame_leaves_tensorflow_out() -> None:
    """Importing the pages' frame, streamlit included, loads nothing that trains, fits or searches."""
    code = (
        "import sys, mnist_explore.ui.shell, mnist_explore.ui.views.yours.page, mnist_explore.ui.inputs.doors\n"
        "print(sorted({'tensorflow', 'keras', 'sklearn', 'openTSNE', 'faiss'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]", answer.stdout
