"""Tags and notes of runs, the tables of runs and of jobs, and the removal of runs.

Tags and the note lie beside the run's own files, in `notes.json` of its folder, and are no part of the run: no hash
covers them, no fit or name depends on them, and archives of the store leave them out.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, nearest
from topics.files.atomic import UNFINISHED
from topics.files.records import replace_text, to_json, writing
from topics.schema import RUN, SHARE, Column, declare
from topics.store.job import Job
from topics.store.run import Run
from topics.store.store import Store

if TYPE_CHECKING:
    import pandas as pd


NOTES = "notes.json"


@dataclass(frozen=True)
class Notes:
    """Tags in alphabetical order, and one note."""

    tags: tuple[str, ...] = ()
    note: str = ""


def read_notes(run: Run) -> Notes:
    """A run's tags and note. Raises StoreError when that file is damaged; the run itself is not affected."""
    path = run.folder / NOTES
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Notes(tuple(map(str, found["tags"])), str(found["note"]))
    except FileNotFoundError:
        return Notes()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"{path}: tags and note cannot be read ({error}). Delete this file; the run is whole."
        ) from None


def change_tags(run: Run, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Notes:
    """Add and remove tags.

    Raises StoreError for a tag that is empty or has a comma or a line break, and for one to remove that is not there.
    """
    notes = read_notes(run)
    for tag in add:
        if not tag.strip() or "," in tag or not tag.isprintable():
            raise StoreError(f'"{tag}" is not a tag; expected a word or a few, without commas and line breaks.')
    for tag in remove:
        if tag not in notes.tags:
            raise StoreError(f'{run.name}: there is no tag "{tag}"; {nearest(tag, notes.tags)}')
    kept = {*notes.tags, *(tag.strip() for tag in add)} - set(remove)
    return _write(run, Notes(tuple(sorted(kept)), notes.note))


def write_note(run: Run, note: str) -> Notes:
    """Replace a run's note; an empty text removes it."""
    return _write(run, Notes(read_notes(run).tags, " ".join(note.split())))


def _write(run: Run, notes: Notes) -> Notes:
    if notes == Notes():
        (run.folder / NOTES).unlink(missing_ok=True)
    else:
        replace_text(run.folder / NOTES, to_json({"tags": list(notes.tags), "note": notes.note}))
    return notes


RUNS = declare(
    "runs",
    "one kept run",
    (
        RUN,
        Column("model", "text", "", "name of the model in the study, or the kind of model of a run of no job"),
        Column("study", "text", "", "name of the study, empty for a run of no job"),
        Column("seed", "integer", "seed", "seed of the fit"),
        Column("topics", "integer", "topics", "topics of the fit"),
        Column("passages", "integer", "passages", "passages that were fitted"),
        Column("unassigned", "number", SHARE, "mean part of a passage that no topic has"),
        Column("seconds", "number", "seconds", "time that the fit took"),
        Column("created", "text", "", "when it was kept, UTC to the minute"),
        Column("tags", "text", "", "tags, a comma between them"),
        Column("note", "text", "", "note"),
    ),
)


def runs_table(
    store: Store, *, study: str | None = None, kind: str | None = None, tag: str | None = None
) -> "pd.DataFrame":
    """Kept runs, latest first: columns as declared in `RUNS`.

    The arguments filter: only runs of jobs of `study` (a name or a folder), of a `kind` of model, with a `tag`. Raises
    StoreError for a study, kind or tag that no run has.
    """
    jobs = store.jobs_of(study)
    of_jobs = {run: (_models_with(job, run), job.study) for job in jobs for run in job.run_names}
    runs = [run for run in store.runs() if study is None or run.name in of_jobs]
    notes = {run.name: read_notes(run) for run in runs}
    for what, wanted, known in (
        ("run of the kind", kind, {run.settings["kind"] for run in runs} if kind else set()),
        ("run with the tag", tag, {tag for its in notes.values() for tag in its.tags}),
    ):
        if wanted is not None and wanted not in known:
            raise StoreError(f'{store.root.absolute()}: there is no {what} "{wanted}"; {nearest(wanted, known)}')
    rows = [
        _run_row(run, *of_jobs.get(run.name, ("", "")), notes[run.name])
        for run in runs
        if kind in (None, run.settings["kind"]) and (tag is None or tag in notes[run.name].tags)
    ]
    return RUNS.frame(rows).sort_values(["created", "run"], ascending=[False, True], ignore_index=True)


JOBS = declare(
    "jobs",
    "one kept job",
    (
        Column("job", "text", "", "name of the job, as `topics report STUDY --with` takes it"),
        Column("study", "text", "", "name of the study"),
        Column("kind", "text", "", "the command that made it: `run`, `sweep` or `robustness`"),
        Column("finished", "text", "", "when it was completed, UTC to the minute"),
        Column("models", "text", "", "names of its models, a comma between them"),
    ),
)


def jobs_table(store: Store, study: str | None = None) -> "pd.DataFrame":
    """Kept jobs, of a study (a name or a folder) or all, the latest of each kind first: columns as declared in `JOBS`.

    Raises StoreError for a study that has none.
    """
    rows = [
        {
            "job": job.name,
            "study": job.study,
            "kind": job.kind,
            "finished": job.finished[:16].replace("T", " "),
            "models": ", ".join(model["name"] for model in job.record["models"]),
        }
        for job in reversed(store.jobs_of(study))
    ]
    return JOBS.frame(rows)


def _models_with(job: Job, fit: str) -> str:
    """The names of a job's models that have a fit, which may be several that differ in scale."""
    return ", ".join(model.name for model in job.models if fit in model.fit_names)


def _run_row(run: Run, model: str, study: str, notes: Notes) -> dict[str, Any]:
    summary = run.provenance["summary"]
    return {
        "run": run.name,
        "model": model or run.settings["kind"],
        "study": study,
        "seed": run.settings["seed"],
        **summary,
        "seconds": run.provenance["seconds"],
        "created": run.provenance["created"][:16].replace("T", " "),
        "tags": ", ".join(notes.tags),
        "note": notes.note,
    }


def current_jobs(jobs: Iterable[Job]) -> list[Job]:
    """The latest job of each study (by name and id) and kind, which is the one that commands read."""
    in_order = sorted(jobs, key=lambda job: job.order)
    return list({(job.study, job.study_id, job.kind): job for job in in_order}.values())


def runs_to_remove(store: Store, names: Sequence[str], *, force: bool = False) -> list[Run]:
    """The named runs, in that order, each once.

    Raises StoreError, naming the jobs, for runs that the latest job of a study needs, unless `force` is given.
    """
    runs = {run.fit: run for run in map(store.run, names)}
    needed = {job.name: [name for name in job.needed if name in runs] for job in current_jobs(store.jobs())}
    if not force and any(needed.values()):
        which = "; ".join(f"{job} needs {', '.join(its)}" for job, its in needed.items() if its)
        raise StoreError(
            f"{store.root.absolute()}: {which}. Nothing is removed: take the model out of its study and run it again, "
            "or add --force; `topics run` then fits them anew."
        )
    return list(runs.values())


def remove_runs(store: Store, runs: Sequence[Run]) -> None:
    """Remove runs; each folder is moved out of its place before the first of its files is deleted."""
    for run in runs:
        away = run.folder.with_name(f"{UNFINISHED}{run.fit}")
        with writing(store.root), suppress(FileNotFoundError):  # another process may be removing it too
            run.folder.rename(away)
            shutil.rmtree(away)
