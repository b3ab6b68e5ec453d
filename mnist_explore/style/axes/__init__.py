"""Style axes: the few directions in which people differ within a class, once slant, stroke width and size are out."""

from mnist_explore.style.axes.fitting import fit_axes
from mnist_explore.style.axes.model import MOST_AXES, StyleAxes
from mnist_explore.style.axes.transport import transport_coordinates

__all__ = ["MOST_AXES", "StyleAxes", "fit_axes", "transport_coordinates"]
