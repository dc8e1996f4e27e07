"""Figure 4, numbers of topics side by side."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topics.jobs.sweep import SWEEP
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare("fig4_sizes", "one number of topics and measure", SWEEP.columns)

_WORDS = {
    "en": {
        "key": "Measures by number of topics: mean over seeds, and their range as a band. {dotted}{dashed}",
        "title": "By all {k} measures, {sizes} topics are within the seeds' range of the best number",
        "several": "By all {k} measures, {n} of {of} numbers of topics are within the seeds' range of the best",
        "none": "Each number of topics is outside the seeds' range of the best by at least one of {k} measures",
        "or": " and ",
        "dotted": "Dotted: random words. ",
        "dashed": "Dashed: the study's own number.",
    },
    "zh": {
        "key": "各指标随话题数的变化：线为随机种子间的均值，带为其范围。{dotted}{dashed}",
        "title": "按全部 {k} 项指标，话题数 {sizes} 与最佳者之差均在随机种子的范围之内",
        "several": "按全部 {k} 项指标，{of} 个话题数中有 {n} 个与最佳者之差在随机种子的范围之内",
        "none": "没有一个话题数按全部 {k} 项指标均落在最佳者的随机种子范围之内",
        "or": "、",
        "dotted": "点线：随机词。",
        "dashed": "虚线：本研究的话题数。",
    },
}
_CAPTION = {
    "en": (
        "Numbers of topics side by side: the mean over seeds and the range of the seeds (for stability, of the runs' "
        "mean similarity to the others). The measures answer different questions; none of them names a best size. A "
        "difference within the bands is none. How each is computed is in docs/methods.md."
    ),
    "zh": (
        "不同话题数的比较：随机种子间的均值与范围。各指标回答的问题不同，没有哪一个能给出“最佳”话题数。"
        "落在范围之内的差异不算差异。各指标的算法见 docs/methods.md。"
    ),
}


def sizes(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest sweep; None before the first."""
    sweeps = job.companions("sweep")
    return sweeps[-1].table("sweep") if sweeps else None


def own_sizes(job: Job) -> "pd.DataFrame | None":
    """The numbers of topics that the study's own models of the kind swept have: column `topics`; None without any."""
    import pandas as pd

    sweeps = job.companions("sweep")
    kinds = {model.kind for model in sweeps[-1].models} if sweeps else set()
    found = sorted({model.runs[0].fitted.n_topics for model in job.topic_models if model.kind in kinds})
    return pd.DataFrame({"topics": found}) if found else None


@FIGURES.register(
    "fig4_sizes",
    label={
        "en": "Numbers of topics: coherence, stability, diversity, held-out perplexity, agreement with codes.",
        "zh": "话题数：连贯性、稳定性、多样性、留出文本困惑度、与人工编码的吻合程度。",
    },
    tables=(sizes,),
    beside=(own_sizes,),
    rows=ROWS,
    lacking={
        "en": "there is no sweep of this study yet; `topics sweep STUDY` makes one.",
        "zh": "本研究尚未比较不同的话题数，可运行 `topics sweep STUDY`。",
    },
    rests="sweep",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Numbers of topics, one strip per measure."""
    from topics.plots.boxes import finished
    from topics.plots.figure_words import in_figures
    from topics.plots.page import Row, new_page, places
    from topics.plots.sizes import LABELS, draw_sweep, strip_height

    say, table = in_figures(_WORDS, language), tables["sizes"]
    swept = set(table["topics"])
    own = [int(size) for size in tables["own_sizes"]["topics"] if size in swept] if "own_sizes" in tables else []
    key = say["key"].format(
        dotted=say["dotted"] if table["random"].notna().any() else "", dashed=say["dashed"] if own else ""
    )
    at, measures = places(1, left=LABELS, between=0, right=2), list(dict.fromkeys(table["measure"]))
    rows = [Row(at, strip_height(measure, language), 1, 3) for measure in measures]
    rows[-1] = Row(at, rows[-1].height, 1, 7)
    title = _title(table, say) if len(swept) > 1 else ""
    figure, axes = new_page(rows, title=title, key=key.strip(), foot=note or "")
    draw_sweep([ax for line in axes for ax in line], table, language, own=own)
    return Drawing(finished(figure), table, _CAPTION[language])


def _title(table: "pd.DataFrame", say: dict[str, Any]) -> str:
    """Which numbers of topics no measure tells from its best."""
    from topics.plots.sizes import as_good

    sizes, of, k = as_good(table), table["topics"].nunique(), table.dropna(subset="value")["measure"].nunique()
    kind = "none" if not sizes else "title" if len(sizes) < 3 else "several"
    return str(say[kind]).format(k=k, n=len(sizes), of=of, sizes=say["or"].join(map(str, sizes)))
