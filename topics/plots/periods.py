"""The axis of periods: as many labels as fit, the first and the last among them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.plots.lettering import width_of
from topics.plots.page import TEXT
from topics.plots.roles import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICK_DOWN = 3  # matplotlib's number for this mark
_BETWEEN = 1.6  # mm from one label to the next


def period_ticks(periods: Sequence[str], width: float) -> list[int]:
    """The places of the periods that are labelled on an axis of `width` mm.

    The first and the last are among them where two labels fit, and the others lie at equal steps.

    >>> from topics.plots.style import journal
    >>> with journal():
    ...     period_ticks([str(year) for year in range(2008, 2022)], 30)
    [0, 4, 8, 13]
    """
    last = len(periods) - 1
    if not last:
        return [0]
    widest = max(width_of(period, TEXT) for period in periods)
    step = next((n for n in range(1, last) if width * n / last >= widest + _BETWEEN), last)
    even = next((n for n in range(step, last + 1) if last % n == 0), last)
    if even <= 2 * step:
        return list(range(0, last + 1, even))
    inner = [place for place in range(0, last, step) if last - place >= step]
    return [*inner, last]


def draw_periods(ax: "Axes", periods: Sequence[str], width: float, around: float = 0.0) -> None:
    """Label the periods 0, 1, … of an axis that is `width` mm wide, `around` mm of them free on both sides."""
    last = len(periods) - 1
    inner = max(width - 2 * around, 1.0)
    free = around / inner * last if last else 0.5
    ax.set_xlim(-free, last + free)
    at = period_ticks(periods, inner)
    ax.set_xticks(at, [periods[place] for place in at])
    ax.tick_params(axis="x", labelsize=TEXT)
    # One line of marks: ticks of an axis are slow to make, and many periods in many panels are thousands.
    low = [0.0] * len(periods)
    ax.plot(
        low,
        color=QUIET,
        marker=_TICK_DOWN,
        markersize=1.8,
        markeredgewidth=0.4,
        linestyle="none",
        clip_on=False,
        transform=ax.get_xaxis_transform(),
    )
