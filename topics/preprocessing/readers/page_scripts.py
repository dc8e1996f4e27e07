"""The day of publication in the scripts of a web page, where WeChat and many sites of news keep it alone."""

import re
from typing import Any

from topics.preprocessing.dating.cells import with_day_in_china
from topics.preprocessing.dating.dates import parse_date

_VALUE = (
    r"""(?:["']{2}\s?\|\|\s?|[^\n;=]{1,60}?\?[^\n;=]{1,60}?:\s?)?(?:\w{1,20}\()?["']?"""
    r"([12][0-9]{9}(?:[0-9]{3})?(?![0-9])|[12][0-9]{3}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}[^\"'\n;,<>]{0,24})"
)
_ASSIGNED = re.compile(
    rf"(?<![\w.])(?:window\.|d\.)?(?:ct|create_?time|publish_?time|pub_?time|pub_?date|publish_?date)\s?=\s?{_VALUE}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\bct\b|create_?time|pub(?:lish)?_?(?:time|date)", re.IGNORECASE)
# A key `createTime` may be that of an account; only WeChat's pages are known to mean the article.
_KEYED = re.compile(
    rf"(?<![\w.])[\"']?(?:publish_?time|pub_?time|pub_?date|publish_?date)[\"']?\s?:\s?{_VALUE}", re.IGNORECASE
)
_KEYED_IN_WECHAT = re.compile(rf"(?<![\w.])[\"']?(?:ct|create_?time|publish_?time)[\"']?\s?:\s?{_VALUE}", re.IGNORECASE)
_LONGEST_SCRIPT = 1_000_000  # characters


def script_date(tree: Any) -> str:
    """The date in a variable of a script, such as WeChat's `ct`, if all such variables of the page name one day."""
    keyed = _KEYED_IN_WECHAT if tree.xpath("boolean(//*[@id='js_content' or @id='js_article'])") else _KEYED
    days: dict[str, str] = {}
    for script in tree.iter("script"):
        text = (script.text or "")[:_LONGEST_SCRIPT]
        if "ld+json" in (script.get("type") or "") or not _NAMED.search(text):
            continue
        for pattern in (_ASSIGNED, keyed):
            for match in pattern.finditer(text):
                value = match.group(1).strip()
                if date := parse_date(with_day_in_china(value)):
                    days.setdefault(date[0], value)
    return next(iter(days.values())) if len(days) == 1 else ""
