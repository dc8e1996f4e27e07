"""Presets of journals, one setting a figure: its width, its kind of letter, and whether it is printed in grey.

Widths are those of the publishers' instructions for authors, in millimetres.
"""

from dataclasses import dataclass

from topics.errors import FigureError, nearest

_WIDTHS = {  # of one column and of two
    "springer": (84.0, 174.0),
    "elsevier": (90.0, 190.0),
    "nature": (89.0, 183.0),
    "ieee": (88.9, 181.9),
    "plos": (132.0, 190.5),
    "serif": (84.0, 170.0),  # journals that set figures in the letter of the text, as most in Chinese do
}
USUAL = "springer"


@dataclass(frozen=True)
class Preset:
    """The width of a figure in millimetres, whether its letters have serifs, and whether it has no colour."""

    width: float
    serif: bool = False
    grey: bool = False


PRESETS: dict[str, Preset] = {
    f"{name}{column}{ink}": Preset(width, name == "serif", bool(ink))
    for name, widths in _WIDTHS.items()
    for column, width in zip(("-column", ""), widths, strict=True)
    for ink in ("", "-grey")
}


def preset(name: str = USUAL) -> Preset:
    """A preset by its name: a publisher, then `-column` for the width of one column, then `-grey`.

    Raises FigureError for an unknown name, with the nearest.

    >>> preset("nature-column").width, preset("nature-grey").grey
    (89.0, True)
    """
    if name not in PRESETS:
        raise FigureError(f'no journal is called "{name}"; {nearest(name, PRESETS)}')
    return PRESETS[name]
