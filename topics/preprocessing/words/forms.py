"""The forms in which terms and words are counted: those that the repairs of the texts make of them.

Conventions. The *word* of a term is its normal form: what the repairs that take nothing write for it, in lower case
unless it is counted as written. Its other forms are counted as this word. In Chinese they are the other script, since
names and quotations in a text keep theirs, what a text in traditional script becomes, and the term with or without
spaces beside letters of another script (`AI 大模型`), which are a matter of typography. For all languages, a term of
capitals has a form with dots (`U.S.`), and an inflected theme has plurals and possessives.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from topics.errors import StudyError
from topics.languages import language_of
from topics.preprocessing.cleaning.characters import HAN, in_simplified, in_traditional, widths
from topics.preprocessing.cleaning.repairs import normal_form
from topics.preprocessing.words.inflections import inflections
from topics.terms import Form, form_of
from topics.themes import Case, Theme

_HAN = re.compile(f"[{HAN}]")
# Places between a Chinese character and a letter, digit or + of another script, without a space or with one.
_BESIDE_HAN = re.compile(rf"(?<=[{HAN}]) ?(?=[a-zA-Z0-9+])|(?<=[a-zA-Z0-9+*]) ?(?=[{HAN}])")
_BESIDE_PLUS = re.compile(rf"(?<=[{HAN}a-zA-Z0-9]) ?\+ ?(?=[{HAN}a-zA-Z0-9])")


def with_forms(themes: Iterable[Theme], language: str) -> tuple[Theme, ...]:
    """The themes with the forms that their terms have in texts of a language.

    Raises StudyError for inflections in a language that has none here.

    >>> (theme,) = with_forms([topics.Theme("net", ("工業互聯網",))], "zh")
    >>> theme.count("工業互聯網就是工业互联网"), theme.forms[0].word
    (2, '工业互联网')
    """
    return tuple(_with_forms(theme, language) for theme in themes)


def _with_forms(theme: Theme, language: str) -> Theme:
    if theme.inflected and not language_of(language).english_terms:
        raise StudyError(
            f'theme "{theme.id}": forms = true counts English inflections, and the language of the corpus is '
            f'"{language}". Name the forms as terms, or write the beginning of the word and `*`.'
        )
    forms = (form for term in theme.terms for form in term_forms(term, language, theme.inflected, theme.case))
    return replace(theme, prepared=tuple(forms))


def term_forms(term: str, language: str, inflected: bool = False, case: Case = "") -> tuple[Form, ...]:
    """The forms of a term, its normal form first.

    >>> [form.text for form in term_forms("US", "en")], [form.text for form in term_forms("乾燥", "zh")]
    (['US', 'U.S.'], ['乾燥', '干燥'])
    """
    first = form_of(term, normal_form(term, language), case)
    inflections_of = inflections(first.text) if inflected else ()
    written = " ".join(widths(term)[0].split())
    scripts = tuple(_in_other_scripts(first.text, written if first.exact else written.lower(), language))
    spaced = (other for text in (first.text, *scripts) for other in _spaced(text, language))
    others = (*_dotted(first), *scripts, *spaced, *inflections_of)
    return tuple(replace(first, text=text) for text in dict.fromkeys((first.text, *others)))


def _dotted(form: Form) -> Iterator[str]:
    if form.exact and form.text.isalpha() and form.text.isupper() and len(form.text) > 1:
        yield "".join(f"{letter}." for letter in form.text)


def _in_other_scripts(normal: str, written: str, language: str) -> Iterator[str]:
    """Spellings of a term in the scripts of Chinese texts, and what conversion makes of them."""
    if language_of(language).chinese and _HAN.search(normal):
        for text in (normal, written):
            for traditional in (text, *in_traditional(text)):
                yield traditional
                yield in_simplified(traditional)


def _spaced(text: str, language: str) -> Iterator[str]:
    """A Chinese term without spaces beside letters of another script, and with all of them."""
    if language_of(language).chinese and _HAN.search(text):
        yield _BESIDE_HAN.sub("", _BESIDE_PLUS.sub("+", text))
        yield _BESIDE_HAN.sub(" ", _BESIDE_PLUS.sub(" + ", text))


def entry_forms(entry: str, language: str, case: Case = "any") -> tuple[str, ...]:
    """The spellings of an entry of a word list in texts of a language, its normal form first; see `plain_form` for
    `case`.

    >>> entry_forms("們", "zh"), entry_forms("Don’t", "en"), entry_forms("US", "en", case="")
    (('们', '們'), ("don't",), ('US', 'U.S.'))
    """
    return tuple(form.text for form in term_forms(entry, language, case=case))
