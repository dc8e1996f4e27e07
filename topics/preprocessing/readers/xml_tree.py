"""The tree of an XML file from anywhere, for readers of formats that are made of XML.

Conventions. Nothing is fetched, and no entity that a file defines is replaced: document types are cut off before a file
is parsed, and only HTML's named characters are written out. Names are without their namespaces.
"""

import re
from html.entities import name2codepoint
from typing import Any

from topics.errors import DocumentError
from topics.files.encodings import declared_encodings, decode

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\][^>]*)?>", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&(\w+);")
_MAX_CHARACTERS = 20_000_000
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


def parsed_xml(data: bytes, where: str) -> tuple[Any, bool]:
    """The tree of an XML file, without namespaces, comments and entities, and whether it was well-formed.

    A file without any element is an empty `nothing`. Raises DocumentError for one that is too long, or no text.
    """
    from lxml import etree

    text, _ = decode(data, where, declared_encodings(data))
    if len(text) > _MAX_CHARACTERS:
        raise DocumentError(
            f"{where}: expected XML of up to {_MAX_CHARACTERS:,} characters, found {len(text):,}; split it."
        )
    text = _ENTITY.sub(_character, _DOCTYPE.sub("", _DECLARATION.sub("", text), count=1))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        tree = etree.fromstring(text.replace("\x00", ""), parser)
    except (etree.LxmlError, ValueError):
        tree = None
    if tree is None:
        return etree.Element("nothing"), False
    for element in tree.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name, value in element.attrib.items():
            element.set(etree.QName(name).localname, value)
    return tree, not parser.error_log


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    if name in _OF_XML:
        return found.group()
    return chr(name2codepoint[name]) if name in name2codepoint else ""
