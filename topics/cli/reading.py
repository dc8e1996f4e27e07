"""Commands that read text: concordance, keyness and together."""

from typing import Annotated, Any, Literal

import typer

from topics.cli.options import WHERE, Form, Kept, expanded, say
from topics.errors import nearest

STUDY = Annotated[str, typer.Argument(metavar="STUDY", help="Folder or name of the study.", show_default=False)]
ESTIMATOR = Annotated[
    str | None,
    typer.Option("--estimator", help="Read only passages whose main theme, by this estimator, is the theme."),
]

PERIOD = Annotated[
    str | None, typer.Option("--period", help="Read only this time: 2021, 2020Q1, 2019..2021.", metavar="PERIOD")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (concordance, keyness, together):
        app.command()(expanded(command))


def concordance(
    study: STUDY,
    what: Annotated[
        str,
        typer.Argument(
            metavar="THEME|WORD",
            help="A theme of the study, for all its terms; or a word or phrase, which need be no term.",
            show_default=False,
        ),
    ],
    period: PERIOD = None,
    where: WHERE = None,
    estimator: ESTIMATOR = None,
    word: Annotated[
        bool, typer.Option("--word", help="Look for the word itself, although a theme is called so.")
    ] = False,
    sort: Annotated[
        Literal["date", "left", "right"],
        typer.Option(
            "--sort", help="Order of lines: by date of publication, or by the words before (left) or behind (right)."
        ),
    ] = "date",
    width: Annotated[
        int | None,
        typer.Option(
            "--width",
            min=8,
            max=10_000,
            help="Columns of context on each side; a Chinese character takes two.",
            show_default="as the window has room; 60 in --csv and --json",
        ),
    ] = None,
    top: Annotated[
        int,
        typer.Option("--top", min=1, help="Lines that are shown of many, evenly spaced; --csv and --json have all."),
    ] = 60,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show a theme's terms or a word in context, line by line.

    How often they stand in each period is counted too.

    Example:  topics concordance data/sample ai --period 2020..2021  ·  topics concordance data/sample 算力 --csv
    """
    from topics.reading.concordance import WIDTH, concordance_in_parts, job_concordance
    from topics.reading.sought import other_forms
    from topics.report.layouts.reading_layouts import concordance_layout, concordance_sentence, occurrences_layout
    from topics.report.tables import in_parts, window
    from topics.results.apart import reservations

    job = kept.job(study)
    asked: dict[str, Any] = {"period": period, "where": where, "estimator": estimator}
    changes = {"word": word, **{name: value for name, value in asked.items() if value}}
    if form.machine and sort == "date":
        for text in in_parts(
            concordance_in_parts(job, what, width=width or WIDTH, **changes), "csv" if form.csv else "json"
        ):
            typer.echo(text, nl=False)
        return
    found = job_concordance(
        job,
        what,
        width=width or (WIDTH if form.machine else window()),
        sort=sort,
        most=None if form.machine else top,
        **changes,
    )
    if form.machine:
        form.show(found.lines, "")
        return
    form.show_all(
        {
            concordance_sentence(found): concordance_layout(found.lines, window()),
            "Occurrences by period": occurrences_layout(found.counts),
        }
    )
    if not found.total and not found.is_theme:
        known = [name for theme in job.themes for name in (theme.id, *theme.terms)]
        say(f'No counted text holds "{what}"; of themes and terms: {nearest(what, known)}')
    for line in other_forms(found.theme, job.themes) if not found.is_theme else ():
        say(line)
    if found.repeated:
        say(f"{found.repeated} more stand in text that repeats other text and is not counted.")
    for line in reservations(job, job.model(estimator).name) if estimator else ():
        say(f"{estimator} is {line}.")


def keyness(
    study: STUDY,
    a: Annotated[
        str, typer.Option("--a", help="Documents of one side: 2021, 2019..2021, or level = central.", metavar="CHOICE")
    ],
    b: Annotated[
        str | None,
        typer.Option("--b", help="Documents of the other side.", metavar="CHOICE", show_default="all other documents"),
    ] = None,
    theme: Annotated[
        str | None, typer.Option("--theme", help="Read only passages whose main theme this is.", metavar="THEME")
    ] = None,
    estimator: Annotated[
        str | None,
        typer.Option("--estimator", help="Estimator that says which these are.", show_default="the study's own"),
    ] = None,
    where: WHERE = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Words shown of each side; --csv and --json have all.")] = 15,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show the words that set some documents apart from others.

    A word that one document repeats is not key: tests and intervals take documents, not words, as independent. G² and
    log odds, which take words as independent, stand beside.

    Example:  topics keyness data/sample --a 2024 --b 2020..2021  ·  topics keyness data/sample --a "level = central"
    """
    from topics.reading.compared import job_keyness
    from topics.report.layouts.reading_layouts import keyness_layout, keyness_sentences
    from topics.results.apart import reservations

    if estimator and not theme:
        raise typer.BadParameter("--estimator says which passages are about a theme; name one by --theme.")
    job = kept.job(study)
    asked = {"theme": theme, "estimator": estimator, "where": where}
    found = job_keyness(job, a, b or "", **{name: value for name, value in asked.items() if value})
    title, *others = keyness_sentences(found)
    form.show(found.table if form.machine else keyness_layout(found, top), title)
    for sentence in others:
        say(sentence)
    for line in reservations(job, found.estimator) if found.estimator else ():
        say(f"{found.estimator} is {line}.")


def together(
    study: STUDY,
    period: PERIOD = None,
    where: WHERE = None,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show which themes stand together more often than by chance.

    They are looked for in the same passages and in the same sentences. A theme stands in a passage or sentence if one
    of its terms does. By chance is what shuffling the passages or sentences of each document would give, so that themes
    of the same documents are not together for that alone. Intervals take documents, not sentences, as independent.

    Example:  topics together data/sample  ·  topics together data/sample --period 2023..2024
    """
    from topics.reading.together import job_together
    from topics.report.layouts.reading_layouts import together_layout, together_sentences

    job = kept.job(study)
    asked = {"period": period, "where": where}
    table = job_together(job, **{name: value for name, value in asked.items() if value})
    if form.machine:
        form.show(table, "")
        return
    form.show_all(together_layout(table))
    for sentence in together_sentences(table, job.themes):
        say(sentence)
