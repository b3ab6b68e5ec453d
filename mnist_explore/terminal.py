"""How the command line meets its terminal: whatever becomes of output and arguments, one sentence and no traceback."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NoReturn

from mnist_explore.errors import MnistExploreError, plain

MOST_SEED = 2**32 - 1
"""The largest seed that scikit-learn's and openTSNE's generators take."""


def exit_code(run: Callable[[], int]) -> int:
    """Run a command and return its exit code, or 1 after a sentence on standard error about what went wrong.

    What the terminal's encoding lacks is shown as an escape. Output that cannot be written, for a full disk or because
    nobody reads it any more, ends the command here and not in Python's own exit, which would complain once more.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            return run()
        finally:
            # Also where argparse leaves. Without a standard output at all there is nothing to flush.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except MnistExploreError as error:
        say(error)
    except MemoryError:
        say("There is not enough memory for this; close other programs, or give this one more.")
    except OSError as error:
        _drop_output()
        what = "The output" if error.filename is None else f"What has to do with {error.filename}"
        say(f"{what} could not be read or written ({error.strerror or error}).")
    except KeyboardInterrupt:
        say("stopped.")
    return 1


def say(sentence: object) -> None:
    """Say something on standard error, where there is one that can be written to."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(f"mnist_explore: {plain(sentence)}\n")
            sys.stderr.flush()


def in_lines(facts: Mapping[str, Any], *, as_json: bool) -> str:
    """Return facts as a line of name and value each, of a list one line for each entry, or as a JSON object."""
    if as_json:
        return json.dumps(facts, indent=2)
    lines = []
    for name, value in facts.items():
        entries = value if isinstance(value, list) and value and isinstance(value[0], str) else [value]
        for place, entry in enumerate(entries):
            lines.append(f"{'' if place else name:>16}  {_worded(entry)}")
    return "\n".join(lines)


def _worded(value: Any) -> str:
    """Return a fact as people write it: 70,000 for a number, and no brackets around several."""
    if isinstance(value, Mapping):
        return "; ".join(f"{plain(name)}: {_worded(one)}" for name, one in value.items()) or "none"
    if isinstance(value, list | tuple):
        return ", ".join(map(_worded, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1_000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else plain(value)


def _drop_output() -> None:
    """Let what is still to be written go nowhere."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Parser(argparse.ArgumentParser):
    """argparse's parser, whose complaints repeat what was typed in letters that a terminal can show."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and leave with code 2."""
        super().error(plain(message))


def whole_number_from(least: int) -> Callable[[str], int]:
    """Return what reads a whole number from `least` to :data:`MOST_SEED` for a command line's grammar."""

    def number(text: str) -> int:
        value = int(text)
        if not least <= value <= MOST_SEED:
            raise argparse.ArgumentTypeError(f"must be from {least} to {MOST_SEED}, not {value}")
        return value

    return number
