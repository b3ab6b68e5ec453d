"""One list explains the terms of all pages, where they stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import mnist_explore
from mnist_explore.ui.components import glossary
from mnist_explore.ui.components.glossary import explanation, terms, terms_in

PACKAGE = Path(mnist_explore.__file__).parent
SHOWN = sorted([*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "analysis").rglob("*.py"),
                *(PACKAGE.parent / "pages").glob("*.py"), PACKAGE / "columns" / "columns.toml"])  # fmt: skip
CITED = re.compile(r"\(?(?:[A-Z]\w+(?:, | & | and )?)+,? \(?(?:18|19|20)\d\d\b")
"""Whoever is cited found or defined something that has a name; these gave data instead."""
DATA = ("QMNIST", "Grother", "Northcutt, Athalye")


def texts(path: Path) -> Iterator[str]:
    """Yield the literal texts of a file that can come onto a page, f-strings without what is put in."""
    if path.suffix != ".py":
        yield path.read_text(encoding="utf-8")
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "0" for part in node.values)  # type: ignore[misc]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare | parts:
            yield node.value


def test_whatever_is_cited_is_explained() -> None:
    """A text that names whose method it uses has a term of the list."""
    cited = [text for path in SHOWN if path.suffix == ".py" for text in texts(path) if CITED.search(text)]
    assert len(cited) > 20
    missing = [text[:200] for text in cited if not terms_in(text) and not any(name in text for name in DATA)]
    assert not missing, "\n".join(missing)


def test_every_term_is_used_and_has_one_entry() -> None:
    """No entry is there for nothing, or twice; none is explained by itself alone."""
    whole = "\n".join(text for path in SHOWN for text in texts(path))
    assert [term.name for term in terms() if not term.said.search(whole)] == []
    names = [term.name for term in terms()]
    assert len(set(names)) == len(names) > 20
    assert all(term.words.endswith(".") and len(term.words) < 300 for term in terms())


def test_explanation_has_what_the_text_has() -> None:
    """A text's terms are explained in the list's order, each once; a text without any has no question mark."""
    told = explanation("The medoid; the typicality of medoids.")
    assert told is not None and re.findall(r"\*\*(.+?)\.\*\*", told) == ["Typicality", "Medoid"]
    assert explanation("Plain words.") is None


def test_captions_are_explained() -> None:
    """Small text that has a term is shown with its explanation: by ``show_caption``, not by Streamlit's own."""
    broken = []
    for path in SHOWN:
        if path.suffix != ".py" or path == Path(glossary.__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".caption"):
                said = ast.unparse(node.args[0]) if node.args else ""
                broken += [f"{path.name}:{node.lineno}: {term.name}" for term in terms_in(said)]
    assert not broken, "\n".join(broken)
