"""Words, months, sizes, alignment, specifications and the topic map: what is drawn of typed rows."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from topics.errors import FigureError
from topics.plots.alignment import draw_pairs
from topics.plots.months import draw_months, mark_years
from topics.plots.roles import COMPANY, INK, QUIET
from topics.plots.sizes import draw_sweep
from topics.plots.specification_curve import board_lines, draw_board, draw_curve
from topics.plots.style import COLOURS, journal
from topics.plots.topic_map import draw_topic_map
from topics.plots.word_table import WordBlock, draw_word_table, words_of
from topics.themes import Theme

THEMES = (
    Theme("5g", ("5G",), (("zh", "5G"), ("en", "5G"))),
    Theme("safety", ("安全",), (("zh", "数据安全"), ("en", "Data security"))),
)


def rows(columns: str, *values: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=columns.split())


SHARES = rows(
    "estimator theme period share lower upper n_documents",
    ("lda", "5g", "2020", 0.2, 0.1, 0.3, 40),
    ("lda", "5g", "2021", 0.4, 0.3, 0.5, 40),
    ("nmf", "5g", "2020", 0.3, 0.2, 0.4, 40),
    ("nmf", "5g", "2021", 0.1, 0.0, 0.2, 40),
    ("lda", "safety", "2020", 0.05, 0.0, 0.1, 40),
    ("lda", "safety", "2021", np.nan, np.nan, np.nan, 0),
    ("nmf", "safety", "2020", 0.0, np.nan, np.nan, 40),
    ("nmf", "safety", "2021", np.nan, np.nan, np.nan, 0),
)


def test_a_word_that_several_models_have_is_dark_and_a_theme_without_a_topic_says_so() -> None:
    table = rows("estimator theme word", ("lda", "5g", "基站"), ("lda", "5g", "5g"), ("nmf", "5g", "5g"))
    words = words_of(table, "5g")
    assert words == {"lda": ["基站", "5g"], "nmf": ["5g"]}
    cells = {name: (name.upper(), words.get(name, []), "no topic") for name in ("lda", "nmf", "bertopic")}
    with journal():
        ax = Figure().subplots()
        block = WordBlock("5G", COLOURS[0], cells, 2, 40.0)
        draw_word_table(ax, [block], 80.0)
        colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert colours == {
        "5G": COLOURS[0], "LDA": QUIET, "NMF": QUIET, "BERTOPIC": QUIET, "基站": QUIET, "5g": INK, "no topic": QUIET,
    }  # fmt: skip
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert places["LDA"][1] == places["NMF"][1] < places["BERTOPIC"][1]  # two models side by side, the third below
    assert places["BERTOPIC"][0] == places["LDA"][0] == 0


def test_months_are_dots_and_quarters_a_line_over_the_bars_of_their_documents() -> None:
    names = [f"2020-{month:02d}" for month in range(2, 9)]
    months = pd.DataFrame(
        {"period": names, "share": 0.1, "lower": 0.0, "upper": 0.4, "n_documents": [2, 0, 1, 1, 1, 1, 4]}
    )
    months.loc[1, "share"] = np.nan  # a month without a document has no dot, and is no share of zero
    quarters = pd.DataFrame(
        {"period": ["2020Q1", "2020Q2"], "share": [0.2, 0.3], "lower": 0.1, "upper": 0.5, "n_documents": 3}
    )
    with journal():
        ax = Figure().subplots()
        draw_months(ax, months, quarters, COLOURS[0], names=names, highest=0.5, most=4)
        mark_years(ax, names, 40)
    dots = np.ma.filled(ax.collections[0].get_offsets(), np.nan)
    assert np.isfinite(dots[:, 1]).tolist() == [True, False, True, True, True, True, True]
    line = next(line for line in ax.lines if len(line.get_xdata()) == 2 and line.get_ydata()[0] == 0.2)
    assert list(line.get_xdata()) == [0, 3]  # February and May are in the middle of their quarters
    heights = [bar.get_height() for bar in ax.patches]
    assert heights == pytest.approx([heights[-1] * n / 4 for n in (2, 0, 1, 1, 1, 1, 4)])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2020"]


def test_a_panel_a_measure_with_chance_where_it_is_known() -> None:
    table = rows(
        "measure topics value lower upper random",
        ("npmi", 10, 0.1, 0.05, 0.15, -0.3),
        ("npmi", 5, 0.2, 0.1, 0.3, -0.3),
        ("diversity", 5, 0.9, 0.9, 0.9, np.nan),
        ("diversity", 10, 0.8, 0.7, 0.9, np.nan),
    )
    with journal():
        axes = list(Figure().subplots(1, 2))
        draw_sweep(axes, table)
    assert [ax.texts[0].get_text().split("\n")[0] for ax in axes] == ["Coherence (NPMI)", "Diversity"]
    assert [[label.get_text() for label in ax.get_xticklabels()] for ax in axes] == [[""] * 2, ["5", "10"]]
    assert axes[0].lines[0].get_xydata().tolist() == [[5, 0.2], [10, 0.1]]
    assert [len(ax.lines) for ax in axes] == [2, 1]
    with pytest.raises(FigureError, match="one panel per measure, found 1 for 2"):
        draw_sweep(axes[:1], table)


def test_a_pair_is_joined_by_a_line_as_thick_as_it_is_alike_and_others_have_none() -> None:
    table = rows(
        "topic matched words matched_words similarity",
        ("t1", "s2", "5g 基站", "5g 网络", 0.8),
        ("t2", "s1", "安全", "安全 数据", 0.4),
        ("t3", "", "会议", "", np.nan),
        ("", "s3", "", "预算", np.nan),
    )
    with journal():
        ax = Figure().subplots()
        draw_pairs(ax, table, 120.0, ({"t1": COLOURS[0]}, {"s2": COLOURS[0]}))
    widths = [line.get_linewidth() for line in ax.lines]
    assert widths == pytest.approx([3.2, 3.2, 1.6, 1.6])
    colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert (colours["5g 基站"], colours["安全"], colours["会议"]) == (COLOURS[0], INK, QUIET)
    assert {"0.80", "0.40"} <= set(colours)


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax, table: draw_sweep([ax], table),
        lambda ax, table: words_of(table, "5g"),
    ],
)
def test_a_table_that_lacks_a_column_is_refused(draw) -> None:
    with pytest.raises(FigureError, match="needs the columns"):
        draw(Figure().subplots(), SHARES[["estimator", "theme", "period"]])


SPECIFICATIONS = rows(
    "specification own theme share_change share_change_lower share_change_upper carried_by estimator topics segmenter",
    (1, True, "5g", 0.03, 0.01, 0.05, 40, "lexicon", "", "jieba"),
    (2, False, "5g", -0.02, -0.03, -0.01, 40, "lda", "10", "jieba"),
    (3, False, "5g", 0.01, -0.01, 0.03, 40, "lda", "20", "jieba"),
    (4, False, "5g", np.nan, np.nan, np.nan, 2, "nmf", "20", "jieba"),
    (1, True, "safety", 0.0, -0.01, 0.01, 40, "lexicon", "", "jieba"),
)


def test_the_board_has_a_line_for_each_value_of_a_choice_that_has_several() -> None:
    assert board_lines(SPECIFICATIONS) == [
        ("estimator", "lexicon"),
        ("estimator", "lda"),
        ("estimator", "nmf"),
        ("topics", "10"),
        ("topics", "20"),
    ]


@pytest.mark.parametrize(("language", "first"), [("en", "Estimator: Lexicon"), ("zh", "估计方法：词典法")])
def test_a_specification_curve_is_sorted_and_the_board_goes_with_it(language: str, first: str) -> None:
    its, lines = SPECIFICATIONS[SPECIFICATIONS["theme"] == "5g"], board_lines(SPECIFICATIONS)
    with journal():
        (curve, board) = Figure().subplots(2, 1)
        draw_curve(curve, its, COLOURS[0], (-5, 6))
        draw_board(board, its, lines, COLOURS[0], (-5, 6), language)
    changes = np.asarray(curve.collections[1].get_offsets())
    assert changes.tolist() == [pytest.approx([-2, 0]), pytest.approx([1, 1]), pytest.approx([3, 2])]
    own = next(line for line in curve.lines if line.get_marker() == "D")
    assert np.asarray(own.get_xydata()).tolist() == [pytest.approx([3, 2])]
    assert np.asarray(curve.collections[2].get_segments()[0])[:, 0].tolist() == pytest.approx([1, 5])  # whole
    colours = [to_hex(colour).upper() for colour in np.asarray(curve.collections[1].get_facecolors())]
    assert colours == [COLOURS[0], COMPANY.upper(), COLOURS[0]]  # below 0, with 0, above 0
    assert board.texts[0].get_text() == first
    # Ranges of the lines: one lexicon, LDA from −2 to 1, no NMF with a number, one LDA of each size.
    ranges = [line.get_xdata() for line in board.lines if len(line.get_xdata()) == 2][1:]
    assert [list(ends) for ends in ranges] == [
        pytest.approx([3, 3]), pytest.approx([-2, 1]), pytest.approx([-2, -2]), pytest.approx([1, 1]),
    ]  # fmt: skip


def test_a_specification_curve_refuses_what_it_cannot_draw() -> None:
    with journal(), pytest.raises(FigureError, match="lacks own"):
        draw_curve(Figure().subplots(), SPECIFICATIONS.drop(columns="own"), COLOURS[0], (-5, 6))


@pytest.mark.parametrize(("second", "title"), [(0.2, "NMF × 5"), (1.0, "NMF")])
def test_a_heap_of_topics_is_drawn_larger_and_says_so(second: float, title: str) -> None:
    topics = rows(
        "estimator topic theme share x y word held",
        ("lda", "t1", "5g", 0.4, 0.0, 0.0, "5g", 0.12),
        ("lda", "t2", "", 0.6, 1.0, 1.0, "机关", 0.12),
        ("nmf", "t1", "safety", 0.5, 0.0, 0.0, "安全", 0.12),
        ("nmf", "t2", "", 0.5, second, 0.0, "机关", 0.12),
    )
    figure = Figure(layout="constrained")
    with journal():
        axes = list(figure.subplots(1, 2))
        draw_topic_map(axes, topics, THEMES)
        figure.draw_without_rendering()
    assert [ax.get_title(loc="left") for ax in axes] == ["LDA", title]
    foot = figure._supxlabel.get_text()
    assert "12% of the squared distances" in foot
    assert ("n times as large" in foot) is (title != "NMF")
    spans = [ax.get_xlim()[1] - ax.get_xlim()[0] for ax in axes]
    assert spans[0] / spans[1] == pytest.approx(5 if title != "NMF" else 1)


def test_themes_on_the_map_have_shapes_of_the_area_that_their_share_asks_for() -> None:
    topics = rows(
        "estimator topic theme share x y word",
        ("lda", "t1", "5g", 0.25, 0.0, 0.0, "5g"),
        ("lda", "t2", "safety", 0.25, 1.0, 1.0, "安全"),
        ("lda", "t3", "", 0.25, 1.0, 0.0, "机关"),
    )
    figure = Figure(layout="constrained")
    with journal():
        ax = figure.subplots()
        draw_topic_map([ax], topics, THEMES)
    marks = [handle.get_marker() for handle in figure.legends[0].legend_handles]
    assert marks == ["o", "s", "o"]
    circle, square, none = (float(mark.get_sizes()[0]) for mark in ax.collections)
    assert circle == pytest.approx(none)
    assert square == pytest.approx(
        circle * np.pi / 4, rel=0.002
    )  # `s` is a square's area and a circle's diameter squared
    assert ax.collections[0].get_facecolor().tolist() != ax.collections[2].get_facecolor().tolist()
