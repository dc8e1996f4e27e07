"""The specification curve of a study, as claims read it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Curve:
    """Rows of `topics.shares.trend.specification_summary.SUMMARY`; None if those kept are of another study state."""

    summary: "pd.DataFrame | None"

    def of_theme(self, theme: str) -> "Curve":
        """The row of one theme."""
        return self if self.summary is None else replace(self, summary=self.summary[self.summary["theme"] == theme])


def curve_of(job: Job) -> Curve | None:
    """The latest specification curve of the study in the job's state; None where the study has no curve at all."""
    curves = job.companions("robustness")
    kept = latest_alike(curves, job)
    return Curve(kept.table("robustness") if kept else None) if curves else None


def latest_alike(curves: Sequence[Job], job: Job) -> Job | None:
    """The last of these specification curves that is of the same state of the study as the job; None for none."""
    return next((curve for curve in reversed(curves) if not unlike(curve, job)), None)


def unlike(curve: Job, job: Job) -> list[str]:
    """In what a specification curve was made of another state of the study: names of parts, such as `themes`.

    The estimator is compared where all else is alike.
    """
    found = ["corpus"] * (curve.corpus_key != job.corpus_key) + curve.differs_from(job)
    return found if found else ["estimator"] * (curve.own.name != job.own.name)
