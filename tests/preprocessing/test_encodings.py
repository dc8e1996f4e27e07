import pytest

from topics.errors import DocumentError
from topics.preprocessing.encodings import decode, plausibility

SIMPLIFIED = "加快推进工业互联网平台建设，提升企业数字化水平，确保网络和数据安全。"
TRADITIONAL = "加快推進工業互聯網平臺建設，提升企業數字化水平，確保網絡和數據安全。"


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        ("plain ASCII text", "ascii", "utf-8"),
        ("", "ascii", "utf-8"),
    ],
)
def test_text_comes_back_as_it_was_written(text: str, written: str, found: str) -> None:
    assert decode(text.encode(written), "a.txt") == (text, found)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), bytes(200), b"PK\x03\x04\x14\x00\x08\x00" * 9]
)
def test_binary_under_a_text_name_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"notes\.txt: expected text, found a binary file \(it begins with b'"):
        decode(data, "notes.txt")


def test_an_encoding_that_cannot_be_told_is_refused_and_never_read_as_latin_1() -> None:
    with pytest.raises(
        DocumentError, match=r"a\.txt: the encoding cannot be told: it is not UTF-8 \(byte 1 is wrong\)"
    ):
        decode("h\xe9t\xe9rog\xe8ne et na\xeff, d\xe9j\xe0 vu".encode("latin-1"), "a.txt")


def test_a_false_byte_order_mark_is_named() -> None:
    with pytest.raises(DocumentError, match="says it is utf-8-sig by its first bytes, but byte 0 is not"):
        decode(b"\xef\xbb\xbf\xff\xff", "a.txt")


def test_a_declared_charset_is_one_more_candidate() -> None:
    data = SIMPLIFIED.encode("hz")
    assert decode(data + "。".encode("gbk"), "a.html", declared="GB2312")[0].endswith("。")


def test_a_misread_text_is_implausible() -> None:
    misread = SIMPLIFIED.encode("gb18030").decode("big5", errors="ignore")
    assert plausibility(SIMPLIFIED) > 0.6
    assert plausibility(misread) < 0.1
    assert plausibility("ascii") == 0.0
