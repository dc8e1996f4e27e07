"""Codes of people beside the estimators: one record of what is coded, and errors by period."""

from typing import TYPE_CHECKING, Any

from topics.coding.gold.folder import GoldFolder
from topics.evaluation.people.confusion import CONFUSED_WITH, RATES, confusion, rates_by_period
from topics.schema import ESTIMATOR, Table, declare
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

CARD_CONFUSIONS = declare("card confusions", "one estimator and other theme", (ESTIMATOR, *CONFUSED_WITH.columns))
CARD_RATES = declare("card rates", "one estimator and period", (ESTIMATOR, *RATES.columns))


def job_confusions(job: Job) -> "tuple[dict[str, pd.DataFrame], set[str]]":
    """The confusion table of every estimator with the study's file of codes, and the counted passages with a code."""
    if not job.has("gold"):
        return {}, set()
    corpus = job.corpus
    passages = corpus.passages[corpus.passages["counted"]]
    period_of = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    gold = job.table("gold").merge(passages[["passage_id"]], on="passage_id")
    gold["period"] = gold["doc_id"].map(period_of)
    gold = gold[gold["period"] != ""]
    return {model.name: confusion(job.scores(model.name), gold) for model in job.models}, set(gold["passage_id"])


def coded_passages(job: Job, sample: GoldFolder | None) -> set[str]:
    """The counted passages with a code in the sample; a coded document codes all of its passages."""
    if sample is None or not sample.codes.is_file():
        return set()
    units = set(sample.table("codes.csv", ("unit",))["unit"])
    passages = job.corpus.passages[job.corpus.passages["counted"]]
    return set(passages.loc[passages["passage_id"].isin(units) | passages["doc_id"].isin(units), "passage_id"])


def rates_of(tables: "dict[str, pd.DataFrame]", theme: str) -> "pd.DataFrame":
    """Precision and recall of a theme by estimator and period: columns as declared in `CARD_RATES`."""
    return of_each(tables, rates_by_period, theme, CARD_RATES)


def of_each(tables: "dict[str, pd.DataFrame]", measure: Any, theme: str, declared: Table) -> "pd.DataFrame":
    """A measure of each estimator's confusion table, in one table with the estimator's name."""
    import pandas as pd

    found = [measure(table, theme) for table in tables.values()]
    for name, table in zip(tables, found, strict=True):
        table.insert(0, "estimator", name)
    return declared.check(pd.concat(found, ignore_index=True)) if found else declared.frame()
