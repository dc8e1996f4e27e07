"""Stability of a job's estimators over seeds.

A theme of an estimator is *unstable* when the topics that stand for it in one seed are not found again in the others
(median similarity below .3 or margin below .1, `topics.evaluation.stability`), or when it has a topic in some seeds
only. Tables of shares mark such a theme and figures draw it grey: its share is then an accident of the seed.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.errors import ScoreError
from topics.evaluation.stability import SPREAD, Runs, run_stability, share_spread
from topics.models.fitted import FittedTopics
from topics.results.chance import chance_of, chance_statement
from topics.results.shares import job_shares
from topics.schema import declare
from topics.store.job import Estimator, Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd
from topics.results.theme_stability import OVER_RUNS, ThemeOf, themes_of_topics, themes_over_runs

THEMES_AND_SPREAD = declare(
    "themes and spread",
    "one theme of fits that should be the same",
    (*OVER_RUNS.columns, *SPREAD.only("share", "sd_share", "range_share", "period")),
)
FEW_DRAWS = 100  # of documents, where only the differences between seeds count


def stability_tables(
    fits: Mapping[str, FittedTopics], theme_of: ThemeOf, shares: "pd.DataFrame", themes: Sequence[Theme], what: str
) -> "dict[str, pd.DataFrame]":
    """Two tables by title: runs (see `run_stability`) and themes (columns as declared in `THEMES_AND_SPREAD`).

    `shares` has the rows of every fit, of one weighting, with the fit's name as `estimator`. `what` names the fits and
    begins both titles; the title of the runs has the S-CLOP of all fits.
    """
    spread = share_spread(shares.rename(columns={"estimator": "run"})).set_index("theme")
    of_themes = themes_over_runs(fits, theme_of, themes)
    added = [name for name in THEMES_AND_SPREAD.names if name not in OVER_RUNS.names]
    spread = spread.reindex(of_themes["theme"])[[*added]].reset_index(drop=True)
    together = Runs(fits).s_clop()
    return {
        f"{what}: S-CLOP {together:.2f} of all {len(fits)}, each with the others": run_stability(Runs(fits)),
        f"{what}: themes": THEMES_AND_SPREAD.check(of_themes.join(spread)),
    }


def job_stability(job: Job, models: Sequence[str] = (), weighting: str = "text") -> "dict[str, pd.DataFrame]":
    """`stability_tables` over the seeds of every model of a job, or of those named.

    Raises ScoreError when none of them has two seeds.

    >>> from topics.jobs.sweep import grid, sweep
    >>> study, store = topics.load_study("my-study"), topics.open_store()
    >>> job = sweep(study, store, grid(study, "nmf", [2, 3], 2))
    >>> list(job_stability(job, ["nmf-3"]))
    ['nmf-3: S-CLOP 1.00 of all 2, each with the others', 'nmf-3: themes']
    """
    several = _of_several_seeds(job, models)
    if not several:
        named = ", ".join(models) or "the models of this job"
        raise ScoreError(
            f"{named}: one seed each, which says nothing about seeds. Give a model several: seeds = [1, 2, 3]."
        )
    theme_of = themes_of_topics(job.table("codebook"))
    shares = job_shares(job, list(dict.fromkeys(run for model in several for run in model.run_names)), draws=FEW_DRAWS)
    shares = shares[shares["weighting"] == weighting]
    tables: dict[str, pd.DataFrame] = {}
    for model in several:
        fits = {run.name: run.fitted for run in model.runs}
        own = shares[shares["estimator"].isin(fits)]
        themes = {run.name: theme_of.get(run.fit, {}) for run in model.runs}
        tables |= stability_tables(fits, themes, own, job.themes, model.name)
    return tables


def chance_lines(job: Job, models: Sequence[str] = ()) -> list[str]:
    """The check against chance of every model of a job with several seeds, or of those named, one line per model.

    Empty where the corpus is not kept.
    """
    if not job.has_corpus:
        return []
    found = {model.name: chance_of(model.runs, job.tokens) for model in _of_several_seeds(job, models)}
    return [said for name, check in found.items() if (said := chance_statement(check, name=name))]


def _of_several_seeds(job: Job, models: Sequence[str]) -> list[Estimator]:
    return [model for model in job.models if len(model.runs) > 1 and (not models or model.name in models)]
