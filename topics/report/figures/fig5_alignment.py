"""Figure 5, the topics of two models matched."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.evaluation.matching import match_topics
from topics.evaluation.similarity import SIMILARITIES
from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import Column, declare
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import words_in_line

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig5_alignment",
    "one topic of the first model and one of the second",
    (
        Column("model_a", "text", "", "name of the first model"),
        Column("model_b", "text", "", "name of the second model"),
        Column("row", "text", "", "topic of the first model"),
        Column("column", "text", "", "topic of the second model"),
        Column("row_words", "text", "", "two likeliest words of the first model's topic"),
        Column("column_words", "text", "", "two likeliest words of the second model's topic"),
        Column("similarity", "number", "0 to 1", "1 − Jensen–Shannon distance of the two topics' words"),
        Column("matched", "flag", "", "whether the two topics are matched to each other"),
    ),
)

_CAPTION = {
    "en": (
        "Two models side by side: similarity of every topic of one with every topic of the other (1 − Jensen–Shannon "
        "divergence of their words); framed are the pairs that match best one to one (Hungarian assignment), which "
        "give the columns their order. A theme's own topic bears its label, any other topic its two likeliest words."
    ),
    "zh": (
        "两个模型并列：各话题两两之间的相似度（1 − 词分布的 JS 散度）；方框为一一对应的最佳匹配，各列依此排序。"
        "主题自有的话题标主题名，其余话题标最高权重的两个词。"
    ),
}


def alignment(job: Job) -> "pd.DataFrame | None":
    """Pairs of topics of the job's first two topic models, first seeds; None where there are fewer models.

    One row per pair. Columns: `model_a, model_b, row, column, row_words, column_words, similarity, matched`.
    """

    models = job.topic_models[:2]
    if len(models) < 2:
        return None
    a, b = (model.runs[0].fitted for model in models)
    similar = SIMILARITIES["jensen_shannon"](a.topic_words, b.topic_words)
    found = match_topics(a, b)
    pairs = set(zip(found["topic"], found["matched"], strict=True))
    a_words, b_words = ([words_in_line(words) for words in fitted.top_words(2)] for fitted in (a, b))
    rows = [
        (
            models[0].name,
            models[1].name,
            one,
            other,
            a_words[i],
            b_words[j],
            float(similar[i, j]),
            (one, other) in pairs,
        )
        for i, one in enumerate(a.topic_ids)
        for j, other in enumerate(b.topic_ids)
    ]
    return ROWS.frame(rows)


@FIGURES.register(
    "fig5_alignment",
    label={
        "en": "Two models side by side: how alike their topics are, the matched ones framed.",
        "zh": "两个模型并列：话题之间的相似度，匹配者加框。",
    },
    tables=(alignment,),
    rows=ROWS,
    lacking="it takes two topic models, and this study has fewer.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The similarity matrix of two models' topics, matched ones on its diagonal."""
    from topics.plots.alignment import draw_alignment
    from topics.plots.figure_words import estimator_label
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure

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
    with journal():
        figure = new_figure(height=40 + 3.6 * len(rows))
        ax = figure.subplots()
        named_rows, named_columns = (
            _topic_names(topics, dict(zip(table[side], table[f"{side}_words"], strict=True)), themes, language)
            for side, topics in (("row", rows), ("column", columns))
        )
        draw_alignment(ax, similarity, pairs, named_rows, named_columns, language)
        ax.set_ylabel(estimator_label(str(table["model_a"].iloc[0]), language))
        ax.set_xlabel(estimator_label(str(table["model_b"].iloc[0]), language))
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, _CAPTION[language])


def _topic_names(topics: Sequence[str], words_of: dict[str, str], themes: Sequence[Theme], language: str) -> list[str]:
    """Names of topics: the theme's label for its own topic, the id and likeliest words for any other."""
    label_of = {theme.id: theme.label(language) for theme in themes}
    return [label_of.get(topic, f"{topic} {words_of[topic]}") for topic in topics]
