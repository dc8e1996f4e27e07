"""The figures of a paper: each a function of tables, themes and a language that returns a `Drawing`.

Conventions. `FIGURES` names them with the tables they need (`topics.report.sources`); a figure of which a table is missing
is left out unless it was asked for. Nothing here reads the store or writes a file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

from topics.errors import FigureError, nearest
from topics.report.captions import caption_of, corpus_caption, estimand_caption, theme_shares_caption
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Drawing:
    """A finished figure, the rows it shows and its caption."""

    figure: "Figure"
    rows: "pd.DataFrame"
    caption: str


@dataclass(frozen=True)
class PaperFigure:
    """One figure: how it is drawn, from which tables."""

    draw: Callable[[Tables, Sequence[Theme], str, str | None], Drawing]
    needs: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it shows, in a line."""
        return (self.draw.__doc__ or "").splitlines()[0]


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


def _fig1(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme shares by period: a panel a theme, a line an estimator, its band."""
    rows = theme_share_rows(tables["shares"], themes)
    return Drawing(
        fig1_theme_shares(tables["shares"], themes, language=language, note=note),
        rows,
        theme_shares_caption(rows, themes, language),
    )


def _fig2(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
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


def _fig3(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The likeliest words of each theme's topics, model by model."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.top_words import draw_top_words

    table = tables["top_words"]
    estimators = list(dict.fromkeys(table["estimator"]))
    with journal():
        figure = new_figure(height=10 + 32 * len(estimators))
        grid = figure.subplots(len(estimators), len(themes), squeeze=False)
        study = tables["estimators"]["estimator"].tolist()
        draw_top_words([list(row) for row in grid], table[table["word"] != ""], themes, language, estimators, study)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table[table["word"] != ""], caption_of("top words", language))


def _fig4(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Numbers of topics: coherence, stability, diversity, held-out perplexity, agreement with codes."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.sweep import draw_sweep

    table = tables["sizes"]
    n = table["measure"].nunique()
    columns = min(n, 3)
    lines = ceil(n / columns)
    with journal():
        figure = new_figure(height=8 + 44 * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_sweep(list(grid[:n]), table, language)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, caption_of("sizes", language))


def _fig5(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Two models side by side: how alike their topics are, the matched ones framed."""
    from topics.plots.alignment import draw_alignment
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.wording import estimator_label

    table = tables["alignment"]
    matched = table[table["matched"]]
    rows = list(dict.fromkeys(table["row"]))
    columns = list(dict.fromkeys([*matched["column"], *table["column"]]))  # partners on the diagonal
    similarity = (
        table.pivot(index="row", columns="column", values="similarity").loc[rows, columns].to_numpy(dtype=float)
    )
    pairs = [
        (rows.index(row), columns.index(column)) for row, column in zip(matched["row"], matched["column"], strict=True)
    ]
    label_of = {theme.id: theme.label(language) for theme in themes}
    named_rows, named_columns = (
        [label_of.get(topic, f"{topic} {words_of[topic]}") for topic in topics]
        for topics, words_of in (
            (rows, dict(zip(table["row"], table["row_words"], strict=True))),
            (columns, dict(zip(table["column"], table["column_words"], strict=True))),
        )
    )
    with journal():
        figure = new_figure(height=40 + 3.6 * len(rows))
        ax = figure.subplots()
        draw_alignment(ax, similarity, pairs, named_rows, named_columns, language)
        ax.set_ylabel(estimator_label(str(table["model_a"].iloc[0]), language))
        ax.set_xlabel(estimator_label(str(table["model_b"].iloc[0]), language))
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, caption_of("alignment", language))


def _fig6(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The corpus: unique documents by year and source, and the funnel from files to passages."""
    import pandas as pd

    from topics.plots.fonts import typeset
    from topics.plots.funnel import draw_documents, draw_funnel, funnel_rows, largest_sources
    from topics.plots.style import journal, new_figure

    documents, stages = largest_sources(tables["documents"], language), funnel_rows(tables["funnel"], language)
    with journal():
        heights = [42.0, 4.2 * len(stages) + 8]
        figure = new_figure(height=sum(heights) + 22)
        above, below = (
            part.subplots() for part in figure.subfigures(2, 1, squeeze=False, height_ratios=heights).ravel()
        )
        draw_documents(above, documents, language)
        draw_funnel(below, stages, language, note=note)
        typeset(figure)
    in_english = largest_sources(tables["documents"])  # the numbers are one file for all languages
    bars = in_english.rename(columns={"n_documents": "n"}).assign(level="documents", stage="unique", reason="")
    steps = tables["funnel"][["level", "stage", "reason", "total"]].rename(columns={"total": "n"})
    drawn = pd.concat([bars, steps.assign(year="", source="")], ignore_index=True)
    drawn = drawn[["level", "stage", "reason", "year", "source", "n"]]
    return Drawing(figure, drawn, corpus_caption(tables["funnel"], language))


def _fig7(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
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


def _fig8(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A map of the topics of every model: near where words are alike, coloured by theme."""
    from topics.plots.fonts import typeset
    from topics.plots.style import TWO_COLUMNS, journal, new_figure
    from topics.plots.topic_map import draw_topic_map

    table = tables["topic_map"]
    n = table["estimator"].nunique()
    columns = min(n, 4)
    lines = ceil(n / columns)
    # Distances are to be read alike in both directions: the panels take the shape of what they hold.
    wide, high = (max(float(table[axis].max() - table[axis].min()), 1e-9) for axis in ("x", "y"))
    panel = TWO_COLUMNS / columns * min(2.0, max(0.6, high / wide))
    with journal():
        figure = new_figure(height=12 + (8 + min(panel, 120)) * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_topic_map(list(grid[:n]), table, themes, language, note=note)
        typeset(figure)
    return Drawing(figure, table, caption_of("map", language).format(held=table["held"].iloc[0]))


def _fig9(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
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


def _fig10(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Truth against estimate: the shares that human codes give beside each estimator's."""
    import pandas as pd

    from topics.plots.style import CODES

    rows = theme_share_rows(tables["shares"], themes)
    known = theme_share_rows(tables["truth"], themes).assign(estimator=CODES)
    both = pd.concat([known.reindex(columns=rows.columns), rows], ignore_index=True)
    figure = fig1_theme_shares(both.assign(weighting="text"), themes, language=language, note=note)
    return Drawing(figure, both, caption_of("truth", language) + "\n\n" + theme_shares_caption(rows, themes, language))


FIGURES: dict[str, PaperFigure] = {
    "fig1_theme_shares": PaperFigure(_fig1, ("shares",)),
    "fig2_ledger": PaperFigure(_fig2, ("shares",)),
    "fig3_top_words": PaperFigure(_fig3, ("top_words", "estimators")),
    "fig4_sizes": PaperFigure(_fig4, ("sizes",)),
    "fig5_alignment": PaperFigure(_fig5, ("alignment",)),
    "fig6_corpus": PaperFigure(_fig6, ("documents", "funnel")),
    "fig7_specifications": PaperFigure(_fig7, ("specifications",)),
    "fig8_topic_map": PaperFigure(_fig8, ("topic_map",)),
    "fig9_months": PaperFigure(_fig9, ("months",)),
    "fig10_truth": PaperFigure(_fig10, ("shares", "truth")),
}


def known(name: str) -> PaperFigure:
    """A figure by its name. Raises FigureError naming the nearest."""
    if name not in FIGURES:
        raise FigureError(f'there is no figure "{name}"; {nearest(name, FIGURES)}')
    return FIGURES[name]
