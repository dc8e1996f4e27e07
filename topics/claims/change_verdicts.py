"""The claim about change of every theme of a job, by the rule that its card reads."""

from typing import TYPE_CHECKING

from topics.claims.card import job_confusions, rates_of
from topics.claims.change_claims import change_claims, seen_by
from topics.claims.change_evidence import ChangeEvidence
from topics.coding.gold.folder import GoldFolder
from topics.schema import Column, declare
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

CHANGE_VERDICTS = declare(
    "change verdicts",
    "one theme",
    (
        Column("theme", "text", "", "id of the theme"),
        Column("claim", "text", "", "what would be said"),
        Column("verdict", "text", "", "`allowed`, `not allowed` or `not known`"),
        Column("ground", "text", "", "the numbers that decide"),
    ),
)


def change_verdicts(job: Job, evidence: ChangeEvidence, sample: GoldFolder | None = None) -> "pd.DataFrame":
    """Columns as declared in `CHANGE_VERDICTS`. `sample` is the folder of the study's coded sample."""
    weighting = evidence.trends["weighting"].iloc[0]
    gold, _ = job.gold(weighting, codes=sample.codes if sample else None)
    tables, _ = job_confusions(job)
    rows = []
    for theme in (theme.id for theme in job.themes):
        own = evidence.of_theme(theme)
        claim, *_ = change_claims(
            job.periods.names,
            seen_by(own.trends),
            own.trends,
            rates_of(tables, theme),
            gold.of_theme(theme) if gold else None,
            beside=own.beside,
            held=own.held,
        )
        rows.append((theme, claim.claim, claim.verdict, claim.ground))
    return CHANGE_VERDICTS.frame(rows)
