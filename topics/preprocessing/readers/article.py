"""The article on a web page: its element, and its text.

Conventions. A page is an lxml tree without comments. Running text is the text outside of links in paragraphs that are
at least `_PARAGRAPH` long and contain the end of a sentence. The text itself is extracted by trafilatura, from inside
the element found here.
"""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from topics.preprocessing.readers.blocks import visible_text

# A paragraph of running text has at least this length and contains the end of a sentence.
_PARAGRAPH = 40  # characters
_SENTENCE_END = re.compile(r"[。！？；…!?]|\.(?:\s|$)")
_MORE_OF_IT = 1.2


def main_text(tree: Any, article: Any | None) -> str:
    """The text of the article element, or of the page without one: one line per paragraph; "" where there is none."""
    import lxml.html

    if article is not None and article.tag not in ("html", "body"):
        alone = lxml.html.document_fromstring("<html><body><article></article></body></html>")
        inside = copy.deepcopy(article)
        inside.tail = None
        alone.find(".//article").append(inside)
        if text := _extracted(alone):
            return text
    return _extracted(tree)


def _extracted(tree: Any) -> str:
    import trafilatura

    try:
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, config=_options())
    except Exception:
        # Any error that a broken page causes means that no text was found.
        return ""
    return (found.text or "").strip() if found else ""


@cache
def _options() -> Any:
    """trafilatura's settings with lower limits of length: by default it takes the whole page below 250 characters."""
    from trafilatura.settings import DEFAULT_CONFIG

    options = copy.deepcopy(DEFAULT_CONFIG)
    options["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "10"
    options["DEFAULT"]["MIN_OUTPUT_SIZE"] = "1"
    options["DEFAULT"]["EXTRACTION_TIMEOUT"] = "0"
    return options


def article_element(tree: Any) -> Any | None:
    """The element that holds the article: the one marked as schema.org's `articleBody`, or found by its paragraphs.

    The search begins at the element with the most running text (outside links) in its own paragraphs. From there it
    goes up to the highest element with a fifth more running text than the one below, which is an article in sections.
    A box that repeats the article, such as a summary, does not count as a section.
    """
    marked = [e for e in tree.xpath("//*[@itemprop='articleBody']") if len(squeezed(e.text_content())) >= _PARAGRAPH]
    if len(marked) == 1:
        return marked[0]
    held: dict[Any, list[str]] = {}
    for block, text in _blocks(tree):
        paragraph = squeezed(text)
        if len(paragraph) >= _PARAGRAPH and _SENTENCE_END.search(text):
            holder = block if _is_broken_by_lines(block) or block.getparent() is None else block.getparent()
            held.setdefault(holder, []).append(paragraph)
    if not held:
        return None
    article = max(held, key=lambda holder: sum(map(len, held[holder])))
    said = _shingles(squeezed(article.text_content()))
    below: Counter[Any] = Counter()
    for holder, texts in held.items():
        new = sum(len(text) for text in texts if holder is article or not _repeats(text, said))
        below.update(dict.fromkeys((holder, *holder.iterancestors()), new))
    for element in article.iterancestors():
        if below[element] >= _MORE_OF_IT * below[article]:
            article = element
    return article


def _is_broken_by_lines(block: Any) -> bool:
    return block.tag != "p" and len(block.findall("br")) > 1


def _shingles(text: str) -> set[str]:
    return {text[i : i + 5] for i in range(len(text) - 4)}


def _repeats(text: str, said: set[str]) -> bool:
    shingles = _shingles(text)
    return 2 * len(shingles & said) > len(shingles)


def _blocks(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every element that is not inline, with its own visible text outside of links."""
    texts: dict[Any, list[str]] = {}
    for block, text, linked in visible_text(tree):
        if not linked:
            texts.setdefault(block, []).append(text)
    return ((block, "".join(parts)) for block, parts in texts.items())


def squeezed(text: str) -> str:
    """Text without spaces and line breaks."""
    return re.sub(r"\s+", "", text)
