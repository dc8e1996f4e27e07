"""Counts of what word lists and limits of a vocabulary did to a corpus, for statements that papers make.

Conventions. A list or a limit that is named may take out nothing: its words do not occur, or are all terms, which stay.
Everything here is counted from the words that were found, never from what a study asks for. *Words* are distinct words,
*occurrences* their places in passages, repeated passages included.
"""

from collections.abc import Collection, Mapping
from typing import TypedDict

from topics.preprocessing.words.tokens import RULES, Selection
from topics.preprocessing.words.word_lists import Lexicon
from topics.terms import fold, word_of


class Deed(TypedDict):
    """How many distinct words something concerned, and how often they occur."""

    words: int
    occurrences: int


class Deeds(TypedDict):
    """What the lists and limits of one vocabulary did.

    `lists`: the words that each stop list took out, by its name; a word of two lists is counted under the first.
    `terms_kept`: words of stop lists that stay, since they are terms of a theme or of the lexicon. `lexicon`: the
    lexicon's words that occur, each as one word. `limits`: what was left out as short, rare or common.
    """

    lists: dict[str, Deed]
    terms_kept: Deed
    lexicon: Deed
    limits: dict[str, Deed]


def deeds(selection: Selection, lists: Mapping[str, Collection[str]], lexicon: Lexicon) -> Deeds:
    """What stop lists, a lexicon and the limits of the vocabulary did to the words that were found."""
    stop_words = {name: {fold(word) for word in words} for name, words in lists.items()}
    domain = {word_of(word) for word in lexicon.values()}
    of_lists = {name: Deed(words=0, occurrences=0) for name in lists}
    limits = {rule: Deed(words=0, occurrences=0) for rule in RULES[1:]}
    kept, of_lexicon = Deed(words=0, occurrences=0), Deed(words=0, occurrences=0)
    found = zip(selection.words, selection.occurrences.tolist(), selection.left_out, strict=True)
    for word, n, rule in found:
        concerned = [limits[rule]] if rule in limits else []
        if listing := next((name for name, words in stop_words.items() if word in words), None):
            concerned += [of_lists[listing]] if rule == RULES[0] else [kept] if not rule else []
        concerned += [of_lexicon] if word in domain else []
        for deed in concerned:
            deed["words"] += 1
            deed["occurrences"] += n
    return Deeds(lists=of_lists, terms_kept=kept, lexicon=of_lexicon, limits=limits)
