"""The grid of a specification curve: every combination of equally defensible choices.

The choices and their values stand under `[robustness]` in study.toml, which declares them before any result is seen.
The grid is their full factorial; a choice that does not apply to an estimator, such as a number of topics to counting,
does not multiply its rows. Source: Simonsohn, Simmons & Nelson 2020.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from pydantic import ValidationError

from topics.errors import StudyError, nearest, of_value
from topics.languages import language_of
from topics.models import MODELS
from topics.shares.trend.specification_summary import CHOICES, READ
from topics.study.settings import ModelSettings, RobustnessSettings
from topics.study.study import Study

_OF_WORDS = ("stop_words", "min_passages", "max_share")


@dataclass(frozen=True)
class Specification:
    """One way to do the study: an estimator, and a value for each of `CHOICES`, None for one that does not apply."""

    model: ModelSettings
    choices: Mapping[str, Any]

    def variant(self, own: Mapping[str, Any]) -> tuple[Any, ...]:
        """The preprocessing variant: the values of `READ`, with the study's own for those that do not apply."""
        return tuple(own[name] if self.choices[name] is None else self.choices[name] for name in READ)


def asked_anew(study: Study, seeds: Sequence[int], choices: Mapping[str, str]) -> Study:
    """The study with other seeds for its models that have several, and with other values under [robustness].

    `choices` has a list such as "5,10" for each choice; the study's own value joins it, and a choice that is not named
    is made as in the study. Raises StudyError for an unknown choice or an impossible value.
    """
    settings, own = study.settings, {**own_choices(study), "topics": _size(study.settings.models[0])}
    known = RobustnessSettings.model_fields
    for name in choices:
        if name not in known:
            raise StudyError(f'[robustness] has no choice "{name}"; {nearest(name, known)}')
    named: dict[str, Any] = {
        name: int(text) if name == "seeds" and text.isdecimal() else tuple(map(_value, text.split(",")))
        for name, text in choices.items()
    }
    for name, values in named.items():
        if own.get(name) is not None:
            named[name] = tuple(dict.fromkeys([own[name], *values]))
    declared = settings.robustness
    try:
        if named:
            declared = RobustnessSettings(**{"models": declared.models, "seeds": declared.seeds, **named})
        models = tuple(
            ModelSettings(**{**model.model_dump(), "seeds": tuple(seeds)}) if seeds and len(model.seeds) > 1 else model
            for model in settings.models
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise StudyError(f"{first['loc'][0]}: {first['input']!r}: {of_value(first['msg']).lower()}.") from None
    return replace(study, settings=settings.model_copy(update={"robustness": declared, "models": models}))


def _value(text: str) -> str | int | float:
    """A number if the text is one, else the text."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(text)
    return text.strip()


def own_choices(study: Study) -> dict[str, Any]:
    """What the study's settings choose: every choice but the estimator and its number of topics."""
    settings = study.settings
    return {
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
    """The values of every choice but the estimator: declared ones, else the study's own; a default grid if none is.

    No number of topics where none is declared: each model then keeps its own.
    """
    own, declared = own_choices(study), study.settings.robustness
    named = {name: getattr(declared, name) for name in CHOICES if name != "estimator"}
    if not any([*named.values(), declared.models]):
        named |= _made_up(study, own)
    usual = {name: () if name == "topics" else (own[name],) for name in named}
    return {name: tuple(dict.fromkeys(its)) or usual[name] for name, its in named.items()}


def _made_up(study: Study, own: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """The default grid for a study that declares none: its own value of each choice, and another common one."""
    sizes = [size for model in study.settings.models if (size := _size(model))]
    others = language_of(study.settings.corpus.language).other_segmenters
    return {
        "topics": (*sizes, 2 * sizes[0]) if sizes else (),
        "segmenter": (own["segmenter"], *others) if others else (),
        "stop_words": ("both", "none"),
        "min_passages": (own["min_passages"], 3 * own["min_passages"]),
        "max_share": (own["max_share"], own["max_share"] / 2),
        "duplicates": ("once", "keep"),
        "membership": ("weight", "primary"),
        "weighting": ("text", "document"),
    }


def specifications(study: Study) -> list[Specification]:
    """The grid: every estimator with every combination of the choices that apply to it; the estimator varies slowest.

    Raises StudyError for an unknown model.
    """
    grid, own = values(study), own_choices(study)
    found = []
    for model in _models(study):
        axes = {name: (its or (_size(model),)) if _applies(name, model) else (None,) for name, its in grid.items()}
        for combination in product(*axes.values()):
            chosen = {"estimator": model.name, **dict(zip(axes, combination, strict=True))}
            found.append(Specification(_sized(model, chosen["topics"], _seeds(model, chosen, own, study)), chosen))
    return found


def own_specification(study: Study, estimator: str) -> dict[str, Any]:
    """The choices of the study itself, whose own estimator is the one named.

    Raises StudyError where the grid lacks one of them.
    """
    grid, models = values(study), {model.name: model for model in study.settings.models}
    model = models[estimator]
    own = {"estimator": estimator, "topics": _size(model), **own_choices(study)}
    lacking = [
        f"{name} = {list(its)} lacks {own[name]!r}"
        for name, its in grid.items()
        if its and _applies(name, model) and own[name] not in its
    ]
    if model not in (named := _models(study)):
        lacking.insert(0, f"models = {[one.name for one in named]} lacks {estimator!r}")
    if lacking:
        raise StudyError(
            f"{study.file}: [robustness] leaves out what the study itself does, beside which the others are read: "
            f"{'; '.join(lacking)}. Add it there, or change the study."
        )
    return own


def _models(study: Study) -> list[ModelSettings]:
    known = {model.name: model for model in study.settings.models}
    for name in study.settings.robustness.models:
        if name not in known:
            raise StudyError(f'{study.file}: [robustness] models: there is no model "{name}"; {nearest(name, known)}')
    return [known[name] for name in dict.fromkeys(study.settings.robustness.models or known)]


def _size(model: ModelSettings) -> int | None:
    """The number of topics in a model's settings, if they have one."""
    return model.options.get("topics") or None


def _applies(choice: str, model: ModelSettings) -> bool:
    if choice == "topics":
        return _size(model) is not None
    return choice not in _OF_WORDS or MODELS[model.kind].of_words


def _seeds(model: ModelSettings, chosen: Mapping[str, Any], own: Mapping[str, Any], study: Study) -> tuple[int, ...]:
    """All of a model's seeds if it is fitted with the study's own choices, else at most the number in [robustness]."""
    its = {**own, "topics": _size(model)}
    as_it_is = all(chosen[name] in (None, its[name]) for name in ("topics", *READ))
    return model.seeds if as_it_is else model.seeds[: study.settings.robustness.seeds]


def _sized(model: ModelSettings, size: int | None, seeds: tuple[int, ...]) -> ModelSettings:
    """The model with a number of topics and seeds; another number than the study's is added to its name."""
    if size is None:
        return model.model_copy(update={"seeds": seeds})
    # A name that the study gives to no model of its own: two models of one name would be confused.
    name = model.name if size == _size(model) else f"{model.name}, {size} topics"
    options = {**model.options, "topics": size}
    return model.model_copy(update={"name": name, "seeds": seeds, "options": options})


def is_own(one: Specification, own: Mapping[str, Any]) -> bool:
    """Whether a specification has the study's own choices."""
    return all(value is None or value == own[name] for name, value in one.choices.items())


def coinciding(
    grid: Sequence[Specification], own: Mapping[str, Any], done: Callable[[Specification], tuple[Any, ...]]
) -> dict[int, int]:
    """Places in the grid of the specifications that are counted, each with the number of others of the same result.

    Of specifications that coincide, the study's own is counted, or else the first. They coincide where a value has no
    effect on a study (a limit that no word reaches), or where one model's other size is another model's own.
    """
    by_what: dict[tuple[Any, ...], list[int]] = {}
    for place in sorted(range(len(grid)), key=lambda place: not is_own(grid[place], own)):
        by_what.setdefault(done(grid[place]), []).append(place)
    return {places[0]: len(places) - 1 for places in by_what.values()}
