"""Statements in the manifest that a document repeats another, which overrule what the texts show.

Conventions. The column `repeats` has the id of the earlier document that a document repeats, `none` for a document
that repeats nothing, or is empty. A document that is said to repeat another is a copy whatever it says, so that
nothing of it is counted once: a translation, or a reprint told anew. One that is said to repeat nothing counts as a
whole, however much it has in common with others: a form letter in which one name tells it from the one before.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from topics.errors import DocumentError
from topics.files.csv import no_formula
from topics.preprocessing.document import Document
from topics.preprocessing.duplicates import Duplicates, Place, find_duplicates
from topics.preprocessing.grouped_texts import GroupedTexts

NONE = "none"


def stated_repeats(documents: Sequence[Document], manifest: str = "documents.csv") -> dict[str, str]:
    """Of documents in canonical order, those about which the manifest says what they repeat, and what; "" for nothing.

    Raises DocumentError for a document that is said to repeat itself, a later one, or one that is not there.
    """
    known = {name: document.id for document in documents for name in (no_formula(document.id), document.id)}
    place = {document.id: number for number, document in enumerate(documents)}
    stated = {}
    for document in documents:
        said = document.repeats
        if not said:
            continue
        original = known.get(said, "")
        if not original and said.lower() != NONE:
            near = get_close_matches(said, known, 1)
            hint = f'; is "{near[0]}" meant?' if near else ""
            raise DocumentError(
                f'{manifest}: "{document.id}" is said to repeat "{said}", and no document with this id is left{hint} '
                f"Write the id of a document, or {NONE}."
            )
        if original and place[original] >= place[document.id]:
            why = "itself" if original == document.id else f'"{original}", which does not come before it'
            raise DocumentError(
                f'{manifest}: "{document.id}" is said to repeat {why}. Only an earlier document can be repeated: '
                "put the id of the earlier one into the row of the later one, or mend their dates."
            )
        stated[document.id] = original
    return stated


def duplicates_as_stated(documents: GroupedTexts, near: float, stated: Mapping[str, str]) -> Duplicates:
    """What `find_duplicates` finds, overruled by what is stated; see `stated_repeats`."""
    said = {later: earlier for later, earlier in stated.items() if earlier}
    apart = stated.keys() - said.keys()
    if said:  # nobody can repeat what is not counted
        documents = GroupedTexts.of((name, passages) for name, passages in documents.items() if name not in said)
    found = find_duplicates(documents, near)
    copies = {later: earlier for later, earlier in found.copies.items() if later not in apart}
    for later, earlier in said.items():  # in order, so that what the earlier one repeats is known
        copies[later] = copies.get(earlier, earlier)
    repeats, first = dict[Place, Place](), dict[tuple[str, Place], Place]()
    for place, repeated in found.repeats.items():
        of_another = place[0] in apart and repeated[0] != place[0]
        original = first.setdefault((place[0], repeated), place) if of_another else repeated
        if original != place:
            repeats[place] = original
    return Duplicates(copies, repeats, found.added)
