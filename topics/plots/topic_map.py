"""Topics as circles: the nearer, the more alike their words; the larger, the more text; a colour a theme.

The table drawn has a row a topic: `estimator, topic, theme, share, x, y, word`; all estimators are on one plane. `theme` is ''
for topics of none, drawn grey; of each theme's topics the largest is named with its `word`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import FigureError
from topics.plots.style import COLOURS, FADED, GRID, INK
from topics.plots.wording import estimator_label, words
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("estimator", "topic", "theme", "share", "x", "y", "word")
_AREA = 2600.0  # square points of a topic that has all the text
_SMALLEST = 9.0


def draw_topic_map(
    axes: Sequence["Axes"], table: "pd.DataFrame", themes: Sequence[Theme], language: str = "en"
) -> None:
    """Draw `table` (columns: see the module) on one of `axes` an estimator, with one legend of themes above.

    Raises FigureError when the table lacks a column or the panels do not fit.
    """
    from matplotlib.lines import Line2D

    if missing := [column for column in COLUMNS if column not in table]:
        raise FigureError(f"a map of topics needs the columns {', '.join(COLUMNS)}; missing: {', '.join(missing)}.")
    estimators = list(dict.fromkeys(table["estimator"]))
    if len(axes) != len(estimators):
        raise FigureError(f"expected one panel an estimator, found {len(axes)} for {len(estimators)}.")
    colour = {theme.id: COLOURS[number % len(COLOURS)] for number, theme in enumerate(themes)}
    for ax, estimator in zip(axes, estimators, strict=True):
        rows = table[table["estimator"] == estimator].sort_values("share", ascending=False, kind="stable")
        sizes = np.maximum(_SMALLEST, _AREA * rows["share"].to_numpy(dtype=float))
        filled = [colour.get(theme, FADED) for theme in rows["theme"]]
        above = [2.0 if theme in colour else 1.0 for theme in rows["theme"]]
        for x, y, size, fill, zorder in zip(rows["x"], rows["y"], sizes, filled, above, strict=True):
            ax.scatter([x], [y], s=size, color=fill, alpha=0.75, edgecolor="white", linewidth=0.6, zorder=zorder)
        for row in rows[rows["theme"].isin(colour)].drop_duplicates("theme").itertuples():
            ax.annotate(str(row.word), (row.x, row.y), ha="center", va="center", fontsize=6.5, color=INK, zorder=4)
        ax.set_title(estimator_label(estimator, language))
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[["top", "right", "bottom", "left"]].set(visible=True, color=GRID)
        ax.grid(visible=False)
        ax.set_aspect("equal", adjustable="box")
        ax.margins(0.12)
    handles = [
        Line2D([], [], linestyle="none", marker="o", markersize=5, color=fill, label=label)
        for fill, label in [
            *((colour[theme.id], theme.label(language)) for theme in themes),
            (FADED, words(language)["no theme"]),
        ]
    ]
    figure = axes[0].get_figure()
    assert figure is not None
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles) if len(handles) <= 6 else 4)
