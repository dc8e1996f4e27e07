"""Words, months, sizes, alignment, specifications and the topic map: what is drawn of typed rows."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from topics.errors import FigureError
from topics.plots.alignment import draw_pairs
from topics.plots.months import draw_months, mark_years
from topics.plots.roles import COMPANY, INK, QUIET, THEME_COLOURS
from topics.plots.sizes import draw_sweep
from topics.plots.specification_curve import board_lines, draw_board, draw_curve
from topics.plots.style import journal
from topics.plots.tree import draw_branches, draw_texts, tree_texts
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
        block = WordBlock("5G", THEME_COLOURS[0], cells, 2, 40.0)
        draw_word_table(ax, [block], 80.0)
        colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert colours == {
        "5G": THEME_COLOURS[0], "LDA": QUIET, "NMF": QUIET, "BERTOPIC": QUIET,
        "基站": QUIET, "5g": INK, "no topic": QUIET,
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
        draw_months(ax, months, quarters, THEME_COLOURS[0], names=names, highest=0.5, most=4)
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
        draw_pairs(ax, table, 120.0, ({"t1": THEME_COLOURS[0]}, {"s2": THEME_COLOURS[0]}))
    widths = [line.get_linewidth() for line in ax.lines]
    assert widths == pytest.approx([3.2, 3.2, 1.6, 1.6])
    colours = {text.get_text(): text.get_color() for text in ax.texts}
    assert (colours["5g 基站"], colours["安全"], colours["会议"]) == (THEME_COLOURS[0], INK, QUIET)
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
    # One number of topics for each model: the lines of topics would be those of the models once more.
    each = SPECIFICATIONS.assign(topics=["", "10", "10", "20", ""])
    assert {choice for choice, _ in board_lines(each)} == {"estimator"}


def test_one_rule_of_colour_holds_for_the_study_s_own_interval_too() -> None:
    with journal():
        ax = Figure().subplots()
        draw_curve(ax, SPECIFICATIONS[SPECIFICATIONS["theme"] == "safety"], THEME_COLOURS[0], (-5, 6))
    own = ax.collections[2].get_colors()
    assert [to_hex(colour).upper() for colour in np.asarray(own)] == [COMPANY.upper()]


@pytest.mark.parametrize(("language", "first"), [("en", "Estimator: Lexicon"), ("zh", "估计方法：词典法")])
def test_a_specification_curve_is_sorted_and_the_board_goes_with_it(language: str, first: str) -> None:
    its, lines = SPECIFICATIONS[SPECIFICATIONS["theme"] == "5g"], board_lines(SPECIFICATIONS)
    with journal():
        (curve, board) = Figure().subplots(2, 1)
        draw_curve(curve, its, THEME_COLOURS[0], (-5, 6))
        draw_board(board, its, lines, (-5, 6), language)
    changes = np.asarray(curve.collections[1].get_offsets())
    assert changes.tolist() == [pytest.approx([-2, 0]), pytest.approx([1, 1]), pytest.approx([3, 2])]
    own = next(line for line in curve.lines if line.get_marker() == "D")
    assert np.asarray(own.get_xydata()).tolist() == [pytest.approx([3, 2])]
    assert np.asarray(curve.collections[2].get_segments()[0])[:, 0].tolist() == pytest.approx([1, 5])  # whole
    colours = [to_hex(colour).upper() for colour in np.asarray(curve.collections[1].get_facecolors())]
    assert colours == [THEME_COLOURS[0], COMPANY.upper(), THEME_COLOURS[0]]  # below 0, with 0, above 0
    assert board.texts[0].get_text() == first
    # Ranges of the lines: one lexicon, LDA from −2 to 1, no NMF with a number, one LDA of each size.
    ranges = [line.get_xdata() for line in board.lines if len(line.get_xdata()) == 2][1:]
    assert [list(ends) for ends in ranges] == [
        pytest.approx([3, 3]), pytest.approx([-2, 1]), pytest.approx([-2, -2]), pytest.approx([1, 1]),
    ]  # fmt: skip


def test_an_arrowhead_ends_an_interval_that_goes_on_beyond_a_specification_curve() -> None:
    its = SPECIFICATIONS[SPECIFICATIONS["theme"] == "5g"].assign(own=False)
    with journal():
        cut, whole = Figure().subplots(2, 1)
        draw_curve(cut, its, THEME_COLOURS[0], (-2.5, 4.0))
        draw_curve(whole, its, THEME_COLOURS[0], (-5, 6))
    left, right = (np.asarray(heads.get_offsets()).tolist() for heads in cut.collections[3:])
    assert (left, right) == ([[-2.5, 0]], [[4.0, 2]])  # −3 to −1 is the lowest of three, 1 to 5 the highest
    assert [len(heads.get_offsets()) for heads in whole.collections[3:]] == [0, 0]


def test_a_specification_curve_refuses_what_it_cannot_draw() -> None:
    with journal(), pytest.raises(FigureError, match="lacks own"):
        draw_curve(Figure().subplots(), SPECIFICATIONS.drop(columns="own"), THEME_COLOURS[0], (-5, 6))


TREE = rows(
    "node parent distance estimator topic theme words",
    (0, 4, 0.0, "lda", "t1", "5g", "5g 基站"),
    (1, 4, 0.0, "nmf", "t1", "5g", "5g 网络"),
    (2, 5, 0.0, "nmf", "t2", "", "会议"),
    (3, 6, 0.0, "lda", "t2", "safety", "安全"),
    (4, 5, 0.2, "", "", "", ""),
    (5, 6, 0.5, "", "", "", ""),
    (6, -1, 0.9, "", "", "", ""),
)


def test_a_branch_has_the_colour_of_a_theme_where_all_its_topics_stand_for_it() -> None:
    colours = {"5g": THEME_COLOURS[0], "safety": THEME_COLOURS[1]}
    with journal():
        ax, beside = Figure().subplots(1, 2)
        texts = tree_texts(TREE, {"5g": "5G", "safety": "Data security"}, {"lda": "LDA", "nmf": "NMF"}, 90)
        draw_branches(ax, TREE, texts.heights, [0, 1, 2, 3], colours, 0.9)
        draw_texts(beside, TREE, texts, [0, 1, 2, 3], colours)
    upright = [line for line in ax.lines if line.get_xdata()[0] == line.get_xdata()[1]]
    assert [line.get_xdata()[0] for line in upright] == [0.2, 0.5, 0.9]
    assert [line.get_color() for line in upright] == [THEME_COLOURS[0], COMPANY, COMPANY]
    (first, second), (_, third), _ = (line.get_ydata() for line in upright)
    assert first < second
    assert third == (first + second) / 2  # the joint of both stands between them
    assert [text.get_text() for text in beside.texts[:3]] == ["5g 基站", "5G", "LDA"]
    assert [text.get_text() for text in beside.texts[6:8]] == ["会议", "NMF"]  # of no theme


def test_a_page_shows_some_of_the_topics_and_the_branches_to_the_others_go_on() -> None:
    with journal():
        ax, beside = Figure().subplots(1, 2)
        texts = tree_texts(TREE, {}, {"lda": "LDA", "nmf": "NMF"}, 90)
        draw_branches(ax, TREE, texts.heights, [2, 3], {}, 0.9)
        draw_texts(beside, TREE, texts, [2, 3], {})
    bottom, top = ax.get_ylim()
    assert (bottom, top) == pytest.approx((sum(texts.heights), sum(texts.heights[:2])))
    assert [text.get_text() for text in beside.texts] == ["会议", "NMF", "安全", "LDA"]
    assert min(min(line.get_ydata()) for line in ax.lines) < top
