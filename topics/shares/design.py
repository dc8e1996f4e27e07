"""The estimation design: periods, resampling clusters, numbers of draws, random seed.

Conventions. The estimand (`topics.shares.estimand`) is what is measured, the design is how. Both are passed whole from
the study to every function that needs a part of them; all measures of this package take these two arguments.
"""

from dataclasses import dataclass, fields
from typing import Any

from topics.shares.estimand import Estimand
from topics.shares.periods import Periods


@dataclass(frozen=True)
class Design:
    """The periods to be compared, and the resampling from which the uncertainty of their shares is estimated.

    periods     the spans of time for which shares are estimated
    clusters    what is resampled as one: a document, a family of documents that repeat each other, or
                all documents with one value of an attribute, by its name (source); None: families if duplicates are
                kept, documents otherwise
    draws       number of bootstrap resamples of the clusters of each period, for standard errors and 95 % intervals
    seed        seed of the random numbers
    date_order  how days such as 03/04/2021 are read in attributes that are selected or grouped by: dmy, mdy or ymd

    >>> job = topics.open_store().latest_job()
    >>> design = topics.Design(job.periods, clusters="source", draws=5000)
    >>> design.periods.names
    ['2020', '2021']
    """

    periods: Periods
    clusters: str | None = None
    draws: int = 2000
    seed: int = 1
    date_order: str = ""

    def resampled(self, estimand: Estimand) -> str:
        """The resampled cluster: families if duplicates are kept, since copies of a text are not independent."""
        return self.clusters or ("family" if estimand.duplicates == "keep" else "document")


def measured(periods: Periods, **choices: Any) -> tuple[Estimand, Design]:
    """The estimand and the design from named choices, as a job keeps them; choices not named have their defaults."""
    parts = {part.name for part in fields(Estimand)}
    what = {name: value for name, value in choices.items() if name in parts}
    how = {name: value for name, value in choices.items() if name not in parts}
    return Estimand(**what), Design(periods, **how)
