"""The posterior of a job's shares, given each model: a table of its own beside the shares and their bands."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.errors import StoreError
from topics.runs.results import job_parts, passage_table
from topics.runs.share_tables import known_estimators, shares_for_people
from topics.runs.store import Job, Store
from topics.shares.posterior import WHAT_IT_IS, posterior_shares

if TYPE_CHECKING:
    import pandas as pd


def job_posterior(
    store: Store,
    job: Job,
    weighting: str,
    runs: Sequence[str] = (),
    estimators: Sequence[str] = (),
    changes: Mapping[str, str | bool | None] | None = None,
) -> tuple["pd.DataFrame", str]:
    """Columns of `topics.shares.posterior`, and a title that says what the table is and which estimators it leaves out.

    `changes`: `by` and `duplicates` in another way than the study's, None for no change. Shares are by weight whatever the
    study says, since a passage's main theme has no such posterior. Raises StoreError for other changes, when no estimator
    is left, and for one that the job does not have.
    """
    import pandas as pd

    chosen = known_estimators(job, runs, estimators)
    asked = {name: value for name, value in (changes or {}).items() if value}
    if strange := [name for name, value in asked.items() if name not in ("by", "duplicates") or value == "both"]:
        raise StoreError(
            f"the posterior cannot be had with {strange[0]} = {asked[strange[0]]}; it goes with a length of periods, a weighting, "
            "duplicates counted once or kept, and estimators."
        )
    scores, corpus, tokens, estimand, design = job_parts(store, job, runs, **{**asked, "membership": "weight"})
    able = [name for name in chosen if all(s.concentration is not None for s in scores[name])]
    if not able:
        raise StoreError(
            f"{', '.join(chosen)}: no posterior is kept. Of the models LDA has one, unless on its own scale; runs of older "
            "versions did not keep it: run the study again."
        )
    passages = passage_table(corpus, tokens)
    tables = [
        posterior_shares(scores[name], passages, corpus.documents, estimator=name, design=design, estimand=estimand)
        for name in able
    ]
    table = pd.concat(tables, ignore_index=True)
    left_out = [name for name in chosen if name not in able]
    counted = {"text": "words of text", "document": "documents, each counting one"}[weighting]
    title = f"{job.record['title']}: per cent of {counted}, each passage by its theme weights"
    title += f", with 95 % of their posterior, {WHAT_IT_IS}"
    title += f"; without one: {', '.join(left_out)}" if left_out else ""
    title += "; uncorrected model output, level not validated"
    return table[table["weighting"] == weighting].reset_index(drop=True), title


def posterior_for_people(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table laid out as shares are: a row an estimator and theme, a column a period, `share [lower–upper]` in per cent."""
    return shares_for_people(table.rename(columns={"posterior_lower": "lower", "posterior_upper": "upper"}))
