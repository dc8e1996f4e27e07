"""Detection of text encodings, on evidence.

Conventions. The order of evidence is: a byte-order mark; strict UTF-8; then every encoding of `CANDIDATES` and any
the file declares for itself that decodes without an error, scored by how common its Chinese characters are. A wrong
reading of Chinese bytes decodes into rare characters, a right one into everyday ones, so the best score wins if it is
plausible at all and clear of the next. The few characters of a table that a person fills in beside the study need not
be everyday ones: where no reading is plausible so, they are scored by the words of the dictionary. Of two declarations
that contradict each other, the bytes decide. There is no last resort that accepts anything: bytes nobody can read are
a DocumentError.
"""

import codecs
import re
from collections.abc import Iterator, Sequence

from topics.errors import DocumentError
from topics.files.seven_bits import ISO_2022, seven_bit_code, seven_bit_readings

# One of a family at most is a candidate: the first that decodes.
CANDIDATES = (("gb18030",), ("big5", "cp950", "big5hkscs"), ("utf-16-le",), ("utf-16-be",))
# What a declared name stands for: pages that say GB2312 use all of GB18030, as browsers know.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}

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

_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_LETTERS = re.compile(r"[^\x00-\x7f]{4,}")
_PLAUSIBLE = 0.3
_IN_WORDS = 0.4  # of the characters of a short text
_CLEAR = 0.05
_SAMPLE = 20_000  # characters judged
_FEWEST_CHINESE, _FEWEST_EUROPEAN = 4, 2  # characters in a code of ASCII; fewer are an example of it
_DECLARATION = re.compile(rb"""(?:charset|<\?xml[^>]*?encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,30})""", re.IGNORECASE)


def plausibility(text: str) -> float:
    """Share of the non-ASCII characters that are everyday Chinese ones, 0 to 1; 0 where there are none."""
    wide = _WIDE.findall(text[:_SAMPLE])
    return sum(c in COMMON for c in wide) / len(wide) if wide else 0.0


def _evidence(text: str) -> float:
    """Plausibility, lowered for short texts as if four more characters had been seen and were rare ones."""
    wide = len(_WIDE.findall(text[:_SAMPLE]))
    return plausibility(text) * wide / (wide + 4)


def words_share(text: str) -> float:
    """Share of the non-ASCII characters that lie in Chinese words of the dictionary, in either script, 0 to 1.

    >>> words_share("调研笔记.txt"), words_share("覃旃捩暮.txt")
    (1.0, 0.0)
    """
    import opencc
    import rjieba

    words = rjieba.cut(opencc.OpenCC("t2s").convert(text[:_SAMPLE]), False)
    wide = sum(len(_WIDE.findall(word)) for word in words)
    return sum(len(word) for word in words if _WORD.fullmatch(word)) / wide if wide else 0.0


def declared_encodings(data: bytes) -> list[str]:
    """Encodings that a web page or XML file declares for itself, each once, in the order of the declarations.

    >>> declared_encodings(b'<meta charset="gb2312"><meta http-equiv="Content-Type" content="text/html;charset=utf-8">')
    ['gb18030', 'utf-8']
    """
    found = []
    for name in _DECLARATION.findall(data[:8192]):
        found.append(known_encoding(name.decode("ascii")))
    return list(dict.fromkeys(filter(None, found)))


def decode(
    data: bytes, where: str, declared: Sequence[str] = (), said: str = "", *, by_words: bool = False
) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    `where` names the file in messages; `declared` are encodings the file claims for itself, candidates like the others;
    `said` is the encoding by a person's word, and no other is tried then. `by_words`: it is a table beside a study,
    whose few characters may be known by the words of the dictionary; documents are not guessed so.

    Raises DocumentError when the bytes are no text, or when their encoding cannot be determined or is not as said.

    >>> decode("工业互联网".encode("gb18030"), "a.txt")
    ('工业互联网', 'gb18030')
    """
    if said:
        return _as_said(data, where, said), said
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"{where}: the file says it is {encoding} by its first bytes, but byte {error.start} is invalid "
                    "in it. Save it anew as UTF-8."
                ) from None
    if data.isascii() and (written := _in_ascii(data, where)):
        return written
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _by_score(data, where, declared, error.start, by_words)
    if _looks_binary(text) or _may_be_two_bytes(text, data):
        # UTF-16 of Chinese text is now and then valid UTF-8, but then full of control characters.
        return _by_score(data, where, declared, 0, by_words)
    if _is_misread(text):
        raise DocumentError(
            f"{where}: its characters are UTF-8 that a program read as GB18030 and saved, and some are lost "
            f"(“{_LETTERS.findall(text)[0][:8]}…”). Get the file anew, or open the original as UTF-8 and save it."
        )
    return text, "utf-8"


def _in_ascii(data: bytes, where: str) -> tuple[str, str] | None:
    """The text and encoding of what is written in the letters of ASCII; None for a text in ASCII itself."""
    for encoding, text in seven_bit_readings(data):
        wide = len(_WIDE.findall(text))
        chinese = wide >= _FEWEST_CHINESE and _evidence(text) >= _PLAUSIBLE
        if chinese or (wide >= _FEWEST_EUROPEAN and encoding == "utf-7" and _is_european(text)):
            return text, encoding
    if code := seven_bit_code(data):
        named = ', or name its encoding under [corpus], as in encoding = "iso2022_jp"' if code == ISO_2022 else ""
        raise DocumentError(f"{where}: its characters are written in {code}. Save it as UTF-8{named}.")
    return None


def _is_misread(text: str) -> bool:
    """Whether the bytes of its characters in GB18030 are UTF-8 of Chinese, which those of a text never are."""
    if text.isascii():
        return False
    bytes_of = "".join(_LETTERS.findall(text[:2000])).encode("gb18030", "replace")
    read = bytes_of.decode("utf-8", "replace")
    return len(_WORD.findall(read)) > 2 and sum(map(len, _WORD.findall(read))) > 2 * read.count("\ufffd")


def known_encoding(name: str) -> str:
    """The name under which Python knows a text encoding, or that of the encoding it is a part of; "" for no encoding.

    >>> known_encoding("GB2312"), known_encoding("Latin1"), known_encoding("base64")
    ('gb18030', 'cp1252', '')
    """
    try:
        known = codecs.lookup(name)
    except LookupError:
        return ""
    # Python also lists codecs that are not text encodings, such as base64 and rot13.
    return _SUPERSETS.get(known.name, known.name) if known._is_text_encoding else ""


def _as_said(data: bytes, where: str, said: str) -> str:
    try:
        return data.decode(known_encoding(said) or said).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{where}: the study says that its files are in {said}, but byte {error.start} of this one is not."
        ) from None


def _may_be_two_bytes(text: str, data: bytes) -> bool:
    """Whether this UTF-8 text has only letters of European scripts and is also good Chinese in GB18030.

    A few short texts are valid as both.
    """
    if data.isascii() or max(text[:_SAMPLE]) > "\u07ff":
        return False
    try:
        return _evidence(data.decode("gb18030")) >= 1.5 * _PLAUSIBLE
    except UnicodeDecodeError:
        return False


def _by_score(data: bytes, where: str, declared: Sequence[str], bad_byte: int, by_words: bool) -> tuple[str, str]:
    readings = sorted(_readings(data, declared), key=lambda reading: -reading[0])
    score, encoding, text = readings[0] if readings else (0.0, "", "")
    rivals = [other for other in readings[1:] if other[2] != text and score - other[0] < _CLEAR]
    if score >= _PLAUSIBLE and not rivals:
        return text, encoding
    if by_words and (short := _by_words(readings)):
        return short
    for encoding in declared:
        if (western := _western(data, encoding)) is not None:
            return western, encoding
    if _looks_binary(data[:_SAMPLE].decode("latin-1")):
        raise DocumentError(
            f"{where}: expected text, found a binary file (it begins with {data[:12]!r}). "
            "Give it the ending of its real format, or take it out of the folder."
        )
    if rivals and score >= _PLAUSIBLE:
        also = f"{encoding} and {rivals[0][1]} both make Chinese text of it"
    else:
        valid = " or ".join(encoding for _, encoding, _ in readings if not encoding.startswith("utf-16"))
        also = f"read as {valid} it makes no everyday Chinese" if valid else "neither gb18030 nor big5"
        if near := _nearly(data):
            also = f"it would be {near[0]} but for byte {near[1]}"
    raise DocumentError(
        f"{where}: the encoding cannot be told: it is not UTF-8 (byte {bad_byte} is wrong), and {also}. "
        'Save it as UTF-8, or write the encoding of the files under [corpus], as in encoding = "gb18030" or "cp1252".'
    )


def _readings(data: bytes, declared: Sequence[str]) -> Iterator[tuple[float, str, str]]:
    """(score, encoding, text) of every candidate that decodes; declared ones first, so that they win a tie."""
    for family in dict.fromkeys((*((name,) for name in declared), *CANDIDATES)):
        for encoding in family:
            try:
                text = data.decode(encoding)
            except UnicodeError:
                continue
            if not _looks_binary(text):
                ascii_alone = encoding.startswith("utf-16") and text.isascii()
                yield (1.0 if ascii_alone else _evidence(text)), encoding, text
            break


def _by_words(readings: Sequence[tuple[float, str, str]]) -> tuple[str, str] | None:
    """The text and encoding of the one reading that consists of Chinese words, if there is one."""
    scored = sorted(((words_share(text), encoding, text) for _, encoding, text in readings), key=lambda one: -one[0])
    best, encoding, text = scored[0] if scored else (0.0, "", "")
    clear = all(other == text or best - share >= _CLEAR for share, _, other in scored[1:])
    return (text, encoding) if best >= _IN_WORDS and clear else None


def _western(data: bytes, encoding: str) -> str | None:
    """The text in a declared encoding of Latin, Greek or Cyrillic script, if the result looks like European text.

    Chinese bytes decoded this way become one sign or accented letter after another; European text has few of them.
    """
    try:
        text = data.decode(encoding)
    except UnicodeError:
        return None
    return text if _is_european(text) else None


def _is_european(text: str) -> bool:
    """Whether the characters beyond ASCII are some letters and marks of a European text."""
    wide = _WIDE.findall(text[:_SAMPLE])
    words = sum(c.isalpha() or c in "–—‘’“”«»…€£§°· \xa0" for c in wide)
    letters = sum(c.isalpha() for c in text[:_SAMPLE])
    if _looks_binary(text) or not wide or (max(wide) > "\u206f" and max(wide) != "€"):
        return False
    return words >= 0.98 * len(wide) and len(wide) <= 0.3 * letters


def _nearly(data: bytes) -> tuple[str, int] | None:
    """The encoding in which all but a few bytes are valid, and the position of the first invalid byte."""
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            text = data.decode(encoding, errors="replace")[:_SAMPLE]
            if _evidence(text) >= _PLAUSIBLE and text.count("\ufffd") <= 0.01 * len(text) + 1:
                return encoding, error.start
    return None


def _looks_binary(text: str) -> bool:
    return len(_NOT_TEXT.findall(text[:_SAMPLE])) > 0.002 * min(len(text), _SAMPLE)
