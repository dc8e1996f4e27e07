"""Items of the checklist on the models, told from the kept fits: what each read, did and came to."""

from collections.abc import Iterator
from typing import Any

from topics.models import MODELS
from topics.results.scores import rates_of
from topics.store.job import Estimator, Job
from topics.store.run import Run
from topics.wording import count, listed, number, pairs

Item = tuple[str, str]  # the name of the item, its value
_SEEDS = 10  # smallest number of seeds for printed shares
_REFITTED = "refitted"  # the array of compositions by topics that were estimated once more


def models(job: Job) -> Iterator[Item]:
    """An item per model: its topics, the settings that its fits read, its seeds and its scale."""
    for model in job.models:
        told = [model.kind, _sizes(model), *_read(model.runs[0]), _seeds(model), *_scale(job, model)]
        yield f"model {model.name}", "; ".join(told)


def seeds(job: Job) -> Iterator[Item]:
    """An item per model: with how many seeds it was fitted, and whether that is enough."""
    for model in job.models:
        n = len(model.runs)
        if not draws_numbers(model):
            told = f"{n}, and the model draws no random numbers"
        else:
            told = f"{n}" + (f"; a model that draws random numbers should have {_SEEDS} or more" if n < _SEEDS else "")
        yield f"seeds of {model.name}", told


def draws_numbers(model: Estimator) -> bool:
    """Whether a seed can change the model's fits: its kind draws, and its fits, if several, are not all the same."""
    return not model.seedless and not _all_the_same(model)


def _all_the_same(model: Estimator) -> bool:
    fits = [run.provenance["files"].get("topics.npz") for run in model.runs]
    return len(fits) > 1 and len({*fits}) == 1


def _sizes(model: Estimator) -> str:
    """The numbers of topics of the model's fits: models that find their number themselves may find several."""
    if "codes" in model.uses:
        learned = model.runs[0].scores
        of = count(learned["documents"], "document")
        return f"learned from the codes of {count(learned['codes'], 'passage')} of {of}, and has no topics"
    if model.counts_terms:
        return "counts the themes' terms and has no topics"
    sizes = dict.fromkeys(str(run.provenance["summary"]["topics"]) for run in model.runs)
    return f"K = {listed(list(sizes), last=', ')}"


def _read(run: Run) -> list[str]:
    """The settings that the fit read, and by name those that a study set and the fit did not read."""
    options, scores = dict(run.used_options), run.scores
    kind = MODELS.get(run.settings["kind"])
    idle = kind.idle(run.settings["options"], scores) if kind else set()
    usual = {name: parameter.default for name, parameter in kind.settings.items()} if kind else {}
    named = {name: options[name] for name in options if name in idle and options[name] != usual.get(name)}
    read = {name: _said(value) for name, value in options.items() if name not in idle}
    if "refit" in read and options["refit"]:
        read["refit"] = "to other documents kept" if _REFITTED in run.parts else "named, none is kept"
    for most in ("passes", "iterations"):
        if most in read and most in scores:
            ended = "" if scores.get("converged", True) else ", not converged"
            read[most] = f"{scores[most]} of at most {options[most]}{ended}"
    told = [pairs(read) if read else "no settings"]
    return [*told, f"set and not read by this fit: {pairs(named)}"] if named else told


def _said(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def _seeds(model: Estimator) -> str:
    told = listed([str(run.settings["seed"]) for run in model.runs], last=", ")
    if not _all_the_same(model):
        return f"seeds {told}"
    return f"seeds {told} named, but the {count(len(model.runs), 'fit')} are the same: the seed changes nothing"


def _scale(job: Job, model: Estimator) -> list[str]:
    if model.scale != "own":
        return []
    typical = {theme: number(rate, 2) for theme, rate in rates_of(job, model.runs[0]).items()}
    if all(rate == "1.00" for rate in typical.values()):
        return ["own scale named; every theme's typical weight is 1, so that it changes nothing"]
    return [f"theme weights on their own scale, by their typical weights: {pairs(typical)}"]
