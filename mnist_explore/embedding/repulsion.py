"""The repulsion of t-SNE on a mesh, for openTSNE: two Fourier transforms an iteration instead of nine.

openTSNE interpolates four charges for two kernels in double precision, and computes the kernels anew each time. Here
one potential does: the sum of 1 / (1 + d²) over all points, whose slope is the force. It is interpolated by cubic
splines, in single precision, and the kernel's transform is kept for as long as the map fits its mesh.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

SPACING = (0.05, 0.5)
"""Of the mesh, in the unit in which the kernel falls to a half, for a map just begun and for a wide one: by the latter
forces are as exact as by openTSNE's mesh; below the former single precision cannot tell the kernel's values apart."""
FEWEST_CELLS = 24
"""Across a map, as long as the mesh can be so fine."""
ROOM = 1.06
"""Cells beyond those needed, so that a growing map needs another mesh some dozen times alone."""
_AROUND = 6
"""Cells that splines reach beyond the outermost points, both sides together."""

Floats = NDArray[np.float32]


class Mesh:
    """A mesh over a map, which the potential of all points is found on.

    Parameters
    ----------
    threads
        Of the transforms.

    References
    ----------
    Hockney & Eastwood (1981), Computer simulation using particles, chapter 5 (zero padding, assignment by splines);
    Linderman et al. (2019), Nature Methods 16, for the use in t-SNE.
    """

    def __init__(self, *, threads: int = 1) -> None:
        self._threads = threads
        self._cells, self._padded, self._step = 0, 0, 0.0
        self._kernel: NDArray[np.float32] = np.zeros((0, 0), np.float32)

    def potential(self, places: NDArray[np.floating]) -> tuple[Floats, Floats]:
        """Return the sum of 1 / (1 + d²) over all points, itself included, at each point, and its slope.

        Parameters
        ----------
        places
            ``(N, 2)``, finite.

        Returns
        -------
        tuple
            ``(N,)`` float32 and ``(N, 2)`` float32, along x and y.
        """
        low = places.min(axis=0)
        self._cover(float((places.max(axis=0) - low).max()))
        at = (places - low) / self._step + 1.5
        cells = at.astype(np.intp)
        first = (cells[:, 0] - 1) * self._cells + cells[:, 1] - 1
        x, y = np.ascontiguousarray((at - cells).T, np.float32)
        weights, slopes = (_weights(x), _weights(y)), (_slopes(x), _slopes(y))
        return self._read(self._convolved(self._spread(first, *weights)), first, weights, slopes)

    def _cover(self, width: float) -> None:
        """Choose the mesh for a map of this width, and make the kernel's transform where it is another than before."""
        from scipy import fft

        step = min(SPACING[1], max(SPACING[0], width / FEWEST_CELLS))
        needed = int(width / step) + _AROUND
        if step == self._step and needed <= self._cells:
            return
        self._step, self._cells = step, int(needed * ROOM)
        self._padded = size = int(fft.next_fast_len(2 * self._cells))
        away = np.minimum(np.arange(size), size - np.arange(size)) * step
        kernel = fft.rfft2(1 / (1 + away[:, None] ** 2 + away**2)).real
        # Splines of samples smooth them, once when points are spread and once when the mesh is read: this undoes both.
        undone = ((2 + np.cos(2 * np.pi * np.arange(size) / size)) / 3) ** -2
        self._kernel = np.asarray(kernel * undone[:, None] * undone[: kernel.shape[1]], np.float32)

    def _spread(self, first: NDArray[np.intp], across: list[Floats], up: list[Floats]) -> Floats:
        """Return how much of the points lies in each cell; every point lies in four by four."""
        mesh = np.zeros(self._cells**2)
        for row, wide in enumerate(across):
            for column, high in enumerate(up):
                part = np.bincount(first, wide * high)
                offset = row * self._cells + column
                mesh[offset : offset + len(part)] += part
        return mesh.reshape(self._cells, -1).astype(np.float32)

    def _convolved(self, mesh: Floats) -> Floats:
        """Return the potential on the mesh, flat; padding keeps what lies beyond one edge off the other."""
        from scipy import fft

        size, workers = self._padded, self._threads
        rows = fft.rfft(mesh, size, axis=1, workers=workers)
        both = fft.fft(rows, size, axis=0, workers=workers, overwrite_x=True)
        both *= self._kernel
        back = fft.ifft(both, axis=0, workers=workers, overwrite_x=True)[: self._cells]
        return np.ascontiguousarray(fft.irfft(back, size, axis=1, workers=workers)[:, : self._cells]).ravel()

    def _read(
        self, mesh: Floats, first: NDArray[np.intp],
        weights: tuple[list[Floats], list[Floats]], slopes: tuple[list[Floats], list[Floats]],
    ) -> tuple[Floats, Floats]:  # fmt: skip
        """Return the mesh's value at each point and its slope."""
        value, slope = np.zeros(len(first), np.float32), np.zeros((2, len(first)), np.float32)
        for row in range(4):
            along, rising = np.zeros_like(value), np.zeros_like(value)
            for column in range(4):
                found = mesh[row * self._cells + column :].take(first)
                along += weights[1][column] * found
                rising += slopes[1][column] * found
            value += weights[0][row] * along
            slope[0] += slopes[0][row] * along
            slope[1] += weights[0][row] * rising
        return value, np.ascontiguousarray(slope.T / np.float32(self._step))


def _weights(t: Floats) -> list[Floats]:
    """Return the four cubic B-splines that reach a place at a share `t`, 0-1, of its cell."""
    rest = 1 - t
    near, far = (3 * t**3 - 6 * t**2 + 4) / 6, (3 * rest**3 - 6 * rest**2 + 4) / 6
    return [np.asarray(one, np.float32) for one in (rest**3 / 6, near, far, t**3 / 6)]


def _slopes(t: Floats) -> list[Floats]:
    """Return the slopes of these, per cell."""
    rest = 1 - t
    near, far = (3 * t**2 - 4 * t) / 2, (4 * rest - 3 * rest**2) / 2
    return [np.asarray(one, np.float32) for one in (-(rest**2) / 2, near, far, t**2 / 2)]


def divergence_on(mesh: Mesh) -> Callable[..., tuple[float, NDArray[np.float64]]]:
    """Return what openTSNE takes as ``negative_gradient_method``: the divergence and its gradient, repulsion by mesh.

    The attraction is openTSNE's own, and so are the steps.
    """
    from openTSNE import _tsne

    def divergence(
        embedding: NDArray[np.float64], P: Any, dof: float = 1, *, n_jobs: int = 1,  # noqa: N803 - openTSNE's name
        should_eval_error: bool = False, **_: Any,
    ) -> tuple[float, NDArray[np.float64]]:  # fmt: skip
        places = np.asarray(embedding)
        potential, slope = mesh.potential(places)
        # Without each point's potential at itself, which is 1.
        total = float(potential.sum(dtype=np.float64)) - len(places)
        gradient = slope.astype(np.float64) * (0.5 / total)
        attracted, error = _tsne.estimate_positive_gradient_nn(
            P.indices, P.indptr, P.data, places, places, gradient, dof,
            num_threads=n_jobs, should_eval_error=should_eval_error,
        )  # fmt: skip
        return error + attracted * np.log(total) if should_eval_error else error, gradient

    return divergence
