"""Commands that fit again to show what depends on size, seed, order and choices: sweep, stability, robustness."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import STORE, STUDY, STUDY_OR_NAME, WEIGHTING, Form, Kept, Where, expanded, named_value, say
from topics.wording import count, listed

if TYPE_CHECKING:
    from topics.store.store import Store


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (sweep, stability, robustness):
        app.command()(expanded(command))


def sweep(
    study: STUDY,
    model: Annotated[str, typer.Option("--model", help="Name of a model of the study, or kind of model.")] = "lda",
    sizes: Annotated[
        str,
        typer.Option(
            "--topics", metavar="FROM:TO:STEP", help="Range of the number of topics; or a list, as in 5,10,20."
        ),
    ] = "5:40:5",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Number of seeds per number of topics.")] = 5,
    options: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="New value of a setting of the model; may be repeated."),
    ] = None,
    held_out: Annotated[
        bool,
        typer.Option(
            "--held-out/--no-held-out", help="Fit once more without a tenth of the documents, for held-out perplexity."
        ),
    ] = True,
    paths: Annotated[
        bool,
        typer.Option(
            "--paths", help="Show how topics continue and split as their number grows, instead of the measures."
        ),
    ] = False,
    store: STORE = None,
    *,
    where: Where,
    form: Form,
) -> None:
    """Fit a model with several numbers of topics; compare them.

    A sweep that was interrupted continues where it stopped. No number is called best: the measures answer different
    questions.

    Example:  topics sweep data/sample --model lda --topics 5:40:5 --seeds 5
    """
    from topics.jobs.sweep import grid, sizes_of
    from topics.jobs.sweep import sweep as sweep_study
    from topics.report.layouts.sweep_layouts import sizes_sentence, sweep_layout
    from topics.store.store import open_store
    from topics.study.study import load_study

    opened, kept = load_study(study), open_store(store)
    changes = dict(named_value(option) for option in options or [])
    models = grid(opened, model, sizes_of(sizes), seeds, changes)
    with where.at_work() as progress:
        job = sweep_study(opened, kept, models, held_out=held_out, progress=progress, workers=where.workers)
    table = job.table("paths" if paths else "sweep")
    sentence = "" if paths else sizes_sentence(table)
    if not (paths or not form.people):
        table = sweep_layout(table)
    what = "topics of each size's prototype, and which of the size before they continue or split from"
    over = f"mean and range over {seeds} seeds" if seeds > 1 else "of one seed"
    title = f"{model} by number of topics: {what if paths else over}"
    form.show(table, title)
    if sentence:
        say(f"{'By the range of its seeds' if seeds > 1 else 'By one seed alone'}, {sentence}")
    named, place = quote(str(study)), f" --store {quote(str(store))}" if store else ""
    first = "" if _is_run(kept, study) else "After a `topics run` of the study, "
    say(f"Job {job.name}. {first}`topics figures {named} fig4_sizes{place}` draws it.")


def _is_run(kept: "Store", study: Path) -> bool:
    """Whether the store has a run of the study as it stands."""
    from topics.errors import StoreError

    try:
        kept.latest_job(study)
    except StoreError:
        return False
    return True


def stability(
    study: STUDY_OR_NAME = None,
    model: Annotated[
        list[str] | None, typer.Option("--model", help="Restrict to this model of the study; may be repeated.")
    ] = None,
    orders: Annotated[
        int,
        typer.Option(
            "--orders",
            min=0,
            help="Number of refits with shuffled passages and the same seed; STUDY must then be a folder.",
        ),
    ] = 0,
    weighting: WEIGHTING = "text",
    *,
    kept: Kept,
    where: Where,
    form: Form,
) -> None:
    """Show how stable topics and shares are from seed to seed.

    Per run: S-CLOP, the similarity of matched topics, and which run is the prototype. Per theme: the median similarity
    and margin, and how far the seeds' shares lie apart. Similarities are 0 by chance and 1 for equal topics. Per
    model, whether topics are more than random groups. With --orders, the same from one order of the passages to
    another (order sensitivity).

    Example:  topics stability data/sample --orders 3 --model bertopic-guided
    """
    from topics.jobs.reorder import order_sensitivity
    from topics.report.layouts.stability_layouts import stability_layout
    from topics.results.seed_stability import chance_lines, job_stability
    from topics.study.study import load_study

    if orders:
        opened = load_study(Path(study or "."))
        with where.at_work() as progress:
            tables = order_sensitivity(
                opened, kept.open(), model or [], orders, weighting, progress=progress, workers=where.workers
            )
    else:
        job = kept.job(study)
        tables = job_stability(job, model or [], weighting)
        for line in chance_lines(job, model or []):
            say(line)
    if form.people:
        tables = {title: stability_layout(table) for title, table in tables.items()}
    form.show_all(tables)


def seeds_of(text: str) -> list[int]:
    """Seeds from a list such as `11,12`; none from an empty text. Raises BadParameter for anything else."""
    if not all(part.strip().isdecimal() for part in text.split(",") if text):
        raise typer.BadParameter(f'"{text}" names no seeds; expected whole numbers, as in --seeds 11,12.')
    return list(dict.fromkeys(map(int, text.split(",")))) if text else []


def robustness(
    study: STUDY,
    every: Annotated[bool, typer.Option("--every", help="Print one row per specification and theme.")] = False,
    choices: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="CHOICE=VALUES",
            help="Values of one choice, such as topics=5,10, in place of those in study.toml; may be repeated.",
        ),
    ] = None,
    seeds: Annotated[
        str,
        typer.Option("--seeds", metavar="LIST", help="Other seeds, such as 11,12, for the models that have several."),
    ] = "",
    store: STORE = None,
    *,
    where: Where,
    form: Form,
) -> None:
    """Show whether changes hold when studied in other ways.

    The result is a specification curve. The specifications are all combinations of the values under [robustness] in
    study.toml, or of those given with --set, beside the study's own. A command that was interrupted continues where it
    stopped.

    Example:  topics robustness data/sample --seeds 11,12,13 --set unit=paragraph,document --set duplicates=once,keep
    """
    from topics.jobs.robustness import robustness as specification_curve
    from topics.jobs.specifications import asked_anew, specifications
    from topics.report.layouts.robustness_layouts import robustness_layout, specifications_layout
    from topics.store.store import open_store
    from topics.study.study import load_study

    opened, kept = load_study(study), open_store(store)
    opened = asked_anew(opened, seeds_of(seeds), dict(named_value(choice) for choice in choices or []))
    if seeds:
        told = [f"{model.name} ({', '.join(map(str, model.seeds))})" for model in opened.settings.models]
        say(f"Seeds: {listed(told)}. A model with one seed in study.toml keeps it.")
    n = len(specifications(opened))
    say(f"{count(n, 'specification')}.")
    with where.at_work() as progress:
        job = specification_curve(opened, kept, progress=progress, workers=where.workers, before=say)
    if same := int(job.table("robustness")["n_coincided"].max()):
        say(f"{same} of them come to the same corpus, fits and counting as another: what coincides is counted once.")
    tables = {
        f"Change from first to last period over {count(n - same, 'specification')}": job.table("robustness"),
        "By choice": job.table("robustness_choices"),
    }
    if form.people:
        tables = {title: robustness_layout(table) for title, table in tables.items()}
    if every:
        shown = job.table("specifications")
        tables = {"Every specification": specifications_layout(shown) if not form.machine else shown}
    form.show_all(tables)
    say("Specifications share their documents: the curve describes how far choices matter, and is no test.")
    named, place = quote(str(study)), f" --store {quote(str(store))}" if store else ""
    say(f"Job {job.name}. `topics figures {named} fig7_specifications{place}` draws it.")
