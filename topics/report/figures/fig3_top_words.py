"""Figure 3, the words of each theme's topics, model by model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.words import relevance
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import glossed, glosses
from topics.results.fitness import kept_fitness, with_unfit
from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare
from topics.shares.estimate import SHARES
from topics.store.job import Job
from topics.themes import Theme
from topics.wording import count

if TYPE_CHECKING:
    import pandas as pd

_WORDS = 8  # per theme and model
ROWS = declare(
    "fig3_top_words",
    "one word of the topics that stand for a theme",
    (
        ESTIMATOR,
        THEME,
        Column("word", "text", "", "one of the most relevant words; empty for a theme without a topic"),
        Column("weight", "number", SHARE, "the word's share of the theme's topics, by their size"),
        *SHARES.only("unfit"),
    ),
)

_LAMBDA = 0.6  # of relevance, see `topics.evaluation.words`
_MOST = 6  # themes on a page
_LEAST = 26.0  # mm of a column
_WORDS_SAID = {
    "en": {
        "key": "Words by relevance (λ = {of}). Dark: several models have the word for the theme; grey: one.",
        "title": "In {n} of {themes} most words are those of several models",
        "title of some": "In {n} of the {of} themes with words of several models, most of them are shared",
        "unfit": "unfit: not shown",
        "none": "no topic",
        "space": " ",
    },
    "zh": {
        "key": "按相关度排列的词（λ = {of}）。深色：多个模型均有该词；灰色：仅一个模型。",
        "title": "{of} 个主题中有 {n} 个，其多数词为多个模型所共有",
        "title of some": "{of} 个主题有多个模型的用词，其中 {n} 个的多数词为多个模型所共有",
        "unfit": "不适用：不列出",
        "none": "无对应话题",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "The words of the topics that stand for each theme, model by model (first seed), by relevance: λ log p(word | "
        "theme) + (1 − λ) log of its lift over the corpus, λ = 0.6 (Sievert & Shirley 2014). Several topics of a theme "
        "are averaged by their size; for BERTopic and NMF weights take the place of probabilities. Unfit: the model "
        "does not measure the theme, and its words are not shown. How topics are given to themes is in docs/methods.md."
    ),
    "zh": (
        "各模型（首个随机种子）中对应各主题的话题用词，"
        "按相关度排列：λ log p(w | t) + (1 − λ) log 提升度（词 w，主题 t），"
        "λ = 0.6（Sievert 与 Shirley，2014）。一个主题有多个话题时按规模平均；BERTopic 与 NMF 以权重代替概率。"
        "不适用：该模型不能测量该主题，故不列出其用词。话题与主题的对应见 docs/methods.md。"
    ),
}


def top_words(job: Job) -> "pd.DataFrame | None":
    """The most relevant words of each theme's topics, averaged by topic size; None without a topic model.

    Columns as declared in `ROWS`; a theme without a topic has one row with an empty word.
    """

    codebook, rows = job.table("codebook"), []
    models = job.topic_models
    if not models:
        return None
    counts = np.asarray(job.tokens.counts.sum(axis=0), dtype=float).ravel()
    frequency = dict(zip(job.tokens.vocabulary, counts / max(counts.sum(), 1), strict=True))
    for model in models:
        fitted = model.runs[0].fitted
        often = np.array([frequency.get(word, 0.0) for word in fitted.vocabulary])
        theme_of = codebook[codebook["run"] == model.runs[0].fit].set_index("topic")["theme"]
        sizes = fitted.passage_topics.sum(axis=0, dtype=float)
        for theme in job.themes:
            own = np.array([theme_of[topic] == theme.id for topic in fitted.topic_ids])
            if not own.any() or not (sizes[own] > 0).any():
                rows.append((model.name, theme.id, "", float("nan")))
                continue
            weights = sizes[own] @ fitted.topic_words[own].astype(float) / sizes[own].sum()
            best = np.argsort(-relevance(weights[None], often, _LAMBDA)[0], kind="stable")[:_WORDS]
            rows += [(model.name, theme.id, fitted.vocabulary[i], float(weights[i])) for i in best if weights[i] > 0]
    return with_unfit(ROWS.frame(rows), kept_fitness(job))


@FIGURES.register(
    "fig3_top_words",
    label={
        "en": "The words of each theme's topics by relevance, model by model.",
        "zh": "各模型中各主题的话题用词，按相关度排列。",
    },
    tables=(top_words,),
    beside=(glosses,),
    rows=ROWS,
    lacking={
        "en": "no model of this study has topics with words of their own; lda, nmf and others under [[models]] do.",
        "zh": "本研究的模型均没有话题用词；可在 `[[models]]` 下加入 lda、nmf 等模型。",
    },
    rests="first seed",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A block per theme, a column of words per model."""
    from topics.plots.boxes import finished
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.page import Row, columns_of, new_page, places, room_of_rows
    from topics.plots.panels import split
    from topics.plots.roles import legible, theme_colours
    from topics.plots.word_table import WordBlock, draw_word_table, words_of

    say, table = in_figures(_WORDS_SAID, language), tables["top_words"]
    models = [str(name) for name in dict.fromkeys(table["estimator"])]
    drawn = table[(table["word"] != "") & table["weight"].notna()]
    unfit = table[table["unfit"].fillna("") != ""] if "unfit" in table else table[:0]
    hidden = set(zip(unfit["estimator"], unfit["theme"], strict=True))
    colours, columns = theme_colours(themes), columns_of(len(models), _LEAST, most=8)
    ((left, whole),) = places(1, left=0, between=0)
    blocks = []
    for theme in themes:
        words = {
            name: [glossed(word, tables, language) for word in its] for name, its in words_of(drawn, theme.id).items()
        }
        cells = {
            name: (
                estimator_label(name, language),
                words.get(name, []),
                say["unfit" if (name, theme.id) in hidden else "none"],
            )
            for name in models
        }
        colour = legible(colours[theme.id])
        blocks.append(WordBlock(theme.label(language), colour, cells, columns, whole / columns))
    agreed, of = _agreed(drawn, len(models))
    title = say["title" if of == len(themes) else "title of some"]
    texts = {
        "title": title.format(n=agreed, of=of, themes=count(of, "theme")) if of else "",
        "key": say["key"].format(of=_LAMBDA),
        "foot": note or "",
    }
    heights, room, pages = [block.height for block in blocks], room_of_rows(**texts), []
    for page in split([max(height, room / _MOST - 0.01) for height in heights], room):
        shown = [blocks[place] for place in page]
        row = Row([(left, whole)], sum(block.height for block in shown))
        figure, ((ax,),) = new_page([row], **texts)
        draw_word_table(ax, shown, whole)
        pages.append(finished(figure))
    return Drawing(pages[0], drawn, _CAPTION[language], tuple(pages[1:]))


def _agreed(words: "pd.DataFrame", n_models: int) -> tuple[int, int]:
    """In how many themes more than half of the words are those of several models, of the themes of several models."""
    several = words.groupby("theme")["estimator"].transform("nunique") > 1
    models = words[several].groupby(["theme", "word"])["estimator"].nunique() if n_models > 1 else words[:0]
    shared = (models > 1).groupby("theme").mean().to_numpy(dtype=float)
    return int((shared > 0.5).sum()), len(shared)
