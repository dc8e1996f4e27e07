"""Theme scores of a job's runs, by its codebook and on the scale set for each model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.preprocessing.corpus_tables import PASSAGES, Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.schema import N_TOKENS, declare
from topics.shares.codebook import ThemeScores, codebook_runs, read_codebook, suggest_codebook, theme_scores
from topics.shares.own_scale import on_own_scale, theme_rates
from topics.store.job import Estimator, Job
from topics.store.run import Run
from topics.themes import Theme, count_terms
from topics.wording import number

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


COUNTED = declare(
    "passages of shares",
    "one passage",
    (*PASSAGES.only("passage_id", "doc_id", "duplicate_of", "counted"), N_TOKENS),
)


def scores_of(
    estimators: Sequence[Estimator], codebook: "pd.DataFrame", themes: Sequence[Theme], lengths: "NDArray[np.int64]"
) -> dict[str, list[ThemeScores]]:
    """Theme scores by name of the estimator, one per run, on the estimator's scale.

    `codebook` has the topics of all their runs; `lengths (n_passages)` are in tokens.
    """

    def scored(run: Run, scale: str) -> ThemeScores:
        scores = theme_scores(run.fitted, codebook[codebook["run"] == run.fit], themes)
        return on_own_scale(scores, lengths) if scale == "own" else scores

    return {one.name: [scored(run, one.scale) for run in one.runs] for one in estimators}


def job_scores(job: Job, estimators: Sequence[Estimator]) -> dict[str, list[ThemeScores]]:
    """Theme scores of some estimators of a job, by the job's codebook and themes."""
    return scores_of(estimators, job.table("codebook"), job.themes, job.tokens.lengths)


def run_scores(job: Job, run: Run) -> ThemeScores:
    """The theme scores of one run of a job, on the scale of its model."""
    (alone,) = job.estimators([run.name])
    return job_scores(job, [alone])[alone.name][0]


def rates_of(job: Job | None, run: Run) -> dict[str, float]:
    """The weight or share, per theme, at which a passage is wholly about it; empty for estimators without such a scale.

    The rates are the model's own, or are read from its theme weights where its scale is "own". Without a job, only the
    model's own rates are known.
    """
    if "rates" in run.scores:
        return dict(run.scores["rates"])
    if job is None or job.model_of(run.name).scale != "own":
        return {}
    return theme_rates(theme_scores(run.fitted, job.codebook_of(run), job.themes), job.tokens.lengths)


def scale_of(job: Job | None, run: Run) -> str:
    """The scale of a run's theme weights; "none" too where its own changes nothing, since typical weights are 1."""
    if job is None or run.scale != "own":
        return run.scale
    return "own" if any(number(rate, 2) != "1.00" for rate in rates_of(job, run).values()) else "none"


def passage_table(corpus: Corpus, tokens: Tokens) -> "pd.DataFrame":
    """The columns of the passages that shares are computed from, as declared in `COUNTED`."""
    kept = [name for name in COUNTED.names if name != "n_tokens"]
    return COUNTED.check(corpus.passages[kept].assign(n_tokens=tokens.lengths))


def codebooks(
    runs: Sequence[Run], corpus: Corpus, tokens: Tokens, themes: Sequence[Theme], edited: "Path | None" = None
) -> "pd.DataFrame":
    """The theme of every topic of every run: columns as declared in `topics.shares.codebook.CODEBOOK`.

    Themes come from the codebook edited by hand for the runs it names; for the others they are suggested from the
    topics and the themes' terms.
    """
    import pandas as pd

    hits = count_terms(corpus.passages["text"], themes)
    by_hand = codebook_runs(edited) if edited else set()
    tables = [
        (
            read_codebook(edited, run.fitted, themes, run.fit)
            if edited and run.fit in by_hand
            else suggest_codebook(run.fitted, tokens, hits, themes)
        ).assign(run=run.fit)
        for run in runs
    ]
    return pd.concat(tables, ignore_index=True)


def unused_labels(edited: "Path", job: Job) -> str:
    """A sentence about the lines of a codebook that belong to no run of the job; empty when there are none.

    Another setting or another version of a library makes another run, to which the lines of the old run do not apply.
    """
    strangers = sorted(codebook_runs(edited) - set(job.run_names))
    if not strangers:
        return ""
    return (
        f"{edited}: lines of {', '.join(strangers)} are not used, for this job has no such run. "
        "`topics label` writes lines for the runs it has."
    )
