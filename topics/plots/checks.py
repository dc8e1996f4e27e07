"""Checks that every figure makes: the columns that it draws are there, and one panel for each thing drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.errors import FigureError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def check_columns(figure: str, table: "pd.DataFrame", columns: Sequence[str]) -> None:
    """Raise FigureError when the table lacks a column; `figure` names the figure in the message, with its article."""
    if missing := [column for column in columns if column not in table]:
        raise FigureError(f"{figure} needs the columns {', '.join(columns)}; the table lacks {', '.join(missing)}.")


def check_panels(axes: Sequence["Axes"], n: int, one: str) -> None:
    """Raise FigureError unless there are `n` panels; `one` is what a panel stands for, such as "theme"."""
    if not n or len(axes) != n:
        raise FigureError(f"expected one panel per {one}, found {len(axes)} for {n}.")
