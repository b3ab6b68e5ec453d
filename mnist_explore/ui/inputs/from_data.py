"""A digit of the data set in place of one's own: for those who cannot draw, and for comparing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.ui.components.choices import choose_number
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
    index = choose_number(f"Number of the digit, from 0 to {numbers[-1]:,}", numbers, key=key)
    st.caption("Any digit's card, on every page, leads here too.")
    return Given(f"digit number {index:,}", pixels=images[index])
