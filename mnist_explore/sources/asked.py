"""The command line's options that name a person's own data and say how to read them, the same for every command."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mnist_explore.errors import DataError
from mnist_explore.sources.forms.given import FITS, READ_VARIABLE, How
from mnist_explore.sources.loading import DATA_VARIABLE

FORMS = "a folder, or an IDX, NPZ, CSV or Parquet file"
NEED_DATA = "--transpose, --invert and --fit are for your own data; name them by --data PATH"


def add_data(parser: argparse.ArgumentParser) -> None:
    """Give a command ``--data`` and the options of :func:`add_how`."""
    parser.add_argument("--data", metavar="PATH", help=f"your own digits, beside {DATA_VARIABLE}: {FORMS}")
    add_how(parser)


def add_path(parser: argparse.ArgumentParser) -> None:
    """Give a command the path of data as its argument, and the options of :func:`add_how`."""
    parser.add_argument("path", metavar="PATH", type=Path, help=FORMS)
    add_how(parser)


def add_how(parser: argparse.ArgumentParser) -> None:
    """Give a command the options that say how pictures are read."""
    parser.add_argument("--transpose", action="store_true", help="exchange rows and columns, as EMNIST needs")
    parser.add_argument("--invert", action="store_true", help="make black on white white on black")
    words = "pictures of other sizes: find each digit and size it as MNIST's (ink), or put paper around it (pad)"
    parser.add_argument("--fit", choices=FITS, help=words)


@contextmanager
def reading_as(options: argparse.Namespace) -> Iterator[None]:
    """Let the digits be looked for where, and read as, a command's options say; children inherit it.

    Raises
    ------
    DataError
        If it is said how to read data, and none are named.
    """
    variables = (DATA_VARIABLE, READ_VARIABLE)
    before = {name: os.environ.get(name) for name in variables}
    data = getattr(options, "data", None)
    how = How(*(getattr(options, name, None) or How.__dict__[name] for name in ("fit", "transpose", "invert")))
    if str(how) and "path" not in options and not (data or before[DATA_VARIABLE]):
        raise DataError(f"{NEED_DATA}.")
    wanted = dict(before)
    if data is not None:
        wanted[DATA_VARIABLE] = data
    if data is not None or str(how) or "path" in options:
        wanted[READ_VARIABLE] = str(how)
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: dict[str, str | None]) -> None:
    """Set environment variables, or unset them."""
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
