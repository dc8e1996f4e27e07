"""Evidence for claims about change: the trends, the same by the other weighting, and with the mix of sources fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.results.change import job_changes_held, job_trends
from topics.shares.estimand import WEIGHTINGS, Weighting
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ChangeEvidence:
    """`trends` by one weighting, `beside` by the other, and `held`: see `topics.claims.change_claims.change_claims`."""

    trends: "pd.DataFrame"
    beside: "pd.DataFrame"
    held: "pd.DataFrame"

    def of_theme(self, theme: str) -> "ChangeEvidence":
        """The rows of one theme."""
        return ChangeEvidence(*(table[table["theme"] == theme] for table in (self.trends, self.beside, self.held)))


def change_evidence(
    job: Job, weighting: Weighting = "text", estimators: Sequence[str] = (), **changes: Any
) -> ChangeEvidence:
    """The evidence of a job: `changes` are values of `by`, `duplicates` and so on that replace the study's own."""
    (other,) = (name for name in WEIGHTINGS if name != weighting)
    return ChangeEvidence(
        job_trends(job, weighting, estimators, **changes),
        job_trends(job, other, estimators, **changes),
        job_changes_held(job, weighting, estimators, **changes),
    )
