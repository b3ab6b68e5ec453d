"""A digit of the data set in place of one's own: for those who cannot draw, and for comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.ui.base.address import seed_from_url
from mnist_explore.ui.inputs.given import Given

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def pick_digit(images: NDArray[np.uint8], *, key: str) -> Given:
    """Let the visitor name a digit of the data set by its number, which is in the address bar; return its picture.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, all digits.
    key
        Of the number.
    """
    numbers = range(len(images))
    seed_from_url(key, numbers)
    number = st.number_input(
        f"Number of the digit, from 0 to {numbers[-1]:,}", 0, numbers[-1], key=key, step=1, bind="query-params",
        persist_state="session",
    )  # fmt: skip
    st.caption("Any digit's card, on every page, leads here too.")
    index = int(number or 0)
    return Given(f"digit number {index:,}", pixels=images[index])
