"""The files of the English sample: one function per format, from a composed document to bytes.

The marks of a format are those of real files: lines of minutes are broken and words cut at their ends, pages on the web
have a menu and two dates, reports have columns, running heads and sometimes a title page. Apostrophes and hyphens differ.
"""

import csv
import io
import zipfile
from collections.abc import Sequence
from html import escape
from typing import Any

from tests.pdf_maker import Block, Style, file_of, lines_of, set_pages
from tests.pdf_maker import SANS, SERIF, Page

HYPHEN = "\u2010"


def minutes(document: Any) -> bytes:
    """Plain text in lines of some 70 letters, some words cut by a hyphen; straight apostrophes."""
    day = document.day
    forms = (f"Date: {day:%-d %B %Y}", f"Published on {ordinal(day.day)} {day:%B %Y}", f"{day:%A %-d %B %Y}", f"{day:%B %-d, %Y}")
    head = [document.title.upper(), document.source, *([forms[document.number % 4]] if document.dated else [])]
    style = Style(hyphens=True, justified=False)
    parts = ["\n".join(line.text for line in lines_of(straight(text), style, 340, 10.5, SERIF, 0)) for text in document.passages]
    return "\n\n".join(["\n".join(head), *parts, ""]).encode()


def briefing(document: Any) -> bytes:
    """Markdown with front matter, a passage on a line; curly apostrophes, and hyphens of Unicode in every third."""
    day = document.day.isoformat() if document.number % 2 else f"{document.day:%-d %B %Y}"
    head = ["---", f"title: {document.title}", *([f"date: {day}"] if document.dated else []), "---"]
    texts = [curly(text) for text in document.passages]
    if document.number % 3 == 0:
        texts = [text.replace("-", HYPHEN) for text in texts]
    return ("\n".join(head) + "\n\n" + "\n\n".join(texts) + "\n").encode()


def notice(document: Any) -> bytes:
    """A page of a council's site: menu, two labelled dates, footer."""
    later = document.day.replace(year=document.day.year + 1, day=min(document.day.day, 28))
    body = "\n".join(f"<p>{escape(curly(text), quote=False)}</p>" for text in document.passages)
    again = '<p class="lead">This page repeats an earlier one.</p>\n' if document.copied else ""
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(document.title)} | Lennshire</title>'
        '</head><body>\n<nav><a href="/">Home</a> <a href="/pay">Pay</a> <a href="/bins">Bins</a></nav>\n<main><article>'
        f"<h1>{escape(document.title)}</h1>\n<dl><dt>Published</dt><dd>{document.day:%-d %B %Y}</dd>"
        f"<dt>Last updated</dt><dd>{later:%-d %B %Y}</dd></dl>\n{again}{body}\n</article></main>\n"
        "<footer>Cookies | Accessibility | Contact us</footer></body></html>\n"
    ).encode()


def report(document: Any) -> bytes:
    """A PDF in one or two columns with running heads; the first of each year has a title page."""
    columns = 2 if document.number % 2 == 0 else 1
    style = Style(columns=columns, hyphens=True, font=SANS if columns == 1 else SERIF, head=(document.source,), foot=("Page {n} of {of}",))
    day = f"{document.day:%-d %B %Y}"
    first = [Block(document.title, "title"), *([Block(day)] if document.dated and document.number != 1 else [])]
    pages = set_pages([*first, *(Block(straight(text)) for text in document.passages)], style).pages
    if document.number == 1:
        cover = Page()
        for line, y, size in ((document.title, 560, 28), (document.source, 520, 14), (day if document.dated else "", 200, 12)):
            cover.draw(90, y, line, font=SANS, size=size)
        pages = [cover, *pages]
    return file_of(pages, title=document.title)


def reply(document: Any) -> bytes:
    """A Word document: title, date, passages."""
    lines = [document.title, *([f"Published {document.day:%-d %B %Y}"] if document.dated else []), *map(curly, document.passages)]
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line, quote=False)}</w:t></w:r></w:p>' for line in lines)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, text in parts.items():
            declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text
            file.writestr(zipfile.ZipInfo(name), declared, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def questions(documents: Sequence[Any]) -> bytes:
    """A table of questions, one a row, with attributes in columns of their own and dates by day, month and year."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\n")
    rows.writerow(["id", "date", "title", "source", "region", "level", "doc_type", "text"])
    for d in documents:
        text = "\n\n".join(map(straight, d.passages))
        rows.writerow([d.id, f"{d.day:%d/%m/%Y}", d.title, d.source, d.region, d.level, d.kind, text])
    return buffer.getvalue().encode()


def news(documents: Sequence[Any]) -> bytes:
    """A download from a database of news, all articles in one RTF file."""
    lines: list[str] = []
    for d in documents:
        length = f"Length: {sum(len(text.split()) for text in d.passages)} words"
        lines += [d.title, d.source, f"{d.day:%B %-d, %Y %A}", f"Copyright {d.day.year} Lennshire Newspapers", length, "Body"]
        lines += [*map(curly, d.passages), f"Load-Date: {d.day:%B %-d, %Y}", "End of Document", ""]
    body = "\\par\n".join("".join(c if ord(c) < 128 else rf"\u{ord(c)}?" for c in line) for line in lines)
    return (r"{\rtf1\ansi\uc1{\fonttbl{\f0 Georgia;}}\f0 " + body + "}").encode()


def ordinal(number: int) -> str:
    """A day of the month as it is said: 1st, 2nd, 13th."""
    return f"{number}{'th' if number in (11, 12, 13) else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def straight(text: str) -> str:
    """The text with the apostrophe of typewriters."""
    return text.replace("’", "'")


def curly(text: str) -> str:
    """The text with the apostrophe of printers."""
    return text.replace("'", "’")


WRITERS = {".txt": minutes, ".md": briefing, ".html": notice, ".pdf": report, ".docx": reply}
