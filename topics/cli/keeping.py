"""Commands that maintain the run store: tag, rm, verify, export-store, import-store."""

import shlex
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import STORE, Form, Kept, Where, expanded, say
from topics.wording import count, listed

RUNS = Annotated[
    list[str], typer.Argument(metavar="RUN", help="Names of runs, or their beginnings.", show_default=False)
]
ARCHIVE = Annotated[
    Path, typer.Argument(metavar="FILE.zip", help="Archive that `topics export-store` wrote.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (tag, rm, verify, export_store, import_store):
        app.command(name=command.__name__.replace("_", "-"))(expanded(command))


def tag(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY] RUN [TAG]...", help="Name of a run or model, then tags to add.", show_default=False
        ),
    ],
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="TAG", help="Tag to remove; may be repeated.")
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(
            "--note", metavar="TEXT", help='Note to write beside the run in place of an earlier one; "" removes it.'
        ),
    ] = None,
    *,
    kept: Kept,
) -> None:
    """Tag a run, or write a note beside it.

    `topics runs` lists both; `topics runs --tag TAG` finds the runs with a tag.

    Example:  topics tag data/sample lda-guided paper main-model --note "see the memo of March"
    """
    from topics.store.catalogue import change_tags, write_note

    store, study, rest = kept.found(words)
    if not rest:
        raise typer.BadParameter("name a run or a model behind the study.")
    found = store.run(rest[0], study)
    told = [", ".join(change_tags(found, rest[1:], remove or []).tags) or "no tags"]
    if note is not None:
        told.append(write_note(found, note).note or "no note")
    typer.echo(f"{found.name}: {'; '.join(told)}")


def rm(
    names: RUNS,
    store: STORE = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove without asking.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Remove even runs that the latest job of a study needs.")
    ] = False,
) -> None:
    """Remove runs from the store.

    Example:  topics rm lda-20-s1-9f3ac2d1
    """
    from topics.store.catalogue import remove_runs, runs_to_remove
    from topics.store.store import open_store

    kept = open_store(store)
    chosen = runs_to_remove(kept, names, force=force)
    if not yes:
        for run in chosen:
            say(run.fit)
        with suppress(typer.Abort):  # no answer is a no
            yes = typer.confirm(
                "Remove this run?" if len(chosen) == 1 else f"Remove these {len(chosen)} runs?", err=True
            )
    if not yes:
        say("Nothing was removed.")
        raise typer.Exit(1)
    remove_runs(kept, chosen)
    for run in chosen:
        typer.echo(run.fit)


def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY] [RUN]...",
            help="Runs to verify; by default the whole store, with --rerun the runs of the study's latest job.",
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--rerun", help="Fit the runs again and compare the results.")] = False,
    *,
    kept: Kept,
    where: Where,
    form: Form,
) -> None:
    """Check that kept files are unchanged, or refit runs.

    The exit status is 2 when a file is missing or has changed, or when the same code and versions give another result.

    Example:  topics verify  ·  topics verify data/sample --rerun
    """
    from topics.jobs.refit import rerun
    from topics.store.verify import verify_store

    store, study, runs = kept.found(names)
    if again:
        place = Path(study) if study else None
        with where.at_work() as progress:
            table = rerun(store, runs, study=place, progress=progress, workers=where.workers)
        title = (
            "Fitted again; distance 1 − similarity of matched topics, largest change of a theme's weight in a passage"
        )
    else:
        table = verify_store(store, runs)
        title = f"{store.root}: files against the hashes they were kept with"
    if not len(table):
        say(f"{store.root} holds no run, corpus or job: there is nothing to verify.")
        return
    wrong = ~table["state"].isin(["ok", "same bits", "expected"])
    shown = (
        table if form.machine else table.drop(columns=[c for c in table if (table[c].isna() | (table[c] == "")).all()])
    )
    form.show(shown, title)
    if again:
        say(f"{int((table['state'] == 'same bits').sum())} of {len(table)} the same, bit for bit.")
        if (table["state"] == "expected").any():
            say(
                "Where code, versions or machine differ from those recorded, as `differs` says, "
                "that cannot be expected."
            )
    else:
        say(f"{int((~wrong).sum())} of {len(table)} as they were written.")
    if wrong.any():
        raise typer.Exit(2)


def export_store(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[STUDY] FILE.zip",
            help="Folder or name of the study, then the archive to write.",
            show_default=False,
        ),
    ],
    *,
    kept: Kept,
) -> None:
    """Write a study with its results to one archive file.

    From it the study can be run again without its documents' files. The text of every passage is in it: giving the file
    away is a publication of that text, and of the names of coders unless their codes were read with --anonymous.

    Example:  topics export-store data/sample replication.zip
    """
    from topics.store.archive import export_store as write_archive
    from topics.store.archive import lacking_vectors, named_coders

    store, study, name = kept.one_run(words, "FILE.zip")
    file = Path(name)
    job = write_archive(store, file, study)
    typer.echo(file)
    runs, passages = count(len(job.run_names), "run"), count(len(job.corpus.passages), "passage")
    say(f"Job {job.name} with {runs}, and the text of {passages}.")
    if coders := named_coders(file):
        say(
            f"Its codes.csv names coders ({listed(coders)}). To number them, delete the archive, call "
            "`topics gold read` or `topics gold import` again with --anonymous, and export anew."
        )
    if lacking := lacking_vectors(job, study):
        say(
            f"The vectors of {count(lacking, 'passage is', 'passages are')} not in it: they lie neither in the store "
            "nor in the study's folder, if that was given. Whoever runs the study computes them and fits anew."
        )
    say(f"`topics import-store {shlex.quote(file.name)}` makes the study's folder from it elsewhere, to be run again.")


def import_store(
    file: ARCHIVE,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder of the study.", metavar="DIR", show_default="its name, beside the store"),
    ] = None,
    store: STORE = None,
) -> None:
    """Unpack an archive of export-store: a study and its results.

    The study runs from the corpus in the archive: run, sweep, robustness, stability, figures and report need no files
    of documents.

    Example:  topics import-store replication.zip --out their-study
    """
    from topics.store.archive import import_store as read_archive
    from topics.store.store import open_store

    kept = open_store(store)
    found = read_archive(kept, file, out)
    for name in found.new:
        typer.echo(kept.root / name)
    say(f"Job {', '.join(found.jobs)}: {len(found.new)} new, {len(found.kept)} here already, of its folders and files.")
    if found.study is None:
        say("An archive of an earlier version: its results can be read, but there is no study in it to run again.")
        return
    typer.echo(found.study)
    where = shlex.quote(str(found.study)) + (f" --store {shlex.quote(str(store))}" if store else "")
    say(f"{'The study' if found.study_is_new else 'As it was: the study'} in {found.study}. Next:")
    for command in ("shares", "report", "run"):
        say(f"    topics {command} {where}")
