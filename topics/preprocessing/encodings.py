"""Bytes to text, on evidence.

Conventions. The order of evidence is: a byte-order mark; strict UTF-8; then every candidate of `CANDIDATES` (a
declared charset first) that decodes without an error, scored by how common its Chinese characters are. A wrong reading
of Chinese bytes decodes into rare characters, a right one into everyday ones, so the best score wins if it is
plausible at all. There is no last resort that accepts anything: bytes nobody can read are a DocumentError.
"""

import re

from topics.errors import DocumentError

CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

# The commonest characters of modern written Chinese, in both scripts, and its punctuation. About half of any running
# text is made of them; of a misread one, next to nothing.
COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由"
    "其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意"
    "建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统"
    "接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府究信网络安企推服务融创保促市技术支持"
    "這個們來對會發動過說產種後從業還應開實現間樣與關義當點兩體質氣變條沒結問無軍題黨統員設資邊級圖組見計幾區強戰則處"
    "據論運農將較長網絡務創術導總維護標準數機電進經學時為國"
    "，。、；：？！（）“”《》"
)

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_PLAUSIBLE = 0.25


def plausibility(text: str) -> float:
    """Share of the non-ASCII characters that are everyday Chinese ones, 0 to 1; 0 where there are none."""
    wide = _WIDE.findall(text[:20_000])
    return sum(c in COMMON for c in wide) / len(wide) if wide else 0.0


def decode(data: bytes, where: str, declared: str = "") -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    `where` names the file in messages; `declared` is a charset the file claims for itself, one more candidate.

    Raises DocumentError when the bytes are no text, or text in an encoding that cannot be told.

    >>> decode("工业互联网".encode("gb18030"), "a.txt")
    ('工业互联网', 'gb18030')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"{where}: the file says it is {encoding} by its first bytes, but byte {error.start} is not. "
                    "Save it anew as UTF-8."
                ) from None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _by_score(data, where, declared, error.start)
    if _looks_binary(text):
        # UTF-16 of Chinese text is now and then valid UTF-8, but then full of control characters.
        return _by_score(data, where, declared, 0)
    return text, "utf-8"


def _by_score(data: bytes, where: str, declared: str, bad_byte: int) -> tuple[str, str]:
    readings = []
    for rank, encoding in enumerate(dict.fromkeys(filter(None, (declared.lower(), *CANDIDATES)))):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _looks_binary(text):
            readings.append((plausibility(text), -rank, encoding, text))
    score, _, encoding, text = max(readings, default=(0.0, 0, "", ""))
    if score >= _PLAUSIBLE:
        return text, encoding
    start = data[:12]
    if _looks_binary(data[:20_000].decode("latin-1")):
        raise DocumentError(
            f"{where}: expected text, found a binary file (it begins with {start!r}). Give it the ending of its real "
            "format, or take it out of the folder."
        )
    raise DocumentError(
        f"{where}: the encoding cannot be told: it is not UTF-8 (byte {bad_byte} is wrong), and read as "
        f"{' or '.join(CANDIDATES[:2])} it makes no Chinese text. Save it as UTF-8."
    )


def _looks_binary(text: str) -> bool:
    return len(_NOT_TEXT.findall(text[:20_000])) > 0.002 * min(len(text), 20_000)
