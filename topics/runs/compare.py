"""Runs as tables: what is kept, what a run holds, how runs differ, how far they are from human codes.

Every function returns DataFrames with documented columns; the command line prints them, the report draws them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, nearest
from topics.evaluation.diversity import topic_diversity
from topics.runs.results import GoldAgreement, codebook_of, job_shares, theme_scores_of
from topics.runs.store import Job, Run, Store
from topics.themes import UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd


def runs_table(store: Store) -> "pd.DataFrame":
    """Kept runs, latest first: `run, model, study, seed, topics, passages, unassigned, seconds, created`."""
    import pandas as pd

    studies: dict[str, tuple[str, str]] = {}
    for job in store.jobs():
        for model in job.record["models"]:
            for run in model["runs"]:
                studies[run] = (model["name"], job.record["study"])
    rows = [_run_row(run, *studies.get(run.name, ("", ""))) for run in store.runs()]
    columns = ["run", "model", "study", "seed", "topics", "passages", "unassigned", "seconds", "created"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["created", "run"], ascending=[False, True], ignore_index=True)


def _run_row(run: Run, model: str, study: str) -> dict[str, Any]:
    summary = run.provenance["summary"]
    return {
        "run": run.name,
        "model": model or run.settings["kind"],
        "study": study,
        "seed": run.settings["seed"],
        **summary,
        "seconds": run.provenance["seconds"],
        "created": run.provenance["created"][:16].replace("T", " "),
    }


def topics_table(store: Store, run: Run, words: int = 10) -> "pd.DataFrame":
    """The topics of a run by size: `topic, theme, share, top_words` (share: mean weight over passages).

    What the model itself has measured of single topics (`keyword_share` …) has columns before the words.
    """
    import pandas as pd

    fitted = run.fitted
    codes = codebook_of(store, run).set_index("topic")["theme"]
    table = pd.DataFrame(
        {
            "topic": fitted.topic_ids,
            "theme": [codes.get(topic, "") for topic in fitted.topic_ids],
            "share": fitted.passage_topics.mean(axis=0, dtype=float),
            **_scores_of_topics(run),
            "top_words": [" ".join(top) for top in fitted.top_words(words)],
        }
    )
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _scores_of_topics(run: Run) -> dict[str, list[float | None]]:
    """The run's own scores that are told topic by topic, in the topics' order; None where a topic has none."""
    ids = run.fitted.topic_ids
    by_topic = {name: value for name, value in run.scores.items() if isinstance(value, dict) and value.keys() & {*ids}}
    return {name: [value.get(topic) for topic in ids] for name, value in by_topic.items()}


def passages_table(store: Store, run: Run) -> "pd.DataFrame":
    """Theme weights passage by passage: `passage_id, doc_id, position, period, text`, then one column a theme."""
    job = store.job_of(run.name)
    corpus, _ = store.corpus(job.record["corpus"])
    themes = job.themes
    scores = theme_scores_of(store, run, themes)
    periods = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    table = corpus.passages[["passage_id", "doc_id", "position"]].copy()
    table["period"] = table["doc_id"].map(periods)
    table["text"] = corpus.passages["text"]
    for column, theme in enumerate(scores.theme_ids):
        table[theme] = scores.weights[:, column]
    return table


def compare_runs(store: Store, names: Sequence[str], study: str | None = None) -> dict[str, "pd.DataFrame"]:
    """Two tables: the runs' settings and where their inputs or versions differ, and their scores.

    Without names, the runs of the latest complete job.
    """
    import pandas as pd

    if names:
        runs = [store.run(name) for name in names]
    else:
        job = store.latest_job(study)
        runs = [store.run(name) for model in job.record["models"] for name in model["runs"]]
    return {"Settings": _differences(runs), "Scores": pd.DataFrame([_scores(run) for run in runs])}


def _differences(runs: Sequence[Run]) -> "pd.DataFrame":
    """`run, kind, seed, settings`, then a column for each input or version in which runs that have it differ."""
    import pandas as pd

    facts = [_inputs(run) for run in runs]
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
    own = {"corpus": provenance["corpus"], "topics": provenance["topics"], "python": provenance["python"]}
    return {**own, **provenance["versions"]}


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _scores(run: Run) -> dict[str, Any]:
    numbers = [f"{key} {value:.4g}" for key, value in run.scores.items() if isinstance(value, int | float)]
    summary = {key: run.provenance["summary"][key] for key in ("topics", "passages", "unassigned")}
    return {"run": run.name, **summary, "diversity": topic_diversity(run.fitted.topic_words), "own": ", ".join(numbers)}


def chosen_shares(
    store: Store,
    job: Job,
    weighting: str,
    runs: Sequence[str] = (),
    estimators: Sequence[str] = (),
    changes: Mapping[str, str] | None = None,
) -> "pd.DataFrame":
    """The rows of a job's shares that were asked for, worked out anew for single runs or another estimand.

    Raises StoreError for an estimator or a run that the job does not have.
    """
    models = job.record["models"]
    for run in runs:
        if all(run not in model["runs"] for model in models):
            raise StoreError(f"{run} is not of the job {job.name}; shares of one table come from one job's runs.")
    known = list(runs) or [model["name"] for model in models]
    for name in estimators:
        if name not in known:
            raise StoreError(f'{job.name}: no estimator "{name}" in this job; {nearest(name, known)}')
    table = job_shares(store, job, runs, **changes or {}) if runs or changes else job.table("shares")
    wanted = table["estimator"].isin(estimators or known) & (table["weighting"] == weighting)
    return table[wanted].reset_index(drop=True)


def shares_for_people(table: "pd.DataFrame") -> "pd.DataFrame":
    """Shares laid out to be read: a row an estimator and theme, a column a period, `share [lower–upper]` in per cent.

    Many periods stand below each other instead, with a column a theme. Number of documents by period; estimators that
    leave nothing unassigned have no such row.
    """
    import pandas as pd

    cells = table.assign(cell=list(map(_cell, table["share"], table["lower"], table["upper"])))
    counts = table.drop_duplicates("period").assign(estimator="", theme="documents")
    counts["cell"] = [f"n = {n}" for n in counts["n_documents"]]
    never = table.groupby(["estimator", "theme"])["share"].transform("max") == 0
    cells = pd.concat([cells[~(never & (table["theme"] == UNASSIGNED))], counts])
    order = list(dict.fromkeys(zip(cells["estimator"], cells["theme"], strict=True)))
    if cells["period"].nunique() <= _PERIODS_ACROSS:
        wide = cells.pivot(index=["estimator", "theme"], columns="period", values="cell").reindex(order)
    else:
        wide = cells.pivot(index=["estimator", "period"], columns="theme", values="cell")
        wide = wide.reindex(columns=list(dict.fromkeys(theme for _, theme in order))).drop(index="", errors="ignore")
        wide["documents"] = [counts.set_index("period").loc[period, "n_documents"] for _, period in wide.index]
        wide = wide.reindex(list(dict.fromkeys(name for name, _ in order if name)), level=0)
    return wide.fillna("").rename_axis(columns=None).reset_index()


_PERIODS_ACROSS = 7  # more of them stand below each other


def shortened(table: "pd.DataFrame", characters: int = 28) -> "pd.DataFrame":
    """A table whose texts are cut to fit a line."""
    cut = table["text"].str.replace(r"\s+", " ", regex=True)
    return table.assign(text=cut.where(cut.str.len() <= characters, cut.str[:characters] + "…"))


def outside_periods(store: Store, job: Job, by: str | None = None) -> str:
    """A sentence about the documents that no period holds; empty when there are none."""
    table = job.table("outside")
    if by:
        corpus, _ = store.corpus(job.record["corpus"])
        table = replace(job.periods, by=by).outside(corpus.documents)  # type: ignore[arg-type]
    reasons = ", ".join(f"{n} {reason}" for reason, n in table["reason"].value_counts().items())
    return f"{len(table)} documents are in no period and in no share: {reasons}." if reasons else ""


def _cell(share: float, lower: float, upper: float) -> str:
    """A share and its band in per cent; no band where there is none, a dash where the estimator sees nothing."""
    if share != share or (share == 0 and lower != lower):
        return "–"
    band = f" [{100 * lower:.1f}–{100 * upper:.1f}]" if lower == lower else ""
    return f"{100 * share:.1f}{band}"


def gold_tables(found: GoldAgreement) -> dict[str, "pd.DataFrame"]:
    """Agreement with human codes: theme shares by period (percentage points) and passage by passage, titled."""
    over = f"over the {found.coded:,} coded of {found.passages:,} passages"
    return {
        f"Theme shares by period against the codes, {over}: errors in percentage points": found.by_period,
        f"Passage by passage against the codes, {over}": found.by_passage,
    }


def estimand_sentence(job: Job, weighting: str, changes: Mapping[str, str]) -> str:
    """What the shares are shares of, in one line."""
    estimand = {**job.record["estimand"], **changes}
    unit = "words of text" if weighting == "text" else "documents, each counting one"
    belongs = {"primary": "each passage under its main theme", "weight": "each passage by its theme weights"}
    copies = {"once": "re-publications counted once", "keep": "re-publications counted each time"}
    return (
        f"{job.record['title']}: per cent of {unit}, {belongs[estimand['membership']]}, {copies[estimand['duplicates']]}; "
        "95 % bands; uncorrected model output, level not validated"
    )
