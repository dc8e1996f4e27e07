"""Languages: everything that depends on the language of a corpus, one file per language.

`language_of(code)` gives the language of a study's `[corpus] language`. Texts in another language than Chinese or
English are read as `plain`: words between spaces, without a stop list.
"""

from topics.errors import StudyError
from topics.languages.en import ENGLISH
from topics.languages.language import Language, StopList
from topics.languages.plain import PLAIN
from topics.languages.zh import CHINESE
from topics.wording import listed

__all__ = [
    "CHINESE",
    "ENGLISH",
    "LANGUAGES",
    "PLAIN",
    "STOP_LISTS",
    "Language",
    "StopList",
    "language_of",
    "refuse_unknown",
]

LANGUAGES: dict[str, Language] = {language.code: language for language in (CHINESE, ENGLISH, PLAIN)}
STOP_LISTS: dict[str, StopList] = {
    language.stop_list.name: language.stop_list for language in LANGUAGES.values() if language.stop_list
}


def language_of(code: str) -> Language:
    """The language of a corpus by its code, such as `zh`; `plain` for a code of none, as in studies of version 0.1."""
    return LANGUAGES.get(code, PLAIN)


def refuse_unknown(code: str, where: str) -> None:
    """Raise StudyError for a code that is none of the languages'; `where` begins the message."""
    if code not in LANGUAGES:
        known = listed([f'"{language.code}" ({language.name})' for language in LANGUAGES.values()])
        raise StudyError(f'{where}: the toolkit does not know the language "{code}". It knows {known}.')
