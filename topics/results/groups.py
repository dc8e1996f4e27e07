"""Shares of groups of a job's documents side by side, and the differences between them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from topics.results.fitness import flagged_as
from topics.results.scores import job_scores, passage_table
from topics.results.shares import known_estimators
from topics.shares.groups import group_differences, grouped_shares
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd


def job_grouped(
    job: Job, group: str, estimators: Sequence[str] = (), runs: Sequence[str] = (), **changes: Any
) -> "pd.DataFrame":
    """Shares of each group of documents: columns as declared in `topics.shares.groups.GROUPED`.

    `group` is the attribute whose values are the groups; `changes` are values of `by`, `duplicates`, `where` and so on
    that replace the study's own. Raises ModelError for an attribute that no document has, and for one with too many
    values to be groups.
    """
    return flagged_as(job, _of_each(grouped_shares, job, estimators, runs, changes, by=group))


def job_group_differences(
    job: Job, group: str, against: str = "", estimators: Sequence[str] = (), runs: Sequence[str] = (), **changes: Any
) -> "pd.DataFrame":
    """Differences between groups of documents: columns as declared in `topics.shares.groups.GROUP_DIFFERENCES`.

    `against` is the value of the group that the others are compared with; two groups need none, and of more there are
    no rows without it. The other arguments are those of `job_grouped`.
    """
    return _of_each(group_differences, job, estimators, runs, changes, by=group, against=against)


def _of_each(
    measure: "Callable[..., pd.DataFrame]",
    job: Job,
    estimators: Sequence[str],
    runs: Sequence[str],
    changes: dict[str, Any],
    **how: str,
) -> "pd.DataFrame":
    """One measure for every estimator of a job, or for those named, in one table."""
    import pandas as pd

    chosen = known_estimators(job, runs, estimators)
    scores = job_scores(job, [one for one in job.estimators(runs) if one.name in chosen])
    estimand, design = job.measured(**changes)
    passages, documents = passage_table(job.corpus, job.tokens), job.corpus.documents
    tables = [
        measure(scores[name], passages, documents, estimator=name, design=design, estimand=estimand, **how)
        for name in chosen
    ]
    return pd.concat(tables, ignore_index=True)
