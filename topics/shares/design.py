"""How shares are estimated, once it is said what they are shares of: what is told apart, and what is drawn how often.

Conventions. The estimand (`topics.shares.estimand`) is what is measured; the design is how. Both travel whole from the study
to the function that needs a part of them, and every measure of this room takes the same two.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal

from topics.shares.estimand import Estimand
from topics.shares.periods import Periods

Clusters = Literal["document", "source", "family"]


@dataclass(frozen=True)
class Design:
    """The periods that are compared, and the resampling that says how sure a share of one of them is.

    periods       spans of time that are told apart
    clusters      what is resampled and permuted as one: a document, a source, or a family of documents that repeat each
                  other; None: families where duplicates are kept, documents otherwise
    draws         bootstrap resamples of the clusters of each period, for standard errors and 95 % intervals
    permutations  of the clusters among the periods, for the test of change
    seed          of the random numbers of both

    >>> job = topics.open_store().latest_job()
    >>> design = topics.Design(job.periods, clusters="source", draws=5000)
    >>> design.periods.names
    ['2020', '2021']
    """

    periods: Periods
    clusters: Clusters | None = None
    draws: int = 2000
    permutations: int = 2000
    seed: int = 1

    def resampled(self, estimand: Estimand) -> Clusters:
        """What is resampled as one: copies of a text that all count are no independent documents."""
        return self.clusters or ("family" if estimand.duplicates == "keep" else "document")


def measured(periods: Periods, **choices: Any) -> tuple[Estimand, Design]:
    """The estimand and the design from choices by name, as a job keeps them; what is not named is as usual."""
    parts = {part.name for part in fields(Estimand)}
    what = {name: value for name, value in choices.items() if name in parts}
    how = {name: value for name, value in choices.items() if name not in parts}
    return Estimand(**what), Design(periods, **how)
