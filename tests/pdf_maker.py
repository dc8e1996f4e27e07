"""PDFs of known text: pages set from blocks in one to three columns, drawn in the order of columns or of rows.

Conventions. Lengths are points, y grows upward. `Page.draw` keeps what is shown where; `file_of` writes the file by
hand, so that a test can choose how a program would have drawn it: line by line or letter by letter, with spaces or
with gaps, turned, hidden under a scan, on a page with a /Rotate entry. Latin letters stand in the fonts that every
viewer has, Chinese ones in a subset of the installed font, so that a page can also be looked at.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from math import cos, radians, sin
from pathlib import Path

SERIF, BOLD, SANS = "Times-Roman", "Times-Bold", "Helvetica"
_FONTS = (SERIF, BOLD, SANS)
_CHINESE = re.compile(r"[\u2014\u2018-\u201d\u2026\u3000-\u9fff\uff00-\uffef\u25a0-\u25ff]+")
_CANNOT_BEGIN = "，。；：、！？）》”’"
_LIGATURES = {"fi": 1, "fl": 2}
_OTHER_MARKS = {"–": 150, "•": 149, "\u00ad": 173}


@dataclass(frozen=True)
class Shown:
    """A line or a piece of one as it is drawn; `space` is what each drawn space is wider, `track` each letter.

    `slant` is what the letters lean to the right, as a share of their height: so programs draw italics of Chinese.
    """

    x: float
    y: float
    text: str
    font: str = SERIF
    size: float = 10.5
    space: float = 0.0
    track: float = 0.0
    turn: float = 0.0
    hidden: bool = False
    slant: float = 0.0


@dataclass
class Page:
    """A page as a viewer shows it; `rotate` says by how much the file holds it turned."""

    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    scan: bool = False
    shown: list[Shown] = field(default_factory=list)

    def draw(self, x: float, y: float, text: str, **how: object) -> None:
        """Show a text with its baseline beginning at a place."""
        self.shown.append(Shown(x, y, text, **how))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Producer:
    """How a program writes pages: `by` column or row, each letter alone, spaces as characters, ligatures."""

    by: str = "column"
    letters: bool = False
    spaces: bool = True
    ligatures: bool = False


def file_of(pages: Sequence[Page], producer: Producer = Producer(), title: str = "") -> bytes:
    """The PDF of the pages as a producer writes it."""
    chinese = "".join(sorted({c for p in pages for s in p.shown for c in "".join(_CHINESE.findall(s.text))} | {"国"}))
    subset, codes, unicode_of = _chinese(chinese)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Title <%s> >>" % title.encode("utf-16").hex().encode()]
    names = []
    for name in _FONTS:
        objects.append(
            b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding << /Type /Encoding /BaseEncoding /WinAnsiEncoding"
            b" /Differences [1 /fi /fl] >> >>" % name.encode()
        )
        names.append(b"/%s %d 0 R" % (name.encode(), len(objects)))
    objects += _chinese_font(len(objects), subset, unicode_of)
    names.append(b"/Chinese %d 0 R" % len(objects))
    picture = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects.append(_stream(b"\xe0", picture))
    resources = b"<< /Font << %s >> /XObject << /Scan %d 0 R >> >>" % (b" ".join(names), len(objects))
    kids = []
    for page in pages:
        objects.append(_stream(_content(page, producer, codes)))
        wide, high = (page.height, page.width) if page.rotate in (90, 270) else (page.width, page.height)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Rotate %d /Contents %d 0 R /Resources %s >>"
            % (wide, high, page.rotate, len(objects), resources)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    file, places = BytesIO(b"%PDF-1.5\n"), []
    file.seek(0, 2)
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start, count = file.tell(), len(objects) + 1
    file.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, b"".join(places)))
    file.write(b"trailer << /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start))
    return file.getvalue()


def _stream(content: bytes, header: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (header, len(packed), packed)


def _content(page: Page, producer: Producer, codes: dict[str, int]) -> bytes:
    shown = page.shown
    if producer.by == "row":
        shown = sorted(shown, key=lambda s: (-round(s.y, 1), s.x))
    matrix = {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, page.height, 0),
        180: (-1, 0, 0, -1, page.width, page.height),
        270: (0, -1, 1, 0, 0, page.width),
    }[page.rotate]
    parts = [b"q %g 0 0 %g 0 0 cm /Scan Do Q" % (page.width, page.height)] if page.scan else []
    parts += [_drawn(piece, codes) for s in shown for piece in _pieces(s, producer)]
    return b"q %g %g %g %g %g %g cm\n%s\nQ" % (*matrix, b"\n".join(parts))


def _pieces(shown: Shown, producer: Producer) -> Iterable[Shown]:
    """A line as the producer draws it: whole, word by word where spaces are gaps, or letter by letter."""
    x, y = shown.x, shown.y
    units = re.findall(r"\s+|\S+", shown.text) if not producer.spaces or producer.letters else [shown.text]
    for unit in (c for u in units for c in (u if producer.letters else [u])):
        text = unit
        if producer.ligatures:
            text = text.replace("fi", "\ufb01").replace("fl", "\ufb02")
        if producer.spaces or unit.strip():
            yield replace(shown, x=x, y=y, text=text)
        wide = width_of(unit, shown.font, shown.size) + len(unit) * shown.track + unit.count(" ") * shown.space
        x, y = x + wide * cos(radians(shown.turn)), y + wide * sin(radians(shown.turn))


def _drawn(s: Shown, codes: dict[str, int]) -> bytes:
    c, n = cos(radians(s.turn)), sin(radians(s.turn))
    parts = [b"BT %d Tr %.4f Tc %.4f Tw" % (3 if s.hidden else 0, s.track, s.space)]
    parts.append(b"%.5f %.5f %.5f %.5f %.3f %.3f Tm" % (c, n, s.slant * c - n, s.slant * n + c, s.x, s.y))
    for chinese, text in _scripts(s.text):
        font = b"Chinese" if chinese else s.font.encode()
        shown = "".join(f"{codes[c]:04x}" for c in text) if chinese else _latin(text).hex()
        parts.append(b"/%s %g Tf <%s> Tj" % (font, s.size, shown.encode()))
    return b" ".join([*parts, b"ET"])


def _scripts(text: str) -> list[tuple[bool, str]]:
    parts, end = [], 0
    for found in _CHINESE.finditer(text):
        parts += [(False, text[end : found.start()]), (True, found.group())]
        end = found.end()
    return [part for part in (*parts, (False, text[end:])) if part[1]]


def _latin(text: str) -> bytes:
    special = {"\ufb01": 1, "\ufb02": 2, **_OTHER_MARKS}
    return bytes(special.get(c) or ord(c) for c in text)


@cache
def _widths(font: str) -> dict[int, float]:
    import matplotlib

    path = Path(matplotlib.get_data_path(), "fonts", "pdfcorefonts", f"{font}.afm")
    found = re.findall(r"C (\d+) ; WX (\d+)", path.read_text(encoding="latin-1"))
    named = dict(re.findall(r"WX (\d+) ; N (\w+)", path.read_text(encoding="latin-1")) and [
        (name, int(wide)) for wide, name in re.findall(r"WX (\d+) ; N (\w+)", path.read_text(encoding="latin-1"))
    ])  # fmt: skip
    marks = {150: named["endash"], 149: named["bullet"], 173: named["hyphen"]}
    return {int(code): int(wide) / 1000 for code, wide in found} | {k: v / 1000 for k, v in marks.items()}


def width_of(text: str, font: str, size: float) -> float:
    """The width of a text on one line, without added spacing."""
    table = _widths(font)
    return size * sum(1.0 if _CHINESE.match(c) else table[_OTHER_MARKS.get(c, ord(c))] for c in text)


@cache
def _chinese(letters: str) -> tuple[bytes, dict[str, int], dict[int, str]]:
    """A CFF font of the letters, the code of each letter in it, and the letter of each code."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = _whole_font()
    options = subset.Options(notdef_outline=True, layout_features=[], name_IDs=[], hinting=False, desubroutinize=True)
    worker = subset.Subsetter(options)
    worker.populate(text=letters)
    data = BytesIO()
    copied = TTFont(BytesIO(font), lazy=True)
    worker.subset(copied)
    copied.save(data)
    small = TTFont(BytesIO(data.getvalue()))
    names = small.getBestCmap()
    codes = {c: int(names[ord(c)].removeprefix("cid")) for c in letters}
    return small.reader["CFF "], codes, {code: c for c, code in codes.items()}


@cache
def _whole_font() -> bytes:
    from pylopdf_fonts_zh_cn import sans_path

    return Path(sans_path()).read_bytes()


def _chinese_font(before: int, subset: bytes, unicode_of: dict[int, str]) -> list[bytes]:
    """The objects of the Chinese font; the last is the font itself."""
    pairs = [b"<%04x> <%s>" % (code, c.encode("utf-16-be").hex().encode()) for code, c in sorted(unicode_of.items())]
    blocks = (pairs[n : n + 100] for n in range(0, len(pairs), 100))
    mapping = b"\n".join(b"%d beginbfchar\n%s\nendbfchar" % (len(b), b"\n".join(b)) for b in blocks)
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n%s\nendcmap end end" % mapping
    )
    return [
        _stream(subset, b"/Subtype /CIDFontType0C"),
        _stream(cmap),
        b"<< /Type /FontDescriptor /FontName /AAAAAA+Song /Flags 4 /FontBBox [-50 -200 1050 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 733 /StemV 90 /FontFile3 %d 0 R >>" % (before + 1),
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /AAAAAA+Song /FontDescriptor %d 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>" % (before + 3),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Song /Encoding /Identity-H /DescendantFonts [%d 0 R]"
        b" /ToUnicode %d 0 R >>" % (before + 4, before + 2),
    ]


# Setting: blocks of text into lines, lines into columns, columns into pages.


@dataclass(frozen=True)
class Block:
    """A paragraph, or what `kind` says: `heading` (of a column), `title` (across columns), `table`, `note`, `list`."""

    text: str = ""
    kind: str = "paragraph"
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Style:
    """The look of a document; `head` and `foot` are texts with {n} and {of}, several of them take turns."""

    columns: int = 1
    gutter: float = 20.0
    size: float = 10.5
    pitch: float = 1.45
    font: str = SERIF
    indent: float = 2.0
    between: float = 0.0
    justified: bool = True
    hyphens: bool = False
    balanced: bool = True
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    stamp: str = ""
    width: float = 595.0
    height: float = 842.0
    rotate: int = 0
    margin: float = 72.0
    skew: float = 0.0


@dataclass
class Known:
    """The pages of a document, the paragraphs in the order of reading, and what is not text."""

    pages: list[Page]
    paragraphs: list[str]
    apart: list[str]


@dataclass(frozen=True)
class _Line:
    text: str
    indent: float
    space: float
    size: float
    font: str
    above: float
    track: float = 0.0


def lines_of(text: str, style: Style, wide: float, size: float, font: str, indent: float) -> list[_Line]:
    """A paragraph broken into lines; the first may be indented, all but the last are justified where the style is."""
    units = re.findall(r"[\u2014\u2026\u3000-\u9fff\uff00-\uffef“”‘’][，。；：、！？）》”’]*|[^\s\u2014\u2026\u3000-\u9fff\uff00-\uffef“”‘’]+[，。；：、！？）》”’]*|\s+", text)  # fmt: skip # noqa: E501
    lines: list[str] = []
    current, room = "", wide - indent
    for unit in units:
        if width_of((current + unit).rstrip(), font, size) <= room or not current.strip():
            current += unit if current or unit.strip() else ""
            continue
        cut = _hyphenated(unit, room - width_of(current, font, size), font, size) if style.hyphens else 0
        if cut:
            current, unit = current + unit[:cut] + ("" if unit[:cut].endswith("-") else "-"), unit[cut:]
        lines.append(current.rstrip())
        current, room = unit.lstrip(), wide
    lines.append(current.rstrip())
    made = []
    for n, line in enumerate(lines):
        left = indent if n == 0 else 0.0
        rest = wide - left - width_of(line, font, size)
        space = track = 0.0
        if style.justified and n < len(lines) - 1:
            if " " in line and not _CHINESE.search(line):
                space = rest / line.count(" ")
            elif len(line) > 1:
                track = rest / (len(line) - 1)
        made.append(_Line(line, left, space, size, font, 0.0, track))
    return made


def _hyphenated(word: str, room: float, font: str, size: float) -> int:
    """The place at which a word is cut: after a hyphen of its own, or before a consonant with a vowel on each side."""
    places = [m.end() for m in re.finditer(r"[a-z]-(?=[a-z])", word)]
    if word.isalpha() and word.islower() and len(word) >= 7:
        places += [n for n in range(3, len(word) - 2) if word[n] not in "aeiouy" and word[n + 1] in "aeiouy"]
    fits = [n for n in places if width_of(word[:n] + "-", font, size) <= room]
    return max(fits, default=0)


class Setter:
    """The hand that sets blocks on pages."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.known = Known([], [], [])
        self.notes: list[str] = []
        self._turn_page()

    def _turn_page(self) -> None:
        style = self.style
        self.page = Page(style.width, style.height, style.rotate)
        self.known.pages.append(self.page)
        self.top = style.height - style.margin

    @property
    def _column(self) -> float:
        style = self.style
        return (style.width - 2 * style.margin - (style.columns - 1) * style.gutter) / style.columns

    def _left(self, column: int) -> float:
        return self.style.margin + column * (self._column + self.style.gutter)

    def across(self, block: Block) -> None:
        """Set a title or a table over the whole width."""
        style = self.style
        wide = style.width - 2 * style.margin
        high = 40 if block.kind == "title" else 30 + 16 * len(block.rows)
        if self.top - high < style.margin:
            self._turn_page()
        if block.kind == "title":
            size = 1.5 * style.size
            left = style.margin + (wide - width_of(block.text, BOLD, size)) / 2
            self.top -= 12 + size
            self.page.draw(left, self.top, block.text, font=BOLD, size=size)
            self.top -= 12
            self.known.paragraphs.append(block.text)
            return
        self.top -= 14
        for row in block.rows:
            self.top -= 16
            for n, cell in enumerate(row):
                self.page.draw(
                    style.margin + n * wide / len(block.rows[0]), self.top, cell, font=style.font, size=style.size
                )
            self.known.paragraphs.append(" ".join(row))
        self.top -= 16

    def flow(self, blocks: Sequence[Block]) -> None:
        """Set paragraphs and headings in columns, as many pages as they need."""
        style = self.style
        lines = [line for block in blocks for line in self._set(block)]
        bottom = style.margin
        pitch = style.size * style.pitch
        while lines:
            if self.top - 3 * pitch < bottom:
                self._turn_page()
            high = self.top - bottom
            if style.balanced and sum(pitch + li.above for li in lines) < style.columns * high:
                high = min(high, sum(pitch + li.above for li in lines) / style.columns + pitch)
            lowest = self.top
            for column in range(style.columns):
                y = self.top - style.skew * column
                first = True
                while lines and y - pitch - (0 if first else lines[0].above) >= self.top - high - 0.1:
                    line = lines.pop(0)
                    y -= pitch + (0 if first else line.above)
                    first = False
                    self.page.draw(
                        self._left(column) + line.indent, y, line.text, font=line.font, size=line.size,
                        space=line.space, track=line.track,
                    )  # fmt: skip
                lowest = min(lowest, y)
            self.top = lowest - 0.6 * pitch if not lines else bottom

    def _set(self, block: Block) -> list[_Line]:
        style = self.style
        self.known.paragraphs.append(block.text)
        size, font = (1.2 * style.size, BOLD) if block.kind == "heading" else (style.size, style.font)
        indent = style.indent * size if block.kind == "paragraph" else 0.0
        lines = lines_of(block.text, style, self._column, size, font, indent)
        above = style.size if block.kind == "heading" else style.between * style.size
        return [replace(line, above=above if n == 0 else 0.0) for n, line in enumerate(lines)]

    def note(self, text: str) -> None:
        """Set a footnote in small letters at the bottom of the page."""
        self.page.draw(
            self.style.margin, self.style.margin - 14, text, font=self.style.font, size=0.8 * self.style.size
        )

    def finish(self) -> Known:
        """Set running heads, page numbers and stamps, and hand out the document."""
        style, known = self.style, self.known
        for n, page in enumerate(known.pages):
            for texts, y in ((style.head, style.height - 0.55 * style.margin), (style.foot, 0.5 * style.margin)):
                if texts:
                    text = texts[n % len(texts)].format(n=n + 1, of=len(known.pages))
                    outer = n % len(texts) == 0 and len(texts) > 1
                    wide = width_of(text, style.font, 9)
                    right = style.width - style.margin - wide
                    x = right if outer else style.margin if len(texts) > 1 else (style.width - wide) / 2
                    page.draw(x, y, text, font=style.font, size=9)
                    known.apart.append(text)
            if style.stamp:
                page.draw(22, style.height / 3, style.stamp, font=style.font, size=12, turn=90)
                known.apart.append(style.stamp)
        return known


def set_pages(blocks: Sequence[Block], style: Style) -> Known:
    """A document of the blocks in this style; titles and tables go across the columns."""
    setter, waiting = Setter(style), []
    for block in blocks:
        if block.kind in ("title", "table"):
            setter.flow(waiting)
            setter.across(block)
            waiting = []
        elif block.kind == "note":
            setter.flow(waiting)
            waiting = []
            setter.note(block.text)
            setter.known.paragraphs.append(block.text)
        else:
            waiting.append(block)
    setter.flow(waiting)
    return setter.finish()
