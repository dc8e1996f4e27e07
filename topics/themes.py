"""Named themes: ids, labels and terms, and how often their terms occur in a text.

Conventions. A term is counted on cleaned text by character spans, in each of its forms (see `topics.terms`); the
longest form wins where two of one theme overlap, and a span may count for several themes (`5G+工业互联网` holds a term
of two). A theme that is read from its file counts its terms as written; `Study.themes` adds the forms that pass the
repairs of the study's texts.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from topics.errors import StudyError, nearest, not_utf8, toml_complaint
from topics.terms import LETTER, STEM, UNSPACED, Finder, Form, fold, form_of, plain_form

NONE_OF_THE_THEMES = "none of the themes"
_CODED_NONE = ("none", "other", NONE_OF_THE_THEMES, "以上主题皆非")  # codes of a text about none of the themes
UNASSIGNED = "unassigned"
_DESCRIBED = ("definition", "include", "exclude")
_COUNTED = ("forms", "case")  # how terms are counted, for one theme or above all themes for the file
_KEYS = ("label", "terms", *_COUNTED, *_DESCRIBED)
# Words that codes, topics of free models and tables with one column per theme already use.
_RESERVED = re.compile(r"none|other|unassigned|t\d+|text|word|period|position|documents|passage_id|doc_id|macro")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


ByLanguage = tuple[tuple[str, str], ...]
Case = Literal["", "exact", "any"]


@dataclass(frozen=True)
class Theme:
    """A named theme: an id for files and tables, labels by language for people, terms to look for.

    `definitions`, `includes` and `excludes` tell coders, by language, what counts as the theme and what does not. No
    model looks at them. `inflected` and `case` say how the terms are counted: their English inflections too; as they
    are written ("exact"), in any case ("any"), or by the rule for capitals (""). `prepared` are the forms in which the
    terms are counted, where others than the terms themselves.

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
    inflected: bool = False
    case: Case = ""
    prepared: tuple[Form, ...] = ()

    def label(self, language: str = "en") -> str:
        """The label in a language; if there is none, a label in any other language, or else the id.

        >>> topics.Theme("wind", ("风电",), (("en", "Wind power"),)).label("en")
        'Wind power'
        """
        return in_language(self.labels, language) or self.id

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in which the terms are counted, term by term."""
        return self.prepared or tuple(plain_form(term, self.case) for term in self.terms)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.forms)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Character spans of the theme's terms in a cleaned text, left to right, none overlapping another."""
        return self._finder.spans(text)

    def count(self, text: str) -> int:
        """Number of occurrences of the theme's terms in `text`."""
        return len(self.spans(text))

    def form(self, found: str) -> Form:
        """The form of a text that `spans` found. Raises KeyError for any other text."""
        return self._finder.form(found)

    def only(self, term: str) -> "Theme":
        """The theme with one of its terms."""
        return replace(self, terms=(term,), prepared=tuple(form for form in self.prepared if form.term == term))


def theme_of_code(themes: Sequence[Theme]) -> dict[str, str]:
    """The themes, and none of them, by the folded codes that stand for them: ids, and labels in every language."""
    known = {fold(name): NONE_OF_THE_THEMES for name in _CODED_NONE}
    known |= {fold(label): theme.id for theme in themes for _, label in theme.labels}
    return known | {fold(theme.id): theme.id for theme in themes}


def form_rows(theme: Theme) -> list[list[Any]]:
    """The forms of a theme's terms in JSON's types, from which `theme_of` makes them again."""
    return [list(astuple(form)) for form in theme.forms]


def theme_of(theme_id: str, terms: Sequence[str], forms: Sequence[Sequence[Any]]) -> Theme:
    """A theme from its terms and the result of `form_rows`."""
    return Theme(theme_id, tuple(terms), prepared=tuple(Form(*row) for row in forms))


_TOLD = ("labels", "definitions", "includes", "excludes")  # texts of a theme, each by language


def theme_rows(themes: Iterable[Theme]) -> list[dict[str, Any]]:
    """Themes in JSON's types, with the forms in which their terms are counted; `theme_of_row` makes them again."""
    return [
        {
            "id": theme.id,
            "terms": list(theme.terms),
            "forms": form_rows(theme),
            **{told: dict(getattr(theme, told)) for told in _TOLD},
        }
        for theme in themes
    ]


def theme_of_row(row: Mapping[str, Any]) -> Theme:
    """A theme from a row of `theme_rows`."""
    labels, definitions, includes, excludes = (tuple(row.get(told, {}).items()) for told in _TOLD)
    theme = theme_of(row["id"], row["terms"], row.get("forms", []))
    return replace(theme, labels=labels, definitions=definitions, includes=includes, excludes=excludes)


def in_language(texts: str | ByLanguage | Mapping[str, str], language: str) -> str:
    """The text in a language; if there is none, the text in any other language, or else ''. A bare text is of all.

    >>> in_language((("zh", "数据安全"),), "en")
    '数据安全'
    """
    known = {"": texts} if isinstance(texts, str) else dict(texts)
    return known.get(language) or next(iter(known.values()), "")


def words_of(themes: Iterable[Theme]) -> frozenset[str]:
    """The words of the vocabulary that the themes' terms count as.

    >>> sorted(words_of([topics.Theme("net", ("5G", "基站"))]))
    ['5g', '基站']
    """
    return frozenset(form.word for theme in themes for form in theme.forms)


def forms_found(theme: Theme, texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """How often each of the theme's terms occurs, by the term and the form in which it stands, "" as it is written.

    Other forms are inflected, with dots, or what a `*` stands for. The other script is another form too; upper and
    lower case and typographic marks are not.

    >>> forms_found(Theme("tax", ("tax*",)), ["Taxes fund it.", "A tax on taxation and taxes"])
    Counter({('tax*', 'taxes'): 2, ('tax*', 'tax'): 1, ('tax*', 'taxation'): 1})
    """
    found: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for start, end in theme.spans(text):
            form = theme.form(text[start:end])
            spelt = form_of(form.term, text[start:end], "exact" if form.exact else "any")
            found[form.term, spelt.text if spelt.word != form.word else ""] += 1
    return found


def terms_of_several(themes: Iterable[Theme]) -> list[tuple[str, tuple[str, ...]]]:
    """The terms that more than one theme has in some form, each with the ids of its themes.

    >>> one = Theme("one", ("bus", "tram"))
    >>> terms_of_several([one, replace(one, id="two", terms=("tram",))])
    [('tram', ('one', 'two'))]
    """
    owners: dict[str, dict[str, str]] = {}
    for theme in themes:
        for form in theme.forms:
            owners.setdefault(form.text, {}).setdefault(theme.id, form.term)
    return list(dict.fromkeys((next(iter(of.values())), tuple(of)) for of in owners.values() if len(of) > 1))


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
        raise StudyError(f"{path}: {not_utf8(error)}") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise StudyError(f"{path}: {toml_complaint(text, error)}") from None
    of_file = {key: entries.pop(key) for key in _COUNTED if not isinstance(entries.get(key, {}), dict)}
    if not entries:
        raise StudyError(
            f"{path}: the file names no theme. Add at least one table such as [my-theme] with terms = […]."
        )
    return tuple(_theme(path, theme_id, entry, of_file) for theme_id, entry in entries.items())


def _theme(path: Path, theme_id: str, entry: Any, of_file: dict[str, Any]) -> Theme:
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
    terms = [" ".join(term.split()) for term in terms]
    for term in terms:
        _check_open(where, term)
    label, definition, include, exclude = (_by_language(where, entry, key) for key in ("label", *_DESCRIBED))
    counted = _counted(where, {**of_file, **entry})
    return Theme(theme_id, tuple(dict.fromkeys(terms)), label, definition, include, exclude, *counted)


_OPEN = re.compile(rf"(?:[^*]*{LETTER}{{{STEM},}}\*(?!\w))*[^*]*")


def _check_open(where: str, term: str) -> None:
    """Refuse a term with `*` elsewhere than at the end of a word, behind enough letters."""
    if "*" not in term or _OPEN.fullmatch(term):
        return
    if re.search(rf"[{UNSPACED}]\*", term):
        raise StudyError(
            f'{where}: "{term}": `*` is for words between spaces; a term in Chinese characters is found inside longer '
            "words as it is. Leave the sign out."
        )
    raise StudyError(
        f'{where}: "{term}": `*` stands for the rest of a word, only at the end of a word and behind at least {STEM} '
        'letters, as in "tax*".'
    )


def _counted(where: str, entry: dict[str, Any]) -> tuple[bool, Case]:
    """Whether inflections are counted, and the case of terms."""
    inflected, case = entry.get("forms", False), entry.get("case", "")
    if not isinstance(inflected, bool):
        raise StudyError(f"{where}: `forms` is true or false, found {inflected!r}.")
    if case not in ("", "exact", "any"):
        raise StudyError(f'{where}: `case` is "exact" or "any", found {case!r}.')
    return inflected, case


def _by_language(where: str, entry: dict[str, Any], key: str) -> ByLanguage:
    texts = entry.get(key, {})
    if isinstance(texts, str):
        texts = {"en": texts}
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise StudyError(f'{where}: `{key}` is a text, or a text by language such as {{ zh = "…", en = "…" }}.')
    return tuple(texts.items())
