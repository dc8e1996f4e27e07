"""The kept runs as a table, all of them or some."""

from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, nearest
from topics.runs.notes import Notes, read_notes
from topics.runs.run import Run
from topics.runs.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "run", "model", "study", "seed", "topics", "passages", "unassigned", "seconds", "created", "tags", "note",
)  # fmt: skip


def runs_table(
    store: Store, *, study: str | None = None, kind: str | None = None, tag: str | None = None
) -> "pd.DataFrame":
    """Kept runs, latest first: `run, model, study, seed, topics, passages, unassigned, seconds, created, tags, note`.

    Those alone that a job of `study` (a name or a folder) has, that are of a kind of model, that have a tag. Raises
    StoreError for a study, kind or tag that no run has.
    """
    import pandas as pd

    jobs = store.jobs_of(study)
    of_jobs = {run: (m["name"], job.record["study"]) for job in jobs for m in job.record["models"] for run in m["runs"]}
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
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["created", "run"], ascending=[False, True], ignore_index=True)


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
