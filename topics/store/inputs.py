"""The files that a study's results were made from, and in what the study differs from them now.

A job keeps a table of the files that it read, each with its hash, beside copies of the study's settings and themes. A
job *fits* a study while settings, themes, lists and documents say the same. Comments and the order of a settings file
say nothing; the title and the note are printed on figures, and count.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import DocumentError, StudyError
from topics.files.names import readable
from topics.files.records import file_hash
from topics.models import MODELS
from topics.preprocessing.finding import find_files
from topics.schema import Column, declare
from topics.store.changed_settings import changed_settings
from topics.study.settings import Settings
from topics.themes import theme_rows
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job
    from topics.study.study import Study

DOCUMENTS, MANIFEST, THEMES, SCORES, VECTORS = "documents", "manifest", "themes", "scores", "vectors"
# Parts of which a job keeps a copy: its name there, and in an archive; and the settings that name its file.
LISTS = {
    "lexicon": ("lexicon.txt", ("tokens", "lexicon")),
    "stop words": ("stop_words.txt", ("tokens", "stop_words")),
    "codebook": ("codebook.csv", ()),
    "codes": ("gold.csv", ("themes", "gold")),
}
INPUTS = declare(
    "inputs",
    "one file that a job read",
    (
        Column(
            "part",
            "text",
            "",
            f"`{DOCUMENTS}`, `{MANIFEST}`, `lexicon`, `stop words`, `codebook`, `codes`, `{THEMES}`, `{SCORES}` or "
            f"`{VECTORS}`",
        ),
        Column("file", "text", "", "its path, relative to the study; of a file outside it, the end of its path"),
        Column("sha256", "text", "", "hash of its bytes, empty where it could not be read"),
    ),
)
_MOST = 3  # files or settings that are named


def inputs_table(study: "Study") -> "pd.DataFrame":
    """The files that a study is made from, as they are now: columns as declared in `INPUTS`."""
    found = [(part, _place(path, study.folder), _hash(path)) for part, path in _files(study)]
    return INPUTS.frame([*(study.stored.inputs if study.stored else ()), *found])


def changes(job: "Job", study: "Study", now: "pd.DataFrame") -> list[str]:
    """What a study says otherwise than when a job of it ran, a phrase for each part; empty if the job fits.

    `now` is the result of `inputs_table` for the study. Of a job of version 0.2.0.dev0 or earlier, which kept no table
    of its files, settings and themes alone are compared.

    >>> store, study = topics.open_store(), topics.load_study("my-study")
    >>> changes(store.latest_job("my-study"), study, inputs_table(study))
    []
    """
    told = []
    with suppress(StudyError):  # settings that this version does not know say nothing
        told += _of_settings(job.settings, study.settings)
    told += _of_themes(job, study)
    if job.has("inputs"):
        then = job.table("inputs")
        # An archive has its vectors in its store: the folder of the study that is made from it has none.
        passed = {THEMES, VECTORS} if study.stored else {THEMES}
        told += [words for part, words in _of_files(then, now) if part not in passed]
    return told


def says_the_same(job: "Job", study: "Study", now: "pd.DataFrame") -> bool:
    """Whether a study says what it said when a job of it ran, in whatever bytes and from wherever its files are read.

    Stricter than `changes`, since the job's copy of the settings takes the place of the study's own: what changes no
    number counts too, such as the choices of `[robustness]`. `now` is as there.
    """
    try:
        then, settings = job.settings, study.settings
    except StudyError:
        return False
    unread = (then.robustness, then.corpus.losses) == (settings.robustness, settings.corpus.losses)
    return unread and not changes(job, study, now)


def copies(study: "Study") -> dict[str, bytes]:
    """The study's settings, themes and lists as they are now, by the names that a job keeps them under."""
    lists = {LISTS[part][0]: path for part, path in _files(study) if part in LISTS}
    themes = study.folder / study.settings.themes.file
    return {
        name: path.read_bytes() for name, path in {**lists, study.file.name: study.file, themes.name: themes}.items()
    }


def _files(study: "Study") -> Iterator[tuple[str, Path]]:
    with suppress(DocumentError):  # documents that are not there any more, or came as a stored corpus
        yield from ((DOCUMENTS, path) for path in ([] if study.stored else find_files(study.documents).files))
    tokens = study.settings.tokens
    named = {
        MANIFEST: study.manifest,
        "lexicon": study.folder / tokens.lexicon if tokens.lexicon else None,
        "stop words": study.folder / tokens.stop_words if tokens.stop_words else None,
        "codebook": study.codebook,
        "codes": study.gold,
        THEMES: study.folder / study.settings.themes.file,
    }
    yield from ((part, path) for part, path in named.items() if path and path.is_file())
    tables = [study.folder / table for table in study.settings.scores]
    yield from ((SCORES, path) for path in tables if path.is_file())
    if any("vectors" in MODELS[m.kind].used_with(m.options) for m in study.settings.models):
        yield from ((VECTORS, path) for path in sorted(study.vectors.glob("*.npz")))


def _place(path: Path, folder: Path) -> str:
    """A path as a job keeps it, without what it says of the machine."""
    inside = path.resolve()
    shown = inside.relative_to(folder) if inside.is_relative_to(folder) else Path(*inside.parts[-2:])
    return readable(shown.as_posix())


def _hash(path: Path) -> str:
    try:
        found = path.stat()
        return _hashed(path, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=200_000)
def _hashed(path: Path, size: int, *times: int) -> str:
    """The hash of a file, computed again when its size or a time has changed: a command asks several times.

    The time of the last modification alone can be set back, as a copy does that keeps it.
    """
    del size, times
    return file_hash(path)


# --- differences ------------------------------------------------------------------------------------------------------


def _of_settings(then: Settings, now: Settings) -> list[str]:
    named = changed_settings(then, now)
    return [f"settings: {named}"] if named else []


def _of_themes(job: "Job", study: "Study") -> list[str]:
    before, after = ({row["id"]: row for row in rows} for rows in (job.record["themes"], theme_rows(study.themes)))
    how = {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "changed": [name for name in after if name in before and before[name] != after[name]],
    }
    return [f"{THEMES}: {_counted(how)}"] if any(how.values()) else []


def _of_files(then: "pd.DataFrame", now: "pd.DataFrame") -> Iterator[tuple[str, str]]:
    """The parts of which files are other files now, each with the words for it."""
    for part in dict.fromkeys([*then["part"], *now["part"]]):
        before, after = (
            dict(zip(of_part["file"], of_part["sha256"], strict=True))
            for of_part in (table[table["part"] == part] for table in (then, now))
        )
        if part != DOCUMENTS and len(before) == len(after) == 1:  # such as a lexicon, whose name says nothing
            before = dict(zip(after, before.values(), strict=True))
        how = {
            "added": [name for name in after if name not in before],
            "removed": [name for name in before if name not in after],
            "changed": [name for name in after if name in before and before[name] != after[name]],
        }
        if any(how.values()):
            yield part, f"{part}: {_counted(how)}"


def _counted(how: Mapping[str, list[str]]) -> str:
    return ", ".join(f"{len(names):,} {what} ({_some(names)})" for what, names in how.items() if names)


def _some(names: list[str]) -> str:
    return listed(names, most=_MOST)
