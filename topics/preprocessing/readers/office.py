"""Word and Excel documents."""

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from topics.errors import DocumentError
from topics.files.zips import open_zip
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import FIELDS, Reading, table_rows

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_COLUMNS = 1_000  # read per sheet: one format in a sheet's last column makes every row 16,384 cells
_HEADER_ROWS = 20  # searched for a sheet's header, since a caption may stand above it


@READERS.register(
    ".docx", label={"en": "Word document", "zh": "Word 文档"}, libraries=("python-docx", "lxml"), seconds=2.0
)
def read_docx(data: bytes, where: str) -> Reading:
    """A Word document: its paragraphs and the cells of its tables, one line each, in the order of the page.

    The title is the first paragraph with a title style, or else the title in the file's properties.
    """
    import docx

    open_zip(data, where, "a Word document")
    try:
        word = docx.Document(io.BytesIO(data))
        lines = [_paragraph(p) for p in word.element.body.iter(f"{_WORD}p")]
        headed = (p.text for p in word.paragraphs if (p.style.name if p.style else "") in ("Title", "Heading 1"))
        title = next(headed, "") or word.core_properties.title or ""
    except Exception as error:
        # Errors of zipfile and lxml, which share no base class, pass through python-docx.
        raise DocumentError(f"{where}: this is not a Word document that can be read ({error}).") from None
    return Reading([{"text": "\n".join(line for line in lines if line is not None), "title": title.strip()}], "docx")


def _paragraph(paragraph: Any) -> str | None:
    """All text of a paragraph, with links, fields and insertions under review, which python-docx leaves out.

    None for the duplicate of a text box that is stored for old programs.
    """
    if any(a.tag == _FALLBACK for a in paragraph.iterancestors()):
        return None
    parts = []
    for element in paragraph.iter(f"{_WORD}t", *_MARKS):
        # A text box is a paragraph inside a paragraph, and gets its own line. The element for tabs is also a setting.
        owner = next(element.iterancestors(f"{_WORD}p"))
        if owner is paragraph and element.getparent().tag != f"{_WORD}tabs":
            parts.append(_MARKS.get(element.tag) or element.text or "")
    return "".join(parts)


@READERS.register(".xlsx", label={"en": "Excel workbook", "zh": "Excel 工作簿"}, libraries=("openpyxl",), seconds=2.0)
def read_xlsx(data: bytes, where: str) -> Reading:
    """An Excel workbook: one document per row below the header of each sheet with a column of text; values only."""
    import openpyxl

    open_zip(data, where, "an Excel workbook")
    losses: list[tuple[str, str]] = []
    try:
        with warnings.catch_warnings():
            # Warnings about styles and checks unknown to openpyxl, which do not affect values.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            rows: list[tuple[str, Mapping[Any, Any]]] = []
            for sheet in book.worksheets:
                found = list(_sheet_rows(sheet))
                if not found:
                    losses.append(("text", f'no row of the sheet names a column of text; "{sheet.title}"'))
                rows += found
    except Exception as error:
        # Errors of zipfile, XML and conversions, which share no base class, pass through openpyxl.
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
    # Exporting programs often write a wrong extent; without the extent every row is read.
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
