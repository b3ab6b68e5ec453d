"""See how differently people write the same digit: MNIST measured, mapped and explained."""

__version__ = "0.1.0"
