"""A forest of changes and the marks that codes add: what is drawn of typed rows."""

import numpy as np
import pandas as pd
import pytest

from topics.plots.forest import Block, Sides, draw_forest
from topics.plots.page import Row, new_page
from topics.plots.roles import INK
from topics.plots.style import journal
from topics.report.figures.fig1_theme_shares import theme_share_pages
from topics.report.figures.fig2_change import _known_change
from topics.themes import Theme

NAN = float("nan")
WIND = Theme("wind", ("wind",), (("zh", "风电"), ("en", "Wind")))
COLUMNS = ["theme", "estimator", "share_change", "share_change_lower", "share_change_upper"]
WIDE = ["share_change_lower_holm", "share_change_upper_holm"]


def forest(*rows: tuple[object, ...], known: float | None = None):
    """The axes of one block from −20 to 20 points; a row is `estimator, change, lower, upper`, and the wide ends."""
    table = pd.DataFrame([("wind", *row) for row in rows], columns=[*COLUMNS, *WIDE][: len(rows[0]) + 1])
    block, sides = Block(table, "Wind", "", "#0072B2", known=known), Sides(25, 40)
    with journal():
        _, ((ax,),) = new_page([Row([(sides.left, 80)], block.height(145), 0, 8)])
        draw_forest(ax, [block], "lda", (-20, 20), sides)
    return ax


def heads(ax) -> list[tuple[str, float]]:
    return [
        (str(line.get_marker()), float(line.get_xdata()[0])) for line in ax.lines if line.get_marker() in ("<", ">")
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (("lda", 0.1, 0.05, 0.15), []),
        (("lda", 0.1, -0.2, 0.2), []),  # as far as the axis goes
        (("lda", 0.1, -0.3, 0.15), [("<", -20)]),
        (("nmf", 0.1, -0.3, 0.45), [("<", -20), (">", 20)]),
        (("lda", 0.1, 0.05, 0.15, -0.1, 0.6), [(">", 20)]),  # the interval over all themes alone goes on
        (("lda", 0.1, NAN, NAN), []),
        (("lda", 0.1, 0.05, 0.15, NAN, NAN), []),
        (("lda", NAN, NAN, NAN), []),
    ],
)
def test_an_arrowhead_ends_an_interval_that_goes_on(row: tuple[object, ...], found: list[tuple[str, float]]) -> None:
    assert heads(forest(row)) == found


@pytest.mark.parametrize("known", [0.07, -0.123, None])
def test_the_change_that_codes_state_is_a_dashed_line_over_the_rows_of_its_theme(known: float | None) -> None:
    ax = forest(("lda", 0.1, 0.05, 0.15), ("nmf", 0.05, 0.0, 0.1), known=known)
    dashed = [line for line in ax.lines if line.is_dashed()]
    assert [line.get_color() for line in dashed] == [INK] * (known is not None)
    for line in dashed:
        assert np.asarray(line.get_xdata()) == pytest.approx([100 * known] * 2)
        top, bottom = line.get_ydata()
        assert bottom - top == pytest.approx(8)  # two rows of 4 mm


def test_the_dashed_line_is_at_the_change_that_codes_state_before_that_of_coded_shares() -> None:
    coded = pd.DataFrame(
        {"theme": "wind", "weighting": "text", "period": ["2020", "2021", "2022"], "share": [0.1, 0.5, 0.3]}
    )
    said = pd.DataFrame({"theme": ["wind"], "corrected": [True], "change": [0.15]})
    assert _known_change({"coded": coded}, WIND) == pytest.approx(0.2)
    assert _known_change({"coded": coded, "findings": said}, WIND) == pytest.approx(0.15)
    assert _known_change({"findings": said.assign(change=NAN)}, WIND) is None
    assert _known_change({"findings": said.assign(corrected=False)}, WIND) is None


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("stated", "○ the share by the codes alone, with its 95% interval"),
        ("coded", "○ the share that people coded"),
        ("", ""),
    ],
)
def test_the_rings_of_figure_1_are_the_shares_that_codes_state(table: str, key: str) -> None:
    periods, shares = ["2020", "2021", "2022"], [0.1, 0.2, 0.3]
    rows = pd.DataFrame({"estimator": "lda", "theme": "wind", "weighting": "text", "period": periods, "share": shares})
    rows = rows.assign(lower=rows["share"] - 0.05, upper=rows["share"] + 0.05, n_documents=40)
    ringed = pd.DataFrame({"theme": "wind", "period": ["2020", "2022"], "share": [0.12, 0.41], "method": "gold only"})
    beside = {"own": pd.DataFrame({"estimator": ["lda"]}), **({table: ringed} if table else {})}
    with journal():
        (figure,) = theme_share_pages(rows, [WIND], beside=beside)
    rings = [line for ax in figure.axes for line in ax.lines if line.get_markerfacecolor() == "white"]
    told = " ".join(text.get_text() for text in figure.findobj(lambda one: hasattr(one, "get_text")))
    assert key in " ".join(told.split())
    assert bool(rings) == bool(table)
    for ring in rings:
        assert np.asarray(ring.get_ydata())[[0, 2]].tolist() == [0.12, 0.41]
    assert ("what is called corrected or by the codes rests on coded passages" in " ".join(told.split())) == (
        table == "stated"
    )
