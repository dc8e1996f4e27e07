"""Stability of themes over the seeds of a model, and the flag `unstable` in tables of shares."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.stability import THEME_STABILITY, Runs, run_stability, theme_stability, topic_stability
from topics.models.fitted import FittedTopics
from topics.schema import ESTIMATOR, Column, declare
from topics.store.job import Estimator
from topics.themes import Theme
from topics.unmeasured import with_why

if TYPE_CHECKING:
    import pandas as pd


OVER_RUNS = declare(
    "themes over runs",
    "one theme of fits that should be the same",
    (
        *THEME_STABILITY.only("theme", "similarity", "margin"),
        Column("n_topics", "integer", "topics", "topics of the theme in the prototype"),
        Column("unstable", "flag", "", "whether its topics are not found again, or only some fits have one"),
        Column("n_runs", "integer", "runs", "fits that have a topic for the theme"),
    ),
)
STABILITY = declare(
    "stability",
    "one estimator of several seeds and one theme",
    (ESTIMATOR, *OVER_RUNS.without("unstable"), OVER_RUNS["unstable"]),
)
MARK = "†"

ThemeOf = Mapping[str, Mapping[str, str]]


def themes_over_runs(fits: Mapping[str, FittedTopics], theme_of: ThemeOf, themes: Sequence[Theme]) -> "pd.DataFrame":
    """Themes of fits that should be the same: columns as declared in `OVER_RUNS`.

    Similarity and margin are medians over the topics that stand for the theme in the prototype and over the other fits.
    `theme_of` maps the topics of each fit to themes. Raises ScoreError for fewer than two fits.
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
    return OVER_RUNS.check(found.reset_index()[list(OVER_RUNS.names)])


def seeds_of_themes(
    models: Sequence[Estimator],
    fits: Mapping[str, FittedTopics],
    codebook: "pd.DataFrame",
    themes: Sequence[Theme],
) -> "pd.DataFrame":
    """`themes_over_runs` of every model that has several seeds, with its name as `estimator`.

    Topics are compared by their words. A model that learns from codes has none of its own, so nothing is said of it.
    """
    import pandas as pd

    theme_of = themes_of_topics(codebook)
    tables = [
        themes_over_runs({run: fits[run] for run in of}, {run: theme_of.get(run, {}) for run in of}, themes).assign(
            estimator=model.name
        )
        for model in models
        if len(of := model.fit_names) > 1 and "codes" not in model.uses
    ]
    whole = pd.concat(tables, ignore_index=True)[list(STABILITY.names)] if tables else STABILITY.frame()
    return STABILITY.check(whole)


def themes_of_topics(codebook: "pd.DataFrame") -> dict[str, dict[str, str]]:
    """A mapping of topics to themes for every run in a codebook."""
    return {
        str(run): dict(zip(rows["topic"], rows["theme"], strict=True))
        for run, rows in codebook.groupby("run", sort=False)
    }


def flagged(
    shares: "pd.DataFrame", stability: "pd.DataFrame", estimator_of: Mapping[str, str] | None = None
) -> "pd.DataFrame":
    """A table of shares with the column `unstable`; `estimator_of` maps single runs to the models they are seeds of."""
    named = estimator_of or {}
    unstable = stability.loc[stability["unstable"].astype(bool), ["estimator", "theme"]]
    known = set(map(tuple, unstable.to_numpy()))
    cells = zip(shares["estimator"], shares["theme"], strict=True)
    found = shares.assign(unstable=[(named.get(name, name), theme) in known for name, theme in cells])
    return with_why(found) if "why" in found else found
