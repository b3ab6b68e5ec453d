"""A committee of small convolutional networks, run with numpy alone: the mean of what its members answer.

With numpy, because the app that measures a visitor's digit runs without TensorFlow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

CONVOLUTIONS = 4
POOLED = (True, False, True, True)
"""After which of the convolutions the largest of every 2 × 2 cells is taken."""
CHUNK = 256
"""Frames at a time: the unfolded neighbourhoods of more would not stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Committee:
    """Networks of four convolutions and two dense layers, alike but for their weights; M members, K digits told apart.

    Parameters
    ----------
    kernel_1, ..., kernel_4
        ``(M, H, W, C, D)``: kernels from C to D channels. A convolution keeps the frame's size; after the first,
        the third and the fourth, the largest of every 2 × 2 cells is taken.
    bias_1, ..., bias_4
        ``(M, D)``.
    hidden, hidden_bias
        ``(M, F + K, U)`` and ``(M, U)``: from what is left of the frame, and K numbers that say which digit it is.
    answer, answer_bias
        ``(M, U)`` and ``(M,)``.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", Proceedings of
    the IEEE 86 (1998). https://doi.org/10.1109/5.726791
    """

    kernel_1: NDArray[np.floating]
    bias_1: NDArray[np.floating]
    kernel_2: NDArray[np.floating]
    bias_2: NDArray[np.floating]
    kernel_3: NDArray[np.floating]
    bias_3: NDArray[np.floating]
    kernel_4: NDArray[np.floating]
    bias_4: NDArray[np.floating]
    hidden: NDArray[np.floating]
    hidden_bias: NDArray[np.floating]
    answer: NDArray[np.floating]
    answer_bias: NDArray[np.floating]

    def decisions(self, frames: NDArray[np.float32], which: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the mean of the members' log-odds: above 0 where most of the evidence says yes.

        Parameters
        ----------
        frames
            ``(N, S, S)`` float32 in 0..1.
        which
            ``(N, K)`` bool: which digit each frame shows.

        Returns
        -------
        ndarray
            ``(N,)`` float32.
        """
        parts = [slice(start, start + CHUNK) for start in range(0, len(frames), CHUNK)]
        members = range(len(self.answer))
        found = [np.mean([self._one(k, frames[part], which[part]) for k in members], axis=0) for part in parts]
        return np.concatenate([np.empty(0, np.float32), *found]).astype(np.float32)

    def _one(self, member: int, frames: NDArray[np.float32], which: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return one member's log-odds."""
        maps = frames[..., None]
        for layer, is_pooled in zip(range(1, CONVOLUTIONS + 1), POOLED, strict=True):
            kernel, bias = (getattr(self, f"{part}_{layer}")[member].astype(np.float32) for part in ("kernel", "bias"))
            maps = np.maximum(convolved(maps, kernel) + bias, 0)
            maps = largest_of_four(maps) if is_pooled else maps
        flat = np.concatenate([maps.reshape(len(maps), -1), which.astype(np.float32)], axis=1)
        hidden = np.maximum(flat @ self.hidden[member].astype(np.float32) + self.hidden_bias[member], 0)
        result: NDArray[np.float32] = hidden @ self.answer[member].astype(np.float32) + self.answer_bias[member]
        return result


def convolved(maps: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return maps under a kernel, as large as they were; beyond their border is 0.

    Parameters
    ----------
    maps
        ``(N, S, S, C)`` float32.
    kernel
        ``(H, W, C, D)`` float32, H and W odd; not mirrored, as is the custom for networks.

    Returns
    -------
    ndarray
        ``(N, S, S, D)`` float32.
    """
    high, wide, channels, depth = kernel.shape
    padded = np.pad(maps, ((0, 0), (high // 2, high // 2), (wide // 2, wide // 2), (0, 0)))
    around = sliding_window_view(padded, (high, wide), axis=(1, 2))
    unfolded = around.reshape(-1, channels * high * wide)
    result: NDArray[np.float32] = unfolded @ kernel.transpose(2, 0, 1, 3).reshape(-1, depth)
    return result.reshape(*maps.shape[:3], depth)


def largest_of_four(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest of every 2 × 2 cells of ``(N, S, S, C)`` maps, ``(N, S // 2, S // 2, C)``."""
    half = maps.shape[1] // 2
    cells = maps[:, : 2 * half, : 2 * half].reshape(len(maps), half, 2, half, 2, -1)
    result: NDArray[np.float32] = cells.max((2, 4))
    return result
