"""Word documents."""

from typing import Any

from topics.errors import DocumentError
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.steps import BUILDING_BLOCKS, CHART, COMMENTS, DIAGRAMS, FRAMES, OBJECT
from topics.preprocessing.readers.word_parts import Parts, Relation, Styles, children, value
from topics.preprocessing.readers.word_story import Story

_TAKEN = {"header": FRAMES, "footer": FRAMES, "comments": COMMENTS, "diagramData": DIAGRAMS}
_NOT_READ = {
    "aFChunk": "a file inserted as a whole is not read",
    "subDocument": "a document that is part of this one is not read",
    "oleObject": OBJECT,
    "package": OBJECT,
    "chart": CHART,
    "chartEx": CHART,
    "glossaryDocument": BUILDING_BLOCKS,
}
_NOTES = {"footnotes": "footnote", "endnotes": "endnote"}


@READERS.register(".docx", ".docm", label={"en": "Word document", "zh": "Word 文档"}, libraries=("lxml",), seconds=2.0)
def read_docx(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """A Word document: its paragraphs and the cells of its tables, one line each, in the order of the page.

    A person sees the words of the body with those of text boxes, equations, content controls and results of fields;
    under review, what was inserted and what was deleted, and what was moved where it stands now; footnotes and
    endnotes; comments; each header and footer, and each diagram, once; hidden text, when asked for; readings above
    characters.
    What Word draws itself is not counted: numbers of lists, pages and notes, brackets of equations.

    Footnotes, then endnotes, are lines at the end, in the order of their marks. What is not text is taken. The title is
    the first paragraph with a title style, or else the title in the file's properties. Macros are not run. A document
    that holds many articles, as databases write them, is one document per article (`collections/`).
    """
    parts = Parts(data, where)
    try:
        return _read(parts, said)
    except RecursionError:
        raise DocumentError(
            f"{where}: the elements of this Word document are nested too deeply to read it; save it as plain text."
        ) from None


def _read(parts: Parts, said: Conventions) -> Reading:
    relations = parts.relations(parts.main)
    losses = [
        ("text", f"a part that the document names is not in it; {relation.name}")
        for relation in relations
        if relation.kind in (*_NOTES, *_TAKEN) and relation.name not in parts
    ]
    named = [relation for relation in relations if relation.name in parts]
    styles = Styles(next((parts.tree(relation.name) for relation in named if relation.kind == "styles"), None))
    story = Story(styles)
    story.add(parts.tree(parts.main), blank_lines=True)
    title = next((text for line in story.titles if (text := _read_text(line))), "") or _title(parts)
    for kind in _NOTES:
        _add_notes(story, kind, [parts.tree(relation.name) for relation in named if relation.kind == kind])
    for name, step in dict.fromkeys((r.name, _TAKEN[r.kind]) for r in named if r.kind in _TAKEN):
        story.add(parts.tree(name), step)
    losses += _not_read(parts, relations)
    losses += [("text", f"a field that draws its own text is not read; {code}") for code in story.drawn]
    text = "\n".join(story.text())
    if found := collection_in(text):
        read = found.reading("docx", story.taken(), said)
        return Reading(read.records, "docx", [*losses, *read.losses], read.columns)
    record = {"text": text, "title": title, "taken": story.taken()}
    return Reading([record], "docx", [*losses, *looks_like_many(text)])


def _read_text(line: list[tuple[str, str]]) -> str:
    return "".join(text for step, text in line if not step).strip()


def _title(parts: Parts) -> str:
    """The title in the properties of the file."""
    cores = [parts.tree(r.name) for r in parts.relations("") if r.kind == "core-properties" and r.name in parts]
    return next(((found.text or "").strip() for core in cores for found in children(core, "title")), "")


def _add_notes(story: Story, kind: str, roots: list[Any]) -> None:
    """Add the notes of one kind in the order of their marks, then those without a mark.

    The lines that Word draws between notes are kept in the same part and are no notes.
    """
    name = _NOTES[kind]
    found = {value(note, "id"): note for root in roots for note in children(root, name)}
    order = [number for of, number in story.notes if of == name]
    for number in dict.fromkeys([*order, *found]):
        if number in found and value(found[number], "type") in ("", "normal"):
            story.add(found[number], story.notes.get((name, number), ""))


def _not_read(parts: Parts, relations: list[Relation]) -> list[tuple[str, str]]:
    """Losses for what the document and its notes, headers and footers hold that no reader opens, each with its name."""
    inner = [r.name for r in relations if r.kind in ("footnotes", "endnotes", "header", "footer") and r.name in parts]
    found = [*relations, *(other for name in dict.fromkeys(inner) for other in parts.relations(name))]
    return list(dict.fromkeys(("text", f"{_NOT_READ[r.kind]}; {r.name}") for r in found if r.kind in _NOT_READ))
