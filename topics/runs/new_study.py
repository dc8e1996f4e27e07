"""A study folder to start from."""

import os
from collections.abc import Sequence
from pathlib import Path

import tomli_w

from topics import atomic
from topics.errors import StudyError

_STUDY = """\
# What is done. Every key has a default; an unknown key is an error that names the nearest one.
title = {title}

[corpus]
documents = {documents}       # folders, files or globs, relative to this file
language = "zh"
unit = "paragraph"              # or "document"
duplicates = "once"             # or "keep"
min_characters = 30             # shorter paragraphs join the next one
undated = "refuse"              # or "leave out" documents without a date
unreadable = "refuse"           # or "leave out" files that cannot be read

[periods]
by = "year"                     # or "half-year", "quarter", "month"
# start = 2020
# end = 2024

[shares]
membership = "weight"           # a passage by its theme weights; "primary": wholly for its main theme (equal parts: the
                                # theme that stands first in themes.toml)
# clusters = "source"           # what bands resample: "document", or all of a source's or a family of copies' ("family")

# Fewer than some 200 passages are too few for free topics: keep "lexicon" and "lda-guided" then.
[[models]]
kind = "lexicon"

[[models]]
kind = "lda"
name = "lda-guided"
guided = true
seeds = [1, 2, 3, 4, 5]

[[models]]
kind = "lda"
topics = 20
seeds = [1, 2, 3, 4, 5]

[[models]]
kind = "nmf"
topics = 20

[[models]]
kind = "bertopic"
seeds = [1, 2, 3, 4, 5]
embedder = "lsa"                # "e5-small" is better and slower: about 6 passages a second and processor
"""

_THEMES = """\
# The named themes: a table a theme; its id goes into tables and file names, its labels into figures.
# An id is lower-case letters, digits and hyphens. Terms are what a text about the theme would say; the longest one wins where two overlap.
# For coders and the measurement card: definition, include and exclude, each a text or a text by language.

[5g]
label = { zh = "5G", en = "5G" }
terms = ["5G", "第五代移动通信", "基站"]

[data-security]
label = { zh = "数据安全", en = "Data security" }
terms = ["数据安全", "个人信息保护", "数据分类分级"]
definition = { zh = "数据处理活动中保障数据安全", en = "Keeping data secure while they are handled" }
include = "protection of personal information, classes and grades of data, data leaving the country"
exclude = "security of networks and devices without a word about data"
"""

_FILES = {
    "themes.toml": _THEMES,
    "lexicon.txt": "# Domain terms that must stay one word, one a line. Theme terms need not be repeated here.\n",
    "stop_words.txt": "# Words that carry no content here, one a line; they join the toolkit's own list.\n",
    "documents.csv": "path,id,date,source,title\n",
}


def new_study(folder: Path, documents: Sequence[str] = (), title: str | None = None) -> list[Path]:
    """Write a study's files into a new or empty folder; returns what was written.

    Raises StudyError when the folder already holds a study or the documents named are not there.

    >>> from pathlib import Path
    >>> sorted(path.name for path in new_study(Path("another-study"), title="Another"))
    ['documents.csv', 'lexicon.txt', 'stop_words.txt', 'study.toml', 'themes.toml']
    """
    if (folder / "study.toml").exists():
        raise StudyError(f"{folder}: there is a study here already; edit its study.toml, or choose another folder.")
    for place in documents:
        if not any(mark in place for mark in "*?[") and not Path(place).exists():
            raise StudyError(f"{place}: there is no such file or folder; give the documents' place with --documents.")
    places = [Path(os.path.relpath(place, folder)).as_posix() for place in documents] or ["documents"]
    settings = _STUDY.format(title=_toml(title or folder.resolve().name), documents=_toml(places))
    try:
        (folder if documents else folder / "documents").mkdir(parents=True, exist_ok=True)
        texts = {folder / name: text for name, text in {"study.toml": settings, **_FILES}.items()}
        return atomic.write({path: text.encode() for path, text in texts.items() if not path.exists()})
    except OSError as error:
        raise StudyError(f"{folder}: a study cannot be made here ({error.strerror}).") from None


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").strip()
