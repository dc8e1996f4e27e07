import shutil
import subprocess
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from topics.errors import FigureError
from topics.plots.fonts import (
    _COMMON,
    _held,
    _noto_path,
    _path_of,
    _subset_font,
    advance,
    body_font,
    families_for,
    typeset,
    with_fonts,
)
from topics.plots.lettering import width_of
from topics.plots.style import journal


def figure_saying(title):
    figure = Figure(figsize=(3.3, 2))
    figure.subplots().set_title(title)
    typeset(figure)
    return figure


@pytest.mark.parametrize("characters", ["", "业工", "éß", "ー🄰"])
def test_the_small_font_holds_the_characters_beside_the_common_ones_and_nothing_else(characters):
    with TTFont(_path_of(_subset_font(characters))) as font, TTFont(_path_of(_subset_font("业"))) as other:
        assert set(map(chr, font.getBestCmap())) == _held(_noto_path(), _COMMON) | set(characters)
        common = sorted(_held(_noto_path(), _COMMON))
        assert [font.getGlyphID(font.getBestCmap()[ord(c)]) for c in common] == [
            other.getGlyphID(other.getBestCmap()[ord(c)]) for c in common
        ]  # the kerning of the common ones names glyphs by their numbers


def test_the_small_font_is_truetype():
    family = _subset_font("业工")
    with TTFont(_path_of(family)) as font:
        assert "glyf" in font
        assert "CFF " not in font
        assert font["hmtx"][font.getBestCmap()[ord("工")]][0] == 1000  # a Chinese character is one em wide
        assert family in {record.toUnicode() for record in font["name"].names if record.nameID == 1}


def test_outlines_stay_within_a_unit_of_the_original():
    from fontTools.pens.areaPen import AreaPen
    from pylopdf_fonts_zh_cn import sans_path

    def area(font):
        glyphs = font.getGlyphSet()
        pen = AreaPen(glyphs)
        glyphs[font.getBestCmap()[ord("业")]].draw(pen)
        return pen.value

    with TTFont(sans_path()) as original, TTFont(_path_of(_subset_font("业"))) as converted:
        assert area(converted) == pytest.approx(-area(original), rel=0.002)  # TrueType outlines run the other way round


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("数据安全\ue000", r"1 character\(s\).*: U\+E000\."),
        ("\ue001\ue000", r"2 character\(s\).*: U\+E000, U\+E001\."),
        ("a\U0002ffff", r"U\+2FFFF"),
        ("a\tb", r"U\+0009"),
    ],
)
def test_a_character_that_no_font_has_is_named(text, said):
    with journal(), pytest.raises(FigureError, match=said):
        figure_saying(text)


def test_what_noto_lacks_comes_from_dejavu():
    assert families_for("5G 数据安全")[1:] == []
    assert families_for("Ելք 数据")[1:] == ["DejaVu Sans"]  # Armenian


@pytest.mark.parametrize(
    ("text", "own"),
    [("Climate adaptation", True), ("工业互联网", True), ("90.5% [−3.1, +8.0]", True), ("Ελλ", False), ("ÉÜß", False)],
)
def test_a_line_is_as_wide_as_it_is_drawn_but_for_kerning_and_the_air_at_its_ends(text, own):
    with journal():
        family = body_font() if own else "DejaVu Sans"
        drawn = RendererAgg(1, 1, 720).get_text_width_height_descent(
            text, FontProperties(family=family, size=100), False
        )
    widths = [advance(character, family) for character in text]
    assert sum(widths) * 1000 == pytest.approx(drawn[0], rel=0.04)
    assert advance("\ue000", "DejaVu Sans") is None


@pytest.mark.parametrize("style", ["", "serif"])
@pytest.mark.parametrize("text", ["Children’s", "Conservative “Gazette”", "A · B", "and so on…", "‘Ελλ’ Ելք’s"])
def test_quotation_marks_are_as_narrow_as_latin_letters_in_a_text_without_chinese(text, style):
    with journal(style):
        figure = Figure(figsize=(6, 2))
        latin, mixed = figure.text(0, 0.2, text, fontsize=100), figure.text(0, 0.5, f"{text}工", fontsize=100)
        figure.text(0, 0.8, "2020 工")
        typeset(figure)
        drawn = RendererAgg(1, 1, 720).get_text_width_height_descent(text, latin.get_fontproperties(), False)[0]
        measured = width_of(text, 100) * 720 / 25.4
    square = [c for c in text if c in "‘’“”…·" and advance(c, mixed.get_fontfamily()[0]) == 1]  # as Chinese has them
    assert square or style
    assert "marks" not in mixed.get_fontfamily()[0]
    for mark in square:
        assert advance(mark, latin.get_fontfamily()[0]) < (1.1 if mark == "…" else 0.6)
    assert measured == pytest.approx(drawn, rel=0.06)


def test_an_svg_brings_the_narrow_marks_along_and_is_the_same_each_time():
    def saved():
        buffer = BytesIO()
        with journal():
            figure = figure_saying("Children’s")
            figure.savefig(buffer, format="svg", metadata={"Date": None})
        return with_fonts(buffer.getvalue(), figure)

    assert b"font-family:'Noto Sans SC Latin marks';src:url(data:font/ttf" in saved()
    assert saved() == saved()


def test_an_unknown_family_is_an_error_and_no_fallback():
    with pytest.raises(FigureError, match='does not know the font "No Such Sans"'):
        _path_of("No Such Sans")


def test_every_text_of_a_figure_is_set_in_the_small_font():
    with journal():
        figure = figure_saying("工业互联网")
    families = {text.get_fontfamily()[0] for axes in figure.axes for text in (axes.title, *axes.get_xticklabels())}
    assert len(families) == 1
    assert families.pop().startswith("Noto Sans SC ")


def test_pdf_embeds_truetype_without_a_warning(tmp_path):
    if not shutil.which("pdffonts"):
        pytest.skip("pdffonts (poppler-utils) is not installed")
    path = tmp_path / "figure.pdf"
    with journal():
        figure_saying("工业互联网 AV").savefig(path)
    told = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
    assert told.stderr == ""
    (line,) = told.stdout.splitlines()[2:]
    assert line.split("NotoSansSC-Regular")[1].split()[:6] == ["CID", "TrueType", "Identity-H", "yes", "yes", "yes"]


def test_no_type_3_font_and_no_open_type_in_the_pdf():
    buffer = BytesIO()
    with journal():
        figure_saying("新型工业化").savefig(buffer, format="pdf")
    assert b"/CIDFontType2" in buffer.getvalue()
    assert b"/Type3" not in buffer.getvalue()
