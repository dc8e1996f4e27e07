"""Verification of a store: every file's hash, every folder's name, and all that the latest jobs need.

A record holds its own hash, and a folder's name ends in a hash of what decides its content, so a record that was
rewritten no longer fits the name. A file of sentence vectors holds checksums of its own. Nothing is repaired:
a damaged run is removed (`topics rm`) and fitted anew (`topics run`). Derived numbers that are damaged are computed
anew by the first command that needs them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, TopicsError
from topics.files.records import as_written, finished_folders, read_record
from topics.models.embeddings.cache import read_vectors
from topics.schema import Column, declare
from topics.store.catalogue import NOTES, current_jobs
from topics.store.corrected import CODES, GOLD_RECORD, kept_gold_folders, read_gold_record
from topics.store.derived import FOLDER, TABLES
from topics.store.fingerprints import digest
from topics.store.job import ORDER, Job
from topics.store.kept_corpus import CORPUS_RECORD, corpus_files
from topics.store.made_from import RECORD as STATE
from topics.store.run import Run
from topics.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

VERIFIED = declare(
    "verified",
    "one folder of the store",
    (
        Column("kind", "text", "", "`run`, `corpus`, `job`, `gold`, `derived` or `vectors`"),
        Column("name", "text", "", "name of the folder; of what is derived from a job, after the name of the job"),
        Column("state", "text", "", "`ok`, `missing` or `changed`"),
        Column("files", "integer", "files", "how many there should be"),
        Column("missing", "text", "", "files that are missing; for the latest job of a study, runs or its corpus too"),
        Column("changed", "text", "", "files that are not as they were written"),
        Column("unknown", "text", "", "files that nobody wrote here, which do no harm"),
    ),
)


def verify_store(store: Store, names: Sequence[str] = ()) -> "pd.DataFrame":
    """A table with one row per folder, of the named runs or of the whole store: columns as declared in `VERIFIED`."""
    if names:
        rows = [_run_row(run) for run in {run.fit: run for run in map(store.run, names)}.values()]
    else:
        rows = [_run_row(run) for run in store.runs()]
        rows += [_corpus_row(store, folder) for folder in store.folders("corpora")]
        rows += _job_rows(store)
        rows += [_gold_row(folder) for folder in kept_gold_folders(store.root)]
        rows += _derived_rows(store.root / FOLDER)
        rows += [_vectors_row(file) for file in sorted((store.root / "vectors").glob("*.npz"))]
    return VERIFIED.frame(rows)


def _run_row(run: Run) -> dict[str, Any]:
    try:
        provenance = run.provenance
    except StoreError:
        return _unreadable("run", run.folder, "provenance.json")
    named = "inputs" not in provenance or run.fit.endswith(f"-{digest(provenance['inputs'])}")
    return _row("run", run.folder, provenance["files"], "provenance.json", altered=not named)


def _corpus_row(store: Store, folder: Path) -> dict[str, Any]:
    """The row of a corpus, whose name is a hash of its tables and tokens."""
    try:
        files = corpus_files(folder)
    except StoreError:
        return _unreadable("corpus", folder, CORPUS_RECORD)
    row = _row("corpus", folder, files)
    if row["state"] == "ok":
        try:
            store.corpus(folder.name)
        except TopicsError:
            row |= {"state": "changed", "changed": "its tables or tokens"}
    return row


def _gold_row(folder: Path) -> dict[str, Any]:
    try:
        record = read_gold_record(folder)
    except StoreError:
        return _unreadable("gold", folder, GOLD_RECORD)
    altered = not _readable(folder.parent / CODES)
    return _row("gold", folder, record["files"], f"../{CODES}" if altered else GOLD_RECORD, altered=altered)


def _vectors_row(file: Path) -> dict[str, Any]:
    try:
        read_vectors(file)
        state = {"state": "ok", "changed": ""}
    except StoreError:
        state = {"state": "changed", "changed": file.name}
    return {"kind": "vectors", "name": file.stem, "files": 1, "missing": "", "unknown": "", **state}


def _derived_rows(root: Path) -> list[dict[str, Any]]:
    """A row for every folder of derived tables, and for every state that a job was made from."""
    rows = []
    for of_job in finished_folders(root):
        if (of_job / STATE).exists():
            altered = not _readable(of_job / STATE)
            rows.append(_row("derived", of_job, {}, STATE, altered=altered) | {"name": f"{of_job.name}/{STATE}"})
        for folder in (folder for basis in finished_folders(of_job) for folder in finished_folders(basis)):
            try:
                row = _row("derived", folder, read_record(folder / TABLES, {"files": dict})["files"], TABLES)
            except StoreError:
                row = _unreadable("derived", folder, TABLES)
            rows.append(row | {"name": f"{of_job.name}/{folder.name}"})
    return [row | {"unknown": ""} for row in rows]


def _job_rows(store: Store) -> list[dict[str, Any]]:
    jobs, rows = [], []
    for job in map(Job, store.folders("jobs")):
        try:
            job.record  # noqa: B018 - read here once, since it may fail
        except StoreError:
            rows.append(_unreadable("job", job.folder, "job.json"))
            continue
        if _readable(job.folder / ORDER):
            jobs.append(job)
        else:
            rows.append(_unreadable("job", job.folder, ORDER))
    current = {job.name for job in current_jobs(jobs)}
    for job in jobs:
        record = {name: value for name, value in job.record.items() if name != "finished"}
        named = job.name == f"{record['study']}-{digest(record)}"
        needs = [run for run in job.needed if not store.has(run)] if job.name in current else []
        if job.name in current and not store.has_corpus(record["corpus"]):
            needs.append(f"corpus {record['corpus']}")
        rows.append(_row("job", job.folder, record["files"], "job.json", altered=not named, missing=needs))
    return rows


def _readable(record: Path) -> bool:
    """Whether a record beside those of a folder's own files is as it was written, or is not there."""
    try:
        if record.exists():
            read_record(record, {})
    except StoreError:
        return False
    return True


def _unreadable(kind: str, folder: Path, record: str) -> dict[str, Any]:
    there = (folder / record).is_file()
    return _row(kind, folder, {}, record, altered=there, missing=[] if there else [record]) | {"unknown": ""}


def _row(
    kind: str,
    folder: Path,
    files: Mapping[str, str],
    record: str = "",
    *,
    altered: bool = False,
    missing: Sequence[str] = (),
) -> dict[str, Any]:
    """The row of one folder; `altered` says that its record does not fit its name."""
    there = {path.name for path in folder.iterdir()}
    gone = [*(name for name in files if name not in there), *missing]
    changed = [name for name in files if name in there and not as_written(folder, {name: files[name]})]
    changed += [record] if altered else []
    return {
        "kind": kind,
        "name": folder.name,
        "state": "changed" if changed else "missing" if gone else "ok",
        "files": len(files) + bool(record),
        "missing": ", ".join(gone),
        "changed": ", ".join(changed),
        "unknown": ", ".join(sorted(there - files.keys() - {record, NOTES, ORDER})),
    }
