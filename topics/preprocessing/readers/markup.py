"""Markup that a page shows instead of using it (`&lt;p&gt;…`), and text in a `textarea`, `noscript`, frame or JSON-LD.

Conventions. Text is markup where it begins with a tag of HTML, or breaks a line after a sentence, and says running text
between its tags; what a page writes *about* tags stays as it is. Feeds write it escaped up to three times over, or as
a section of character data.
"""

import html
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from topics.preprocessing.cleaning.escapes import is_spoken_of
from topics.preprocessing.readers.blocks import is_unseen, joined, squeezed, visible_lines
from topics.preprocessing.readers.furniture import is_shell
from topics.preprocessing.sentences import sentences

_NAMES = "p|div|br|span|font|strong|b|h[1-6]|ul|ol|li|table|section|article|center|body|html|!doctype"
_TAG = rf"</?(?:{_NAMES})\b[^<>]{{0,400}}>"
_IS_MARKUP = re.compile(rf"\s*{_TAG}|[\s\S]*[。！？.!?；;”]\s*<br\s*/?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,400}>")
_ESCAPED = re.compile(r"&(?:amp;){0,2}lt;/?(?:p|br|div|span)\b", re.IGNORECASE)
_DATA_SECTION = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL | re.IGNORECASE)
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_NO_TEXT = frozenset(("head", "script", "style", "title", "metadata", "annotation", "annotation-xml", "rp"))
_LITERAL = ("pre", "code", "script", "style", "xmp", "kbd", "samp")


def plain(text: str) -> str:
    """Text, or the visible lines of the markup in it.

    >>> plain("<p>一是加强统筹。</p><p>二是扩大开放。</p>")
    '一是加强统筹。\\n二是扩大开放。'
    """
    while _ESCAPED.search(text):
        text = html.unescape(text)
    if "<![" in text:
        text = _DATA_SECTION.sub(r"\1", text)
    if not is_markup(text):
        return text
    tree = parsed(f"<div>{text}</div>")
    return _ANY_TAG.sub("\n", text) if tree is None else joined(visible_lines(tree))


def parsed(page: str) -> Any | None:
    """The tree of a page, without its comments; None where its tags are nested too deeply.

    Raises ValueError for a page without an element.
    """
    import lxml.etree
    import lxml.html

    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        # Text after the end of the page is shown in it, but lxml would put it into another tree.
        tree = lxml.html.document_fromstring(_END_OF_PAGE.sub("", page), parser=parser)
    except lxml.etree.LxmlError as error:
        raise ValueError(str(error)) from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        return None
    lxml.etree.strip_tags(tree, lxml.etree.Comment, lxml.etree.ProcessingInstruction)
    return tree


def is_markup(text: str) -> bool:
    """Whether running text is written with tags; of a tag with which it begins, it may speak."""
    if "<" not in text or not _IS_MARKUP.match(text):
        return False
    first = _ANY_TAG.search(text)
    return not (first and is_spoken_of(first)) and bool(sentences(_ANY_TAG.sub("\n", text)))


def open_frames(tree: Any) -> None:
    """Put the pages that frames hold in themselves (`srcdoc`), and the shadow trees of elements, among their page."""
    for element in list(tree.iter("template")):
        if element.get("shadowrootmode"):
            element.tag = "div"
    for element in list(tree.iter("iframe")):
        held = element.attrib.pop("srcdoc", "")
        inner = parsed(f"<div>{held}</div>") if held.strip() else None
        if inner is not None:
            open_frames(inner)
            element.tag, element.text = "div", None
            element[:] = list(inner.iter("body"))[:1] or [inner]
            for body in element:
                body.tag = "div"


def open_objects(tree: Any) -> None:
    """Put running text that stands in for an object, which a saved page has lost, among the text of its page."""
    for element in reversed(list(tree.iter("object"))):  # the innermost of several first
        if _says_more(_inner(element)):
            element.tag = "div"


def unshown(tree: Any, text: str) -> Iterator[str]:
    """The running texts of a page that a browser does not show and `text` does not hold.

    They are hidden, stand in for a film or a frame, or are a script's template.
    """
    held = squeezed(text)
    for element in tree.iter():
        if is_unseen(element) and element.tag not in _NO_TEXT and not any(map(is_unseen, element.iterancestors())):
            found = _inner(element)
            if _says_more(found) and squeezed(found) not in held:
                yield found


def open_escaped(tree: Any) -> None:
    """Put paragraphs in the place of the markup that a page shows; a `textarea` with running text becomes a `div`."""
    for element in list(tree.iter()):
        if element.tag == "textarea":
            if _runs(element) and not any(map(is_unseen, (element, *element.iterancestors()))):
                _fill(element, plain(element.text))
        elif element.tag not in _LITERAL and _is_shown(element.text):
            _fill(element, plain(element.text))
        if _is_shown(element.tail) and element.getparent().tag not in _LITERAL:
            opened = element.makeelement("div")
            _fill(opened, plain(element.tail))
            element.tail = None
            element.addnext(opened)


def show_unseen(tree: Any) -> bool:
    """Whether a page has running text in a `textarea` that is not shown, or for browsers without scripts or frames.

    It is put at the end of the page. Some sites keep their text in a `textarea`, from where a script unpacks it.
    """
    found = [plain(element.text) for element in tree.iter("textarea") if _runs(element)]
    if not found:
        found = [text for element in tree.iter("noscript", "noframes") if _says_more(text := _inner(element))]
    for text in found:
        shown = tree.makeelement("div")
        _fill(shown, text)
        tree.append(shown)
    return bool(found)


def _says_more(text: str) -> bool:
    """Whether it is running text, of which less than half asks for scripts, as “… without JavaScript. Enable it.”."""
    said = sentences(text)
    return 2 * sum(map(is_shell, said)) < len(said)


def _inner(element: Any) -> str:
    """The visible lines of an element that is itself not visible."""
    inner = deepcopy(element)
    inner.tag, inner.tail = "div", None
    inner.attrib.clear()
    return plain(joined(visible_lines(inner)))  # what is for browsers without frames is no markup to the parser


def _runs(textarea: Any) -> bool:
    return bool(sentences(plain(textarea.text or "")))


def _is_shown(text: str | None) -> bool:
    return bool(text and ("<" in text or "&lt;" in text) and plain(text) != text)


def _fill(element: Any, text: str) -> None:
    """Paragraphs, one per line of a text, at the beginning of an element."""
    element.text = None
    element.tag = "div" if element.tag == "textarea" else element.tag
    for number, line in enumerate(text.split("\n")):
        paragraph = element.makeelement("p")
        paragraph.text = line
        element.insert(number, paragraph)
