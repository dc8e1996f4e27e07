"""Hyphens at line ends: whether one broke a word, or belongs to it, by the other words of the document."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
HYPHENS = "-\u2010\u00ad"
_BROKEN = re.compile(rf"([^\W\d_]+)[{HYPHENS}]$")
_LONGEST_WORD = 40  # characters looked at
_PREFIXES = frozenset(
    {"anti", "counter", "extra", "fore", "inter", "mis", "non", "out", "over", "pre", "re", "semi", "sub", "super",
     "trans", "un", "under", "up"}
)  # fmt: skip


def broken_word(line: str) -> str:
    """The letters before a hyphen with which a line ends; "" for a line without one.

    >>> broken_word("wages that em-"), broken_word("from May -")
    ('em', '')
    """
    found = _BROKEN.search(line[-_LONGEST_WORD:])
    return found[1] if found else ""


def is_one_word(words: Mapping[str, int], before: str, after: str) -> bool:
    """Whether the hyphen between two parts only broke the line; `words` are those of the document.

    They say so; where none has the whole with or without a hyphen, two parts that are words of the document by
    themselves keep it, unless the first is a prefix.

    >>> words = known_words(["A long term, a long-term plan and its employers"])
    >>> is_one_word(words, "em", "ployers"), is_one_word(words, "long", "term")
    (True, False)
    """
    before, after = before.lower(), after.lower()
    one, two = words.get(before + after, 0), words.get(f"{before}-{after}", 0)
    if one or two:
        return one >= two
    return before in _PREFIXES or not (words.get(before) and words.get(after))


def known_words(lines: Iterable[str]) -> Counter[str]:
    """The words of lines, in lower case; not those that a line end may have cut."""
    found: Counter[str] = Counter()
    cut = False
    for line in lines:
        words = WORD.findall(line.lower())
        ends = bool(broken_word(line))
        found.update(words[1 if cut else 0 : len(words) - 1 if ends else None])
        cut = ends
    return found
