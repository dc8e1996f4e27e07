"""EPUB books (EPUB 2 and 3): their parts in reading order, one line per block, and the metadata of the package.

Conventions. `META-INF/container.xml` names the package file, whose *spine* lists the parts in reading order. Lines end
where they do on a web page, and what is visible there is so here (`blocks.py`); tables of contents are left out and
named, footnotes are read behind the other text. Parts are parsed by `xml_tree.py`.
"""

import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from topics.errors import DocumentError
from topics.files.zips import open_zip, read_entry
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.blocks import Line, joined, visible_lines
from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.furniture import taken
from topics.preprocessing.readers.steps import MENUS, SIDES
from topics.preprocessing.readers.xml_tree import parsed_xml

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
# Algorithms that encrypt only fonts and leave the text readable.
_FONTS_ONLY = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_FOOTNOTE = "footnote"
_NOTES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes", "doc-footnote"))


@READERS.register(".epub", label={"en": "EPUB book", "zh": "EPUB 电子书"}, libraries=("lxml",), seconds=0.5)
def read_epub(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """An EPUB book as one document: its text in spine order, title, creators as source, and date.

    A person sees the visible lines of the parts in the spine, apart from the one that is the book's table of contents.
    A part that is missing or not well-formed is a loss with its name. Raises DocumentError for a file that is damaged
    or encrypted, one without a spine, and a book without text.
    """
    file = open_zip(data, where, "an EPUB book")
    names = frozenset(file.namelist())
    _refuse_encrypted(file, names, where)
    place, package = _package(file, names, where)
    losses: list[tuple[str, str]] = []
    lines: list[Line] = []
    for name in _spine(package, place, where):
        if name not in names:
            losses.append(("text", f"a part that the book names is not in it; {name}"))
            continue
        tree, whole = parsed_xml(read_entry(file, file.getinfo(name), where), f"{where}/{name}")
        if not whole:
            losses.append(
                ("text", f"a part of the book is not well-formed, so some of its text may be missing; {name}")
            )
        lines += visible_lines(tree, _places(tree))
    for line in lines:
        line.kept = line.place in ("", _FOOTNOTE)
    kept = sorted((line for line in lines if line.kept), key=lambda line: line.place == _FOOTNOTE)
    text = joined(kept)
    if not text:
        raise DocumentError(
            f"{where}: no running text was found in this book; if its pages are pictures, run OCR first."
        )
    record = {"text": text, **_metadata(package), "taken": taken(lines)}
    return Reading([record], "epub", losses)


def _places(tree: Any) -> dict[Any, str]:
    """The elements of a part that are no part of the running text, each with the name of what it is."""
    found = {}
    for element in tree.iter():
        if element.tag in ("nav", "footer"):
            found[element] = MENUS if element.tag == "nav" else SIDES
        elif _NOTES.intersection(element.get("type", "").split()):
            found[element] = _FOOTNOTE
    return found


def _refuse_encrypted(file: zipfile.ZipFile, names: frozenset[str], where: str) -> None:
    if _ENCRYPTION not in names:
        return
    tree, _ = parsed_xml(read_entry(file, file.getinfo(_ENCRYPTION), where), f"{where}/{_ENCRYPTION}")
    methods = {e.get("Algorithm", "") for data in tree.iter("EncryptedData") for e in data.iter("EncryptionMethod")}
    if methods - _FONTS_ONLY:
        raise DocumentError(f"{where}: this book is encrypted; take a copy without copy protection.")


def _package(file: zipfile.ZipFile, names: frozenset[str], where: str) -> tuple[str, Any]:
    """The package file: the folder to which its paths are relative, and its tree."""
    if _CONTAINER not in names:
        raise DocumentError(
            f"{where}: this is not an EPUB book: it holds no {_CONTAINER}; save it as EPUB or leave it out."
        )
    container, _ = parsed_xml(read_entry(file, file.getinfo(_CONTAINER), where), f"{where}/{_CONTAINER}")
    path = next((e.get("full-path", "") for e in container.iter("rootfile")), "")
    if path not in names:
        raise DocumentError(
            f'{where}: {_CONTAINER} names the package file "{path}", which the book does not hold; save it anew.'
        )
    package, _ = parsed_xml(read_entry(file, file.getinfo(path), where), f"{where}/{path}")
    return posixpath.dirname(path), package


def _spine(package: Any, place: str, where: str) -> list[str]:
    """The names of the book's parts in reading order, each once."""
    items = {item.get("id", ""): item for item in package.iter("item")}
    wanted = (items.get(ref.get("idref", "")) for ref in package.iter("itemref"))
    read = (item for item in wanted if item is not None and "nav" not in item.get("properties", "").split())
    names = dict.fromkeys(posixpath.normpath(posixpath.join(place, unquote(item.get("href", "")))) for item in read)
    if not names:
        raise DocumentError(f"{where}: the book has no spine, which says what to read in which order; save it anew.")
    return list(names)


def _metadata(package: Any) -> dict[str, Any]:
    """Title, creators, date and the rest of the Dublin Core elements."""
    found: dict[str, list[Any]] = {}
    for metadata in package.iter("metadata"):
        for element in metadata.iter():
            if (element.text or "").strip():
                found.setdefault(element.tag, []).append(element)
    dates = found.get("date", [])
    published = [element for element in dates if element.get("event") == "publication"]
    date = next((element.text.strip() for element in (published or dates)), "")
    said = {
        name: ", ".join(e.text.strip() for e in found.get(name, [])) for name in ("publisher", "language", "subject")
    }
    return {
        "title": found["title"][0].text.strip() if "title" in found else "",
        "source": ", ".join(element.text.strip() for element in found.get("creator", [])),
        "date": date,
        "date_source": "epub metadata" if date else "",
        "meta": {name: value for name, value in said.items() if value},
    }
