import base64
import quopri
from urllib.parse import quote

import pytest

from topics.errors import DocumentError
from topics.files.encodings import decode

ZH = "日期：2021-03-01\n会议指出，要推进工业互联网~建设，加快 5G 应用。\n各地要抓好落实。\n"
EN = "Published: 2021-03-01\nThe café is “open” – and wind + solar power grow.\n"
ISO_2022_CN = b"2021-03-01\n\x1b$)A\x0e" + bytes(byte & 0x7F for byte in "工业互联网".encode("gb2312")) + b"\x0f\n"


@pytest.mark.parametrize(("text", "encoding"), [(ZH, "hz"), (ZH, "utf-7"), (EN, "utf-7"), ("数据安全", "hz")])
def test_text_in_letters_of_ascii_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == (text, encoding)


def test_a_tilde_of_an_address_and_a_broken_line_spoil_no_text_in_hz() -> None:
    written = "见 a.org/~li，工业互联网".encode("hz").replace(b"/~~li", b"/~li~\n")
    assert decode(written, "a.txt") == ("见 a.org/~li，工业互联网", "hz")


@pytest.mark.parametrize(
    "text",
    [
        "Write ~{VPND~} for two characters in HZ, between ~{ and ~}.",
        "It is written +IBk- in UTF-7, and R+D, C++ and 1+1 are none.",
        "See https://a.org/%E5%B7%A5%E4%B8%9A%E4%BA%92%E8%81%94 for all of the text, at 50%.",
        r"In Python \u4e2d is one character, and so is \u6587.",
        "A line of sixty letters is no attachment:\n" + "a" * 60 + "\n",
    ],
)
def test_a_text_about_a_code_stays_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a.txt") == (text, "utf-8")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (ISO_2022_CN, "ISO 2022"),
        ("정부는 산업".encode("iso2022_kr"), "ISO 2022"),
        (quopri.encodestring(ZH.encode()), "quoted-printable"),
        (base64.encodebytes(ZH.encode()), "base64"),
        (quote("工业互联网，数据安全。").encode(), "percent signs"),
        (b"date,text\n2021-03-01," + "工业互联网，数据安全。".encode("unicode_escape"), "escapes"),
    ],
)
def test_a_text_in_another_code_is_refused_by_its_name(data: bytes, named: str) -> None:
    with pytest.raises(DocumentError, match=rf"a\.csv: its characters are written in {named}.*Save it as UTF-8"):
        decode(data, "a.csv")


def test_a_person_may_name_the_encoding() -> None:
    written = "工業互聯網".encode("iso2022_jp_2")
    with pytest.raises(DocumentError, match='encoding = "iso2022_jp"'):
        decode(written, "a.txt")
    assert decode(written, "a.txt", said="iso2022_jp_2")[0] == "工業互聯網"
