"""Commands for human judgement and for what a paper must state: validate make, validate score, card, checklist."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from topics.cli.options import (
    LANGUAGE,
    STUDY_OR_NAME,
    VALIDATIONS,
    Form,
    Kept,
    expanded,
    sample_of,
    say,
    show_markdown,
    validations_of,
)
from topics.cli.panels import Whole
from topics.wording import count

TASK = Literal["word-intrusion", "topic-intrusion", "word-set-intrusion", "label-intrusion", "best-label"]

validate = typer.Typer(
    cls=Whole,
    help="Let people judge topics and themes on blind sheets.\n\n"
    "Example:  topics validate make data/sample --task best-label",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    validate.command()(expanded(make))
    validate.command()(expanded(score))
    app.add_typer(validate, name="validate")
    app.command()(expanded(card))
    app.command()(expanded(checklist))


def make(
    study: STUDY_OR_NAME = None,
    task: Annotated[TASK, typer.Option("--task", help="Task for the coders.")] = "word-intrusion",
    model: Annotated[
        str | None,
        typer.Option(
            "--model", help="Name of a model of the study, or of a run.", show_default="the study's own estimator"
        ),
    ] = None,
    n: Annotated[
        int | None,
        typer.Option(
            "--n",
            min=1,
            help="Total number of items, spread evenly over topics or themes.",
            show_default="one per topic for word intrusion, else 100",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the items and their order.")] = 1,
    coders: Annotated[int, typer.Option("--coders", min=1, help="Number of coders, one sheet per coder.")] = 2,
    overlap: Annotated[
        float, typer.Option("--overlap", min=0.2, max=1.0, help="Share of items that every coder after the first gets.")
    ] = 1.0,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder for the sheets and the key, to be created.",
            show_default="validation/TASK-MODEL in the study",
        ),
    ] = None,
    suffix: Annotated[Literal["xlsx", "csv"], typer.Option("--format", help="File format of the sheets.")] = "xlsx",
    language: Annotated[
        Literal["en", "zh"] | None,
        typer.Option("--lang", help="Language of the question and the labels.", show_default="the corpus's"),
    ] = None,
    *,
    kept: Kept,
) -> None:
    """Write blind sheets for coders, and a sealed key.

    Give each coder one sheet and instructions.md, and keep key.json to yourself.

    Example:  topics validate make data/sample --task word-set-intrusion --model lda --n 100
    """
    from topics.coding.validation.make import make_validation

    store, latest = kept.open(), kept.job(study, told=False)
    run = store.run(model or latest.own.name, latest.study if study is None else study)
    job = latest if run.name in latest.readings else store.job_of(run.name, study=study)
    folder = out or validations_of(study, None) / f"{task}-{job.model_of(run.name).name}"
    made = make_validation(
        job, run, task, folder, n=n, seed=seed, coders=coders, overlap=overlap, language=language, suffix=suffix
    )
    for coder in made.coders:
        typer.echo(folder / f"{coder}.{suffix}")
    subjects = count(len({item.subject for item in made.items.values()}), "topic or theme", "topics or themes")
    say(f"{run.name}: {count(len(made.items), 'item')} about {subjects}.")
    if without := sorted(set(made.key["subjects"]) - {item.subject for item in made.items.values()}):
        say(f"Without an item: {', '.join(without)}.")
    say(f"Coders fill in the column `answer`; key.json is not for them. Then: topics validate score {folder}")


def score(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder with the filled-in sheets.", show_default=False)
    ],
    missed: Annotated[
        bool, typer.Option("--missed", help="List the answers that differ from the expected one.")
    ] = False,
    *,
    form: Form,
) -> None:
    """Score the answers of coders: precision against chance, also per topic, and reliability.

    Example:  topics validate score data/sample/validation/word-set-intrusion-lda
    """
    from topics.coding.validation.make import read_validation
    from topics.coding.validation.score import score_validation

    tables = score_validation(folder)
    titles = {
        "precision": (
            "Precision: share of the answers that are the item's [Wilson 95%], against chance (exact, one-sided)"
        ),
        "subjects": "By topic or theme, all coders; Holm over rows",
        "reliability": "Krippendorff's α [bootstrap 95%, over items]",
        "missed": "Answers that were not the item's",
    }
    shown = {titles[name]: table for name, table in tables.items() if (name == "missed") <= missed}
    form.show_all(shown)
    made = read_validation(folder)
    say(f"{made.key['task']} of {made.key['run']}; kept in {folder / 'scores.json'}.")
    answered = set(tables["precision"]["coder"])
    if waiting := [coder for coder in made.coders if coder not in answered]:
        say(f"Nothing yet from {', '.join(waiting)}.")


def card(
    study: STUDY_OR_NAME = None,
    themes: Annotated[list[str] | None, typer.Argument(metavar="THEME", help="Ids of themes; by default all.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for one file per theme.", show_default="print")
    ] = None,
    language: LANGUAGE = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the card as Markdown.")] = False,
    validations: VALIDATIONS = None,
    *,
    kept: Kept,
) -> None:
    """Print or write the measurement cards of themes.

    A card has a theme's definition, how well it is measured, and what may be said of it.

    Example:  topics card data/sample data-security --out cards
    """
    from topics.claims.card import theme_cards
    from topics.report.card_text import card_markdown, cards_markdown
    from topics.report.drawing import write_files

    job = kept.job(study)
    cards = theme_cards(job, themes or [], validations_of(study, validations), sample_of(study))
    if out is None:
        show_markdown(cards_markdown(cards, job, language), source=markdown)
        return
    files = {out / f"card-{found.theme.id}.md": card_markdown(found, job, language).encode() for found in cards}
    for path in write_files(files):
        typer.echo(path)


def checklist(
    study: STUDY_OR_NAME = None,
    language: LANGUAGE = "en",
    validations: VALIDATIONS = None,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """List what a paper on the study must state.

    Every item has a value, or says that it was not done and why.

    Example:  topics checklist data/sample --lang zh --latex
    """
    from topics.claims.checklist import checklist as job_checklist
    from topics.claims.items import NOT_DONE
    from topics.claims.text import say_in
    from topics.report.headings import checklist_layout

    job = kept.job(study)
    table = job_checklist(job, validations_of(study, validations), sample_of(study), language)
    title = say_in(language, "{title}: checklist", "{title}：检查清单", title=job.title_in(language))
    form.show(checklist_layout(table, job) if language == "zh" and form.people else table, title)
    missing = int(table["value"].str.startswith(NOT_DONE.in_language(language)).sum())
    told = {"n": missing, "of": len(table)}
    say(say_in(language, "{n} of {of} items not done.", "{of} 项中有 {n} 项未做。", **told))
