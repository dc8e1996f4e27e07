"""The figure of the corpus: what was read, and what was left out on the way."""

from collections.abc import Sequence

from topics.report.captions import corpus_caption
from topics.report.drawing import Drawing, Tables
from topics.themes import Theme


def fig6(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
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
