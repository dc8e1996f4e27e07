"""The numbers that claims rest on, computed once for a job and kept with it: its change counted in every way.

The tables, by name; one that was not looked at is not there:

    trends               in the weighting asked for, as declared in `topics.shares.trend.trends.TRENDS`
    beside, copies       the same in the other weighting, and with the other rule for re-published text
    finer                the same for the study's own estimator by shorter periods, with the column `by`
    held, split          the change with the mix of an attribute held fixed, and its parts (column `attribute`)
    shares               as `topics.results.shares.job_shares` has them, if they are not those that the job keeps
    events               shares before and after each event
    parts, without, replaced    the vocabulary of the themes over time
    confusions, rates    codes against estimates, and errors by period, by estimator and theme
    coded, counted       passages with a code, and the number of counted passages
    outside              documents in no period

Sentences are no part of it, but for those that `TRENDS` declares: claims are made from these tables when they are asked
for, so that their wording costs nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.evaluation.people.confusion import CONFUSION, RATES, confusion, rates_by_period
from topics.preprocessing.attribute_table import attribute_names, attribute_type, attribute_values
from topics.results.change import job_changes_held, job_split, job_trends
from topics.results.events import job_events
from topics.results.shares import job_shares
from topics.results.vocabulary import job_vocabulary
from topics.schema import ESTIMATOR, THEME, declare
from topics.shares.estimand import WEIGHTINGS, Weighting
from topics.shares.periods import MONTHS, By, Periods
from topics.shares.trend.composition import all_of
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.shares.trend.trends import TRENDS
from topics.store.derived import as_counted, derived
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

MOST_VALUES = 60  # of an attribute whose mix can be held fixed
MOST_ATTRIBUTES = 8  # whose mix is held fixed, those that come first
FINER: tuple[By, ...] = ("quarter", "month")  # lengths of periods that are proposed
CONFUSIONS = declare("confusions", "one estimator, code and estimate in one period", (ESTIMATOR, *CONFUSION.columns))
THEME_RATES = declare("rates of themes", "one theme, estimator and period", (THEME, ESTIMATOR, *RATES.columns))


def evidence_tables(job: Job, weighting: Weighting = "text", **changes: Any) -> "dict[str, pd.DataFrame]":
    """A job's tables by name; `changes` are values of `by`, `duplicates` and so on that replace the study's own."""
    choices = as_counted(job, weighting=weighting, **changes)
    return derived(job, "evidence", choices, lambda: _computed(job, weighting, changes))


def _computed(job: Job, weighting: Weighting, changes: Mapping[str, Any]) -> "dict[str, pd.DataFrame]":
    (other,) = (name for name in WEIGHTINGS if name != weighting)
    trends = job_trends(job, weighting, **changes)
    attributes = job_attributes(job, **changes)
    words = job_vocabulary(job, weighting=weighting, **changes)
    events = job_events(job, weighting, **{name: value for name, value in changes.items() if name != "by"})
    found = {
        "trends": trends,
        "beside": job_trends(job, other, **changes),
        "copies": _copies(job, weighting, changes),
        "finer": _finer(job, weighting, trends, changes),
        "held": _held(job, weighting, attributes, changes),
        "split": _split(job, weighting, attributes, changes),
        "shares": job_shares(job, **changes) if changes else None,
        "events": events,
        **vars(words),
        **_coded(job),
        "outside": job.measured(**changes)[1].periods.outside(job.corpus.documents),
    }
    return {name: table for name, table in found.items() if table is not None}


def job_attributes(job: Job, **changes: Any) -> list[str]:
    """The attributes of the documents whose mix can be held fixed: categories of several values, first those declared.

    Not the attribute whose values are resampled as one: within one of them there is nothing to resample.
    """
    documents, design = job.corpus.documents, job.measured(**changes)[1]
    found = []
    for name in attribute_names(documents):
        values = {value for value in attribute_values(documents, name).tolist() if value}
        if 1 < len(values) <= MOST_VALUES and name != design.clusters:
            kind = attribute_type(documents, name, design.date_order)
            found += [name] if kind == "category" else []
    return found[:MOST_ATTRIBUTES]


def _copies(job: Job, weighting: Weighting, changes: Mapping[str, Any]) -> "pd.DataFrame | None":
    """Trends by the other rule for re-published text; None where nothing is published twice."""
    if job.corpus.passages["counted"].all():
        return None
    rule = job.measured(**changes)[0].duplicates
    return job_trends(job, weighting, **{**changes, "duplicates": "once" if rule == "keep" else "keep"})


def _held(job: Job, weighting: Weighting, attributes: Sequence[str], changes: Mapping[str, Any]) -> "pd.DataFrame":
    import pandas as pd

    tables = [job_changes_held(job, weighting, attribute=name, **changes) for name in attributes]
    return pd.concat(tables, ignore_index=True) if tables else job_changes_held(job, weighting, **changes)


def _split(
    job: Job, weighting: Weighting, attributes: Sequence[str], changes: Mapping[str, Any]
) -> "pd.DataFrame | None":
    """The whole of each change, split into mix and change within, with the column `attribute`; None without any."""
    import pandas as pd

    tables = []
    for name in attributes:
        try:
            table = job_split(job, weighting, attribute=name, **changes)
        except ModelError:  # an end of the time axis without a document, or values that cannot be groups
            continue
        value = next(str(column) for column in table if column not in TRENDS.names and column == name)
        whole = table[table[value] == all_of(name)]
        columns = ["estimator", "theme", "share_change_mix", "share_change_within", "share_change"]
        tables.append(whole[columns].assign(attribute=name))
    return pd.concat(tables, ignore_index=True) if tables else None


def _finer(job: Job, weighting: Weighting, trends: "pd.DataFrame", changes: Mapping[str, Any]) -> "pd.DataFrame | None":
    """Trends of the study's own estimator by shorter periods, where it tells no change in some theme."""
    import pandas as pd

    own = job.own.name
    untold = trends.loc[trends["estimator"] == own, "refused_for"].str.contains("not-told|two-periods", regex=True)
    periods = job.measured(**changes)[1].periods
    shorter = [by for by in FINER if MONTHS[by] < MONTHS[periods.by] and _enough(job, replace(periods, by=by))]
    if not untold.any() or not shorter:
        return None
    tables = [job_trends(job, weighting, [own], **{**changes, "by": by}).assign(by=by) for by in shorter]
    return pd.concat(tables, ignore_index=True)


def _enough(job: Job, periods: Periods) -> bool:
    """Whether every period has so many documents that something may be said about change."""
    of_documents = periods.of_documents(job.corpus.documents)
    return int(of_documents.value_counts().reindex(periods.names, fill_value=0).min()) >= FEW_DOCUMENTS


def _coded(job: Job) -> "dict[str, pd.DataFrame]":
    """The tables that say what is coded, and how each estimator errs on it in the study's own periods."""
    import pandas as pd

    passages = job.corpus.passages[job.corpus.passages["counted"]]
    by_period = job.table("shares").drop_duplicates("period")
    counted = {"counted": pd.DataFrame({"passages": [by_period["n_passages"].sum()]})}
    if not job.has("gold"):
        return {**counted, "coded": pd.DataFrame({"passage_id": pd.Series([], dtype="str")})}
    gold = job.table("gold").merge(passages[["passage_id"]], on="passage_id")
    gold["period"] = gold["doc_id"].map(job.periods.of_documents(job.corpus.documents.set_index("doc_id")))
    gold = gold[gold["period"] != ""]
    tables = {model.name: confusion(job.scores(model.name), gold) for model in job.models}
    rates = [
        rates_by_period(table, theme.id).assign(theme=theme.id, estimator=name)
        for theme in job.themes
        for name, table in tables.items()
    ]
    return {
        **counted,
        "coded": gold[["passage_id"]].drop_duplicates(ignore_index=True),
        "confusions": CONFUSIONS.check(_named(tables)),
        "rates": THEME_RATES.check(pd.concat(rates, ignore_index=True)[list(THEME_RATES.names)]),
    }


def _named(tables: "Mapping[str, pd.DataFrame]") -> "pd.DataFrame":
    """One table of several estimators', with their names first."""
    import pandas as pd

    found = pd.concat([table.assign(estimator=name) for name, table in tables.items()], ignore_index=True)
    return found[["estimator", *(column for column in found if column != "estimator")]]
