"""The command line: ``python -m mnist_explore {info,fetch,build,train,evaluate,predict,export}``."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_explore.errors import ArtifactError, MnistExploreError
from mnist_explore.progress import Bars

if TYPE_CHECKING:
    from mnist_explore.sources import Found

STAGE_HELP = (
    "only this stage; may be repeated. `methods` fits other methods beside the network, six times each, in up to an "
    "hour for MNIST, and is done only when named; stopped, it goes on where it was"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a sentence about what went wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What a terminal's encoding lacks is shown as an escape, and stops nothing.
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # Who read the output has had enough; the rest goes nowhere, so that Python's exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MnistExploreError as error:
        print(f"mnist_explore: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("mnist_explore: stopped.", file=sys.stderr)
    return 1


def info(options: argparse.Namespace) -> int:
    """Say which digits are found, who wrote them, and whether atlas and network fit them."""
    facts = _facts(_load())
    if options.json:
        print(json.dumps(facts, indent=2))
    else:
        for name, value in facts.items():
            print(f"{name:>16}  {value}")
    return 0


def fetch(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes its options
    """Download what is missing into the cache."""
    from mnist_explore import sources

    with Bars() as bars:
        folder = sources.fetch(progress=bars)
    print(f"Everything is in {folder}.")
    return 0


def build(options: argparse.Namespace) -> int:
    """Compute the atlas of the digits found, or of the bundled ones."""
    from mnist_explore.atlas import atlas_folder
    from mnist_explore.build import methods
    from mnist_explore.build.stages import STAGES, build_atlas
    from mnist_explore.sources import bundled_digits

    digits = bundled_digits() if options.bundled else _load().digits
    stages = [stage for stage in STAGES if stage in (options.stage or STAGES)]
    with Bars() as bars:
        if stages:
            build_atlas(digits, stages=stages, seed=options.seed, progress=bars)
        if methods.STAGE in (options.stage or ()):
            methods.compare_methods(digits, seed=options.seed, progress=bars)
    print(f"The atlas of {len(digits):,} digits ({digits.name}) is in {atlas_folder(digits)}.")
    return 0


def train(options: argparse.Namespace) -> int:
    """Train the network on the training digits and ship it."""
    from mnist_explore.model.training.out_of_fold import publish_folds, train_folds
    from mnist_explore.model.training.publishing import train_and_publish
    from mnist_explore.sources import cache_folder

    found = _load()
    if found.digits.name != "mnist":
        # What ships reads MNIST, and its atlas was made with it: a network of other digits must not take its place.
        raise ArtifactError(
            f"The network is trained on MNIST, and these are {found.digits.name}; see `info` for what was tried."
        )
    epochs = {} if options.epochs is None else {"epochs": options.epochs}
    with Bars() as bars:
        if options.folds:
            answers = train_folds(found.digits, progress=bars, checkpoints=cache_folder(), **epochs)
            publish_folds(answers, found.digits)
            return 0
        figures = train_and_publish(
            found.digits,
            seed=options.seed,
            progress=bars,
            checkpoint=cache_folder() / f"training-{options.seed}",
            **epochs,
        )
    print(figures)
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Recompute the shipped figures on the test digits from the shipped files."""
    from mnist_explore.atlas.predictions import load_methods
    from mnist_explore.build.report import figures_in_words, recomputed_figures

    digits = _load().digits
    try:
        methods = load_methods(digits)
    except ArtifactError as error:
        print(f"mnist_explore: {error}", file=sys.stderr)
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
    """Write the joined atlas, one row per digit, or describe its columns."""
    from mnist_explore.atlas import COLUMNS, load_atlas
    from mnist_explore.atlas.export import table_bytes

    if options.describe:
        for column in COLUMNS:
            unit = f" [{column.unit}]" if column.unit else ""
            print(f"{column.name}{unit}, {column.range}\n    {column.definition}\n    Source: {column.source}")
        return 0
    data = table_bytes(options.out, lambda: load_atlas(_load().digits).table)
    try:
        options.out.write_bytes(data)
    except OSError as error:
        raise MnistExploreError(f"{options.out} cannot be written: {error.strerror or error}.") from error
    print(f"Wrote {options.out}.")
    return 0


def _load() -> Found:
    """Find the digits, with a progress bar, and say on standard error what went wrong on the way."""
    from mnist_explore.sources import load_digits

    with Bars() as bars:
        found = load_digits(progress=bars)
    for notice in found.notices:
        print(f"mnist_explore: {notice}", file=sys.stderr)
    return found


def _facts(found: Found) -> dict[str, Any]:
    """Return what ``info`` says."""
    from mnist_explore import __version__
    from mnist_explore.atlas import load_atlas
    from mnist_explore.digits import UNKNOWN
    from mnist_explore.manifest import read_manifest

    digits = found.digits

    def writers(split: str | None = None) -> int:
        known = digits.writer if split is None else digits.writer[digits.where_split(split)]
        return len(set(known[known != UNKNOWN].tolist()))

    try:
        load_atlas(digits)
        atlas = "fits"
    except ArtifactError as error:
        atlas = str(error)
    return {
        "version": __version__,
        "name": digits.name,
        "origin": found.origin,
        "digits": len(digits),
        "train": len(digits.where_split("train")),
        "test": len(digits.where_split("test")),
        "writers": writers(),
        "writers_train": writers("train"),
        "writers_test": writers("test"),
        "fingerprint": digits.fingerprint,
        "atlas": atlas,
        "recogniser": read_manifest().get("recogniser", {}).get("figures", {}),
        "notices": list(found.notices),
    }


def _from(least: int) -> Callable[[str], int]:
    """Return what reads a whole number of at least `least` for the command line's grammar."""

    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, not {value}")
        return value

    return number


def _parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    from mnist_explore.build import methods
    from mnist_explore.build.stages import STAGES

    parser = argparse.ArgumentParser(prog="python -m mnist_explore", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(command: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        words = (command.__doc__ or "").split("\n")[0]
        added = commands.add_parser(command.__name__, help=words, description=words)
        added.set_defaults(command=command)
        return added

    add(info).add_argument("--json", action="store_true", help="as a JSON object")
    add(fetch)
    building = add(build)
    building.add_argument("--seed", type=_from(0), default=0, help="of the map's optimisation")
    building.add_argument("--stage", action="append", choices=(*STAGES, methods.STAGE), help=STAGE_HELP)
    building.add_argument("--bundled", action="store_true", help="of scikit-learn's bundled digits")
    training = add(train)
    training.add_argument("--seed", type=_from(0), default=0, help="0, the default, is the one that serves")
    training.add_argument("--epochs", type=_from(1), default=None, help="passes through the digits")
    training.add_argument("--folds", action="store_true", help="five networks that read what they did not see")
    add(evaluate).add_argument("--json", action="store_true", help="as a JSON object")
    reading = add(predict)
    reading.add_argument("--json", action="store_true", help="as a JSON list")
    reading.add_argument(
        "files", nargs="+", metavar="FILE", help="PNG, JPEG or WebP pictures, folders of them, or - for standard input"
    )
    exporting = add(export)
    target = exporting.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, metavar="FILE", help="a .csv or .parquet file")
    target.add_argument("--describe", action="store_true", help="print what every column means")
    return parser


if __name__ == "__main__":
    sys.exit(main())
