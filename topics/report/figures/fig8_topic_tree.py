"""Figure 8, the topics of every model as a tree: alike where their words are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.exemplars import topic_sizes
from topics.evaluation.hierarchy import topic_tree
from topics.evaluation.matching import on_one_vocabulary
from topics.evaluation.similarity import jensen_shannon
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import glossed, glosses, topic_names
from topics.results.topics import describe
from topics.schema import ESTIMATOR, SHARE, Column, declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

ROWS = declare(
    "fig8_topic_tree",
    "one topic of the first seed of a topic model, or a joint of the tree",
    (
        Column("node", "integer", "number", "number of the topic, from the top of the figure, or of the joint"),
        Column("parent", "integer", "number", "number of the joint above it, −1 for the root"),
        Column("distance", "number", "bits", "mean Jensen–Shannon divergence of what is joined, 0 for a topic"),
        ESTIMATOR,
        Column("topic", "text", "", "id of the topic within its run, empty for a joint"),
        Column("theme", "text", "", "theme that the topic stands for, empty for none"),
        Column("nearest", "text", "", "theme of the most alike topic of another model, empty for none"),
        Column("share", "number", SHARE, "share of all words of text, missing for a joint"),
        Column("words", "text", "", "most relevant words"),
    ),
)
_LEAST, _MOST, _BELOW = 16.0, 46.0, 6.0  # mm: width of the branches, and room for their axis
_WORDS = {
    "en": {
        "title": "For {n} of {of} topics of a theme, the nearest topic of another model is of the same theme",
        "all": "For all {of} topics of a theme, the nearest topic of another model is of the same theme",
        "none": "For none of {of} topics of a theme is the nearest topic of another model of the same theme",
        "key": (
            "Topics of every model (first seed) by their most relevant words, joined where they are alike: across, the "
            "mean divergence of their words, in bits. In colour: topics that stand for a theme."
        ),
    },
    "zh": {
        "title": "与主题对应的 {of} 个话题中，{n} 个在其他模型中的最近话题属同一主题",
        "all": "与主题对应的 {of} 个话题，在其他模型中的最近话题均属同一主题",
        "none": "与主题对应的 {of} 个话题，在其他模型中的最近话题均不属同一主题",
        "key": "各模型（首个随机种子）的话题，标出最相关的词，按用词相似程度逐步合并；"
        "横轴为用词的平均散度（比特）。彩色：与主题对应的话题。",
    },
}
_CAPTION = {
    "en": (
        "The topics of every model as a tree: the two groups whose words are nearest are joined until there is one "
        "(average linkage of Jensen–Shannon divergences). A branch is in the colour of a theme where the codebook "
        "gives all its topics to it, so that a theme that several models find is one coloured branch. A topic that "
        "joins only far to the left has no counterpart. How topics are "
        "compared and given to themes is in docs/methods.md."
    ),
    "zh": (
        "各模型的话题合成一棵树：用词最接近的两组逐步合并（JS 散度，平均连接法）。"
        "同一分支下的话题若经对照表均归入同一主题，则以该主题的颜色标示，"
        "因此多个模型共同发现的主题呈现为一条彩色分枝。在最左侧才合并的话题没有对应的话题。"
        "话题的比较及其与主题的对应见 docs/methods.md。"
    ),
}


def topic_branches(job: Job) -> "pd.DataFrame | None":
    """The tree of the topics of every topic model's first seed: columns as declared in `ROWS`; None without any."""
    models = job.topic_models
    if not models:
        return None
    found = describe(job, [model.runs[0] for model in models])
    matrix = np.vstack(on_one_vocabulary([of.run.fitted for of in found]))
    model_of = np.repeat(np.arange(len(models)), [of.run.fitted.n_topics for of in found])
    leaves, themes = [], []
    for model, of in zip(models, found, strict=True):
        theme_of = job.codebook_of(of.run).set_index("topic")["theme"]
        names, sizes = topic_names(of.run.fitted, job), topic_sizes(of.weights, of.lengths)
        themes += [str(theme_of[topic]) for topic in of.run.fitted.topic_ids]
        leaves += [(model.name, topic, size, names[topic]) for topic, size in zip(names, sizes, strict=True)]
    nearest, tree = _nearest(matrix, model_of, themes), topic_tree(matrix)
    n = len(leaves)
    number = (
        {int(topic): place for place, topic in enumerate(tree.order)} | {k: k for k in range(n, 2 * n - 1)} | {-1: -1}
    )
    rows = []
    for node in [*tree.order.tolist(), *range(n, 2 * n - 1)]:
        at = (number[node], number[int(tree.parent[node])], float(tree.distance[node]))
        model_name, topic, size, words = leaves[node] if node < n else ("", "", float("nan"), "")
        its = (themes[node], nearest[node]) if node < n else ("", "")
        rows.append((*at, model_name, topic, *its, float(size), words))
    return ROWS.frame(rows)


def _nearest(matrix: "NDArray[np.float64]", model_of: "NDArray[np.intp]", themes: Sequence[str]) -> list[str]:
    """The theme of the most alike topic of another model, for each topic; "" without another model."""
    alike = jensen_shannon(matrix, matrix)
    alike[model_of[:, None] == model_of] = -1
    return [themes[int(row.argmax())] if row.max() >= 0 else "" for row in alike]


@FIGURES.register(
    "fig8_topic_tree",
    label={
        "en": "The topics of every model as a tree: joined where words are alike, coloured by theme.",
        "zh": "各模型话题的树状图：用词相近者相连，按主题着色。",
    },
    tables=(topic_branches,),
    beside=(glosses,),
    rows=ROWS,
    lacking={
        "en": "no model of this study has topics with words of their own; lda, nmf and others under [[models]] do.",
        "zh": "本研究的模型均没有话题用词；可在 `[[models]]` 下加入 lda、nmf 等模型。",
    },
    rests="first seed",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Branches at the left, words, theme and model of each topic at the right."""
    from topics.plots.boxes import finished
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.page import Row, new_page, places, room_of_rows
    from topics.plots.panels import split
    from topics.plots.roles import theme_colours
    from topics.plots.tree import draw_branches, draw_texts, topics_of, tree_texts

    say, table = in_figures(_WORDS, language), tables["topic_branches"]
    told_words = table.assign(words=[glossed(text, tables, language) for text in table["words"]])
    leaves, colours = topics_of(table), theme_colours(themes)
    labels = {theme.id: theme.label(language) for theme in themes}
    models = {name: estimator_label(name, language) for name in dict.fromkeys(leaves["estimator"])}
    ((left, whole),) = places(1, left=0, between=0)
    branches = min(max(_LEAST, 0.25 * whole), _MOST)
    texts = tree_texts(told_words, labels, models, whole - branches - 2)
    of_theme = leaves[leaves["theme"].isin(labels)]
    same = int((of_theme["theme"] == of_theme["nearest"]).sum())
    told = {
        "title": _title(same, len(of_theme), say) if len(models) > 1 and len(of_theme) else "",
        "key": say["key"],
        "foot": note or "",
    }
    heights, limit, pages = texts.heights, max(float(table["distance"].max()), 1e-6), []
    for shown in split(heights, room_of_rows(**told) - _BELOW):
        at = [(left, branches), (left + branches + 2, whole - branches - 2)]
        figure, ((tree, beside),) = new_page([Row(at, sum(heights[k] for k in shown), 1, _BELOW)], **told)
        draw_branches(tree, table, heights, shown, colours, limit)
        draw_texts(beside, table, texts, shown, colours)
        pages.append(finished(figure))
    return Drawing(pages[0], table, _CAPTION[language], tuple(pages[1:]))


def _title(same: int, of: int, say: dict[str, str]) -> str:
    kind = "none" if not same else "all" if same == of else "title"
    return say[kind].format(n=same, of=of)
