"""Re-publications: which passages and documents repeat an earlier one.

Conventions. Two passages are the same when their `fingerprint` is: letters, digits and Chinese characters alone, in
lower case, so that punctuation and spacing do not tell them apart. The canonical member of a family is its first in
the corpus's order (date, id). A document is a duplicate when at least `threshold` of its characters stand in passages
copied from one earlier document.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

THRESHOLD = 0.8


def fingerprint(text: str) -> str:
    """What is compared of a passage.

    >>> fingerprint("“5G+工业 互联网”。") == fingerprint("5g工业互联网")
    True
    """
    return "".join(c for c in text.lower() if c.isalnum())


def find_duplicates(
    documents: Mapping[str, Sequence[str]], threshold: float = THRESHOLD
) -> tuple[dict[str, str], dict[tuple[str, int], tuple[str, int]]]:
    """Documents and passages that repeat an earlier one.

    `documents` maps ids to passages, in canonical order. Returns the canonical document of each duplicate document,
    and the canonical `(id, index)` of each repeated passage's `(id, index)`.
    """
    first: dict[str, tuple[str, int]] = {}
    whole: dict[str, str] = {}
    repeated: dict[tuple[str, int], tuple[str, int]] = {}
    for doc_id, passages in documents.items():
        prints = [fingerprint(p) for p in passages]
        copied: Counter[str] = Counter()
        for index, key in enumerate(prints):
            if not key:
                continue
            if key in first:
                repeated[doc_id, index] = first[key]
                copied[first[key][0]] += len(key)
            else:
                first[key] = (doc_id, index)
        copied.pop(doc_id, None)
        original, characters = max(copied.items(), key=lambda item: item[1], default=("", 0))
        if characters and characters >= threshold * sum(map(len, prints)):
            whole[doc_id] = whole.get(original, original)
    return whole, repeated
