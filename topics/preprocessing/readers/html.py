"""Web pages: their main text and their metadata.

Conventions. The text consists of the page's own lines that belong to its article (`article.py`). Title, site and date
come from the page's metadata. The lines below the visible title are passed on as `meta["page header"]`, because many
pages show their day and source only there. `meta["text from"]` is "page", or "JSON-LD" where only the page's structured
data contain the article.
"""

import copy
import html
import json
import logging
import re
from collections.abc import Mapping
from typing import Any

from topics.errors import DocumentError
from topics.files.encodings import declared_encodings, decode
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.article import article_lines, squeezed
from topics.preprocessing.readers.blocks import Line, joined
from topics.preprocessing.readers.fields import Reading, add_named
from topics.preprocessing.readers.furniture import is_shell, taken
from topics.preprocessing.readers.markup import open_escaped, parsed, plain, show_textareas
from topics.preprocessing.sentences import characters

# The meta tags for the day of publication, in lower case, from the most to the least exact.
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date", "publishtime", "firstpublishedtime", "apub:time", "dc.date.issued", "dcterms.issued", "dc.date",
    "date",
)  # fmt: skip
# A label before a title that announces a film or pictures.
_MEDIUM = re.compile(r"^\s*[\[［【(（](?:视频|音频|直播|图文|组图|多图|高清|图)[\]］】)）]\s*")
_CDATA = re.compile(r"<!\[CDATA\[((?:(?!<!\[CDATA\[).)*?)\]\]>", re.DOTALL)
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
    an article in its structured data alone, this article; of one without text, what is in a `textarea` not shown.
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
    structured = _json_ld(tree)
    title, site, url = _title_site_url(tree, structured)
    date = _published(tree, structured)
    lines, running = article_lines(tree, _MEDIUM.sub("", title))
    if not running and show_textareas(tree):
        lines, running = article_lines(tree, _MEDIUM.sub("", title))
    text, left, text_from = _text(lines, running, _text_of(structured.get("articleBody")))
    if not text:
        raise _no_text(where)
    record = {
        "text": text,
        "title": _MEDIUM.sub("", title),
        "source": site,
        "date": date,
        "date_source": "html metadata" if date else "",
        "meta": {"url": url, "page header": page_header(lines, title), "text from": text_from},
        "taken": left,
    }
    columns = add_named(record, {**_meta_tags(tree), **structured}, said)
    return Reading([record], encoding, columns=columns)


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
    if declared or "http://www.w3.org/1999/xhtml" in page[:2_000]:
        page = _CDATA.sub(lambda found: html.escape(found.group(1), quote=False), page)
        page = _CLOSED.sub(r"<\1\2></\1>", page)
    try:
        tree = parsed(page)
    except ValueError:
        raise _no_text(where) from None
    if tree is None:
        raise DocumentError(f"{where}: the tags of this web page are nested too deeply to read it; save it as text.")
    if _SHOWN_MARKUP.search(page):
        open_escaped(tree)
    return tree


# --- metadata of the page -------------------------------------------------------------------------------------------


def _title_site_url(tree: Any, structured: Mapping[str, Any]) -> tuple[str, str, str]:
    from trafilatura.metadata import extract_metadata

    try:
        found: Any = extract_metadata(copy.deepcopy(tree), extensive=False)
    except Exception:
        # Any error that broken metadata cause means that there are none.
        found = None
    title = (found.title if found else "") or _text_of(structured.get("headline"))
    return title.strip(), ((found.sitename if found else "") or "").strip(), (found.url if found else "") or ""


def _published(tree: Any, structured: Mapping[str, Any]) -> str:
    found = _meta_tags(tree)
    marked = tree.xpath("//*[@itemprop='datePublished' and not(self::meta)] | //time[@pubdate]")
    for element in marked:
        found.setdefault("datepublished", element.get("datetime") or element.get("content") or element.text or "")
    if not found.get("datepublished"):
        found["datepublished"] = _text_of(structured.get("datePublished"))
    return next((found[name].strip() for name in _DATES if found.get(name, "").strip()), "")


def _meta_tags(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        found.setdefault(name.lower(), tag.get("content") or "")
    return found


def _json_ld(tree: Any) -> dict[str, Any]:
    """The schema.org data of the page's article: the first object with a headline or an article's text."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            todo = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while todo:
            found = todo.pop(0)
            if isinstance(found, dict) and {"headline", "articleBody"} & set(found):
                return found
            inner = found.get("@graph") if isinstance(found, dict) else found
            todo += inner if isinstance(inner, list) else []
    return {}


def _text_of(found: Any) -> str:
    return found.strip() if isinstance(found, str) else ""


def page_header(lines: list[Line], title: str, most: int = 6) -> str:
    """The lines below the page's visible title, which tell readers the day and the source.

    The extraction of main text often drops them. Where several places show the title, the first with a year in a line
    below it is taken.
    """
    texts = [row for line in lines for row in line.text.split("\n")]
    wanted = squeezed(title)
    places = [number for number, line in enumerate(texts) if wanted and squeezed(line) == wanted]
    headers = [texts[number + 1 : number + 1 + most] for number in places]
    dated = (header for header in headers if any(re.search(r"(?:19|20)\d\d|二[〇○零]", line) for line in header))
    return "\n".join(next(dated, headers[0] if headers else []))
