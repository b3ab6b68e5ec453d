"""What a notebook takes: digits and atlas by one call each, and a digit, a group and a card that show themselves.

>>> from mnist_explore import card_of, digit_at, group_of, load_atlas, load_digits  # doctest: +SKIP
>>> digits = load_digits()  # arrays: digits.images, digits.labels, digits.writer ...  # doctest: +SKIP
>>> atlas = load_atlas(digits)  # atlas.table is a frame, one row per digit  # doctest: +SKIP
>>> group_of(atlas, "digit=7 crossed=yes")  # shown as a picture of the digits  # doctest: +SKIP

Figures are functions of :mod:`mnist_explore.figures`, which take arrays and return Plotly figures.
"""

from mnist_explore.notebook.card import ShownCard, card_of
from mnist_explore.notebook.loading import load_atlas, load_digits
from mnist_explore.notebook.pictures import ShownDigit, ShownGroup, digit_at, group_of

__all__ = ["ShownCard", "ShownDigit", "ShownGroup", "card_of", "digit_at", "group_of", "load_atlas", "load_digits"]
