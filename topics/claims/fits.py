"""Items of the checklist on the models, told from the kept fits: what each read, did and came to."""

from collections.abc import Iterator
from typing import Any

from topics.claims.items import Item, joined, many, numbered
from topics.claims.text import Text, names, same, say
from topics.models import MODELS
from topics.results.scores import rates_of
from topics.store.job import Estimator, Job
from topics.store.run import Run
from topics.wording import number

_SEEDS = 10  # smallest number of seeds for printed shares
_REFITTED = "refitted"  # the array of compositions by topics that were estimated once more


def models(job: Job) -> Iterator[Item]:
    """An item per model: its topics, the settings that its fits read, its seeds and its scale."""
    for model in job.models:
        told = [same(model.kind), _sizes(model), *_read(model.runs[0]), _seeds(model), *_scale(job, model)]
        yield say("model {name}", "模型 {name}", name=model.name), joined(told)


def seeds(job: Job) -> Iterator[Item]:
    """An item per model: with how many seeds it was fitted, and whether that is enough."""
    for model in job.models:
        n = len(model.runs)
        told = same(str(n))
        if not draws_numbers(model):
            told = say("{n}, and the model draws no random numbers", "{n} 个，该模型不使用随机数", n=n)
        elif n < _SEEDS:
            told = say(
                "{n}; a model that draws random numbers should have {most} or more",
                "{n} 个；使用随机数的模型应有 {most} 个以上",
                n=n,
                most=_SEEDS,
            )
        yield say("seeds of {name}", "{name} 的随机种子数", name=model.name), told


def draws_numbers(model: Estimator) -> bool:
    """Whether a seed can change the model's fits: its kind draws, and its fits, if several, are not all the same."""
    return not model.seedless and not _all_the_same(model)


def _all_the_same(model: Estimator) -> bool:
    fits = [run.provenance["files"].get("topics.npz") for run in model.runs]
    return len(fits) > 1 and len({*fits}) == 1


def _sizes(model: Estimator) -> Text:
    """The numbers of topics of the model's fits: models that find their number themselves may find several."""
    if "codes" in model.uses:
        learned = model.runs[0].scores
        return say(
            "learned from the codes of {passages} of {documents}, and has no topics",
            "以 {documents}中 {passages}的编码训练，没有话题",
            passages=many(learned["codes"], "passage", "个段落"),
            documents=many(learned["documents"], "document", "篇文档"),
        )
    if model.counts_terms:
        return Text("counts the themes' terms and has no topics", "对主题词计数，没有话题")
    return say(
        "K = {n}", "K = {n}", n=names(list(dict.fromkeys(str(r.provenance["summary"]["topics"]) for r in model.runs)))
    )


def _read(run: Run) -> list[Text]:
    """The settings that the fit read, and by name those that a study set and the fit did not read."""
    options, scores = dict(run.used_options), run.scores
    kind = MODELS.get(run.settings["kind"])
    idle = kind.idle(run.settings["options"], scores) if kind else set()
    usual = {name: parameter.default for name, parameter in kind.settings.items()} if kind else {}
    named = {name: options[name] for name in options if name in idle and options[name] != usual.get(name)}
    read: dict[str, Text] = {name: _said(value) for name, value in options.items() if name not in idle}
    if "refit" in read and options["refit"]:
        kept = Text("to other documents kept", "已保存在其他文档上的重新拟合")
        read["refit"] = kept if _REFITTED in run.parts else Text("named, none is kept", "已设定，但没有保存结果")
    for most in ("passes", "iterations"):
        if most in read and most in scores:
            ended = Text("", "") if scores.get("converged", True) else Text(", not converged", "，未收敛")
            read[most] = say(
                "{n} of at most {most}{e}", "{n}（上限 {most}）{e}", n=scores[most], most=options[most], e=ended
            )
    told = [_settings(read) if read else Text("no settings", "没有设置")]
    unread = say("set and not read by this fit: {named}", "已设定但本次拟合未用到：{named}", named=numbered(named))
    return [*told, unread] if named else told


def _settings(read: dict[str, Text]) -> Text:
    return Text(*(", ".join(f"{n} {v.in_language(code)}" for n, v in read.items()) for code in ("en", "zh")))


def _said(value: Any) -> Text:
    return Text("yes", "是") if value is True else Text("no", "否") if value is False else same(str(value))


def _seeds(model: Estimator) -> Text:
    told = names([str(run.settings["seed"]) for run in model.runs])
    if not _all_the_same(model):
        return say("seeds {told}", "随机种子 {told}", told=told)
    return say(
        "seeds {told} named, but the {fits} are the same: the seed changes nothing",
        "设定了随机种子 {told}，但 {fits}完全相同，种子不起作用",
        told=told,
        fits=many(len(model.runs), "fit", "次拟合"),
    )


def _scale(job: Job, model: Estimator) -> list[Text]:
    if model.scale != "own":
        return []
    typical = {theme: number(rate, 2) for theme, rate in rates_of(job, model.runs[0]).items()}
    if all(rate == "1.00" for rate in typical.values()):
        return [
            Text(
                "own scale named; every theme's typical weight is 1, so that it changes nothing",
                "设定了 own 标度；各主题的典型权重均为 1，因此不起作用",
            )
        ]
    return [
        say(
            "theme weights on their own scale, by their typical weights: {typical}",
            "主题权重按各自的典型权重换算：{typical}",
            typical=numbered(typical),
        )
    ]
