"""The parts of a Word file: XML files in a zip, and the relations by which one names another.

Conventions. Tags and attributes are compared without their namespaces, since the two editions of the standard
("transitional", "strict") differ in nothing else, and no two elements with text share a name.
"""

import posixpath
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from topics.errors import DocumentError
from topics.files.zips import open_zip, read_entry


@dataclass(frozen=True)
class Relation:
    """What one part says of another: its kind ("footnotes"), its id in the part, and the name of the other part."""

    kind: str
    id: str
    name: str
    outside: bool


class Parts:
    """The parts of one file; `main` is the name of the document itself. Raises DocumentError where it has none."""

    def __init__(self, data: bytes, where: str) -> None:
        self._where = where
        self._file = open_zip(data, where, "a Word document")
        self._entries = {entry.filename.lower(): entry for entry in self._file.infolist()}
        mains = [relation.name for relation in self.relations("") if relation.kind == "officeDocument"]
        self.main = next((name for name in mains if name in self), "word/document.xml")
        if self.main not in self or name_of(self.tree(self.main)) != "document":
            raise DocumentError(
                f"{where}: this is not a Word document that can be read (it holds no document); save it anew as .docx."
            )

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def tree(self, name: str) -> Any:
        """The root of a part, without comments. Raises DocumentError."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(read_entry(self._file, self._entries[name.lower()], self._where), parser)
        except (etree.LxmlError, ValueError) as error:
            raise DocumentError(
                f"{self._where}: this is not a Word document that can be read ({name}: {error}); save it anew as .docx."
            ) from None

    def relations(self, part: str) -> list[Relation]:
        """The relations of a part, or of the whole file (""), in the order of the file."""
        folder, file = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{file}.rels")
        found = []
        for element in self.tree(place) if place in self else ():
            target, kind = element.get("Target", ""), element.get("Type", "").rpartition("/")[2]
            outside = element.get("TargetMode") == "External"
            name = target if outside else posixpath.normpath(posixpath.join("/", folder, unquote(target)))[1:]
            found.append(Relation(kind, element.get("Id", ""), name.lstrip("/"), outside))
        return found


def name_of(element: Any) -> str:
    """The name of an element without its namespace; empty for an entity that was not replaced."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value(element: Any, name: str = "val") -> str:
    """An attribute by its name without the namespace, or ""."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


def children(element: Any, *path: str) -> list[Any]:
    """The elements reached by these names, one level each."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if name_of(child) == name]
    return found


def says(element: Any, *path: str) -> bool | None:
    """A switch among the properties of an element: on, off, or None where nothing is said."""
    found = children(element, *path)
    return value(found[0]) not in ("0", "false", "off") if found else None


class Styles:
    """The styles of a document: their names in lower case, and which of them hide text.

    Hiding is a toggle: where the styles of table, paragraph and words all say it, every second one takes it back.
    """

    def __init__(self, root: Any | None) -> None:
        styles = [] if root is None else children(root, "style")
        self._of = {value(style, "styleId"): style for style in styles}
        self._default = {value(s, "type"): value(s, "styleId") for s in styles if value(s, "default") in ("1", "true")}
        self._hides: dict[str, bool] = {}
        self.names = {key: value(found[0]).lower() for key, s in self._of.items() if (found := children(s, "name"))}
        defaults = ("docDefaults", "rPrDefault", "rPr", "vanish")
        self.hide_all = root is not None and says(root, *defaults) is True

    def hides(self, kind: str, style: str) -> bool:
        """Whether a style ("" for the default of its kind) hides text, by itself or by the styles it is based on."""
        style = style or self._default.get(kind, "")
        if style not in self._hides:
            self._hides[style] = self._said(style)
        return self._hides[style]

    def _said(self, style: str) -> bool:
        seen: set[str] = set()
        while style in self._of and style not in seen:
            seen.add(style)
            said = says(self._of[style], "rPr", "vanish")
            if said is not None:
                return said
            style = next((value(base) for base in children(self._of[style], "basedOn")), "")
        return False
