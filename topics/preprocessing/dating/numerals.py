"""Characters and numerals of written dates, made one.

Conventions. `folded` keeps the length of a text, so that a place found in the folded text is the same in the text as it
is written. Numerals are Arabic or Chinese, also mixed, as in `二O二一年`.
"""

from collections.abc import Iterator


def _pairs() -> Iterator[tuple[int, str]]:
    for code in range(0xFF01, 0xFF5F):  # full-width letters, digits and signs
        yield code, chr(code - 0xFEE0)
    for characters, one in (
        ("\u3000\xa0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\t\r\n", " "),
        ("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff", " "),  # invisible, between parts of a date
        ("‐‑‒–—―−－﹣", "-"),
        ("～〜∼", "~"),
        ("⁄∕", "/"),
        ("．", "."),
        ("○◯零ΟО", "〇"),
        ("’‘", "'"),
    ):
        for character in characters:
            yield ord(character), one
    # Formal numerals, and radicals that PDF files hold in place of characters.
    formal, plain = "壹贰貳叁參肆伍陆陸柒捌玖拾⼀⼆⼋⼗⽇⽉", "一二二三三四五六六七八九十一二八十日月"
    for written, one in zip(formal, plain, strict=True):
        yield ord(written), one


_FOLDED = dict(_pairs())
_DIGITS = str.maketrans("〇oO一二三四五六七八九元", "0001234567891")


def folded(text: str) -> str:
    """The text with signs, spaces and numerals of one kind made one character; its length stays.

    >>> folded("２０２１．９．３　二○二一–贰零贰壹")
    '2021.9.3 二〇二一-二〇二一'
    """
    return text.translate(_FOLDED)


def number(text: str) -> int:
    """The number that a folded numeral states: digit by digit, or by tens and hundreds.

    Raises ValueError for signs in an order that states no number.

    >>> number("二〇二一"), number("廿三"), number("一百一十"), number("1O")
    (2021, 23, 110, 10)
    """
    text = text.replace(" ", "").replace("廿", "二十").replace("卅", "三十")
    hundreds, many, rest = text.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    found = int(_digits(ones) or 0) if ten or many else int(_digits(rest))
    return found + (10 * int(_digits(tens) or 1) if ten else 0) + (100 * int(_digits(hundreds) or 1) if many else 0)


def _digits(text: str) -> str:
    return text.translate(_DIGITS)
