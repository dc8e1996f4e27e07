"""Blocks of an HTML or XHTML tree: its visible text, and where lines end on the page.

Conventions. A tree is lxml's, its tags without namespaces, its comments taken out.
"""

from collections.abc import Iterator
from typing import Any

INLINE = frozenset(
    ("a", "abbr", "b", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "ins", "label", "mark", "q", "s",
     "small", "span", "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip
_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "head", "title", "nav", "footer", "aside", "select", "button",
     "textarea")
)  # fmt: skip


def visible_text(tree: Any) -> Iterator[tuple[Any, str, bool]]:
    """The pieces of visible text in page order, "\\n" ending lines: (element not inline, piece, whether in a link)."""
    from lxml import etree

    blocks: list[Any] = []
    unseen = links = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        unseen += step * (element.tag in _UNSEEN)
        links += step * (element.tag == "a")
        if event == "start":
            if element.tag not in INLINE or not blocks:
                blocks.append(element)
            text = element.text
        else:
            if element is blocks[-1]:
                blocks.pop()
            text = element.tail
        if not blocks:
            return
        if element.tag == "br" or element.tag not in INLINE:
            yield blocks[-1], "\n", False
        if text and not unseen:
            yield blocks[-1], text, links > 0
