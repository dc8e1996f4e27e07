"""Folded text of a web page: what is hidden until a reader opens it.

Conventions. An element with the attribute `hidden`, or a style of `display: none`, is *folded* if the page has a way to
open it: it is a panel of tabs, by its role or beside a shown element of its tag and class; a link or a button names its
id; or a short text beside it says that there is more. A dialog is none of these, whatever opens it. Folded text is text
that a person sees, and is judged like the rest of the page.
"""

import re
from typing import Any

from topics.preprocessing.readers.blocks import HIDDEN_STYLE, is_hidden

_NAMES = re.compile(r"[\w:.-]+")
_OPENS = ("href", "aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle-id", "onclick", "for")
_DIALOG = re.compile(r"modal|dialog|popup|pop-up|popover|lightbox|overlay|tooltip|toast|弹窗", re.IGNORECASE)
_MORE = re.compile(
    r"展开|展開|查看(?:全文|更多|全部)|阅读(?:全文|更多)|閱讀(?:全文|更多)|点击(?:查看|阅读)|更多内容|全文"
    r"|(?:read|show|see|view|load) (?:more|all|full|the full)|continue reading|full (?:text|story)|expand",
    re.IGNORECASE,
)
_LABEL = 24  # characters of a text that says that there is more


def open_folds(tree: Any) -> None:
    """Show the elements of a page that are folded."""
    hidden = [element for element in tree.iter() if element.attrib and is_hidden(element)]
    if not hidden:
        return
    named = {
        name
        for element in tree.iter()
        for attribute in _OPENS
        if element.attrib and (value := element.get(attribute))
        for name in _NAMES.findall(value)
    }
    shown = {
        _kind(element) for element in tree.iter() if (element.get("class") or "").strip() and not is_hidden(element)
    }
    for element in hidden:
        panel = element.get("role") == "tabpanel" or ((element.get("class") or "").strip() and _kind(element) in shown)
        if not _is_dialog(element) and (panel or element.get("id") in named or _has_label(element)):
            element.attrib.pop("hidden", None)
            if style := element.get("style"):
                element.set("style", HIDDEN_STYLE.sub("", style))


def _is_dialog(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return (element.get("role") or "").endswith("dialog") or bool(_DIALOG.search(names))


def _kind(element: Any) -> tuple[Any, str, str]:
    """The parent of an element, its tag and the first name of its class: what panels beside each other share."""
    return element.getparent(), element.tag, (element.get("class") or "").split(maxsplit=1)[0]


def _has_label(element: Any) -> bool:
    """Whether a short text just before or after the element says that there is more."""
    for beside in (element.getprevious(), element.getnext()):
        text = "" if beside is None else " ".join(beside.itertext()).strip()
        if 0 < len(text) <= _LABEL and _MORE.search(text):
            return True
    return False
