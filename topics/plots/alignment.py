"""Alignment of two fits: the matrix of similarities between their topics, with matched topics framed.

The matrix drawn is `similarity (n_rows, n_columns)` between 0 and 1; `matched` are pairs (row, column), each topic
being in at most one pair.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import FigureError
from topics.plots.figure_words import words
from topics.plots.matrix import draw_matrix
from topics.plots.roles import INK
from topics.plots.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


def draw_alignment(
    ax: "Axes",
    similarity: "NDArray[np.float64]",
    matched: Sequence[tuple[int, int]],
    rows: Sequence[str],
    columns: Sequence[str],
    language: str = "en",
) -> None:
    """Draw the matrix; `rows` and `columns` are the names of its topics. Raises FigureError when they do not fit."""
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import withStroke

    if similarity.shape != (len(rows), len(columns)):
        raise FigureError(f"a matrix {similarity.shape} does not fit {len(rows)} and {len(columns)} topics.")
    draw_matrix(ax, similarity, 1.0, words(language)["similarity"])
    for row, column in matched:
        frame = Rectangle((column, row), 1, 1, fill=False, edgecolor=COLOURS[1], linewidth=1.2)
        # In grey print the frame is as dark as some cells; its white rim is not.
        frame.set_path_effects([withStroke(linewidth=3.0, foreground="white")])
        ax.add_patch(frame)
    ax.set_xticks(np.arange(len(columns)) + 0.5, columns, rotation=90, fontsize=6.2, color=INK)
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows, fontsize=6.2, color=INK)
