"""Repair of characters whose GBK bytes slipped by one.

A page that lost one byte of a two-byte character pairs every later byte with the wrong neighbour, until two bytes
are in step again: `d2 8e | c4 a3 | bb af | 91 aa | 28`, 規模化應(, without its `c4` reads `a3 bb | af 91 | aa 28`,
`；瘧` and a pair that is no character. A reader writes `?` for the missing byte. At the end it writes either `?` for a
pair that is no character (whose second half was an ASCII character, usually the bracket of a gloss), or an ASCII letter
that is the second half of the last character. Pairs of the user-defined area leave no trace at all.

The repair makes a template of the known and unknown bytes. It looks for the one reading in which every restored
character is part of a word of the dictionary, together with the text before and behind. The reading is used only where
it is much likelier than the present text (`怎么办?我们认为` stays) and than any other reading.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.cleaning.characters import in_simplified
from topics.preprocessing.cleaning.glosses import LETTERS, is_reading
from topics.preprocessing.words.dictionary import cut_probability, is_word, log_probability

_SLIPPED = re.compile(
    rf"\?(?:(?P<run>(?:[^\x00-\x7f\s]|[,;:!]){{1,8}})"
    rf"(?:\?(?:(?P<orphan>[{LETTERS}]{{1,7}})\))?|(?P<trail>[@-~])(?:\((?P<gloss>[{LETTERS}]{{1,7}})\))?)"
    rf"|(?P<stray>[{LETTERS}]{{1,7}})\)(?P<letter>[@-~]))"
)
_ANY_LEAD = tuple(range(0x81, 0xFF))
_ANY_TRAIL = tuple(b for b in range(0x40, 0xFF) if b != 0x7F)
# Pairs without a character, which readers drop: AAA1–AFFE and F8A1–FEFE.
_UNDEFINED_LEAD = (*range(0xAA, 0xB0), *range(0xF8, 0xFF))
_UNDEFINED_TRAIL = tuple(range(0xA1, 0xFF))
_CONTEXT = 3  # characters before and behind that a word may include
_LONGEST = 4  # characters in a word
_MOST_WORDS = 200_000  # combinations tried at one place
_UNKNOWN = math.log(1e-9)  # for something that cannot occur where it does
_MARGIN = math.log(1e3)  # by which a reading must be likelier than the present text
_COMMONEST_WORD = -6.0  # of two characters: no reading can be likelier
_LEAD = math.log(10)  # by which it must be likelier than the reading of the next template

Bytes = Sequence[int]


@REPAIRS.register(
    "slipped_bytes", after="glosses", needs="?", writes=True, chinese=True, libraries=("rjieba", "opencc")
)
def slipped_bytes(text: str) -> tuple[str, int]:
    """Slipped characters restored where exactly one reading consists of real words.

    >>> slipped_bytes("5G規?；瘧?yīng)用，產業規?;l(fā)展，更新?lián)Q代，怎么办?我们認為?")
    ('5G規模化應用，產業規模化發展，更新換代，怎么办?我们認為?', 3)
    """
    count = 0

    def restored(found: re.Match[str]) -> str:
        nonlocal count
        before, behind = text[max(0, found.start() - _CONTEXT) : found.start()], text[found.end() :][:_CONTEXT]
        reading = _reading(found, before, behind)
        if reading is None:
            return found.group()
        count += 1
        return reading + _behind(found)

    # The end of one slip may look like the beginning of another, so each is tried at its own place.
    pieces, at = [], 0
    while found := _SLIPPED.search(text, at):
        new = restored(found)
        if new == found.group():
            pieces.append(text[at : found.start() + 1])
            at = found.start() + 1
        else:
            pieces += [text[at : found.start()], new]
            at = found.end()
    return "".join(pieces) + text[at:], count


def _behind(found: re.Match[str]) -> str:
    """The matched text beside the slip: letters that turn out not to be a reading of the last character."""
    orphan, gloss = found["orphan"], found["gloss"]
    if orphan and not is_reading(orphan):
        return f"({orphan})"
    return f"({gloss})" if gloss and not is_reading(gloss) else ""


def _reading(found: re.Match[str], before: str, behind: str) -> str | None:
    left, right = _letters_at_end(before), _letters_at_start(behind)
    glossed = any(found[name] and is_reading(found[name]) for name in ("orphan", "gloss", "stray"))
    literal = _literal(found["run"] or "", glossed)
    templates = _templates(found, glossed)
    if not left or not templates or literal + _MARGIN > _COMMONEST_WORD:
        return None
    as_it_is = literal + cut_probability(in_simplified(left)) + cut_probability(in_simplified(right))
    *_, rival, likeliest = sorted([(as_it_is, ""), *(_best(template, left, right) for template in templates)])
    return likeliest[1] if likeliest[1] and likeliest[0] > max(rival[0] + _LEAD, as_it_is + _MARGIN) else None


def _templates(found: re.Match[str], glossed: bool) -> list[list[Bytes]]:
    """The possible byte templates: for each place the possible values."""
    if found["letter"]:
        # One character whose first half became `?`, with the bracket of a gloss behind it.
        return [[_ANY_LEAD, [ord(found["letter"])]]] if glossed else []
    try:
        known = [[byte] for character in found["run"] for byte in _two_bytes(character)]
    except UnicodeEncodeError:
        return []
    if len(known) != 2 * len(found["run"]):
        return []
    if not found["trail"]:
        return [[_ANY_LEAD, *known, _ANY_TRAIL]]
    end = [[ord(found["trail"])]]
    dropped = [(cut, pairs) for cut in range(1, len(found["run"]) + 1) for pairs in (1, 2)] if glossed else []
    return [[_ANY_LEAD, *known, *end]] + [
        [_ANY_LEAD, *known[: 2 * cut], *pairs * (_UNDEFINED_LEAD, _UNDEFINED_TRAIL), *known[2 * cut :], *end]
        for cut, pairs in dropped
    ]


def _two_bytes(character: str) -> bytes:
    """The GBK bytes of a character; a half-width mark counts as the full-width mark that it was."""
    return bytes((0xA3, ord(character) + 0x80)) if character.isascii() else character.encode("gbk")


def _letters_at_end(text: str) -> str:
    found = re.search(r"[^\W\d_a-zA-Z]*$", text)
    return found.group() if found else ""


def _letters_at_start(text: str) -> str:
    found = re.match(r"[^\W\d_a-zA-Z]*", text)
    return found.group() if found else ""


def _literal(run: str, glossed: bool) -> float:
    """The log-probability of the text as it is: its words, and a penalty for whatever cannot occur there.

    Examples are a mark behind `?`, and a gloss behind a character that is not Chinese.
    """
    return cut_probability(in_simplified(run)) + _UNKNOWN * ((not run[:1].isalpha()) + glossed)


def _best(template: Sequence[Bytes], left: str, right: str) -> tuple[float, str]:
    """The likeliest reading of a byte template, and its log-probability; -inf when there is none."""
    options = [
        _characters(tuple(lead), tuple(trail)) for lead, trail in zip(template[::2], template[1::2], strict=True)
    ]
    simple = [tuple(s for s, _ in option) for option in options]
    score, reading = _cover(simple, len(options), in_simplified(left), in_simplified(right))
    originals = [dict(reversed(option)) for option in options]
    return score, "".join(original[c] for original, c in zip(originals, reading, strict=True)) if reading else ""


@lru_cache(maxsize=4096)
def _characters(leads: tuple[int, ...], trails: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    """The Chinese characters with these bytes, as (simplified, as written)."""
    written = []
    for lead, trail in product(leads, trails):
        try:
            character = bytes((lead, trail)).decode("gbk")
        except UnicodeDecodeError:
            continue
        if character.isalpha():
            written.append(character)
    after = in_simplified("\n".join(written)).split("\n") if written else []
    return tuple(zip(after, written, strict=True))


def _cover(options: Sequence[Sequence[str]], n: int, left: str, right: str) -> tuple[float, str]:
    """The likeliest cover of n places by words of two characters or more, and the chosen characters.

    The first word may begin in `left`, the last may end in `right`. Characters of these that no word uses count as
    words of their own, so a reading that leaves half a word beside it is no cheaper than one that completes it.
    """
    best: list[tuple[float, str]] = [(-math.inf, "")] * (n + 1)
    for borrowed in range(min(len(left), _LONGEST - 1) + 1):
        head = left[len(left) - borrowed :]
        _extend(best, options, 0, (cut_probability(left[: len(left) - borrowed]), ""), head, right)
    for start in range(1, n):
        if best[start][0] > -math.inf:
            _extend(best, options, start, best[start], "", right)
    return best[n]


def _extend(
    best: list[tuple[float, str]],
    options: Sequence[Sequence[str]],
    start: int,
    so_far: tuple[float, str],
    head: str,
    right: str,
) -> None:
    """Enter every word that begins with `head` and continues with the options from this place into the table `best`."""
    n = len(options)
    for length in range(max(1, 2 - len(head)), _LONGEST - len(head) + 1):
        inside = options[start : start + length]
        tail = right[: start + length - n] if start + length > n else ""
        if len(inside) + len(tail) < length or math.prod(map(len, inside)) > _MOST_WORDS:
            continue
        reached = min(n, start + length)
        rest = cut_probability(right[len(tail) :]) if reached == n else 0.0
        for characters in product(*inside):
            taken = "".join(characters)
            word = head + taken + tail
            if is_word(word) and (score := so_far[0] + rest + log_probability(word)) > best[reached][0]:
                best[reached] = (score, so_far[1] + taken)
