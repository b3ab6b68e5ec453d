"""Progress in a terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any


class TerminalProgress:
    """One progress bar on standard error per stage, used as ``progress(stage, share)``."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __call__(self, stage: str, share: float) -> None:
        """Move the stage's bar to `share`, 0-1, closing the bar of the stage before."""
        from tqdm import tqdm

        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = tqdm(total=100, desc=stage, unit="%", file=sys.stderr, bar_format="{l_bar}{bar}| {elapsed}")
        self._bar.update(100 * min(1.0, share) - self._bar.n)

    def close(self) -> None:
        """Close the bar that is open."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __enter__(self) -> TerminalProgress:
        """Return the bars."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the bar that is open."""
        self.close()
