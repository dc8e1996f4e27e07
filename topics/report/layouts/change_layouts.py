"""Layouts of trends and of split changes, and a sentence about the types of dates."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.preprocessing.attribute_table import NOT_STATED
from topics.preprocessing.selection import EVERY
from topics.shares.estimand import ESTIMAND_COLUMNS
from topics.shares.trend.composition import SPLIT, all_of, date_types
from topics.store.job import Job
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import p_value, percent, points_interval, span

if TYPE_CHECKING:
    import pandas as pd


def date_sentence(job: Job, by: str | None = None) -> str:
    """A sentence: how many documents state another date than that of publication, and how many change their year."""
    documents = job.corpus.documents
    table = date_types(documents, replace(job.periods, by=by or job.periods.by))  # type: ignore[arg-type]
    parts = [
        f"{row.n_documents} state {row.date_type} ({row.n_year_changed} of them in another year)"
        for row in table.itertuples()
        if row.date_type != "publication"
    ]
    return f"Of {len(documents)} documents, {', '.join(parts)}; the others stay where they were published."


def trends_layout(table: "pd.DataFrame", verdicts: "pd.DataFrame | None" = None) -> dict[str, "pd.DataFrame"]:
    """The layout of trends, tables by title: numbers in percentage points, verdicts, measurements, refusals.

    `verdicts`: columns as declared in `topics.claims.engine.CLAIMS`.
    """
    import pandas as pd

    first, last = table["first"].iloc[0], table["last"].iloc[0]
    numbers = pd.DataFrame(
        {
            "estimator": table["estimator"],
            "theme": table["theme"],
            f"share_{first}": table["share_first"],
            f"share_{last}": table["share_last"],
            "change, points": _with_bounds(table, "share_change"),
            "by the model, points": _with_bounds(table, "fitted_change"),
            "new level from": table["step_at"].replace("", None),
            "p (Holm)": _raw_and_adjusted(table, "p_change"),
            "detectable, points": 100 * table["detectable_change"],
            "Kendall's tau": table["kendall_tau"],
        }
    )
    untested = table["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])
    numbers = numbers[~((table["theme"] == UNASSIGNED) & (table["share_first"] == 0) & (table["share_last"] == 0))]
    empty = [column for column in numbers if numbers[column].isna().all()]
    said = table.loc[~untested & (table["statement"] != ""), ["estimator", "theme", "statement"]]
    refused = table.loc[~untested & (table["refused"] != ""), ["estimator", "theme", "refused"]]
    by_reason = _by_reason(refused)
    where = table["where"].iloc[0] if "where" in table else EVERY
    only = "" if where == EVERY else f", only documents where {where}"
    return {
        f"Change from {first} to {last}{only}": numbers.drop(columns=empty),
        **(
            {}
            if verdicts is None
            else {"What may be said of periods": verdicts[["theme", "claim", "verdict", "ground"]]}
        ),
        "What each estimator measures": said,
        "What it does not show, and why": by_reason,
    }


def events_layout(events: "pd.DataFrame") -> dict[str, "pd.DataFrame"]:
    """The layout of shares before and after events, as a table by its title; {} without events.

    `events`: columns as declared in `topics.shares.trend.events.EVENTS`.
    """
    import pandas as pd

    if not len(events):
        return {}
    told = pd.DataFrame(
        {
            "event": events["event"] + ", " + events["date"],
            "estimator": events["estimator"],
            "theme": events["theme"],
            "expected": events["expected"].replace("", "untouched"),
            "months": [
                span(str(a), str(b)) for a, b in zip(events["months_before"], events["months_after"], strict=True)
            ],
            "before": events["share_before"].map(percent),
            "after": events["share_after"].map(percent),
            "step, points": _with_bounds(events, "step"),
            "p": [p_value(p) for p in events["p_step"]],
            "p (Holm)": [p_value(p) for p in events["p_step_holm"]],
            "other dates as large": [
                f"{n} of {of}" for n, of in zip(events["placebos_as_large"], events["placebos"], strict=True)
            ],
        }
    )
    return {"Before and after events, by months; re-publications counted once": told}


_OF_CLAIMS = ("theme", "claim", "verdict", "ground")


def _by_reason(refused: "pd.DataFrame") -> "pd.DataFrame":
    """Columns `of, why not`: one row per reason, with the estimators and themes to which it applies."""
    reasons = refused.assign(refused=refused["refused"].map(_SENTENCES.split)).explode("refused")
    by_theme = reasons.groupby(["refused", "estimator"], sort=False)["theme"].agg(", ".join).reset_index()
    together = by_theme.groupby(["refused", "theme"], sort=False)["estimator"].agg(", ".join).reset_index()
    together["of"] = together["estimator"] + ": " + together["theme"]
    found = together.groupby("refused", sort=False)["of"].agg("; ".join).reset_index()
    return found.rename(columns={"refused": "why not"})[["of", "why not"]]


_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z0-9])")  # each reason is one sentence: topics.shares.trend.statements


def split_layout(table: "pd.DataFrame", most: int = 5) -> "pd.DataFrame":
    """The layout of split changes: per theme the whole change, then the `most` sources with the largest parts in it.

    Another attribute's values may take the place of sources.
    """
    import pandas as pd

    rows, (by,) = [], [str(name) for name in table.columns if name not in SPLIT.names]
    for _, theme in table.groupby(["estimator", "theme"], sort=False):
        whole = theme[by] == all_of(by)
        parts = theme.loc[~whole, ["share_change_mix", "share_change_within"]].abs().max(axis=1)
        rows += [theme[whole], theme.loc[parts.sort_values(ascending=False, kind="stable").index[:most]]]
    found = pd.concat(rows, ignore_index=True).drop(columns=list(ESTIMAND_COLUMNS))
    if "unfit" in found and not found["unfit"].any():
        found = found.drop(columns="unfit")
    return found.assign(**{by: found[by].replace("", NOT_STATED)})


def _raw_and_adjusted(table: "pd.DataFrame", name: str) -> list[str | None]:
    """`.017 (.067)`."""
    pairs = zip(table[name], table[f"{name}_holm"], strict=True)
    return [None if p != p else f"{p_value(p)} ({p_value(adjusted)})" for p, adjusted in pairs]


def _with_bounds(table: "pd.DataFrame", name: str) -> list[str | None]:
    """`+1.2 [−0.3, +2.7]` in percentage points."""
    rows = zip(table[name], table[f"{name}_lower"], table[f"{name}_upper"], strict=True)
    return [None if value != value else points_interval(value, low, high) for value, low, high in rows]
