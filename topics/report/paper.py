"""The figures of a paper: each a function of tables, themes, a language and a note that returns a `Drawing`.

Conventions. `FIGURES` names them with the tables they need (`topics.report.sources`); a figure of which a table is missing
is left out unless it was asked for. Nothing here reads the store or writes a file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from topics.errors import FigureError, nearest
from topics.report.corpus_figure import fig6
from topics.report.drawing import Drawing, Tables
from topics.report.share_figures import fig1, fig2, fig7, fig9, fig10
from topics.report.topic_figures import fig3, fig4, fig5, fig8
from topics.themes import Theme


@dataclass(frozen=True)
class PaperFigure:
    """One figure: how it is drawn, from which tables."""

    draw: Callable[[Tables, Sequence[Theme], str, str | None], Drawing]
    needs: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it shows, in a line."""
        return (self.draw.__doc__ or "").splitlines()[0]


FIGURES: dict[str, PaperFigure] = {
    "fig1_theme_shares": PaperFigure(fig1, ("shares",)),
    "fig2_ledger": PaperFigure(fig2, ("shares",)),
    "fig3_top_words": PaperFigure(fig3, ("top_words", "estimators")),
    "fig4_sizes": PaperFigure(fig4, ("sizes",)),
    "fig5_alignment": PaperFigure(fig5, ("alignment",)),
    "fig6_corpus": PaperFigure(fig6, ("documents", "funnel")),
    "fig7_specifications": PaperFigure(fig7, ("specifications",)),
    "fig8_topic_map": PaperFigure(fig8, ("topic_map",)),
    "fig9_months": PaperFigure(fig9, ("months",)),
    "fig10_truth": PaperFigure(fig10, ("shares", "truth")),
}


def known(name: str) -> PaperFigure:
    """A figure by its name. Raises FigureError naming the nearest."""
    if name not in FIGURES:
        raise FigureError(f'there is no figure "{name}"; {nearest(name, FIGURES)}')
    return FIGURES[name]
