"""Codes of people beside the estimators, as claims and cards read them."""

from typing import TYPE_CHECKING

from topics.coding.gold.folder import GoldFolder
from topics.evaluation.people.confusion import CONFUSED_WITH, RATES, confused_with
from topics.schema import ESTIMATOR, declare
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

CARD_CONFUSIONS = declare("card confusions", "one estimator and other theme", (ESTIMATOR, *CONFUSED_WITH.columns))
CARD_RATES = declare("card rates", "one estimator and period", (ESTIMATOR, *RATES.columns))


def coded_passages(job: Job, sample: GoldFolder | None) -> set[str]:
    """The counted passages with a code in the sample; a coded document codes all of its passages."""
    if sample is None or not sample.codes.is_file():
        return set()
    units = set(sample.table("codes.csv", ("unit",))["unit"])
    passages = job.corpus.passages[job.corpus.passages["counted"]]
    return set(passages.loc[passages["passage_id"].isin(units) | passages["doc_id"].isin(units), "passage_id"])


def rates_of(rates: "pd.DataFrame | None", theme: str) -> "pd.DataFrame":
    """Precision and recall of a theme by estimator and period, from those of all: columns as declared in `CARD_RATES`.

    `rates` is as declared in `topics.results.evidence_tables.THEME_RATES`; None where nothing is coded.
    """
    if rates is None:
        return CARD_RATES.frame()
    return CARD_RATES.check(rates.loc[rates["theme"] == theme, list(CARD_RATES.names)].reset_index(drop=True))


def confusions_of(confusions: "pd.DataFrame | None", theme: str) -> "pd.DataFrame":
    """The themes that each estimator confuses with a theme: columns as declared in `CARD_CONFUSIONS`.

    `confusions` is as declared in `topics.results.evidence_tables.CONFUSIONS`; None where nothing is coded.
    """
    import pandas as pd

    if confusions is None:
        return CARD_CONFUSIONS.frame()
    of = confusions.groupby("estimator", sort=False)
    found = [confused_with(rows, theme).assign(estimator=name) for name, rows in of]
    return CARD_CONFUSIONS.check(pd.concat(found, ignore_index=True)[list(CARD_CONFUSIONS.names)])
