"""See how differently people write the same digit: MNIST measured, mapped and explained.

``from mnist_explore import load_digits, load_atlas`` is the way in for notebooks and programs; see
:mod:`mnist_explore.notebook`. Nothing is imported before it is asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mnist_explore.notebook import card_of as card_of
    from mnist_explore.notebook import digit_at as digit_at
    from mnist_explore.notebook import group_of as group_of
    from mnist_explore.notebook import load_atlas as load_atlas
    from mnist_explore.notebook import load_digits as load_digits

__version__ = "0.1.0"
OFFERED = ("card_of", "digit_at", "group_of", "load_atlas", "load_digits")
"""What :mod:`mnist_explore.notebook` has that can be imported from here."""


def __getattr__(name: str) -> Any:
    """Return what :mod:`mnist_explore.notebook` has of that name."""
    if name not in OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mnist_explore import notebook

    return getattr(notebook, name)
