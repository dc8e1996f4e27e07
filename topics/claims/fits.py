"""Items of the checklist on the models, told from the kept fits: what each read, did and came to."""

from collections.abc import Iterator
from typing import Any

from topics.claims.items import Item, joined, many, numbered
from topics.claims.text import Text, names, same, say
from topics.models import MODELS
from topics.results.scores import rates_of, scale_of
from topics.store.job import Estimator, Job
from topics.store.run import Run
from topics.wording import number

_SEEDS = 10  # smallest number of seeds for printed shares
SETTINGS_ZH = {  # of models, in study.toml
    "topics": "话题数",
    "inference": "推断方法",
    "passes": "迭代轮数",
    "iterations": "迭代次数",
    "tolerance": "收敛容差",
    "guided": "以主题词项引导",
    "alpha": "α",
    "alpha_form": "α 的形式",
    "eta": "η",
    "eta_form": "η 的形式",
    "hold": "先验倍数",
    "chunk": "分块大小",
    "start": "初始值",
    "refit": "重新拟合",
    "draws": "后验抽样次数",
    "keep_draws": "保存后验抽样",
    "embedder": "向量模型",
    "mode": "方式",
    "neighbours": "近邻数",
    "dimensions": "降维维数",
    "min_topic_size": "话题最少段落数",
    "min_similarity": "最低相似度",
    "weights": "权重",
    "dynamic": "随时间变化",
    "states": "状态数",
    "measure": "计数方式",
    "file": "文件",
    "whose": "得分来源",
    "missing": "缺失段落的处理",
    "converged": "已收敛",
    "reconstruction error": "重构误差",
    "passages with a term": "含主题词项的段落",
    "wholly at": "典型权重",
    "mainly at extent": "判为首要的最低分句占比",
    "passages with a mention": "提及主题的段落",
    "no mention below specificity": "计为提及的最低专指度",
    "long passages without signs": "没有标点的长段落",
    "has clauses": "可分为分句",
    "passages without a score": "没有得分的段落",
    "codes": "有编码的段落",
    "documents": "有编码的文档",
    "perplexity": "困惑度",
    "perplexity drift": "困惑度变动",
    "bound per word": "每词变分下界",
    "eta learnt": "η 由数据估计",
    "topics found": "所得话题数",
    "outlier share": "离群段落占比",
    "told share": "无歧义段落占比",
    "empty topics": "空话题数",
}
VALUES_ZH = {  # of those settings
    "auto": "自动",
    "collapsed": "折叠推断",
    "gibbs": "吉布斯抽样",
    "variational": "变分",
    "symmetric": "对称",
    "asymmetric": "非对称",
    "lifted": "对主题词项加权的计数",
    "whole": "按全部词语计数",
    "free": "不引导",
    "guided": "引导",
    "zero-shot": "零样本",
    "hard": "硬归属",
    "soft": "软归属",
    "information-theory": "信息量",
    "inv-freq": "逆词频",
    "none": "无",
    "any": "出现即计",
    "density": "按密度",
    "two": "至少两次",
    "refuse": "报错",
    "unassigned": "列为未归入",
}
_PHRASES_ZH = {  # of settings with their values
    "inference": {"变分": "采用变分推断", "折叠推断": "采用折叠推断", "吉布斯抽样": "采用吉布斯抽样"},
    "guided": {"是": "以主题词项引导", "否": "不以主题词项引导"},
    "converged": {"是": "已收敛", "否": "未收敛"},
    "measure": {"出现即计": "计数：出现一次计一次"},
    "refit": {"是": "设定为以重抽文档再拟合", "否": "设定为不再拟合"},
    "keep_draws": {"是": "保存后验抽样", "否": "不保存后验抽样"},
    "alpha_form": {"对称": "α 对称", "非对称": "α 非对称"},
    "eta_form": {"对称": "η 对称", "非对称": "η 非对称"},
}
_REFITTED = "refitted"  # the array of compositions by topics that were estimated once more


def models(job: Job) -> Iterator[Item]:
    """An item per model: its topics, the settings that its fits read, its seeds and its scale."""
    for model in job.models:
        told = [_kind(model), sizes(model), *_read(model.runs[0]), seeds_of(model), *_scale(job, model)]
        yield say("model {name}", "模型：{name}", name=model.name), joined(told)


def _kind(model: Estimator) -> Text:
    kind = MODELS.get(model.kind)
    return Text(model.kind, kind.label["zh"] if kind else model.kind)


def seeds(job: Job) -> Iterator[Item]:
    """An item per model: with how many seeds it was fitted, and whether that is enough."""
    for model in job.models:
        n = len(model.runs)
        told = same(str(n))
        if not draws_numbers(model):
            told = say("{n}, and the model draws no random numbers", "{n} 个，该模型不使用随机数", n=n)
        elif n < _SEEDS:
            told = say(
                "{n}, fewer than the {most} on which printed shares should rest",
                "{n} 个，少于正式报告占比时宜有的 {most} 个",
                n=n,
                most=_SEEDS,
            )
        yield say("seeds of {name}", "{name} 的随机种子数", name=model.name), told


def draws_numbers(model: Estimator) -> bool:
    """Whether a seed can change the model's fits: its kind draws, and its fits, if several, are not all the same."""
    return not model.seedless and not model.alike


def sizes(model: Estimator) -> Text:
    """The numbers of topics of the model's fits: models that find their number themselves may find several."""
    if "codes" in model.uses:
        learned = model.runs[0].scores
        return say(
            "learned from the codes of {passages} of {documents}, and has no topics",
            "以 {documents}中 {passages}的编码训练，不设话题",
            passages=many(learned["codes"], "passage", "个段落"),
            documents=many(learned["documents"], "document", "篇文档"),
        )
    if "scores" in model.uses:
        return say(
            "takes the themes' scores from elsewhere, and has no topics; without a score: {passages}",
            "取用外部的主题得分，不设话题；没有得分的：{passages}",
            passages=many(model.runs[0].scores["passages_without_a_score"], "passage", "个段落"),
        )
    if model.counts_terms:
        return Text("counts the themes' terms and has no topics", "对主题词项计数，不设话题")
    found = sorted({int(run.provenance["summary"]["topics"]) for run in model.runs})
    return say("K = {n}", "K = {n}", n=names([str(size) for size in found]))


def _read(run: Run) -> list[Text]:
    """The settings that the fit read, and by name those that a study set and the fit did not read."""
    options, written, scores = run.used_options, run.settings["options"], run.scores
    kind = MODELS.get(run.settings["kind"])
    usual = {name: parameter.default for name, parameter in kind.settings.items()} if kind else {}
    named = {name: written[name] for name in written if name not in options and written[name] != usual.get(name)}
    read: dict[str, Text] = {name: _said(value) for name, value in options.items()}
    if "refit" in read and options["refit"]:
        kept = Text("to other documents kept", "已有以其他文档拟合的结果")
        read["refit"] = kept if _REFITTED in run.parts else Text("named, none is kept", "已设定，但没有保存结果")
    if options.get("chunk") and options["chunk"] > (n := run.provenance["summary"]["passages"]):
        beside = Text(f", more than the {n:,} passages", f"（多于 {n:,} 个段落）")
        read["chunk"] = say("{chunk}{beside}", "{chunk}{beside}", chunk=options["chunk"], beside=beside)
    for most in ("passes", "iterations"):
        if most in read and most in scores:
            ended = Text("", "") if scores.get("converged", True) else Text(", not converged", "，未收敛")
            read[most] = say(
                "{n} of at most {most}{e}", "{n}（上限 {most}）{e}", n=scores[most], most=options[most], e=ended
            )
    told = [_settings(read) if read else Text("no settings", "没有设置")]
    unread = say(
        "set and not read by this fit: {named}", "已设定但本次拟合未用到：{named}", named=numbered(named, SETTINGS_ZH)
    )
    return [*told, unread] if named else told


def _settings(read: dict[str, Text]) -> Text:
    english = (f"{name} {value.en}" for name, value in read.items())
    return Text(", ".join(english), "，".join(setting_zh(name, value.zh) for name, value in read.items()))


LIMITS_ZH = {"passes": "迭代轮数上限", "iterations": "迭代次数上限"}  # as they are set, beside those that were made


def setting_zh(name: str, value: str) -> str:
    """A setting as a phrase where one is usual, else its name and its value.

    >>> setting_zh("inference", "变分"), setting_zh("guided", "否"), setting_zh("alpha", "0.05")
    ('采用变分推断', '不以主题词项引导', 'α 0.05')
    """
    if value in _PHRASES_ZH.get(name, {}):
        return _PHRASES_ZH[name][value]
    return f"{SETTINGS_ZH.get(name, name)} {value}".strip()


def settings_zh(told: str, *, measured: bool = False) -> str:
    """Settings of a fit or, `measured`, what it says of itself, as a table has them in English, in Chinese.

    >>> settings_zh("inference variational, passes 100")
    '采用变分推断，迭代轮数上限 100'
    >>> settings_zh("passes 17, converged yes, wholly at 5g 0.63, care 0.6", measured=True)
    '迭代轮数 17，已收敛，典型权重：5g 0.63，care 0.6'
    """
    found = []
    for part in told.split(", "):
        name, _, value = part.rpartition(" ")
        lead = "wholly at " if name.startswith("wholly at ") else ""
        said = {"yes": "是", "no": "否"}.get(value, VALUES_ZH.get(value, value))
        if lead:
            found.append(f"{SETTINGS_ZH['wholly at']}：{part.removeprefix(lead)}")
        elif name in LIMITS_ZH and not measured:
            found.append(f"{LIMITS_ZH[name]} {said}")
        else:
            found.append(setting_zh(name, said))
    return "，".join(found)


def _said(value: Any) -> Text:
    if isinstance(value, bool):
        return Text("yes", "是") if value else Text("no", "否")
    return Text(str(value), VALUES_ZH.get(str(value), str(value)))


def seeds_of(model: Estimator) -> Text:
    """The seeds of the model's fits; of a model that draws no random numbers, that."""
    if model.seedless and len(model.runs) == 1:
        return Text("no random numbers", "不使用随机数")
    told = names([str(run.settings["seed"]) for run in model.runs])
    if not model.alike:
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
    if scale_of(job, model.runs[0]) == "none":
        return [
            Text(
                "own scale named; every theme's typical weight is 1, so that it changes nothing",
                "设定了 own 标度；各主题的典型权重均为 1，因此不起作用",
            )
        ]
    typical = {theme: number(rate, 2) for theme, rate in rates_of(job, model.runs[0]).items()}
    return [
        say(
            "theme weights on their own scale, by their typical weights: {typical}",
            "主题权重按各自的典型权重换算：{typical}",
            typical=numbered(typical, {theme.id: theme.label("zh") for theme in job.themes}),
        )
    ]
