"""Principal components: 784 pixels brought down to the 50 numbers that neighbours and the map are found in."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import pixel_rows
from mnist_explore.packed import check_arrays, opened_arrays

COMPONENTS = 50
"""How many principal components are kept, as in van der Maaten & Hinton's own MNIST maps (JMLR 2008, section 4.2)."""

_CHUNK = 10_000


@dataclass(frozen=True)
class Projection:
    """A linear map from pixels to principal components.

    Parameters
    ----------
    mean
        ``(784,)`` float32, the average digit, in 0-1.
    components
        ``(k, 784)`` float32, orthonormal rows, strongest first.
    explained
        Share of the pixels' variance that the components keep, 0-1.
    """

    mean: NDArray[np.float32]
    components: NDArray[np.float32]
    explained: float

    def __call__(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the components of digits.

        Parameters
        ----------
        images
            ``(N, 28, 28)`` uint8.

        Returns
        -------
        NDArray[np.float32]
            ``(N, k)`` float32, in units of one full-ink pixel.
        """
        points = np.empty((len(images), len(self.components)), np.float32)
        for start in range(0, len(images), _CHUNK):
            pixels = pixel_rows(images[start : start + _CHUNK])
            points[start : start + _CHUNK] = (pixels - self.mean) @ self.components.T
        return points

    def to_bytes(self) -> bytes:
        """Return the projection as the bytes of an NPZ file."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, mean=self.mean, components=self.components, explained=np.float32(self.explained))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Projection:
        """Return the projection that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name="projection.npz", remedy="restore it, or run `build`.") as arrays:
            check_arrays(arrays, {"mean": ("p",), "components": ("k", "p"), "explained": ()})
            return cls(arrays["mean"], arrays["components"], float(arrays["explained"]))


def fit_projection(images: NDArray[np.uint8], *, components: int = COMPONENTS) -> Projection:
    """Fit principal components to digits.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, N at least 2.
    components
        How many to keep; fewer when there are fewer digits.

    Returns
    -------
    Projection

    References
    ----------
    scikit-learn's ``PCA(svd_solver="covariance_eigh")``: exact, and fast when digits far outnumber pixels.
    """
    from sklearn.decomposition import PCA

    kept = min(components, len(images) - 1)
    with np.errstate(invalid="ignore"):
        pca = PCA(kept, svd_solver="covariance_eigh").fit(pixel_rows(images))
    return Projection(
        pca.mean_.astype(np.float32),
        pca.components_.astype(np.float32),
        # Of equal pictures there is nothing to explain, and all of it is explained.
        float(pca.explained_variance_ratio_.sum()) if pca.explained_variance_.any() else 1.0,
    )
