"""Figure 5, the topics of two models matched."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.matching import on_one_vocabulary
from topics.evaluation.similarity import jensen_shannon
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import glossed, glosses, topic_names
from topics.report.headings import labelled
from topics.schema import Column, declare
from topics.store.job import Job
from topics.store.run import Run
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ROWS = declare(
    "fig5_alignment",
    "one topic of the first model, or one of the second without a counterpart",
    (
        Column("model_a", "text", "", "name of the first model"),
        Column("model_b", "text", "", "name of the second model"),
        Column("topic", "text", "", "topic of the first model, or empty"),
        Column("matched", "text", "", "its counterpart in the second model, or empty"),
        Column("words", "text", "", "most relevant words of the first model's topic"),
        Column("matched_words", "text", "", "most relevant words of the second model's topic"),
        Column("theme", "text", "", "theme that the first model's topic stands for, empty for none"),
        Column("matched_theme", "text", "", "theme that the second model's topic stands for, empty for none"),
        Column("similarity", "number", "0 to 1", "1 − Jensen–Shannon divergence of the two topics' words"),
    ),
)
_WORDS = {
    "en": {
        "title": "{n} of {of} topics of {a} and one of {b} are each other's nearest",
        "key": (
            "Left: {a}; right: {b}. Lines and numbers: similarity of words, 0 to 1, of topics that are each other's "
            "nearest; below are those without a counterpart. In colour: topics that stand for a theme."
        ),
    },
    "zh": {
        "title": "{a} 的 {of} 个话题中有 {n} 个与 {b} 的一个话题互为最近",
        "key": (
            "左：{a}；右：{b}。连线与数字：互为最近的话题及其用词相似度（0 至 1）；"
            "下方为没有对应的话题。彩色：与主题对应的话题。"
        ),
    },
}
_CAPTION = {
    "en": (
        "Two models side by side: topics that are each other's nearest by their words (1 − Jensen–Shannon divergence), "
        "the most alike first. A topic whose nearest is nearer to another has no counterpart and is listed below. "
        "Topics bear their most relevant words (Sievert & Shirley 2014, λ = 0.6). How topics are compared is in "
        "docs/methods.md."
    ),
    "zh": (
        "两个模型的比较：按用词相似度（1 − JS 散度）互为最近的话题，最相似的在前。"
        "若最近的话题另有更近者，则视为没有对应，列于下方。"
        "话题标出其最相关的词（Sievert 与 Shirley，2014，λ = 0.6）。话题的比较见 docs/methods.md。"
    ),
}


def alignment(job: Job) -> "pd.DataFrame | None":
    """The topics of the job's first two topic models, first seeds, matched; None where there are fewer models."""
    models = {model.name: model.runs[0] for model in job.topic_models[:2]}
    return matched_topics(job, models) if len(models) > 1 else None


def matched_topics(job: Job, models: Mapping[str, Run]) -> "pd.DataFrame":
    """The topics of two runs of a job, by the names of their models, matched: columns as declared in `ROWS`."""
    runs, (first, second) = list(models.values()), models
    a, b = (run.fitted for run in runs)
    words = [topic_names(fitted, job) for fitted in (a, b)]
    themes = [job.codebook_of(run).set_index("topic")["theme"].to_dict() for run in runs]
    own, other_words = on_one_vocabulary((a, b))
    matrix = jensen_shannon(own, other_words)
    pairs = mutual(matrix)
    ones, others = {one for one, _ in pairs}, {other for _, other in pairs}
    sides: list[tuple[int | None, int | None]] = [*pairs]
    sides += [(one, None) for one in range(a.n_topics) if one not in ones]
    sides += [(None, other) for other in range(b.n_topics) if other not in others]
    rows = []
    for one, other in sides:
        ids = ["" if k is None else of.topic_ids[k] for of, k in zip((a, b), (one, other), strict=True)]
        told = [of.get(topic, "") for of, topic in zip(words, ids, strict=True)]
        stands = [of.get(topic, "") for of, topic in zip(themes, ids, strict=True)]
        alike = np.nan if one is None or other is None else matrix[one, other]
        rows.append((first, second, *ids, *told, *stands, float(alike)))
    return ROWS.frame(rows)


def mutual(matrix: "NDArray[np.float64]") -> list[tuple[int, int]]:
    """The rows and columns of a matrix of similarities that are each other's best, the most alike first.

    >>> mutual(np.array([[0.9, 0.2], [0.8, 0.3], [0.1, 0.6]]))
    [(0, 0), (2, 1)]
    """
    best, back = matrix.argmax(axis=1), matrix.argmax(axis=0)
    found = [(row, int(column)) for row, column in enumerate(best) if back[column] == row]
    return sorted(found, key=lambda pair: -matrix[pair])


@FIGURES.register(
    "fig5_alignment",
    label={
        "en": "Two models side by side: each topic beside its counterpart, and those that have none.",
        "zh": "两个模型的比较：话题与其对应话题，以及没有对应的话题。",
    },
    tables=(alignment,),
    beside=(glosses,),
    rows=ROWS,
    lacking={
        "en": "it takes two topic models, and this study has fewer.",
        "zh": "需要两个话题模型，本研究不足两个。",
    },
    rests="first seed",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Pairs of topics, then those without a counterpart."""
    from topics.plots.alignment import draw_pairs, pair_heights
    from topics.plots.boxes import finished
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.page import Row, new_page, places, room_of_rows
    from topics.plots.panels import split
    from topics.plots.roles import legible, theme_colours

    say, table = in_figures(_WORDS, language), tables["alignment"]
    a, b = (str(table[name].iloc[0]) for name in ("model_a", "model_b"))
    labels = {name: estimator_label(name, language) for name in (a, b)}
    clear = (table["topic"] != "") & (table["matched"] != "")
    texts = {
        "title": labelled(
            say["title"].format(n=int(clear.sum()), of=int((table["topic"] != "").sum()), a=a, b=b), labels
        ),
        "key": labelled(say["key"].format(a=a, b=b), labels),
        "foot": note or "",
    }
    known = {name: legible(colour) for name, colour in theme_colours(themes).items()}
    colours = [
        {row[topic]: known[row[theme]] for row in table.to_dict("records") if row[theme] in known}
        for topic, theme in (("topic", "theme"), ("matched", "matched_theme"))
    ]
    ((left, width),) = places(1, left=0, between=0)
    shown = _side_by_side(table)
    for column in ("words", "matched_words"):
        shown[column] = [glossed(text, tables, language) for text in shown[column]]
    heights, pages = pair_heights(shown, width), []
    for page in split(heights, room_of_rows(**texts) - 3):
        figure, ((ax,),) = new_page([Row([(left, width)], sum(heights[k] for k in page), above=3)], **texts)
        draw_pairs(ax, shown.iloc[page], width, colours)
        pages.append(finished(figure))
    return Drawing(pages[0], table, _CAPTION[language], tuple(pages[1:]))


def _side_by_side(table: "pd.DataFrame") -> "pd.DataFrame":
    """The pairs, an empty row, and the topics without a counterpart, those of both models side by side."""
    import pandas as pd

    pairs = table[table["similarity"].notna()]
    alone = table[table["similarity"].isna()]
    left, right = (
        alone.loc[alone[name] != "", [name, words]].reset_index(drop=True)
        for name, words in (("topic", "words"), ("matched", "matched_words"))
    )
    rest = pd.concat([left, right], axis=1).fillna("").assign(similarity=float("nan"))
    gap = pd.DataFrame([dict.fromkeys(rest.columns, "")]).assign(similarity=float("nan"))
    parts = [part for part in (pairs[list(rest.columns)], gap if len(rest) else rest, rest) if len(part)]
    return pd.concat(parts, ignore_index=True)
