"""English inflections of nouns by rule: plurals and possessives.

Conventions. The last word of a term is inflected: `wind farm` has `wind farms`, `wind farm's` and `wind farms'`. A term
is taken for a singular, unless it ends in an s that no singular has. No singular is made of a plural, and no form of a
verb: the rules that cut endings off take `news` for the plural of `new`. `tax*` finds them where they are wanted.
"""

import re

_IRREGULAR = {
    "child": "children",
    "criterion": "criteria",
    "foot": "feet",
    "goose": "geese",
    "mouse": "mice",
    "person": "people",
    "phenomenon": "phenomena",
    "tooth": "teeth",
}
_IN_VES = re.compile("(?:cal|hal|kni|lea|li|loa|sel|shea|shel|thie|wi|wol)fe?")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_PLURAL = re.compile(r"(?<![suiao'])s$")  # neither glass nor bus, crisis, gas or chaos


def inflections(term: str) -> tuple[str, ...]:
    """Plural and possessives of a term whose last word is in Latin letters; none for any other term.

    >>> inflections("wind farm")
    ('wind farms', "wind farm's", "wind farms'")
    >>> inflections("policy"), inflections("taxes")
    (('policies', "policy's", "policies'"), ("taxes'",))
    """
    found = _LAST_WORD.search(term)
    if not found or not found.group().isascii() or len(found.group()) < 2:
        return ()
    head, word = term[: found.start()], found.group()
    if _PLURAL.search(word):
        return (f"{term}'",)
    plural = head + plural_of(word)
    return plural, f"{term}'s", plural + ("'" if plural.endswith("s") else "'s")


def plural_of(word: str) -> str:
    """The plural of an English noun.

    >>> [plural_of(word) for word in ("tax", "policy", "railway", "crisis", "policeman", "life", "MP")]
    ['taxes', 'policies', 'railways', 'crises', 'policemen', 'lives', 'MPs']
    """
    low = word.lower()
    if word.isupper():
        return f"{word}s"
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if _IN_VES.fullmatch(low):
        return re.sub("fe?$", "ves", word)
    if low.endswith("man") and not low.endswith(("human", "german", "roman", "norman")):
        return f"{word[:-3]}men"
    if low.endswith("sis"):
        return f"{word[:-2]}es"
    if re.search("[^aeiou]y$", low):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search("(?:s|x|z|ch|sh)$", low) else f"{word}s"
