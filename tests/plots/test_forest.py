"""A forest of changes and the marks that codes add: what is drawn of typed rows."""

import numpy as np
import pandas as pd
import pytest

from topics.plots.forest import Block, Sides, draw_forest
from topics.plots.page import Row, new_page
from topics.plots.roles import INK
from topics.plots.style import journal
from topics.report.figures.fig1_theme_shares import _rings_told, theme_share_pages
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


OF_LINE = "; values at the ends are of the line, as codes allow no claim about them"


@pytest.mark.parametrize(
    ("ends_by_codes", "ends", "told", "told_zh"),
    [
        (
            (True, True),
            ("41.0%", "12.0") * 2,
            "both of the circles, as are the values at the ends",
            "，两端所标数值亦同",
        ),
        ((False, False), ("30.0%", "10.0") * 2, f"both of the circles{OF_LINE}", "，两端所标数值取自粗线"),
        (
            (False, True),
            ("30.0%", "10.0", "41.0%", "12.0"),
            "both of the circles; values at the ends are of the circles where codes allow a claim, else of the line",
            "；两端所标数值仅在编码足以支持结论时取自圆圈",
        ),
    ],
)
def test_the_ends_of_figure_1_are_of_the_circles_only_where_the_page_has_them(
    ends_by_codes: tuple[bool, bool], ends: tuple[str, ...], told: str, told_zh: str
) -> None:
    rail = Theme("rail", ("rail",), (("zh", "高铁"), ("en", "Rail")))
    periods, names = ["2020", "2021", "2022"], ["wind", "rail"]
    rows = pd.DataFrame(
        {"estimator": "lda", "weighting": "text", "period": periods * 2, "share": [0.1, 0.2, 0.3] * 2}
    ).assign(theme=np.repeat(names, 3), lower=0.0, upper=0.5, n_documents=40)
    stated = pd.DataFrame({"period": ["2020", "2022"] * 2, "share": [0.12, 0.41] * 2, "method": "corrected"})
    found = pd.DataFrame({"theme": names, "change": 0.29, "difference": 0.29, "first": "2020", "last": "2022"}).assign(
        corrected=True, ends_by_codes=ends_by_codes, change_verdict="not allowed", level_verdict="not allowed",
        ends_told=False, agree=1, of=1, tested=1, tell=0, series="corrected",
    )  # fmt: skip
    beside = {
        "own": pd.DataFrame({"estimator": ["lda"]}), "findings": found,
        "stated": stated.assign(theme=np.repeat(names, 2)),
    }  # fmt: skip
    with journal():
        (figure,) = theme_share_pages(rows, [WIND, rail], beside=beside)
    written = [t.get_text() for t in figure.findobj(lambda one: hasattr(one, "get_text"))]
    assert [text for text in written if text in ("10.0", "12.0", "30.0%", "41.0%")] == list(ends)
    assert told in _rings_told(beside, rows, [WIND, rail], "en", found=True)[0]
    assert told_zh in _rings_told(beside, rows, [WIND, rail], "zh", found=True)[0]
