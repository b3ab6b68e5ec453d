"""Any picture → one or several 28×28 digits, sized and centred as MNIST was.

:func:`read_picture` turns a visitor's bytes into a checked grey array; :func:`find_digits` finds what is written in a
grey array and places each digit as MNIST's makers did; :func:`ink_digit` is the same for one digit.
"""

from mnist_explore.ink.background import Polarity
from mnist_explore.ink.marks import Mark, Reading
from mnist_explore.ink.pictures import Picture, load_picture, read_picture
from mnist_explore.ink.reading import find_digits, ink_digit

__all__ = ["Mark", "Picture", "Polarity", "Reading", "find_digits", "ink_digit", "load_picture", "read_picture"]
