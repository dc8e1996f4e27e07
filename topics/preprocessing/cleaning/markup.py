"""Repairs of addresses, images and the marks of Markdown."""

import re

from topics.preprocessing.cleaning import REPAIRS

_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:https?:|/|#|javascript:|mailto:)[^)\n]*\)")
# The mark behind an address belongs to the sentence.
_URL = re.compile(r"(?:https?://|www\.)[\w\-./?%&=#:~+@!$,;*]*[\w/=&#~+%*-]", re.ASCII | re.IGNORECASE)
_WWW = re.compile(r"[wW][wW][wW]\.")
_IMAGE_SUFFIX = re.compile(r"\.(?:jp|png|gif|bmp|webp|mp4)", re.IGNORECASE)
_IMAGE_FILE = re.compile(
    r"^[ \t]*[\w\-]+\.(?:jpe?g|png|gif|bmp|webp|mp4)[ \t]*$", re.IGNORECASE | re.MULTILINE
)  # fmt: skip


@REPAIRS.register("links", after="widths", needs="/.]", takes="marks")
def links(text: str) -> tuple[str, int]:
    """Images, addresses and lone image names removed; the words of a link stay.

    >>> links("见[通知](https://example.org/a)，全文 https://example.org/v?id=5G01")
    ('见通知，全文 ', 2)
    """
    count = 0
    if "](" in text:
        text, images = _IMAGE.subn("", text)
        text, named = _LINK.subn(r"\1", text)
        count = images + named
    if "://" in text or _WWW.search(text):
        text, addresses = _URL.subn("", text)
        count += addresses
    if _IMAGE_SUFFIX.search(text):
        text, files = _IMAGE_FILE.subn("", text)
        count += files
    return text, count


_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|(?:[-*_][ \t]*){3,}$)", re.MULTILINE)
_EMPTY = re.compile(r"\*{4,}")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1")


@REPAIRS.register("markup", after="links", needs="#>*+-_", takes="marks")
def markup(text: str) -> tuple[str, int]:
    """The marks of Markdown removed: headings, emphasis, quotes, rules, bullets.

    >>> markup("## 一、**总体**要求")
    ('一、总体要求', 2)
    """
    text, marks = _LINE_MARK.subn("", text)
    count = marks
    if "**" in text or "__" in text:
        text, bold = _EMPHASIS.subn(r"\2", text)
        text, empty = _EMPTY.subn("", text)
        count += bold + empty
    return text, count
