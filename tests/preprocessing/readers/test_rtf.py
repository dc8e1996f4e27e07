"""Rich text: what a person sees in it, in every code page, and damaged files."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from topics.errors import DocumentError
from topics.preprocessing.readers.rtf import CUT_OFF, UNKNOWN_BYTES, read_rtf

FONTS = rb"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Times;}{\f2\fcharset204 Arial;}}"


def text_of(body: bytes, head: bytes = rb"\ansi\ansicpg1252") -> str:
    [record] = read_rtf(rb"{\rtf1" + head + body + b"}", "a.rtf").records
    return str(record["text"])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb" One\par Two\line three\tab x", "One\nTwo\nthree\tx"),
        (rb" caf\'e9 \u8220?quoted\u8221? 3\endash 4\~\_", "café “quoted” 3–4\xa0\u2011"),
        (rb" a\b bold\b0  b {\i c} d", "abold b c d"),
        (rb" open \{ close \} slash \\", "open { close } slash \\"),
        (rb" soft\-hyphen\:index", "softhyphenindex"),
        (rb"\uc2 \u25968\'ca\'fd\u25454\'be\'dd end{\uc0\u128 x}", "数据 end\x80x"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"\trowd a\cell b\cell\row", "a\nb\n\n"),
        (rb" see {\field{\*\fldinst{HYPERLINK x}}{\fldrslt the page}}.", "see the page."),
        (rb"{\upr{ansi}{\*\ud{uni\u8364?}}}", "uni€"),
        (rb"{\pict\wmetafile8 0102abcdef}b{\pict\bin5 }}}}}}c", "bc"),
        (rb"{\*\unknown secret{\b x}}{\stylesheet{\s1 Heading;}}{\colortbl;\red0;}{\info{\author A}}x", "x"),
        (rb"{\listtext\tab 1.}item{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt box}}}", "itembox"),
        (rb" A{\footnote{\super 1}First note}B{\footnote second}.", "AB.\n1First note\nsecond"),
        (b" a\r\nb\\\r\nc", "ab\nc"),
    ],
)
def test_what_a_person_sees(body: bytes, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (rb"\ansi\ansicpg936", rb"\'ca\'fd\'be\'dd", "数据"),
        (rb"\ansi\ansicpg936", "数据安全".encode("gb18030"), "数据安全"),
        (rb"\ansi\ansicpg65001", "数据安全 é".encode(), "数据安全 é"),
        (rb"\ansi\ansicpg950", rb"\'bc\'c6\'be\'da", "數據"),
        (rb"\ansi\ansicpg1252" + FONTS, rb"\f0\'ca\'fd\f1  caf\'e9 \f2\'e4\'e0", "数 café да"),
        (rb"\ansi\ansicpg936" + FONTS, rb"\f1 caf\'e9", "café"),
        (rb"\ansi\ansicpg1250", rb"\'b3\'f3d\'9f", "łódź"),
        (rb"\mac ", rb"caf\'8e", "café"),
    ],
)
def test_code_pages(head: bytes, body: bytes, text: str) -> None:
    assert text_of(body, head) == text


def test_what_is_no_text_is_taken_by_its_name() -> None:
    body = (
        rb"{\info{\title The\'e9 title}}{\header Head}{\footer Foot}Body{\v hidden} {\deleted gone}{\*\annotation why}"
    )
    [record] = read_rtf(rb"{\rtf1\ansi" + body + b"}", "a.rtf").records
    assert (record["title"], record["text"]) == ("Theé title", "Body ")
    assert record["taken"] == [
        ("headers and footers", "HeadFoot"), ("comments", "why"), ("deleted under review", "gone"),
        ("hidden text", "hidden"),
    ]  # fmt: skip


def test_damage_is_told() -> None:
    assert read_rtf(rb"{\rtf1 text {\b bold", "a.rtf").losses == [("text", CUT_OFF)]
    [loss] = read_rtf(rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 S;}}\f0 a\'81}", "a.rtf").losses
    assert loss == ("text", f"{UNKNOWN_BYTES}; 1 of them")
    with pytest.raises(DocumentError, match=r"a\.rtf: this is not an RTF document"):
        read_rtf(b"<html>", "a.rtf")
    with pytest.raises(DocumentError, match=r"a\.rtf: the groups of this RTF document are nested too deeply"):
        read_rtf(rb"{\rtf1" + b"{" * 2_000, "a.rtf")


PIECES = [
    b"{", b"}", b"\\", b"\\*", b"\\'", b"\\'81", b"\\u8220?", b"\\u-1", b"\\uc9", b"\\bin99999999999", b"\\bin3 ",
    b"\\par ", b"\\f0 ", b"\\f99999999999 ", b"{\\fonttbl", b"{\\f0\\fcharset134 A;}", b"{\\footnote ", b"{\\*\\ud ",
    b"{\\upr", b"{\\info{\\title ", b"\\ansicpg65001", b"\\ansicpg99999", b"\\v ", b"\\deleted", b"\\plain", b"text ",
    b"\xca\xfd", b"\x00", b"{\\header ", b";",
]  # fmt: skip


@settings(deadline=timedelta(seconds=5), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=6), max_size=40).map(b"".join))
@example(b"\\u1")
def test_any_tail_is_read_or_refused(tail: bytes) -> None:
    try:
        reading = read_rtf(rb"{\rtf1\ansi " + tail, "a.rtf")
    except DocumentError:
        return
    assert all("\x00" not in record["text"] for record in reading.records)
