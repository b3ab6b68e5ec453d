"""What a page does with an error that a visitor can meet: its sentence, and the rest of the page goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from mnist_explore.errors import MnistExploreError


@contextmanager
def say_errors() -> Iterator[None]:
    """Show the error's sentence in place of what is left of the block, or of the function so decorated."""
    try:
        yield
    except MnistExploreError as error:
        st.warning(str(error))
    except MemoryError:
        st.warning("There is not enough memory for this just now; try again later, or with a smaller picture.")
