"""Figures of themes' shares: over time, estimator by estimator, in every specification, by months, beside human codes."""

from collections.abc import Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING

from topics.errors import FigureError, nearest
from topics.report.captions import caption_of, estimand_caption, theme_shares_caption
from topics.report.drawing import Drawing, Tables
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def fig1_theme_shares(
    shares: "pd.DataFrame",
    themes: Sequence[Theme],
    *,
    language: str = "en",
    weighting: str = "text",
    note: str | None = None,
) -> "Figure":
    """Theme shares by period, 174 mm wide: a panel a theme, a line an estimator, n under each period.

    `shares` is the table of `topics.shares.theme_shares` for one or several estimators; of it, the rows of `weighting`
    ("text" or "document") and of `themes` are drawn. `note` is printed at the foot. Raises FigureError for a table that
    cannot be drawn and for text that no font can show.
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
    """The rows that figure 1 draws: one weighting, the named themes.

    Raises FigureError when the table has none of that weighting.
    """
    if "weighting" in shares:
        known = [str(name) for name in shares["weighting"].unique()]
        if weighting not in known:
            raise FigureError(f'the table of shares has no weighting "{weighting}"; {nearest(weighting, known)}')
        shares = shares[shares["weighting"] == weighting]
    return shares[shares["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)


def fig1(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme shares by period: a panel a theme, a line an estimator, its band."""
    rows = theme_share_rows(tables["shares"], themes)
    return Drawing(
        fig1_theme_shares(tables["shares"], themes, language=language, note=note),
        rows,
        theme_shares_caption(rows, themes, language),
    )


def fig2(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The ledger: every estimator side by side in every period, and how far they lie apart."""
    from topics.plots.fonts import typeset
    from topics.plots.ledger import draw_ledger
    from topics.plots.style import journal, new_figure

    rows = theme_share_rows(tables["shares"], themes)
    columns = 2 if len(themes) > 1 else 1
    lines = ceil(len(themes) / columns)
    with journal():
        figure = new_figure(height=14 + 48 * lines)
        grid = figure.subplots(lines, columns, sharey=True, squeeze=False).ravel()
        for empty in grid[len(themes) :]:
            empty.remove()
        draw_ledger(list(grid[: len(themes)]), rows, themes, language, note=note)
        typeset(figure)
    by_cell = rows.groupby(["theme", "period"])["share"]
    rows = rows.assign(lowest=by_cell.transform("min"), highest=by_cell.transform("max"))
    return Drawing(figure, rows, caption_of("ledger", language) + "\n\n" + theme_shares_caption(rows, themes, language))


def fig7(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A specification curve: the change of each theme's share in every specification, and what each chose."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot, not_validated
    from topics.plots.specifications import board_rows, draw_specifications
    from topics.plots.style import journal, new_figure

    table = tables["specifications"]
    rows = table[table["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    columns = min(len(themes), 4)
    lines = ceil(len(themes) / columns)
    heights = [44.0, 3.0 * len(board_rows(rows)) + 4]
    with journal():
        figure = new_figure(height=12 + lines * (sum(heights) + 10))
        grid = figure.subplots(2 * lines, columns, squeeze=False, sharey="row", height_ratios=heights * lines)
        curves, boards = grid[::2].ravel(), grid[1::2].ravel()
        for empty in [*curves[len(themes) :], *boards[len(themes) :]]:
            empty.remove()
        draw_specifications(list(curves[: len(themes)]), list(boards[: len(themes)]), rows, themes, language)
        add_foot(figure, [not_validated(language), note], language)
        typeset(figure)
    return Drawing(figure, rows, caption_of("specifications", language))


def fig9(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """When there was most of a theme: themes by months, darker for a larger share."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot, not_validated
    from topics.plots.heat_map import draw_heat_map
    from topics.plots.style import journal, new_figure

    rows = tables["months"]
    rows = rows[rows["theme"].isin([theme.id for theme in themes])].reset_index(drop=True)
    with journal():
        figure = new_figure(height=40 + 8 * len(themes))
        draw_heat_map(figure.subplots(), rows, themes, language)
        add_foot(figure, [not_validated(language), note], language)
        typeset(figure)
    return Drawing(figure, rows, caption_of("months", language) + "\n\n" + estimand_caption(rows, language))


def fig10(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Truth against estimate: the shares that human codes give beside each estimator's."""
    import pandas as pd

    from topics.plots.style import CODES

    rows = theme_share_rows(tables["shares"], themes)
    known = theme_share_rows(tables["truth"], themes).assign(estimator=CODES)
    both = pd.concat([known.reindex(columns=rows.columns), rows], ignore_index=True)
    figure = fig1_theme_shares(both.assign(weighting="text"), themes, language=language, note=note)
    return Drawing(figure, both, caption_of("truth", language) + "\n\n" + theme_shares_caption(rows, themes, language))
