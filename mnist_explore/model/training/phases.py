"""The phases of a training: long with strongly distorted digits, then shorter with digits nearer to real ones."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """A part of a training with one rise and fall of the rate; it begins from the averaged weights of the one before.

    Parameters
    ----------
    epochs
        Passes through the digits, at least 1.
    peak_rate
        The highest rate.
    strength
        Of the distortions, as :func:`mnist_explore.warping.distortion.distort` takes it.
    signs
        Whether made-up signs are among what is no digit, as
        :func:`mnist_explore.model.training.negatives.non_digits` takes it.
    """

    epochs: int
    peak_rate: float
    strength: float
    signs: bool


def phases_of(epochs: int) -> tuple[Phase, ...]:
    """Return the phases of a training of `epochs` passes; the last fifth, rounded down, is the finishing phase.

    Strong distortions teach what styles there could be, but few real digits look like that: a finish nearer to real
    ones pays. Rate and strength of the finish were chosen on validation digits. Signs that could be letters wait for
    the finish: once the network knows what digits are, a few thousand suffice.

    Raises
    ------
    ValueError
        If `epochs` is below 1.

    References
    ----------
    He et al., "Data augmentation revisited: rethinking the distribution gap between clean and augmented data", 2019,
    arXiv:1909.09148 (refinement on less distorted data).
    """
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, not {epochs}")
    finishing = epochs // 5
    opening = Phase(epochs - finishing, peak_rate=4e-3, strength=1.0, signs=False)
    return (opening, Phase(finishing, peak_rate=1e-3, strength=0.5, signs=True)) if finishing else (opening,)
