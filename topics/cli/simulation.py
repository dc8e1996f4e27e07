"""Commands on simulated corpora, whose shares are known: simulate, recover."""

from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

import typer

from topics.cli.options import Form, Where, expanded, say

CODED = Annotated[
    Path | None,
    typer.Option("--study", help="Study with a gold.csv whose coded passages generator C mixes.", metavar="STUDY"),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (simulate, recover):
        app.command()(expanded(command))


def simulate(
    generator: Annotated[
        str,
        typer.Argument(
            help="Generator of the corpus: A, B, C, D or E, as above.", metavar="GENERATOR", show_default=False
        ),
    ],
    folder: Annotated[
        Path, typer.Argument(help="Folder of the study, to be created.", metavar="DIR", show_default=False)
    ],
    documents: Annotated[int, typer.Option("--documents", help="Number of documents.")] = 400,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of the corpus; another seed gives another corpus.")
    ] = 1,
    study: CODED = None,
) -> None:
    """Write a study whose theme shares are known.

    A: words drawn as LDA assumes; B: text that fits no topic model; C: coded passages, mixed; D: as A, with constant
    shares; E: as A, with sparse and empty years.

    Example:  topics simulate B planted --documents 300
    """
    from topics.simulation.coded import coded_passages
    from topics.simulation.generators import simulate as simulated
    from topics.simulation.simulated_study import write_simulated
    from topics.study.study import load_study

    coded = coded_passages(load_study(study)) if study and generator == "C" else None
    made = simulated(generator, documents=documents, seed=seed, coded=coded)
    for path in write_simulated(made, folder, seed=seed):
        typer.echo(path)
    say(f"Next: `topics run {quote(str(folder))}`; the true shares are in {folder / 'truth.csv'}.")


def recover(
    generators: Annotated[
        str, typer.Option("--generators", help="Generators of the corpora, separated by commas.")
    ] = "A,B,D,E",
    estimators: Annotated[
        str, typer.Option("--estimators", help="Estimators, separated by commas; an unknown name lists all.")
    ] = "lexicon,clause-extent,lda-guided,lda",
    replications: Annotated[int, typer.Option("--replications", min=1, help="Number of corpora per generator.")] = 20,
    documents: Annotated[int, typer.Option("--documents", help="Number of documents per corpus.")] = 400,
    membership: Annotated[
        Literal["weight", "primary"],
        typer.Option("--membership", help="primary: a passage counts for one theme; weight: in parts for several."),
    ] = "weight",
    controls: Annotated[
        bool, typer.Option("--controls", help="Run negative controls too, on one corpus per generator.")
    ] = False,
    study: CODED = None,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of the corpora; another seed gives other corpora.")
    ] = 1,
    cells: Annotated[
        Path | None, typer.Option("--cells", help="File to keep every estimate and its truth in.", metavar="FILE.csv")
    ] = None,
    *,
    where: Where,
    form: Form,
) -> None:
    """Measure how well planted shares are recovered.

    The measures are bias, error, coverage of bands and false trends. Numbers are percentage points and per cent;
    docs/tables.md (recovery) explains the columns.

    Example:  topics recover --generators A,D --estimators lexicon,lda-guided --replications 10
    """
    from topics.report.drawing import write_files
    from topics.report.tables import to_csv
    from topics.simulation.coded import coded_passages
    from topics.simulation.controls import negative_controls
    from topics.simulation.generators import simulate as simulated
    from topics.simulation.recover import recover, recovery_title
    from topics.study.study import load_study

    wanted, models = ([part.strip() for part in text.split(",") if part.strip()] for text in (generators, estimators))
    coded = coded_passages(load_study(study)) if study else None
    with where.at_work() as progress:
        found = recover(
            wanted,
            models,
            replications=replications,
            documents=documents,
            membership=membership,
            coded=coded,
            seed=seed,
            workers=where.workers,
            progress=progress,
        )
    title = recovery_title(replications, documents, membership)
    if cells:
        write_files({cells: to_csv(found.cells).encode()})
    for sentence in found.tests["refused"][found.tests["refused"] != ""].unique():
        say(f"Refused: {sentence}")
    if not controls:
        form.show(found.scores, title)
        return
    corpora = {g: simulated(g, documents=documents, seed=seed, coded=coded) for g in wanted}
    tables = {f"Negative controls on {g}": negative_controls(made, models) for g, made in corpora.items()}
    form.show_all({title: found.scores, **tables})
