"""Files of every format that hold a known text, and the characters that a person sees in each."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from html import escape

from topics.preprocessing.sentences import characters

Made = tuple[bytes, int]  # a file, and the number of its visible characters


def plain(lines: Sequence[str]) -> Made:
    text = "\n".join(lines)
    return text.encode(), characters(text)


def table(separator: str) -> Callable[[Sequence[str]], Made]:
    def made(lines: Sequence[str]) -> Made:
        import csv

        out = io.StringIO()
        csv.writer(out, delimiter=separator).writerows([["id", "text"], ["a", "\n".join(lines)]])
        return out.getvalue().encode(), sum(map(characters, lines))

    return made


def json_lines(lines: Sequence[str]) -> Made:
    return json.dumps({"text": "\n".join(lines)}).encode(), sum(map(characters, lines))


def parquet(lines: Sequence[str]) -> Made:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["\n".join(lines)]}), out)
    return out.getvalue(), sum(map(characters, lines))


def workbook(lines: Sequence[str]) -> Made:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["id", "text"], ["a", "\n".join(lines)]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), sum(map(characters, lines))


def word(lines: Sequence[str]) -> Made:
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = "Header of the page"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue(), sum(map(characters, lines)) + characters("Header of the page")


def page(lines: Sequence[str]) -> Made:
    around = ("Home", "News", "Contact us")
    links = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in around)
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    html = f"<html><body><nav><ul>{links}</ul></nav><article>{body}</article></body></html>"
    return html.encode(), sum(map(characters, (*around, *lines)))


def book(lines: Sequence[str]) -> Made:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    parts = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        "b.opf": '<package><metadata/><manifest><item id="a" href="a.xhtml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>',
        "a.xhtml": f"<html><body>{body}</body></html>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue(), sum(map(characters, lines))


def printed(lines: Sequence[str]) -> Made:
    from tests.pdf_maker import Page, file_of

    sheet = Page()
    for number, line in enumerate(lines):
        sheet.draw(40, 780 - 24 * number, line.replace("\t", " "), size=8)
    return file_of([sheet]), sum(map(characters, lines))


def rich(lines: Sequence[str]) -> Made:
    body = "".join("\\par\n" if c == "\n" else rf"\u{ord(c)}?" for c in "\n".join(lines))
    text = rf"{{\rtf1\ansi{{\fonttbl{{\f0 Arial;}}}}{{\header Header of the page}}\f0 {body}}}"
    return text.encode(), sum(map(characters, lines)) + characters("Header of the page")


def record(head: str, text: str, end: str = "") -> Callable[[Sequence[str]], Made]:
    """A record of literature; `text` is the tag of its text and what stands before each of its lines."""

    def made(lines: Sequence[str]) -> Made:
        tag, margin = text.split("|")
        whole = f"{head}\n{tag}{lines[0]}\n" + "".join(f"{margin}{line}\n" for line in lines[1:]) + end
        return whole.encode(), characters(whole)

    return made


def entry(lines: Sequence[str]) -> Made:
    text = "".join(f"\\{c}" if c in "&%#$_" else c for c in "\n".join(lines))
    whole = f"@article{{a1, title = {{A}}, year = 2021,\n abstract = {{{text}}}}}\n"
    return whole.encode(), characters("article a1 title A year 2021 abstract") + sum(map(characters, lines))


MAKERS: dict[str, Callable[[Sequence[str]], Made]] = {
    ".txt": plain,
    ".md": plain,
    ".csv": table(","),
    ".tsv": table("\t"),
    ".json": json_lines,
    ".jsonl": json_lines,
    ".ndjson": json_lines,
    ".parquet": parquet,
    ".xlsx": workbook,
    ".xls": workbook,
    ".docx": word,
    ".docm": word,
    ".xlsm": workbook,
    ".html": page,
    ".htm": page,
    ".shtml": page,
    ".epub": book,
    ".pdf": printed,
    ".rtf": rich,
    ".ris": record("TY  - JOUR\nTI  - A\nPY  - 2021", "AB  - |", "ER  - \n"),
    ".ciw": record("PT J\nTI A\nSO B\nPY 2021", "AB |   ", "ER\n"),
    ".nbib": record("PMID- 1\nTI  - A\nDP  - 2021", "AB  - |      "),
    ".enw": record("%0 Journal Article\n%T A\n%D 2021", "%X |"),
    ".bib": entry,
}
