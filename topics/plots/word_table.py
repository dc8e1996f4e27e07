"""A table of words: a block per theme, a column per model with its words one below the other.

The table drawn has one row per word: `estimator, theme, word`, in the order in which the words of a cell are written.
Words that several models have for a theme are dark, the others grey.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns
from topics.plots.lettering import fitted, height_of, leading
from topics.plots.page import LABEL, SMALL, TEXT
from topics.plots.roles import GRID, INK, QUIET

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("estimator", "theme", "word")
_OVER, _BETWEEN = 2.5, 2.0  # mm above a block, and between two columns


@dataclass(frozen=True)
class WordBlock:
    """One theme: its name, its colour, and by model the name of the model and its words, or what stands there instead.

    `columns` models stand side by side, each `width` mm wide; more of them begin another line of cells.
    """

    label: str
    colour: str
    cells: Mapping[str, tuple[str, Sequence[str], str]]
    columns: int
    width: float

    @property
    def height(self) -> float:
        """The height in mm."""
        head = height_of(fitted(self.label, self.columns * self.width, LABEL), LABEL)
        return _OVER + head + sum(max(map(self._cell, line)) + 1 for line in self._lines())

    def _lines(self) -> list[list[str]]:
        names = list(self.cells)
        return [names[first : first + self.columns] for first in range(0, len(names), self.columns)]

    def _cell(self, name: str) -> float:
        label, _, _ = self.cells[name]
        texts = [(text, TEXT) for text in self._words(name)]
        return height_of(self._fitted(label, SMALL), SMALL) + sum(height_of(text, size) for text, size in texts)

    def _words(self, name: str) -> list[str]:
        _, words, instead = self.cells[name]
        return [self._fitted(word, TEXT) for word in words or [instead]]

    def _fitted(self, text: str, size: float) -> str:
        return fitted(text, self.width - _BETWEEN, size)

    def draw(self, ax: "Axes", top: float) -> None:
        """Write the block on axes in millimetres, `top` mm from their upper edge."""
        known = Counter(word for _, words, _ in self.cells.values() for word in set(words))
        label = fitted(self.label, self.columns * self.width, LABEL)
        top += _OVER
        ax.plot([0, self.columns * self.width], [top - 1, top - 1], color=GRID, linewidth=0.6)
        _write(ax, label, 0, top, LABEL, self.colour)
        top += height_of(label, LABEL)
        for line in self._lines():
            for place, name in enumerate(line):
                title, words, _ = self.cells[name]
                y, title = top, self._fitted(title, SMALL)
                _write(ax, title, place * self.width, y, SMALL, QUIET)
                y += height_of(title, SMALL)
                for word, text in zip(words or [""], self._words(name), strict=True):
                    _write(ax, text, place * self.width, y, TEXT, INK if known[word] > 1 else QUIET)
                    y += height_of(text, TEXT)
            top += max(map(self._cell, line)) + 1


def words_of(table: "pd.DataFrame", theme: str) -> dict[str, list[str]]:
    """The words of each model for a theme, in the order of the table. Raises FigureError when it lacks a column."""
    check_columns("a table of words", table, COLUMNS)
    its = table[table["theme"] == theme]
    return {str(name): rows["word"].tolist() for name, rows in its.groupby("estimator", sort=False)}


def draw_word_table(ax: "Axes", blocks: Sequence[WordBlock], width: float) -> None:
    """Write the blocks below each other on axes that are `width` mm wide and as high as all of them."""
    ax.set_xlim(0, width)
    ax.set_ylim(sum(block.height for block in blocks), 0)
    ax.set_axis_off()
    top = 0.0
    for block in blocks:
        block.draw(ax, top)
        top += block.height


def _write(ax: "Axes", text: str, x: float, y: float, size: float, colour: str) -> None:
    ax.text(x, y, text, va="top", ha="left", fontsize=size, color=colour, linespacing=leading(text))
