"""The line at the foot of a figure: what its numbers are, and the study's own note."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.plots.figure_words import words
from topics.plots.lettering import wrap
from topics.plots.roles import QUIET

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure


def add_foot(figure: "Figure | SubFigure", sentences: Sequence[str | None], language: str = "en") -> None:
    """Print the non-empty `sentences` below the panels, wrapped to the width of the figure."""
    text = ("" if language == "zh" else " ").join(filter(None, sentences))
    root = figure.get_figure(root=True)
    assert root is not None
    if text:
        columns = int(25.4 * root.get_figwidth() * figure.bbox.width / root.bbox.width / 1.25)
        figure.supxlabel(wrap(text, columns), x=0.008, ha="left", fontsize=6.8, color=QUIET, linespacing=1.3)


def not_validated(language: str = "en") -> str:
    """The sentence that stands on every figure of uncorrected shares."""
    phrase = words(language)["not validated"]
    return phrase[0].upper() + phrase[1:] + ("。" if language == "zh" else ".")
