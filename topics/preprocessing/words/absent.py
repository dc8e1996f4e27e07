"""The whereabouts of terms that no passage holds: what took them, or what the files have instead.

Conventions. A term is looked for in what each step took of the documents and in documents that were left out; where it
is nowhere, its letters are looked for in the files' text as it stands, in any case and script, with or without spaces,
hyphens and apostrophes between them, and inside longer words. Only what was found is said.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.cleaning.characters import in_simplified, in_traditional
from topics.preprocessing.cleaning.repairs import normal_form
from topics.preprocessing.ledger.account import MARKS, TAKEN
from topics.terms import LETTER, Form
from topics.themes import Theme
from topics.wording import listed, times

if TYPE_CHECKING:
    from topics.preprocessing.corpus_tables import Corpus

_SHOWN = 3  # spellings and steps that are named
_AROUND = 20  # most letters of a longer word on either side of a term
_BETWEEN = r"[\s\-‐‑‒–'’´]{0,2}"


def whereabouts(theme: Theme, corpus: "Corpus", raw: Sequence[str]) -> str:
    """What became of a theme's only term, which is in no passage: a phrase, "" where nothing like it is in the files.

    `raw` are the files' texts in NFKC.
    """
    taken = Counter[str]()
    for step, kind, text in corpus.accounts[["step", "kind", "text"]].itertuples(index=False):
        if kind in TAKEN and kind != MARKS and text and (n := theme.count(normal_form(text))):
            taken[step] += n
    if taken:
        return f"taken as {listed([f'{step} ({n:,})' for step, n in taken.most_common()], _SHOWN)}"
    if n := sum(theme.count(text) for text in (document.text for document in corpus.left_out)):
        return f"{times(n)} in documents that were left out"
    found = spellings(theme.forms[0], raw)
    if not found:
        return ""
    closest = sorted(found.items(), key=lambda f: (len("".join(filter(str.isalnum, f[0]))), -f[1], f[0]))
    shown = [f"“{spelling}” ({n:,})" for spelling, n in closest]
    return f"the files have {listed(shown, _SHOWN)}"


def spellings(form: Form, texts: Iterable[str]) -> Counter[str]:
    """Other spellings of a form in texts and the words that hold it, with their numbers.

    >>> spellings(Form("e-commerce", "e-commerce", "e-commerce"), ["Ecommerce and e commerce; Ecommerce"])
    Counter({'Ecommerce': 2, 'e commerce': 1})
    """
    characters = [c for c in form.text if c.isalnum()]
    if not characters:
        return Counter()
    body = _BETWEEN.join(map(_any_spelling, characters))
    own = re.compile(body)
    around = re.compile(rf"{LETTER}{{0,{_AROUND}}}$"), re.compile(rf"{LETTER}{{0,{_AROUND}}}")
    found = Counter[str]()
    for text in texts:
        for match in own.finditer(text):
            before = around[0].search(text, max(0, match.start() - _AROUND), match.start())
            after = around[1].match(text, match.end())
            parts = (before.group() if before else "", match.group(), after.group() if after else "")
            found[" ".join("".join(parts).split())] += 1
    return found


def _any_spelling(character: str) -> str:
    """A class of the character in both cases and all scripts."""
    same = {character, in_simplified(character), *in_traditional(character)} if character >= "\u3400" else {character}
    every = same | {other for one in same for other in (one.upper(), one.lower()) if len(other) == 1}
    return f"[{''.join(map(re.escape, sorted(every)))}]"


def in_one_width(texts: Iterable[str]) -> list[str]:
    """Texts in NFKC, as `whereabouts` takes them."""
    return [unicodedata.normalize("NFKC", text) for text in texts]
