"""The command line: ``mnist-explore`` or ``python -m mnist_explore``, and a command of those below."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_explore.classes import spoken, use
from mnist_explore.errors import ArtifactError, DataError, MnistExploreError, plain
from mnist_explore.progress import TerminalProgress
from mnist_explore.sources.asked import add_data, add_path, reading_as
from mnist_explore.terminal import Parser, exit_code, in_lines, say

if TYPE_CHECKING:
    import pandas as pd

    from mnist_explore.sources import Found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a sentence about what went wrong."""
    return exit_code(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command that the arguments name; return its exit code."""
    parser = _parser()
    options, more = parser.parse_known_args(arguments)
    if more and options.command is not app:
        parser.error(f"unrecognized arguments: {' '.join(more)}")
    options.more = more
    command: Callable[[argparse.Namespace], int] = options.command
    with reading_as(options):
        return command(options)


def info(options: argparse.Namespace) -> int:
    """Say which digits are found, who wrote them, and whether atlas and network fit them."""
    from mnist_explore.build.report import facts_of

    print(in_lines(facts_of(_load(may_be_other=True)), as_json=options.json))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say what a folder or file of digits holds, in which layout, what is wrong with it and what to do."""
    from mnist_explore.sources.checking import facts_at

    print(in_lines(facts_at(options.path), as_json=options.json))
    return 0


def app(options: argparse.Namespace) -> int:
    """Run the dashboard in the browser; options of `streamlit run` may follow."""
    from mnist_explore.installation import dashboard_file

    # Not in this process: Streamlit takes over its signals and its arguments.
    return subprocess.call([sys.executable, "-m", "streamlit", "run", str(dashboard_file()), *options.more])


def fetch(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes its options
    """Download what is missing into the cache."""
    from mnist_explore import sources

    with TerminalProgress() as progress:
        folder = sources.fetch(progress=progress)
    print(f"Everything is in {plain(folder)}.")
    return 0


def build(options: argparse.Namespace) -> int:
    """Compute the atlas of the digits found, or of the bundled ones; and, when asked for, what it is computed with."""
    from mnist_explore.atlas import load_atlas
    from mnist_explore.atlas.sections import made_from
    from mnist_explore.build import layouts, methods
    from mnist_explore.build.cluster import on_cluster
    from mnist_explore.build.parts import run_here
    from mnist_explore.build.stages import STAGES, build_atlas
    from mnist_explore.build.structure import fitting
    from mnist_explore.manifest import products_folder
    from mnist_explore.sources import bundled_digits

    digits, named = bundled_digits() if options.bundled else _load().digits, options.stage or STAGES
    stages = [stage for stage in STAGES if stage in named]
    with _target(options), TerminalProgress() as progress:
        if fitting.STAGE in named:
            fitting.fit_detectors(digits, progress=progress)
        if stages:
            sections = made_from(digits)
            with on_cluster(options.scheduler, *sections) if options.scheduler else nullcontext(run_here) as run:
                build_atlas(digits, stages=stages, seed=options.seed, progress=progress, run=run)
        if layouts.STAGE in named:
            layouts.lay_out(load_atlas(digits), seed=options.seed, progress=progress)
        if methods.STAGE in named:
            methods.compare_methods(digits, seed=options.seed, progress=progress)
        folder = products_folder()
    print(spoken(f"What was made of {len(digits):,} digits ({digits.name}) is in {plain(folder)}."))
    return 0


def train(options: argparse.Namespace) -> int:
    """Train the network on the training digits, or one's own on other pictures, and use it from now on."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # else TensorFlow's own words stand between ours
    from mnist_explore.build import own
    from mnist_explore.model.training.out_of_fold import forget_fold_states, publish_folds, train_folds
    from mnist_explore.model.training.publishing import train_and_publish
    from mnist_explore.model.training.record import figures_as_dict
    from mnist_explore.sources import cache_folder

    found = _load()
    are_digits = found.digits.classes.are_digits
    if found.digits.name != "mnist" and are_digits:
        # The network reads MNIST, and its atlas was made with it: one of other digits must not take its place.
        raise ArtifactError(
            f"The network is trained on MNIST, and these are {found.digits.name}; see `info` for what was tried."
        )
    if not are_digits and (options.folds or options.ship):
        raise ArtifactError("--folds and --ship are for MNIST: one's own pictures are read out of fold in any case.")
    if options.folds and options.seed:
        raise ArtifactError("The folds are of seed 0, the network that serves; leave --seed out.")
    epochs = {} if options.epochs is None else {"epochs": options.epochs}
    with _target(options), TerminalProgress() as progress:
        if not are_digits:
            figures = own.train_and_join(found.digits, seed=options.seed, progress=progress, **epochs)
        elif options.folds:
            answers = train_folds(found.digits, progress=progress, checkpoints=cache_folder(), **epochs)
            publish_folds(answers, found.digits)
            forget_fold_states(cache_folder())
            return 0
        else:
            kept = cache_folder() / f"training-{options.seed}"
            figures = train_and_publish(found.digits, seed=options.seed, progress=progress, checkpoint=kept, **epochs)
    print(in_lines(figures_as_dict(figures), as_json=False))
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Recompute the figures of the network in use on the test digits; other seeds' are given as recorded."""
    from mnist_explore.atlas.predictions import load_methods
    from mnist_explore.build.report import figures_in_words, recomputed_figures

    digits = _load().digits
    try:
        methods = load_methods(digits)
    except ArtifactError as error:
        say(error)
        methods = None
    figures = recomputed_figures(digits, methods)
    print(json.dumps(figures, indent=2) if options.json else figures_in_words(figures))
    return 0


def predict(options: argparse.Namespace) -> int:
    """Read pictures of one digit or several; whatever happens to one file, all others are answered."""
    from mnist_explore.model.serving.recogniser import load_recogniser
    from mnist_explore.predicting import answers, in_words

    failed = False
    given = []
    for answer in answers(options.files, load_recogniser()):
        failed = failed or "error" in answer
        if options.json:
            given.append(answer)
        else:
            print(in_words(answer), flush=True)
    if options.json:
        print(json.dumps(given, indent=2))
    return 1 if failed else 0


def export(options: argparse.Namespace) -> int:
    """Write the joined atlas, one row per digit, all or some of them, or describe its columns."""
    from mnist_explore.atlas.export import description, table_bytes
    from mnist_explore.files import write_atomically

    if options.describe:
        print(description(), end="")
        return 0
    data = table_bytes(options.out, lambda: _exported(options.where))
    try:
        write_atomically(options.out, data, may_make_folder=False)
    except OSError as error:
        raise MnistExploreError(f"{options.out} cannot be written: {error.strerror or error}.") from error
    print(f"Wrote {plain(options.out)}.")
    return 0


def claims(options: argparse.Namespace) -> int:
    """Print every statement that the pages make with a number, and what each number was counted from."""
    from mnist_explore.claims import printed

    for text in printed(_load(), page=options.page, as_json=options.json):
        print(text, flush=True)
    return 0


def _exported(where: str | None) -> pd.DataFrame:
    """Return the atlas's table, or the part of it that is asked for, and say on standard error how much that is."""
    from mnist_explore.analysis.asked import asked_rows
    from mnist_explore.atlas import load_atlas

    atlas = load_atlas(_load().digits)
    if where is None:
        return atlas.table
    rows, words = asked_rows(atlas, where)
    say(words)
    return rows


def _target(options: argparse.Namespace) -> AbstractContextManager[None]:
    """Return the context in which products go where the options say: into the package, or the user's own folder.

    That folder is looked at first: an hour's work is not begun that could not be kept.
    """
    from mnist_explore.manifest import need_room, shipping

    if options.ship:
        return shipping()
    need_room()
    return nullcontext()


def _load(*, may_be_other: bool = False) -> Found:
    """Find the digits, saying on the way what went wrong; named ones of no use are replaced only where they may be."""
    from mnist_explore.sources import load_digits

    with TerminalProgress() as progress:
        found = load_digits(progress=progress)
    if found.problem and not may_be_other:
        raise DataError(found.problem)
    use(found.digits.classes)
    for notice in (*found.doubts, *found.notices):
        say(notice)
    return found


def _parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    from mnist_explore.analysis.asked import WHERE_HELP
    from mnist_explore.build.options import add_making
    from mnist_explore.claims import PAGES

    by_module = Path(sys.argv[0]).name == "__main__.py"
    parser = Parser(
        prog="python -m mnist_explore" if by_module else "mnist-explore",
        description="MNIST's digits measured, mapped and explained; the commands say what they do with --help.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        words = (command.__doc__ or "").split("\n")[0]
        added = commands.add_parser(command.__name__, help=words, description=words)
        added.set_defaults(command=command)
        return added

    telling, checking, showing = add(info), add(check), add(app)
    add(fetch)
    building, training, figuring = add(build), add(train), add(evaluate)
    add_making(building, training)
    for given in (telling, checking, figuring):
        given.add_argument("--json", action="store_true", help="as a JSON object")
    reading = add(predict)
    reading.add_argument("--json", action="store_true", help="as a JSON list")
    kinds = "PNG, JPEG or WebP pictures, folders of them, or - for standard input"
    reading.add_argument("files", nargs="+", metavar="FILE", help=kinds)
    listing = add(claims)
    listing.add_argument("--json", action="store_true", help="as a JSON list")
    listing.add_argument("--page", choices=PAGES, help="only what this page says")
    exporting = add(export)
    exporting.add_argument("--where", metavar="GROUP", help=WHERE_HELP)
    for reader in (telling, showing, building, training, figuring, listing, exporting):
        add_data(reader)
    add_path(checking)
    target = exporting.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, metavar="FILE", help="a .csv or .parquet file")
    target.add_argument("--describe", action="store_true", help="print what every column means")
    return parser


if __name__ == "__main__":
    sys.exit(main())
