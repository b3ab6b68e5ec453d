"""How code is written: short files and functions, docstrings, no broad except, names that keep their capitals."""

from __future__ import annotations

import ast
import re

from tests.rules.source import PACKAGE, PAGES, ROOT, at, calls, functions, none, parsed


def test_files_at_most_300_lines() -> None:
    """No file of the package is over 300 lines."""
    lengths = {path: len(path.read_text().splitlines()) for path in PACKAGE}
    none([f"{at(path, 1)}: {lines} lines" for path, lines in lengths.items() if lines > 300])


def test_functions_at_most_40_lines() -> None:
    """No function's body, docstring not counted, is over 40 lines."""
    broken = []
    for path in [*PACKAGE, *PAGES]:
        for function in functions(path):
            body = function.body[1:] if ast.get_docstring(function) is not None else function.body
            lines = body[-1].end_lineno - body[0].lineno + 1 if body else 0  # type: ignore[operator]
            if lines > 40:
                broken.append(f"{at(path, function)}: {function.name} has {lines} lines")
    none(broken)


def test_no_module_is_a_drawer() -> None:
    """No module is called utils, helpers, common or misc: a newcomer finds a room by its name."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    none([at(path, 1) for path in [*PACKAGE, *PAGES] if drawers & set(path.relative_to(ROOT).with_suffix("").parts)])


def test_every_module_says_what_it_is() -> None:
    """Every module starts with a docstring."""
    none([at(path, 1) for path in [*PACKAGE, *PAGES] if not ast.get_docstring(parsed(path))])


def test_public_functions_have_docstrings() -> None:
    """Every public function, class and method has a docstring."""
    broken = []
    for path in PACKAGE:
        for owner in [parsed(path), *(node for node in parsed(path).body if isinstance(node, ast.ClassDef))]:
            for node in owner.body:
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue
                if not node.name.startswith("_") and not ast.get_docstring(node):
                    broken.append(f"{at(path, node)}: {node.name}")
    none(broken)


def test_no_broad_except() -> None:
    """Nothing catches Exception or everything; BaseException only to tidy up and raise again."""
    broken = []
    for path in [*PACKAGE, *PAGES]:
        for node in ast.walk(parsed(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = {getattr(name, "id", "") for name in ast.walk(node.type)} if node.type else {"everything"}
            raises = isinstance(node.body[-1], ast.Raise)
            if caught & {"Exception", "everything"} or ("BaseException" in caught and not raises):
                broken.append(f"{at(path, node)}: catches {', '.join(sorted(caught))}")
    none(broken)


def test_names_keep_their_capitals() -> None:
    """No text is begun by what makes all its other letters small: "T-shirt" and "A" are names (use `capitalised`)."""
    found = [path.name for path in PACKAGE if re.search(r"\.(capitalize|title|upper)\(\)", path.read_text())]
    assert sorted(found) == ["classes.py", "words.py"]


def test_print_only_on_the_command_line() -> None:
    """Nothing but the command line prints."""
    quiet = [path for path in [*PACKAGE, *PAGES] if path.name != "__main__.py"]
    none([at(path, node) for path in quiet for name, node in calls(path) if name == "print"])


def test_options_are_keyword_only() -> None:
    """A public function's parameter with a default can only be named, save in command-line entry points."""
    broken = []
    for path in PACKAGE:
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.defaults:
                names = [argument.arg for argument in node.args.args[-len(node.args.defaults) :]]
                if names not in (["folder"], ["arguments"]):
                    broken.append(f"{at(path, node)}: {node.name}({', '.join(names)})")
    none(broken)
