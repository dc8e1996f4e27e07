"""A matrix drawn as coloured cells, darker for more, with its scale beside it."""

from typing import TYPE_CHECKING

from topics.plots.style import COLOURS

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray


def draw_matrix(ax: "Axes", values: "NDArray[np.float64]", largest: float, scale: str) -> None:
    """Draw `values (n_rows, n_columns)` from 0 to `largest`, the first row on top; `scale` explains the colours."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("more", ["#f3f6f9", COLOURS[0], "#00263d"])
    mesh = ax.pcolormesh(values, cmap=colours, vmin=0, vmax=largest, edgecolor="white", linewidth=0.4)
    ax.invert_yaxis()
    ax.tick_params(length=0)
    ax.grid(visible=False)
    ax.spines[["left", "bottom"]].set_visible(False)
    figure = ax.get_figure()
    assert figure is not None
    bar = figure.colorbar(mesh, ax=ax, pad=0.01, aspect=max(10, 2 * len(values)))
    bar.outline.set_visible(False)
    bar.set_label(scale, fontsize=6.8)
