"""The language of texts, found by their letters and by the commonest words of each language.

Conventions. Text counts in units: an ideograph is one, a word between spaces is one. Texts are Chinese where ideographs
are most units and kana are none; they are a language with spaces where its function words are at least
`FUNCTION_WORDS` of all words, the language with most of them if there are several. In running English they are a third
of the words; in other European languages, which share a few (in, an, will, are), below a tenth.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from topics.languages import LANGUAGES, PLAIN, language_of
from topics.wording import percent

FUNCTION_WORDS = 0.15
_MOST_TEXTS, _MOST_CHARACTERS = 200, 2_000  # read at most, and of each text
_FEWEST = 40  # units without which nothing is said
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile("[\u3040-\u30ff]")
_WORD = re.compile("[^\\W\\d_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_KANA_SHARE = 0.1  # of ideographs and kana: Japanese has half, a Chinese text that quotes it little


@dataclass(frozen=True)
class Found:
    """The language of texts: its code, and what shows it, as the end of a sentence."""

    code: str
    why: str

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        return f"The texts are {language_of(self.code).name}: {self.why}."


def language_found(texts: Iterable[str]) -> Found | None:
    """The language of the first texts; None where there is too little to tell, or no language that is known.

    >>> language_found(["推进工业互联网创新发展，提升数据安全保障能力。" * 2]).code
    'zh'
    >>> language_found(["The plan of the council is to build a port for the wind farms and to pay for it. " * 3]).code
    'en'
    """
    sample = "\n".join(text[:_MOST_CHARACTERS] for text in islice(texts, _MOST_TEXTS))
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    words = Counter(word.lower() for word in _WORD.findall(sample))
    units = han + kana + words.total()
    if units < _FEWEST:
        return None
    if han + kana > units / 2:
        if kana > _KANA_SHARE * (han + kana):
            return None
        return Found("zh", f"{percent(han / units, 0)} of their characters and words are ideographs")
    shares = {
        language.code: sum(words[word] for word in language.function_words) / max(words.total(), 1)
        for language in LANGUAGES.values()
        if language.function_words
    }
    code = max(shares, key=lambda name: shares[name])
    if shares[code] >= FUNCTION_WORDS:
        name = language_of(code).name
        return Found(code, f"{percent(shares[code], 0)} of their words are the most frequent words of {name}")
    return Found(PLAIN.code, "few of their words are frequent in a language that the toolkit knows")


def contradiction(code: str, found: Found | None) -> str:
    """A sentence where texts are in another language than a study says, and that matters; "" otherwise.

    Words without a grammar, such as those of a corpus whose stop words were taken out, contradict no language with
    spaces.
    """
    if found is None or found.code == code:
        return ""
    spaced = not any(language_of(one).chinese for one in (code, found.code))
    if spaced and PLAIN.code in (code, found.code):
        return ""
    return f'The study says language = "{code}", but {found.sentence[0].lower()}{found.sentence[1:]}'
