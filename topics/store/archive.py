"""Archives: a study with its latest job in one file, from which it can be run again without its documents' files.

    README.md      what is in it, the commands to try, the versions
    manifest.json  the study's name and the SHA-256 of every other file
    study/         the study's folder: study.toml, themes.toml, lists, origin.json, corpus/ (see `topics.study.stored`),
                   and gold/ and validation/ with what people coded
    runs/          a store: the job, its runs, its corpus with tokens, the study's other jobs over that corpus, vectors,
                   corrected shares, and the plan of events that its first run kept

An archive is an uncompressed zip, since its contents are compressed already. Entries are in order of their names and
carry no times, so that one store gives the same bytes on every machine. The import trusts nothing in an archive: all
names are checked before anything is unpacked, everything is unpacked and verified in a temporary folder, and only then
moved to its place, each thing before the job that needs it and the study last.

Archives of format 1 hold a store alone, at the top.
"""

import csv
import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topics.errors import StoreError, TopicsError
from topics.files.atomic import UNFINISHED
from topics.files.records import file_hash, new_folder, settle, to_json, writing
from topics.models import MODELS
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.embedders import embedder_of, key_of
from topics.store.archived_study import CODER, readme, refuse_foreign, same_study, write_study
from topics.store.corrected import CODES, kept_gold_folders
from topics.store.job import Job, next_in_order, set_in_order
from topics.store.kept_corpus import corpus_files
from topics.store.plans import plan_of
from topics.store.store import Store, folder_of
from topics.store.verify import verify_store
from topics.study.vectors import vector_cache
from topics.wording import count

README, MANIFEST, STUDY, RUNS = "README.md", "manifest.json", "study", "runs"
_FORMAT = 2
MAX_BYTES = 20 * 10**9  # unpacked
MAX_ENTRIES = 100_000
_RATIO = 20  # unpacked size to packed, for archives that somebody compressed; parquet and npz hardly shrink
_KINDS = ("plans", "vectors", "corpora", "fits", "gold", "jobs")  # ordered so that each comes after what it needs
_NAMED = re.compile(r"coder_(?!\d+$).+")
_DEPTHS = {"plans": (2,), "vectors": (2,), "corpora": (3,), "fits": (3,), "jobs": (3,), "gold": (3, 4)}
# folders in a study, and how deep their files lie
_PARTS = {CODER: (3,), "corpus": (2,), "gold": (2,), "validation": (3,)}
_MOMENT = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:.][^\x00-\x1f\x7f/\\:]{0,199}")


@dataclass(frozen=True)
class Imported:
    """The outcome of an import: what was new in the store, what it had already, and the folder of the study.

    `study` is None for an archive of format 1; `study_is_new` is False where the same folder was there already.
    """

    jobs: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[str, ...]
    study: Path | None = None
    study_is_new: bool = False


def export_store(store: Store, file: Path, study: str | Path | None = None) -> Job:
    """Write the latest complete job of a study, and the study itself, to one file from which it can be run again.

    Sweeps and specification curves over its corpus travel too. Returns the job. The fits that a sweep made without a
    tenth of the documents are left out, since the sweep's table holds their results; so are tags and notes. Raises
    StoreError for a file that exists already, and where anything to be exported is not as it was written.
    """
    if file.exists():
        raise StoreError(f"{file}: something is here already; name a file that is not there yet.")
    job = store.latest_job(study)
    folder_of_study = folder_of(job, study)
    with new_folder(file.absolute().parent) as folder:
        content = folder / "content"
        kept = content / RUNS
        jobs = [job, *_others(job)]
        for run in map(store.run, sorted({name for one in jobs for name in one.needed})):
            _copy(run.folder, kept / "fits", ("provenance.json", *run.provenance["files"]))
        for corpus in sorted({store.root / "corpora" / one.corpus_key for one in jobs}):
            _copy(corpus, kept / "corpora", tuple(corpus_files(corpus)))
        for one in jobs:
            _copy(one.folder, kept / "jobs", ("job.json", *one.record["files"]))
        _copy_gold(job, kept)
        if plan := plan_of(store.root, job.study_id):
            (kept / "plans").mkdir()
            shutil.copyfile(plan, kept / "plans" / plan.name)
        _copy_vectors(job, kept / "vectors", folder_of_study)
        _refuse_damage(kept, store.root)
        write_study(job, content / STUDY, folder_of_study)
        _write(content, folder / "archive.zip", job)
        (folder / "archive.zip").replace(file)
    return job


def import_store(store: Store, file: Path, out: Path | None = None) -> Imported:
    """Add the contents of an archive to a store and make the study's folder, all or nothing; what is there stays.

    `out` is the study's folder, by default one of the study's name beside the store. Raises StoreError for a
    file that is no such archive, is damaged, or holds anything that does not belong in one, and for a folder that holds
    another study or anything else.
    """
    store.check_writable()
    with new_folder(store.root) as folder:
        name = _unpack(file, folder)
        runs = folder / RUNS if name else folder
        _refuse_damage(runs, file)
        place, there = (out or store.root.parent / name, False) if name else (None, False)
        if place:
            refuse_foreign(folder / STUDY, Store(runs), name, file)
            there = same_study(folder / STUDY, place, file)
        places = [path.relative_to(runs) for kind in _KINDS for path in sorted((runs / kind).glob("*"))]
        number = next_in_order(store.root)
        for job in (runs / "jobs").glob("*"):
            set_in_order(job, number, imported=True)
        moved: list[Path] = []
        try:
            for one in places:
                _move(runs / one, store.root / one)
                if not (runs / one).exists():  # it may have been there, or come from another process meanwhile
                    moved.append(one)
            if place and not there:
                _settle_study(folder / STUDY, place)
        except BaseException:
            for one in reversed(moved):
                _remove(store.root / one)
            raise
    new = tuple(map(Path.as_posix, moved))
    kept = tuple(one.as_posix() for one in places if one not in moved)
    jobs = tuple(one.name for one in places if one.parts[0] == "jobs")
    return Imported(jobs, new, kept, place, bool(place) and not there)


def _move(source: Path, place: Path) -> None:
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        settle(source, place)


def _settle_study(study: Path, place: Path) -> None:
    """Move a study to its place, which may lie on another disk than the store; empty folders there are replaced."""
    with new_folder(place.absolute().parent) as beside:
        shutil.copytree(study, beside / STUDY)
        if place.is_dir():
            place.rmdir()
        os.rename(beside / STUDY, place)  # noqa: PTH104 - atomic, and refuses a folder that is there


def _others(job: Job) -> list[Job]:
    """The study's sweeps and its last specification curve, of those over the job's corpus."""
    sweeps = [one for one in job.companions("sweep") if one.corpus_key == job.corpus_key]
    curves = [one for one in job.companions("robustness") if one.corpus_key == job.corpus_key]
    return [*sweeps, *curves[-1:]]


def _copy(folder: Path, parent: Path, names: Sequence[str]) -> None:
    (parent / folder.name).mkdir(parents=True)
    for name in names:
        if Path(name).name != name or not (folder / name).is_file():
            raise StoreError(
                f"{folder}: {name} is missing; `topics verify` says what else. `topics run` makes it anew."
            )
        shutil.copyfile(folder / name, parent / folder.name / name)


def _copy_gold(job: Job, root: Path) -> None:
    """Copy the shares of the job's study and corpus that people's codes corrected."""
    name = f"{job.study_id}-{job.corpus_key}"
    for folder in kept_gold_folders(job.root):
        if folder.parent.name == name:
            _copy(folder, root / "gold" / name, [path.name for path in sorted(folder.iterdir()) if path.is_file()])
    codes = job.root / "gold" / name / CODES
    if codes.is_file() and (root / "gold" / name).is_dir():
        shutil.copyfile(codes, root / "gold" / name / codes.name)


def _copy_vectors(job: Job, folder: Path, study: Path | None) -> None:
    """Copy the vectors of this corpus's passages, from the study and the store, and no other study's."""
    for name, known, _ in _vectors(job, study):
        VectorCache([], folder).write(name, known)


def named_coders(file: Path) -> tuple[str, ...]:
    """Names of coders, not numbers, by which columns of the coded tables of an archive are called."""
    found: dict[str, None] = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if Path(name).suffix == ".csv" and f"/{STUDY}/" in f"/{name}":
                with archive.open(name) as table:
                    columns = next(csv.reader([table.readline().decode("utf-8-sig", "replace")]), [])
                found |= dict.fromkeys(column.removeprefix("coder_") for column in columns if _NAMED.fullmatch(column))
    return tuple(found)


def lacking_vectors(job: Job, study: str | Path | None = None) -> int:
    """How many passages of a job's corpus have no kept vector of a model that reads vectors: an archive lacks them."""
    return max((n - len(known) for _, known, n in _vectors(job, folder_of(job, study))), default=0)


def _vectors(job: Job, study: Path | None) -> Iterator[tuple[str, Mapping[bytes, Any], int]]:
    """Of each embedder that encodes texts by themselves: its file's name, its kept vectors, the number of texts."""
    names = {
        run.settings["options"]["embedder"]
        for run in job.runs
        if "vectors" in MODELS[run.settings["kind"]].used_with(run.settings["options"])
    }
    texts = job.corpus.passages["text"].tolist() if names else []
    for name in sorted(names):
        embedder = embedder_of(name, study or Path())
        if embedder.of_texts:
            keys = [key_of(embedder, text) for text in texts]
            file = embedder.file or name
            yield file, vector_cache(study, job.root, write=False).read(file, keys), len({*keys})


def _refuse_damage(root: Path, where: Path) -> None:
    """Raise StoreError unless everything in a store is whole and belongs there."""
    for row in verify_store(Store(root)).to_dict("records"):
        told = [f"{what}: {row[what]}" for what in ("missing", "changed", "unknown") if row[what]]
        if told:
            raise StoreError(
                f"{where}: the {row['kind']} {row['name']} is not as it was written ({'; '.join(told)}); "
                "nothing was done."
            )


# --- the file ---------------------------------------------------------------------------------------------------------


def _write(content: Path, archive: Path, job: Job) -> None:
    (content / README).write_text(readme(job), encoding="utf-8", newline="\n")
    files = {path.relative_to(content).as_posix(): path for path in content.rglob("*") if path.is_file()}
    for part in {job.study, *(part for file in files for part in file.split("/"))}:
        if not _NAME.fullmatch(part):
            raise StoreError(f'"{part}" is no name of a file on every machine, so no archive can hold it: rename it.')
    hashed = {name: file_hash(path) for name, path in sorted(files.items())}
    manifest = {"format": _FORMAT, "study": job.study, "files": hashed}
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


def _unpack(file: Path, folder: Path) -> str:
    """Unpack every file of an archive into `folder`, checking each against its hash; returns the study's name.

    The name is empty for an archive of format 1.
    """
    with _opened(file) as zipped:
        entries = {entry.filename: entry for entry in _entries(file, zipped)}
        manifest = json.loads(zipped.read(MANIFEST)) if MANIFEST in entries else {}
        listed, name = _checked(manifest, file)
        for entry in sorted((entries.keys() - {MANIFEST}) ^ listed.keys()):
            what = "is not in it" if entry in listed else "is in it and not in its list"
            raise StoreError(f'{file}: the file "{entry}" {what}; nothing was taken.')
        for entry in listed:
            if not _belongs(entry.split("/"), bool(name)):
                raise StoreError(
                    f'{file}: "{entry}" has no place in an archive of `topics export-store`; nothing was taken.'
                )
        for entry, known in sorted(listed.items()):
            path = folder / entry
            with zipped.open(entries[entry]) as source, writing(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as target:
                    shutil.copyfileobj(source, target)
            if file_hash(path) != known:
                raise StoreError(f'{file}: the file "{entry}" is not the one that was packed; nothing was taken.')
    return name


def _checked(manifest: object, file: Path) -> tuple[dict[str, str], str]:
    """The files that a manifest lists with their hashes, and the name of the study, which format 1 does not have."""
    told = manifest if isinstance(manifest, dict) else {}
    name = told.get("study", "") if told.get("format") == _FORMAT else ""
    known = told.get("format") == 1 or (isinstance(name, str) and _NAME.fullmatch(name) is not None)
    if not known or not isinstance(told.get("files"), dict):
        raise StoreError(
            f"{file}: not an archive that `topics export-store` wrote, or of a later version (no {MANIFEST})."
        )
    return told["files"], name


def _belongs(parts: Sequence[str], with_study: bool) -> bool:
    """Whether a file has a place in an archive."""
    if with_study and parts[0] == STUDY:
        return len(parts) == 2 or len(parts) - 1 in _PARTS.get(parts[1], ())
    if with_study and parts[0] == RUNS:
        parts = parts[1:]
    elif with_study:
        return list(parts) == [README]
    return len(parts) in _DEPTHS.get(parts[0], ())


def _entries(file: Path, zipped: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """The entries, after checking that every one of them is a file under a plain name, once."""
    entries = zipped.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or size > min(MAX_BYTES, _RATIO * file.stat().st_size):
        raise StoreError(
            f"{file}: {count(len(entries), 'file')} of {size / 1e6:,.0f} MB unpacked; the limits are "
            f"{MAX_ENTRIES:,} files, {MAX_BYTES / 1e9:,.0f} GB and {_RATIO} times the size of the archive."
        )
    seen: set[str] = set()
    for entry in entries:
        # The name as the file has it: zipfile itself cuts names at a null byte and replaces backslashes.
        name, mode = entry.orig_filename, entry.external_attr >> 16
        if not all(map(_NAME.fullmatch, name.split("/"))) or name != entry.filename:
            raise StoreError(f'{file}: "{name}" has no place in an archive; nothing was taken.')
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
        raise StoreError(
            f"{file}: there is no such file; expected an archive that `topics export-store` wrote."
        ) from None
    except Exception as error:  # zipfile, zlib and json share no base class of errors
        raise StoreError(
            f"{file}: not an archive that can be read ({type(error).__name__}: {error}); fetch it anew."
        ) from None


def _remove(path: Path) -> None:
    if path.is_dir():
        away = path.with_name(f"{UNFINISHED}{path.name}")
        os.replace(path, away)  # noqa: PTH105 - gone from its place in one step
        shutil.rmtree(away)
    else:
        path.unlink(missing_ok=True)
