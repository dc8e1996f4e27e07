"""Order sensitivity: stability of a model when its passages come in another order, with the same seed.

gensim's LDA updates batch by batch and UMAP places points one after the other, so both depend on an order that has no
meaning. Runs of a study use its own order (by date and id); here the same passages are shuffled, fitted, and put back
into that order. Each fit is a run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import StudyError, nearest
from topics.jobs.prepare import Prepared, fit_missing, prepare
from topics.models.fitted import OPTIONAL, FittedTopics
from topics.results.seed_stability import FEW_DRAWS, stability_tables
from topics.results.shares import shares_of
from topics.shares.codebook import suggest_codebook, theme_scores
from topics.shares.design import measured
from topics.shares.own_scale import on_own_scale
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import Progress, Study
from topics.themes import count_terms

if TYPE_CHECKING:
    import pandas as pd

_AS_IT_IS = "as it is"


def order_sensitivity(
    study: Study,
    store: Store,
    models: Sequence[str] = (),
    n_orders: int = 3,
    weighting: str = "text",
    *,
    progress: Progress | None = None,
    workers: int | None = None,
) -> "dict[str, pd.DataFrame]":
    """Stability of topics and shares over orders of the passages: the study's own order and `n_orders` random ones.

    Tables as in `topics.results.seed_stability.stability_tables`, for the named models or all of the study's, each with
    its first seed. In every order, topics are mapped to themes as the themes' terms suggest, since a codebook edited by
    hand fits one order only. Raises StudyError for a model that the study does not have.
    """
    chosen = _models(study, models)
    study = replace(study, settings=study.settings.model_copy(update={"models": chosen}))
    prepared = prepare(study, store, progress)
    data = prepared.data
    orders = {_AS_IT_IS: data} | {
        f"order {number}": data.of_passages(np.random.default_rng(number).permutation(data.tokens.n_passages))
        for number in range(1, n_orders + 1)
    }
    tasks = {name: prepared.tasks(chosen, ordered) for name, ordered in orders.items()}
    fit_missing([task for of_order in tasks.values() for task in of_order], store, progress, workers)
    tables: dict[str, pd.DataFrame] = {}
    for number, model in enumerate(chosen):
        runs = {name: store.run(of_order[number].run) for name, of_order in tasks.items()}
        fits = {name: in_order(run.fitted, data.tokens.passage_ids) for name, run in runs.items()}
        tables |= _tables(study, prepared, model, fits, weighting)
    return tables


def in_order(fitted: FittedTopics, passage_ids: Sequence[str]) -> FittedTopics:
    """The same fit with its passages in the given order."""
    place = {passage: row for row, passage in enumerate(fitted.passage_ids)}
    rows = [place[passage] for passage in passage_ids]
    more = {name: array[rows] for name in OPTIONAL if (array := getattr(fitted, name)) is not None}
    return replace(
        fitted,
        passage_ids=tuple(passage_ids),
        passage_topics=fitted.passage_topics[rows],
        **more,
    )


def _tables(
    study: Study, prepared: Prepared, model: ModelSettings, fits: Mapping[str, FittedTopics], weighting: str
) -> "dict[str, pd.DataFrame]":
    corpus, tokens, themes = prepared.corpus, prepared.data.tokens, study.themes
    hits = count_terms(corpus.passages["text"], themes)
    books = {name: suggest_codebook(fit, tokens, hits, themes) for name, fit in fits.items()}
    scores = {name: [theme_scores(fit, books[name], themes)] for name, fit in fits.items()}
    if model.scale == "own":
        scores = {name: [on_own_scale(seed, tokens.lengths) for seed in seeds] for name, seeds in scores.items()}
    estimand, design = measured(prepared.periods, **{**study.counting, "draws": FEW_DRAWS})
    shares = shares_of(scores, corpus, tokens, estimand, design)
    theme_of = {name: dict(zip(book["topic"], book["theme"], strict=True)) for name, book in books.items()}
    return stability_tables(fits, theme_of, shares[shares["weighting"] == weighting], themes, f"{model.name}, orders")


def _models(study: Study, names: Sequence[str]) -> tuple[ModelSettings, ...]:
    """The named models of the study, by default all, each with its first seed only."""
    known = {model.name: model for model in study.settings.models}
    for name in names:
        if name not in known:
            raise StudyError(f'{study.file}: there is no model "{name}"; {nearest(name, known)}')
    return tuple(
        model.model_copy(update={"seeds": model.seeds[:1]}) for model in map(known.get, names or known) if model
    )
