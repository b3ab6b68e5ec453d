"""Digits and their atlas, without a page or a command line around them."""

from __future__ import annotations

import warnings

from mnist_explore import atlas, sources
from mnist_explore.atlas import Atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import DataError


def load_digits(*, download: bool = True) -> Digits:
    """Return the digits that the dashboard would show, as arrays.

    Where none of MNIST is found and none can be downloaded, they are scikit-learn's 1,797 bundled ones, and a warning
    says so; ``digits.name`` tells them apart.

    Parameters
    ----------
    download
        Whether MNIST may be downloaded (11 MB) where it is not found.

    Returns
    -------
    Digits
        ``images`` ``(N, 28, 28)`` uint8, ``labels`` ``(N,)`` uint8, ``split``, ``writer`` and ``series``, read-only.

    Raises
    ------
    DataError
        If MNIST_EXPLORE_DATA names data that cannot be used.
    """
    found = sources.load_digits(download=download)
    if found.problem:
        raise DataError(found.problem)
    told = (*found.doubts, *found.notices)
    if found.is_fallback:
        told = (f"MNIST was not found: these are {found.origin}, {len(found.digits):,} of them.", *told)
    if told:
        warnings.warn(" ".join(told), stacklevel=2)
    return found.digits


def load_atlas(digits: Digits) -> Atlas:
    """Return the atlas of some digits: ``atlas.table`` is a frame with one row per digit.

    Parameters
    ----------
    digits
        Those of :func:`load_digits`, or others that have one.

    Raises
    ------
    ArtifactError
        If none was made of these digits; ``python -m mnist_explore build`` makes it.
    """
    return atlas.load_atlas(digits)
