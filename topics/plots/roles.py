"""Roles: what a colour, a line and a mark stand for, the same in every figure.

Colour is the theme and nothing else: a theme has that of its place in the study. The study's own estimator is drawn
in it, thick; other estimators are thin grey company. Known shares (planted or coded) are rings in ink. The colours of
themes are matplotlib's property cycle inside `style.journal`, so that a preset without colour has none anywhere.
"""

from collections.abc import Sequence
from typing import Any

from topics.themes import Theme

# Hues of Okabe & Ito (2008), the pale ones darkened so that in grey print and to the colour-blind a thick line stays
# darker than the company's, and three of Tol's muted scheme and a brown.
THEME_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#A8508C",
    "#B87A00",
    "#4A95CC",
    "#882255",
    "#7C7C1F",
    "#332288",
    "#6B3A10",
)
INK = "#222222"
QUIET = "#5f5f5f"
COMPANY = "#a6a6a6"  # of estimators that are not the study's own
GRID = "#e4e4e4"
_LUMA = (0.299, 0.587, 0.114)  # how much of each part a printer's grey has
_CONTRAST = 4.5  # of text on white, by the web's guidelines for reading (WCAG 2, level AA)

OWN_LINE, MUTED_LINE, COMPANY_LINE = 1.8, 1.2, 0.7  # points
BAND, MUTED_BAND = 0.18, 0.12  # opacity
KNOWN: dict[str, Any] = {  # the ring of a share that was planted or coded
    "linestyle": "none",
    "marker": "o",
    "markersize": 3.6,
    "markerfacecolor": "white",
    "markeredgecolor": INK,
    "markeredgewidth": 0.8,
}


def theme_colours(themes: Sequence[Theme]) -> dict[str, str]:
    """The colour of each theme by its place in the study; call it inside `style.journal`."""
    from matplotlib import rcParams

    colours = [str(entry["color"]) for entry in rcParams["axes.prop_cycle"]]
    return {theme.id: colours[place % len(colours)] for place, theme in enumerate(themes)}


def muted(colour: str) -> str:
    """The colour of a theme of which nothing is claimed: half of it grey, and with a quarter of white.

    So what is claimed is seen first, however steep the others. In grey print it stays darker than the company's, as
    all colours of themes do.

    >>> muted("#0072b2")
    '#608ba3'
    """
    rgb = _rgb(colour)
    grey = sum(weight * part for weight, part in zip(_LUMA, rgb, strict=True))
    return "#" + "".join(f"{round(255 * (3 * (part + grey) / 2 + 1) / 4):02x}" for part in rgb)


def legible(colour: str) -> str:
    """The colour, darkened as far as small text on white must be.

    >>> legible("#E69F00"), legible("#222222")
    ('#9c6c00', '#222222')
    """
    rgb = _rgb(colour)
    for step in range(100):
        darker = [part * (1 - step / 100) for part in rgb]
        if 1.05 / (_luminance(darker) + 0.05) >= _CONTRAST:
            return "#" + "".join(f"{round(255 * part):02x}" for part in darker)
    return INK


def _rgb(colour: str) -> Sequence[float]:
    """The parts of a colour; those of `#rrggbb` without matplotlib, which takes long to import."""
    if len(colour) == 7 and colour.startswith("#"):
        return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    from matplotlib.colors import to_rgb

    return to_rgb(colour)


def _luminance(rgb: Sequence[float]) -> float:
    """The relative luminance of a colour in sRGB."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
