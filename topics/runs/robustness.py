"""A specification curve: the study done in every combination of choices that could as well have been made otherwise.

The choices and their values stand under `[robustness]` in study.toml, which declares them before anything is seen. The
grid is their full factorial, where a choice that does not apply to an estimator (a number of topics to counting) is not
multiplied. Every fit is a run like any other: interrupted, it goes on where it stopped, and what `topics run` has fitted
is not fitted again. The outcome is the contrast that the study names beforehand, last − first period, theme by theme.

Source: Simonsohn, Simmons & Nelson 2020. What the curve says in numbers: `topics.shares.robustness`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError, StudyError, nearest
from topics.models import MODELS
from topics.runs.pipeline import Prepared, Task, fit_missing, keep_job, prepare
from topics.runs.results import codebooks, job_scores, passage_table
from topics.runs.settings import ModelSettings
from topics.runs.store import Job, Store
from topics.runs.study import Progress, Study
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.robustness import CHOICES, robustness_choices, robustness_summary
from topics.shares.sums import theme_sums
from topics.shares.trends import theme_contrasts

if TYPE_CHECKING:
    import pandas as pd

_READ = CHOICES[2:7]  # decide the corpus and its tokens
_OF_WORDS = ("stop_words", "min_passages", "max_share")
_WITHOUT: Mapping[str, dict[str, str]] = {  # what `stop_words` changes under [tokens]
    "both": {},
    "toolkit": {"stop_words": ""},
    "study": {"stop_list": "none"},
    "none": {"stop_words": "", "stop_list": "none"},
}


@dataclass(frozen=True)
class Specification:
    """One way to do the study: its estimator, and a value for every one of `CHOICES`, None where one does not apply."""

    model: ModelSettings
    choices: Mapping[str, Any]

    def way(self, own: Mapping[str, Any]) -> tuple[Any, ...]:
        """How documents become tokens: the values of `_READ`, the study's own where they do not apply."""
        return tuple(own[name] if self.choices[name] is None else self.choices[name] for name in _READ)


def own_choices(study: Study) -> dict[str, Any]:
    """What the study itself does: its first model (the first under `[robustness]`, where that names some)."""
    settings = study.settings
    model = _models(study)[0]
    return {
        "estimator": model.name,
        "topics": _size(model),
        "unit": settings.corpus.unit,
        "segmenter": study.segmenter,
        "stop_words": "both",
        "min_passages": settings.tokens.min_passages,
        "max_share": settings.tokens.max_share,
        "duplicates": settings.corpus.duplicates,
        "membership": settings.shares.membership,
        "weighting": "text",
    }


def values(study: Study) -> dict[str, tuple[Any, ...]]:
    """The values of every choice but the estimator: those declared, else the study's own; a made-up grid without any."""
    own, declared = own_choices(study), study.settings.robustness
    named = {name: getattr(declared, name) for name in CHOICES if name != "estimator"}
    if not any([*named.values(), declared.models]):
        named |= _made_up(study, own)
    return {name: tuple(dict.fromkeys(its)) or (own[name],) for name, its in named.items()}


def _made_up(study: Study, own: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """A grid for a study that declares none: what it does and, of each choice, another that is as common."""
    sized = next((size for model in study.settings.models if (size := _size(model))), None)
    chinese = study.settings.corpus.language == "zh"
    return {
        "topics": (sized, 2 * sized) if sized else (),
        "segmenter": (own["segmenter"], "characters") if chinese else (),
        "stop_words": ("both", "none"),
        "min_passages": (own["min_passages"], 3 * own["min_passages"]),
        "max_share": (own["max_share"], own["max_share"] / 2),
        "duplicates": ("once", "keep"),
        "membership": ("weight", "primary"),
        "weighting": ("text", "document"),
    }


def specifications(study: Study) -> list[Specification]:
    """The grid: every estimator with every combination of the choices that apply to it, the estimator slowest.

    Raises StudyError for a model there is not, and where the study's own way of doing things is not in the grid.
    """
    grid, own = values(study), own_choices(study)
    found = []
    for model in _models(study):
        axes = {name: its if _applies(name, model) else (None,) for name, its in grid.items()}
        for combination in product(*axes.values()):
            chosen = {"estimator": model.name, **dict(zip(axes, combination, strict=True))}
            found.append(Specification(_sized(model, chosen["topics"], _seeds(model, chosen, own, study)), chosen))
    if not any(_is_own(one, own) for one in found):
        lacking = [name for name, its in grid.items() if _applies(name, _models(study)[0]) and own[name] not in its]
        told = "; ".join(f"{name} = {list(grid[name])} lacks {own[name]!r}" for name in lacking)
        raise StudyError(
            f"{study.file}: [robustness] leaves out what the study itself does, beside which the others are read: {told}. "
            "Add it there, or change the study."
        )
    return found


def _models(study: Study) -> list[ModelSettings]:
    known = {model.name: model for model in study.settings.models}
    for name in study.settings.robustness.models:
        if name not in known:
            raise StudyError(f'{study.file}: [robustness] models: there is no model "{name}"; {nearest(name, known)}')
    return [known[name] for name in dict.fromkeys(study.settings.robustness.models or known)]


def _size(model: ModelSettings) -> int | None:
    """The number of topics that the study asks a model for, if it asks for one."""
    return model.options.get("topics") or None


def _applies(choice: str, model: ModelSettings) -> bool:
    if choice == "topics":
        return _size(model) is not None
    return choice not in _OF_WORDS or MODELS[model.kind].of_words


def _seeds(model: ModelSettings, chosen: Mapping[str, Any], own: Mapping[str, Any], study: Study) -> tuple[int, ...]:
    """All of a model's where it is fitted as the study itself does, which it is anyway; else so many at most."""
    its = {**own, "topics": _size(model)}
    as_it_is = all(chosen[name] in (None, its[name]) for name in ("topics", *_READ))
    return model.seeds if as_it_is else model.seeds[: study.settings.robustness.seeds]


def _sized(model: ModelSettings, size: int | None, seeds: tuple[int, ...]) -> ModelSettings:
    """The model with a number of topics, which its name tells where it is not the study's, and these seeds."""
    if size is None:
        return model.model_copy(update={"seeds": seeds})
    # Nothing that a study calls a model of its own: two of one name would be taken for one.
    name = model.name if size == _size(model) else f"{model.name}, {size} topics"
    options = {**model.options, "topics": size}
    return model.model_copy(update={"name": name, "seeds": seeds, "options": options})


def _is_own(one: Specification, own: Mapping[str, Any]) -> bool:
    return all(value is None or value == own[name] for name, value in one.choices.items())


def robustness(study: Study, store: Store, *, progress: Progress | None = None, workers: int | None = None) -> Job:
    """Fit what is missing of the grid and keep a job with three tables.

    `specifications`: a row a specification × theme (`specification` its number, `own`, a column a choice as text, then
    `topics.shares.trends.CONTRAST_COLUMNS` and `sign`); `robustness` and `robustness_choices`: see
    `topics.shares.robustness`. The job's own shares are those of the study's own corpus and tokens.
    """
    grid, own = specifications(study), own_choices(study)
    own_way = tuple(own[name] for name in _READ)
    by_way: dict[tuple[Any, ...], list[Specification]] = {own_way: []}
    for one in grid:
        by_way.setdefault(one.way(own), []).append(one)
    studies = {way: _changed(study, way, own_way, some) for way, some in by_way.items()}
    try:
        prepared = {way: prepare(s, store, progress, coded=way == own_way) for way, s in studies.items()}
    except ModelError as error:
        raise ModelError(
            f"{error}\nWhich sizes and models are tried stands under [robustness] in {study.file}."
        ) from None
    tasks = {way: prepared[way].tasks(studies[way].settings.models) for way in by_way}
    fit_missing([task for some in tasks.values() for task in some], store, progress, workers)
    rows, done = [], 0
    for way, some in by_way.items():
        for one, contrasts in _contrasts(studies[way], store, prepared[way], tasks[way], some):
            rows.append(_described(one, contrasts, own, grid.index(one) + 1))
            done += 1
            if progress:
                progress(done, len(grid), "counting")
    table = _table(rows)
    tables = {
        "specifications": table,
        "robustness": robustness_summary(table, CHOICES),
        "robustness_choices": robustness_choices(table, CHOICES),
    }
    others = dict.fromkeys(task.run for way in by_way if way != own_way for task in tasks[way])
    here = {task.run for task in tasks[own_way]}
    other_runs = [run for run in others if run not in here]
    return keep_job(studies[own_way], store, prepared[own_way], tasks[own_way], "robustness", tables, other_runs)


def _changed(study: Study, way: Sequence[Any], own: Sequence[Any], some: Sequence[Specification]) -> Study:
    """The study with other ways to make tokens, and the models of some specifications."""
    # What is as the study has it is not written again: what its main job kept is then found.
    other = {name: value for name, value, usual in zip(_READ, way, own, strict=True) if value != usual}
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
    """The outcome of every specification over one corpus and its tokens."""
    corpus, tokens = prepared.corpus, prepared.material.tokens
    runs = {task.run: store.run(task.run) for task in tasks}
    codebook = codebooks(list(runs.values()), corpus, tokens, study.themes, study.codebook)
    passages, counting = passage_table(corpus, tokens), study.settings.shares
    design = Design(prepared.periods, counting.clusters, counting.draws, seed=counting.seed)
    for model in study.settings.models:
        own = [task.run for task in tasks if task.model == model]
        record = {"models": [{"name": model.name, "scale": model.scale, "runs": own}]}
        scores: list[ThemeScores] = job_scores(runs.__getitem__, record, codebook, study.themes, tokens.lengths)[
            model.name
        ]
        for one in (one for one in some if one.model == model):
            how = {name: one.choices[name] for name in ("weighting", "duplicates", "membership")}
            estimand = Estimand(unit=study.settings.corpus.unit, **how)
            name = one.choices["estimator"]
            sums = theme_sums(scores, passages, corpus.documents, estimator=name, design=design, estimand=estimand)
            yield one, theme_contrasts(sums)


def _described(one: Specification, contrasts: "pd.DataFrame", own: Mapping[str, Any], number: int) -> "pd.DataFrame":
    import numpy as np

    told = {name: "" if value is None else str(value) for name, value in one.choices.items()}
    return contrasts.assign(
        specification=number, own=_is_own(one, own), **told, sign=np.sign(contrasts["share_change"])
    )


def _table(rows: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """In the grid's order, the choices first."""
    import pandas as pd

    in_order = sorted(rows, key=lambda its: int(its["specification"].iloc[0]))
    whole = pd.concat(in_order, ignore_index=True)
    first = ["specification", "own", *CHOICES, "theme"]
    return whole[[*first, *(name for name in whole if name not in first)]]


_CHANGE = "change, points ({})"
_HEADINGS = {
    "n_specifications": "specifications",
    "n_unseen": "without the theme",
    "share_change_own": _CHANGE.format("own"),
    "share_change_median": _CHANGE.format("median"),
    "share_change_lowest": _CHANGE.format("lowest"),
    "share_change_highest": _CHANGE.format("highest"),
    "share_change_mean": _CHANGE.format("mean"),
    "share_agree_own": "same sign as own",
    "share_agree_median": "same sign as median",
    "share_above_0": "interval above 0",
    "share_below_0": "interval below 0",
    "moved_most_by": "moved most by",
    "share_of_variance": "of the variance",
}


def robustness_for_people(table: "pd.DataFrame") -> "pd.DataFrame":
    """A summary of specifications to be read: changes in percentage points, other shares in per cent of specifications."""
    shown = table.copy()
    for name in table.columns:
        if name.startswith("share_change"):
            shown[name] = [f"{100 * x:+.1f}".replace("-", "−") if x == x else None for x in table[name]]
        elif name.startswith("share_"):
            shown[name] = [f"{100 * x:.0f}%" if x == x else None for x in table[name]]
    return shown.rename(columns=_HEADINGS)
