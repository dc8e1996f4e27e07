"""Languages: everything that depends on the language of a corpus, one file per language.

`language_of(code)` gives the language of a study's `[corpus] language`; a code that no file declares is treated as a
language that puts spaces between its words and has no stop list.
"""

from topics.languages.en import ENGLISH
from topics.languages.language import Language
from topics.languages.zh import CHINESE

__all__ = ["LANGUAGES", "STOP_LISTS", "Language", "language_of"]

LANGUAGES: dict[str, Language] = {language.code: language for language in (CHINESE, ENGLISH)}
STOP_LISTS = {code: language.stop_words for code, language in LANGUAGES.items() if language.stop_words}


def language_of(code: str) -> Language:
    """The language of a corpus by its code, such as `zh`."""
    return LANGUAGES.get(code) or Language(code)
