"""Letters of a PDF page with their positions, and the pieces of lines that they form.

Conventions. A *piece* is a stretch of letters on one baseline without a wide gap. Its coordinates are turned so that
most of the page's text runs from left to right and y grows upward, whatever the page's own rotation. White space that
the file draws counts as a space; spaces that PDFium adds do not, since distances tell more: see `_spaced`.
"""

import ctypes
import re
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDE = 0.5  # ems; a word space is a quarter to a third, wider in justified lines: gaps from here on may part columns
_WORD_SPACE = 0.15  # ems beyond the usual distance of letters: less than any word space, more than kerning
_CELL_SPACE = 1.0  # ems between Chinese characters: more than justification spreads them
_SAME_LINE = 0.5  # ems that a baseline may move within a line: superscripts
_LEVEL = 0.002  # radians; less moves the end of a line by a point
_MOST_PIECES = 4_000  # on a page; a dense newspaper page has 2,000
_SURROGATES = frozenset(range(0xD800, 0xE000))
_HYPHENS = (0x2, 0xFFFE)  # stand for a drawn hyphen where PDFium believes that it broke a word
CHINESE = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]")
_FIRST = re.compile(rf"(?:{CHINESE.pattern}|(?:(?!{CHINESE.pattern})\S)+)[，。；：、！？）》〉”’」』】,.;:!?)]*")


@dataclass(slots=True)
class Piece:
    """A stretch of letters: its left and right end, baseline, size, text and the width of its first word.

    `after_space` says that white space was drawn before it.
    """

    x0: float
    x1: float
    y: float
    size: float
    text: str
    word: float
    after_space: bool = False


@dataclass
class Letters:
    """A page's text: pieces to read, text that is turned against them, and the page's lower and upper end.

    `lines` is the text in the file's own order, and is set instead of `pieces` where positions do not help.
    """

    pieces: list[Piece]
    turned: list[list[Piece]]
    bottom: float
    top: float
    lines: list[str]

    @property
    def text(self) -> str:
        """All of the text, in no useful order."""
        return "\n".join([*(p.text for pieces in (self.pieces, *self.turned) for p in pieces), *self.lines])


@dataclass
class _Drawn:
    """The letters of a page in the file's order; `quarter` is -1 for a slant."""

    text: list[str]
    boxes: "NDArray[np.float64]"  # left, bottom, right, top
    size: "NDArray[np.float64]"
    quarter: "NDArray[np.int64]"
    rise: "NDArray[np.float64]"  # of the baseline above the lower end of the box
    slope: "NDArray[np.float64]"  # of the baseline, downward, in radians: pages are scanned askew
    space: "NDArray[np.bool_]"  # white space was drawn before

    def part(self, which: "NDArray[np.bool_]") -> "_Drawn":
        """The letters that are chosen."""
        return _Drawn(
            list(compress(self.text, which.tolist())),
            self.boxes[which],
            self.size[which],
            self.quarter[which],
            self.rise[which],
            self.slope[which],
            self.space[which],
        )


def page_letters(page: Any) -> Letters:
    """The letters of a page of pypdfium2."""
    import numpy as np

    layer = page.get_textpage()
    left, bottom, right, top = page.get_bbox()
    drawn = _drawn(layer)
    if not len(drawn.text):
        return Letters([], [], bottom, top, [])
    usual = max(range(4), key=lambda q: int(np.count_nonzero(drawn.quarter == q)))
    boxes = _turned(drawn.boxes, usual)
    _, low, _, high = _turned(np.array([[left, bottom, right, top]]), usual)[0]
    upright = drawn.quarter == usual
    known = np.isfinite(boxes).all() and (drawn.size > 0).all() and np.median(boxes[:, 2] - boxes[:, 0]) > 0
    if not known or _runs_down(boxes, drawn.size, upright):
        return Letters([], [], low, high, _own_lines(layer))
    parts = {q: drawn.part(drawn.quarter == q) for q in range(-1, 4)}
    pieces = {q: _pieces(part, _turned(part.boxes, q)) for q, part in parts.items()}
    if sum(map(len, pieces.values())) > _MOST_PIECES:
        return Letters([], [], low, high, _own_lines(layer))
    return Letters(pieces.pop(usual), [p for p in pieces.values() if p], float(low), float(high), [])


def _own_lines(layer: Any) -> list[str]:
    text = "".join(_characters(layer)).replace("\r\n", "\n").replace("\r", "\n")
    return [line.strip() for line in text.split("\n") if line.strip()]


def _characters(layer: Any) -> list[str]:
    """One string per character of the text page; a hyphen where PDFium marks one, and nothing for what is no text."""
    from pypdfium2 import raw

    count = layer.count_chars()
    # A buffer of UTF-16 is a call for the whole page; only where some character is none or two units is each asked.
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    whole = raw.FPDFText_GetText(layer, 0, count, buffer) == count + 1
    codes = buffer[:count]
    if not whole or not _SURROGATES.isdisjoint(codes):
        codes = [raw.FPDFText_GetUnicode(layer, n) for n in range(count)]
    letter = {c: "-" if c in _HYPHENS else "" if c == 0 or c > 0x10FFFF else chr(c) for c in set(codes)}
    text = [letter[c] for c in codes]
    if _SURROGATES.isdisjoint(letter):
        return text
    for n, c in enumerate(text):
        if "\ud800" <= c < "\udc00" and n + 1 < count and "\udc00" <= text[n + 1] < "\ue000":
            text[n], text[n + 1] = (c + text[n + 1]).encode("utf-16", "surrogatepass").decode("utf-16"), ""
        elif "\ud800" <= c < "\ue000":
            text[n] = "\ufffd"
    return text


def _drawn(layer: Any) -> _Drawn:
    import numpy as np
    from pypdfium2 import raw

    text = _characters(layer)
    count = len(text)
    rectangles = (raw.FS_RECTF * count)()
    box = raw.FPDFText_GetLooseCharBox
    handle = layer.raw
    for n, rectangle in enumerate(rectangles):
        box(handle, n, rectangle)
    boxes = np.frombuffer(rectangles, dtype=np.float32).reshape(count, 4).astype(float)[:, [0, 3, 2, 1]]
    places = [n for n, c in enumerate(text) if c and not c.isspace()]
    at = np.array(places, dtype=int)
    boxes = boxes[at]
    # Letters of one font, size and line share the lower and upper end of their boxes: only the first of them is asked.
    moved = np.abs(np.diff(boxes, axis=0, prepend=np.inf)) > 1e-3
    asked = np.flatnonzero((moved[:, 1] | moved[:, 3]) & (moved[:, 0] | moved[:, 2]))
    first = zip(at[asked].tolist(), boxes[asked].tolist(), strict=True)  # floats of Python's own are faster one by one
    facts = np.array([_facts(handle, n, box) for n, box in first], dtype=float).reshape(-1, 4)
    spread = np.repeat(facts, np.diff(np.append(asked, len(at))), axis=0)
    white = [n for n, c in enumerate(text) if c.isspace() and c not in "\r\n"]
    real = np.array([n for n in white if raw.FPDFText_IsGenerated(handle, n) != 1], dtype=int)
    before = np.concatenate(([-1], at[:-1]))
    space = np.searchsorted(real, at) > np.searchsorted(real, before)
    return _Drawn(
        [text[n] for n in places], boxes, spread[:, 0], spread[:, 1].astype(int), spread[:, 2], spread[:, 3], space
    )


def _facts(handle: Any, n: int, box: Any) -> tuple[float, float, float, float]:
    """Size, quarter turn (clockwise; -1 for a slant), rise and slope of the baseline of a letter."""
    from math import atan2, hypot, pi

    from pypdfium2 import raw

    matrix, x, y = raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetMatrix(handle, n, matrix)
    raw.FPDFText_GetCharOrigin(handle, n, x, y)
    size = abs(raw.FPDFText_GetFontSize(handle, n)) * hypot(matrix.c, matrix.d)
    # Where the baseline runs; for PDFium letters that only lean, as in Chinese italics, are turned.
    turns = atan2(-matrix.b, matrix.a) % (2 * pi) / (pi / 2)
    quarter = round(turns) % 4 if abs(turns - round(turns)) < 0.1 else -1
    rise = (y.value - box[1], x.value - box[0], box[3] - y.value, box[2] - x.value)[quarter]
    high = box[3] - box[1] if quarter in (0, 2) else box[2] - box[0]
    # Fonts made of drawings may state any size.
    return size if high / 3 < size < 3 * high else high, quarter, rise, (turns - round(turns)) * pi / 2


def _turned(boxes: Any, quarter: int) -> Any:
    """The boxes in a frame in which text of a quarter turn (clockwise) stands upright."""
    import numpy as np

    left, bottom, right, top = boxes.T
    frames = (
        (left, bottom, right, top),
        (-top, left, -bottom, right),
        (-right, -top, -left, -bottom),
        (bottom, -right, top, -left),
    )
    return np.stack(frames[quarter], axis=1)


def _runs_down(boxes: Any, size: Any, upright: Any) -> bool:
    """Whether the letters stand one below the other, as in vertical writing."""
    import numpy as np

    steps = np.diff(boxes[upright], axis=0)
    em = size[upright][1:]
    down = (np.abs(steps[:, 0]) < 0.3 * em) & (steps[:, 1] < -0.5 * em) & (steps[:, 1] > -2.5 * em)
    return bool(len(steps) >= 20 and 2 * np.count_nonzero(down) > len(steps))


def _pieces(drawn: _Drawn, boxes: Any) -> list[Piece]:
    """The pieces that letters of one direction form, in the file's order."""
    import numpy as np

    if not drawn.text:
        return []
    baseline, boxes = _level(boxes[:, 1] + drawn.rise, boxes, float(np.median(drawn.slope)))
    em = np.maximum(drawn.size[1:], drawn.size[:-1])
    gap = (boxes[1:, 0] - boxes[:-1, 2]) / em
    back = (gap < -_WIDE) & (boxes[1:, 0] < boxes[:-1, 0])
    parted = (gap > _WIDE) | back | (np.abs(np.diff(baseline)) > _SAME_LINE * em)
    starts = np.concatenate(([0], np.flatnonzero(parted) + 1)).tolist()
    distances, rows = [*gap.tolist(), 0.0], boxes.tolist()
    spaces, sizes, bases = drawn.space.tolist(), drawn.size.tolist(), baseline.tolist()
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(drawn.text)], strict=True):
        text = _spaced(drawn.text[start:end], distances[start : end - 1], spaces[start:end])
        first = _FIRST.match(text)
        length = min(first.end() if first else len(text), end - start)
        word = rows[start + length - 1][2] - rows[start][0]
        # The first size is a superscript's at times; the one in the middle is the line's.
        usual = sorted(range(start, end), key=sizes.__getitem__)[(end - start) // 2]
        pieces.append(Piece(rows[start][0], rows[end - 1][2], bases[usual], sizes[usual], text, word, spaces[start]))
    return pieces


def _level(baseline: Any, boxes: Any, slope: float) -> tuple[Any, Any]:
    """Baselines and boxes of a page that stands askew, turned back; only their ends and baselines stay true."""
    if abs(slope) < _LEVEL:
        return baseline, boxes
    from math import cos, sin

    boxes = boxes.copy()
    level = boxes[:, 0] * sin(slope) + baseline * cos(slope)
    boxes[:, [0, 2]] = boxes[:, [0, 2]] * cos(slope) - baseline[:, None] * sin(slope)
    return level, boxes


def _spaced(letters: list[str], distances: list[float], spaces: list[bool]) -> str:
    """The text with a space where one was drawn, or where Latin letters stand further apart than usual."""
    usual = max(sorted(distances)[len(distances) // 2], 0.0) if distances else 0.0
    parts = letters[:1]
    for before, letter, distance, space in zip(letters, letters[1:], distances, spaces[1:], strict=False):
        if space or (distance > usual + _WORD_SPACE and not CHINESE.match(before) and not CHINESE.match(letter)):
            parts.append(" ")
        parts.append(letter)
    return "".join(parts)


def joined(pieces: list[Piece]) -> str:
    """The text of pieces that stand side by side on a line."""
    if len(pieces) == 1:
        return pieces[0].text
    parts = [pieces[0].text]
    for before, piece in pairwise(pieces):
        gap = (piece.x0 - before.x1) / max(piece.size, 0.1)
        chinese = bool(CHINESE.match(before.text[-1:]) and CHINESE.match(piece.text[:1]))
        apart = gap > (_CELL_SPACE if chinese else _WORD_SPACE) or (piece.after_space and gap > 0)
        parts += [" ", piece.text] if apart else [piece.text]
    return "".join(parts)


def glue(before: str, after: str) -> str:
    """What joins two lines: a space between words, nothing beside Chinese characters or a figure in Chinese text."""
    if CHINESE.match(before[-1:]) or CHINESE.match(after[:1]) or before.endswith(("-", "\u2010", "\u2014", "/")):
        return ""
    figures = before[-1:].isdigit() or after[:1].isdigit()
    return "" if figures and CHINESE.search(before[-12:]) and CHINESE.search(after[:12]) else " "
