"""Raw files to documents: a table of readers by suffix.

Conventions. A reader takes the bytes of one file and returns its documents as field tables (`text` and any of `id`,
`date`, `title`, `source`, which files call by the names in `FIELDS`; everything else is kept as `meta`) and the
encoding it found. Text keeps one paragraph a line; nothing is cleaned here. Dates are only carried, with the place
they came from (`date_source`); `dates.py` judges them.
"""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from topics.errors import DocumentError, nearest
from topics.preprocessing.encodings import decode

# What a field may be called in front matter, a JSON object or a table's header (compared in lower case).
FIELDS = {
    "id": ("id", "doc_id", "document_id", "编号"),
    "text": ("text", "content", "body", "fulltext", "full_text", "正文", "内容", "全文"),
    "date": (
        "date",
        "published",
        "publish_date",
        "pub_date",
        "pubdate",
        "publish_time",
        "发布日期",
        "发布时间",
        "日期",
    ),
    "title": ("title", "headline", "标题", "题名"),
    "source": ("source", "publisher", "issuer", "author", "来源", "发布机构", "发文机关", "发布部门"),
}

# Where pages put the day they were published, from the most to the least exact; lower case.
_HTML_DATES = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date", "publishtime", "firstpublishedtime", "apub:time", "dc.date.issued", "dcterms.issued", "dc.date",
    "date",
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """One document as its file has it, dated as `dates.py` judged.

    `date` is ISO (`2020-04-24`), with the first day standing for a month or year that is all that is known, which
    `date_precision` ("day", "month", "year") says; all three are "" while the date is unknown.
    """

    id: str
    text: str
    date: str = ""
    date_precision: str = ""
    date_source: str = ""
    title: str = ""
    source: str = ""
    path: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceFile:
    """One file that was read: which reader and encoding, and the documents in it."""

    path: str
    reader: str
    encoding: str
    documents: tuple[Document, ...]


Record = dict[str, Any]
Reader = Callable[[bytes, str], tuple[list[Record], str]]


def _by_field(table: Mapping[Any, Any], date_source: str) -> Record:
    """Fields under their standard names; what has none of them goes to `meta`."""
    record: Record = {"meta": {}}
    names = {alias: name for name, aliases in FIELDS.items() for alias in aliases}
    for key, value in table.items():
        name = names.get(str(key).strip().lower())
        text = "" if value is None else str(value)
        if name and not record.get(name):
            record[name] = text if name == "text" else text.strip()
        else:
            record["meta"][str(key)] = text
    if record.get("date"):
        record["date_source"] = date_source
    return record


# --- readers --------------------------------------------------------------------------------------------------------

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_text(data: bytes, where: str) -> tuple[list[Record], str]:
    """Plain text or Markdown, with front matter (`---` lines around `key: value`) if it has any.

    Without a title in the front matter, the first heading of the first level is the title.
    """
    text, encoding = decode(data, where)
    record, text = _front_matter(text)
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    if heading and not record.get("title"):
        record["title"] = heading.group(1)
    return [{**record, "text": text}], encoding


def _front_matter(text: str) -> tuple[Record, str]:
    import yaml

    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        # BaseLoader keeps every value the text it is: no dates, numbers or objects are made.
        table = yaml.load(found.group(1), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        # A title with a colon in it is no YAML, but plain to read.
        pairs = (line.partition(":") for line in found.group(1).splitlines() if ":" in line)
        table = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    if not isinstance(table, dict):
        return {}, text
    record = _by_field(table, "front matter")
    record.pop("text", None)
    return record, text[found.end() :]


def read_html(data: bytes, where: str) -> tuple[list[Record], str]:
    """A web page: its main text by trafilatura, its date from the page's own metadata."""
    import trafilatura

    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    page, encoding = decode(data, where, declared.group(1).decode() if declared else "")
    found: Any = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    if found is None or not found.text:
        raise DocumentError(f"{where}: no running text was found in this web page; take it out or save it as text.")
    date = _html_date(page)
    record: Record = {
        "text": found.text,
        "title": (found.title or "").strip(),
        "source": (found.sitename or "").strip(),
        "date": date,
        "date_source": "html metadata" if date else "",
        "meta": {"url": found.url or "", "page header": _page_header(page, found.title or "")},
    }
    return [record], encoding


def _page_header(page: str, title: str) -> str:
    """The few lines of the page that follow its title, where readers are told the day and the source.

    Main-text extraction drops them as often as not.
    """
    bare = re.sub(r"<(script|style|head)\b.*?</\1>", "", page, flags=re.DOTALL | re.IGNORECASE)
    # Only what ends a line on the screen ends one here: a date and its label often stand in two inline tags.
    bare = re.sub(r"\s+", " ", bare)
    bare = re.sub(r"</?(?:p|div|h\d|li|td|tr|br|section|article|header)\b[^>]*>", "\n", bare, flags=re.IGNORECASE)
    lines = [html.unescape(line).strip() for line in re.sub(r"<[^>]*>", "", bare).split("\n")]
    lines = [line for line in lines if line]
    for number, line in enumerate(lines):
        if title and line == title.strip():
            return "\n".join(lines[number + 1 : number + 7])
    return ""


def _html_date(page: str) -> str:
    found: dict[str, str] = {}
    for tag in re.findall(r"<meta\b[^>]*>", page, re.IGNORECASE):
        attributes = {k.lower(): v for k, _, v in re.findall(r"([\w:-]+)\s*=\s*([\"'])(.*?)\2", tag)}
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        found.setdefault(name.lower(), attributes.get("content", ""))
    linked = re.search(r'"datePublished"\s*:\s*"([^"]+)"', page)
    found.setdefault("datepublished", linked.group(1) if linked else "")
    return next((found[name] for name in _HTML_DATES if found.get(name)), "")


def read_json_lines(data: bytes, where: str) -> tuple[list[Record], str]:
    """JSON Lines: one object a line, one object a document."""
    text, encoding = decode(data, where)
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            table = json.loads(line)
        except json.JSONDecodeError as error:
            raise DocumentError(f"{where}, line {number}: expected one JSON object a line: {error}.") from None
        if not isinstance(table, dict):
            raise DocumentError(f"{where}, line {number}: expected a JSON object, found {line[:40]!r}.")
        records.append(_row(table, f"{where}, line {number}"))
    return records, encoding


def read_csv(data: bytes, where: str) -> tuple[list[Record], str]:
    """CSV with a header: one row a document."""
    text, encoding = decode(data, where)
    csv.field_size_limit(10_000_000)
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [_row(row, f"{where}, line {rows.line_num}") for row in rows], encoding


def _row(table: Mapping[Any, Any], where: str) -> Record:
    record = _by_field(table, "record")
    if "text" not in record:
        raise DocumentError(
            f"{where}: no field holds the text; expected one of {', '.join(FIELDS['text'])}, found "
            f"{', '.join(str(k) for k in table)}."
        )
    return record


def read_docx(data: bytes, where: str) -> tuple[list[Record], str]:
    """A Word document: its paragraphs, then the cells of its tables."""
    import docx

    try:
        word = docx.Document(io.BytesIO(data))
    except Exception as error:
        # python-docx lets the errors of zipfile and lxml through, which share no base.
        raise DocumentError(f"{where}: this is not a Word document that can be read ({error}).") from None
    paragraphs = [p.text for p in word.paragraphs]
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    headed = (p.text for p in word.paragraphs if (p.style.name if p.style else "") in ("Title", "Heading 1"))
    title = next(headed, "") or word.core_properties.title or ""
    return [{"text": "\n".join(paragraphs + cells), "title": title.strip()}], "docx"


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
    ".jsonl": read_json_lines,
    ".csv": read_csv,
    ".docx": read_docx,
}


# --- files ----------------------------------------------------------------------------------------------------------


def find_files(documents: Sequence[Path] | Path) -> list[Path]:
    """Every file that is named, lies below a folder that is named, or fits a pattern such as `texts/*.txt`.

    Sorted by path, each once; hidden files are passed over.

    Raises DocumentError for a path that is not there and when nothing at all is found.
    """
    named = [documents] if isinstance(documents, str | Path) else list(documents)
    files: set[Path] = set()
    for path in map(Path, named):
        if path.is_dir():
            below = path.rglob("*")
            files |= {p for p in below if p.is_file() and not any(q.startswith(".") for q in p.relative_to(path).parts)}
        elif path.is_file():
            files.add(path)
        elif re.search(r"[*?\[]", path.name) and path.parent.is_dir():
            files |= {p for p in path.parent.glob(path.name) if p.is_file()}
        else:
            siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
            raise DocumentError(f"{path}: there is no such file or folder; {nearest(path.name, siblings)}")
    if not files:
        raise DocumentError(
            f"{', '.join(map(str, named))}: there is no document in it. Put files there ({', '.join(READERS)}), or name "
            "another folder under [corpus] documents = […]."
        )
    return sorted(files, key=lambda p: p.as_posix())


def read_file(path: Path, name: str | None = None) -> SourceFile:
    """The documents of one file; `name` is the path to record and to use in messages.

    Raises DocumentError when there is no reader for it or it cannot be read.
    """
    name = name or path.as_posix()
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError(f'{name}: there is no reader for "{path.suffix}" files; known are: {", ".join(READERS)}.')
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name}: the file cannot be read ({error.strerror}).") from None
    records, encoding = reader(data, name)
    several = len(records) > 1
    documents = []
    for number, record in enumerate(records, start=1):
        default = f"{path.stem}-{number}" if several else path.stem
        documents.append(Document(**{**record, "id": record.get("id") or default, "path": name}))
    return SourceFile(name, reader.__name__.removeprefix("read_"), encoding, tuple(documents))
