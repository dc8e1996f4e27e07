"""The figures of a paper, one file per figure: the tables it needs, its drawing and its caption.

Conventions. A figure is a function `draw(tables, themes, language, note) -> Drawing`, registered under its public name,
which is also the name of its file here and of the files it is saved as. `tables` are those it was registered with, by
name, and those `beside` them that the job has; `rows` declares the table that it draws, which is saved beside it;
`themes` are drawn in their order or in one that the figure needs; `note` is the study's own sentence for the foot. It
is drawn inside `topics.plots.style.journal`. A figure of which a table is missing is left out unless it was asked for
by name. Nothing here writes a file: `topics.report.drawing` does.

The modules of this package that register a figure are imported when `FIGURES` is first read, so that a new figure needs
no line elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.registry import Registry, UnknownPartError
from topics.schema import Table
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from topics.report.provenance import Rests
    from topics.store.job import Job

Tables = Mapping[str, "pd.DataFrame"]
# The name of a table that the job kept, or a function that makes a table from a job; the table has the function's name.
# The function returns None where the job has no such data (no codes, no sweep).
Source = str | Callable[["Job"], "pd.DataFrame | None"]


@dataclass(frozen=True)
class Drawing:
    """A finished figure, the rows it shows and its caption; `further` are the pages after the first."""

    figure: "Figure"
    rows: "pd.DataFrame"
    caption: str
    further: "tuple[Figure, ...]" = ()

    @property
    def pages(self) -> "tuple[Figure, ...]":
        """All pages in their order."""
        return self.figure, *self.further


_RUN_AGAIN = {
    "en": "this job has nothing to draw of it; run its study again.",
    "zh": "本次运行没有可绘制的数据，请重新运行研究。",
}
Draw = Callable[[Tables, Sequence[Theme], str, str | None], Drawing]


@dataclass(frozen=True)
class PaperFigure:
    """A registered figure: a label per language, its tables by name, the rows it draws, and its drawing function.

    Without one of `tables` it cannot be drawn; those of `beside` are drawn with them where the job has them.
    """

    label: Mapping[str, str]
    tables: Mapping[str, Source]
    beside: Mapping[str, Source]
    rows: Table
    lacking: Mapping[str, str]  # per language: why it is not drawn where a table is missing, and what to do
    draw: Draw
    rests: "Rests" = "shares"  # what its numbers rest on, for the end of its caption
    claims: bool = False  # whether its title is a finding, so that its caption says what may be said


class Figures(Registry[PaperFigure]):
    """The figures by their public names, in the order of the numbers in the names."""

    def register(
        self,
        name: str,
        *,
        label: Mapping[str, str],
        tables: Sequence[Source],
        beside: Sequence[Source] = (),
        rows: Table,
        lacking: Mapping[str, str] = _RUN_AGAIN,
        rests: "Rests" = "shares",
        claims: bool = False,
    ) -> Callable[[Draw], Draw]:
        """Decorator for the function that draws a figure. Raises TopicsError when the name is taken."""
        needed, wanted = (
            {source if isinstance(source, str) else source.__name__: source for source in some}
            for some in (tables, beside)
        )

        def registered(draw: Draw) -> Draw:
            @wraps(draw)
            def in_style(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
                from topics.plots.style import journal

                with journal():
                    return draw(tables, themes, language, note)

            self.add(name, PaperFigure(label, needed, wanted, rows, lacking, in_style, rests, claims), draw.__module__)
            return draw

        return registered

    def __getitem__(self, name: str) -> PaperFigure:
        """A figure by its name. Raises FigureError for an unknown name, with the nearest name."""
        try:
            return super().__getitem__(name)
        except UnknownPartError as error:
            raise FigureError(str(error)) from None

    def __contains__(self, name: object) -> bool:
        return name in set(self)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__(), key=_by_number))


def _by_number(name: str) -> list[str | int]:
    """A key that sorts fig2 before fig10."""
    return [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", name)]


FIGURES = Figures("FIGURES", __name__, "figure")
