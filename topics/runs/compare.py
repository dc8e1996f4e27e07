"""Runs as tables: what a run holds, how runs differ, how far they are from human codes.

Every function returns DataFrames with documented columns; the command line prints them, the report draws them.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.evaluation.coherence import MEAN, RANDOM, coherence_table
from topics.evaluation.diagnostics import topic_diagnostics
from topics.evaluation.diversity import inverted_rbo, topic_diversity
from topics.runs.job import latest_with
from topics.runs.results import GoldAgreement, rates_of
from topics.runs.store import Job, Run, Store

if TYPE_CHECKING:
    import pandas as pd


def compare_runs(store: Store, names: Sequence[str], study: str | None = None) -> dict[str, "pd.DataFrame"]:
    """Settings and scores of runs by name, or of the latest complete job: see `side_by_side`.

    >>> tables = compare_runs(topics.open_store(), [], "my-study")
    >>> tables["Scores"]["run"].str.split("-").str[0].tolist()
    ['lexicon', 'nmf']
    """
    runs = [store.run(name, study) for name in names or store.latest_job(study).runs]
    return side_by_side(store, runs, jobs_beside(store, [[run.name] for run in runs], study))


def jobs_beside(store: Store, groups: Sequence[Sequence[str]], study: str | None = None) -> list[Job | None]:
    """The job that each group of runs is read with: the latest that has them all, else the latest that has the group.

    A job of the study given comes before every other; None for runs of no job.
    """
    jobs = store.jobs()
    own = {job.name for job in store.jobs_of(study)} if study else set()
    jobs.sort(key=lambda job: job.name in own)
    together = latest_with(jobs, *(run for group in groups for run in group))
    return [together or latest_with(jobs, *group) for group in groups]


def corpus_key(job: Job | None, run: Run) -> str:
    """The key of the corpus a run is looked at with: its job's, else the one it was fitted to."""
    return str(job.record["corpus"] if job else run.provenance["corpus"])


def side_by_side(
    store: Store, runs: Sequence[Run], jobs: Sequence[Job | None], draws: int = 100
) -> dict[str, "pd.DataFrame"]:
    """`Settings`: the runs' settings and where their inputs or versions differ. `Scores`: numbers about their fits.

    `jobs` holds for every run the one whose corpus, codebook and scale it is looked at with, if any.
    Columns of the scores: `run, topics, passages, unassigned, npmi, npmi_lower, npmi_upper, npmi_random, diversity,
    inverted_rbo, flagged, own`. `npmi` is the mean coherence of a run's topics on the corpus of them all, its bounds from
    `draws` resamples of documents; `npmi_random` is that of random words. `flagged` counts the topics that
    `topics.evaluation.diagnostics` has a reason to look at. NaN for runs of several corpora, whose coherences do not
    compare, and where the store no longer has the corpus.
    """
    import pandas as pd

    corpora = [corpus_key(job, run) for job, run in zip(jobs, runs, strict=True)]
    measured = _on_the_corpus(store, runs, corpora, draws)
    scores = [_scores(store, job, run, numbers) for job, run, numbers in zip(jobs, runs, measured, strict=True)]
    return {"Settings": _differences(runs, corpora), "Scores": pd.DataFrame(scores)}


_MEASURED = ("npmi", "npmi_lower", "npmi_upper", "npmi_random", "flagged")


def _on_the_corpus(store: Store, runs: Sequence[Run], corpora: Sequence[str], draws: int) -> list[dict[str, float]]:
    """Mean NPMI of each run's topics, with bounds and beside random words; how many of them are flagged."""
    if len({*corpora}) != 1 or not store.has_corpus(key := corpora[0]):
        return [dict.fromkeys(_MEASURED, float("nan")) for _ in runs]
    corpus, tokens = store.corpus(key)
    documents, found = corpus.passages["doc_id"].tolist(), []
    for run in runs:
        table = coherence_table(run.fitted, tokens, measures=("npmi",), documents=documents, draws=draws)
        rows = table.set_index("topic")[["value", "lower", "upper"]].to_dict("index")
        of_all = run.fitted.passage_ids == tokens.passage_ids  # and not held-out fits, which know some passages only
        flags = (topic_diagnostics(run.fitted, tokens)["flags"] != "").sum() if of_all else float("nan")
        numbers = (*rows[MEAN].values(), rows.get(RANDOM, {"value": float("nan")})["value"], flags)
        found.append(dict(zip(_MEASURED, numbers, strict=True)))
    return found


def scores_for_people(table: "pd.DataFrame") -> "pd.DataFrame":
    """Scores with the bounds of a number beside it.

    >>> table = compare_runs(topics.open_store(), [], "my-study")["Scores"]
    >>> len(scores_for_people(table))
    2
    """
    rows = zip(table["npmi"], table["npmi_lower"], table["npmi_upper"], strict=True)
    cells = ["–" if npmi != npmi else f"{npmi:.3f} [{lower:.3f}, {upper:.3f}]" for npmi, lower, upper in rows]
    shown = table.drop(columns=["npmi_lower", "npmi_upper"]).rename(columns={"npmi_random": "random words"})
    return shown.assign(npmi=[cell.replace("-", "−") for cell in cells])


def _differences(runs: Sequence[Run], corpora: Sequence[str]) -> "pd.DataFrame":
    """`run, kind, seed, settings`, then a column for each input or version in which runs that have it differ."""
    import pandas as pd

    facts = [{"corpus": corpus, **_inputs(run)} for run, corpus in zip(runs, corpora, strict=True)]
    keys = dict.fromkeys(key for fact in facts for key in fact)
    different = [key for key in keys if len({fact[key] for fact in facts if key in fact}) > 1]
    rows = [
        {
            "run": run.name,
            "kind": run.settings["kind"],
            "seed": run.settings["seed"],
            "settings": ", ".join(f"{key} {_plain(value)}" for key, value in run.settings["options"].items()),
            **{key: fact.get(key, "") for key in different},
        }
        for run, fact in zip(runs, facts, strict=True)
    ]
    return pd.DataFrame(rows)


def _inputs(run: Run) -> dict[str, str]:
    provenance = run.provenance
    own = {name: provenance.get(name, "") for name in ("topics", "python", "machine", "system")}
    return {**own, "code": provenance.get("inputs", {}).get("code", ""), **provenance["versions"]}


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _scores(store: Store, job: Job | None, run: Run, measured: Mapping[str, float]) -> dict[str, Any]:
    summary = {key: run.provenance["summary"][key] for key in ("topics", "passages", "unassigned")}
    return {
        "run": run.name,
        **summary,
        **{name: value for name, value in measured.items() if name != "flagged"},
        "diversity": topic_diversity(run.fitted.topic_words),
        "inverted_rbo": inverted_rbo(run.fitted.topic_words),
        "flagged": measured["flagged"],
        "own": own_scores(store, job, run),
    }


def own_scores(store: Store, job: Job | None, run: Run) -> str:
    """The numbers that a run's model says about its fit and the scale of its theme weights, in a line."""
    numbers = {name: value for name, value in run.scores.items() if isinstance(value, int | float)}
    told = [
        f"{name.replace('_', ' ')} {_plain(value) if isinstance(value, bool) else format(value, '.4g')}"
        for name, value in numbers.items()
    ]
    rates = ", ".join(f"{theme} {rate:.2g}" for theme, rate in rates_of(store, job, run).items())
    return ", ".join([*told, *([f"wholly at {rates}"] if rates else [])])


def run_sentence(store: Store, job: Job, run: Run) -> str:
    """A run in a line: its name, how much it is of, the scores of its fit."""
    summary = run.provenance["summary"]
    size = (
        f"{summary['topics']} topics, {summary['passages']:,} passages, {100 * summary['unassigned']:.1f} % unassigned"
    )
    return f"{run.name}: " + "; ".join(filter(None, [size, own_scores(store, job, run)]))


def gold_tables(found: GoldAgreement) -> dict[str, "pd.DataFrame"]:
    """Agreement with human codes: theme shares by period (percentage points) and passage by passage, titled."""
    over = f"over the {found.coded:,} coded of {found.passages:,} passages"
    return {
        f"Theme shares by period against the codes, {over}: errors in percentage points": found.by_period,
        f"Passage by passage against the codes, {over}": found.by_passage,
    }
