"""Losses that need nobody's attention."""

from topics.files.names import COMPANION, HIDDEN_FILE, HIDDEN_FOLDER, LOCK_FILE, SYSTEM_FILE
from topics.preprocessing.readers.steps import BUILDING_BLOCKS

# Reasons of losses, up to a semicolon, that no person has to do anything about.
HARMLESS = frozenset((HIDDEN_FILE, HIDDEN_FOLDER, LOCK_FILE, SYSTEM_FILE, COMPANION, BUILDING_BLOCKS))


def harmless(reason: str) -> bool:
    """Whether a loss needs nobody's attention: nothing that a person would call a document is missing.

    >>> harmless("a hidden file"), harmless('no reader for ".doc" files; save it as .docx')
    (True, False)
    """
    return reason.partition(";")[0] in HARMLESS
