"""The map of digits: drawn in the browser, where one can walk through it, select and colour without the server."""

from mnist_explore.ui.components.style_map.component import show_map
from mnist_explore.ui.components.style_map.state import MADE, MapState, map_state

__all__ = ["MADE", "MapState", "map_state", "show_map"]
