"""Exact nearest neighbours among digits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEW = 20
"""Below so many queries one thread searches: others would wait for each other longer than it takes, on a busy machine
many times. From here on faiss multiplies matrices."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest digits of each query, nearest first.

    Parameters
    ----------
    indices
        ``(Q, k)`` int64, rows of the indexed points.
    distances
        ``(Q, k)`` float32, Euclidean.
    """

    indices: NDArray[np.int64]
    distances: NDArray[np.float32]


class NeighbourIndex:
    """An exact index over points, searched by brute force with faiss.

    Parameters
    ----------
    points
        ``(N, d)`` float32.

    References
    ----------
    Johnson, Douze & Jégou (2019), "Billion-scale similarity search with GPUs"; faiss ``IndexFlatL2``.
    """

    def __init__(self, points: NDArray[np.float32]) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatL2(points.shape[1])
        self._index.add(np.ascontiguousarray(points, np.float32))

    def __len__(self) -> int:
        """Return how many points are indexed."""
        return int(self._index.ntotal)

    def search(self, queries: NDArray[np.float32], *, count: int, among: NDArray[np.intp] | None = None) -> Neighbours:
        """Return the `count` nearest indexed points of each query; fewer when fewer are indexed.

        Parameters
        ----------
        queries
            ``(Q, d)`` float32. A query that is itself indexed finds itself first, at distance 0.
        count
            At least 1.
        among
            Rows to look in; by default all.

        Raises
        ------
        ValueError
            If `count` is below 1.
        """
        if count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        options: dict[str, Any] = {}
        if among is not None:
            options["params"] = _only(among, len(self))
        count = min(count, len(self) if among is None else len(among))
        points = np.ascontiguousarray(queries, np.float32)
        with _threads(1 if len(points) < FEW else None):
            squared, indices = self._index.search(points, max(count, 1), **options)
        if count == 0:
            return Neighbours(indices[:, :0], squared[:, :0])
        # Rounding can leave a tiny negative square where a point meets itself.
        return Neighbours(indices, np.sqrt(np.maximum(squared, 0)))


def nearest_others(points: NDArray[np.float32], *, count: int) -> Neighbours:
    """Return the nearest points of each of some, without itself, exactly.

    Parameters
    ----------
    points
        ``(N, d)`` float32, N at least 2.
    count
        Neighbours of each; fewer where there are fewer others.
    """
    return _without_themselves(NeighbourIndex(points).search(points, count=count + 1))


def near_neighbours(points: NDArray[np.float32], *, count: int) -> tuple[Neighbours, NDArray[np.intp]]:
    """Return nearly all of the nearest points of each of many, without itself, and an order in which like is near.

    Points are sorted into lists around centres, and only the lists around a point are searched: of the ten nearest of
    70,000 digits 99.8 % are found, in a fifth of the time that all take.

    Parameters
    ----------
    points
        ``(N, d)`` float32, N at least 1,000.
    count
        Neighbours of each, fewer than N.

    Returns
    -------
    tuple
        The neighbours, ``(N, count)``, and ``(N,)`` intp, the points list by list.

    References
    ----------
    Jégou, Douze & Schmid (2011), Product quantization for nearest neighbor search, IEEE PAMI 33; faiss
    ``IndexIVFFlat``.
    """
    import faiss

    points = np.ascontiguousarray(points, np.float32)
    lists = int(np.sqrt(len(points)))
    centres = faiss.IndexFlatL2(points.shape[1])
    index: Any = faiss.IndexIVFFlat(centres, points.shape[1], lists)
    index.cp.niter, index.cp.max_points_per_centroid = 6, 64
    index.train(points)
    index.add(points)
    index.nprobe = max(8, lists // 10)
    squared, indices = index.search(points, count + 1)
    if (indices < 0).any():
        return nearest_others(points, count=count), np.arange(len(points))
    order = np.argsort(centres.search(points, 1)[1][:, 0], kind="stable")
    return _without_themselves(Neighbours(indices, np.sqrt(np.maximum(squared, 0)))), order


def _without_themselves(found: Neighbours) -> Neighbours:
    """Return neighbours without the first, which of an indexed point is itself, or a twin in its place."""
    return Neighbours(found.indices[:, 1:], found.distances[:, 1:])


@contextmanager
def _threads(count: int | None) -> Iterator[None]:
    """Let faiss use so many threads from the one that asks; None leaves it as it is."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count or before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _only(rows: NDArray[np.intp], count: int) -> Any:
    """Return faiss's way of saying: search in these rows of so many."""
    import faiss

    chosen = np.zeros(count, bool)
    chosen[rows] = True
    # Its annotations are those of the C++ beneath.
    parameters: Any = faiss.SearchParameters
    selector: Any = faiss.IDSelectorBitmap
    return parameters(sel=selector(np.packbits(chosen, bitorder="little")))
