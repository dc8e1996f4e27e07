"""Web pages: their main text and their metadata.

Conventions. The text consists of the page's own lines that belong to its article (`article.py`). Title, site and date
come from the page's metadata. The lines below the visible title are passed on as `meta["page header"]`, because many
pages show their day and source only there. `meta["text from"]` is "page", or "JSON-LD" where only the page's structured
data contain the article; `meta["other dates"]` holds dates of publication that contradict the page's date.
"""

import html
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import Any

from topics.errors import DocumentError
from topics.files.encodings import declared_encodings, decode
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.dating.labels import is_row_of_labels, says_more_than_a_day
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.article import article_lines
from topics.preprocessing.readers.blocks import Line, joined, squeezed
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading, add_named, shown
from topics.preprocessing.readers.folds import open_folds
from topics.preprocessing.readers.furniture import is_shell, taken
from topics.preprocessing.readers.markup import (
    open_escaped,
    open_frames,
    open_objects,
    parsed,
    plain,
    show_unseen,
    unshown,
)
from topics.preprocessing.readers.page_dates import meta_tags, published
from topics.preprocessing.readers.steps import UNSHOWN
from topics.preprocessing.readers.structured import article_of, structured_data, text_of
from topics.preprocessing.sentences import characters, sentences

# A label before a title that announces a film or pictures.
_MEDIUM = re.compile(r"^\s*[\[［【(（](?:视频|音频|直播|图文|组图|多图|高清|图)[\]］】)）]\s*")
# Scripts hide their text from old readers with such a section too.
_CDATA = re.compile(
    r"(<(script|style)\b(?:(?!<\2\b).)*?</\2\s*>)|<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL | re.IGNORECASE
)
# Elements that XHTML may close at once, and that HTML would leave open up to the end of the page.
_CLOSED = re.compile(
    r"<(a|div|i|iframe|noscript|object|p|script|span|style|td|textarea|title)((?:\s[^<>]*)?[\s\"']|)/>", re.IGNORECASE
)
_SHOWN_MARKUP = re.compile(r"&(?:amp;)?lt;?|&#(?:0*60|x0*3c)\b|<textarea", re.IGNORECASE)
_MAX_CHARACTERS = 20_000_000
_WORDS_OF_A_LINE = 20  # characters
_FIGURES_OF_A_TABLE = 4


@READERS.register(
    ".html", ".htm", ".shtml", label={"en": "web page", "zh": "网页"}, libraries=("trafilatura", "lxml"), seconds=0.5
)
def read_html(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """A web page: its main text, title, site, date and the lines below its title.

    A person sees what `blocks.py` calls visible, with markup that the page shows opened (`markup.py`); of a page with
    an article in its structured data alone, this article; of one without text, what is in a `textarea` not shown or in
    a `noscript`. Running text that no browser shows is a loss.
    A page that holds many articles, as databases write them, is one document per article (`collections/`).
    Raises DocumentError when no running text is found.
    """
    page, encoding = decode(data, where, declared_encodings(data), said.encoding)
    if len(page) > _MAX_CHARACTERS:
        raise DocumentError(
            f"{where}: expected a page of up to {_MAX_CHARACTERS:,} characters, found {len(page):,}; split it."
        )
    # trafilatura logs remarks on pages without text, which the error here repeats.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = _tree(page, where)
    structured = structured_data(tree)
    article = article_of(structured)
    title, site, url = _title_site_url(tree, article)
    date, other_dates = published(tree, structured)
    lines, running = article_lines(tree, _MEDIUM.sub("", title))
    if not running and not article.get("articleBody") and show_unseen(tree):
        lines, running = article_lines(tree, _MEDIUM.sub("", title))
    if found := collection_in("\n".join(line.text for line in lines)):
        return found.reading(encoding, said=said)
    text, left, text_from = _text(lines, running, text_of(article.get("articleBody")))
    if not text:
        raise _no_text(where)
    record = {
        "text": text,
        "title": _MEDIUM.sub("", title),
        "source": site,
        "date": date,
        "date_source": "html metadata" if date else "",
        "meta": {
            "url": url,
            "page header": page_header(lines, title),
            "text from": text_from,
            "other dates": other_dates,
        },
        "taken": left,
    }
    columns = add_named(record, {**meta_tags(tree), **article}, said)
    hidden = [("text", f"{UNSHOWN}; “{shown(found)}”") for found in unshown(tree, text)]
    return Reading([record], encoding, [*looks_like_many(text), *hidden], columns=columns)


def _text(lines: list[Line], running: bool, structured: str) -> tuple[str, list[tuple[str, str]], str]:
    """The text of the page or of its structured data, what is left out, and the place of the text; "" for a shell."""
    text = joined(line for line in lines if line.kept)
    shell = is_shell(text)
    if structured and (shell or not running):
        return plain(structured), [], "JSON-LD"
    return ("", [], "page") if shell or not (running or _has_words(lines)) else (text, taken(lines), "page")


def _has_words(lines: list[Line]) -> bool:
    """Whether kept lines say something without a sentence: one is long, or cells hold figures."""
    own = [line for line in lines if line.kept and not line.place]
    figures = sum(line.element.tag in ("td", "th") and line.text[:1].isdigit() for line in own)
    return figures >= _FIGURES_OF_A_TABLE or any(characters(line.text) >= _WORDS_OF_A_LINE for line in own)


def _no_text(where: str) -> DocumentError:
    return DocumentError(f"{where}: no running text was found in this web page; take it out or save it as text.")


def _tree(page: str, where: str) -> Any:
    # lxml refuses text that declares an encoding, and stops at NUL.
    declared = re.match(r"\s*<\?xml[^>]*\?>", page)
    page = page[declared.end() if declared else 0 :].replace("\x00", "")
    if "<![CDATA[" in page:
        page = _CDATA.sub(lambda found: found[1] or html.escape(found[3], quote=False), page)
    if declared or "http://www.w3.org/1999/xhtml" in page[:2_000]:
        page = _CLOSED.sub(r"<\1\2></\1>", page)
    try:
        tree = parsed(page)
    except ValueError:
        raise _no_text(where) from None
    if tree is None:
        raise DocumentError(f"{where}: the tags of this web page are nested too deeply to read it; save it as text.")
    if "<object" in page:
        open_objects(tree)
    if "srcdoc" in page or "shadowrootmode" in page:
        open_frames(tree)
    if _SHOWN_MARKUP.search(page):
        open_escaped(tree)
    open_folds(tree)
    return tree


# --- metadata of the page -------------------------------------------------------------------------------------------


def _title_site_url(tree: Any, article: Mapping[str, Any]) -> tuple[str, str, str]:
    try:
        title, site, url = stated_names(tree)
    except Exception:
        # Any error that broken metadata cause means that there are none.
        title = site = url = ""
    # All pages of WeChat name WeChat as their site; whose account it is stands in the page.
    account = " ".join(" ".join(tree.xpath("(//*[@id='js_name'])[1]//text()")).split())
    return (title or text_of(article.get("headline"))).strip(), account or site.strip(), url


def stated_names(tree: Any) -> tuple[str, str, str]:
    """The title, the site and the address that a page states, as trafilatura's `extract_metadata` finds them.

    That function looks for authors, days, tags and a licence as well, which takes three quarters of its time and
    changes the tree.
    """
    from trafilatura import metadata

    found: Any = metadata.examine_meta(tree)
    with suppress(Exception):  # as trafilatura: errors in JSON-LD leave what the page states elsewhere
        found = metadata.extract_meta_json(tree, found)
    found.title = found.title or metadata.extract_title(tree)
    found.url = found.url or metadata.extract_url(tree)
    site = found.sitename or metadata.extract_sitename(tree) or ""
    if site:
        site = site.lstrip("@")  # the name of an account
        found.sitename = site.title() if site and "." not in site and not site[0].isupper() else site
    elif found.url and (host := metadata.META_URL.match(found.url)):
        found.sitename = host[1]
    found.clean_and_trim()
    return found.title or "", found.sitename or "", found.url or ""


def page_header(lines: list[Line], title: str, most: int = 6) -> str:
    """The lines below the page's visible title, which tell readers the day and the source, and rows of labels above it.

    The extraction of main text often drops them. The cells of a row of a table are one line, parted by tabs. Where
    several places show the title, the first with a year in a line below it is taken. Rows of labels do not count among
    the `most` lines below. Above the title, only rows whose labels say more than `日期` are taken: pages show there the
    day of the visit.
    """
    rows = _rows(lines)
    wanted = squeezed(title)
    places = [number for number, (row, _) in enumerate(rows) if wanted and squeezed(row) == wanted]
    places = places or [number for number, (row, tag) in enumerate(rows) if tag == "h1" and squeezed(row) in wanted]
    headers = [list(_below(rows, place, most)) for place in places]
    dated = (n for n, header in enumerate(headers) if any(_YEAR.search(line) for line in header))
    if not places:
        body = next((number for number, (row, _) in enumerate(rows) if sentences(row)), len(rows))
        return "\n".join(_above(rows, body))
    chosen = next(dated, 0)
    return "\n".join([*_above(rows, places[chosen]), *headers[chosen]])


_YEAR = re.compile(r"(?:19|20)\d\d|二[〇○零]")
_MOST_ROWS = 60  # rows of labels, their values included, above or below a title
_MOST_CELLS = 400  # characters of a row of cells


def _rows(lines: list[Line]) -> list[tuple[str, str]]:
    """The lines of a page with the tags that hold them; the cells of a row, empty ones too, are one line."""
    rows: list[tuple[str, str]] = []
    for row, found in groupby(lines, key=_row_of):
        group = list(found)
        if row is not None and sum(len(line.text) for line in group) <= _MOST_CELLS:
            cells: dict[Any, list[str]] = {cell: [] for cell in row.iterchildren("td", "th")}
            for line in group:
                cell = next(e for e in (line.element, *line.element.iterancestors()) if e in cells)
                cells[cell] += line.text.split()
            rows.append(("\t".join(" ".join(words) for words in cells.values()), "tr"))
        else:
            rows += [(text, line.element.tag) for line in group for text in line.text.split("\n")]
    return rows


def _row_of(line: Line) -> Any | None:
    """The row of a table in which a line stands in one of several cells."""
    cell = next((e for e in (line.element, *line.element.iterancestors()) if e.tag in ("td", "th")), None)
    row = cell.getparent() if cell is not None else None
    return row if row is not None and row.tag == "tr" and len(row.findall("td") + row.findall("th")) > 1 else None


def _below(rows: list[tuple[str, str]], place: int, most: int) -> Iterator[str]:
    value = False
    for row, _ in rows[place + 1 : place + 1 + _MOST_ROWS]:
        labels = is_row_of_labels(row)
        most -= not (labels or value)
        if most < 0:
            return
        yield row
        value = labels


def _above(rows: list[tuple[str, str]], place: int) -> Iterator[str]:
    value = False
    for row, _ in rows[max(0, place - _MOST_ROWS) : place]:
        labels = says_more_than_a_day(row)
        if labels or value:
            yield row
        value = labels
