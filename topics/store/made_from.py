"""All that the job of a study is made from, as one hash, by which a command knows a job again without making it.

    derived/<job>/made-from.json   the hash, as it was when the job was made

The hash is of bytes, not of what they mean: the study's settings, themes and lists, its documents wherever they lie,
its sentence vectors (those that the store keeps follow from the rest), the source of every room, and the names and
versions of all installed packages. So a job whose hash is that of now is the job that a run would make, number by
number. A comment in a file or in the code gives another hash; then nothing is known, and all is read and computed as
without this module. Nothing here is needed.
"""

import platform
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from topics.closure import source_hash
from topics.errors import DocumentError, StoreError
from topics.files.names import readable
from topics.files.records import as_written, file_hash, read_record, write_record
from topics.preprocessing.finding import find_files
from topics.store.derived import FOLDER
from topics.store.fingerprints import digest, study_id
from topics.store.kept_corpus import corpus_files

if TYPE_CHECKING:
    from topics.store.job import Job
    from topics.study.study import Study

RECORD = "made-from.json"
_INSTALLED = (".dist-info", ".egg-info")  # how the folders end that say which version of a package is there


def state_of(study: "Study") -> str:
    """The hash of all that a job of the study is made from, now.

    "" where it cannot be told: the study names a model for sentence vectors by its path, or has no document.
    """
    embedders = [model.options["embedder"] for model in study.settings.models if "embedder" in model.options]
    if any(":" in name for name in embedders):
        return ""
    try:
        found = None if study.stored else find_files(study.documents)
    except DocumentError:
        return ""
    tokens, themes = study.settings.tokens, study.settings.themes
    named = ("documents.csv", "codebook.csv", "origin.json", study.settings.corpus.manifest)
    lists = [study.folder / name for name in (*named, tokens.lexicon, tokens.stop_words, themes.file, themes.gold)]
    lists += [study.folder / table for table in study.settings.scores]
    files = [study.file, *lists, *(found.files if found else ()), *sorted(study.vectors.glob("*"))]
    return digest(
        {
            "study": study_id(study.folder),
            "files": _hashes(files),
            "passed over": [(readable(str(path)), why) for path, why in found.passed_over] if found else [],
            "stored": study.stored.mark if study.stored else "",
            "code": source_hash(),
            "packages": _packages(),
            "python": platform.python_version(),
        },
        16,
    )


def keep_state(job: "Job", state: str) -> None:
    """Keep the state that a job was made from."""
    place = job.root / FOLDER / job.name / RECORD
    with suppress(StoreError, OSError):  # the store may be readable only
        place.parent.mkdir(parents=True, exist_ok=True)
        write_record(place, {"state": state})


def made_from(job: "Job", state: str) -> bool:
    """Whether a job is known to have been made from this state."""
    try:
        kept = read_record(job.root / FOLDER / job.name / RECORD, {"state": str})["state"]
    except StoreError:
        return False
    return bool(state) and kept == state


def is_whole(job: "Job") -> bool:
    """Whether the store holds the job, its corpus and its fits as they were written."""
    corpus = job.root / "corpora" / job.corpus_key
    try:
        folders = {corpus: corpus_files(corpus), **{run.folder: run.provenance["files"] for run in job.runs}}
    except StoreError:
        return False
    return all(as_written(folder, files) for folder, files in {job.folder: job.record["files"], **folders}.items())


def _hashes(files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(readable(str(path)), _hash(path)) for path in dict.fromkeys(files)]


def _hash(path: Path) -> str:
    """The hash of a file's bytes, or why there is none."""
    try:
        return file_hash(path)
    except (OSError, ValueError) as error:  # ValueError: a name with a null byte
        return type(error).__name__


def _packages() -> list[str]:
    """The names and versions of all packages that can be imported, as their folders say them."""
    places = [Path(place) for place in dict.fromkeys(sys.path) if place]
    return sorted(
        path.name for place in places if place.is_dir() for path in place.iterdir() if path.name.endswith(_INSTALLED)
    )
