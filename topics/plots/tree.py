"""A tree of topics: branches at the left, and beside each topic its words, its theme and its model.

The table drawn has one row per topic or joint of the tree: `node, parent, distance, estimator, topic, theme, words`,
topics first and in the order in which they are drawn; the root's parent is −1. A branch whose topics all stand for one
theme has its colour. A page may show some of the topics: branches to the others go on beyond its edge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns
from topics.plots.lettering import fitted, height_of, leading, width_of
from topics.plots.page import SMALL
from topics.plots.roles import COMPANY, INK, QUIET, legible

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("node", "parent", "distance", "estimator", "topic", "theme", "words")
_GAP, _BETWEEN = 0.2, 3.0  # mm between two topics, and between two columns of text


@dataclass(frozen=True)
class TreeTexts:
    """The texts beside the topics, as they are broken into lines: of each topic its words, theme and model."""

    cells: Sequence[tuple[str, str, str]]
    widths: tuple[float, float, float]  # mm

    @property
    def heights(self) -> list[float]:
        """The height in mm of each topic."""
        return [max(height_of(text, SMALL) for text in cell) + _GAP for cell in self.cells]


def tree_texts(table: "pd.DataFrame", labels: Mapping[str, str], models: Mapping[str, str], width: float) -> TreeTexts:
    """The texts of a table's topics in columns that are together `width` mm wide.

    `labels` are those of themes, and `models` those of estimators. Raises FigureError when the table lacks a column.
    """
    check_columns("a tree of topics", table, COLUMNS)
    leaves = topics_of(table)
    themes = [labels.get(theme, "") for theme in leaves["theme"]]
    names = [models.get(name, name) for name in leaves["estimator"]]
    theme, model = (min(max(width_of(text, SMALL) for text in some), width / 4) for some in (themes, names))
    words = min(max(width_of(text, SMALL) for text in leaves["words"]), width - theme - model - 2 * _BETWEEN)
    widths = (words, theme, model)
    cells = [
        (fitted(said, words, SMALL), fitted(label, theme, SMALL) if label else "", fitted(name, model, SMALL))
        for said, label, name in zip(leaves["words"], themes, names, strict=True)
    ]
    return TreeTexts(cells, widths)


def topics_of(table: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of the topics, without the joints."""
    return table[table["topic"] != ""]


def draw_branches(
    ax: "Axes",
    table: "pd.DataFrame",
    heights: Sequence[float],
    shown: Sequence[int],
    colours: Mapping[str, str],
    limit: float,
) -> None:
    """Draw the branches beside the topics at the places `shown`, up to a distance of `limit` at the left.

    `heights` are those of all topics in mm, and `colours` those of themes. Raises FigureError for a missing column.
    """
    check_columns("a tree of topics", table, COLUMNS)
    y: dict[int, float] = {}
    theme: dict[int, str] = {}
    below: dict[int, list[int]] = {}
    top = 0.0
    for row, height in zip(topics_of(table).to_dict("records"), heights, strict=True):
        y[row["node"]], theme[row["node"]] = top + (height - _GAP) / 2, row["theme"]
        top += height
    distance = dict(zip(table["node"], table["distance"], strict=True))
    for node, parent in zip(table["node"], table["parent"], strict=True):
        below.setdefault(parent, []).append(node)
    for joint in table.loc[table["topic"] == "", "node"]:  # from the lowest joint to the root
        ends = below[joint]
        y[joint] = sum(y[node] for node in ends) / len(ends)
        themes = {theme[node] for node in ends}
        theme[joint] = themes.pop() if len(themes) == 1 else ""
        ax.plot([distance[joint]] * 2, [y[node] for node in ends], color=_ink(theme[joint], colours), linewidth=0.9)
        for node in ends:
            across = [distance[joint], distance[node]]
            ax.plot(across, [y[node]] * 2, color=_ink(theme[node], colours), linewidth=0.9, solid_capstyle="projecting")
    ax.set_xlim(limit, 0)
    ax.set_ylim(sum(heights[: shown[-1] + 1]), sum(heights[: shown[0]]))
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.set_xticks([0, limit], ["0", f"{limit:.2g}"])
    ax.get_xticklabels()[1].set_horizontalalignment("left")
    ax.tick_params(axis="x", labelsize=SMALL)


def draw_texts(
    ax: "Axes", table: "pd.DataFrame", texts: TreeTexts, shown: Sequence[int], colours: Mapping[str, str]
) -> None:
    """Write the words, themes and models of the topics at the places `shown` on axes beside their branches."""
    words, theme, _ = texts.widths
    starts = (0.0, words + _BETWEEN, words + theme + 2 * _BETWEEN)
    heights, leaves = texts.heights, topics_of(table)
    ax.set_xlim(0, sum(texts.widths) + 2 * _BETWEEN)
    ax.set_ylim(sum(heights[place] for place in shown), 0)
    ax.set_axis_off()
    top = 0.0
    for place in shown:
        its = str(leaves["theme"].iloc[place])
        inks = (legible(colours[its]), legible(colours[its]), QUIET) if its in colours else (INK, QUIET, QUIET)
        for text, x, ink in zip(texts.cells[place], starts, inks, strict=True):
            middle = top + (heights[place] - _GAP) / 2
            if text:
                ax.text(x, middle, text, va="center", fontsize=SMALL, color=ink, linespacing=leading(text))
        top += heights[place]


def _ink(theme: str, colours: Mapping[str, str]) -> str:
    return colours.get(theme, COMPANY)
