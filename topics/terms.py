"""Terms as they are counted: the forms of a term, the pattern that finds them, and the word that each stands for.

Conventions. A *form* is one spelling of a term in cleaned text; a term has several when it is written in two scripts,
inflected or abbreviated with dots. All forms of a term count as one *word* of the vocabulary. In a form

- a space stands for any white space, and between letters for a hyphen too: `wind farm` is found in `wind-farm`;
- `*` at the end of a word stands for the rest of that word: `tax*` is found in `taxation`;
- brackets and other marks stand for their full-width and half-width forms, and quotation marks, apostrophes, hyphens
  and the dot in a name (威廉·哈姆) for all their typographic forms;
- upper and lower case are one, unless the form is `exact`.

A form that begins or ends in a letter or digit is a word of its own: `5G` is not found in `15G`, nor `caf` in `café`.
Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese letters are an exception: they do not end a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

# Scripts without spaces between words, and Korean, whose particles follow a word directly.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
LETTER = rf"[^\W_{UNSPACED}]"  # a letter or digit of a script that puts spaces between words
CAPITALS = 5  # most letters of a term in capitals that is counted as it is written
STEM = 3  # fewest letters before `*`

_LETTER = re.compile(LETTER)
_SPACE = r"[\s\-‐‑]"
_ONLY_SPACE = r"\s"
_MOST_SPACES = 8  # beside the first, so that hostile text costs little
_REST = rf"(?:{LETTER}|['’](?={LETTER}))*+"
_TWINS = dict(zip("（），：；！？～’‘‐‑–“”„「」『』«»•‧・∙⋅", "(),:;!?~''---" + 9 * '"' + 5 * "·", strict=True))
_OTHERS = {one: "".join(c for c, plain in _TWINS.items() if plain == one) for one in set(_TWINS.values())}
_TO_PLAIN = str.maketrans(_TWINS)
_NOTHING = re.compile("(?!)")
_GAP = re.compile(rf"{_SPACE}+")


def fold(text: str) -> str:
    """The form in which words are compared: NFKC, lower case.

    >>> fold("５Ｇ")
    '5g'
    """
    return unicodedata.normalize("NFKC", text).lower()


def word_of(entry: str) -> str:
    """The word that an entry of a word list stands as: capitals alone as they are written, anything else folded.

    >>> word_of("US"), word_of("Climate Change"), word_of("５Ｇ")
    ('US', 'climate change', '5g')
    """
    text = unicodedata.normalize("NFKC", entry)
    return text if in_capitals(text) else text.lower()


@dataclass(frozen=True)
class Form:
    """One form of a term: the `term` as its author wrote it, the form's `text`, and the `word` that it counts as."""

    term: str
    text: str
    word: str
    exact: bool = False


def plain_form(term: str, case: str = "") -> Form:
    """The form of a term that passes no repairs but that of widths; `case` is "exact", "any" or "" for the rule.

    >>> plain_form("５Ｇ 专网").text, plain_form("US").exact, plain_form("US", "any").text
    ('5g 专网', True, 'us')
    """
    return form_of(term, unicodedata.normalize("NFKC", term), case)


def form_of(term: str, text: str, case: str = "") -> Form:
    """The form in which a term counts as its own text, after the repairs; see `plain_form` for `case`.

    Without another word, a term of capitals alone, at most `CAPITALS` of them, is counted as it is written.
    """
    text = " ".join(text.split())
    exact = case == "exact" or (not case and in_capitals(text))
    text = text if exact else text.lower()
    return Form(term, text, text.translate(_TO_PLAIN), exact)


def in_capitals(text: str) -> bool:
    """Whether all letters of a text are capitals, at most `CAPITALS` of them, and none is a figure."""
    letters = [c for c in text if c.isalnum()]
    return 0 < len(letters) <= CAPITALS and all(map(str.isupper, letters))


class Finder:
    """Finds forms in cleaned text, the longest at each place, and says which form a found text is.

    `cased` says whether some form is counted as it is written, so that texts must keep their capitals.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms: Sequence[Form] = tuple(form for form in forms if form.text)
        self.cased = any(form.exact for form in self.forms)
        self._word = lru_cache(maxsize=4096)(lambda found: self.form(found).word)

    def __reduce__(self) -> tuple[type["Finder"], tuple[Sequence[Form]]]:
        """Sent to another process as its forms."""
        return Finder, (self.forms,)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return forms_pattern(self.forms)

    @cached_property
    def _in_lower(self) -> re.Pattern[str]:
        """The pattern for text in lower case, twice as fast."""
        return self._pattern if self.cased else forms_pattern(replace(form, exact=True) for form in self.forms)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Spans of the forms in a text, left to right, none overlapping another."""
        return [match.span() for match in self._pattern.finditer(text)]

    def cut(self, text: str, *, lower: bool = True) -> list[tuple[str, bool]]:
        """A text in pieces: the words of the forms in it, with True, and what stands between, with False.

        `lower` says that the text is in lower case, so that a finder which is not `cased` is twice as fast.
        """
        parts, end = [], 0
        for match in (self._in_lower if lower else self._pattern).finditer(text):
            start, stop = match.span()
            if start > end:
                parts.append((text[end:start], False))
            parts.append((self._word(match.group()), True))
            end = stop
        return [*parts, (text[end:], False)] if end < len(text) else parts

    def form(self, found: str) -> Form:
        """The form of a text that was found, or of a form's own text; one that is spelt the same before others.

        Raises KeyError for any other text.
        """
        for spelling in (found, found.translate(_TO_PLAIN), _spaced(found)):
            if known := self._exact.get(spelling) or self._any.get(spelling.lower()):
                return known
        for form, pattern in self._each:
            if pattern.fullmatch(found):
                return form
        raise KeyError(found)

    @cached_property
    def _exact(self) -> dict[str, Form]:
        return self._spelt(exact=True)

    @cached_property
    def _any(self) -> dict[str, Form]:
        return self._spelt(exact=False)

    def _spelt(self, exact: bool) -> dict[str, Form]:
        known: dict[str, Form] = {}
        chosen = [form for form in self.forms if form.exact == exact]
        chosen.sort(key=lambda form: form.text.translate(_TO_PLAIN) != form.word)  # a term before another's form
        for form in chosen:
            known.setdefault(form.text, form)
        for form in chosen:
            known.setdefault(form.text.translate(_TO_PLAIN), form)
            if " " in form.text:
                known.setdefault(_spaced(form.text), form)
        return known

    @cached_property
    def _each(self) -> list[tuple[Form, re.Pattern[str]]]:
        longest = sorted(self.forms, key=lambda form: -len(form.text))
        return [(form, re.compile("".join(_units(form)))) for form in longest]


def forms_pattern(forms: Iterable[Form]) -> re.Pattern[str]:
    """One pattern for all forms, the longest first where several match."""
    return _pattern_of(frozenset((form.text, form.exact) for form in forms))


# Cached, since to make the pattern of a lexicon takes longer than to search a small corpus with it.
@lru_cache(maxsize=16)
def _pattern_of(spellings: frozenset[tuple[str, bool]]) -> re.Pattern[str]:
    """The pattern of forms by their texts, and whether each is exact."""
    known = [Form(text, text, text, exact) for text, exact in sorted(spellings, key=lambda f: (-len(f[0]), f))]
    if not known:
        return _NOTHING
    # The class of first characters lets `re` skip places where no form begins; the second character skips most others.
    firsts = _class_of(unit for form in known for unit in _units(form)[:1])
    follows = f"(?={_class_of(map(_second, known))})" if all(form.text[1:] for form in known) else ""
    words = [form for form in known if _LETTER.match(form.text)]
    others = [form for form in known if not _LETTER.match(form.text)]
    branches = [_branches(others)] if others else []
    if words:
        # A letter in front is asked for once for all words, one behind for all forms: each takes `re` a millisecond.
        begin = _class_of(_units(form)[0] for form in words)
        branches.append(f"(?<={begin})(?<!{LETTER}.){_branches(words)}")
    return re.compile(f"{firsts}{follows}(?:{'|'.join(branches)})(?:(?!{LETTER})|(?<!{LETTER}))")


def _branches(known: Iterable[Form]) -> str:
    """The pattern of forms behind their first characters, by their second."""
    by_second: dict[str, list[Form]] = {}
    for form in known:
        by_second.setdefault(_plain(form.text[1:2]), []).append(form)
    branches = []
    for second, some in by_second.items():
        known_second = _class_of(map(_second, some)) if second else ""
        branches.append(f"{known_second}(?:{'|'.join(map(_behind_two, some))})")
    return f"(?:{'|'.join(branches)})"


def _spaced(text: str) -> str:
    """The text with one space for each gap between words."""
    return " ".join(_GAP.split(text.translate(_TO_PLAIN)))


def _plain(character: str) -> str:
    return character.translate(_TO_PLAIN).lower()


def _units(form: Form) -> list[str]:
    """The patterns of a form's characters, each of one character but for spaces and `*`, which may be more."""
    text, units = form.text, []
    for at, character in enumerate(text):
        if character == " ":
            letters = all(_LETTER.match(c) or c in ".'’*" for c in (text[at - 1], text[at + 1]))
            gap = _SPACE if letters else _ONLY_SPACE
            units.append(gap if at == 1 else f"{gap}{{1,{_MOST_SPACES + 1}}}")
        elif character == "*":
            units.append(_REST)
        else:
            units.append(_one_of(character, form.exact))
    if len(text) > 1 and text[1] == " ":
        units[2] = f"{units[1]}{{0,{_MOST_SPACES}}}{units[2]}"
    return units


@lru_cache(maxsize=4096)
def _one_of(character: str, exact: bool) -> str:
    plain = character.translate(_TO_PLAIN)
    known = {character, plain, *_OTHERS.get(plain, "")}
    if not exact:
        known |= {other for c in known for other in (c.upper(), c.lower()) if len(other) == 1}
    return re.escape(*known) if len(known) == 1 else f"[{''.join(map(re.escape, sorted(known)))}]"


def _class_of(units: Iterable[str]) -> str:
    """One class of the characters of units of one character each."""
    inner = {unit[1:-1] if unit[0] == "[" else unit for unit in units}
    return f"[{''.join(sorted(inner))}]"


def _second(form: Form) -> str:
    return _units(form)[1]


def _behind_two(form: Form) -> str:
    """The pattern of a form behind two matched characters, which may be the form's first two."""
    units = _units(form)
    begin, rest = "".join(units[:2]), "".join(units[2:])
    after = rf"(?!{LETTER})" if _abbreviated(form.text) else ""
    return f"(?<={begin}){rest}{after}"


def _abbreviated(text: str) -> bool:
    return len(text) > 1 and text[-1] == "." and bool(_LETTER.match(text[-2]))
