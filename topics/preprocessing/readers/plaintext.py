"""Plain text and Markdown files, with or without front matter."""

import re

from topics.files.encodings import decode
from topics.preprocessing.columns.understanding import Columns, understand
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading, Record, conflict, record_of, shown
from topics.preprocessing.readers.tabular import csv_reading, is_table, refuse_other_separator

_NULL = ("~", "null", "Null", "NULL")  # no value, in YAML
_PAGE = re.compile(r"\s*(?:<\?xml[^<>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@READERS.register(".txt", ".md", label={"en": "plain text, Markdown", "zh": "纯文本、Markdown"}, libraries=("PyYAML",))
def read_text(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """Plain text or Markdown, with optional front matter (`---` lines around `key: value`, `+++` around TOML).

    The title is that of the front matter, or else the first heading of the first level. A file that holds many
    articles, as databases write them, is one document per article (`collections/`); one that is a table, as Excel and
    Web of Science save them, is one document per row, and a web page or RTF is read as one.
    """
    if data.lstrip().startswith(b"{\\rtf"):
        from topics.preprocessing.readers.rtf import read_rtf

        return read_rtf(data, where, said)
    text, encoding = decode(data, where, said=said.encoding)
    if _PAGE.match(text):
        from topics.preprocessing.readers.html import read_html

        return read_html(data, where, said)
    if is_table(text, said):
        return csv_reading(text, encoding, where, said)
    if found := collection_in(text):
        return found.reading(encoding, said=said)
    refuse_other_separator(text, where, said, may_be_text=True)
    record, text, columns = front_matter(text, where, said)
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    if heading and not record.get("title"):
        record["title"] = heading.group(1)
    return Reading([{**record, "text": text}], encoding, looks_like_many(text), columns=columns)


def front_matter(text: str, where: str, said: Conventions = NOTHING_SAID) -> tuple[Record, str, list[Columns]]:
    """The fields of a text's front matter, the text below it, and the keys of the front matter as columns.

    Raises ColumnsError for two keys that may hold one field.
    """
    import yaml

    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text, []
    fence, block = found.groups()
    try:
        # BaseLoader keeps every value as text and creates no dates, numbers or objects.
        table = yaml.load(block, Loader=yaml.BaseLoader) if fence == "---" else _toml(block)
    except (yaml.YAMLError, RecursionError, ValueError):
        # A title with a colon is not valid YAML, but simple to read.
        mark = ":" if fence == "---" else "="
        pairs = (line.partition(mark) for line in block.splitlines() if mark in line)
        table = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    if not isinstance(table, dict):
        return {}, text, []
    row = {str(key): "" if value in _NULL else value for key, value in table.items()}
    understood = understand(tuple(row), said, without=("text",))
    columns = Columns("front matter", (understood,), {name: shown(str(value)) for name, value in row.items() if value})
    if understood.conflicts:
        raise conflict(f"{where}, front matter", understood, columns)
    return record_of(row, understood, "front matter", said), text[found.end() :], [columns]


def _toml(block: str) -> Record:
    """The values of TOML as YAML has them: texts, and lists of texts."""
    import tomllib

    table = tomllib.loads(block.replace("\r\n", "\n"))
    return {key: [*map(str, value)] if isinstance(value, list) else str(value) for key, value in table.items()}
