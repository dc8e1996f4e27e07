"""A figure that a notebook shows as a picture, whatever it was told about matplotlib."""

from io import BytesIO
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_DPI = 150


class ShownFigure(Figure):
    """A figure of matplotlib that is shown where it is the last line of a notebook's cell.

    It is measured on the canvas on which its picture is drawn, so that the place of every letter is found once.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        FigureCanvasAgg(self)

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=_DPI, facecolor="white")
        return buffer.getvalue()
