"""Shares of a job before and after the events that its study names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topics.results.scores import passage_table
from topics.results.shares import job_parts, known_estimators
from topics.shares.estimand import Weighting
from topics.shares.trend.events import EVENTS, Event, theme_events
from topics.store.job import Job
from topics.store.plans import deviations

if TYPE_CHECKING:
    import pandas as pd


def job_events(
    job: Job, weighting: Weighting = "text", estimators: Sequence[str] = (), **changes: Any
) -> "pd.DataFrame":
    """Shares before and after each event by every estimator, or by those named: columns as declared in `EVENTS`.

    `changes` are values of `membership`, `where` and so on that replace the study's own. No rows without events.
    """
    import pandas as pd

    events = [Event(**event.model_dump()) for event in job.settings.events]
    if not events:
        return EVENTS.frame()
    scores, corpus, tokens, estimand, design = job_parts(job, weighting=weighting, **changes)
    passages = passage_table(corpus, tokens)
    tables = [
        theme_events(events, scores[name], passages, corpus.documents, estimator=name, design=design, estimand=estimand)
        for name in known_estimators(job, (), estimators)
    ]
    return pd.concat(tables, ignore_index=True)


def event_deviations(job: Job, language: str = "en") -> dict[str, str]:
    """How the events of a job's study differ from those of its first run: see `topics.store.plans.deviations`."""
    return deviations(job.root, job.study_id, [event.model_dump() for event in job.settings.events], language)
