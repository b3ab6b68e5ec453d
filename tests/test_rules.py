"""The design's rules, held against the source itself: who imports whom, how long things are, what pages may do."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mnist_explore.figures import DIGIT_COLOURS
from mnist_explore.manifest import ARTIFACTS, MANIFEST, TOTAL
from tests.conftest import MOST_BYTES, shipped_sizes

ROOT = Path(__file__).parent.parent
PACKAGE = sorted((ROOT / "mnist_explore").rglob("*.py"))
PAGES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py"))]

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
NOT_ON_PAGES = {"numpy", "pandas", "plotly", "sklearn", "tensorflow", "keras", "skimage", "scipy", "PIL", "faiss"}
WIDGETS = {
    "audio_input",
    "button",
    "camera_input",
    "checkbox",
    "color_picker",
    "data_editor",
    "date_input",
    "download_button",
    "feedback",
    "file_uploader",
    "multiselect",
    "number_input",
    "pagination",
    "pills",
    "plotly_chart",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "slider",
    "tabs",
    "text_area",
    "text_input",
    "toggle",
}
SEEN = {
    "altair_chart",
    "area_chart",
    "bar_chart",
    "dataframe",
    "image",
    "line_chart",
    "picture_sheet",
    "plotly_chart",
    "scatter_chart",
    "show_gallery",
    "show_table",
    "table",
    "vega_lite_chart",
}
"""What shows a picture, a chart or a table, and so says in words what is to be seen."""


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


def tracked() -> list[Path]:
    """Return the files that git keeps, or skip where this is no checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing says which files are kept")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def none(broken: list[str]) -> None:
    """Fail with one line for each place where a rule is broken."""
    assert not broken, "\n" + "\n".join(broken)


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


def test_pages_are_short_flat_scripts() -> None:
    """A page has at most 60 lines and defines no function, class or lambda."""
    broken = [at(path, 60) for path in PAGES if len(path.read_text().splitlines()) > 60]
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
    broken += [at(path, node) for path in PAGES for node in ast.walk(parsed(path)) if isinstance(node, kinds)]
    none(broken)


def test_pages_open_with_their_question() -> None:
    """A page's docstring is its name and question in the table of pages, and it opens itself under its own name."""
    from mnist_explore.ui.shell import PAGES as TABLE

    assert {page.file for page in TABLE.values()} == {str(path.relative_to(ROOT)) for path in PAGES}
    for path in PAGES:
        page = TABLE[path.stem]
        assert page.file == str(path.relative_to(ROOT))
        docstring = (ast.get_docstring(parsed(path)) or "").splitlines()[0]
        assert docstring.lower() == f"{page.name}: {page.question}".lower(), at(path, 1)
        opened = [node.args[0] for name, node in calls(path) if name == "open_page"]
        assert [ast.literal_eval(name) for name in opened] == [path.stem], at(path, 1)


def test_pages_import_nothing_that_computes() -> None:
    """A page imports neither numpy, pandas and plotly nor anything heavier."""
    none([
        f"{at(path, node)}: imports {name}"
        for path in PAGES
        for name, node in imports(path)
        if name.split(".")[0] in NOT_ON_PAGES | HEAVY
    ])  # fmt: skip


def test_pages_open_no_files_and_cache_nothing() -> None:
    """A page opens no file, uses no HTML and caches nothing."""
    banned = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "html", "iframe", "cache_data",
              "cache_resource", "Path"}  # fmt: skip
    broken = [f"{at(path, node)}: calls {name}" for path in PAGES for name, node in calls(path) if name in banned]
    broken += [
        f"{at(path, node)}: unsafe HTML"
        for path in [*PACKAGE, *PAGES]
        for _, node in calls(path)
        if any(keyword.arg == "unsafe_allow_html" for keyword in node.keywords)
    ]
    none(broken)


def test_every_widget_has_a_key() -> None:
    """Every widget and chart, on pages and in ui, has a key of its own."""
    places = [*PAGES, *(path for path in PACKAGE if part_of(path) == "ui")]
    none([
        f"{at(path, node)}: {name} without key="
        for path in places
        for name, node in calls(path)
        if name in WIDGETS and not any(keyword.arg == "key" for keyword in node.keywords)
    ])  # fmt: skip


def test_keys_start_with_the_page() -> None:
    """A page's keys start with its own name, so that no two pages share one."""
    broken = []
    for path in PAGES:
        for _, node in calls(path):
            for value in [keyword.value for keyword in node.keywords if keyword.arg == "key"]:
                first = value.values[0] if isinstance(value, ast.JoinedStr) else value
                text = str(first.value) if isinstance(first, ast.Constant) else ""
                if text != path.stem and not text.startswith(f"{path.stem}_"):
                    broken.append(f"{at(path, node)}: key {text!r}")
    none(broken)


def test_every_picture_says_what_is_to_be_seen() -> None:
    """Every image, chart and table, on pages and in ui, has alternative text."""
    places = [*PAGES, *(path for path in PACKAGE if part_of(path) == "ui")]
    none([
        f"{at(path, node)}: {name} without alt="
        for path in places
        for name, node in calls(path)
        if name in SEEN and not any(keyword.arg == "alt" for keyword in node.keywords)
    ])  # fmt: skip


def test_no_given_data_is_kept() -> None:
    """No file that git keeps is given data: not by its name, nor by its bytes."""
    from mnist_explore.sources import registry

    known = {file.sha256 for file in (registry.NPZ, *registry.IDX, *registry.WRITERS, registry.VOTES)}
    name = re.compile(r"\.npz$|ubyte|\.tsv(\.gz)?$|^atlas\.csv$|\.(h5|pkl|pickle)$")
    broken = []
    for path in tracked():
        if name.search(path.name) and "artifacts" not in path.parts:
            broken.append(f"{path.relative_to(ROOT)}: looks like given data")
        content = path.read_bytes()
        if hashlib.sha256(gzip.decompress(content) if path.suffix == ".gz" else content).hexdigest() in known:
            broken.append(f"{path.relative_to(ROOT)}: is given data")
    none(broken)


def test_artifacts_hold_only_what_was_computed() -> None:
    """A shipped atlas has the computed columns and no given one: no label, writer or pixel leaves with the package."""
    import pyarrow.parquet

    from mnist_explore.atlas.table import COMPUTED

    for path in sorted((ROOT / "mnist_explore" / "artifacts").rglob("*.parquet")):
        assert pyarrow.parquet.read_schema(path).names == [column.name for column in COMPUTED], path.name


def test_artifacts_at_most_16_megabytes() -> None:
    """All shipped products together are at most 16 MB; the header of every test run says how much room is left."""
    sizes = shipped_sizes()
    over = sum(sizes.values()) - MOST_BYTES
    assert over <= 0, f"{over:,} bytes too many: {sizes}"


def test_artifacts_weigh_what_the_manifest_says() -> None:
    """The manifest has the bytes of every file, and of all of them together."""
    sizes = shipped_sizes()
    manifest = json.loads((ARTIFACTS / MANIFEST).read_text())
    del sizes[MANIFEST]
    assert manifest.pop(TOTAL) == sum(sizes.values())
    assert {name: count for section in manifest.values() for name, count in section["bytes"].items()} == sizes


def test_configuration() -> None:
    """The settings: the digits' ten colours, an own sidebar, no tracebacks, no usage statistics, small uploads."""
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert tuple(settings["theme"]["chartCategoricalColors"]) == DIGIT_COLOURS
    assert settings["client"]["showSidebarNavigation"] is False
    assert settings["client"]["showErrorDetails"] in ("none", False)
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["maxUploadSize"] == 15
    assert settings["server"]["fileWatcherType"] == "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_configuration_themes_are_legible(theme: str) -> None:
    """Text stands out from the page at least 7:1, and the primary colour at least 3:1 (WCAG 2.2, 1.4.6 and 1.4.11)."""
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][theme]

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(name: str, ground: str) -> float:
        high, low = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast("textColor", ground) >= 7
        assert contrast("primaryColor", ground) >= 3


def requirements(name: str) -> list[str]:
    """Return the lines of a requirements file that name a package."""
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name: str) -> None:
    """Every requirement names one version."""
    none([line for line in requirements(name) if not re.match(r"^[A-Za-z0-9._-]+==[^;*\s]+(\s*;.*)?$", line)])


def declared() -> dict[str, list[Requirement]]:
    """Return what pyproject.toml asks for, the extra for building included, by normalised name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found: dict[str, list[Requirement]] = {}
    for line in (*project["dependencies"], *project["optional-dependencies"]["build"]):
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def test_requirements_are_those_of_the_project() -> None:
    """The pinned set and pyproject.toml name the same packages, and every range admits the version that is pinned."""
    pinned = {canonicalize_name(line.name): line for line in map(Requirement, requirements("requirements.txt"))}
    asked = declared()
    assert pinned.keys() == asked.keys()
    for name, ranges in asked.items():
        (version,) = (part.version for part in pinned[name].specifier)
        for requirement in ranges:
            assert requirement.specifier, f"{requirement} is no range"
            assert requirement.specifier.contains(version), f"{requirement} does not admit {version}"


def test_building_alone_is_an_extra() -> None:
    """What only building needs is in the extra `build`, and not required where LiteRT answers."""
    from mnist_explore.installation import EXTRAS

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {canonicalize_name(Requirement(line).name) for line in project["optional-dependencies"]["build"]}
    assert {canonicalize_name(name) for name in EXTRAS["build"]} <= extra
    linux = {"sys_platform": "linux", "platform_machine": "x86_64"}
    needed = [Requirement(line) for line in project["dependencies"]]
    for_all = {line.name for line in needed if line.marker is None or line.marker.evaluate(linux)}
    assert not extra & {canonicalize_name(name) for name in for_all}


def test_requirements_are_in_the_readme() -> None:
    """The README says of every package that the app needs what it is for."""
    readme = (ROOT / "README.md").read_text().lower()
    names = {line.split("==")[0].lower() for line in requirements("requirements.txt")}
    none([f"README.md: {name} is not mentioned" for name in sorted(names) if name not in readme])


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
