"""Command that asks a language model about the passages of a study, and keeps what it answers."""

from pathlib import Path
from typing import Annotated

import typer

from topics.cli.options import STORE, STUDY, expanded, progress_bars, say
from topics.wording import count


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command()(expanded(ask))


def ask(
    study: STUDY,
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="Address of an endpoint, as http://127.0.0.1:11434/v1.")
    ],
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="Name of the language model at the endpoint.")],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Folder of the answers, in the study's folder `coder`.")
    ] = "asked",
    examples: Annotated[
        Path | None,
        typer.Option(
            "--examples",
            metavar="TABLE",
            help="A few coded texts for the question (columns text and theme); none may be a text of the study.",
        ),
    ] = None,
    budget: Annotated[
        int, typer.Option("--budget", min=0, help="Most tokens to use, in all calls for these answers together.")
    ] = 1_000_000,
    price: Annotated[float, typer.Option("--price", min=0, help="Price of a million tokens, for the estimate.")] = 0.0,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=32, help="Number of requests sent at the same time.")
    ] = 4,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Seconds to wait for one answer.")] = 60.0,
    send: Annotated[
        bool, typer.Option("--send", help="Send the texts to the address; without it, only say what would be sent.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Send once more the texts whose answer was lost; they may be paid twice.")
    ] = False,
    store: STORE = None,
) -> None:
    """Ask a language model for the main theme of every passage.

    The question is made from the definitions of themes.toml, and of --examples. Answers are kept by text, in the study;
    they are scores of an estimator and never codes, so that people's codes correct them like any other. A key is read
    from the environment variable TOPICS_KEY. Texts leave this machine with --send only. A text whose
    answer was lost, as when the program was killed, may have been paid and is sent once more with --again alone.

    Example:  topics ask data/sample --url http://127.0.0.1:11434/v1 --model qwen3
    """
    from topics.coding.machine.asking import as_model, lost_told, planned
    from topics.coding.machine.asking import ask as asked
    from topics.coding.machine.endpoint import Endpoint
    from topics.store.store import open_store
    from topics.study.study import load_study

    opened, endpoint = load_study(study), Endpoint(url, model, timeout)
    plan = planned(open_store(store), opened, name, endpoint, examples, again=again)
    say(f"{count(len(plan.texts), 'text')}: with an answer {plan.answered:,}, to be sent {len(plan.asked):,}.")
    if plan.unreadable:
        say(f"Answers that name no theme of the study: {plan.unreadable:,}; their texts have no score.")
    if plan.lost and not again:
        say(lost_told(plan.lost))
    cost = f", about {plan.tokens / 1e6 * price:,.2f} at {price:g} per million" if price else ""
    say(f"About {plan.tokens:,} tokens at most if every first answer can be read{cost}.")
    say(f"The budget is {budget:,} tokens, of which {plan.spent:,} are used.")
    if plan.asked and not send:
        say(f"Nothing was sent. To send these texts to {url}, call it again with --send.")
        return
    with progress_bars() as progress:
        path = asked(plan, endpoint, budget=budget, workers=workers, progress=progress)
    say(f"Kept in {path}. To compare it with other estimators, add to study.toml:")
    typer.echo(as_model(plan, name, endpoint, opened.folder))
