"""The last look at a figure: the boxes of its texts, as they are rendered.

A figure is refused in a sentence where two texts meet, where one leaves the page, or where one is too small to print.
"""

from typing import TYPE_CHECKING

import numpy as np

from topics.errors import FigureError
from topics.plots.fonts import typeset
from topics.plots.lettering import SMALLEST

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from numpy.typing import NDArray

_SLACK = 0.35  # mm that boxes may share: a box is higher than the letters in it


def finished(figure: "Figure") -> "Figure":
    """The figure with its letters set and looked at.

    Raises FigureError where a text cannot be read.
    """
    typeset(figure)
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()  # its panels find their places only now
    texts = shown_texts(figure)
    if problem := _problem(figure, texts):
        raise FigureError(f"{problem} Give it a shorter name, draw fewer themes, or take a wider journal.")
    return figure


def shown_texts(figure: "Figure") -> "list[Text]":
    """The visible texts of a figure."""
    from matplotlib.text import Text

    hidden = {id(text) for axes in figure.axes for text in _labels_unseen(axes)}
    found = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    return [text for text in found if text.get_visible() and text.get_text().strip() and id(text) not in hidden]


def boxes_of(figure: "Figure", texts: "list[Text]") -> "NDArray[np.float64]":
    """The boxes of texts in mm `(n_texts, 4)`: left, bottom, right, top; of level texts without the leading on top."""
    from matplotlib.backends.backend_agg import RendererAgg

    measure = RendererAgg(1, 1, figure.dpi).get_text_width_height_descent  # type: ignore[no-untyped-call]
    boxes = np.array([text.get_window_extent().extents for text in texts], dtype=float).reshape(-1, 4)
    for box, text in zip(boxes, texts, strict=True):
        if not text.get_rotation() and "\n" not in (line := text.get_text()):
            box[3] = min(box[3], box[1] + measure(line, text.get_fontproperties(), False)[1])  # type: ignore[no-untyped-call]
    return boxes * 25.4 / figure.dpi


def meeting(boxes: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """The pairs of boxes that share more than a slack `(n_pairs, 2)`."""
    left, bottom, right, top = boxes.T
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    up = np.minimum(top[:, None], top) - np.maximum(bottom[:, None], bottom)
    return np.argwhere(np.triu((across > _SLACK) & (up > _SLACK), 1))


def outside(figure: "Figure", boxes: "NDArray[np.float64]") -> "NDArray[np.intp]":
    """The boxes that leave the page."""
    width, height = figure.get_figwidth() * 25.4, figure.get_figheight() * 25.4
    left, bottom, right, top = boxes.T
    return np.flatnonzero((left < -0.1) | (bottom < -0.1) | (right > width + 0.1) | (top > height + 0.1))


def _problem(figure: "Figure", texts: "list[Text]") -> str:
    """What cannot be read, in a sentence; empty where everything can."""
    if small := next((text for text in texts if float(text.get_fontsize()) < SMALLEST - 1e-9), None):
        return f'"{_short(small)}" would be smaller than {SMALLEST:g} points.'
    boxes = boxes_of(figure, texts)
    if len(found := outside(figure, boxes)):
        return f'"{_short(texts[found[0]])}" would leave the page.'
    if len(pairs := meeting(boxes)):
        one, other = (_short(texts[place]) for place in pairs[0])
        return f'"{one}" and "{other}" would be written over each other.'
    return ""


def _short(text: "Text") -> str:
    words = " ".join(text.get_text().split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def _labels_unseen(axes: "Axes") -> "list[Text]":
    """The labels of ticks beyond the limits of an axis, of ticks that it no longer has, and of axes that are off."""
    found = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        shown = len(axis.get_majorticklocs()), len(axis.get_minorticklocs())  # an axis keeps ticks that it once had
        for ticks, n in zip((axis.majorTicks, axis.minorTicks), shown, strict=True):
            for place, tick in enumerate(ticks):
                seen = place < n and low - 1e-9 <= tick.get_loc() <= high + 1e-9
                found += [] if seen and axes.axison else [tick.label1, tick.label2]
    return found
