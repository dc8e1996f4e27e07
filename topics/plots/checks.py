"""Checks of what a plot is given: its columns, and a panel for each thing drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.errors import FigureError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def check_columns(figure: str, table: "pd.DataFrame", columns: Sequence[str]) -> None:
    """Raise FigureError when the table lacks a column; `figure` is what needs it, with its article."""
    if missing := [column for column in columns if column not in table]:
        raise FigureError(f"{figure} needs the columns {', '.join(columns)}; the table lacks {', '.join(missing)}.")


def check_panels(axes: Sequence["Axes"], n: int, one: str) -> None:
    """Raise FigureError unless there are `n` panels, one for each `one`: a theme, an estimator."""
    if not n or len(axes) != n:
        raise FigureError(f"expected one panel {one}, found {len(axes)} for {n}.")
