"""A figure that a notebook shows as a picture, whatever it was told about matplotlib."""

from io import BytesIO

from matplotlib.figure import Figure

_DPI = 150


class ShownFigure(Figure):
    """A figure of matplotlib that is shown where it is the last line of a notebook's cell."""

    def _repr_png_(self) -> bytes:
        buffer = BytesIO()
        self.savefig(buffer, format="png", dpi=_DPI, facecolor="white")
        return buffer.getvalue()
