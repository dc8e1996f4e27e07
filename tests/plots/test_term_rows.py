"""The figure of terms: what it draws; that its texts do not meet is in test_stress.py."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from topics.errors import FigureError
from topics.plots.style import journal
from topics.plots.term_rows import draw_term_rows, row_heights
from topics.report.figures.fig11_vocabulary import draw, vocabulary_rows
from topics.shares.vocabulary.term_parts import TERM_PARTS
from topics.themes import Theme


def parts(themes, periods, gaps=()) -> pd.DataFrame:
    """Every term alike, but the theme is missing in the periods of `gaps`."""
    rows = []
    for theme in themes:
        for t, period in enumerate(periods):
            for k, term in enumerate(theme.terms):
                n = 0 if t in gaps else k + 1
                whole = 0 if t in gaps else len(theme.terms) * (len(theme.terms) + 1) // 2
                part = n / whole if whole else np.nan
                rows.append((theme.id, term, period, n, whole, min(n, 5), part, part, part))
    return TERM_PARTS.frame(rows)


def texts_of(figure) -> list[str]:
    figure.draw_without_rendering()
    return [t.get_text() for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


def test_the_rows_drawn_are_those_of_the_commonest_terms_and_one_of_the_rest():
    theme = Theme("net", tuple("abcdefgh"))
    rows = vocabulary_rows(parts([theme], ["2020", "2021"], gaps=(1,)), [theme])
    assert rows["term"].unique().tolist() == ["h", "g", "f", "e", "d", ""]
    assert rows.loc[rows["period"] == "2020", "part"].sum() == pytest.approx(1)
    assert rows.loc[rows["term"] == "", "occurrences"].tolist() == [1 + 2 + 3, 0]
    assert rows.loc[rows["period"] == "2021", "part"].isna().all()


ABOUT = {"highest": 0.75, "names": 20.0}


def test_ends_are_the_first_and_last_period_with_the_theme():
    theme = Theme("net", ("a", "b"))
    table = parts([theme], ["2020", "2021", "2022"], gaps=(0,)).assign(part=[np.nan, np.nan, 0.25, 0.75, 0.5, 0.5])
    with journal():
        figure = Figure()
        draw_term_rows(figure.subplots(), table, "#0072B2", periods=["2020", "2021", "2022"], **ABOUT)
        assert {"25 → 50%", "75 → 50%"} <= set(texts_of(figure))


@pytest.mark.parametrize("gaps", [(), (0,)])
def test_the_key_says_of_which_periods_the_numbers_are_and_what_a_gap_is(gaps):
    theme = Theme("net", ("a", "b"))
    table = parts([theme], ["2020", "2021", "2022"], gaps=gaps)
    for language, ends, gap in (
        ("en", "the first and the last year with any", "Gap: no term of the theme occurs."),
        ("zh", "右侧为首次与末次有词项的时期", "断开处：该期没有该主题的词项。"),
    ):
        with journal():
            drawing = draw({"vocabulary": table}, [theme], language, None)
        key = "".join(texts_of(drawing.figure)).replace("\n", " " if language == "en" else "")
        assert ends in key
        assert (gap in key) == bool(gaps)


def test_a_row_of_two_lines_is_no_higher_drawn_than_one_of_one():
    theme = Theme("net", ("高端化、智能化、绿色化", "5G"))
    table = parts([theme], ["2020", "2021"]).assign(part=[0.75, 0.25, 0.75, 0.75])
    with journal():
        ax = Figure().subplots()
        draw_term_rows(ax, table, "#0072B2", periods=["2020", "2021"], **ABOUT)
        heights = row_heights(table, ABOUT["names"])
    assert heights[0] > heights[1]
    assert [text.get_text() for text in ax.texts[::2]] == ["高端化、\n智能化、绿色化", "5G"]
    drawn = [float(np.ptp(area.get_paths()[0].vertices[:, 1])) for area in ax.collections[::2]]
    assert drawn == pytest.approx([3.7, 3.7])  # the largest part of each is the largest of the figure


def test_the_title_says_how_many_themes_rest_on_one_term():
    themes = [Theme("net", ("a", "b")), Theme("sea", ("c", "d", "e"))]  # of 3 occurrences 2 are of b, of 6 3 of e
    with journal():
        drawing = draw({"vocabulary": parts(themes, ["2020", "2021"])}, themes, "en", None)
    texts = texts_of(drawing.figure)
    assert "One term makes up more than half of what is counted in 1 of 2 themes" in texts
    assert {"b: 67% of all occurrences", "e: 50% of all occurrences"} <= set(texts)


def test_a_table_without_parts_is_refused():
    with journal(), pytest.raises(FigureError, match="the table lacks part"):
        draw_term_rows(Figure().subplots(), parts([], []).drop(columns="part"), "#0072B2", periods=["2020"], **ABOUT)
