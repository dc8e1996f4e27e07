"""Reservations about a job's estimators: themes that one is unfit for, and those where it lies apart from the own one.

Verdicts are those of `topics.results.fitness` and `topics.shares.apart`; what shows shares or scores says them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

from topics.results.fitness import unfit_lines
from topics.results.shares import chosen_shares
from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare
from topics.shares.apart import Apart, lying_apart, one_of_each
from topics.shares.estimand import Membership
from topics.store.derived import derived
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

APART = declare(
    "apart",
    "one estimator, theme and membership that lies apart from the study's own estimator",
    (
        ESTIMATOR,
        THEME,
        Column("membership", "text", "", "`weight` or `primary`"),
        Column("period", "text", "", "the period in which it is furthest"),
        Column("share", "number", SHARE, "its share of the text"),
        Column("own_share", "number", SHARE, "that of the study's own estimator"),
    ),
)


def job_apart(job: Job, membership: str = "") -> list[Apart]:
    """The estimators and themes that lie apart in a job's text shares by one or the other membership, one of each.

    `membership` is the one that is asked about, by default the study's own. Both are counted once for a job, and kept.
    A job without shares has none.
    """
    if not job.has("shares"):
        return []
    table = derived(job, "apart", {}, lambda: {"apart": _found(job)})["apart"]
    found = [Apart(*row) for row in table[list(APART.names)].to_numpy().tolist()]
    return one_of_each(found, membership or job.estimand.membership)


def _found(job: Job) -> "pd.DataFrame":
    """Columns as declared in `APART`."""
    import pandas as pd

    tables = [
        chosen_shares(job, "text", **({} if name == job.estimand.membership else {"membership": name}))
        for name in get_args(Membership)
    ]
    found = lying_apart(pd.concat(tables, ignore_index=True), job.own.name)
    return APART.frame([{name: getattr(one, name) for name in APART.names} for one in found])


def apart_lines(job: Job, estimator: str, language: str = "en", found: Sequence[Apart] | None = None) -> list[str]:
    """A line per theme for which an estimator or a run of a job lies apart, with both shares.

    `found` is what lies apart in the job if it is known.

    >>> apart_lines(topics.open_store().latest_job("my-study"), "nmf")
    []
    """
    known = job.readings
    model = known[estimator][0].name if estimator in known else estimator
    label = {theme.id: theme.label(language) if language == "zh" else theme.id for theme in job.themes}
    say = "“{theme}”与 {own} 相差较大：{told}" if language == "zh" else "apart from {own} on {theme}: {told}"
    return [
        say.format(own=job.own.name, theme=label[one.theme], told=one.told(language))
        for one in (job_apart(job) if found is None else found)
        if one.estimator == model
    ]


def reservations(job: Job, estimator: str, language: str = "en") -> list[str]:
    """The lines of `unfit_lines` and of `apart_lines` about an estimator or a run of a job."""
    return [*unfit_lines(job, estimator, language), *apart_lines(job, estimator, language)]
