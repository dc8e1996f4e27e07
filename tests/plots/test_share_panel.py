"""A panel of shares: what is drawn of typed rows."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color

from topics.errors import FigureError
from topics.plots.page import Row, new_page, places
from topics.plots.periods import period_ticks
from topics.plots.roles import COMPANY, INK, THEME_COLOURS, muted
from topics.plots.share_panel import COLUMNS, draw_share_panel, highest_share, mark_shares, measured
from topics.plots.style import journal

BLUE = "#0072B2"
NAN = float("nan")


def typed(*rows):
    return pd.DataFrame(rows, columns=list(COLUMNS))


THREE = typed(
    ("lda", "2020", 0.10, 0.05, 0.15, 40),
    ("lda", "2021", 0.20, 0.15, 0.25, 40),
    ("lda", "2022", 0.30, 0.25, 0.35, 50),
)


def panel(table, own="lda", known=None, **options):
    with journal():
        _, ((ax,),) = new_page([Row(places(1, left=8, between=0), 40, 4, 7)])
        draw_share_panel(ax, table, own, BLUE, known=known, **options)
        mark_shares(ax, labelled=True)
    return ax


def lines(ax, colour, dashes="-"):
    """The shares of the lines of a colour, missing ones left out."""
    found = [line for line in ax.lines if same_color(line.get_color(), colour) and line.get_linestyle() == dashes]
    drawn = [y[np.isfinite(y)].tolist() for line in found for y in [np.asarray(line.get_ydata(), float)]]
    return [shares for shares in drawn if shares]


def test_the_own_estimator_has_colour_and_band_and_its_ends_are_written():
    ax = panel(pd.concat([THREE, THREE.assign(estimator="nmf", share=[0.2, 0.1, 0.1])]))
    assert lines(ax, BLUE) == [[0.10, 0.20, 0.30]]
    assert lines(ax, COMPANY) == [[0.2, 0.1, 0.1]]
    band = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (band.min(), band.max()) == pytest.approx((0.05, 0.35))
    assert [text.get_text() for text in ax.texts] == ["30.0%", "10.0"]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["0", "10", "20", "30%"]
    assert ax.get_ylim() == pytest.approx((0, 0.35 * 1.06))


def test_codes_are_rings_in_ink():
    ax = panel(THREE, known=typed(("codes", "2020", 0.12, NAN, NAN, 40), ("codes", "2022", 0.4, NAN, NAN, 50)))
    ring = next(line for line in ax.lines if line.get_markerfacecolor() == "white")
    assert (ring.get_markeredgecolor(), ring.get_marker()) == (INK, "o")
    assert np.asarray(ring.get_ydata())[[0, 2]].tolist() == [0.12, 0.4]
    assert ax.get_ylim()[1] == pytest.approx(0.4 * 1.06)


def test_a_period_of_few_documents_dots_the_line_where_others_have_more():
    few = THREE.assign(n_documents=[40, 40, 12])
    assert lines(panel(few), BLUE) == [[0.10, 0.20]]
    every = THREE.assign(n_documents=[4, 0, 12])
    assert lines(panel(every), BLUE) == [[0.10, 0.20, 0.30]]  # dots everywhere would tell nothing


def test_a_period_without_documents_breaks_the_line_and_one_between_gaps_is_a_mark():
    table = typed(
        ("lda", "2020", 0.10, 0.05, 0.15, 40),
        ("lda", "2021", 0.20, 0.15, 0.25, 40),
        ("lda", "2022", NAN, NAN, NAN, 0),
        ("lda", "2023", 0.30, 0.25, 0.35, 40),
    )
    ax = panel(table)
    share = np.asarray(next(line for line in ax.lines if line.get_linestyle() == "-").get_ydata())
    assert np.isnan(share).tolist() == [False, False, True, False]
    marks = [line for line in ax.lines if line.get_marker() == "o"]
    assert [np.flatnonzero(np.isfinite(line.get_ydata())).tolist() for line in marks] == [[3]]


def test_a_band_between_periods_without_one_is_a_bar():
    lower, upper = [NAN, 0.15, NAN], [NAN, 0.25, NAN]  # a single document has a share and no band
    ax = panel(THREE.assign(lower=lower, upper=upper))
    bars = [seen for c in ax.collections if isinstance(c, LineCollection) for seen in c.get_segments()]
    assert [bar[:, 1].tolist() for bar in bars] == [[0.15, 0.25]]


@pytest.mark.parametrize(
    "told",
    [
        {"unstable": True},
        {"unfit": "finds it in 1 of 40 passages", "share": NAN},
        {"share": 0.0},  # no topic of it stands for the theme
        {"share": NAN},
    ],
)
def test_what_is_not_measured_has_no_line_and_never_one_on_zero(told):
    rows = pd.concat([THREE.assign(unstable=False, unfit=""), THREE.assign(estimator="nmf", **told)])
    assert set(measured(rows)["estimator"]) == {"lda"}
    assert lines(panel(rows, "lda"), COMPANY) == []
    assert lines(panel(rows, "nmf"), BLUE) == []
    assert list(panel(rows, "nmf").texts) == []


def test_an_unfit_estimator_is_dotted_where_somebody_asks_to_see_it():
    rows = pd.concat([THREE, THREE.assign(estimator="nmf", unfit="finds nothing")])
    assert lines(panel(rows), COMPANY) == []
    assert len([line for line in panel(rows).lines if same_color(line.get_color(), COMPANY)]) == 2


def test_the_whole_band_of_the_own_estimator_is_on_the_axis_and_those_of_others_are_not_drawn():
    wide = pd.concat([THREE.assign(upper=0.9), THREE.assign(estimator="nmf", upper=1.0)])
    assert highest_share(wide, "lda") == pytest.approx(0.9 * 1.06)
    assert len(panel(wide).collections) == 2  # band, and bars between gaps


@pytest.mark.parametrize(("share", "told"), [(0.0, "0%"), (0.0001, "<0.1%"), (0.004, "0.4%"), (0.126, "12.6%")])
def test_small_values_are_not_written_as_nothing(share, told):
    assert panel(THREE.assign(share=[0.1, 0.1, share])).texts[0].get_text() == told


def test_a_table_that_lacks_a_column_is_refused():
    with pytest.raises(FigureError, match="lacks lower"):
        panel(THREE.drop(columns="lower"))


@pytest.mark.parametrize(
    ("n", "width", "ticks"),
    [(1, 20, [0]), (3, 30, [0, 1, 2]), (5, 20, [0, 2, 4]), (14, 60, [0, 2, 4, 6, 8, 10, 13]), (60, 14, [0, 59])],
)
def test_as_many_periods_are_labelled_as_fit_the_last_among_them(n, width, ticks):
    with journal():
        assert period_ticks([str(1960 + k) for k in range(n)], width) == ticks


def test_what_is_not_claimed_is_paler_and_yet_darker_than_the_company_in_grey() -> None:
    def grey(colour: str) -> float:
        return float(sum(w * int(colour[at : at + 2], 16) for w, at in ((0.299, 1), (0.587, 3), (0.114, 5))))

    for colour in THEME_COLOURS:
        assert grey(colour) < grey(muted(colour)) < grey(COMPANY)


def test_what_is_claimed_is_seen_before_what_is_steeper() -> None:
    """The colour that a panel has in all: of a gentle fall that is claimed more than of a steep rise that is not."""
    rise = typed(("lda", "2020", 0.03, 0.01, 0.06, 40), ("lda", "2021", 0.28, 0.22, 0.34, 40))
    fall = typed(("lda", "2020", 0.34, 0.29, 0.39, 40), ("lda", "2021", 0.30, 0.25, 0.35, 40))

    def colour(table: pd.DataFrame, theme: str, mute: bool) -> float:
        with journal():
            figure, ((ax,),) = new_page([Row(places(1, left=8, between=0), 40, 4, 7)])
            draw_share_panel(ax, table, "lda", theme, highest=0.4, mute=mute)
            figure.canvas.draw()
            parts = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(float)
        return float((parts.max(axis=2) - parts.min(axis=2)).sum())

    for theme in THEME_COLOURS:
        assert colour(rise, theme, mute=True) < 0.6 * colour(fall, theme, mute=False), theme


def test_rings_with_intervals_may_have_the_values_at_the_ends():
    """What a title says of the codes, +28 points of them, is not subtracted from the ends of another line."""
    known = typed(("codes", "2020", 0.12, 0.02, 0.22, 40), ("codes", "2022", 0.4, 0.3, 0.5, 50))
    ax = panel(THREE, known=known, ends_of_known=True)
    assert [text.get_text() for text in ax.texts] == ["40.0%", "12.0"]
    assert ax.get_ylim() == pytest.approx((0, 0.5 * 1.06))
    drawn = [path.vertices[:, 1].tolist() for path in ax.collections[-1].get_paths()]
    assert [0.3, 0.5] in drawn
    assert [text.get_text() for text in panel(THREE, known=known).texts] == ["30.0%", "10.0"]
