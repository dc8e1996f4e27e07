import pandas as pd
import pytest
from matplotlib.text import Text

from topics.errors import FigureError
from topics.plots.style import CODES, COLOURS, FADED, LINE, journal, new_figure
from topics.plots.theme_shares import COLUMNS, draw_theme_shares
from topics.themes import Theme

THEME = Theme("5g", ("5G",), (("zh", "5G"), ("en", "5G")))
SAFETY = Theme("safety", ("安全",), (("zh", "数据安全"), ("en", "Data security")))
NAN = float("nan")


def typed(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


THREE = typed(
    ("lda", "5g", "2020", 0.10, 0.05, 0.15, 40),
    ("lda", "5g", "2021", 0.20, 0.15, 0.25, 12),
    ("lda", "5g", "2022", 0.30, 0.25, 0.35, 50),
)


def drawn(table, themes=(THEME,), language="en", note=None):
    """The panels and every text of a drawing."""
    with journal():
        figure = new_figure()
        axes = figure.subplots(1, len(themes), squeeze=False).ravel().tolist()
        draw_theme_shares(axes, table, themes, language, note=note)
        figure.draw_without_rendering()
    return axes, [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def line_of(panel):
    return next(line for line in panel.lines if line.get_linestyle() != "None")


def markers_of(panel, hollow):
    """Positions of the filled or of the hollow markers."""
    found = [m for m in panel.lines if m.get_linestyle() == "None" and (m.get_markerfacecolor() == "white") is hollow]
    return [(x, y) for m in found for x, y in zip(m.get_xdata(), m.get_ydata(), strict=True) if y == y]


def test_three_typed_rows():
    (panel,), texts = drawn(THREE)
    assert line_of(panel).get_ydata() == pytest.approx([0.10, 0.20, 0.30])
    assert line_of(panel).get_color() == COLOURS[0]
    assert [t.get_text() for t in panel.get_xticklabels()] == ["2020\nn=40", "2021\nn=12", "2022\nn=50"]
    band = panel.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == pytest.approx(0.05)
    assert band[:, 1].max() == pytest.approx(0.35)
    assert panel.get_ylim() == pytest.approx((0, 0.35 * 1.06))
    assert panel.yaxis.get_major_formatter()(0.125) == "12.5"
    assert {"LDA", "Share of text (%)", "Uncorrected model output — level not validated."} <= set(texts)


def test_fewer_than_thirty_documents_make_a_hollow_marker():
    (panel,), texts = drawn(THREE)
    assert markers_of(panel, hollow=True) == [(1, 0.20)]
    assert markers_of(panel, hollow=False) == [(0, 0.10), (2, 0.30)]
    assert "fewer than 30 documents" in texts


def test_no_hollow_marker_is_explained_where_there_is_none():
    _, texts = drawn(THREE.assign(n_documents=30))
    assert "fewer than 30 documents" not in texts


def test_a_period_without_documents_breaks_the_line_and_the_band():
    table = typed(
        ("lda", "5g", "2020", 0.10, 0.05, 0.15, 40),
        ("lda", "5g", "2021", 0.20, 0.15, 0.25, 40),
        ("lda", "5g", "2022", NAN, NAN, NAN, 0),
        ("lda", "5g", "2023", 0.30, 0.25, 0.35, 40),
    )
    (panel,), _ = drawn(table)
    y = line_of(panel).get_ydata()
    assert pd.isna(y).tolist() == [False, False, True, False]
    assert panel.get_xticklabels()[2].get_text() == "2022\nn=0"
    band, bars = panel.collections
    assert [(path.vertices[:, 0].min(), path.vertices[:, 0].max()) for path in band.get_paths()] == [(0, 1), (3, 3)]
    assert [segment[:, 0].tolist() for segment in bars.get_segments()] == [[3, 3]]  # alone between gaps: a bar


def test_a_row_that_is_missing_is_a_gap_too():
    other = typed(*(("nmf", "5g", str(year), 0.1, 0.0, 0.2, 40) for year in range(2020, 2024)))
    (panel,), _ = drawn(pd.concat([THREE, other]))
    assert pd.isna(line_of(panel).get_ydata()).tolist() == [False, False, False, True]


def test_chinese_labels():
    table = pd.concat([THREE, THREE.assign(theme="safety")])
    _, texts = drawn(table, (THEME, SAFETY), "zh", note="示例。")
    assert {"5G", "数据安全", "文本占比（%）", "文档不足 30 篇", "未经校正的模型输出——水平未经验证。示例。"} <= set(
        texts
    )


def test_document_shares_are_called_so():
    _, texts = drawn(THREE.assign(weighting="document"))
    assert "Share of documents, each counting one (%)" in texts


def test_many_periods_are_labelled_where_there_is_room():
    months = [f"{year}-{month:02d}" for year in range(2020, 2025) for month in range(1, 13)]
    table = typed(*(("lda", "5g", month, 0.1, 0.0, 0.2, 30 + i) for i, month in enumerate(months)))
    (panel,), texts = drawn(table)
    labels = [label.get_text() for label in panel.get_xticklabels()]
    assert labels[0] == "2020-01"
    assert 5 <= len(labels) <= 20
    assert any("Documents per period: 30–89." in text for text in texts)


def test_estimators_that_count_other_documents_show_both_numbers():
    (panel,), _ = drawn(pd.concat([THREE, THREE.assign(estimator="nmf", n_documents=45)]))
    assert panel.get_xticklabels()[0].get_text() == "2020\nn=40–45"


def test_twelve_estimators_are_all_in_the_legend():
    names = [f"model{i}" for i in range(12)]
    (panel,), texts = drawn(pd.concat([THREE.assign(estimator=name) for name in names]))
    assert set(names) <= set(texts)
    legend = panel.figure.legends[0].get_window_extent()
    assert legend.width <= panel.figure.bbox.width


@pytest.mark.parametrize(("n", "bars"), [(3, False), (4, True)])
def test_the_bands_of_many_estimators_are_bars_side_by_side(n, bars):
    (panel,), _ = drawn(pd.concat([THREE.assign(estimator=f"model{i}") for i in range(n)]))
    segments = [part.get_segments() for part in panel.collections if hasattr(part, "get_segments")]
    assert sum(len(its) for its in segments) == (n * 3 if bars else 0)
    lines = [line for line in panel.lines if line.get_linestyle() != "None"]
    assert [line.get_xdata()[0] for line in lines] == pytest.approx(
        [0.07 * (i - 1.5) for i in range(4)] if bars else [0, 0, 0]
    )


def test_a_legend_of_two_lines_is_read_from_left_to_right():
    names = [f"a model with a long name {i}" for i in range(5)]
    (panel,), _ = drawn(pd.concat([THREE.assign(estimator=name, n_documents=40) for name in names]))
    places = [text.get_window_extent() for text in panel.figure.legends[0].get_texts()]
    read = sorted(
        panel.figure.legends[0].get_texts(), key=lambda t: (-t.get_window_extent().y0, t.get_window_extent().x0)
    )
    assert [text.get_text() for text in read] == names
    assert len({round(place.y0) for place in places}) == 2


@pytest.mark.parametrize(
    ("table", "themes", "said"),
    [
        (THREE.drop(columns=["lower", "share"]), (THEME,), "lacks share, lower"),
        (THREE, (SAFETY,), "no row for safety; it holds 5g"),
        (pd.concat([THREE, THREE]), (THEME,), "several shares for lda, 5g, 2020; choose one weighting"),
    ],
)
def test_a_table_that_cannot_be_drawn_is_refused(table, themes, said):
    with pytest.raises(FigureError, match=said):
        drawn(table, themes)


def test_every_theme_needs_a_panel():
    with journal(), pytest.raises(FigureError, match="one panel per theme, found 0 for 1"):
        draw_theme_shares([], THREE, (THEME,))


def test_an_unstable_theme_is_grey_and_said_to_be():
    both = pd.concat([THREE.assign(unstable=False), THREE.assign(estimator="nmf", unstable=True)])
    (panel,), texts = drawn(both)
    assert {line.get_color() for line in panel.lines if line.get_linestyle() != "None"} == {COLOURS[0], FADED}
    assert any("unstable" in text for text in texts)
    handles = panel.figure.legends[0].legend_handles
    assert [handle.get_color() for handle in handles[:2]] == [COLOURS[0], FADED]
    assert [handle.get_linewidth() for handle in handles[:2]] == [LINE, LINE / 2]
    lines = [line for line in panel.lines if line.get_linestyle() != "None"]
    assert {line.get_color(): line.get_linewidth() for line in lines} == {COLOURS[0]: LINE, FADED: LINE / 2}
    (_, plain), stable = drawn(pd.concat([THREE, THREE.assign(theme="safety")]), (THEME, SAFETY))
    assert line_of(plain).get_color() == COLOURS[0]
    assert not any("unstable" in text for text in stable)


def test_an_estimator_that_is_unstable_in_one_theme_keeps_its_colour_in_the_legend():
    both = pd.concat([THREE.assign(unstable=True), THREE.assign(theme="safety", unstable=False)])
    (grey, plain), _ = drawn(both, (THEME, SAFETY))
    assert (line_of(grey).get_color(), line_of(plain).get_color()) == (FADED, COLOURS[0])
    assert grey.figure.legends[0].legend_handles[0].get_color() == COLOURS[0]


def test_human_codes_take_no_estimators_colour():
    (panel,), _ = drawn(pd.concat([THREE.assign(estimator=name) for name in (CODES, "lda", "nmf")]))
    colours = {h.get_label(): h.get_color() for h in panel.figure.legends[0].legend_handles}
    assert (colours["LDA"], colours["NMF"]) == COLOURS[:2]
    assert colours["Human codes"] not in COLOURS
