"""The product's name and its mark: five ones fanned out, as the overview shows them."""

from __future__ import annotations

from math import cos, radians, sin
from typing import Literal

NAME = "mnist_explore"
ACCENT = "#b24c11"
PAPER = "#ffffff"
NAME_COLOURS = {"light": "#1f1b16", "dark": "#f1ede7"}
"""The theme's text colours, see ``.streamlit/config.toml``."""

_ANGLES_DEG = (-34, -17, 0, 17, 34)
_CENTRE, _INNER, _OUTER = (16.0, 31.0), 11.0, 24.0
_WIDTH = 3.0


def icon_svg() -> str:
    """Return the mark alone as SVG, 32 × 32: white on a tile of the accent's colour."""
    return _svg(32, f'<rect width="32" height="32" rx="7" fill="{ACCENT}"/>{_strokes()}')


def logo_svg(theme: Literal["light", "dark"]) -> str:
    """Return the mark with the name beside it as SVG, in colours for a theme."""
    name = (
        f'<text x="42" y="22" font-family="Helvetica, Arial, sans-serif" font-size="18" '
        f'font-weight="600" fill="{NAME_COLOURS[theme]}">{NAME}</text>'
    )
    return _svg(176, f'<rect width="32" height="32" rx="7" fill="{ACCENT}"/>{_strokes()}{name}')


def _svg(width: int, content: str) -> str:
    """Return an SVG 32 high."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="32" viewBox="0 0 {width} 32">{content}</svg>'
    )


def _strokes() -> str:
    """Return the five strokes."""
    (x, y), lines = _CENTRE, []
    for angle in map(radians, _ANGLES_DEG):
        ends = [(x + length * sin(angle), y - length * cos(angle)) for length in (_INNER, _OUTER)]
        lines.append("M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in ends))
    return f'<path d="{"".join(lines)}" stroke="{PAPER}" stroke-width="{_WIDTH:g}" stroke-linecap="round"/>'
