"""The files this project knows: their names, hashes and addresses. A new source is one entry here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Known:
    """A file that is recognised by its content.

    Parameters
    ----------
    path
        Where it lies in a folder of data, for example ``"mnist/train-labels-idx1-ubyte.gz"``.
    sha256
        SHA-256 in hex of the content; of the *inflated* content where the path ends in ``.gz``, since mirrors
        compress the same bytes differently.
    size
        Bytes of that content. Nothing longer is ever taken for this file.
    """

    path: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return PurePosixPath(self.path).name

    @property
    def most_bytes(self) -> int:
        """The bytes that the file may have however it is packed: gzip may add a little, and never more."""
        return self.size + self.size // 1000 + 1024


@dataclass(frozen=True)
class Mirror:
    """An address that serves some known files, each under its name.

    Parameters
    ----------
    base
        The address up to and with the last slash.
    files
        What is there.
    """

    base: str
    files: tuple[Known, ...]

    @property
    def host(self) -> str:
        """The server's name, for people to read."""
        return self.base.split("/")[2]

    def address(self, known: Known) -> str:
        """Return the address of one of the files."""
        return self.base + known.name


NPZ = Known("mnist.npz", "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1", 11_490_434)
"""Keras's packing of MNIST."""

IDX = (
    Known(
        "mnist/train-images-idx3-ubyte.gz",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        47_040_016,
    ),
    Known(
        "mnist/train-labels-idx1-ubyte.gz",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        60_008,
    ),
    Known(
        "mnist/t10k-images-idx3-ubyte.gz",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        7_840_016,
    ),
    Known(
        "mnist/t10k-labels-idx1-ubyte.gz",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        10_008,
    ),
)
"""MNIST as LeCun, Cortes and Burges gave it: training images and labels, test images and labels."""

WRITERS = (
    Known(
        "qmnist/qmnist-train-labels.tsv.gz",
        "d12becc9bddd68fc45d52ddaa7868aa49dc4c7080d65b51ce6cf12ecdfbabd5c",
        1_477_471,
    ),
    Known(
        "qmnist/qmnist-test-labels.tsv.gz",
        "eb655936ef35473cf5b3df22bcb474433a6211ecdffd3ff670651f3167bdf6b6",
        1_501_745,
    ),
)
"""QMNIST's label tables (Yadav and Bottou 2019): who wrote each training digit, and each test digit."""

VOTES = Known(
    "label-errors/mnist_mturk.json", "448bd00fc9df262c68d50d48709d7fa3d5dc966bc66580e5df20e0dcba6e5612", 29_472
)
"""Five people's votes on 100 doubted test labels (Northcutt, Athalye and Mueller 2021)."""

DIGIT_MIRRORS = (
    Mirror("https://storage.googleapis.com/tensorflow/tf-keras-datasets/", (NPZ,)),
    Mirror("https://ossci-datasets.s3.amazonaws.com/mnist/", IDX),
    Mirror("https://storage.googleapis.com/cvdf-datasets/mnist/", IDX),
)
WRITER_MIRRORS = (Mirror("https://raw.githubusercontent.com/facebookresearch/qmnist/main/", WRITERS),)
VOTE_MIRRORS = (Mirror("https://raw.githubusercontent.com/cleanlab/label-errors/main/mturk/", (VOTES,)),)
