"""One hostile or broken input, what is asked of it, and the message it gets."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mnist_explore.errors import MOST_LETTERS, MnistExploreError

MORE = 400
"""Letters of a sentence and of a name beside it."""


@dataclass(frozen=True)
class Case:
    """One input.

    Parameters
    ----------
    name
        What it is, in a few words.
    ask
        Reads it; raises :class:`MnistExploreError`, or ``ValueError`` where a caller of Python code can meet it, or
        returns a sentence.
    words
        What the sentence has to say, among others.
    """

    name: str
    ask: Callable[[], object]
    words: str

    def message(self) -> str:
        """Return what is said of it; fail where it is taken for sound, or any other error comes of it."""
        try:
            said = self.ask()
        except MnistExploreError as error:
            assert len(str(error)) <= MOST_LETTERS
            said = str(error)
        except ValueError as error:
            assert type(error) is ValueError, f"{self.name}: {error!r}"
            said = str(error)
        assert isinstance(said, str) and said, f"{self.name} was taken for sound"
        return said

    def check(self) -> None:
        """Fail unless it gets one short sentence of printable letters that says what is wrong."""
        said = self.message()
        assert self.words in said, said
        assert said.isprintable() and len(said) <= MORE and said.endswith("."), said
        assert "Traceback" not in said and "Error:" not in said, said


def packed(save: Callable[..., None] = np.savez_compressed, **arrays: Any) -> bytes:
    """Return arrays as an NPZ file's bytes."""
    buffer = io.BytesIO()
    save(buffer, **arrays)
    return buffer.getvalue()


def flipped(data: bytes, position: int) -> bytes:
    """Return the bytes with all bits of one of them turned."""
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]
