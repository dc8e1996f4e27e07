"""Commands that fit again to see what depends on size, seed, order and choices: sweep, stability, robustness."""

from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import (
    COMPUTE,
    CSV,
    JSON,
    LATEX,
    MARKDOWN,
    SCHEDULER,
    STORE,
    STUDY,
    WEIGHTING,
    WORKERS,
    named_value,
    progress_bars,
    say,
    show,
    show_all,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (sweep, stability, robustness):
        app.command()(command)


def sweep(
    study: STUDY,
    model: Annotated[str, typer.Option("--model", help="A model of the study, or a kind of model.")] = "lda",
    sizes: Annotated[
        str, typer.Option("--topics", metavar="FROM:TO:STEP", help="Numbers of topics; or a list, as in 5,10,20.")
    ] = "5:40:5",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many seeds for each.")] = 5,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Another value for a setting; may be repeated."),
    ] = None,
    held_out: Annotated[
        bool, typer.Option("--held-out/--no-held-out", help="Fit once more without a tenth of the documents.")
    ] = True,
    paths: Annotated[
        bool,
        typer.Option("--paths", help="How topics continue and split as their number grows, instead of the measures."),
    ] = False,
    store: STORE = None,
    workers: WORKERS = None,
    compute: COMPUTE = "local",
    scheduler: SCHEDULER = "",
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """Fit a model in several sizes and show what each measure says.

    Interrupted, it goes on where it stopped. No size is called best: the measures answer different questions.

    Example:  topics sweep data/sample --model lda --topics 5:40:5 --seeds 5
    """
    from topics.runs.compute import computing
    from topics.runs.store import open_store
    from topics.runs.study import load_study
    from topics.runs.sweep import grid, sizes_of, sweep_for_people
    from topics.runs.sweep import sweep as sweep_study

    opened, kept = load_study(study), open_store(store)
    changes = dict(named_value(option) for option in options or [])
    models = grid(opened, model, sizes_of(sizes), seeds, changes)
    with computing(compute, scheduler, workers), progress_bars() as progress:
        job = sweep_study(opened, kept, models, held_out=held_out, progress=progress, workers=workers)
    table = job.table("paths" if paths else "sweep")
    if not (paths or json or csv or latex or markdown):
        table = sweep_for_people(table)
    what = "topics of each size's prototype, and which of the size before they continue or split from"
    title = f"{model} by number of topics: {what if paths else f'mean and range over {seeds} seeds'}"
    show(table, title, json=json, csv=csv, latex=latex, markdown=markdown)
    place = f" --store {store}" if store else ""
    say(f"Job {job.name}. After a `topics run` of the study, `topics figures {study} fig4_sizes{place}` draws it.")


def stability(
    study: Annotated[str | None, typer.Argument(metavar="STUDY", help="A study's folder or name.")] = None,
    model: Annotated[
        list[str] | None, typer.Option("--model", help="This model of the study alone; may be repeated.")
    ] = None,
    orders: Annotated[
        int,
        typer.Option("--orders", min=0, help="Fit again this often, passages shuffled, seed kept (STUDY: a folder)."),
    ] = 0,
    weighting: WEIGHTING = "text",
    store: STORE = None,
    workers: WORKERS = None,
    compute: COMPUTE = "local",
    scheduler: SCHEDULER = "",
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """What stays from seed to seed: topics, themes and their shares.

    S-CLOP and the similarity of matched topics, run by run, with the prototype; theme by theme the median similarity and
    margin, and how far the seeds' shares lie apart. With --orders, from one order of the passages to another.

    Example:  topics stability data/sample --orders 3 --model bertopic-guided
    """
    from topics.runs.compute import computing
    from topics.runs.orders import order_stability
    from topics.runs.stability import job_stability, stability_for_people
    from topics.runs.store import open_store
    from topics.runs.study import load_study

    kept = open_store(store)
    if orders:
        opened = load_study(Path(study or "."))
        with computing(compute, scheduler, workers), progress_bars() as progress:
            tables = order_stability(opened, kept, model or [], orders, weighting, progress=progress, workers=workers)
    else:
        job = kept.latest_job(study)
        say(f"Job {job.name}.")
        tables = job_stability(kept, job, model or [], weighting)
    if not (json or csv or latex or markdown):
        tables = {title: stability_for_people(table) for title, table in tables.items()}
    show_all(tables, json=json, csv=csv, latex=latex, markdown=markdown)


def robustness(
    study: STUDY,
    every: Annotated[bool, typer.Option("--every", help="A row for each specification and theme.")] = False,
    store: STORE = None,
    workers: WORKERS = None,
    compute: COMPUTE = "local",
    scheduler: SCHEDULER = "",
    json: JSON = False,
    csv: CSV = False,
    latex: LATEX = False,
    markdown: MARKDOWN = False,
) -> None:
    """Does the change hold when the study is done in other ways? A specification curve.

    Every combination of the values under [robustness] in study.toml; interrupted, it goes on where it stopped.

    Example:  topics robustness data/sample --every --csv
    """
    from topics.runs.compute import computing
    from topics.runs.robustness import robustness as specification_curve
    from topics.runs.robustness import robustness_for_people, specifications
    from topics.runs.store import open_store
    from topics.runs.study import load_study

    opened, kept = load_study(study), open_store(store)
    n = len(specifications(opened))
    say(f"{n} specifications.")
    with computing(compute, scheduler, workers), progress_bars() as progress:
        job = specification_curve(opened, kept, progress=progress, workers=workers)
    tables = {
        f"Change from first to last period over {n} specifications": job.table("robustness"),
        "By choice": job.table("robustness_choices"),
    }
    if not (json or csv or latex or markdown):
        tables = {title: robustness_for_people(table) for title, table in tables.items()}
    if every:
        tables = {"Every specification": job.table("specifications")}
    show_all(tables, json=json, csv=csv, latex=latex, markdown=markdown)
    say("Specifications share their documents: the curve describes how far choices matter, and is no test.")
    place = f" --store {store}" if store else ""
    say(
        f"Job {job.name}. After a `topics run` of the study, `topics figures {study} fig7_specifications{place}` draws it."
    )
