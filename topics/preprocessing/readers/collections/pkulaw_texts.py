"""PKULaw: texts one below the other, each under its citation, as the database saves them.

Conventions. A text is: 【法宝引证码】 with its citation, "原文链接：" with its address, the title, and the text,
which holds its own dates and number.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import Article, Collection, Form, lost, split_at

_CITATION = re.compile(r"\s*【法宝引证码】\s*[:：]?\s*(CLI\.[\w.()]{1,40})\s*")
_LINK = re.compile(r"\s*原文链接\s*[:：]\s*(\S{1,300})\s*")


def read_pkulaw_texts(lines: Sequence[str]) -> Collection | None:
    """The texts of a file; None where it is none.

    It is one if it has two citations or more on lines of their own, and most are followed by an address.
    """
    marks = [number for number, line in enumerate(lines) if _CITATION.fullmatch(line)]
    stretches = split_at(lines, marks) if len(marks) > 1 else []
    articles = [_article(stretch) for stretch in stretches]
    if 2 * sum(article is not None for article in articles) <= len(articles):
        return None
    losses = [lost(n, stretches[n - 1][1:]) for n, article in enumerate(articles, start=1) if article is None]
    return Collection("PKULaw", articles, lines[: marks[0]], (), losses)


def _article(lines: Sequence[str]) -> Article | None:
    filled = [number for number, line in enumerate(lines) if line.strip()]
    link = _LINK.fullmatch(lines[filled[1]]) if len(filled) > 2 else None
    citation = _CITATION.fullmatch(lines[0])
    if not link or not citation:
        return None
    article = Article()
    article.say("part", citation.group(1))
    article.say("title", lines[filled[2]])
    article.add("法宝引证码", citation.group(1))
    article.add("url", link.group(1))
    article.take(lines[: filled[2] + 1])
    article.text.extend(lines[filled[2] + 1 :])
    return article


PKULAW_TEXTS = Form("PKULaw", ("【法宝引证码】",), read_pkulaw_texts)
