"""How typical a digit is of its class: in its picture as it is, and in its shape alone."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mnist_explore.packed import check_arrays, opened_arrays
from mnist_explore.style.families.spaces import Space, fit_space


@dataclass(frozen=True, eq=False)
class Typicalities:
    """How typical N digits are of their classes.

    Parameters
    ----------
    typicality
        ``(N,)`` float32 in 0-1, of the pictures as they are: a bold or slanted digit is less typical.
    typicality_shape
        ``(N,)`` float32 in 0-1, of the shapes: slant, stroke width and size are taken out.
    positions
        ``(N, 30)`` float32, where the shapes lie; what families are found in.
    """

    typicality: NDArray[np.float32]
    typicality_shape: NDArray[np.float32]
    positions: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TypicalityModel:
    """Two spaces in which a digit's distance to its class is measured.

    Parameters
    ----------
    pixels
        Of pictures, 28 by 28.
    shapes
        Of shapes (:func:`~mnist_explore.style.families.shapes.shapes`), 24 by 24.
    """

    pixels: Space
    shapes: Space

    def __call__(
        self, images: NDArray[np.uint8], shapes: NDArray[np.float32], labels: NDArray[np.uint8]
    ) -> Typicalities:
        """Return how typical digits are: the share of their class that lies farther from it than they do.

        Parameters
        ----------
        images
            ``(N, 28, 28)`` uint8.
        shapes
            ``(N, 24, 24)`` float32 in 0-1, the same digits' shapes.
        labels
            ``(N,)`` uint8 in 0-9.

        Returns
        -------
        Typicalities
        """
        positions = self.shapes.positions(shapes)
        return Typicalities(
            self.pixels.typicality(self.pixels.positions(images), labels),
            self.shapes.typicality(positions, labels),
            positions,
        )

    def to_bytes(self) -> bytes:
        """Return the model as the bytes of an NPZ file, about 0.3 MB."""
        arrays = {
            f"{space.name}_{array.name}": getattr(getattr(self, space.name), array.name)
            for space in fields(self)
            for array in fields(Space)
        }
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> TypicalityModel:
        """Return the model that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name="The typicality model", remedy="restore it, or run `build`.") as arrays:
            shapes: dict[str, tuple[int | str, ...]] = {
                "components": ("f", "d"), "centres": ("c", "d"), "whitening": ("c", "d", "d"), "knots": ("c", "q")
            }  # fmt: skip
            for space in fields(cls):
                check_arrays(arrays, {f"{space.name}_{name}": shape for name, shape in shapes.items()})
            spaces = {
                space.name: Space(**{array.name: arrays[f"{space.name}_{array.name}"] for array in fields(Space)})
                for space in fields(cls)
            }
        return cls(**spaces)


def fit_typicality(
    images: NDArray[np.uint8], shapes: NDArray[np.float32], labels: NDArray[np.uint8]
) -> TypicalityModel:
    """Fit what is typical of each class. Training digits belong here, and no others.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, N at least 2.
    shapes
        ``(N, 24, 24)`` float32 in 0-1, the same digits' shapes.
    labels
        ``(N,)`` uint8 in 0-9.

    Returns
    -------
    TypicalityModel

    Raises
    ------
    ValueError
        If there are fewer than 2 digits, or not one label to each.
    """
    return TypicalityModel(fit_space(images, labels), fit_space(shapes, labels))
