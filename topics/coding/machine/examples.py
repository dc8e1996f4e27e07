"""Coded examples for the question to a language model: few, and from no text of the study.

What a model was shown it knows: were an example one of the study's passages, or a sentence of one, the code that
corrects the model's score of it would have made that score. Which passages people will code is drawn later, so that an
example may come from none of them.
"""

from collections.abc import Sequence
from pathlib import Path

from topics.coding.gold.code_table import counting_code, read_code_table
from topics.coding.gold.join import letters_of
from topics.errors import StudyError
from topics.themes import Theme

MOST = 30  # examples; they are sent before every text
_TOLD = 12  # letters that a passage needs for being known again inside an example


def read_examples(path: Path, themes: Sequence[Theme], passages: Sequence[str]) -> list[tuple[str, str]]:
    """Texts and their themes' ids from a table of codes (`topics.coding.gold.code_table`), in its order.

    `passages` are all texts of the study. Raises StudyError for a table that cannot be read, for one with more than
    `MOST` rows or without texts, and for an example that stands in a passage or holds one.
    """
    rows = read_code_table(path, themes).rows
    if len(rows) > MOST:
        raise StudyError(
            f"{path}: expected at most {MOST} examples, found {len(rows)}; each is sent before every text."
        )
    whole = [letters_of(text) for text in passages]
    joined, known = "\x00".join(whole), {letters for letters in whole if len(letters) >= _TOLD}
    found = []
    for row in rows:
        letters = letters_of(row.text)
        if not letters:
            raise StudyError(f"{path}, cell {row.place}: an example needs its text, in a column `text`.")
        if letters in joined or any(each in letters for each in known):
            raise StudyError(
                f"{path}, cell {row.place}: this text is one of the study's. A model that was shown codes of texts "
                "that it is asked about cannot be corrected by them; take examples from other texts."
            )
        found.append((row.text, row.final or counting_code(list(row.codes.values()))[0]))
    return found
