"""Figure 11, the vocabulary of the themes by period."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import glossed, glosses
from topics.results.vocabulary import job_term_parts
from topics.schema import declare
from topics.shares.vocabulary.term_parts import TERM_PARTS
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import count, percent

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig11_vocabulary",
    "one term of one theme and period; an empty term stands for the theme's others",
    TERM_PARTS.only("theme", "term", "period", "occurrences", "theme_occurrences", "part"),
)
_MOST_TERMS = ((6, 6), (10, 5), (10**6, 3))  # terms of a theme that have a row, by the number of themes
_LEAST, _NAMES, _BELOW = 78.0, 30.0, 7.5  # mm: of a theme's panel with all around it, of names, and of the years
_WORDS = {
    "en": {
        "title": "One term makes up more than half of what is counted in {n} of {themes}",
        "no title": "In no theme does one term make up more than half of what is counted",
        "key": (
            "Terms of each theme by {period}: part of all occurrences of the theme's terms; at the right that of the "
            "first and the last {period} with any.{gaps} A full row is {highest}."
        ),
        "gaps": " Gap: no term of the theme occurs.",
        "line": "{term}: {part} of all occurrences",
    },
    "zh": {
        "title": "{of} 个主题中，{n} 个的计数有一半以上来自同一词项",
        "no title": "各主题均无单一词项占比过半",
        "key": (
            "各词项逐{period}占该主题全部词项出现次数的比例；右侧为首次与末次有词项的时期。{gaps}"
            "各行纵轴上限为 {highest}。"
        ),
        "gaps": "断开处：该期没有该主题的词项。",
        "line": "{term}：占全部出现次数的 {part}",
    },
}
_CAPTION = {
    "en": (
        "The vocabulary of each theme: a term's part of all occurrences of the theme's terms in a period, whatever the "
        "study's estimator. Where one term takes the place of another, the theme may have changed its words and not "
        "its share. `topics check STUDY --by-period` has intervals, the change without each term, and words that take "
        "a term's place. How parts are counted is in docs/methods.md."
    ),
    "zh": (
        "各主题的词汇：各词项占当期该主题全部词项出现次数的比例，与估计方法无关。若一个词项为另一个所取代，变化的可能是用词而非占比。"
        "区间、去掉各词项后的变化以及取代词项的词见 `topics check STUDY --by-period`。算法见 docs/methods.md。"
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
    beside=(glosses,),
    rows=ROWS,
    lacking={
        "en": "no term of the study's themes occurs in a period.",
        "zh": "各时期均未出现任何主题的词项。",
    },
    rests="corpus",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A panel per theme, a row per term."""
    from topics.plots.boxes import finished
    from topics.plots.figure_words import in_figures, period_word
    from topics.plots.page import Row, columns_of, new_page, places, room_of_rows
    from topics.plots.panel_head import draw_head, head_height
    from topics.plots.panels import split
    from topics.plots.roles import legible, theme_colours
    from topics.plots.term_rows import NUMBERS, draw_term_rows, names_room, row_heights

    say, drawn = in_figures(_WORDS, language), vocabulary_rows(tables["vocabulary"], themes)
    rows = drawn.assign(term=[glossed(term, tables, language) for term in drawn["term"]])
    of = {theme.id: its for theme in themes if len(its := rows[rows["theme"] == theme.id])}
    shown = [theme for theme in themes if theme.id in of]
    colours = theme_colours(themes)
    leading = {name: _leading(its) for name, its in of.items()}
    carried = sum(part > 0.5 for _, part in leading.values())
    said = {name: say["line"].format(term=term, part=percent(part, 0)) for name, (term, part) in leading.items()}
    periods, highest = sorted(set(rows["period"])), float(rows["part"].max())
    texts = {
        "title": say["title" if carried else "no title"].format(
            n=carried, of=len(shown), themes=count(len(shown), "theme")
        ),
        "key": say["key"].format(
            period=period_word(periods, language),
            highest=percent(highest, 0),
            gaps=say["gaps"] if rows["part"].isna().any() else "",
        ),
        "foot": note or "",
    }
    names = names_room(rows, _NAMES, language)
    columns = columns_of(len(shown), _LEAST, most=2)
    at = places(columns, left=names, between=names + NUMBERS, right=NUMBERS)
    width = at[0][1] + NUMBERS
    lines = [shown[first : first + columns] for first in range(0, len(shown), columns)]
    above = [max(head_height(t.label(language), said[t.id], width) for t in line) for line in lines]
    heights = [max(sum(row_heights(of[t.id], names, language)) for t in line) for line in lines]
    pages = []
    for page in split([a + high + _BELOW for a, high in zip(above, heights, strict=True)], room_of_rows(**texts)):
        grid = [Row(at[: len(lines[k])], heights[k], above[k], _BELOW) for k in page]
        figure, axes = new_page(grid, **texts)
        for theme, ax in (
            (t, ax) for k, line in zip(page, axes, strict=True) for t, ax in zip(lines[k], line, strict=True)
        ):
            colour, its = legible(colours[theme.id]), of[theme.id]
            draw_term_rows(ax, its, colour, periods=periods, highest=highest, names=names, language=language)
            draw_head(ax, theme.label(language), said[theme.id], colour, width)
        pages.append(finished(figure))
    return Drawing(pages[0], drawn, _CAPTION[language], tuple(pages[1:]))


def _leading(rows: "pd.DataFrame") -> tuple[str, float]:
    """The term of a theme that occurs most, and its part of all occurrences in all periods."""
    total = rows.groupby("term", sort=False)["occurrences"].sum()
    term = str(total[total.index != ""].idxmax())
    return term, float(total[term] / total.sum())


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
