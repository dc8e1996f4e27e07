"""Named themes: ids, labels and terms, and the rules by which terms are counted in a text.

Conventions. A *term* is counted on cleaned text by character spans: full- and half-width forms and upper and lower
case are one, the longest term wins where two of one theme overlap, and a span may count for several themes
(`5G+工业互联网` holds a term of two). A term that begins or ends in a Latin letter or digit is a word of its own:
`5G` is not found in `15G` or `5GHz`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from topics.errors import StudyError, nearest, toml_complaint

NONE_OF_THE_THEMES = "none of the themes"
UNASSIGNED = "unassigned"
_DESCRIBED = ("definition", "include", "exclude")
_KEYS = ("label", "terms", *_DESCRIBED)
# Words that codes, topics of free models and tables with one column per theme already use.
_RESERVED = re.compile(r"none|other|unassigned|t\d+|text|word|period|position|documents|passage_id|doc_id|macro")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def fold(text: str) -> str:
    """The form in which terms and texts are compared: NFKC, lower case.

    >>> fold("５Ｇ")
    '5g'
    """
    return unicodedata.normalize("NFKC", text).lower()


ByLanguage = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Theme:
    """A named theme: an id for files and tables, labels by language for people, terms to look for.

    `definitions`, `includes` and `excludes` tell coders, by language, what counts as the theme and what does not. No
    model looks at them.

    >>> theme = topics.Theme("wind", ("风电",), (("zh", "风电"), ("en", "Wind power")))
    >>> theme.label("en"), theme.count("海上风电与陆上风电")
    ('Wind power', 2)
    """

    id: str
    terms: tuple[str, ...]
    labels: ByLanguage = ()
    definitions: ByLanguage = ()
    includes: ByLanguage = ()
    excludes: ByLanguage = ()

    def label(self, language: str = "en") -> str:
        """The label in a language; if there is none, a label in any other language, or else the id.

        >>> topics.Theme("wind", ("风电",), (("en", "Wind power"),)).label("en")
        'Wind power'
        """
        return in_language(self.labels, language) or self.id

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Longest first: alternation in `re` takes the first branch that fits.
        terms = sorted({fold(t) for t in self.terms}, key=lambda t: (-len(t), t))
        return re.compile("|".join(whole_word(t) for t in terms), re.IGNORECASE)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Character spans of the theme's terms in `text`, left to right, none overlapping another.

        `text` must be NFKC already, as cleaned text is.
        """
        return [m.span() for m in self._pattern.finditer(text)]

    def count(self, text: str) -> int:
        """Number of occurrences of the theme's terms in `text`."""
        return len(self.spans(text))


def in_language(texts: ByLanguage, language: str) -> str:
    """The text in a language; if there is none, the text in any other language, or else ''.

    >>> in_language((("zh", "数据安全"),), "en")
    '数据安全'
    """
    known = dict(texts)
    return known.get(language) or next(iter(known.values()), "")


def whole_word(term: str) -> str:
    """Pattern of a folded term; a term that begins or ends in a Latin letter or digit must be a word of its own."""
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", term) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", term) else ""
    return before + re.escape(term) + after


def term_spans(text: str, term: str) -> list[tuple[int, int]]:
    """Spans of a single term, by the rules for the terms of a theme."""
    return [m.span() for m in _term_pattern(term).finditer(text)]


@lru_cache(maxsize=1024)
def _term_pattern(term: str) -> re.Pattern[str]:
    return re.compile(whole_word(fold(term)), re.IGNORECASE)


def count_terms(texts: Iterable[str], themes: Sequence[Theme]) -> Any:
    """Occurrences of each theme's terms in each text: integers `(n_texts, n_themes)`."""
    import numpy as np

    counts = np.fromiter((theme.count(text) for text in texts for theme in themes), dtype=np.int64)
    return counts.reshape(-1, len(themes)) if themes else np.zeros((sum(1 for _ in texts), 0), dtype=np.int64)


def read_themes(path: Path) -> tuple[Theme, ...]:
    """Themes from a TOML file, in the file's order.

    Raises StudyError with the file and the entry that is wrong.

    >>> from pathlib import Path
    >>> [theme.id for theme in topics.read_themes(Path("my-study/themes.toml"))]
    ['wind', 'rail']
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        entries = tomllib.loads(text)
    except FileNotFoundError:
        raise StudyError(
            f"{path}: there is no such themes file. Write one (one table per theme, with `label` and `terms`), "
            "or name it in study.toml under [themes] file = …"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: this cannot be read as text in UTF-8: {error}.") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StudyError(f"{path}: {toml_complaint(text, error)}") from None
    if not entries:
        raise StudyError(
            f"{path}: the file names no theme. Add at least one table such as [my-theme] with terms = […]."
        )
    return tuple(_theme(path, theme_id, entry) for theme_id, entry in entries.items())


def _theme(path: Path, theme_id: str, entry: Any) -> Theme:
    where = f"{path}: [{theme_id}]"
    if not _ID.fullmatch(theme_id):
        raise StudyError(
            f"{where}: a theme's id is lower-case letters, digits and hyphens, such as [data-security]; put the name "
            "people read into label = { … }."
        )
    if _RESERVED.fullmatch(theme_id):
        raise StudyError(f"{where}: this id means something else in tables and codes; choose another.")
    if not isinstance(entry, dict):
        raise StudyError(f"{where}: expected a table with `terms`, found {entry!r}.")
    for key in entry:
        if key not in _KEYS:
            raise StudyError(f'{where}: unknown key "{key}"; {nearest(key, _KEYS)}')
    terms = entry.get("terms", [])
    if not isinstance(terms, list) or not terms or not all(isinstance(t, str) and t.strip() for t in terms):
        raise StudyError(f"{where}: `terms` must be a list of at least one word or phrase, found {terms!r}.")
    label, *described = (_by_language(where, entry, key) for key in ("label", *_DESCRIBED))
    return Theme(theme_id, tuple(dict.fromkeys(fold_width(t) for t in terms)), label, *described)


def _by_language(where: str, entry: dict[str, Any], key: str) -> ByLanguage:
    texts = entry.get(key, {})
    if isinstance(texts, str):
        texts = {"en": texts}
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise StudyError(f'{where}: `{key}` is a text, or a text by language such as {{ zh = "…", en = "…" }}.')
    return tuple(texts.items())


def fold_width(term: str) -> str:
    """The spelling of a term that people read: full-width letters made half-width, spaces trimmed, case kept."""
    return unicodedata.normalize("NFKC", term).strip()
