"""The keeping of a job: from kept runs to its codebook, its shares and its other tables."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.jobs.own import preferred_by_codes
from topics.jobs.prepare import Prepared, Task, estimators_of
from topics.preprocessing.ledger.funnel import documents_by_source, funnel
from topics.preprocessing.ledger.text import ledger
from topics.results.fitness import fitness_of, with_unfit
from topics.results.scores import codebooks, scores_of
from topics.results.shares import shares_of
from topics.results.theme_stability import flagged, seeds_of_themes
from topics.shares.design import measured
from topics.shares.own_estimator import Reason
from topics.store.inputs import copies, inputs_table
from topics.store.job import Job, JobKind, job_record
from topics.store.store import Store
from topics.study.study import Study

if TYPE_CHECKING:
    import pandas as pd


def keep_job(
    study: Study,
    store: Store,
    prepared: Prepared,
    tasks: Sequence[Task],
    kind: JobKind = "run",
    more: Mapping[str, "pd.DataFrame"] | None = None,
    other_runs: Sequence[str] = (),
    own: tuple[str, Reason] | None = None,
) -> Job:
    """Keep a job: codebook, shares and the tables in `more`, with the study's own files; the runs of `tasks` are kept.

    `other_runs` names runs over other corpora or tokens that a table in `more` needs. `own` is the study's own
    estimator and why, where it was chosen already.
    """
    corpus, tokens, periods = prepared.corpus, prepared.data.tokens, prepared.periods
    estimators = estimators_of(store, study.settings.models, tasks)
    runs = {run.fit: run for one in estimators for run in one.runs}
    codebook = codebooks(list(runs.values()), corpus, tokens, study.themes, study.codebook)
    scores = scores_of(estimators, codebook, study.themes, tokens.lengths)
    # A sweep compares the seeds of each size itself, and its themes are not used.
    several = estimators if kind == "run" else ()
    stability = seeds_of_themes(several, {name: run.fitted for name, run in runs.items()}, codebook, study.themes)
    fitness = fitness_of(several, scores, corpus, tokens, study.themes)
    shares = flagged(shares_of(scores, corpus, tokens, *measured(periods, **study.counting)), stability)
    outside = periods.outside(corpus.documents)
    left_out = outside["doc_id"].tolist()
    tables = {
        "codebook": codebook,
        "shares": with_unfit(shares, fitness),
        "stability": stability,
        "fitness": fitness,
        "funnel": funnel(corpus, study.themes, left_out),
        "ledger": ledger(corpus, study.themes),
        "severe": prepared.severe,
        "documents": documents_by_source(corpus, left_out),
        "outside": outside,
        "inputs": inputs_table(study),
        **({} if prepared.gold is None else {"gold": prepared.gold}),
        **(more or {}),
    }
    chosen = own or preferred_by_codes(study, prepared, several, fitness, scores)
    record = job_record(study, prepared.corpus_key, prepared.deeds, periods, estimators, kind, other_runs, chosen)
    return store.save_job(record, tables, copies(study), study)
