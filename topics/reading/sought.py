"""The words looked for in text: a theme of the study, or a word or phrase as a person types it."""

import re
import unicodedata
from collections.abc import Sequence

from topics.errors import StudyError
from topics.preprocessing.words.forms import term_forms
from topics.store.job import Job
from topics.terms import LETTER, STEM, fold
from topics.themes import Theme
from topics.wording import listed

LONGEST = 200  # characters of a phrase
_OPEN = re.compile(rf"(?:[^*]*{LETTER}{{{STEM},}}\*(?!\w))*[^*]*")


def sought(job: Job, text: str, *, word: bool = False) -> tuple[Theme, bool]:
    """The theme of that id or label, or the text itself as the only term of a theme; and whether it is a theme.

    With `word`, the text is a word although a theme is called so. A word need not be a term of the study: it is found
    as a term would be, in both Chinese scripts, in any case and width (`topics.terms`); capitals alone, such as US, are
    found as they stand, and `*` stands for the rest of a word. Raises StudyError for no text, for too much of it and
    for `*` elsewhere than behind the beginning of a word.
    """
    if not word:
        for theme in job.themes:
            if text == theme.id or text in dict(theme.labels).values():
                return theme, True
    return as_theme(text, job.language), False


def as_theme(text: str, language: str) -> Theme:
    """A word or phrase as the only term of a theme. Raises StudyError as `sought` does.

    >>> as_theme("５Ｇ", "zh").count("建设5G网络和5g基站")
    2
    """
    term = " ".join(unicodedata.normalize("NFC", text).split())
    if not term:
        raise StudyError("there is no word to look for; name a theme, a word or a phrase.")
    if len(term) > LONGEST:
        raise StudyError(f"a phrase of {len(term)} characters is too long to look for; it may have {LONGEST}.")
    if not _OPEN.fullmatch(term):
        raise StudyError(
            f'"{term}": `*` stands for the rest of a word, at its end and behind at least {STEM} letters, as in "tax*".'
        )
    return Theme("word", (term,), prepared=tuple(term_forms(term, language)))


def other_forms(looked_for: Theme, themes: Sequence[Theme]) -> list[str]:
    """A sentence per theme that counts a term of these words in more forms than were looked for."""
    told, (term,) = [], looked_for.terms
    for theme in themes:
        same = [own for own in theme.terms if fold(own) == fold(term)]
        own = theme.only(same[0]).forms if same else ()
        if more := [form.text for form in own if not looked_for.count(form.text)]:
            told.append(
                f'The theme "{theme.id}" counts {listed([f"“{form}”" for form in more])} as this term; they are not '
                "among these. `topics concordance` of the theme, `topics check` and shares count them."
            )
    return told
