"""Figure 2, estimators compared. Its public name, ledger, is older than the name used here."""

from collections.abc import Sequence
from math import ceil

from topics.report.captions import theme_shares_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.fig1_theme_shares import SHARE_ROWS, theme_share_rows
from topics.schema import SHARE, Column, declare
from topics.themes import Theme

ROWS = declare(
    "fig2_ledger",
    "one estimator, theme and period, of one weighting",
    (
        *SHARE_ROWS,
        Column("lowest", "number", SHARE, "lowest share of the theme in the period by any estimator"),
        Column("highest", "number", SHARE, "highest share of the theme in the period by any estimator"),
    ),
)

_CAPTION = {
    "en": (
        "The ledger: each estimator's share of a theme with its band, side by side in each period. The grey bar "
        "reaches from the lowest to the highest estimate: where it is long, the answer depends on the method. "
        "Estimators without a topic for a theme are not drawn there."
    ),
    "zh": (
        "总账：各期各估计方法的主题占比及区间并列；灰条自最低至最高估计，灰条越长，结论越依赖方法。没有对应话题的方法不绘出。"
    ),
}


@FIGURES.register(
    "fig2_ledger",
    label={
        "en": "Estimators compared: their shares side by side in every period, and how far apart they are.",
        "zh": "各估计方法的比较：各期占比并列及其差距。",
    },
    tables=("shares",),
    rows=ROWS,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Estimators side by side, one panel per theme."""
    from topics.plots.estimators_compared import draw_estimators_compared
    from topics.plots.fonts import typeset
    from topics.plots.style import journal, new_figure

    rows = theme_share_rows(tables["shares"], themes)
    columns = 2 if len(themes) > 1 else 1
    lines = ceil(len(themes) / columns)
    with journal():
        figure = new_figure(height=14 + 48 * lines)
        grid = figure.subplots(lines, columns, sharey=True, squeeze=False).ravel()
        for empty in grid[len(themes) :]:
            empty.remove()
        draw_estimators_compared(list(grid[: len(themes)]), rows, themes, language, note=note)
        typeset(figure)
    by_cell = rows.groupby(["theme", "period"])["share"]
    rows = rows.assign(lowest=by_cell.transform("min"), highest=by_cell.transform("max"))
    return Drawing(figure, rows, _CAPTION[language] + "\n\n" + theme_shares_caption(rows, themes, language))
