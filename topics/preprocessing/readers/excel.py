"""Excel workbooks."""

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from topics.errors import DocumentError
from topics.files.zips import open_zip
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import FIELDS, Reading, table_rows

_COLUMNS = 1_000  # read per sheet: one format in a sheet's last column makes every row 16,384 cells
_HEADER_ROWS = 20  # searched for a sheet's header, since a caption may stand above it


@READERS.register(
    ".xlsx", ".xlsm", label={"en": "Excel workbook", "zh": "Excel 工作簿"}, libraries=("openpyxl", "lxml"), seconds=2.0
)
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
