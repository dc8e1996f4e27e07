"""Figures of models' topics: their words, how many there are to be, whose are alike."""

from collections.abc import Sequence
from math import ceil

from topics.report.captions import caption_of
from topics.report.drawing import Drawing, Tables
from topics.themes import Theme


def fig3(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The likeliest words of each theme's topics, model by model."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.top_words import draw_top_words

    table = tables["top_words"]
    estimators = list(dict.fromkeys(table["estimator"]))
    with journal():
        figure = new_figure(height=10 + 32 * len(estimators))
        grid = figure.subplots(len(estimators), len(themes), squeeze=False)
        study = tables["estimators"]["estimator"].tolist()
        draw_top_words([list(row) for row in grid], table[table["word"] != ""], themes, language, estimators, study)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table[table["word"] != ""], caption_of("top words", language))


def fig4(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Numbers of topics: coherence, stability, diversity, held-out perplexity, agreement with codes."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.sweep import draw_sweep

    table = tables["sizes"]
    n = table["measure"].nunique()
    columns = min(n, 3)
    lines = ceil(n / columns)
    with journal():
        figure = new_figure(height=8 + 44 * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_sweep(list(grid[:n]), table, language)
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, caption_of("sizes", language))


def fig5(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Two models side by side: how alike their topics are, the matched ones framed."""
    from topics.plots.alignment import draw_alignment
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot
    from topics.plots.style import journal, new_figure
    from topics.plots.wording import estimator_label

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
    label_of = {theme.id: theme.label(language) for theme in themes}
    named_rows, named_columns = (
        [label_of.get(topic, f"{topic} {words_of[topic]}") for topic in topics]
        for topics, words_of in (
            (rows, dict(zip(table["row"], table["row_words"], strict=True))),
            (columns, dict(zip(table["column"], table["column_words"], strict=True))),
        )
    )
    with journal():
        figure = new_figure(height=40 + 3.6 * len(rows))
        ax = figure.subplots()
        draw_alignment(ax, similarity, pairs, named_rows, named_columns, language)
        ax.set_ylabel(estimator_label(str(table["model_a"].iloc[0]), language))
        ax.set_xlabel(estimator_label(str(table["model_b"].iloc[0]), language))
        add_foot(figure, [note], language)
        typeset(figure)
    return Drawing(figure, table, caption_of("alignment", language))


def fig8(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A map of the topics of every model: near where words are alike, coloured by theme."""
    from topics.plots.fonts import typeset
    from topics.plots.style import TWO_COLUMNS, journal, new_figure
    from topics.plots.topic_map import draw_topic_map

    table = tables["topic_map"]
    n = table["estimator"].nunique()
    columns = min(n, 4)
    lines = ceil(n / columns)
    # Distances are to be read alike in both directions: the panels take the shape of what they hold.
    wide, high = (max(float(table[axis].max() - table[axis].min()), 1e-9) for axis in ("x", "y"))
    panel = TWO_COLUMNS / columns * min(2.0, max(0.6, high / wide))
    with journal():
        figure = new_figure(height=12 + (8 + min(panel, 120)) * lines)
        grid = figure.subplots(lines, columns, squeeze=False).ravel()
        for empty in grid[n:]:
            empty.remove()
        draw_topic_map(list(grid[:n]), table, themes, language, note=note)
        typeset(figure)
    return Drawing(figure, table, caption_of("map", language).format(held=table["held"].iloc[0]))
