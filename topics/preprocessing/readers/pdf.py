"""PDF files: the text layer in the order of reading, one line per paragraph."""

import re
from collections.abc import Sequence
from typing import Any

from topics.errors import DocumentError
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.layout.columns import Columns
from topics.preprocessing.readers.layout.letters import Letters, page_letters
from topics.preprocessing.readers.layout.lines import lines_of
from topics.preprocessing.readers.layout.margins import margins
from topics.preprocessing.readers.layout.paragraphs import Paragraphs, line_ratio, usual_size
from topics.preprocessing.readers.steps import HYPHENS, LINE_NUMBERS, PAGE_NUMBERS, RUNNING_HEADS, SCANNED, TURNED
from topics.preprocessing.sentences import sentences
from topics.preprocessing.words.hyphens import known_words

_FEW = 10  # characters: a page with fewer has a page number or a stamp, and no text
_MAX_PAGES = 5_000
_UNMAPPED = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")

Taken = list[tuple[str, str]]


@READERS.register(
    ".pdf", label={"en": "PDF with a text layer", "zh": "带文本层的 PDF"}, libraries=("pypdfium2",), seconds=1.5
)
def read_pdf(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """The text layer of a PDF, read with PDFium: a line of text per paragraph, column by column.

    A person sees every letter that the pages draw, and the hyphens at line ends. Taken out are running heads, numbers
    of pages and of lines, text that is turned against its page (unless it holds sentences), the few letters on a
    scanned page, and hyphens that only broke a line. A page without a text layer (a scan), or with one of unknown
    letters, is a loss with its number. Raises DocumentError when no page has text, and for a file that is damaged or
    locked. A file that holds many articles, as databases write them, is one document per article (`collections/`).
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as file:
            if len(file) > _MAX_PAGES:
                raise DocumentError(f"{where}: expected up to {_MAX_PAGES:,} pages, found {len(file):,}; split it.")
            pages = [_page(file[number]) for number in range(len(file))]
            meta = {f"pdf {k.lower()}": v for k, v in file.get_metadata_dict(skip_empty=True).items()}
    except (pypdfium2.PdfiumError, ValueError, UnicodeDecodeError) as error:
        raise DocumentError(
            f"{where}: this is not a PDF that can be read ({error}); save it anew or leave it out."
        ) from None
    problems = [(number, problem) for number, (_, problem, _) in enumerate(pages, start=1) if problem]
    text, taken = _text([letters for letters, _, _ in pages], meta.get("pdf title", ""))
    if not text.strip():
        found = f"page {problems[0][0]} {problems[0][1]}" if problems else "its pages are empty"
        raise DocumentError(
            f"{where}: no text can be read from this PDF ({found}). Run it through text recognition (OCR) first."
        )
    taken += [(SCANNED, few) for _, _, few in pages if few]
    losses = [("text", f"a page of the PDF {problem}; page {number}") for number, problem in problems]
    if articles := collection_in(text):
        read = articles.reading("pdf", taken, said)
        return Reading(read.records, "pdf", [*losses, *read.losses], read.columns)
    title = _title(meta.get("pdf title", ""), text)
    losses += looks_like_many(text)
    return Reading([{"text": text, "title": title, "meta": meta, "taken": taken}], "pdf", losses)


def _page(page: Any) -> tuple[Letters, str, str]:
    """A page's letters; for a page without text, the reason and the few letters that it has."""
    from pypdfium2 import raw

    letters = page_letters(page)
    text = letters.text
    none = Letters([], [], letters.bottom, letters.top, [])
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    if len(text.strip()) < _FEW and any(True for _ in pictures):
        return none, "is a scan without a text layer", text
    if 10 * len(_UNMAPPED.findall(text)) > len(text):
        return none, "has letters whose font does not say which they are", ""
    return letters, "", ""


def _text(pages: Sequence[Letters], title: str) -> tuple[str, Taken]:
    """The text of the pages, and what is taken out of it."""
    outside = margins(pages, title)
    columns = Columns()
    areas = [columns.areas(outside.without(number, page.pieces)) for number, page in enumerate(pages)]
    every = [area for found in areas for area in found]
    words = known_words(line.text for area in every for line in area.lines)
    paragraphs = Paragraphs(words, line_ratio(every), usual_size(every))
    for number, found in enumerate(areas):
        for area in found:
            paragraphs.add(area, number)
    texts: list[list[str]] = [[] for _ in pages]
    for paragraph in paragraphs.done:
        texts[paragraph.first_page].append(paragraph.text)
    taken = [
        *((RUNNING_HEADS, line.text) for lines in outside.heads.values() for line in lines),
        *((PAGE_NUMBERS, line.text) for lines in outside.numbers.values() for line in lines),
        *((LINE_NUMBERS, line.text) for lines in outside.line_numbers.values() for line in lines),
    ]
    for page, text in zip(pages, texts, strict=True):
        for turned in ("\n".join(line.text for line in lines_of(pieces)) for pieces in page.turned):
            if sentences(turned):
                text.append(turned)
            else:
                taken.append((TURNED, turned))
        text.extend(page.lines)
    taken += [(HYPHENS, "".join(paragraphs.hyphens))] if paragraphs.hyphens else []
    return "\n".join(line for text in texts for line in text), taken


def _title(title: str, text: str) -> str:
    """The title in the file's properties, if the text contains it: programs often write a template's name there."""
    squeezed = re.sub(r"\s", "", title)
    return title.strip() if squeezed and squeezed in re.sub(r"\s", "", text[:2_000]) else ""
