"""Factiva: downloads with a code of two or three letters before each part of an article.

Conventions. Each article begins with SE (section) or HD (headline) and ends with AN (accession number); between them
stand PD (day), SN (source), LP and TD (the text: its first paragraph and the rest) and others. A code is followed by
a tab, several spaces or the end of the line, or throughout a file by a space.
"""

import re
from collections.abc import Sequence

from topics.preprocessing.readers.collections.articles import Article, Collection, Form, lost, mapped_fields
from topics.preprocessing.readers.collections.factiva import ACCESSION

_CODES = (
    "SE|HD|CR|BY|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CO|IN|NS|RE|IPD|IPC|PUB|AN|CLM|ART|CT|RF|DLN|CX|RST|RF|GC|SGML"
)
# What stands between a code and its value; a space alone only where nothing else does.
_GAPS = (rf"\s?({_CODES})(?:\s*\t\s*|\s{{2,}}|\s*$)(.*)", rf"\s?({_CODES})(?:\s+|$)(.*)")
_FIELDS = {"hd": "title", "pd": "date", "sn": "source"}
_TEXT = ("LP", "TD", "CLM", "ART")
_ACCESSION = re.compile(rf"(?:Document\s+)?({ACCESSION})")
# What an index code is followed by, which tells it from a word in capitals: "IN i8396 : Software".
_TERM = re.compile(r"\S+\s+:\s")


def read_factiva_codes(lines: Sequence[str]) -> Collection | None:
    """The articles of a download; None where it is none.

    It is one if as many lines begin with HD as with AN, each AN with an accession number, and most articles have
    a day (PD) and a text (LP or TD).
    """
    pattern = _pattern(lines)
    if pattern is None:
        return None
    parts = _parts(lines, pattern)
    groups = _groups(parts)
    complete = [group for group in groups if _is_complete(group)]
    heads = sum(code == "HD" for code, _ in parts)
    if not groups or heads != len(groups) or 2 * len(complete) <= len(groups):
        return None
    first = next(number for number, line in enumerate(lines) if pattern.fullmatch(line))
    articles = [_article(group, pattern) if _is_complete(group) else None for group in groups]
    losses = [lost(n, groups[n - 1][0][1]) for n, article in enumerate(articles, start=1) if article is None]
    after = [line for _, own in parts[sum(map(len, groups)) :] for line in own]
    return Collection("Factiva", articles, lines[:first], after, losses)


def _pattern(lines: Sequence[str]) -> re.Pattern[str] | None:
    """The pattern of lines that begin with a code, by what follows HD and AN in this file."""
    for gap in _GAPS:
        pattern = re.compile(gap)
        found = {match.group(1) for line in lines if (match := pattern.fullmatch(line))}
        if {"HD", "AN", "PD"} <= found:
            return pattern
    return None


def _parts(lines: Sequence[str], pattern: re.Pattern[str]) -> list[tuple[str, list[str]]]:
    """(code, lines) of each part; a code that cannot follow the text of an article is a word of it."""
    parts: list[tuple[str, list[str]]] = []
    for line in lines:
        found = pattern.fullmatch(line)
        if found and not (parts and _is_word(parts[-1][0], *found.groups())):
            parts.append((found.group(1), [line]))
        elif parts:
            parts[-1][1].append(line)
    return parts


def _is_word(before: str, code: str, value: str) -> bool:
    if before not in _TEXT:
        return False
    if code in ("CO", "IN", "NS", "RE"):
        return bool(value) and not _TERM.match(value)
    return code not in ("TD", "CT", "RF", "PUB", "AN", "IPD", "IPC", "ART", "CO", "IN", "NS", "RE")


def _groups(parts: Sequence[tuple[str, list[str]]]) -> list[list[tuple[str, list[str]]]]:
    """The parts of each article, up to its AN."""
    groups: list[list[tuple[str, list[str]]]] = [[]]
    for part in parts:
        groups[-1].append(part)
        if part[0] == "AN":
            groups.append([])
    return groups[:-1]


def _is_complete(group: Sequence[tuple[str, list[str]]]) -> bool:
    codes = {code for code, _ in group}
    return {"HD", "PD"} <= codes and bool(codes & set(_TEXT)) and bool(_ACCESSION.search(" ".join(group[-1][1])))


def _article(group: Sequence[tuple[str, list[str]]], pattern: re.Pattern[str]) -> Article:
    article = Article()
    for code, lines in group:
        found = pattern.fullmatch(lines[0])
        first = found.group(2) if found else ""
        if code in _TEXT:
            article.take([code])
            article.text.extend([first, *lines[1:]])
            continue
        article.take(lines)
        value = " ".join([first, *lines[1:]])
        if code == "AN" and (number := _ACCESSION.search(value)):
            article.say("part", number.group(1))
        else:
            mapped_fields(article, [(code, value)], _FIELDS)
    return article


FACTIVA_CODES = Form("Factiva", ("\nhd", "\nan"), read_factiva_codes)
