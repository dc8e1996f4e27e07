"""Derived tables: numbers that follow from a complete job, computed once and kept beside it.

    derived/<job>/<basis>/<name>-<choices>/   tables.json, and a Parquet file per table

`basis` is a hash of all that such a number depends on, what was asked for apart: the content of the job and of its
fits, the code of the rooms that compute, and the versions of the libraries. `choices` is a hash of what was asked for.
A table with another basis is never read, and is removed when the first with the present basis is written. Nothing here
is needed: what is missing, damaged or cannot be written is computed.
"""

import io
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.closure import source_hash, versions
from topics.errors import StoreError
from topics.files.records import (
    as_written,
    finished_folders,
    hashes,
    new_folder,
    read_record,
    read_table,
    settle,
    write_record,
)
from topics.store.fingerprints import digest
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

FOLDER, TABLES = "derived", "tables.json"
# Rooms that say, draw and write what others have computed: no number rests on them.
NO_NUMBERS = ("claims", "plots", "export", "report", "cli")
LIBRARIES = ("lxml", "numba", "numpy", "opencc", "pandas", "pyarrow", "scikit-learn", "scipy")


def derived(
    job: Job, name: str, choices: Mapping[str, Any], make: "Callable[[], dict[str, pd.DataFrame]]"
) -> "dict[str, pd.DataFrame]":
    """The tables that `make` computes, by name: as they were kept, else computed and kept now.

    `choices`, in JSON's types, hold everything that they depend on beside the job. The first call returns, bit for bit,
    what later ones read.
    """
    place = job.root / FOLDER / job.name / _basis(job) / f"{name}-{digest(choices, 16)}"
    if (kept := _read(place)) is not None:
        return kept
    made = make()
    with suppress(StoreError):  # the store may be readable only
        _keep(place, made)
    kept = _read(place)
    return {of: _read_back(table) for of, table in made.items()} if kept is None else kept


def as_counted(job: Job, **changes: Any) -> dict[str, Any]:
    """The estimand and the design of a job as choices of derived tables; `changes` are as for `Job.measured`."""
    estimand, design = job.measured(**changes)
    return {"estimand": asdict(estimand), "design": asdict(design)}


def _basis(job: Job) -> str:
    return digest({"job": job.content, "code": source_hash(*NO_NUMBERS), "libraries": versions(LIBRARIES)}, 16)


def _read(place: Path) -> "dict[str, pd.DataFrame] | None":
    """The tables kept at a place; None if there are none, or they are not as they were written."""
    try:
        files = read_record(place / TABLES, {"files": dict})["files"]
        if not as_written(place, files):
            return None
        return {Path(file).stem: read_table(place / file) for file in files}
    except StoreError:
        return None


def _keep(place: Path, tables: "Mapping[str, pd.DataFrame]") -> None:
    basis = place.parent
    if not basis.is_dir():
        for earlier in finished_folders(basis.parent):
            shutil.rmtree(earlier, ignore_errors=True)
    with new_folder(basis) as folder:
        for name, table in tables.items():
            table.to_parquet(folder / f"{name}.parquet", index=False)
        write_record(folder / TABLES, {"files": hashes(folder)})
        shutil.rmtree(place, ignore_errors=True)  # a damaged one
        settle(folder, place)


def _read_back(table: "pd.DataFrame") -> "pd.DataFrame":
    """A table as it is read from a Parquet file."""
    import pandas as pd

    return pd.read_parquet(io.BytesIO(table.to_parquet(index=False)))
