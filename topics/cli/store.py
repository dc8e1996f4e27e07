"""Commands that read the run store: runs, show, shares, trends, passages."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from topics.cli.options import (
    BY,
    LANGUAGE,
    MEMBERSHIP,
    RUNS,
    STORE,
    STUDY_OR_NAME,
    UNFIT,
    WEIGHTING,
    WHERE,
    Form,
    Kept,
    expanded,
    sample_of,
    say,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from topics.shares.estimand import Weighting
    from topics.store.job import Job

ESTIMATORS = Annotated[
    list[str] | None, typer.Option("--estimator", help="Restrict to this estimator; may be repeated.")
]

DUPLICATES = Annotated[
    Literal["once", "keep", "both"] | None,
    typer.Option("--duplicates", help="Count re-published text once, or each time (keep); both: side by side."),
]
DATES = Annotated[
    Literal["publication", "issue", "effect", "described", "all"] | None,
    typer.Option("--dates", help="Type of date that assigns a document to a period; all: side by side."),
]
OF_UNASSIGNED = Annotated[
    Literal["own", "excluded", "reassigned", "all"] | None,
    typer.Option(
        "--unassigned",
        help="Treatment of text that no topic has. own: a category of its own; excluded: left out; reassigned: given "
        "to the nearest topic; all: side by side.",
    ),
]
STANDARDISE = Annotated[
    str | None,
    typer.Option(
        "--standardise",
        metavar="ATTRIBUTE",
        help="Show also shares with the mix of source, or of another attribute, held fixed.",
    ),
]
GROUP = Annotated[
    str | None,
    typer.Option(
        "--group",
        metavar="ATTRIBUTE",
        help="Show shares for each value of this attribute, and the differences between them; by default those of the "
        "study's own estimator.",
    ),
]
AGAINST = Annotated[
    str | None, typer.Option("--against", metavar="VALUE", help="With --group, compare the others with this group.")
]
POSTERIOR = Annotated[
    bool,
    typer.Option(
        "--posterior",
        help="Show, instead of bands, the posterior of shares by weight with the topics taken as known (LDA only).",
    ),
]
POOL = Annotated[
    bool, typer.Option("--pool", help="Pool all estimators into one estimate; its band includes their disagreement.")
]
EVERY_PERIOD = Annotated[
    bool, typer.Option("--every", help="Show every period, where there are too many to stand side by side.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (runs, show_run, shares, trends, passages):
        app.command(name="show" if command is show_run else None)(expanded(command))


def runs(
    study: STUDY_OR_NAME = None,
    store: STORE = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Restrict to runs of this kind of model.")] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Restrict to runs with this tag.")] = None,
    jobs: Annotated[
        bool, typer.Option("--jobs", help="List the jobs instead, which `topics report STUDY --with JOB` compares.")
    ] = False,
    *,
    form: Form,
) -> None:
    """List the kept runs, of a study or all, or the jobs.

    Example:  topics runs data/sample --kind lda --tag paper
    """
    from topics.store.catalogue import jobs_table, runs_table
    from topics.store.store import open_store

    kept = open_store(store)
    if jobs:
        if kind or tag:
            raise typer.BadParameter("--kind and --tag choose among runs, not jobs.")
        form.show(jobs_table(kept, study), f"Jobs in {kept.root}")
        return
    table = runs_table(kept, study=study, kind=kind, tag=tag)
    if not form.machine:
        table = table.drop(columns=[name for name in ("tags", "note") if not table[name].any()])
    form.show(table, f"Runs in {kept.root}")


def show_run(
    names: RUNS,
    topic: Annotated[
        str | None, typer.Option("--topic", help="Show the passages that represent this topic best.", metavar="TOPIC")
    ] = None,
    words: Annotated[
        Literal["probability", "frex", "relevance"],
        typer.Option("--words", help="Ranking of words. frex: by frequency and exclusivity together."),
    ] = "probability",
    top: Annotated[int, typer.Option("--top", min=1, help="Number of words, or of passages with --topic.")] = 10,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show the topics of a run: size, theme, top words.

    Example:  topics show data/sample lda-guided --words frex
    """
    from topics.report.layouts.comparison_layouts import run_sentence
    from topics.results.topics import examples_table, shortened, topics_table

    store, study, run = kept.one_run(names)
    found = store.run(run, study)
    job = store.job_of(found.name, study=study)
    found = job.reading(found.name)
    if topic is None:
        table, title = topics_table(job, found, top, words), run_sentence(job, found)
    else:
        table, title = examples_table(job, found, topic, top), f"{found.name}: passages that show {topic} best"
        if form.people:
            table = shortened(table, 200)
    form.show(table, title)


def shares(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[STUDY] [RUN]...",
            help="Folder or name of the study, then single runs; by default each model with its seeds pooled.",
        ),
    ] = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    duplicates: DUPLICATES = None,
    dates: DATES = None,
    unassigned: OF_UNASSIGNED = None,
    standardise: STANDARDISE = None,
    where: WHERE = None,
    group: GROUP = None,
    against: AGAINST = None,
    posterior: POSTERIOR = False,
    pool: POOL = False,
    estimator: ESTIMATORS = None,
    language: LANGUAGE = "en",
    unfit: UNFIT = False,
    every: EVERY_PERIOD = False,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show theme shares by period, with bands.

    With --latex, this is the table that a paper prints; after codes its first row of a theme is what they state.

    Example:  topics shares data/sample --by quarter  ·  topics shares data/sample --group level --against central
    """
    from topics.results.change import shares_beside
    from topics.results.fitness import kept_fitness, with_unfit, without_unfit
    from topics.results.shares import chosen_shares, few_told, nothing_repeated
    from topics.shares.across_models import across_models

    store, study, runs = kept.found(names)
    wanted = [store.run(name, study).name for name in runs]
    job = store.job_of(*wanted, study=study) if wanted else store.latest_job(study)
    say(f"Job {job.name}.")
    changes: dict[str, Any] = _given(by=by, membership=membership, where=where)
    ways = _given(duplicates=duplicates, dates=dates, unassigned=unassigned, standardise=standardise)
    if group or against:
        _refuse_beside_groups(group, ways, posterior=posterior, pool=pool)
        changes |= _given(duplicates=duplicates, date_type=dates)
        _show_groups(job, str(group), against or "", weighting, estimator or [], wanted, changes, form, language, unfit)
        return
    if posterior:
        asked = {**changes, **ways, "pool": pool}
        _show_posterior(job, weighting, wanted, estimator or [], asked, form, language, unfit=unfit, every=every)
        return
    if duplicates == "both" or ways.keys() - {"duplicates"}:
        table = shares_beside(job, weighting, estimator or [], runs=wanted, **ways, **changes)
    else:
        changes |= ways
        table = chosen_shares(job, weighting, wanted, estimator or [], **changes)
    if language == "zh" and form.people and job.has("fitness"):
        table = with_unfit(table, kept_fitness(job), _models_of(job), language)
    table = table if unfit else without_unfit(table)
    if pool:
        table = across_models(table)
    _show_shares(job, table, weighting, by, form, language, where=where, dates=bool(dates), every=every)
    if duplicates and (nothing := nothing_repeated(job, language)):
        say(nothing)
    if form.people and (few := few_told(table.groupby("period")["n_documents"].max(), language)):
        say(few)
    if form.people and not pool:
        _say_apart(job, table["estimator"], language, membership or "")
    if form.people and not (wanted or estimator or pool or ways):
        from topics.claims.engine import job_claims, may_be_said
        from topics.report.headings import estimator_labels, labelled

        said = may_be_said(job_claims(job, weighting, sample=sample_of(study), **changes), job.themes, language)
        say(labelled(said, estimator_labels(job, language)) if language == "zh" else said)


def _say_apart(job: "Job", shown: "Iterable[str]", language: str, membership: str = "") -> None:
    """Say which of the estimators or runs that are shown lie apart from the study's own estimator."""
    from topics.report.headings import estimator_labels, labelled
    from topics.results.apart import job_apart
    from topics.shares.apart import apart_sentences

    model_of = _models_of(job)
    models = {model_of.get(name, name) for name in shown}
    found = [one for one in job_apart(job, membership) if one.estimator in models]
    for sentence in apart_sentences(found, job.own.name, job.themes, language).values():
        say(labelled(sentence, estimator_labels(job, language)) if language == "zh" else sentence)


def _given(**options: Any) -> dict[str, Any]:
    """The options that a command was given, by name."""
    return {name: value for name, value in options.items() if value}


def _show_posterior(
    job: "Job",
    weighting: str,
    runs: list[str],
    estimators: list[str],
    asked: dict[str, Any],
    form: Form,
    language: str,
    *,
    unfit: bool,
    every: bool,
) -> None:
    """Print the posterior of shares with the topics taken as known, in place of the bands."""
    from topics.report.headings import estimator_labels, for_readers, labelled
    from topics.report.layouts.theme_layouts import shares_by_theme, theme_headings
    from topics.results.shares import job_posterior

    table, title = job_posterior(job, weighting, runs, estimators, asked, language, unfit=unfit)
    if not form.machine:
        bounds = {"posterior_lower": "lower", "posterior_upper": "upper"}
        headings = theme_headings(job.themes, language, ids=not form.latex)
        table = shares_by_theme(table.rename(columns=bounds), headings, job.own.name, language, every=every)
    if language == "zh" and form.people:
        table, title = for_readers(table, job, language), labelled(title, estimator_labels(job, language))
    form.show(table, title)


def _models_of(job: "Job") -> dict[str, str]:
    """The name of the model of each run of a job."""
    return {run: model.name for model in job.models for run in model.run_names}


def _show_shares(
    job: "Job",
    table: "pd.DataFrame",
    weighting: "Weighting",
    by: str | None,
    form: Form,
    language: str,
    *,
    where: str | None,
    dates: bool,
    every: bool,
) -> None:
    """Print a table of shares, before it what qualifies all of its numbers, and whose they are."""
    import pandas as pd

    from topics.claims.evidence import codes_of
    from topics.claims.text import say_in
    from topics.report.headings import estimator_labels, for_readers, labelled
    from topics.report.layouts.change_layouts import date_sentence
    from topics.report.layouts.share_layouts import estimand_sentence, stated_rows
    from topics.report.layouts.stability_layouts import unstable_sentence
    from topics.report.layouts.theme_layouts import many_periods_sentence, shares_by_theme, theme_headings
    from topics.results.shares import outside_periods

    gold, unused = codes_of(job, weighting, **_given(where=where))
    chinese, shown = language == "zh", table
    own = {"name": job.own.name, "why": job.why_own_in(language)}
    for sentence in (
        date_sentence(job, by, language) if dates else "",
        say_in(language, "The study's own estimator is {name}: {why}.", "本研究采用的方法为 {name}：{why}。", **own),
        outside_periods(job, by, language),
        unstable_sentence(table, language),
        say_in(language, "Levels: {why}.", "占比水平：{why}。", why=unused) if unused else "",
    ):
        if sentence:
            say(labelled(sentence, estimator_labels(job, language)) if chinese else sentence)
    paper = stated_rows(table, gold.shares, language) if gold and form.latex and not dates else table[:0]
    names = list(dict.fromkeys(paper["estimator"])) if form.latex else None
    title = estimand_sentence(job.title_in(language), table, language, validated=gold is not None, paper=names)
    if not form.machine:
        table = pd.concat([paper, table], ignore_index=True) if len(paper) else table
        headings = theme_headings(job.themes, language, ids=not form.latex)
        table = shares_by_theme(table, headings, job.own.name, language, every=every)
    form.show(for_readers(table, job, language) if chinese and form.people else table, title)
    if form.people and not every and (more := many_periods_sentence(shown, language)):
        say(more)


def _refuse_beside_groups(group: str | None, ways: dict[str, Any], *, posterior: bool, pool: bool) -> None:
    """Raise BadParameter for groups that are not named, and for options that do not go with them."""
    if group is None:
        raise typer.BadParameter("--against VALUE goes with --group ATTRIBUTE, whose value it is.")
    beside = {"posterior": posterior, "pool": pool}
    beside |= {name: name in ("standardise", "unassigned") or way in ("all", "both") for name, way in ways.items()}
    if asked := [name for name, value in beside.items() if value]:
        raise typer.BadParameter(f"--{asked[0]} does not go with --group.")


def _show_groups(
    job: "Job",
    group: str,
    against: str,
    weighting: str,
    estimators: list[str],
    runs: list[str],
    changes: dict[str, Any],
    form: Form,
    language: str,
    unfit: bool = False,
) -> None:
    """Print the shares of groups of documents and the differences between them."""
    from topics.claims.items import ATTRIBUTES_ZH
    from topics.claims.text import say_in
    from topics.preprocessing.attribute_table import SOURCE, unstated_source
    from topics.preprocessing.selection import EVERY
    from topics.report.headings import estimator_labels, for_readers, labelled
    from topics.report.layouts.group_layouts import (
        all_periods_layout,
        cut_sentence,
        differences_layout,
        grouped_layout,
        small_groups_sentence,
        together_sentence,
        undivided_sentence,
    )
    from topics.report.layouts.share_layouts import estimand_sentence
    from topics.results.fitness import without_unfit
    from topics.results.groups import job_group_differences, job_grouped

    chosen = estimators or ([] if runs else [job.own.name])
    shares = job_grouped(job, group, chosen, runs, **changes)
    differences = job_group_differences(job, group, against, chosen, runs, **changes)
    shares, differences = (table[table["weighting"] == weighting] for table in (shares, differences))
    shares = shares if unfit else without_unfit(shares)
    chinese, people = language == "zh", form.people
    by = ATTRIBUTES_ZH.get(group, group) if chinese else group
    if len(chosen) == 1:
        en, zh = "By {name}; --estimator names another.", "据 {name}；--estimator 可另选。"
        by_one = say_in(language, en, zh, name=chosen[0])
        say(labelled(by_one, estimator_labels(job, language)) if chinese else by_one)
    named = say_in(language, "{title}, by {by}", "{title}，按{by}", title=job.title_in(language), by=by)
    tables = {estimand_sentence(named, shares, language): grouped_layout(shares, language) if people else shares}
    if len(differences):
        where = str(differences["where"].iloc[0])
        en, zh = ", only documents where {where}", "，只计入符合 {where} 的文档"
        only = "" if where == EVERY else say_in(language, en, zh, where=where)
        en = "Differences by {by}, in percentage points{only}; 95% intervals in brackets"
        zh = "按{by}的差异（百分点）{only}；方括号内为 95% 区间"
        title = say_in(language, en, zh, by=by, only=only)
        tables[title] = differences_layout(differences, language) if people else differences
        over_all = all_periods_layout(differences, language) if people else None
        if over_all is not None:
            en = "The same over all periods{only}: shares in per cent, differences in points, 95% intervals"
            zh = "全部时期{only}：占比（%）与差异（百分点），95% 区间"
            tables[say_in(language, en, zh, only=only)] = over_all
    if people and chinese:
        tables = {title: for_readers(table, job, language) for title, table in tables.items()}
    form.show_all(tables)
    for sentence in (
        unstated_source(job.corpus.documents) if group == SOURCE and not chinese else "",
        small_groups_sentence(shares, differences, language),
        together_sentence(differences, language),
        cut_sentence(differences, language),
        "" if len(differences) else undivided_sentence(shares["group"].unique().tolist(), by, language),
    ):
        if sentence:
            say(sentence)


def trends(
    study: STUDY_OR_NAME = None,
    by: BY = None,
    weighting: WEIGHTING = "text",
    membership: MEMBERSHIP = None,
    duplicates: Annotated[
        Literal["once", "keep"] | None, typer.Option("--duplicates", help="Count re-published text once, or each time.")
    ] = None,
    estimator: ESTIMATORS = None,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="ATTRIBUTE",
            help="Split the change into a part from the mix of source, or of another attribute, and a part within.",
        ),
    ] = None,
    where: WHERE = None,
    language: LANGUAGE = "en",
    unfit: UNFIT = False,
    every: Annotated[
        bool,
        typer.Option("--every", help="Show every estimator and whole grounds, not the study's own estimator only."),
    ] = False,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show what may be said about change, and what may not.

    The table has the change from the first to the last period, by the model of change over all periods, and tests
    adjusted together over the study's themes; then the highest and the lowest period, and shares before and after the
    events that the study names. Every refusal is given with its reason and with what would have been found.

    Example:  topics trends data/sample --by quarter --estimator lda-guided
    """
    from topics.claims.engine import OVER_TIME, claims_of, claims_table
    from topics.claims.evidence import codes_of, job_evidence
    from topics.claims.intervals_told import fitted_note, interval_note
    from topics.claims.text import say_in
    from topics.report.headings import estimator_labels, for_readers, labelled
    from topics.report.layouts.change_layouts import events_layout, split_layout, split_note, trends_layout
    from topics.report.layouts.share_layouts import estimand_sentence
    from topics.results.change import job_split, job_trends
    from topics.results.shares import known_estimators, nothing_repeated

    job = kept.job(study)
    changes = _given(by=by, membership=membership, duplicates=duplicates, where=where)
    if duplicates and (nothing := nothing_repeated(job, language)):
        say(nothing)
    people = form.people and not split
    shown = known_estimators(job, (), estimator or ([] if every or form.machine else [job.own.name]))
    if split:
        table = job_split(job, weighting, shown, attribute=split, unfit=unfit, **changes)
    elif people:
        # What may be said rests on all estimators, whichever are shown.
        evidence = job_evidence(job, weighting, sample=sample_of(study), **changes)
        table = evidence.trends[evidence.trends["estimator"].isin(shown)].reset_index(drop=True)
    else:
        table = job_trends(job, weighting, estimator or [], unfit=unfit, **changes)
    gold, unused = codes_of(job, weighting, sample_of(study), **changes)
    if unused:
        say(say_in(language, "Levels: {why}.", "占比水平：{why}。", why=unused))
    paper = () if form.latex else None
    alone = say_in(language, ", by {name}", "，据 {name}", name=shown[0]) if split and len(shown) == 1 else ""
    alone = labelled(alone, estimator_labels(job, language)) if language == "zh" else alone
    title = estimand_sentence(job.title_in(language) + alone, table, language, validated=gold is not None, paper=paper)
    labels = {theme.id: theme.label(language) for theme in job.themes}
    if split and form.people:
        told = split_layout(table.assign(theme=[labels.get(name, name) for name in table["theme"]]), language=language)
        form.show(for_readers(told, job, language) if language == "zh" else told, title)
        say(split_note(table, language))
    if not people:
        if form.machine:
            form.show(table, title)
        return
    say(title)
    if gold is not None:
        uncorrected = "The table of change is of uncorrected output; what may be said rests on the coded sample."
        say(say_in(language, uncorrected, "变化表为未经校正的输出；可得出的结论以编码样本为据。"))
    claims = claims_table(claims_of(evidence), OVER_TIME, language)
    shown_tables = trends_layout(table, claims, language, every=every, labels=labels)
    shown_tables |= events_layout(evidence.events, language, labels)
    if language == "zh":
        shown_tables = {title: for_readers(part, job, language) for title, part in shown_tables.items()}
    form.show_all(shown_tables)
    for note in (fitted_note(table), interval_note(table)):
        if note.en:
            say(note.in_language(language))
    _say_apart(job, shown, language, membership or "")
    for name, how in evidence.deviations.items():
        en, zh = 'Deviation from the plan: the event "{name}" was {how}.', "与计划不一致：事件“{name}”{how}。"
        say(say_in(language, en, zh, name=name, how=how))


def passages(
    names: RUNS,
    where: WHERE = None,
    *,
    kept: Kept,
    form: Form,
) -> None:
    """Show every passage's theme weights, and its attributes.

    Example:  topics passages data/sample lda-guided --csv > passages.csv
    """
    from topics.preprocessing.selection import EVERY
    from topics.report.layouts.passage_layouts import passages_layout
    from topics.results.apart import reservations
    from topics.results.topics import passages_table, shortened

    store, study, run = kept.one_run(names)
    found = store.run(run, study)
    job = store.job_of(found.name, study=study)
    found = job.reading(found.name)
    table, title = passages_table(job, found, where or EVERY), found.name
    if where:
        title += f", only documents where {table['where'].iloc[0]}"
    if form.people:
        themes = [theme.id for theme in job.themes]
        table = passages_layout(shortened(table.drop(columns="where", errors="ignore"), 200), themes)
    form.show(table, title)
    for line in reservations(job, found.name):
        say(f"{found.name} is {line}.")
