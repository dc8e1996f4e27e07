"""Figure 3, the likeliest words of each theme's topics."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.report.figures import FIGURES, Drawing, Tables
from topics.results.fitness import kept_fitness, with_unfit
from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare
from topics.shares.estimate import SHARES
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

_WORDS = 8  # per theme and model
ROWS = declare(
    "fig3_top_words",
    "one word of the topics that stand for a theme",
    (
        ESTIMATOR,
        THEME,
        Column("word", "text", "", "one of the likeliest words; empty for a theme without a topic"),
        Column("weight", "number", SHARE, "the word's share of the theme's topics, by their size"),
        *SHARES.only("unfit"),
    ),
)

_CAPTION = {
    "en": (
        "The likeliest words of the topics that stand for each theme, model by model (first seed); several topics of a "
        "theme are averaged by their size. Numbers: per cent of the theme's words, bars relative to the first. "
        "For BERTopic and NMF they are weights, not probabilities of use. Unfit: the model does not measure the theme, "
        "and its words are not shown, or are in grey."
    ),
    "zh": (
        "各模型中对应各主题的话题的高权重词（首个种子）；一个主题有多个话题时按规模平均。数字为占该主题词的百分比；"
        "BERTopic 与 NMF 为权重而非使用概率。不适用：该模型不能衡量该主题，其词不列出或以灰色列出。"
    ),
}


def top_words(job: Job) -> "pd.DataFrame | None":
    """The likeliest words of each theme's topics, averaged by topic size; None without a topic model.

    Columns as declared in `ROWS`; a theme without a topic has one row with an empty word.
    """

    codebook, rows = job.table("codebook"), []
    models = job.topic_models
    if not models:
        return None
    for model in models:
        fitted = model.runs[0].fitted
        theme_of = codebook[codebook["run"] == model.runs[0].fit].set_index("topic")["theme"]
        sizes = fitted.passage_topics.sum(axis=0, dtype=float)
        for theme in job.themes:
            own = np.array([theme_of[topic] == theme.id for topic in fitted.topic_ids])
            if not own.any() or not (sizes[own] > 0).any():
                rows.append((model.name, theme.id, "", float("nan")))
                continue
            weights = sizes[own] @ fitted.topic_words[own].astype(float) / sizes[own].sum()
            best = np.argsort(-weights, kind="stable")[:_WORDS]
            rows += [(model.name, theme.id, fitted.vocabulary[i], float(weights[i])) for i in best if weights[i] > 0]
    return with_unfit(ROWS.frame(rows), kept_fitness(job))


def estimators(job: Job) -> "pd.DataFrame":
    """All estimators of the study in its order, which fixes their colours in all figures; column `estimator`."""
    import pandas as pd

    return pd.DataFrame({"estimator": [model.name for model in job.models]})


@FIGURES.register(
    "fig3_top_words",
    label={
        "en": "The likeliest words of each theme's topics, model by model.",
        "zh": "各模型中各主题的话题的高权重词。",
    },
    tables=(top_words, estimators),
    rows=ROWS,
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Words as bars, one row of panels per model and one column per theme."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.top_words import draw_top_words

    table = tables["top_words"]
    models = list(dict.fromkeys(table["estimator"]))
    with journal():
        figure = new_figure(height=10 + 32 * len(models))
        grid = figure.subplots(len(models), len(themes), squeeze=False)
        study = tables["estimators"]["estimator"].tolist()
        drawn = table[(table["word"] != "") & table["weight"].notna()]
        unfit = table[table["unfit"].fillna("") != ""] if "unfit" in table else table[:0]
        pairs = set(zip(unfit["estimator"], unfit["theme"], strict=True))
        draw_top_words([list(row) for row in grid], drawn, themes, language, models, study, pairs)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, drawn, _CAPTION[language])
