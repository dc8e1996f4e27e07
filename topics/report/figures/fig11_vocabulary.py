"""Figure 11, the vocabulary of the themes by period."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.figures import FIGURES, Drawing, Tables
from topics.results.vocabulary import job_term_parts
from topics.schema import declare
from topics.shares.vocabulary.term_parts import TERM_PARTS
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig11_vocabulary",
    "one term of one theme and period; an empty term stands for the theme's others",
    TERM_PARTS.only("theme", "term", "period", "occurrences", "theme_occurrences", "part"),
)
_MOST_TERMS = ((6, 6), (10, 5), (10**6, 3))  # terms of a theme that have a row, by the number of themes
_MM = {"line": 4.2, "panel": 17.0, "foot": 12.0}

_CAPTION = {
    "en": (
        "Terms of each theme: a term's part of all occurrences of the theme's terms in the period; the first and last "
        "part in per cent stand at the right. A full row is the largest part of the figure. `topics check STUDY "
        "--by-period` has intervals, the change without each term, and words that take a term's place."
    ),
    "zh": (
        "各主题的词项：该词项占本期该主题全部词项出现次数的比例，右侧为首末两期的百分比；行高以全图最大比例为满。"
        "区间、去掉各词项后的变化以及取代词项的词，见 `topics check STUDY --by-period`。"
    ),
}


def vocabulary(job: Job) -> "pd.DataFrame | None":
    """The parts of the themes' terms by period; None where no term occurs."""
    table = job_term_parts(job)
    return table if table["occurrences"].any() else None


@FIGURES.register(
    "fig11_vocabulary",
    label={
        "en": "Vocabulary: each term's part of its theme by period.",
        "zh": "词汇：各词项在主题中所占比例的逐期变化。",
    },
    tables=(vocabulary,),
    rows=ROWS,
    lacking="no term of the study's themes occurs in a period.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A panel per theme, a row per term."""
    from topics.plots.boxes import finished
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.term_rows import draw_term_rows, row_lines

    rows = vocabulary_rows(tables["vocabulary"], themes)
    found = rows.groupby("theme", sort=False)["term"].unique()
    shown = [theme for theme in themes if theme.id in found.index]
    columns = min(len(shown), 2)
    lines = [sum(row_lines(list(found[theme.id]))) for theme in shown]
    heights = [max(lines[first : first + columns]) for first in range(0, len(lines), columns)]
    with journal():
        panels = sum(_MM["line"] * height + _MM["panel"] for height in heights)
        figure = new_figure(height=_MM["foot"] + panels)
        ratios = [_MM["line"] * height + _MM["panel"] for height in heights]
        grid = figure.subplots(len(heights), columns, squeeze=False, height_ratios=ratios).ravel()
        for empty in grid[len(shown) :]:
            empty.remove()
        draw_term_rows(list(grid[: len(shown)]), rows, shown, language)
        add_foot(figure, [note], language)
        finished(figure)
    return Drawing(figure, rows, _CAPTION[language])


def vocabulary_rows(table: "pd.DataFrame", themes: Sequence[Theme]) -> "pd.DataFrame":
    """The rows of the terms that occur most, theme by theme, and one of all others where there are any."""
    import pandas as pd

    most = next(terms for n, terms in _MOST_TERMS if len(themes) <= n)
    parts = []
    for theme in themes:
        own = table.loc[table["theme"] == theme.id, list(ROWS.names)]
        total = own.groupby("term", sort=False)["occurrences"].sum()
        order = total[total > 0].sort_values(ascending=False, kind="stable").index
        keep = list(order if len(order) <= most else order[: most - 1])
        parts += [own[own["term"] == term] for term in keep]
        if len(keep) < len(order):
            left = own[own["term"].isin(order) & ~own["term"].isin(keep)]
            sums = left.groupby("period", sort=False)[["occurrences", "part"]].sum(min_count=1).reset_index()
            whole = left.drop_duplicates("period")[["period", "theme_occurrences"]]
            parts.append(sums.merge(whole, on="period").assign(theme=theme.id, term="")[list(ROWS.names)])
    return ROWS.check(pd.concat(parts, ignore_index=True)) if parts else ROWS.frame()
