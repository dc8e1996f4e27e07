"""Figure 6, the corpus: documents read, and losses on the way to passages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.ledger.funnel import FUNNEL
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import Column, declare
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig6_corpus",
    "one bar: a source's documents in a year, or a stage or loss of the funnel",
    (
        *FUNNEL.only("level", "stage", "reason"),
        Column("year", "text", "", "year of the documents; empty in the funnel"),
        Column("source", "text", "", "source of the documents; empty in the funnel"),
        Column("n", "integer", "files, documents or passages", "how many, negative for a loss"),
    ),
)

_LEVELS = ("files", "documents", "passages")  # the text's own funnel is in the report
_CAPTION = {
    "en": (
        "The corpus: unique documents by year of their date and by source, and the funnel from files to counted "
        "passages: {found:,} files found, {documents:,} unique documents, {passages:,} counted passages. Pale bars are "
        "losses; bars are shares of the first stage of files, documents and passages each."
    ),
    "zh": (
        "语料概况：按日期年份与来源统计的去重后文档数，以及从文件到计入段落的筛选过程：共 {found:,} 个文件，"
        "去重后 {documents:,} 篇文档，计入 {passages:,} 个段落。浅色为各步剔除的数量；条长为文件、文档、段落各自占其首步的比例。"  # noqa: E501
    ),
}


@FIGURES.register(
    "fig6_corpus",
    label={
        "en": "The corpus: unique documents by year and source, and the funnel from files to passages.",
        "zh": "语料：各年各来源的去重后文档数，以及从文件到段落的筛选过程。",
    },
    tables=("documents", "funnel"),
    rows=ROWS,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Documents by year above, the funnel below."""
    import pandas as pd

    from topics.plots.boxes import finished
    from topics.plots.foot import add_foot
    from topics.plots.funnel import draw_documents, draw_funnel, funnel_rows, largest_sources
    from topics.plots.style import journal, new_figure

    counts = tables["funnel"][tables["funnel"]["level"].isin(_LEVELS)]
    documents, stages = largest_sources(tables["documents"], language), funnel_rows(counts, language)
    with journal():
        heights = [42.0, 4.2 * len(stages) + 8]
        figure = new_figure(height=sum(heights) + 22)
        parts = figure.subfigures(2, 1, squeeze=False, height_ratios=heights).ravel()
        above, below = (part.subplots() for part in parts)
        draw_documents(above, documents, language)
        draw_funnel(below, stages, language)
        add_foot(parts[1], [note], language)
        finished(figure)
    in_english = largest_sources(tables["documents"])  # all languages share one file of numbers
    bars = in_english.rename(columns={"n_documents": "n"}).assign(level="documents", stage="unique", reason="")
    steps = counts[["level", "stage", "reason", "total"]].rename(columns={"total": "n"})
    drawn = pd.concat([bars, steps.assign(year="", source="")], ignore_index=True)
    drawn = drawn[["level", "stage", "reason", "year", "source", "n"]]
    return Drawing(figure, drawn, _caption(tables["funnel"], language))


def _caption(funnel: "pd.DataFrame", language: str) -> str:
    stages = funnel[funnel["reason"] == ""].set_index(["level", "stage"])["total"]
    return _CAPTION[language].format(
        found=int(stages["files", "found"]),
        documents=int(stages["documents", "unique"]),
        passages=int(stages["passages", "counted"]),
    )
