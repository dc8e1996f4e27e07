"""Topic map: marks that are nearer for more similar words and larger for more text, one colour and shape per theme.

The table drawn has one row per topic: `estimator, topic, theme, share, x, y, word`; all estimators are on one plane.
`theme` is '' for topics of no theme, drawn as pale circles; the largest topic of each theme is labelled with its
`word`.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from topics.plots.checks import check_columns, check_panels
from topics.plots.figure_words import estimator_label, words
from topics.plots.foot import add_foot
from topics.plots.lettering import width_of
from topics.plots.roles import GRID, INK, theme_colours
from topics.plots.style import FADED, SeriesLook, series_look
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = ("estimator", "topic", "theme", "share", "x", "y", "word")
_AREA = 2600.0  # square points of a topic that has all the text
_SMALLEST = 9.0
LEGEND, _HANDLE = 7.5, 8.0  # points of its letters; mm of a mark with the room around it
_REACH = 1.3  # of a triangle's corner, in radii of a circle of the same area


def draw_topic_map(
    axes: Sequence["Axes"],
    table: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    *,
    note: str | None = None,
) -> None:
    """Draw `table` (columns: see the module) on one of `axes` per estimator, with one legend of themes above.

    An estimator whose topics fill a small part of the plane is magnified, and its title states the factor. `note` is
    printed at the foot.

    Raises FigureError when the table lacks a column or the panels do not fit.
    """
    from matplotlib.lines import Line2D

    check_columns("a map of topics", table, COLUMNS)
    estimators = list(dict.fromkeys(table["estimator"]))
    check_panels(axes, len(estimators), "estimator")
    colours = theme_colours(themes)
    looks = {theme.id: replace(series_look(number), colour=colours[theme.id]) for number, theme in enumerate(themes)}
    none = SeriesLook(FADED, "o", "none", 0)
    say = words(language)
    for ax, estimator in zip(axes, estimators, strict=True):
        rows = table[table["estimator"] == estimator].sort_values("share", ascending=False, kind="stable")
        sizes = np.maximum(_SMALLEST, _AREA * rows["share"].to_numpy(dtype=float))
        for x, y, size, theme in zip(rows["x"], rows["y"], sizes, rows["theme"], strict=True):
            look = looks.get(theme, none)
            ax.scatter(
                [x],
                [y],
                s=size * _circles(look.marker),
                marker=look.marker,
                color=look.colour,
                alpha=0.75,
                edgecolor="white",
                linewidth=0.6,
                zorder=2.0 if theme in looks else 1.0,
            )
        for row in rows[rows["theme"].isin(looks)].drop_duplicates("theme").itertuples():
            _name(ax, str(row.word), row.x, row.y, max(_SMALLEST, _AREA * row.share), rows["x"])
        ax.set_title(estimator_label(estimator, language))
        ax.set_xticks([])
        ax.set_yticks([])
        ax.spines[["top", "right", "bottom", "left"]].set(visible=True, color=GRID)
        ax.grid(visible=False)
    handles = [
        Line2D([], [], linestyle="none", marker=look.marker, markersize=5, color=look.colour, label=label)
        for look, label in [
            *((looks[theme.id], theme.label(language)) for theme in themes),
            (none, say["no theme"]),
        ]
    ]
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    widest = max(width_of(str(handle.get_label()), LEGEND) for handle in handles)
    columns = max(1, min(len(handles), int(25.4 * figure.get_figwidth() // (widest + _HANDLE))))
    figure.legend(handles=handles, loc="outside upper left", ncols=columns, handlelength=0.8, handletextpad=0.3)
    held = say["plane"].format(held=table["held"].iloc[0]) if "held" in table else None
    # Legend and foot decide the size of the panels, the size decides the scale, and the scale the text of the foot.
    add_foot(figure, [held, say["larger"], note], language)
    figure.draw_without_rendering()
    times = _scale(figure, axes, table, estimators)
    for ax, estimator in zip(axes, estimators, strict=True):
        if times[estimator] > 1:
            ax.set_title(f"{estimator_label(estimator, language)} × {times[estimator]}")
    if max(times.values()) == 1:
        add_foot(figure, [held, note], language)


@cache
def _circles(marker: str) -> float:
    """The factor by which a marker's `s` must exceed a circle's for both to cover the same area."""
    from matplotlib.markers import MarkerStyle

    style = MarkerStyle(marker)
    x, y = np.asarray(style.get_path().transformed(style.get_transform()).to_polygons()[0]).T
    return float(np.pi / 4 / abs(0.5 * (x @ np.roll(y, 1) - y @ np.roll(x, 1))))  # by Gauss's formula


def _scale(
    figure: "Figure", axes: Sequence["Axes"], table: "pd.DataFrame", estimators: Sequence[str]
) -> dict[str, int]:
    """Set limits so that a distance is equally long in both directions and, up to a whole factor, in all panels.

    Returns the factor of each panel.
    """
    radius = _REACH * 0.5 * float(np.sqrt(_AREA * table["share"].max())) + 2
    spare = 2 * radius * figure.dpi / 72
    inner = [(ax.bbox.width - spare, ax.bbox.height - spare) for ax in axes]
    room = [max(1.0, min(size[side] for size in inner)) for side in (0, 1)]  # pixels that all panels have for centres

    def unit(rows: "pd.DataFrame") -> float:
        spans = (rows[axis].max() - rows[axis].min() for axis in ("x", "y"))
        return max(float(span) / pixels for span, pixels in zip(spans, room, strict=True))

    shared, times = unit(table) or 1.0, {}
    for ax, estimator in zip(axes, estimators, strict=True):
        rows = table[table["estimator"] == estimator]
        own = unit(rows)
        times[estimator] = max(1, int(shared / own + 1e-9)) if own > 0 else 1
        shown = rows if times[estimator] > 1 else table
        for axis, pixels, limit in (("x", ax.bbox.width, ax.set_xlim), ("y", ax.bbox.height, ax.set_ylim)):
            middle = float(shown[axis].min() + shown[axis].max()) / 2
            half = shared / times[estimator] * pixels / 2
            limit(middle - half, middle + half)
    return times


def _name(ax: "Axes", word: str, x: float, y: float, size: float, all_x: "pd.Series") -> None:
    """Write a word beside its mark, on the side with the most room, with a white rim if it crosses others."""
    from matplotlib.patheffects import withStroke

    right = x <= (all_x.min() + all_x.max()) / 2
    ax.annotate(
        word,
        (x, y),
        ((1 if right else -1) * (_REACH * 0.5 * float(np.sqrt(size)) + 1.5), 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=6.5,
        color=INK,
        zorder=4,
        path_effects=[withStroke(linewidth=1.8, foreground="white")],
    ).set_in_layout(False)
