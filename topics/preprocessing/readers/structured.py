"""Structured data of a web page: its schema.org objects (JSON-LD)."""

import json
import re
from collections.abc import Mapping
from typing import Any

# What pages put around the JSON to hide it from old browsers.
_WRAPPED = re.compile(
    r"^\s*(?://)?\s*(?:<!--|(?:/\*\s*)?<!\[CDATA\[(?:\s*\*/)?)|(?://\s*)?(?:-->|(?:/\*\s*)?\]\]>(?:\s*\*/)?)\s*$"
)
_MOST = 10_000  # objects of one page that are looked at


def structured_data(tree: Any) -> list[Mapping[str, Any]]:
    """All JSON-LD objects of a page, those inside arrays, `@graph` and `mainEntity` included, in their order."""
    found: list[Mapping[str, Any]] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            # Pages put line breaks into texts, which strict JSON refuses.
            todo = [json.loads(_WRAPPED.sub("", script.text or ""), strict=False)]
        except (ValueError, RecursionError):
            continue
        while todo and len(found) < _MOST:
            value = todo.pop(0)
            if isinstance(value, list):
                todo[:0] = value
            elif isinstance(value, dict):
                found.append(value)
                todo[:0] = [value[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in value]
    return found


def article_of(structured: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The object of the page's article, the first with a headline or an article's text; empty if there is none."""
    return next((value for value in structured if {"headline", "articleBody"} & set(value)), {})


def text_of(value: Any) -> str:
    """The value if it is text, or the first text of a list, else ""."""
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str)), "")
    return value.strip() if isinstance(value, str) else ""
