"""Plain text and Markdown files, with or without front matter."""

import re

from topics.files.encodings import decode
from topics.preprocessing.conventions import NOTHING_SAID, Conventions
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.collections import collection_in, looks_like_many
from topics.preprocessing.readers.fields import Reading, Record, by_field

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


@READERS.register(".txt", ".md", label={"en": "plain text, Markdown", "zh": "纯文本、Markdown"}, libraries=("PyYAML",))
def read_text(data: bytes, where: str, said: Conventions = NOTHING_SAID) -> Reading:
    """Plain text or Markdown, with optional front matter (`---` lines around `key: value`).

    The title is that of the front matter, or else the first heading of the first level. A file that holds many
    articles, as databases write them, is one document per article (`collections/`).
    """
    text, encoding = decode(data, where, said=said.encoding)
    if found := collection_in(text):
        return found.reading(encoding)
    record, text = front_matter(text, said)
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", text, re.MULTILINE)
    if heading and not record.get("title"):
        record["title"] = heading.group(1)
    return Reading([{**record, "text": text}], encoding, looks_like_many(text))


def front_matter(text: str, said: Conventions = NOTHING_SAID) -> tuple[Record, str]:
    """The fields of a text's front matter, and the text below it."""
    import yaml

    found = _FRONT_MATTER.match(text)
    if not found:
        return {}, text
    try:
        # BaseLoader keeps every value as text and creates no dates, numbers or objects.
        table = yaml.load(found.group(1), Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        # A title with a colon is not valid YAML, but simple to read.
        pairs = (line.partition(":") for line in found.group(1).splitlines() if ":" in line)
        table = {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
    if not isinstance(table, dict):
        return {}, text
    record = by_field(table, "front matter", said)
    record.pop("text", None)
    return record, text[found.end() :]
