"""What people say about a run: tags and a note.

They lie beside the run's own files, in `notes.json` of its folder, and are no part of it: no hash covers them, nothing is
fitted or named by them, and an archive of the store leaves them at home.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from topics.errors import StoreError, nearest
from topics.files.records import replace_text, to_json
from topics.runs.run import Run

NOTES = "notes.json"


@dataclass(frozen=True)
class Notes:
    """Tags in order of their letters, and one note."""

    tags: tuple[str, ...] = ()
    note: str = ""


def read_notes(run: Run) -> Notes:
    """A run's tags and note. Raises StoreError when the file is damaged, which the run itself is not."""
    path = run.folder / NOTES
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Notes(tuple(map(str, found["tags"])), str(found["note"]))
    except FileNotFoundError:
        return Notes()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"{path}: tags and note cannot be read ({error}). Delete this file; the run is whole."
        ) from None


def change_tags(run: Run, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Notes:
    """Add and take away tags. Raises StoreError for one that is empty, has a comma or a line break, or is not there."""
    notes = read_notes(run)
    for tag in add:
        if not tag.strip() or "," in tag or not tag.isprintable():
            raise StoreError(f'"{tag}" is not a tag; expected a word or a few, without commas and line breaks.')
    for tag in remove:
        if tag not in notes.tags:
            raise StoreError(f'{run.name}: there is no tag "{tag}"; {nearest(tag, notes.tags)}')
    kept = {*notes.tags, *(tag.strip() for tag in add)} - set(remove)
    return _write(run, Notes(tuple(sorted(kept)), notes.note))


def write_note(run: Run, note: str) -> Notes:
    """Replace a run's note; an empty one takes it away."""
    return _write(run, Notes(read_notes(run).tags, " ".join(note.split())))


def _write(run: Run, notes: Notes) -> Notes:
    if notes == Notes():
        (run.folder / NOTES).unlink(missing_ok=True)
    else:
        replace_text(run.folder / NOTES, to_json({"tags": list(notes.tags), "note": notes.note}))
    return notes
