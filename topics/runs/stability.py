"""What stays of a job's estimators when nothing changes but the seed.

A theme of an estimator is *unstable* when the topics that stand for it in one seed are not found again in the others
(median similarity below .5 or margin below .1, `topics.evaluation.stability`), or when it has a topic in some seeds only.
Tables of shares mark such a theme and figures draw it grey: its share is then an accident of the seed.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.errors import ScoreError
from topics.evaluation.stability import Runs, run_stability, share_spread, theme_stability, topic_stability
from topics.models.fitted import FittedTopics
from topics.runs.results import job_shares
from topics.runs.store import Job, Store
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("estimator", "theme", "similarity", "margin", "n_topics", "n_runs", "unstable")
MARK = "†"
FEW_DRAWS = 100  # of documents, when seeds are what is looked at

ThemeOf = Mapping[str, Mapping[str, str]]


def themes_over_runs(fits: Mapping[str, FittedTopics], theme_of: ThemeOf, themes: Sequence[Theme]) -> "pd.DataFrame":
    """`theme, similarity, margin, n_topics, n_runs, unstable`: a row a theme of fits that should be the same.

    Similarity and margin are medians over the topics that stand for the theme in the prototype and over the other fits;
    `n_topics` counts the former, `n_runs` the fits that have a topic for the theme. `theme_of` maps the topics of each fit.
    Raises ScoreError for fewer than two fits.
    """
    runs = Runs(fits)
    of_runs = run_stability(runs)
    prototype = str(of_runs.loc[of_runs["prototype"], "run"].iloc[0])
    ids = [theme.id for theme in themes]
    found = theme_stability(topic_stability(runs, prototype), theme_of[prototype]).set_index("theme").reindex(ids)
    n_runs = [sum(theme in of_fit.values() for of_fit in theme_of.values()) for theme in ids]
    comes_and_goes = [0 < n < len(fits) for n in n_runs]
    found = found.assign(
        n_topics=found["n_topics"].fillna(0).astype(int),
        n_runs=n_runs,
        unstable=found["unstable"].eq(True).to_numpy() | np.array(comes_and_goes),
    )
    return found.reset_index()


def seeds_of_themes(
    models: Sequence[Mapping[str, Any]],
    fits: Mapping[str, FittedTopics],
    codebook: "pd.DataFrame",
    themes: Sequence[Theme],
) -> "pd.DataFrame":
    """`themes_over_runs` of every model of a job's record that has several seeds, with its name as `estimator`."""
    import pandas as pd

    theme_of = themes_of_topics(codebook)
    tables = [
        themes_over_runs({run: fits[run] for run in of}, {run: theme_of.get(run, {}) for run in of}, themes).assign(
            estimator=model["name"]
        )
        for model in models
        if len(of := model["runs"]) > 1
    ]
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)] if tables else pd.DataFrame(columns=list(COLUMNS))


def themes_of_topics(codebook: "pd.DataFrame") -> dict[str, dict[str, str]]:
    """Topic → theme of every run in a codebook."""
    return {
        str(run): dict(zip(rows["topic"], rows["theme"], strict=True))
        for run, rows in codebook.groupby("run", sort=False)
    }


def flagged(
    shares: "pd.DataFrame", stability: "pd.DataFrame", estimator_of: Mapping[str, str] | None = None
) -> "pd.DataFrame":
    """A table of shares with the column `unstable`; `estimator_of` names the model that a single run is a seed of."""
    named = estimator_of or {}
    unstable = stability.loc[stability["unstable"].astype(bool), ["estimator", "theme"]]
    known = set(map(tuple, unstable.to_numpy()))
    cells = zip(shares["estimator"], shares["theme"], strict=True)
    return shares.assign(unstable=[(named.get(name, name), theme) in known for name, theme in cells])


def flagged_as(job: Job, shares: "pd.DataFrame") -> "pd.DataFrame":
    """Shares of a job's estimators or runs with the column `unstable`; as they are where the job does not say."""
    if not job.has("stability"):
        return shares
    return flagged(shares, job.table("stability"), {run: job.estimator_of(run) for run in job.runs})


def unstable_sentence(shares: "pd.DataFrame") -> str:
    """What the mark in a table of shares says; empty where nothing is marked."""
    if "unstable" not in shares or not shares["unstable"].any():
        return ""
    return (
        f"{MARK} unstable: from seed to seed other topics stand for the theme (median similarity below .5, margin below .1, or "
        "no topic in some seeds). `topics stability` has the numbers."
    )


def stability_tables(
    fits: Mapping[str, FittedTopics], theme_of: ThemeOf, shares: "pd.DataFrame", themes: Sequence[Theme], what: str
) -> "dict[str, pd.DataFrame]":
    """`Runs` (`run_stability`, then the S-CLOP of all) and `Themes` (stability, and how far shares lie apart).

    `shares` has the rows of every fit under its name as `estimator`, of one weighting; `what` the fits are begins both titles.
    """
    spread = share_spread(shares.rename(columns={"estimator": "run"})).set_index("theme")
    of_themes = themes_over_runs(fits, theme_of, themes)
    spread = spread.reindex(of_themes["theme"])[["share", "sd_share", "range_share", "period"]].reset_index(drop=True)
    together = Runs(fits).s_clop()
    return {
        f"{what}: S-CLOP {together:.2f} of all {len(fits)}, each with the others": run_stability(Runs(fits)),
        f"{what}: themes": of_themes.join(spread),
    }


def job_stability(
    store: Store, job: Job, models: Sequence[str] = (), weighting: str = "text"
) -> "dict[str, pd.DataFrame]":
    """`stability_tables` over the seeds of every model of a job, or of those named. Raises ScoreError where none has two.

    >>> from topics.runs.sweep import grid, sweep
    >>> study, store = topics.load_study("my-study"), topics.open_store()
    >>> job = sweep(study, store, grid(study, "nmf", [2, 3], 2))
    >>> list(job_stability(store, job, ["nmf-3"]))
    ['nmf-3: S-CLOP 1.00 of all 2, each with the others', 'nmf-3: themes']
    """
    several = [m for m in job.record["models"] if len(m["runs"]) > 1 and (not models or m["name"] in models)]
    if not several:
        named = ", ".join(models) or "the models of this job"
        raise ScoreError(
            f"{named}: one seed each, which says nothing about seeds. Give a model several: seeds = [1, 2, 3]."
        )
    theme_of = themes_of_topics(job.table("codebook"))
    shares = job_shares(store, job, list(dict.fromkeys(run for m in several for run in m["runs"])), draws=FEW_DRAWS)
    shares = shares[shares["weighting"] == weighting]
    tables: dict[str, pd.DataFrame] = {}
    for model in several:
        fits = {run: store.run(run).fitted for run in model["runs"]}
        own = shares[shares["estimator"].isin(fits)]
        tables |= stability_tables(fits, {run: theme_of.get(run, {}) for run in fits}, own, job.themes, model["name"])
    return tables


_HEADINGS = {
    "share": "mean share there",
    "sd_share": "its SD over fits, points",
    "range_share": "its range over fits, points",
}


def stability_for_people(table: "pd.DataFrame") -> "pd.DataFrame":
    """A table of `stability_tables` to be read: the period of the largest spread stands before what is said of it."""
    if "range_share" not in table:
        return table
    found = table.copy()
    found["share"] = [f"{100 * x:.1f}%" if x == x else None for x in table["share"]]
    for name in ("sd_share", "range_share"):
        found[name] = [f"{100 * x:.1f}" if x == x else None for x in table[name]]
    before = [name for name in table.columns if name not in (*_HEADINGS, "period")]
    return found[[*before, "period", *_HEADINGS]].rename(columns={"period": "largest spread in", **_HEADINGS})
