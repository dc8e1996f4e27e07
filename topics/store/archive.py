"""Archives for replication: a study's latest job in one file, with its runs, corpus, sweeps and sentence vectors.

An archive is an uncompressed zip, since its contents are compressed already. Entries are in order of their names and
carry no times, so that one store gives the same bytes on every machine. `manifest.json` holds the SHA-256 of every
other entry. The import trusts nothing in an archive: all names are checked before anything is unpacked, everything is
unpacked and verified in a temporary folder, and only then moved to its place, each thing before the job that needs it.
"""

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from topics.errors import StoreError, TopicsError
from topics.files.atomic import UNFINISHED
from topics.files.records import file_hash, new_folder, settle, to_json, writing
from topics.models import MODELS
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.embedders import embedder_of, key_of
from topics.store.job import IMPORTED, ORDER, Job, next_in_order
from topics.store.kept_corpus import corpus_files
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.vectors import vector_cache

MANIFEST, _FORMAT = "manifest.json", 1
MAX_BYTES = 20 * 10**9  # unpacked
MAX_ENTRIES = 100_000
_RATIO = 20  # unpacked size to packed, for archives that somebody compressed; parquet and npz hardly shrink
_KINDS = ("vectors", "corpora", "fits", "jobs")  # ordered so that each comes after what it needs
_MOMENT = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:.][^\x00-\x1f\x7f/\\:]*")


@dataclass(frozen=True)
class Imported:
    """The outcome of an import: the folders and files of vectors that were new, and those already in the store."""

    jobs: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[str, ...]


def export_store(store: Store, file: Path, study: str | Path | None = None) -> Job:
    """Write the latest complete job of a study, the sweeps over its corpus and all that they need to one file.

    Returns the job. The fits that a sweep made without a tenth of the documents are left out, since the sweep's table
    holds their results; so are tags and notes. Raises StoreError for a file that exists already, and where anything to
    be exported is not as it was written.
    """
    if file.exists():
        raise StoreError(f"{file}: something is here already; name a file that is not there yet.")
    job = store.latest_job(study)
    with new_folder(file.absolute().parent) as folder:
        content = folder / "content"
        jobs = [job, *_sweeps(job)]
        for run in map(store.run, sorted({name for one in jobs for name in one.run_names})):
            _copy(run.folder, content / "fits", ("provenance.json", *run.provenance["files"]))
        for corpus in sorted({store.root / "corpora" / one.corpus_key for one in jobs}):
            _copy(corpus, content / "corpora", tuple(corpus_files(corpus)))
        for one in jobs:
            _copy(one.folder, content / "jobs", ("job.json", *one.record["files"]))
        _copy_vectors(job, content / "vectors", Path(study) if study else Path())
        _refuse_damage(content, store.root)
        _write(content, folder / "archive.zip")
        (folder / "archive.zip").replace(file)
    return job


def import_store(store: Store, file: Path) -> Imported:
    """Add the contents of an archive to a store, all or nothing; what the store already has stays.

    Raises StoreError for a file that is no such archive, is damaged, or holds anything that does not belong in one.
    """
    store.check_writable()
    with new_folder(store.root) as folder:
        _unpack(file, folder)
        _refuse_damage(folder, file)
        places = [path.relative_to(folder) for kind in _KINDS for path in sorted((folder / kind).glob("*"))]
        moved: list[Path] = []
        number = next_in_order(store.root)
        for job in (folder / "jobs").glob("*"):
            (job / ORDER).write_text(f"{number} {IMPORTED}\n", encoding="utf-8")
        try:
            for place in places:
                if not (store.root / place).exists():
                    (store.root / place).parent.mkdir(parents=True, exist_ok=True)
                    settle(folder / place, store.root / place)
                if not (folder / place).exists():  # it may have been there, or come from another process meanwhile
                    moved.append(place)
        except BaseException:
            for place in reversed(moved):
                _remove(store.root / place)
            raise
    new = tuple(map(Path.as_posix, moved))
    kept = tuple(place.as_posix() for place in places if place not in moved)
    return Imported(tuple(place.name for place in places if place.parts[0] == "jobs"), new, kept)


def _sweeps(job: Job) -> list[Job]:
    """The sweeps of the job's study over its corpus."""
    return [one for one in job.companions("sweep") if one.corpus_key == job.corpus_key]


def _copy(folder: Path, parent: Path, names: tuple[str, ...]) -> None:
    (parent / folder.name).mkdir(parents=True)
    for name in names:
        if Path(name).name != name or not (folder / name).is_file():
            raise StoreError(
                f"{folder}: {name} is missing; `topics verify` says what else. `topics run` makes it anew."
            )
        shutil.copyfile(folder / name, parent / folder.name / name)


def _copy_vectors(job: Job, folder: Path, study: Path) -> None:
    """Copy the store's vectors of this corpus's passages, and no other study's."""
    names = {
        run.settings["options"]["embedder"]
        for run in job.runs
        if "vectors" in MODELS[run.settings["kind"]].used_with(run.settings["options"])
    }
    texts = job.corpus.passages["text"].tolist() if names else []
    for name in sorted(names):
        embedder = embedder_of(name, study)
        if embedder.of_texts:
            keys = [key_of(embedder, text) for text in texts]
            known = vector_cache(None, job.root, write=False).read(embedder.file or name, keys)
            VectorCache([], folder).write(embedder.file or name, known)


def _refuse_damage(root: Path, where: Path) -> None:
    """Raise StoreError unless everything in a store is whole and belongs there."""
    for row in verify_store(Store(root)).to_dict("records"):
        told = [f"{what}: {row[what]}" for what in ("missing", "changed", "unknown") if row[what]]
        if told:
            raise StoreError(
                f"{where}: the {row['kind']} {row['name']} is not as it was written ({'; '.join(told)}); "
                "nothing was done."
            )


def _write(content: Path, archive: Path) -> None:
    files = {path.relative_to(content).as_posix(): path for path in content.rglob("*") if path.is_file()}
    manifest = {"format": _FORMAT, "files": {name: file_hash(path) for name, path in sorted(files.items())}}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted([*files, MANIFEST]):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            if name == MANIFEST:
                zipped.writestr(entry, to_json(manifest))
                continue
            entry.file_size = files[name].stat().st_size
            with zipped.open(entry, "w") as target, files[name].open("rb") as source:
                shutil.copyfileobj(source, target)


def _unpack(file: Path, folder: Path) -> None:
    """Unpack every file of an archive into `folder`, checking each against the hash in the manifest."""
    with _opened(file) as zipped:
        entries = {entry.filename: entry for entry in _entries(file, zipped)}
        manifest = json.loads(zipped.read(MANIFEST)) if MANIFEST in entries else {}
        if (
            not isinstance(manifest, dict)
            or manifest.get("format") != _FORMAT
            or not isinstance(manifest.get("files"), dict)
        ):
            raise StoreError(
                f"{file}: not an archive that `topics export-store` wrote, or of a later version (no {MANIFEST})."
            )
        listed = manifest["files"]
        for name in sorted((entries.keys() - {MANIFEST}) ^ listed.keys()):
            what = "is not in it" if name in listed else "is in it and not in its list"
            raise StoreError(f'{file}: the file "{name}" {what}; nothing was taken.')
        for name, known in sorted(listed.items()):
            path = folder / name
            with zipped.open(entries[name]) as source, writing(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as target:
                    shutil.copyfileobj(source, target)
            if file_hash(path) != known:
                raise StoreError(f'{file}: the file "{name}" is not the one that was packed; nothing was taken.')


def _entries(file: Path, zipped: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The entries, after checking that every one of them belongs in a store."""
    entries = zipped.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or size > min(MAX_BYTES, _RATIO * file.stat().st_size):
        raise StoreError(
            f"{file}: {len(entries):,} files of {size / 1e6:,.0f} MB unpacked; the limits are {MAX_ENTRIES:,} files, "
            f"{MAX_BYTES / 1e9:,.0f} GB and {_RATIO} times the size of the archive."
        )
    seen: set[str] = set()
    for entry in entries:
        # The name as the file has it: zipfile itself cuts names at a null byte and replaces backslashes.
        name, mode = entry.orig_filename, entry.external_attr >> 16
        parts = name.split("/")
        shape = parts == [MANIFEST] or (len(parts), parts[0]) in ((2, "vectors"), *((3, kind) for kind in _KINDS[1:]))
        if not shape or not all(map(_NAME.fullmatch, parts)) or name != entry.filename:
            raise StoreError(f'{file}: "{name}" has no place in a store; nothing was taken.')
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or entry.is_dir() or entry.flag_bits & 1:
            raise StoreError(f'{file}: "{name}" is a link, a folder or locked, not a file; nothing was taken.')
        if name.casefold() in seen:
            raise StoreError(f'{file}: "{name}" is in it twice; nothing was taken.')
        seen.add(name.casefold())
        yield entry


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """An archive opened for reading; any exception that a damaged one causes becomes a StoreError."""
    try:
        with zipfile.ZipFile(file) as zipped:
            yield zipped
    except TopicsError:
        raise
    except FileNotFoundError:
        raise StoreError(f"{file}: there is no such file.") from None
    except Exception as error:  # zipfile, zlib and json share no base class of errors
        raise StoreError(f"{file}: not an archive that can be read ({type(error).__name__}: {error}).") from None


def _remove(path: Path) -> None:
    if path.is_dir():
        away = path.with_name(f"{UNFINISHED}{path.name}")
        os.replace(path, away)  # noqa: PTH105 - gone from its place in one step
        shutil.rmtree(away)
    else:
        path.unlink(missing_ok=True)
