"""Figure 6, the corpus: documents read, and losses on the way to passages."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.ledger.funnel import FUNNEL
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import Column, declare
from topics.themes import Theme
from topics.wording import count, number

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig6_corpus",
    "one bar: a source's documents in a year, or a stage or loss of the funnel",
    (
        *FUNNEL.only("level", "stage", "reason"),
        Column("year", "text", "", "year of the documents; empty in the funnel"),
        Column("source", "text", "", "source of the documents; empty in the funnel"),
        Column("n", "integer", "of what `level` counts", "how many, negative for a loss"),
    ),
)

_BELOW = 6.5  # mm, for the years under the last row of bars
_GAP = 6.0  # mm between the two flows, and before the bars
_LEAST = 68.0  # mm of a flow
_WORDS = {
    "en": {
        "title": "Counted: {documents} and {passages}, from {files}",
        "key": "Boxes: what is kept, as a share of the first box of the same kind. Arrows: what was lost, and why.",
    },
    "zh": {
        "title": "{files} 个文件中计入 {documents} 篇文档、{passages} 个段落",
        "key": "方框为各步保留的数量（及其占同类首个方框的比例），箭头旁为剔除的数量与原因。",
    },
}
_CAPTION = {
    "en": (
        "The way from {files} to the counted text, {documents} and {passages}, and at "
        "the side what became of the text in them. Losses stand beside the arrows, with their reasons. Documents are "
        "by the year of their date; sources are told apart where most documents name one. "
        "How files are read and copies are found is in docs/methods.md."
    ),
    "zh": (
        "自 {files} 个文件至计入的 {documents} 篇文档与 {passages} 个段落，旁列文本的去向。"
        "箭头旁为剔除的数量与原因。"
        "文档按其日期的年份统计；仅在多数文档注明来源时分列来源。文件的读取与重复的判定见 docs/methods.md。"
    ),
}


@FIGURES.register(
    "fig6_corpus",
    label={
        "en": "The corpus: the flow from files to counted passages with every loss, and documents by year and source.",
        "zh": "语料：从文件到计入段落的流程及各步剔除，以及各年各来源的文档数。",
    },
    tables=("documents", "funnel"),
    rows=ROWS,
    rests="corpus",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Two flows side by side, of units and of text, and documents by year below."""
    from topics.plots.boxes import finished
    from topics.plots.document_bars import bar_heights, bar_rows, draw_bars, labels_room, numbers_room
    from topics.plots.figure_words import in_figures
    from topics.plots.flow import OF_TEXT, UNITS, draw_flow, flow_height, flow_steps
    from topics.plots.funnel import largest_sources
    from topics.plots.page import Row, columns_of, new_page, places

    say, funnel = in_figures(_WORDS, language), tables["funnel"]
    documents = largest_sources(tables["documents"], language)
    flows = [steps for levels in (UNITS, OF_TEXT) if (steps := flow_steps(funnel, levels, language))]
    columns = columns_of(len(flows), _LEAST)
    at = places(columns, left=0, between=_GAP)
    heights = [flow_height(steps, at[0][1]) for steps in flows]
    lines = [Row(at, max(heights), 1)] if columns > 1 else [Row(at, height, 1, _GAP) for height in heights]
    bars = bar_rows(documents, language)
    place = places(1, left=labels_room(bars), between=0, right=numbers_room(bars))
    rows = [Row(place, height, 1.5) for height in bar_heights(bars)]
    rows[0] = Row(place, rows[0].height, _GAP)
    rows[-1] = Row(place, rows[-1].height, rows[-1].above, _BELOW)
    stands = _standing(funnel, language)
    figure, axes = new_page([*lines, *rows], title=say["title"].format(**stands), key=say["key"], foot=note or "")
    above = [ax for line in axes[: len(lines)] for ax in line]
    for ax, steps, height in zip(above, flows, heights, strict=True):
        draw_flow(ax, steps, at[0][1], room=max(heights) if columns > 1 else height)
    years = list(dict.fromkeys(documents["year"]))
    draw_bars([line[0] for line in axes[len(lines) :]], bars, years, place[0][1])
    return Drawing(finished(figure), _rows(tables, funnel), _CAPTION[language].format(**stands))


def _standing(funnel: "pd.DataFrame", language: str) -> dict[str, str]:
    """How many files were found, and documents and passages are counted; in English with their nouns."""
    stages = funnel[funnel["reason"] == ""].groupby("level", sort=False)["total"]
    first, last = stages.first(), stages.last()
    found = {"files": int(first["files"]), "documents": int(last["documents"]), "passages": int(last["passages"])}
    return {name: count(n, name[:-1]) if language == "en" else number(n) for name, n in found.items()}


def _rows(tables: Tables, funnel: "pd.DataFrame") -> "pd.DataFrame":
    """All that is drawn, in English: the figures of all languages share one file of numbers."""
    import pandas as pd

    from topics.plots.funnel import largest_sources

    bars = largest_sources(tables["documents"]).rename(columns={"n_documents": "n"})
    bars = bars.assign(level="documents", stage="unique", reason="")
    steps = funnel[["level", "stage", "reason", "total"]].rename(columns={"total": "n"}).assign(year="", source="")
    both = pd.concat([bars, steps], ignore_index=True)
    return both[["level", "stage", "reason", "year", "source", "n"]]
