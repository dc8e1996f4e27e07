"""Text written in the letters of ASCII, as mails and old archives hold it: HZ and UTF-7 are read, other codes named.

Conventions. Such bytes are valid UTF-8, but read so they have no word in them. A text *about* a code holds a few signs
of it and stays as it is: whether a reading counts, `encodings.py` decides by the characters that come out.
"""

import re
from contextlib import suppress

_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])+)~\}")
_ESCAPED = re.compile(rb"[=%][89A-F][0-9A-F](?:=\r?\n)?|\\u[0-9a-f]{4}", re.IGNORECASE)
_BASE_64 = re.compile(rb"\s*(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}\s*")
ISO_2022 = "ISO 2022 (7-bit codes behind ESC), as in mails of East Asia"
_NAMES = {
    b"=": "quoted-printable (=E4=B8=AD), as in a mail",
    b"%": "percent signs (%E4%B8%AD), as in an address",
    b"\\": r"escapes (\u4e2d), as in a program",
}


def seven_bit_readings(data: bytes) -> list[tuple[str, str]]:
    """(encoding, text) of each code of ASCII in which some bytes of ASCII may be written.

    >>> seven_bit_readings(b"~{5gWS~} in HZ"), seven_bit_readings(b"a +IBQ b"), seven_bit_readings(b"R+D, 1+1")
    ([('hz', '电子 in HZ')], [('utf-7', 'a — b')], [])
    """
    found = []
    if b"~{" in data and _HZ.search(data):
        # Python's own codec refuses a lone tilde, as in an address.
        joined = data.replace(b"~\n", b"").replace(b"~~", b"~")
        pairs = _HZ.sub(lambda pair: bytes(byte | 0x80 for byte in pair[1]), joined)
        found.append(("hz", pairs.decode("gb18030", "replace")))
    if b"+" in data:
        with suppress(UnicodeDecodeError):
            found.append(("utf-7", data.decode("utf-7")))
    return [(encoding, text) for encoding, text in found if not text.isascii()]


def seven_bit_code(data: bytes) -> str:
    """The code of ASCII, in words, in which most of a text is written and which is not read; "" for any other text.

    JSON and RTF, which write such escapes themselves, begin with a bracket.

    >>> seven_bit_code(b"=E5=B7=A5=E4=B8=9A 5G"), seven_bit_code(b"See https://a.org/%E5%B7%A5, A%20B and 50%")
    ('quoted-printable (=E4=B8=AD), as in a mail', '')
    """
    if b"\x1b$" in data:
        return ISO_2022
    if _BASE_64.fullmatch(data):
        return "base64, as in a mail"
    written = [] if data.lstrip()[:1] in (b"{", b"[") else _ESCAPED.findall(data)
    return _NAMES[written[0][:1]] if 2 * sum(map(len, written)) > len(data) else ""
