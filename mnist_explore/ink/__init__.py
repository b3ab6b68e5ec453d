"""Any picture → one 28×28 digit, sized and centred as MNIST was.

:func:`read_picture` turns a visitor's bytes into a checked grey array; :func:`ink_digit` finds the ink in a grey
array and places it as MNIST's makers did.
"""

from mnist_explore.ink.background import Polarity
from mnist_explore.ink.normalisation import ink_digit
from mnist_explore.ink.pictures import read_picture

__all__ = ["Polarity", "ink_digit", "read_picture"]
