"""The share of one theme over periods: the study's own estimator thick with its band, the others thin and grey.

The table drawn has one row per estimator × period of one theme: `estimator, period, share, lower, upper, n_documents`
(shares between 0 and 1). The first and the last value of the own estimator are written at its ends. Its line is dotted
where a period has fewer than 30 documents, and broken where one has none. `known` are shares that people coded or that
were planted, drawn as rings, with the intervals that are known. What is unstable or unfit is not drawn, but named where
the figure names what it lacks; what is not measured has no line, and never one on zero.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.plots.checks import check_columns
from topics.plots.lettering import LEADING, MM_PER_POINT, width_of
from topics.plots.page import TEXT
from topics.plots.periods import draw_periods
from topics.plots.roles import (
    BAND,
    COMPANY,
    COMPANY_LINE,
    INK,
    KNOWN,
    MUTED_BAND,
    MUTED_LINE,
    OWN_LINE,
    QUIET,
    legible,
    muted,
)
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COLUMNS = ("estimator", "period", "share", "lower", "upper", "n_documents")
AROUND = 8.5  # mm free on both sides of the lines, for the values at their ends
_DOTTED = (0, (1, 1.3))
_MANY = 24  # periods: the rings of more are small
_SMALL = 0.02  # a share below it, and what it is compared with, has a decimal


def draw_share_panel(
    ax: "Axes",
    rows: "pd.DataFrame",
    own: str,
    colour: str,
    *,
    periods: Sequence[str] = (),
    known: "pd.DataFrame | None" = None,
    highest: float | None = None,
    mute: bool = False,
    zeros: bool = False,
    ends_of_known: bool = False,
    dots: bool | None = None,
) -> None:
    """Draw `rows` (columns: see the module) of one theme on `ax`; `own` names the study's own estimator.

    `periods` are those of the axis, by default those of the rows; `highest` is the share at which it ends, by default
    the highest drawn. A theme of which nothing is claimed is drawn paler (`mute`). With `zeros`, shares that
    are 0 in every period are a finding, as in a group without the theme, and drawn. With `ends_of_known` the values at
    the ends are those of the rings, not those of the line. `dots` says whether periods of few documents are dotted: by
    default they are where another has more; a figure whose panels have other documents each decides it for all of them.
    Raises FigureError when the rows lack a column.
    """
    check_columns("a panel of shares", rows, COLUMNS)
    periods = periods or sorted(set(rows["period"]))
    figure = ax.get_figure(root=True)
    assert figure is not None
    box = ax.get_window_extent()
    width, height = 25.4 * float(box.width) / figure.dpi, 25.4 * float(box.height) / figure.dpi
    top = highest_share(rows, own, known) if highest is None else highest
    ax.set_ylim(0, top)
    draw_periods(ax, periods, width, AROUND)
    for dashes, table in (("solid", measured(rows, zeros=zeros)), (_DOTTED, shown_as_unfit(rows))):
        for name, its in table.groupby("estimator", sort=False):
            if name != own or dashes != "solid":
                share = _over(its, periods, "share")
                ax.plot(share, color=COMPANY, linewidth=COMPANY_LINE, linestyle=dashes, zorder=2)
                ax.plot(_alone(share), color=COMPANY, marker="_", markersize=4, linestyle="none", zorder=2)
    drawn = measured(rows, zeros=zeros)
    its = drawn[drawn["estimator"] == own]
    look = (muted(colour), MUTED_LINE, MUTED_BAND) if mute else (colour, OWN_LINE, BAND)
    documents = _over(its, periods, "n_documents")
    few = documents < FEW_DOCUMENTS
    if not (bool((documents >= FEW_DOCUMENTS).any()) if dots is None else dots):
        few[:] = False  # where all are alike dots would tell nothing
    _draw_own(ax, its, periods, few, *look)
    if known is not None:
        ring = KNOWN if len(periods) <= _MANY else {**KNOWN, "markersize": 2.0, "markeredgewidth": 0.5}
        if {"lower", "upper"} <= {*known}:
            lower, upper = (_over(known, periods, name) for name in ("lower", "upper"))
            ax.vlines(np.arange(len(periods)), lower, upper, color=INK, linewidth=0.6, alpha=0.6, zorder=4)
        ax.plot(_over(known, periods, "share"), **ring, zorder=5, clip_on=False)  # whole at 0 too
    written = known if known is not None and ends_of_known else its
    _write_ends(ax, _over(written, periods, "share"), QUIET if mute else legible(colour), height / top)


def measured(rows: "pd.DataFrame", *, zeros: bool = False) -> "pd.DataFrame":
    """The rows that a figure draws: those with a share of an estimator that is fit and the same from seed to seed.

    Without `zeros`, a theme whose shares are all 0 is not drawn.
    """
    drawn = rows["share"].notna()
    if "unstable" in rows:
        drawn &= ~rows["unstable"].eq(True)
    if "unfit" in rows:
        drawn &= rows["unfit"].fillna("").eq("")
    if zeros:
        return rows[drawn]
    # An estimator that gives a theme to no passage at all has not measured it.
    return rows[drawn & rows.groupby(["estimator", *_theme(rows)])["share"].transform("max").gt(0)]


def shown_as_unfit(rows: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of estimators that are unfit and yet have a share, which somebody asked to see."""
    return rows[rows["unfit"].fillna("").ne("") & rows["share"].notna()] if "unfit" in rows else rows[:0]


def highest_share(rows: "pd.DataFrame", own: str, known: "pd.DataFrame | None" = None) -> float:
    """The end of the axis: above every share drawn, and above the whole band of the own estimator."""
    drawn = measured(rows)
    upper = drawn.loc[drawn["estimator"] == own, "upper"]
    of_known = [] if known is None else [known[name] for name in ("share", "upper") if name in known]
    tables = [drawn["share"], shown_as_unfit(rows)["share"], upper, *of_known]
    most = max((float(table.max()) for table in tables if table.notna().any()), default=0.0)
    return 1.06 * most if most > 0 else 1.0


def mark_shares(ax: "Axes", labelled: bool) -> None:
    """Ticks of shares in per cent, the sign at the highest; without labels beside another panel of the same scale."""
    from matplotlib.ticker import MaxNLocator

    _, top = ax.get_ylim()
    ticks = [tick for tick in MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top) if tick <= top]
    digits = 0 if all(abs(100 * tick - round(100 * tick)) < 1e-9 for tick in ticks) else 2
    told = [f"{100 * tick:.{digits}f}" for tick in ticks]
    ax.set_yticks(ticks, [*told[:-1], f"{told[-1]}%"] if labelled else [""] * len(ticks))
    ax.tick_params(axis="y", labelsize=TEXT)
    ax.spines["left"].set_visible(False)


def short_percents(shares: Sequence[float], decimals: int | None = None) -> list[str]:
    """Shares in per cent as they stand together: whole, or all with a decimal where one is small; or as `decimals` say.

    What is rounded to nothing is not nothing.

    >>> short_percents([0.034, 0.279]), short_percents([0.0147, 0.0151]), short_percents([0.0, 0.0002])
    (['3', '28'], ['1.5', '1.5'], ['0', '<0.1'])
    """
    if decimals is None:
        decimals = 1 if any(0 < share < _SMALL for share in shares) else 0
    return ["<0.1" if 0 < s < 0.0005 else percent(s, decimals if s else 0, sign="") for s in shares]


def _theme(rows: "pd.DataFrame") -> list[str]:
    return ["theme"] if "theme" in rows else []


def _over(rows: "pd.DataFrame", periods: Sequence[str], column: str) -> "Floats":
    found: Floats = rows.set_index("period")[column].reindex(list(periods)).to_numpy(dtype=float)
    return found


def _alone(share: "Floats") -> "Floats":
    """The shares between two gaps, which no line reaches; the others are missing."""
    there = np.isfinite(np.pad(share, 1, constant_values=np.nan))
    return np.where(there[1:-1] & ~there[:-2] & ~there[2:], share, np.nan)


def _draw_own(
    ax: "Axes",
    rows: "pd.DataFrame",
    periods: Sequence[str],
    few: "NDArray[np.bool_]",
    colour: str,
    width: float,
    band: float,
) -> None:
    """The own estimator's band and line, dotted at `few`; between two gaps a share is a mark, and a band a bar."""
    share, lower, upper = (_over(rows, periods, name) for name in ("share", "lower", "upper"))
    x, alone = np.arange(len(periods)), np.isfinite(_alone(lower))  # a share may have none beside neighbours that do
    ax.fill_between(x, lower, upper, color=colour, alpha=band, linewidth=0, zorder=1)
    ax.vlines(x[alone], lower[alone], upper[alone], color=colour, linewidth=3, alpha=2 * band, zorder=1)
    ax.plot(_alone(share), color=colour, marker="o", markersize=3.2, linestyle="none", zorder=4)
    firm = ~(few[:-1] | few[1:])
    for dashes, wanted in (("solid", firm), (_DOTTED, ~firm)):
        for first, last in _runs(wanted):
            part = slice(first, last + 2)
            ax.plot(x[part], share[part], color=colour, linewidth=width, linestyle=dashes, zorder=3)


def _runs(flags: "NDArray[np.bool_]") -> list[tuple[int, int]]:
    """The first and last places of each run of true flags."""
    edges = np.flatnonzero(np.diff(np.pad(flags.astype(int), 1)))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _write_ends(ax: "Axes", share: "Floats", colour: str, mm_per_unit: float) -> None:
    """Write the first and the last known value beside the ends of the line, within the height of the panel."""
    known = np.flatnonzero(np.isfinite(share))
    if not len(known):
        return
    half = TEXT * LEADING * MM_PER_POINT / 2 / mm_per_unit
    _, top = ax.get_ylim()
    places = list(dict.fromkeys((int(known[-1]), int(known[0]))))
    # Readers subtract one end from the other: both have as many decimals as the change that stands above the panel.
    for place, number in zip(places, short_percents([float(share[place]) for place in places], 1), strict=True):
        last = place == known[-1]
        value = number + ("%" if last else "")
        if width_of(value, TEXT) > AROUND - 1:
            value = value.rstrip("%")
        ax.annotate(
            value,
            (place, min(max(float(share[place]), half), max(top - half, half))),
            (4 if last else -4, 0),
            textcoords="offset points",
            ha="left" if last else "right",
            va="center",
            fontsize=TEXT,
            color=colour,
        )
