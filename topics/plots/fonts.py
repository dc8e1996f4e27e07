"""Fonts with a glyph for every character of a figure, embedded so that a journal accepts them.

Conventions. Text is set in Noto Sans SC Regular, Latin and Chinese alike, or in Noto Serif SC where a journal wants
serifs; missing glyphs come from the DejaVu Sans that matplotlib brings. The Noto files have CFF outlines, which a PDF
of `pdf.fonttype` 42 would embed under a wrong label. So the characters that a figure shows are cut out and converted to
TrueType outlines, and this small font is embedded. There is one weight: no bold. Quotation marks, the ellipsis and the
middle dot fill a square in Chinese text; a text without Chinese characters has the narrow ones that Latin text has.
"""

import re
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from topics.errors import FigureError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.ft2font import FT2Font

FALLBACK = "DejaVu Sans"
_TYPESET: "WeakSet[Figure]" = WeakSet()  # finished: it is drawn for its texts once, not for every file
# Letters and marks that nearly every figure has: figures without others share one font, which is cut out once.
_COMMON = frozenset(map(chr, range(32, 127))) | frozenset("–—−×±·…‘’“”°→○◆λ")
_WIDE_MARKS = "‘’“”…·"  # that the Noto fonts draw as wide as a Chinese character
_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
_MAX_ERROR = 0.5  # of 1,000 font units: how far a quadratic curve may leave the cubic one


@cache
def body_font(serif: bool = False) -> str:
    """The family name of the full font, registered with matplotlib, for screens and for measuring text."""
    return _register(_noto_path(serif))


def typeset(figure: "Figure") -> None:
    """Set every text of a finished figure in a font with the characters shown and common ones; call it in `journal()`.

    Raises FigureError, naming them, when there are characters that no font has.
    """
    from matplotlib import rcParams
    from matplotlib.text import Text

    if figure in _TYPESET:
        return
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_ticklabels(which="both")  # they get their text only now
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
    serif = rcParams["font.family"][0] == body_font(serif=True)
    families = families_for("".join(text.get_text() for text in texts), serif)
    for axes in figure.axes:
        axes.tick_params(which="both", labelfontfamily=families)
    for text in texts:
        text.set_fontfamily([*narrow_marks(text.get_text(), serif), *families])
    _TYPESET.add(figure)


def narrow_marks(text: str, serif: bool = False) -> list[str]:
    """The family of narrow marks, where a text has such marks and no Chinese characters; it goes before all others.

    >>> narrow_marks("5G…网络"), narrow_marks("Childrens"), narrow_marks("Children’s")
    ([], [], ['Noto Sans SC Latin marks'])
    """
    return [_marks_font(serif)] if any(c in text for c in _WIDE_MARKS) and not _EAST_ASIAN.search(text) else []


def without_wide_marks(characters: Iterable[str]) -> set[str]:
    """Characters of a page that is not Chinese, without the marks for which the reader's own font is the better one."""
    return set(characters) - set(_WIDE_MARKS)


def families_for(characters: Iterable[str], serif: bool = False) -> list[str]:
    """Names of registered families that together have a glyph for each of the characters, and for common ones.

    Raises FigureError, naming them, when there are characters that no font has.
    """
    wanted = set(characters) - {"\n"}
    own = _held(_noto_path(serif), wanted)
    if missing := sorted(wanted - own - _held(_path_of(FALLBACK), wanted)):
        shown = ", ".join(f'"{c}" (U+{ord(c):04X})' if c.isprintable() else f"U+{ord(c):04X}" for c in missing)
        raise FigureError(
            f"the figure shows {len(missing)} character(s) for which neither {body_font(serif)} nor {FALLBACK} has a "
            f"glyph: {shown}. Replace them in the text drawn: a theme's label, a topic's word or a note."
        )
    families = [_subset_font("".join(sorted(own - _COMMON)), serif)]
    return [*families, FALLBACK] if wanted - own else families


@cache
def _subset_font(characters: str, serif: bool = False) -> str:
    """Register a TrueType font of these characters and the common ones; its family name is derived from them."""
    from hashlib import sha256
    from io import BytesIO

    from fontTools.ttLib import TTFont

    name = f"{body_font(serif)} {sha256(characters.encode()).hexdigest()[:12]}"
    with TTFont(BytesIO(_common_font(serif)), recalcTimestamp=False) as font:
        _add_glyphs(font, characters, serif)
        for record in font["name"].names:
            if record.nameID in (1, 4):
                record.string = name
        path = _folder() / f"{name}.ttf"
        font.save(path)
    return _register(path)


@cache
def _marks_font(serif: bool) -> str:
    """Register a TrueType font of nothing but narrow marks; its family name."""
    from fontTools.fontBuilder import FontBuilder

    name, glyphs = f"{body_font(serif)} Latin marks", _narrow_glyphs(serif)
    path = _folder() / f"{name}.ttf"
    with _cut_out(serif, glyphs=sorted(set(glyphs.values()))) as font:
        FontBuilder(font=font).setupCharacterMap(glyphs)
        for record in font["name"].names:
            if record.nameID in (1, 4):
                record.string = name
        font.save(path)
    return _register(path)


def _narrow_glyphs(serif: bool) -> dict[int, str]:
    """Glyphs of the wide marks by code point that are as wide as Latin text asks: the font says which (GSUB `pwid`)."""
    font = _opened(_noto_path(serif))
    table, usual = font["GSUB"].table, font.getBestCmap()
    places = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "pwid" for i in f.Feature.LookupListIndex}
    instead = {"·": usual[ord("･")]}  # a middle dot has no proportional glyph, but a half as wide
    for subtable in (part for place in places for part in table.LookupList.Lookup[place].SubTable):
        mapping = getattr(subtable, "ExtSubTable", subtable).mapping
        instead |= {mark: mapping[usual[ord(mark)]] for mark in _WIDE_MARKS if usual[ord(mark)] in mapping}
    square = font["head"].unitsPerEm
    return {ord(mark): name for mark, name in instead.items() if font["hmtx"][usual[ord(mark)]][0] == square}


@cache
def _common_font(serif: bool) -> bytes:
    """A TrueType font of the common characters with their kerning, which every font of a figure begins with."""
    from io import BytesIO

    out = BytesIO()
    with _cut_out(serif, text="".join(sorted(_held(_noto_path(serif), _COMMON)))) as font:
        font.save(out)
    return out.getvalue()


def _cut_out(serif: bool, **what: Any) -> Any:
    """Some characters (`text`) or `glyphs` of the whole font as an open TrueType font, with their kerning."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(
        layout_features=["kern"], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True, desubroutinize=True
    )
    # Outlines are converted below, so that neither hints nor subroutines need be sorted out one by one.
    options.drop_tables += ["BASE", "GDEF", "GSUB", "VORG", "vhea", "vmtx"]
    font = TTFont(_noto_path(serif), lazy=True, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(**what)
    subsetter.subset(font)
    _to_truetype(font)
    return font


def _add_glyphs(font: Any, characters: str, serif: bool) -> None:
    """Add the glyphs of more characters to a TrueType font, in place; they stand behind those it has."""
    from fontTools.fontBuilder import FontBuilder

    whole = _opened(_noto_path(serif))
    names, metrics = whole.getBestCmap(), whole["hmtx"]
    added = {ord(character): names[ord(character)] for character in characters}
    for name in dict.fromkeys(added.values()):
        if name not in font["glyf"].glyphs:
            font["glyf"][name] = outline = _outline(name, serif)
            font["hmtx"][name] = (metrics[name][0], getattr(outline, "xMin", 0))
    font.setGlyphOrder(font["glyf"].glyphOrder)
    FontBuilder(font=font).setupCharacterMap(font.getBestCmap() | added)


@cache
def _opened(path: Path) -> Any:
    """A whole font, opened once; it is read from and never changed."""
    from fontTools.ttLib import TTFont

    return TTFont(path, lazy=True)


@cache
def _outline(name: str, serif: bool) -> Any:
    """The glyph of the whole font with this name, as a quadratic outline with its box."""
    return _quadratic(_opened(_noto_path(serif)).getGlyphSet(), name)


def _quadratic(glyphs: Any, name: str) -> Any:
    """A cubic CFF outline as a `glyf` one (cu2qu)."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(glyphs)
    glyphs[name].draw(Cu2QuPen(pen, max_err=_MAX_ERROR, reverse_direction=True))
    outline = pen.glyph()
    outline.recalcBounds(None)
    return outline


@cache
def advance(character: str, family: str) -> float | None:
    """How far a character of a registered family moves the next one, in ems; None where the family has no glyph."""
    from matplotlib.ft2font import LoadFlags

    face = _face(_path_of(family))
    glyph = face.get_char_index(ord(character))
    return face.load_glyph(glyph, LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM if glyph else None


@cache
def _face(path: Path) -> "FT2Font":
    """A font as FreeType reads it, glyph by glyph: fontTools would hold a name and metrics of each of its 30,000."""
    from matplotlib.ft2font import FT2Font

    return FT2Font(path)


def with_fonts(svg: bytes, figure: "Figure") -> bytes:
    """An SVG of a figure that was typeset, with the fonts of its texts inside, so that it looks alike everywhere."""
    from base64 import b64encode

    from matplotlib.text import Text

    families = {name for text in figure.findobj(Text) if isinstance(text, Text) for name in text.get_fontfamily()}
    faces = [
        f"@font-face{{font-family:'{name}';src:url(data:font/ttf;base64,{b64encode(path.read_bytes()).decode()})}}"
        for name in sorted(families)
        for path in [_folder() / f"{name}.ttf"]
        if path.is_file()
    ]
    style = b'<style type="text/css">'
    return svg.replace(style, style + "".join(faces).encode(), 1)


def web_font(characters: Iterable[str]) -> bytes:
    """A WOFF font of the non-ASCII characters that Noto Sans SC has, for a page that can be shown on any machine."""
    from io import BytesIO

    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    wanted = _held(_noto_path(), (c for c in characters if ord(c) > 127))
    out = BytesIO()
    # Tables that a page does not read, hints and boxes cost more time than the outlines themselves.
    options = Options(layout_features=[], hinting=True, desubroutinize=True)
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    with TTFont(_noto_path(), lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(wanted)))
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(out, reorderTables=None)
    return out.getvalue()


def _to_truetype(font: Any) -> None:
    """Replace a font's CFF outlines by `glyf` ones, in place."""
    from fontTools.ttLib import newTable

    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    outlines = {name: _quadratic(glyphs, name) for name in order}
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, outlines
    del font["CFF "]
    for name in order:  # a left side bearing is the outline's own left edge, or text shifts in the PDF
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(outlines[name], "xMin", 0))
    limits = font["maxp"]
    limits.tableVersion = 0x00010000
    limits.maxZones = 1
    for unused in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements"):
        setattr(limits, f"max{unused}", 0)
    limits.maxSizeOfInstructions = limits.maxComponentElements = 0
    names = font["post"]
    names.formatType, names.extraNames, names.mapping, names.glyphOrder = 2.0, [], {}, order
    font.sfntVersion = "\000\001\000\000"


@cache
def _folder() -> Path:
    """A folder for this process's fonts, removed when it ends."""
    import atexit

    folder = tempfile.TemporaryDirectory(prefix="topics-fonts-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def _noto_path(serif: bool = False) -> Path:
    from pylopdf_fonts_zh_cn import sans_path, serif_path

    return Path(serif_path() if serif else sans_path())


def _held(path: Path, characters: Iterable[str]) -> set[str]:
    """Those of the characters for which a font has a glyph."""
    face = _face(path)
    return {character for character in characters if face.get_char_index(ord(character))}


def _register(path: Path) -> str:
    from matplotlib.font_manager import FontProperties, fontManager
    from matplotlib.ft2font import FT2Font

    fontManager.addfont(path)
    name: str = FT2Font(path).family_name
    if not _path_of(name).samefile(path):  # an environment may be reached by a link
        raise FigureError(f'matplotlib takes {_path_of(name)} for the font "{name}" where {path} was meant.')
    return FontProperties(family=[name]).get_name()


def _path_of(family: str) -> Path:
    """The file with which matplotlib draws a font family; never a silent fallback.

    Raises FigureError when matplotlib does not know the family.
    """
    from matplotlib.font_manager import FontProperties, findfont

    try:
        return Path(findfont(FontProperties(family=[family]), fallback_to_default=False))
    except ValueError:
        raise FigureError(
            f'matplotlib does not know the font "{family}"; reinstall the project from its lock.'
        ) from None
