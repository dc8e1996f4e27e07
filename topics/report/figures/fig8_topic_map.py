"""Figure 8, a map of the topics of every model."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.exemplars import topic_sizes
from topics.evaluation.scaling import topic_plane
from topics.report.figures import FIGURES, Drawing, Tables
from topics.results.topics import describe
from topics.schema import ESTIMATOR, SHARE, TOPIC, Column, declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig8_topic_map",
    "one topic of the first seed of a topic model",
    (
        ESTIMATOR,
        TOPIC,
        Column("theme", "text", "", "theme that the topic stands for, empty for none"),
        Column("share", "number", SHARE, "share of all words of text"),
        Column("x", "number", "distance of topics' words", "place on the plane, across"),
        Column("y", "number", "distance of topics' words", "place on the plane, up"),
        Column("word", "text", "", "likeliest word"),
        Column("held", "number", SHARE, "share of the distances' variation that the plane holds"),
    ),
)

_CAPTION = {
    "en": (
        "Topics of each model (first seed) on one plane: the nearer two marks, the more alike their words (classical "
        "scaling of Jensen–Shannon distances, all models together; the plane holds {held:.0%} of the squared "
        "distances, so that near marks may still be unlike). Area: the topic's share of the text. Colour and shape: "
        "the theme that the codebook gives it; the largest topic of each theme bears its likeliest word."
    ),
    "zh": (
        "各模型（首个种子）的话题置于同一平面：两标记越近，用词越相似（对 JS 距离作经典多维标度，各模型一并计算；平面保留 {held:.0%} 的距离平方，"  # noqa: E501
        "相近的标记仍可能不同）。面积：话题占文本的份额。颜色与形状：编码表给出的主题；每个主题最大的话题标出其首要词。"
    ),
}


def topic_map(job: Job) -> "pd.DataFrame | None":
    """`estimator, topic, theme, share, x, y, word, held`: the topics of every topic model's first seed on one plane."""
    import pandas as pd

    models = job.topic_models
    if not models:
        return None
    found = describe(job, [model.runs[0] for model in models])
    places, held = topic_plane(np.vstack([of.run.fitted.topic_words for of in found]))
    tables = []
    for model, of in zip(models, found, strict=True):
        theme_of = job.codebook_of(of.run).set_index("topic")["theme"]
        tables.append(
            pd.DataFrame(
                {
                    "estimator": model.name,
                    "topic": of.run.fitted.topic_ids,
                    "theme": [theme_of[topic] for topic in of.run.fitted.topic_ids],
                    "share": topic_sizes(of.weights, of.lengths),
                    "word": ["".join(words) for words in of.run.fitted.top_words(1)],
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.assign(x=places[:, 0], y=places[:, 1], held=held)[
        ["estimator", "topic", "theme", "share", "x", "y", "word", "held"]
    ]


@FIGURES.register(
    "fig8_topic_map",
    label={
        "en": "A map of the topics of every model: near where words are alike, coloured by theme.",
        "zh": "各模型话题的分布图：用词相近者相邻，按主题着色。",
    },
    tables=(topic_map,),
    rows=ROWS,
    lacking="no model of this study has topics with words of their own; lda, nmf and others under [[models]] do.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Topics as marks on one plane, one panel per model."""
    from topics.plots.boxes import finished
    from topics.plots.style import TWO_COLUMNS, journal, new_figure
    from topics.plots.topic_map import draw_topic_map

    table = tables["topic_map"]
    n = table["estimator"].nunique()
    columns = min(n, 4)
    lines = ceil(n / columns)
    # Distances have the same scale in both directions, so panels take the proportions of the map.
    wide, high = (max(float(table[axis].max() - table[axis].min()), 1e-9) for axis in ("x", "y"))
    panel = TWO_COLUMNS / columns * min(2.0, max(0.6, high / wide))
    with journal():
        figure = new_figure(height=12 + (8 + min(panel, 120)) * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_topic_map(list(grid[:n]), table, themes, language, note=note)
        finished(figure, crossing=True)
    return Drawing(figure, table, _CAPTION[language].format(held=table["held"].iloc[0]))
