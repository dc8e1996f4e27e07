"""Figure 5, the topics of two models matched."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.matching import match_topics
from topics.evaluation.stability import MARGIN
from topics.evaluation.words import relevance
from topics.models.fitted import FittedTopics
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import Column, declare
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import words_in_line

if TYPE_CHECKING:
    import pandas as pd

_N_WORDS = 4
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
        Column("margin", "number", "0 to 1", "similarity beyond that of the next best counterpart"),
    ),
)
_WORDS = {
    "en": {
        "title": "{n} of {of} topics of {a} have a clear counterpart in {b}",
        "key": (
            "Left: {a}; right: {b}. Lines: similarity of words, 0 to 1, of pairs that are {margin} more alike than the "
            "next best; the others have no clear counterpart. In colour: topics that stand for a theme."
        ),
    },
    "zh": {
        "title": "{a}的 {of} 个话题中有 {n} 个在{b}中有明确的对应话题",
        "key": (
            "左：{a}；右：{b}。线：用词相似度（0 至 1），只连比次优对应高出 {margin} 的话题；其余没有明确的对应话题。"
            "彩色：对应主题的话题。"
        ),
    },
}
_CAPTION = {
    "en": (
        "Two models side by side: topics matched one to one by the similarity of their words (1 − Jensen–Shannon "
        "divergence, Hungarian assignment), where the match stands out from the next best. Topics without a clear "
        "counterpart are listed below. Topics bear their most relevant words (Sievert & Shirley 2014, λ = 0.6)."
    ),
    "zh": (
        "两个模型并列：按用词相似度（1 − JS 散度，匈牙利算法）一一匹配，且匹配须明显优于次优。没有明确对应者列于下方。"
        "话题标出其最相关的词（Sievert 与 Shirley，2014，λ = 0.6）。"
    ),
}


def alignment(job: Job) -> "pd.DataFrame | None":
    """The topics of the job's first two topic models, first seeds, matched; None where there are fewer models."""
    models = job.topic_models[:2]
    if len(models) < 2:
        return None
    runs = [model.runs[0] for model in models]
    a, b = (run.fitted for run in runs)
    words = [_named(fitted, job) for fitted in (a, b)]
    themes = [job.codebook_of(run).set_index("topic")["theme"].to_dict() for run in runs]
    rows = []
    for row in match_topics(a, b).to_dict("records"):
        sides = [row["topic"], row["matched"]]
        clear = all(sides) and not row["margin"] < MARGIN  # a lone topic has no next best
        pairs = [sides] if clear or not all(sides) else [[sides[0], ""], ["", sides[1]]]
        for pair in pairs:
            numbers = (row["similarity"], row["margin"]) if all(pair) else (np.nan, np.nan)
            told = [of.get(topic, "") for of, topic in zip(words, pair, strict=True)]
            stands = [of.get(topic, "") for of, topic in zip(themes, pair, strict=True)]
            rows.append((models[0].name, models[1].name, *pair, *told, *stands, *numbers))
    table = ROWS.frame(rows)
    order = np.where(table["matched"] == "", 1, np.where(table["topic"] == "", 2, 0))
    return table.assign(order=order).sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)


def _named(fitted: FittedTopics, job: Job) -> dict[str, str]:
    """The most relevant words of each topic, by its id."""
    counts = np.asarray(job.tokens.counts.sum(axis=0), dtype=float).ravel()
    often = dict(zip(job.tokens.vocabulary, counts / max(counts.sum(), 1), strict=True))
    scores = relevance(fitted.topic_words, [often.get(word, 1.0) for word in fitted.vocabulary])
    told = [words_in_line(words) for words in fitted.top_words(_N_WORDS, scores)]
    return dict(zip(fitted.topic_ids, told, strict=True))


@FIGURES.register(
    "fig5_alignment",
    label={
        "en": "Two models side by side: each topic beside its counterpart, and those that have none.",
        "zh": "两个模型并列：话题与其对应话题，以及没有对应者。",
    },
    tables=(alignment,),
    rows=ROWS,
    lacking="it takes two topic models, and this study has fewer.",
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
    a, b = (estimator_label(str(table[name].iloc[0]), language) for name in ("model_a", "model_b"))
    clear = (table["topic"] != "") & (table["matched"] != "")
    texts = {
        "title": say["title"].format(n=int(clear.sum()), of=int((table["topic"] != "").sum()), a=a, b=b),
        "key": say["key"].format(a=a, b=b, margin=MARGIN),
        "foot": note or "",
    }
    known = {name: legible(colour) for name, colour in theme_colours(themes).items()}
    colours = [
        {row[topic]: known[row[theme]] for row in table.to_dict("records") if row[theme] in known}
        for topic, theme in (("topic", "theme"), ("matched", "matched_theme"))
    ]
    ((left, width),) = places(1, left=0, between=0)
    heights, pages = pair_heights(table, width), []
    for page in split(heights, room_of_rows(**texts) - 3):
        figure, ((ax,),) = new_page([Row([(left, width)], sum(heights[k] for k in page), above=3)], **texts)
        draw_pairs(ax, table.iloc[page], width, colours)
        pages.append(finished(figure))
    return Drawing(pages[0], table, _CAPTION[language], tuple(pages[1:]))
