"""The specification curve of a study, as claims read it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Curve:
    """Rows of `topics.shares.trend.specification_summary.SUMMARY`; None if the curve that is kept is of other text."""

    summary: "pd.DataFrame | None"

    def of_theme(self, theme: str) -> "Curve":
        """The row of one theme."""
        return self if self.summary is None else replace(self, summary=self.summary[self.summary["theme"] == theme])


def curve_of(job: Job) -> Curve | None:
    """The latest specification curve of the job's study; None where there is none."""
    kept = job.companions("robustness")
    if not kept:
        return None
    same_text = [one for one in kept if one.corpus_key == job.corpus_key]
    return Curve(same_text[-1].table("robustness") if same_text else None)
