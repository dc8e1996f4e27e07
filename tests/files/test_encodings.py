from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.files.encodings import declared_encodings, decode, plausibility

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
    ("written", "text"),
    [
        ("gb18030", "path,id,date\n调研笔记.txt,,2020-05\n公开信.txt,,2021\n"),
        ("gb18030", "调研笔记"),
        ("gb18030", "年报"),
        ("gb18030", "5G,专网\n"),
        ("gb18030", "path,source\n甲.txt,张伟访谈\n"),
        ("big5", "path,id,date\n調研筆記.txt,,2020-05\n"),
        ("big5", "年報"),
        ("big5", "會議紀錄.txt,2020"),
    ],
)
def test_a_few_chinese_characters_are_known_by_their_words(written: str, text: str) -> None:
    assert decode(text.encode(written), "documents.csv", by_words=True) == (text, written)


@pytest.mark.parametrize("text", ["café “quoted” text’s end", "CRÉÉ ÉÉ À L’ÉTÉ", "id\nrésumé.txt,Café\n", "Größe"])
def test_a_few_european_characters_are_no_chinese_words(text: str) -> None:
    with pytest.raises(DocumentError, match="cannot be told"):
        decode(text.encode("cp1252"), "documents.csv", by_words=True)
    assert decode(text.encode("cp1252"), "documents.csv", said="cp1252") == (text, "cp1252")


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
    with pytest.raises(DocumentError, match="says it is utf-8-sig by its first bytes, but byte 0 is invalid in it"):
        decode(b"\xef\xbb\xbf\xff\xff", "a.txt")


# --- the same documents in every encoding -----------------------------------------------------------------------------

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "documents"
FORTY = sorted(SAMPLE.glob("*.md"))[:40]


@pytest.mark.parametrize("script", ["simplified", "traditional"])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_forty_documents_come_back_identical(written: str, script: str) -> None:
    import opencc

    convert = opencc.OpenCC("s2tw").convert if script == "traditional" else str
    texts = [convert(path.read_text(encoding="utf-8")) for path in FORTY]
    encodable = [text for text in texts if _encodable(text, written)]
    if (written, script) == ("big5", "simplified"):
        assert not encodable
    else:
        assert len(texts) == 40
        assert len(encodable) >= (35 if written == "big5" else 40)
    for text in encodable:
        assert decode(text.encode(written), "a.txt") == (text, written)


def _encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# --- other evidence ---------------------------------------------------------------------------------------------------


def test_declarations_are_found_once_and_widened() -> None:
    page = b"""<?xml version="1.0" encoding="gbk"?><meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
    <meta charset='GB2312'><meta charset="rot13"><meta charset="nonsense">"""
    assert declared_encodings(page) == ["gb18030", "utf-8"]


@pytest.mark.parametrize("declared", [["gb18030", "big5"], ["big5", "gb18030"], ["shift_jis"], ["cp1252"]])
def test_bytes_go_before_what_is_declared(declared: list[str]) -> None:
    assert decode(SIMPLIFIED.encode("gb18030"), "a.html", declared) == (SIMPLIFIED, "gb18030")
    assert decode(TRADITIONAL.encode("big5"), "a.html", declared) == (TRADITIONAL, "big5")


@pytest.mark.parametrize("text", ["déjà vu, à Noël", "Правительство объявило о политике", "Η κυβέρνηση", "ü", "© 2021"])
def test_european_text_in_utf_8_is_no_chinese(text: str) -> None:
    assert decode(text.encode(), "a.txt") == (text, "utf-8")


FOREIGN = {
    "euc-kr": "정부는 산업 인터넷과 데이터 보안을 강화하기 위한 새로운 정책을 발표했다.",
    "euc-jp": "政府は産業インターネットとデータの安全性を強化するための新しい政策を発表した。",
    "shift_jis": "政府は産業インターネットとデータの安全性を強化するための新しい政策を発表した。",
    "iso2022_jp": "政府は産業インターネットとデータの安全性を強化するための新しい政策を発表した。",
    "koi8-r": "Правительство объявило о новой политике в области безопасности данных.",
    "cp1251": "Правительство объявило о новой политике в области безопасности данных.",
    "cp1252": "L'été dernier, le gouvernement a présenté une stratégie numérique élargie.",
}


@pytest.mark.parametrize("encoding", FOREIGN)
def test_what_is_not_chinese_is_never_read_as_if_it_were(encoding: str) -> None:
    text = FOREIGN[encoding]
    for size in (8, 20, len(text)):
        for start in range(0, len(text) - size + 1, 4):
            part = text[start : start + size]
            if not part.isascii():
                with pytest.raises(DocumentError, match=r"a\.txt: (the encoding cannot be told|its characters are)"):
                    decode(part.encode(encoding), "a.txt")


def test_a_broken_byte_is_named_with_the_likely_encoding() -> None:
    data = SIMPLIFIED.encode("gb18030")
    with pytest.raises(DocumentError, match=r"it would be gb18030 but for byte 20\. Save it as UTF-8"):
        decode(data[:20] + b"\xff" + data[20:], "a.txt")
    with pytest.raises(DocumentError, match=r"it would be utf-8 but for byte 99\."):
        decode(SIMPLIFIED.encode()[:-1], "a.txt")


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_utf_8_that_was_read_as_gb18030_and_saved_is_refused(errors: str) -> None:
    with pytest.raises(DocumentError, match="UTF-8 that a program read as GB18030"):
        decode(SIMPLIFIED.encode().decode("gb18030", errors).encode(), "a.txt")


def test_a_misread_text_is_implausible() -> None:
    misread = SIMPLIFIED.encode("gb18030").decode("big5", errors="ignore")
    assert plausibility(SIMPLIFIED) > 0.6
    assert plausibility(misread) < 0.1
    assert plausibility("ascii") == 0.0
