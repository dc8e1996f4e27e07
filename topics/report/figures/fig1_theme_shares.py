"""Figure 1, theme shares by period.

Figures that show something else beside the shares use its rows and panels.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, sqrt
from typing import TYPE_CHECKING

from topics.errors import FigureError, nearest
from topics.report.captions import theme_shares_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import declare
from topics.shares.estimate import SHARES
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


# A figure is drawn from less than a whole table of shares; what else stands in it is saved too.
_DRAWN = ("estimator", "theme", "period", "share", "lower", "upper", "n_documents")
SHARE_ROWS = tuple(replace(c, optional=c.optional or c.name not in _DRAWN) for c in SHARES.columns)
ROWS = declare("fig1_theme_shares", "one estimator, theme and period, of one weighting", SHARE_ROWS)


@FIGURES.register(
    "fig1_theme_shares",
    label={
        "en": "Theme shares by period: a panel per theme, a line per estimator, its band.",
        "zh": "各期主题占比：每个主题一图，每种估计方法一线并附区间。",
    },
    tables=("shares",),
    rows=ROWS,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme shares by period."""
    rows = theme_share_rows(tables["shares"], themes)
    figure = theme_share_panels(tables["shares"], themes, language=language, note=note)
    return Drawing(figure, rows, theme_shares_caption(rows, themes, language))


def theme_share_panels(
    shares: "pd.DataFrame",
    themes: Sequence[Theme],
    *,
    language: str = "en",
    weighting: str = "text",
    note: str | None = None,
) -> "Figure":
    """Theme shares by period, 174 mm wide: one panel per theme, one line per estimator, n under each period.

    `shares` is the table of `topics.shares.theme_shares` for one or several estimators; the figure draws its rows of
    `weighting` ("text" or "document") and of `themes`. `note` is printed at the foot. Raises FigureError for a table
    that cannot be drawn and for text that no font can show.
    """
    from topics.plots.fonts import typeset
    from topics.plots.style import journal, new_figure
    from topics.plots.theme_shares import draw_theme_shares

    rows = theme_share_rows(shares, themes, weighting)
    n = len(themes)
    columns = n if n <= 3 else ceil(sqrt(n))
    lines = ceil(n / columns)
    with journal():
        figure = new_figure(height=24 + 47 * lines)
        grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        for lowest in grid[max(0, n - columns) : n]:
            lowest.tick_params(labelbottom=True)
        draw_theme_shares(list(grid[:n]), rows, themes, language, note=note)
        typeset(figure)
    return figure


def theme_share_rows(shares: "pd.DataFrame", themes: Sequence[Theme], weighting: str = "text") -> "pd.DataFrame":
    """The rows that figure 1 draws, of one weighting and of the themes given.

    Raises FigureError when the table has none of that weighting.
    """
    if "weighting" in shares:
        known = [str(name) for name in shares["weighting"].unique()]
        if weighting not in known:
            raise FigureError(f'the table of shares has no weighting "{weighting}"; {nearest(weighting, known)}')
        shares = shares[shares["weighting"] == weighting]
    return shares[shares["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
