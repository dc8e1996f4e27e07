"""From kept runs to tables: theme scores, theme shares, agreement with human codes.

Everything here is worked out again from what the store holds, so that another period, another duplicate rule or another
membership never needs another fit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from topics.errors import StudyError
from topics.evaluation.agreement import agreement, gold_shares, join_gold, passage_agreement, read_gold
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.tokens import Tokens
from topics.runs.store import Job, Run, Store
from topics.shares.codebook import ThemeScores, suggest_codebook, theme_scores
from topics.shares.estimate import theme_shares
from topics.shares.periods import Periods
from topics.themes import Theme

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


def job_themes(record: Mapping[str, Any]) -> tuple[Theme, ...]:
    """The themes as they stood when the job ran."""
    return tuple(Theme(t["id"], tuple(t["terms"]), tuple(t["labels"].items())) for t in record["themes"])


def job_scores(
    store: Store, record: Mapping[str, Any], codebook: "pd.DataFrame", themes: Sequence[Theme]
) -> dict[str, list[ThemeScores]]:
    """Theme scores of every estimator of a job, one a seed, in the study's order."""
    return {
        model["name"]: [
            theme_scores(store.run(run).fitted, codebook[codebook["run"] == run], themes) for run in model["runs"]
        ]
        for model in record["models"]
    }


def theme_scores_of(store: Store, run: Run, themes: Sequence[Theme]) -> ThemeScores:
    """The theme scores of one run, by the codebook of the latest job that has it."""
    return theme_scores(run.fitted, codebook_of(store, run), themes)


def codebook_of(store: Store, run: Run) -> "pd.DataFrame":
    """Topic → theme of one run, as the latest job that has it says."""
    codebook = store.job_of(run.name).table("codebook")
    return codebook[codebook["run"] == run.name]


def passage_table(corpus: Corpus, tokens: Tokens) -> "pd.DataFrame":
    """The passages with what a share needs of them: `passage_id, doc_id, counted, n_tokens`."""
    return corpus.passages[["passage_id", "doc_id", "counted"]].assign(n_tokens=tokens.lengths)


def shares_of(
    scores: Mapping[str, Sequence[ThemeScores]],
    corpus: Corpus,
    tokens: Tokens,
    periods: Periods,
    *,
    duplicates: Literal["once", "keep"],
    membership: Literal["weight", "primary"],
    draws: int,
    seed: int,
) -> "pd.DataFrame":
    """Theme shares by period of every estimator, one table; the estimators meet the same resampled documents."""
    import pandas as pd

    passages = passage_table(corpus, tokens)
    tables = [
        theme_shares(
            seeds,
            passages,
            corpus.documents,
            estimator=name,
            periods=periods,
            duplicates=duplicates,
            membership=membership,
            draws=draws,
            seed=seed,
        )
        for name, seeds in scores.items()
    ]
    return pd.concat(tables, ignore_index=True)


def job_shares(store: Store, job: Job, runs: Sequence[str] = (), **changes: Any) -> "pd.DataFrame":
    """A job's theme shares, as the study defines them or with `by`, `duplicates` or `membership` changed.

    Given names of runs, those alone, each an estimator of its own; otherwise the seeds of a model are pooled.
    """
    record = dict(job.record)
    if runs:
        record["models"] = [{"name": run, "runs": [run]} for run in runs]
    corpus, tokens = store.corpus(record["corpus"])
    scores = job_scores(store, record, job.table("codebook"), job_themes(record))
    periods = replace(job.periods, by=changes.pop("by", job.periods.by))
    return shares_of(scores, corpus, tokens, periods, **{**record["estimand"], **changes})


def codebooks(runs: Sequence[Run], corpus: Corpus, tokens: Tokens, themes: Sequence[Theme]) -> "pd.DataFrame":
    """Topic → theme of every run as its topics and the themes' terms suggest: `run` and a codebook's columns."""
    import pandas as pd

    texts = corpus.passages["text"].tolist()
    tables = [suggest_codebook(run.fitted, tokens, texts, themes).assign(run=run.name) for run in runs]
    return pd.concat(tables, ignore_index=True)


def gold_agreement(store: Store, job: Job, gold_file: "Path | None" = None) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """How far every estimator is from human codes: theme shares by period, and passage by passage.

    By period: see `topics.evaluation.agreement.agreement`. By passage, means over seeds: `estimator, code, macro_f1`,
    then the F1 of each theme. The codes are the study's own unless `gold_file` names others. Raises StudyError when
    there are none.
    """
    import pandas as pd

    corpus, tokens = store.corpus(job.record["corpus"])
    themes = job_themes(job.record)
    joined = _gold(job, gold_file, corpus, themes)
    truth = gold_shares(joined, passage_table(corpus, tokens), corpus.documents, job.periods, themes)
    scores = job_scores(store, job.record, job.table("codebook"), themes)
    by_seed = pd.concat(
        passage_agreement(seed, joined).assign(estimator=name) for name, seeds in scores.items() for seed in seeds
    )
    means = by_seed.groupby(["estimator", "code", "theme"], sort=False)["f1"].mean().unstack("theme")
    by_passage = means.rename(columns={"macro": "macro_f1"})[["macro_f1", *(t.id for t in themes)]].reset_index()
    by_passage.columns.name = None
    best_first = by_passage.sort_values(["code", "macro_f1"], ascending=[False, False], ignore_index=True)
    return agreement(job.table("shares"), truth), best_first


def _gold(job: Job, gold_file: "Path | None", corpus: Corpus, themes: Sequence[Theme]) -> "pd.DataFrame":
    if gold_file:
        return gold_table(gold_file, corpus, themes)
    if not job.has("gold"):
        raise StudyError(
            f"{job.record['title']}: this study had no human codes when it ran. Put a gold.csv (doc_id, starts, theme) into "
            "the study and run it again, or name a file with --gold-file."
        )
    return job.table("gold")


def gold_table(path: "Path", corpus: Corpus, themes: Sequence[Theme]) -> "pd.DataFrame":
    """The codes with the passage each is of; those of none stand there with `passage_id` empty and the problem."""
    joined = join_gold(read_gold(path, themes), corpus.passages)
    return joined.assign(mentions=joined["mentions"].map(list)) if "mentions" in joined else joined
