"""The grammar by which the clauses of a text are read, and whether texts have clauses at all.

Conventions. The language is that of the text, not of the study, since a corpus may hold several. A text with more
ideographs than spaces is Chinese; all others are in the one language that `language_found` sees in them together, and
in English where they are too few to tell.
"""

import re
from collections.abc import Callable, Sequence

from topics.languages import CHINESE, ENGLISH, language_of
from topics.languages.detect import language_found
from topics.languages.grammar import Grammar

_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SIGN = re.compile(r"[。；！？，：、\n]|[.,;:!?](?![0-9A-Za-z])")
_LONG = {True: 60, False: 240}  # characters that are hardly ever written without a sign, in Chinese and elsewhere
_ENOUGH = 2000  # texts, spread over the corpus, of which the language is asked
MOST_UNMARKED = 0.5  # share of long texts without a sign, above which texts have no clauses
_FEWEST = 20  # long texts without which nothing is said


def grammars(texts: Sequence[str]) -> Callable[[str], Grammar]:
    """The function that gives the grammar of each text.

    >>> bool(grammars(["推进风电建设。"])("推进风电建设。").closer)
    True
    """
    some = (texts[row] for row in range(0, len(texts), len(texts) // _ENOUGH + 1))
    found = language_found(text for text in some if not in_ideographs(text))
    spaced = (language_of(found.code) if found else ENGLISH).grammar
    return lambda text: CHINESE.grammar if in_ideographs(text) else spaced


def in_ideographs(text: str) -> bool:
    """Whether a text has more ideographs than spaces.

    >>> in_ideographs("风电 成片 投运"), in_ideographs("the word 风电 means wind power")
    (True, False)
    """
    return len(_IDEOGRAPH.findall(text)) > text.count(" ")


def without_signs(texts: Sequence[str]) -> float:
    """The share of long texts in which no clause ends before the last character; 0 where few texts are long.

    >>> without_signs(["wind power grew and the port was built " * 10] * 20)
    1.0
    """
    long = [text for text in texts if len(text) > _LONG[in_ideographs(text)]]
    if len(long) < _FEWEST:
        return 0.0
    return sum(not _SIGN.search(text[:-1]) for text in long) / len(long)
