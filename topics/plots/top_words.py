"""The words of the topics that stand for each theme, as bars: one panel per theme and model.

The table drawn has one row per word: `estimator, theme, word, weight` (its share of the theme's topics, between 0 and
1), with the words of a panel in the order in which they are drawn.
"""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.plots.checks import check_columns
from topics.plots.figure_words import estimator_label, words
from topics.plots.lettering import wrap
from topics.plots.roles import GRID, QUIET
from topics.plots.style import FADED, estimator_looks
from topics.themes import Theme
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("estimator", "theme", "word", "weight")
_TITLE_COLUMNS = 80  # half-width characters over the whole width


def draw_top_words(
    grid: Sequence[Sequence["Axes"]],
    table: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    estimators: Sequence[str] = (),
    study: Sequence[str] = (),
    unfit: Collection[tuple[str, str]] = (),
) -> None:
    """Draw `table` (columns: see the module) on `grid`, one row of panels per estimator with one panel per theme.

    The panel of a theme without a topic says so. `estimators` names the rows of the grid, if some estimators have no
    word at all. `study` lists all estimators of the study, even those without a row here, so that each has the same
    colour as in the other figures. `unfit` are pairs of an estimator and a theme that it is unfit for: the panel says
    so where it has no word, and is grey where it has.

    Raises FigureError when the table lacks a column or the grid does not fit.
    """
    check_columns("a figure of top words", table, COLUMNS)
    estimators = estimators or list(dict.fromkeys(table["estimator"]))
    if [len(row) for row in grid] != [len(themes)] * len(estimators):
        raise FigureError(
            f"expected {len(estimators)} rows of {len(themes)} panels, found {[len(row) for row in grid]}."
        )
    looks = estimator_looks(study or estimators)
    most = max(1, int(table.groupby(["estimator", "theme"]).size().max()))
    for row, estimator in enumerate(estimators):
        for column, theme in enumerate(themes):
            ax = grid[row][column]
            of_panel = table[(table["estimator"] == estimator) & (table["theme"] == theme.id)]
            hidden = (estimator, theme.id) in unfit
            nothing = words(language)["unfit here" if hidden else "no topic"]
            _draw_panel(ax, of_panel, FADED if hidden else looks[estimator].colour, most, nothing)
            if row == 0:
                ax.set_title(wrap(theme.label(language), _TITLE_COLUMNS // len(themes)))
            if column == 0:
                ax.set_ylabel(wrap(estimator_label(estimator, language), 22))


def _draw_panel(ax: "Axes", rows: "pd.DataFrame", colour: str, most: int, no_topic: str) -> None:
    ax.set_xticks([])
    ax.grid(visible=False)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.set_ylim(most - 0.4, -0.6)
    if rows.empty:
        ax.set_yticks([])
        ax.text(0.5, 0.5, no_topic, transform=ax.transAxes, ha="center", va="center", color=QUIET)
        return
    weights = rows["weight"].to_numpy(dtype=float)
    ax.barh(range(len(rows)), weights / weights.max(), 0.62, color=colour)
    ax.set_yticks(range(len(rows)), rows["word"].tolist())
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(0, 1.28)
    for place, weight in enumerate(weights):
        ax.annotate(
            percent(weight, sign=""),
            (weight / weights.max(), place),
            (2, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.2,
            color=QUIET,
        )
    ax.axvline(0, color=GRID, linewidth=0.6)
