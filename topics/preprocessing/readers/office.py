"""Word and Excel documents."""

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from topics.errors import DocumentError
from topics.files.zips import open_zip
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.records import FIELDS, Reading, table_rows

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_COLUMNS = 1_000  # read of a sheet: a format set to its last column makes every row 16,384 cells
_HEADER_ROWS = 20  # rows among which a sheet's header is looked for: a caption may stand above it


@READERS.register(
    ".docx", label={"en": "Word document", "zh": "Word 文档"}, libraries=("python-docx", "lxml"), seconds=2.0
)
def read_docx(data: bytes, where: str) -> Reading:
    """A Word document: its paragraphs and the cells of its tables, a line each, in the order of the page.

    The title is the first paragraph styled as one, or what the file's properties say.
    """
    import docx

    open_zip(data, where, "a Word document")
    try:
        word = docx.Document(io.BytesIO(data))
        lines = [_paragraph(p) for p in word.element.body.iter(f"{_WORD}p")]
        headed = (p.text for p in word.paragraphs if (p.style.name if p.style else "") in ("Title", "Heading 1"))
        title = next(headed, "") or word.core_properties.title or ""
    except Exception as error:
        # python-docx lets the errors of zipfile and lxml through, which share no base.
        raise DocumentError(f"{where}: this is not a Word document that can be read ({error}).") from None
    return Reading([{"text": "\n".join(line for line in lines if line is not None), "title": title.strip()}], "docx")


def _paragraph(paragraph: Any) -> str | None:
    """All text of a paragraph: links, fields and insertions under review too, which python-docx passes over.

    None for the copy of a text box that is kept for old programs.
    """
    if any(a.tag == _FALLBACK for a in paragraph.iterancestors()):
        return None
    parts = []
    for element in paragraph.iter(f"{_WORD}t", *_MARKS):
        # A text box is a paragraph inside a paragraph: it gets a line of its own. Tabs are also a setting.
        owner = next(element.iterancestors(f"{_WORD}p"))
        if owner is paragraph and element.getparent().tag != f"{_WORD}tabs":
            parts.append(_MARKS.get(element.tag) or element.text or "")
    return "".join(parts)


@READERS.register(".xlsx", label={"en": "Excel workbook", "zh": "Excel 工作簿"}, libraries=("openpyxl",), seconds=2.0)
def read_xlsx(data: bytes, where: str) -> Reading:
    """An Excel workbook: one row a document, below the row of each sheet that names a column of text; values only."""
    import openpyxl

    open_zip(data, where, "an Excel workbook")
    losses: list[tuple[str, str]] = []
    try:
        with warnings.catch_warnings():
            # Styles and checks that openpyxl does not know have no part in the values.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            rows: list[tuple[str, Mapping[Any, Any]]] = []
            for sheet in book.worksheets:
                found = list(_sheet_rows(sheet))
                if not found:
                    losses.append(("text", f'no row of the sheet names a column of text; "{sheet.title}"'))
                rows += found
    except Exception as error:
        # openpyxl lets the errors of zipfile, of XML and its own conversions through, which share no base.
        raise DocumentError(f"{where}: this is not an Excel workbook that can be read ({error}).") from None
    if not rows:
        raise DocumentError(
            f"{where}: no sheet has rows below a header that names a column of text; expected one of "
            f"{', '.join(FIELDS['text'])}."
        )
    reading = table_rows(where, rows, "xlsx")
    reading.losses.extend(losses)
    return reading


def _sheet_rows(sheet: Any) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    # Programs that export write a wrong extent often enough; without it every row is read.
    sheet.reset_dimensions()
    header: list[str] = []
    for number, values in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), start=1):
        if header:
            row = {name: value for name, value in zip(header, values, strict=False) if name}
            if any(value is not None for value in row.values()):
                yield f'sheet "{sheet.title}", row {number}', row
            continue
        names = ["" if value is None else str(value).strip() for value in values]
        if {name.lower() for name in names} & set(FIELDS["text"]):
            header = names
        elif number >= _HEADER_ROWS:
            return
