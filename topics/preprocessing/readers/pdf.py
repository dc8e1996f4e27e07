"""PDF files: the text layer, page by page, with its lines."""

import re
from typing import Any

from topics.errors import DocumentError
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.fields import Reading

_FEW = 10  # characters: a page with fewer has a page number or a stamp, and no text
_MAX_PAGES = 5_000
_UNMAPPED = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")


@READERS.register(
    ".pdf", label={"en": "PDF with a text layer", "zh": "带文本层的 PDF"}, libraries=("pypdfium2",), seconds=0.5
)
def read_pdf(data: bytes, where: str) -> Reading:
    """The text layer of a PDF, read with PDFium; each line of a page stays a line.

    A page without a text layer (a scan), or with one of unknown letters, is a loss with its number. Raises
    DocumentError when no page has text, and for a file that is damaged or locked.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as file:
            if len(file) > _MAX_PAGES:
                raise DocumentError(f"{where}: expected up to {_MAX_PAGES:,} pages, found {len(file):,}; split it.")
            pages = [_page_text(file[number]) for number in range(len(file))]
            meta = {f"pdf {k.lower()}": v for k, v in file.get_metadata_dict(skip_empty=True).items()}
    except (pypdfium2.PdfiumError, ValueError, UnicodeDecodeError) as error:
        raise DocumentError(f"{where}: this is not a PDF that can be read ({error}).") from None
    problems = [(number, problem) for number, (_, problem) in enumerate(pages, start=1) if problem]
    text = "\n".join(text for text, _ in pages if text)
    if not text.strip():
        found = f"page {problems[0][0]} {problems[0][1]}" if problems else "its pages are empty"
        raise DocumentError(
            f"{where}: no text can be read from this PDF ({found}). Run it through text recognition (OCR) first."
        )
    losses = [("text", f"a page of the PDF {problem}; page {number}") for number, problem in problems]
    return Reading([{"text": text, "title": _title(meta.get("pdf title", ""), text), "meta": meta}], "pdf", losses)


def _page_text(page: Any) -> tuple[str, str]:
    """A page's text, and for a page without text the reason."""
    from pypdfium2 import raw

    layer = page.get_textpage()
    text = layer.get_text_range().replace("\r\n", "\n").replace("\r", "\n")
    # U+FFFE and U+0002 stand for a hyphen that broke a line.
    text = re.sub(r"[\ufffe\x02]", "", text)
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    if len(text.strip()) < _FEW and any(True for _ in pictures):
        return "", "is a scan without a text layer"
    if 10 * len(_UNMAPPED.findall(text)) > len(text):
        return "", "has letters whose font does not say which they are"
    return text, ""


def _title(title: str, text: str) -> str:
    """The title in the file's properties, if the text contains it: programs often write a template's name there."""
    squeezed = re.sub(r"\s", "", title)
    return title.strip() if squeezed and squeezed in re.sub(r"\s", "", text[:2_000]) else ""
