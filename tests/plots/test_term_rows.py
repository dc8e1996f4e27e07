"""The figure of terms: what it draws, and that no two of its texts meet."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from topics.errors import FigureError
from topics.plots.style import journal, new_figure
from topics.plots.term_rows import draw_term_rows
from topics.report.figures.fig11_vocabulary import draw, vocabulary_rows
from topics.shares.vocabulary.term_parts import TERM_PARTS
from topics.themes import Theme

LONG = {
    "en": "intermodal terminals for containers that travel by rail and by sea",
    "zh": "面向制造业重点行业的高端化、智能化、绿色化转型升级公共服务平台",
}


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


def texts_of(figure) -> list[Text]:
    figure.draw_without_rendering()
    return [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]


@pytest.mark.parametrize(
    ("language", "n_themes", "n_periods", "gaps"),
    [("en", 1, 1, ()), ("zh", 1, 60, ()), ("en", 4, 3, (1,)), ("zh", 9, 14, (0, 5)), ("en", 9, 14, ())],
)
def test_no_two_texts_meet_and_none_leaves_the_canvas(language, n_themes, n_periods, gaps):
    terms = (LONG[language], "5G", *(f"term {k}" for k in range(7)))
    themes = [Theme(f"t{k}", terms, ((language, LONG[language]),)) for k in range(n_themes)]
    table = parts(themes, [str(1961 + t) for t in range(n_periods)], gaps)
    with journal():
        drawing = draw({"vocabulary": table}, themes, language, None)
        boxes = [(text.get_text(), text.get_window_extent().padded(-1)) for text in texts_of(drawing.figure)]
    for (one, a), (other, b) in combinations(boxes, 2):
        assert not a.overlaps(b), (one, other)
    canvas = drawing.figure.bbox
    assert [text for text, box in boxes if box.x0 < canvas.x0 or box.x1 > canvas.x1 or box.y0 < 0] == []
    assert drawing.figure.get_figheight() * 25.4 < 60 * n_themes + 60


def test_the_rows_drawn_are_those_of_the_commonest_terms_and_one_of_the_rest():
    theme = Theme("net", tuple("abcdefgh"))
    rows = vocabulary_rows(parts([theme], ["2020", "2021"], gaps=(1,)), [theme])
    assert rows["term"].unique().tolist() == ["h", "g", "f", "e", "d", ""]
    assert rows.loc[rows["period"] == "2020", "part"].sum() == pytest.approx(1)
    assert rows.loc[rows["term"] == "", "occurrences"].tolist() == [1 + 2 + 3, 0]
    assert rows.loc[rows["period"] == "2021", "part"].isna().all()


def test_ends_are_the_first_and_last_period_with_the_theme():
    theme = Theme("net", ("a", "b"))
    table = parts([theme], ["2020", "2021", "2022"], gaps=(0,)).assign(part=[np.nan, np.nan, 0.25, 0.75, 0.5, 0.5])
    with journal():
        figure = new_figure()
        draw_term_rows([figure.subplots()], table, [theme])
        assert {"25 → 50%", "75 → 50%"} <= {text.get_text() for text in texts_of(figure)}


def test_a_table_without_parts_is_refused():
    with journal(), pytest.raises(FigureError, match="the table lacks part"):
        draw_term_rows([new_figure().subplots()], parts([], []).drop(columns="part"), [Theme("net", ("a",))])
