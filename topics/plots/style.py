"""The common style of all figures: journal widths, colour-blind-safe colours, lines that differ in grey print.

Conventions. Sizes are given in millimetres. Nothing is shown by colour alone: series also differ by marker and dashes,
unstable themes by line width, areas by hatching, so that grey print shows it too. Nothing is set globally: figures are
made inside `journal()`, which starts from matplotlib's own defaults rather than the user's.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.plots.fonts import FALLBACK, body_font
from topics.plots.presets import USUAL, Preset, preset
from topics.plots.roles import GRID, INK, QUIET, THEME_COLOURS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

TWO_COLUMNS = 174.0  # mm
LINE = 1.2  # points, of a series
_MM_PER_INCH = 25.4
_SALT = "topics"

CODES = "codes"  # the estimator under whose name human codes are drawn

# Okabe & Ito (2008), ordered so that the first ones differ most; grey for their yellow, which is too pale on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C8C8C")
_BLACK = "#000000"  # theirs too; kept for human codes
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h")
_DASHES: tuple[Any, ...] = ("solid", (0, (5, 1.5)), (0, (1, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2.5)))


@dataclass(frozen=True)
class SeriesLook:
    """The look of one series; `zorder` puts the first series on top."""

    colour: str
    marker: str
    dashes: Any
    zorder: float
    size: float = 1.0  # of the marker, beside the others'
    width: float = 1.0  # of lines, beside the others'


def series_look(index: int) -> SeriesLook:
    """The look of the index-th series of a study. The numbers of styles share no factor, so that 315 looks differ."""
    colour = COLOURS[index % len(COLOURS)]
    return SeriesLook(colour, _MARKERS[index % len(_MARKERS)], _DASHES[index % len(_DASHES)], 3 - index / 1000)


def estimator_looks(estimators: Sequence[str]) -> dict[str, SeriesLook]:
    """The look of each estimator by its position in a study, the same in all figures; human codes take no position."""
    models = [name for name in estimators if name != CODES]
    codes = {CODES: SeriesLook(_BLACK, "*", "solid", 3.5, 1.7)} if CODES in estimators else {}
    return codes | {name: series_look(index) for index, name in enumerate(models)}


def drawn_estimators(rows: "pd.DataFrame") -> list[str]:
    """The estimators that have a share in some row, in order; one that is unfit for every theme has none."""
    return list(dict.fromkeys(rows.loc[rows["share"].notna(), "estimator"]))


def unstable(rows: "pd.DataFrame") -> bool:
    """Whether rows, such as those of one estimator and theme, mark a theme as unstable over seeds."""
    return "unstable" in rows and bool(rows["unstable"].eq(True).any())


def unfit(rows: "pd.DataFrame") -> bool:
    """Whether rows that have a share are of an estimator that is unfit for the theme, and drawn all the same."""
    return "unfit" in rows and bool((rows["unfit"].fillna("").ne("") & rows["share"].notna()).any())


@contextmanager
def journal(name: str = "") -> Iterator[None]:
    """Draw in the house style for the length of a `with` block, as the preset `name` asks (`topics.plots.presets`).

    Without a name, a block inside another keeps the outer one's preset. Raises FigureError for an unknown preset.
    """
    import matplotlib.style

    if not name and matplotlib.rcParams["svg.hashsalt"] == _SALT:
        yield
        return
    with warnings.catch_warnings(), matplotlib.style.context(_settings(preset(name or USUAL)), after_reset=True):
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # `fonts.typeset` refuses, naming all of them
        yield


def new_figure(width: float = TWO_COLUMNS, height: float = 110.0) -> "Figure":
    """An empty figure of `width` × `height` mm, laid out without overlaps and belonging to no window."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / _MM_PER_INCH, height / _MM_PER_INCH), layout="constrained")


def _settings(asked: Preset) -> dict[str, Any]:
    from cycler import cycler

    return {
        "font.family": [body_font(asked.serif), FALLBACK],  # by name, so that a figure keeps its font where it is shown
        "figure.figsize": (asked.width / _MM_PER_INCH, 4.0),
        "axes.prop_cycle": cycler(color=[INK] if asked.grey else THEME_COLOURS),
        "font.size": 7.5,
        "text.color": INK,
        "text.hinting": "no_hinting",  # a text is as wide on the page as it was measured, at every resolution
        "text.parse_math": False,  # a $ in a document's words is a $
        "axes.unicode_minus": True,
        "axes.titlesize": 8.5,
        "axes.titlelocation": "left",
        "axes.titlepad": 5.0,
        "axes.labelsize": 7.5,
        "axes.labelcolor": INK,
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        **{f"{axis}tick.{key}": value for axis in "xy" for key, value in _TICKS.items()},
        "ytick.major.size": 0.0,
        "lines.linewidth": LINE,
        "hatch.color": "white",
        "hatch.linewidth": 0.6,
        "legend.frameon": False,
        "legend.fontsize": 7.5,
        "legend.handlelength": 3.0,
        "legend.borderpad": 0.2,
        "legend.columnspacing": 1.6,
        "legend.borderaxespad": 0.3,
        "figure.dpi": 300.0,
        "figure.constrained_layout.h_pad": 0.05,
        "figure.constrained_layout.w_pad": 0.05,
        "savefig.dpi": 300.0,
        "savefig.facecolor": "white",
        "pdf.fonttype": 42,
        "ps.fonttype": 42,
        "svg.fonttype": "none",
        "svg.hashsalt": _SALT,
    }


_TICKS = {"labelsize": 7.0, "color": QUIET, "labelcolor": INK, "major.width": 0.6, "major.size": 2.5}
