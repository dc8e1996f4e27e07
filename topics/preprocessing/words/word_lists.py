"""Word lists: a study's domain terms and stop words, and the stop lists that come with the toolkit.

Conventions. One entry per line; `#` begins a comment. In a lexicon, `5G = 第五代移动通信, 第五代移动通信技术` names
*variants*: each of them stays one word, like every entry, and is counted as the word before the sign. Entries pass the
repairs that texts pass; their other spellings (`topics.preprocessing.words.forms`) are variants too. Case is ignored,
but for entries of a lexicon in capitals alone (`topics.terms.in_capitals`), which are counted as written like terms of
themes: `US` is not `us`. In Chinese texts, which have no such words to confuse them with, case is always ignored.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from topics.errors import StudyError, nearest
from topics.files.encodings import decode
from topics.languages import STOP_LISTS, language_of
from topics.preprocessing.words.forms import entry_forms
from topics.terms import word_of
from topics.themes import Case, Theme

NO_LIST = "none"

Lexicon = Mapping[str, str]  # a term -> the word it is counted as, itself unless it is a variant


def read_lexicon(path: Path | None, language: str = "zh") -> dict[str, str]:
    """The study's domain terms in texts of a language, each with the word it is counted as; empty without a file.

    Raises StudyError when the file does not exist or a term is a variant of two words, DocumentError when the file is
    no text.
    """
    case: Case = "any" if language_of(language).chinese else ""
    found: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for number, line in list_lines(path, "lexicon"):
        word, sign, rest = (part.strip() for part in line.replace("＝", "=").partition("="))
        variants = [variant for variant in map(str.strip, re.split("[,，、;；]", rest)) if variant]
        if sign and not (word and variants):
            raise StudyError(
                f"{path}:{number}: expected a word and its variants, as in `5G = 第五代移动通信`, found {line!r}."
            )
        spellings = {term: entry_forms(term, language, case) for term in (word, *variants)}
        counted = spellings[word][0]
        for term, (normal, *more) in spellings.items():
            if found.setdefault(normal, counted) != counted:
                raise StudyError(
                    f'{path}:{number}: "{term}" would be counted as "{counted}" here and as "{found[normal]}" above; '
                    "keep one of the two."
                )
            others += ((spelling, counted) for spelling in more)
    for spelling, counted in others:
        found.setdefault(spelling, counted)
    return found


def read_stop_words(path: Path | None, language: str = "zh") -> tuple[str, ...]:
    """The study's stop words as texts of a language have them; empty without a file.

    Raises StudyError when the file does not exist, DocumentError when it is no text.
    """
    return _in_forms((line for _, line in list_lines(path, "stop_words")), language)


def _in_forms(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Each word once, as texts of a language have it."""
    return tuple(dict.fromkeys(entry_forms(word, language)[0] for word in words))


def stop_lists() -> list[str]:
    """The names of the stop lists that come with the toolkit, and `none`."""
    return [*STOP_LISTS, NO_LIST]


@cache  # a run asks twice, and a second answer would take a tenth of the run of a small study
def stop_list(name: str) -> tuple[str, ...]:
    """The words of a stop list that comes with the toolkit, such as `zh`; empty for `none`.

    Raises StudyError for an unknown list.
    """
    if name not in stop_lists():
        raise StudyError(f'there is no stop list "{name}"; {nearest(name, stop_lists())}')
    return () if name == NO_LIST else _in_forms(STOP_LISTS[name].words, name)


def counted_as(lexicon: Lexicon | Iterable[str], themes: Sequence[Theme] = ()) -> dict[str, str]:
    """The variants in a lexicon, as words: a map from the word that is found to the word that is counted.

    Raises StudyError when a theme would lose a term to a word that is not one of its terms.
    """
    pairs = lexicon.items() if isinstance(lexicon, Mapping) else ()
    own = {form.word.lower(): form.word for theme in themes for form in theme.forms}
    words = ((word_of(term), word_of(word)) for term, word in pairs)
    variants = {term: own.get(word.lower(), word) for term, word in words if term != word}
    for theme in themes:
        terms = {form.word: form.term for form in reversed(theme.forms)}
        for variant, word in variants.items():
            if variant in terms and word not in terms:
                raise StudyError(
                    f'the lexicon counts "{terms[variant]}", a term of the theme "{theme.id}", as "{word}", which is '
                    f'none of that theme\'s terms: name "{word}" in the themes file too, or take the line out of the '
                    "lexicon."
                )
    return variants


def list_lines(path: Path | None, key: str) -> list[tuple[int, str]]:
    """The entries of a word list with their line numbers."""
    if path is None:
        return []
    if not path.is_file():
        raise StudyError(
            f"{path}: there is no such word list. Write one (one word per line), "
            f"or name another under [tokens] {key} = …"
        )
    text, _ = decode(path.read_bytes(), str(path), by_words=True)
    lines = ((number, line.split("#", 1)[0].strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, line) for number, line in lines if line]
