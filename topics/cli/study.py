"""Commands that work on a study folder: new, corpus, check, phrases, run, embed, cluster-script."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from topics.cli.options import SCHEDULER, STORE, STUDY, Form, Where, expanded, from_here, progress_bars, say
from topics.wording import count, listed, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus
    from topics.preprocessing.document import Document
    from topics.preprocessing.reading import Loss
    from topics.preprocessing.words.tokens import Tokens
    from topics.study.study import Study

MUCH = 0.2  # for unrelated documents to share
_COMPANIONS = 10  # most companions of a theme that people are shown


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (new, corpus, check, phrases, run, embed):
        app.command()(expanded(command))
    app.command("cluster-script", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(
        cluster_script
    )


def new(
    folder: Annotated[Path, typer.Argument(help="Folder of the study, to be created.", show_default=False)],
    documents: Annotated[
        list[str] | None,
        typer.Option("--documents", help="Folder, file or glob with the documents; may be repeated."),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the study.")] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--language", help="Language of the documents: zh, en or plain; by default what is found in them."
        ),
    ] = None,
) -> None:
    """Create a study folder to start from.

    Example:  topics new my-study --documents ~/texts
    """
    from topics.study.template import new_study

    files, notes = new_study(folder, documents or [], title, language or "")
    for path in files:
        typer.echo(path)
    for note in notes:
        say(note)
    first = "edit" if documents else f"put the documents into {folder / 'documents'}, edit"
    say(f"Next: {first} {folder / 'themes.toml'}, then `topics corpus {quote(str(folder))}`.")


def corpus(
    study: STUDY,
    document: Annotated[
        str | None,
        typer.Argument(help="Document of which --ledger or --repairs shows everything.", metavar="DOC"),
    ] = None,
    ledger: Annotated[
        bool,
        typer.Option("--ledger", help="Show what became of every character, step by step; of DOC if one is named."),
    ] = False,
    losses: Annotated[bool, typer.Option("--losses", help="List what was left out, with the reasons.")] = False,
    duplicates: Annotated[
        bool, typer.Option("--duplicates", help="List what repeats an earlier text or comes close, with evidence.")
    ] = False,
    dates: Annotated[
        bool, typer.Option("--dates", help="List undated documents and those with contradictory dates.")
    ] = False,
    columns: Annotated[
        bool, typer.Option("--columns", help="Show the columns of every table, and what each is taken for.")
    ] = False,
    attributes: Annotated[
        bool,
        typer.Option("--attributes", help="List the attributes of the documents: type, number and commonest values."),
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="With --dates: put undated documents into the manifest, to be dated by hand."),
    ] = False,
    repairs: Annotated[
        bool, typer.Option("--repairs", help="Count the repairs to every document; show each of DOC if one is named.")
    ] = False,
    *,
    form: Form,
) -> None:
    """Read the documents; show what is kept and what is left out.

    Without an option, print the funnel: how many files, documents and passages each step leaves.

    Example:  topics corpus data/sample --ledger
    """
    from topics.preprocessing.corpus_tables import NoDocumentLeftError
    from topics.report.layouts.passage_layouts import funnel_layout
    from topics.study.study import load_study
    from topics.themes import in_language

    if write and not dates:
        raise typer.BadParameter("--write goes with --dates: it puts undated documents into the manifest.")
    opened = load_study(study)
    of_files = {"--columns": columns, "--dates": dates, "--repairs": repairs}
    if what := next((name for name, asked in of_files.items() if asked), ""):
        opened.refuse_stored(f"`topics corpus {what}`")
    if columns:
        _show_columns(opened, form)
        return
    try:
        with progress_bars() as progress:
            read = opened.corpus(progress, all_losses=True)
    except NoDocumentLeftError as none:
        if not (dates and none.undated):
            raise
        _say_undated(opened, none.undated, none.losses, form, write=write)
        return
    if repairs:
        form.show(*_repaired(opened, read, document))
    elif dates:
        _show_dates(opened, read, form, write=write)
    elif duplicates:
        _show_duplicates(opened, read, form)
    elif ledger or document is not None:
        form.show(*_accounted(opened, read, document))
    elif attributes:
        form.show(*_attributes(opened, read))
    elif losses:
        form.show(read.losses, "What was left out, and why")
    else:
        titles = (f"{in_language(opened.settings.title, 'en')}: from files to passages", "By year")
        found = opened.funnel(read)
        if form.machine:
            form.show(found, titles[0])
        else:
            form.show_all(dict(zip(titles, funnel_layout(found), strict=False)))
        _say_doubts(opened, read)


def _repaired(opened: "Study", read: "Corpus", document: str | None) -> "tuple[pd.DataFrame, str]":
    from topics.preprocessing.ledger.trace import repair_counts, trace

    if document is not None:
        return trace(read, document, opened.settings.corpus.language), f"What cleaning did to {document}"
    return repair_counts(read, opened.settings.corpus.language), "How many changes each repair made"


def _accounted(opened: "Study", read: "Corpus", document: str | None) -> "tuple[pd.DataFrame, str]":
    from topics.preprocessing.ledger.text import ledger, ledger_of

    if document is not None:
        return ledger_of(read, document, opened.themes), f"What became of the text of {document}"
    return ledger(read, opened.themes), "What became of the visible text, step by step"


def _attributes(opened: "Study", read: "Corpus") -> "tuple[pd.DataFrame, str]":
    from topics.preprocessing.attribute_table import attributes_table

    return attributes_table(read.documents, opened.settings.corpus.date_order), "Attributes of the documents"


def _show_dates(opened: "Study", read: "Corpus", form: Form, *, write: bool) -> None:
    from topics.preprocessing.ledger.conflicts import date_conflicts, undated

    form.show(date_conflicts(read), "Contradicted dates, and undated documents with their candidate years")
    lost = read.losses[["stage", "path", "doc_id", "reason"]].itertuples(index=False, name=None)
    _say_write(opened, undated(read), list(lost), write=write)


def _show_duplicates(opened: "Study", read: "Corpus", form: Form) -> None:
    from topics.preprocessing.ledger.families import families, unrelated_shares

    near = opened.settings.corpus.near_duplicates
    table = families(read, near)
    form.show(table, "Documents and passages that repeat an earlier one, or come close")
    _say_chance(unrelated_shares(read, table).tolist(), near)


def _say_doubts(opened: "Study", read: "Corpus") -> None:
    """Say what the funnel does not show: a wrong language, what was lost, exports of a database, doubtful dates."""
    from topics.languages.detect import contradiction, language_found
    from topics.preprocessing.attribute_table import unstated_source
    from topics.preprocessing.ledger.conflicts import date_conflicts
    from topics.preprocessing.ledger.severe import loss_lines
    from topics.preprocessing.reading import exports
    from topics.results.shares import few_told, outside_told

    named = _named(opened)
    documents, passages, near = read.documents, read.passages, opened.settings.corpus.near_duplicates
    if any((table["duplicate_of"] != "").any() for table in (documents, passages)):
        how = (
            f"at least {percent(near, 0)} of its letters lie in aligned passages" if near else "it is so word for word"
        )
        say(f"A text repeats an earlier one where {how}; `topics corpus {named} --duplicates` shows which.")
    if advice := unstated_source(documents):
        say(advice)
    if wrong := contradiction(opened.settings.corpus.language, language_found(read.passages["text"])):
        say(wrong)
    for line in loss_lines(read):
        say(line)
    for database, files in exports(read.files).items():
        say(f"{count(files, 'file')} read as an export of {database}; `topics corpus {named} --columns` shows how.")
    severe = opened.severe_losses(read)
    number, accepted = count(len(severe), "loss", "losses"), opened.settings.corpus.losses == "accept"
    _say_severe(severe, f"{number} accepted by the study:" if accepted else f"{number}:")
    outside = opened.periods(documents).outside(documents)
    for line in filter(None, (outside_told(outside), few_told(_held(opened, read)))):
        say(line)
    if len(read.losses):
        say(f"{len(read.losses)} left out or unresolved; `topics corpus {named} --losses` says which and why.")
    if doubtful := date_conflicts(read)["doc_id"].nunique():
        say(f"{doubtful} with a doubtful date or none; `topics corpus {named} --dates` lists them.")
    _refuse_as_a_run(opened, read, 0 if accepted else len(severe))


def _named(opened: "Study") -> str:
    """The folder of a study, as it stands in a command that is printed."""
    return quote(str(from_here(opened.folder)))


def _held(opened: "Study", read: "Corpus") -> "pd.Series[int]":
    """The number of documents that shares count in each period."""
    passages = read.passages.assign(period=opened.passage_periods(read))
    again = opened.settings.corpus.duplicates == "keep"
    counted = passages[(passages["counted"] | again) & (passages["period"] != "")]
    return counted.groupby("period")["doc_id"].nunique()


def _refuse_as_a_run(opened: "Study", read: "Corpus", severe: int) -> None:
    """Raise StudyError where `topics run` would: for undated documents and severe losses, unless the study says so."""
    from topics.errors import StudyError

    undated = int((read.losses["stage"] == "dated").sum()) if opened.settings.corpus.undated == "refuse" else 0
    reasons = [
        *([count(undated, "document without a date", "documents without a date")] if undated else []),
        *([count(severe, "loss of text", "losses of text")] if severe else []),
    ]
    if reasons:
        raise StudyError(f"`topics run` would refuse this study for {listed(reasons)}, named above.")


def _say_undated(
    opened: "Study", documents: "Sequence[Document]", losses: "Sequence[Loss]", form: Form, *, write: bool
) -> None:
    """Show the candidates of a corpus in which no document has a date."""
    from topics.preprocessing.corpus_tables import DATES
    from topics.preprocessing.dating.chronology import date_rows

    form.show(DATES.frame([row for document in documents for row in date_rows(document)]), "Undated documents")
    _say_write(opened, documents, losses, write=write)


def _say_write(opened: "Study", documents: "Sequence[Document]", losses: "Sequence[Loss]", *, write: bool) -> None:
    """Put undated documents into the manifest, or say how; and list what the manifest names in vain."""
    from topics.preprocessing.dating.chronology import unmatched_words
    from topics.preprocessing.undated import write_undated

    path = opened.folder / (opened.settings.corpus.manifest or "documents.csv")
    if write:
        added = write_undated(documents, path, opened.folder, opened.settings.corpus.conventions)
        rows = count(added, "undated document was", "undated documents were")
        say(f"{rows} added to {path}; complete the column date there." if added else f"Nothing to add to {path}.")
    elif documents:
        these = count(len(documents), "undated document", "undated documents")
        named = _named(opened)
        say(f"{these}; `topics corpus {named} --dates --write` puts them into {path.name}, to be dated there.")
    unmatched = [(name, doc_id) for stage, name, doc_id, _ in losses if stage == "manifest"]
    if unmatched:
        say(f"{path.name} names what was not found: {unmatched_words(documents, unmatched)}.")


def _show_columns(study: "Study", form: Form) -> None:
    """Print the columns of the study's files; what is wrong with them goes to standard error."""
    from topics.preprocessing.columns.listing import listed_columns

    conventions = study.settings.corpus.conventions
    tables, problems = listed_columns(study.documents, study.folder, conventions, study.manifest)
    form.show_all(tables)
    if not tables:
        say("No file of the study has a table with columns, or front matter.")
    for problem in problems:
        say(problem)


def _say_severe(severe: "pd.DataFrame", heading: str) -> None:
    if len(severe):
        say(heading)
        for sentence in severe["sentence"]:
            say(f"  {sentence}.")


def _say_chance(shares: list[float], near: float) -> None:
    """Say how much unrelated documents share, beside which the threshold is to be read."""
    if not shares:
        return
    say(
        f"Of {count(len(shares), 'random pair', 'random pairs')} of other documents, none shares more than "
        f"{max(shares):.2f} in aligned passages; near_duplicates = {near:g}."
    )
    if sorted(shares)[99 * len(shares) // 100] > MUCH:
        say("That is much for texts that are no copies: look at the listed pairs before they are counted once.")


def check(
    study: STUDY,
    by_period: Annotated[
        bool,
        typer.Option(
            "--by-period", help="Show the vocabulary of each theme over time, and words that take a term's place."
        ),
    ] = False,
    *,
    form: Form,
) -> None:
    """Check that the themes' terms survive and can guide a model.

    Each term is counted in the documents before cleaning, in cleaned passages, among words and in the vocabulary. With
    --by-period: each term's part of its theme by period, the theme's change without each term, and words that stand
    where a term stood and rise as it falls. A change that rests on one term, or on such a word, is not claimed.

    Example:  topics check data/sample --by-period
    """
    from topics.models.counting.term_table import companion_table, term_use_table
    from topics.models.keywords import keyword_tables
    from topics.preprocessing.words.survival import check_survival, forms_found, survival
    from topics.study.study import load_study

    opened = load_study(study)
    with progress_bars() as progress:
        read = opened.corpus(progress, all_losses=True)
        tokens = opened.tokens(read, progress)
        if by_period:
            _show_vocabulary(opened, read, tokens, form)
            return
        table = survived = survival(read, tokens, opened.themes, opened.lexicon)
        forms = forms_found(read, opened.themes)
        guides = keyword_tables(read.passages["text"], tokens, opened.themes, opened.passage_periods(read))
        texts, documents = tuple(read.passages["text"]), tuple(read.passages["doc_id"])
        uses = term_use_table(texts, opened.themes, documents)
        beside = companion_table(texts, tokens, opened.themes, documents)
    if opened.stored:  # which holds no text as it stood in the files: that is not measured, and no zero
        table, forms = table.drop(columns="raw"), forms.drop(columns="raw")
    # A term with one form is told by the first table.
    several = forms["form"].ne(forms["counted_as"]) | forms.duplicated(["theme", "term"], keep=False)
    shown = {"Forms of terms with several": forms[several].reset_index(drop=True)} if several.any() else {}
    if form.people:
        beside = beside.groupby("theme", sort=False).head(_COMPANIONS).reset_index(drop=True)
    told = {"How terms are used": uses, **({"Words beside the themes, the nearest": beside} if len(beside) else {})}
    form.show_all({"Occurrences of each theme's terms": table, **shown, **guides, **told})
    for sentence in _remarks(opened, read, tokens, table, guides, uses):
        say(sentence)
    check_survival(survived, tokens.vocabulary)


def _remarks(
    opened: "Study",
    read: "Corpus",
    tokens: "Tokens",
    table: "pd.DataFrame",
    guides: "Mapping[str, pd.DataFrame]",
    uses: "pd.DataFrame",
) -> "Iterator[str]":
    """Sentences below the tables of `check`: what they count, and what of the themes' terms is amiss."""
    from topics.languages.detect import contradiction, language_found
    from topics.models.counting.term_table import weighed_down
    from topics.models.counting.writing import MOST_UNMARKED, without_signs
    from topics.models.keywords import keyword_warnings, theme_warnings

    out = sum(deed["words"] for deed in opened.deeds(tokens)["lists"].values())
    told = f"{out:,} of {count(len(opened.stop_words), 'stop word')} left out"
    yield f"{count(tokens.n_words, 'word')} in the vocabulary; {told}."
    raw = "" if opened.stored else "raw: in documents before cleaning, without the menus around them; "
    without = "without titles (the first line of a .txt is text), links and page furniture"
    yield f"{raw}cleaned: in passages, {without}.{_in_copies(read, opened)}"
    if not opened.stored and (more := table[table["cleaned"] > table["raw"]]["term"].tolist()):
        oftener = listed(more, 5)
        yield f"Oftener in passages than before cleaning: {oftener}. Cleaning mends forms that are not counted raw,"
        yield "such as full-width letters, traditional characters and words broken by a line's end."
    absent = table[table["cleaned"] == 0]
    for term, where in absent.loc[absent["whereabouts"] != "", ["term", "whereabouts"]].itertuples(index=False):
        yield f"“{term}” is in no passage: {where}."
    if nowhere := absent.loc[absent["whereabouts"] == "", "term"].tolist():
        where = "in no stored passage (the files are not here)" if opened.stored else "nowhere"
        yield f"{count(len(nowhere), 'term occurs', 'terms occur')} {where}: {', '.join(nowhere)}."
    if without_signs(tuple(read.passages["text"])) > MOST_UNMARKED:
        yield "Most long passages hold no sign that ends a clause: clause-extent takes whole passages for clauses here."
    yield from (*theme_warnings(guides, opened.themes), *keyword_warnings(guides), *weighed_down(uses))
    if undated := int((read.losses["stage"] == "dated").sum()):
        these = count(undated, "undated document is", "undated documents are")
        yield f"{these} not counted here; `topics corpus {_named(opened)} --losses` lists them."
    if wrong := contradiction(opened.settings.corpus.language, language_found(read.passages["text"])):
        yield wrong  # last, where it is seen below long tables


def _in_copies(read: "Corpus", opened: "Study") -> str:
    """How much of what `topics check` counts stands in text that the study's shares leave out as repeated."""
    repeated = read.passages.loc[~read.passages["counted"].astype(bool), "text"]
    if opened.settings.corpus.duplicates == "keep" or repeated.empty:
        return ""
    again = sum(theme.count(text) for theme in opened.themes for text in repeated)
    return (
        f" These tables also count {count(len(repeated), 'repeated passage')} ({count(again, 'occurrence')}); shares, "
        "cards and concordances do not."
    )


def _show_vocabulary(opened: "Study", read: "Corpus", tokens: "Tokens", form: Form) -> None:
    """Print the vocabulary of the themes over time."""
    from topics.report.layouts.vocabulary_layouts import absent_sentence, replaced_sentences, vocabulary_layout
    from topics.results.vocabulary import vocabulary_of
    from topics.shares.design import measured

    estimand, design = measured(opened.periods(read.documents), **opened.counting)
    found = vocabulary_of(read, tokens, opened.themes, estimand, design)
    whole = {"Parts of terms": found.parts, "Changes without a term": found.without, "Words": found.replaced}
    form.show_all(vocabulary_layout(found) if form.people else whole)
    for line in [*replaced_sentences(found), absent_sentence(found)]:
        if line:
            say(line)


def phrases(
    study: STUDY,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File to write the phrases to.", show_default="phrases.txt in the study's folder"),
    ] = None,
    min_count: Annotated[int, typer.Option("--min-count", help="Minimum number of occurrences of a phrase.")] = 10,
    min_npmi: Annotated[
        float, typer.Option("--min-npmi", help="Minimum NPMI of the words of a phrase (at most 1).")
    ] = 0.5,
    *,
    form: Form,
) -> None:
    """Propose phrases for the lexicon, in a file to choose from.

    Example:  topics phrases data/sample --out phrases.txt
    """
    from topics.preprocessing.words.phrases import write_phrases
    from topics.study.study import load_study, propose_phrases

    opened = load_study(study)
    with progress_bars() as progress:
        table = propose_phrases(opened, min_count, min_npmi, progress)
    path = out or opened.folder / "phrases.txt"
    write_phrases(table, path)
    form.show(table, "Proposed phrases")
    say(
        f"{count(len(table), 'phrase')} in {path}. Copy those you want into {_lexicon(opened)}; "
        "no command reads the file itself."
    )


def _lexicon(study: "Study") -> str:
    """Where phrases go that are to be words: the file of the lexicon, or what makes one."""
    name = study.settings.tokens.lexicon
    if not name:
        return "a list that [tokens] lexicon in study.toml names; it names none now"
    return name if (study.folder / name).is_file() else f"{name} (there is none yet)"


def run(
    study: STUDY,
    store: STORE = None,
    *,
    where: Where,
) -> None:
    """Run the study: read, fit what is missing, compute shares.

    Example:  topics run data/sample
    """
    from topics.jobs.run import run as run_study
    from topics.languages.detect import contradiction, language_found
    from topics.models.coded.curve import curve_sentence
    from topics.preprocessing.ledger.severe import loss_lines
    from topics.results.scores import unused_labels
    from topics.results.shares import few_documents, outside_periods
    from topics.store.store import open_store
    from topics.study.study import load_study

    opened, kept = load_study(study), open_store(store)
    before = {run.fit for run in kept.runs()}
    jobs = {job.name for job in kept.jobs()}
    with where.at_work() as progress:
        job = run_study(opened, kept, progress=progress, workers=where.workers)
        if job.name not in jobs:
            from topics.results.kept_ahead import keep_ahead

            keep_ahead(job, progress)
    runs = job.run_names
    fitted = sum(name not in before for name in runs)
    if wrong := contradiction(job.language, language_found(job.corpus.passages["text"])):
        say(wrong)
    for line in loss_lines(job.corpus):
        say(line)
    if job.has("severe"):
        accepted = job.table("severe")
        _say_severe(accepted, f"{count(len(accepted), 'loss', 'losses')} accepted by the study:")
    whence = f"{fitted} fitted now, {len(runs) - fitted} kept from before"
    say(f"{count(len(runs), 'run')} in {kept.root / 'fits'} ({whence}).")
    for line in filter(None, (outside_periods(job), few_documents(job))):
        say(line)
    if opened.codebook and (unused := unused_labels(opened.codebook, job)):
        say(unused)
    if job.has("gold") and (unmatched := int((job.table("gold")["passage_id"] == "").sum())):
        say(f"{count(unmatched, 'code belongs', 'codes belong')} to no passage; `topics compare --gold` says why.")
    place = f" --store {quote(str(store))}" if store else ""
    for model in job.models:
        if curve := model.runs[0].scores.get("curve"):
            say(f"{model.name}: {curve_sentence(curve)}; it holds for passages drawn as the coded ones were.")
    say(f"The study's own estimator is {job.why_own}")
    say(f"Job {job.name}. Next:")
    for command in ("shares", "compare", "figures"):
        say(f"    topics {command} {quote(str(study))}{place}")


def embed(
    study: STUDY,
    embedder: Annotated[
        str, typer.Option("--embedder", help="Name of an embedder that encodes each text by itself.")
    ] = "e5-small",
    scheduler: SCHEDULER = "",
) -> None:
    """Compute sentence vectors and keep them in the study.

    Each vector is stored under its text, so that whoever receives the study need not compute it again.

    Example:  topics embed data/sample
    """
    from topics.parallel.dask import computing
    from topics.study.study import load_study
    from topics.study.vectors import embed_study

    with computing(scheduler), progress_bars() as progress:
        path = embed_study(load_study(study), embedder, progress)
    say(f"{path} holds the vectors of every passage; long ones are read in windows, so no token is cut off.")


def cluster_script(
    command: Annotated[list[str], typer.Argument(metavar="COMMAND …", help="Command of topics with its arguments.")],
    workers: Annotated[int, typer.Option("--workers", min=1, help="Number of SLURM jobs, one worker per job.")] = 20,
    memory: Annotated[str, typer.Option("--memory", help="Memory per worker, e.g. 4GB.")] = "4GB",
    walltime: Annotated[
        str, typer.Option("--walltime", help="Time limit per worker.", metavar="HH:MM:SS")
    ] = "04:00:00",
    partition: Annotated[str, typer.Option("--partition", help="SLURM partition of the jobs.")] = "",
    account: Annotated[str, typer.Option("--account", help="SLURM account of the jobs.")] = "",
) -> None:
    """Print a script that runs a command on a SLURM cluster.

    The script is for Python with dask-jobqueue; docs/cluster.md says how it is used.

    Example:  topics cluster-script --workers 40 sweep my-study --model lda > cluster.py
    """
    from topics.parallel.slurm import cluster_script as script

    chosen = {"workers": workers, "memory": memory, "walltime": walltime, "queue": partition, "account": account}
    typer.echo(script(command, **chosen), nl=False)  # type: ignore[arg-type]
