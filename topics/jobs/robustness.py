"""A specification curve: the study repeated with every combination of equally defensible choices.

The combinations are made in `topics.jobs.specifications`. Every fit is an ordinary run: an interrupted job continues
where it stopped, and fits of `topics run` are not made again. The outcome is the contrast that the study names
beforehand, last − first period, of each theme.

Source: Simonsohn, Simmons & Nelson 2020. The curve is summarised in numbers by
`topics.shares.trend.specification_summary`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.jobs.keep import keep_job
from topics.jobs.own import own_of_fits
from topics.jobs.prepare import Prepared, Task, estimators_of, fit_missing, forecast, prepare
from topics.jobs.specifications import (
    Specification,
    coinciding,
    is_own,
    own_choices,
    own_specification,
    specifications,
)
from topics.results.scores import codebooks, passage_table, scores_of
from topics.schema import Column, declare
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.sums import theme_sums
from topics.shares.trend.specification_summary import CHOICES, CHOSEN, READ, robustness_choices, robustness_summary
from topics.shares.trend.trends import CONTRASTS, theme_contrasts
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import Progress, Study

if TYPE_CHECKING:
    import pandas as pd


SPECIFICATIONS = declare(
    "specifications",
    "one specification and theme",
    (
        Column("specification", "integer", "number, from 0", "number of the specification in the grid"),
        Column("own", "flag", "", "whether it is the study's own"),
        Column("coincide", "integer", "specifications", "others that come to the same and are not counted again"),
        *CHOSEN,
        *CONTRASTS.only("theme"),
        *(column for column in CONTRASTS.columns if column.name not in ("theme", *CHOICES)),
        Column("sign", "number", "−1, 0 or 1", "sign of the change"),
    ),
)
_WITHOUT: Mapping[str, dict[str, str]] = {  # the settings under [tokens] for each value of `stop_words`
    "both": {},
    "toolkit": {"stop_words": ""},
    "study": {"stop_list": "none"},
    "none": {"stop_words": "", "stop_list": "none"},
}


def robustness(
    study: Study,
    store: Store,
    *,
    progress: Progress | None = None,
    workers: int | None = None,
    before: Callable[[str], None] | None = None,
) -> Job:
    """Fit the missing runs of the grid and keep a job with three tables.

    `before` is called with a sentence about the number of fits and their time before any is made.

    The study's own estimator is that of its job, for which its own models are fitted too. Raises StudyError where the
    grid lacks what the study itself does, before the others are fitted.

    `specifications`: columns as declared in `SPECIFICATIONS`; `robustness` and `robustness_choices`: see
    `topics.shares.trend.specification_summary`. The job's own shares are those of the study's own corpus and tokens.

    >>> study = topics.load_study("my-study")
    >>> job = topics.robustness(study, topics.open_store())  # doctest: +SKIP
    >>> job.table("robustness")[["theme", "n_specifications", "share_agree_own"]]  # doctest: +SKIP
    """
    grid, usual = specifications(study), own_choices(study)
    own_variant = tuple(usual[name] for name in READ)
    by_variant: dict[tuple[Any, ...], list[Specification]] = {own_variant: []}
    for one in grid:
        by_variant.setdefault(one.variant(usual), []).append(one)
    studies = {variant: _changed(study, variant, own_variant, some) for variant, some in by_variant.items()}
    try:
        prepared = {
            variant: prepare(s, store, progress, coded=variant == own_variant) for variant, s in studies.items()
        }
    except ModelError as error:
        if "robustness" not in study.settings.model_fields_set:
            raise
        raise ModelError(
            f"{error}\nThe sizes and models to try are those under [robustness] in {study.file}; change them there."
        ) from None
    tasks = {variant: prepared[variant].tasks(studies[variant].settings.models) for variant in by_variant}
    everything, its = [task for some in tasks.values() for task in some], prepare(study, store, progress)
    main = its.tasks(study.settings.models)
    if before:
        before(forecast([*main, *everything], store))
    fit_missing(main, store, progress, workers)
    chosen = own_of_fits(study, store, its, main)
    own = own_specification(study, chosen[0])
    fit_missing(everything, store, progress, workers)
    same = coinciding(grid, own, lambda one: _done(one, prepared[one.variant(own)], tasks[one.variant(own)]))
    rows = []
    for variant, some in by_variant.items():
        once = [one for one in some if grid.index(one) in same]
        for one, contrasts in _contrasts(studies[variant], store, prepared[variant], tasks[variant], once):
            number = grid.index(one)
            rows.append(_described(one, contrasts, own, number + 1, same[number]))
            if progress:
                progress(len(rows), len(same), "counting")
    table = _table(rows)
    tables = {
        "specifications": table,
        "robustness": robustness_summary(table, CHOICES),
        "robustness_choices": robustness_choices(table, CHOICES),
    }
    others = dict.fromkeys(task.run for variant in by_variant if variant != own_variant for task in tasks[variant])
    here = {task.run for task in tasks[own_variant]}
    other_runs = [run for run in others if run not in here]
    return keep_job(
        studies[own_variant], store, prepared[own_variant], tasks[own_variant], "robustness", tables, other_runs, chosen
    )


def _done(one: Specification, prepared: Prepared, tasks: Sequence[Task]) -> tuple[Any, ...]:
    """All that decides a specification's result: the corpus, the fits (whose names hash their inputs), the counting."""
    runs = tuple(task.run for task in tasks if task.model == one.model)
    counted = tuple(one.choices[name] for name in ("duplicates", "membership", "weighting"))
    return prepared.corpus_key, runs, one.model.scale, counted


def _changed(study: Study, variant: Sequence[Any], own: Sequence[Any], some: Sequence[Specification]) -> Study:
    """The study in another preprocessing variant, with the models of the given specifications."""
    # Values equal to the study's own are not set again, so that what its main job kept is found.
    other = {name: value for name, value, usual in zip(READ, variant, own, strict=True) if value != usual}
    settings = study.settings
    corpus = {"unit": other.pop("unit")} if "unit" in other else {}
    tokens = {**_WITHOUT[other.pop("stop_words", "both")], **other}
    models = {one.model.name: one.model for one in some}
    changed = settings.model_copy(
        update={
            "corpus": settings.corpus.model_copy(update=corpus),
            "tokens": settings.tokens.model_copy(update=tokens),
            "models": tuple(models.values()),
        }
    )
    return replace(study, settings=changed)


def _contrasts(
    study: Study, store: Store, prepared: Prepared, tasks: Sequence[Task], some: Sequence[Specification]
) -> Iterator[tuple[Specification, "pd.DataFrame"]]:
    """The outcome of every specification that shares one corpus and its tokens."""
    corpus, tokens = prepared.corpus, prepared.data.tokens
    estimators = estimators_of(store, study.settings.models, tasks)
    runs = {run.fit: run for estimator in estimators for run in estimator.runs}
    codebook = codebooks(list(runs.values()), corpus, tokens, study.themes, study.codebook)
    passages, counting = passage_table(corpus, tokens), study.settings.shares
    design = Design(prepared.periods, counting.clusters, counting.draws, seed=counting.seed)
    for model, estimator in zip(study.settings.models, estimators, strict=True):
        scores = scores_of([estimator], codebook, study.themes, tokens.lengths)[model.name]
        for one in (one for one in some if one.model == model):
            how = {name: one.choices[name] for name in ("weighting", "duplicates", "membership")}
            estimand = Estimand(unit=study.settings.corpus.unit, **how)
            name = one.choices["estimator"]
            sums = theme_sums(scores, passages, corpus.documents, estimator=name, design=design, estimand=estimand)
            yield one, theme_contrasts(sums)


def _described(
    one: Specification, contrasts: "pd.DataFrame", own: Mapping[str, Any], number: int, coincide: int
) -> "pd.DataFrame":
    import numpy as np

    told = {name: "" if value is None else str(value) for name, value in one.choices.items()}
    return contrasts.assign(
        specification=number, own=is_own(one, own), coincide=coincide, **told, sign=np.sign(contrasts["share_change"])
    )


def _table(rows: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """The rows in the grid's order, the choices in the first columns."""
    import pandas as pd

    in_order = sorted(rows, key=lambda its: int(its["specification"].iloc[0]))
    whole = pd.concat(in_order, ignore_index=True)
    return SPECIFICATIONS.check(whole[list(SPECIFICATIONS.names)])
