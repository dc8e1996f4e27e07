"""Claims about a theme, each allowed or not by a rule over the study's kept numbers.

The ground of every verdict is a number in the store. No claim says why anything changes: shares of text describe text.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import change_claims
from topics.claims.coders import codes_verdict
from topics.claims.event_claims import event_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.peak_claims import peak_claims
from topics.claims.steadiness import steadiness_claims
from topics.claims.text import Text, listed, names, same, say, sentence
from topics.claims.verdicts import ALLOWED, LEVEL, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.evaluation.people.krippendorff import TENTATIVE
from topics.shares.estimand import Estimand
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.corrected import KeptGold
from topics.wording import number_interval

if TYPE_CHECKING:
    import pandas as pd

_MORE_OFTEN_THAN_NOT = 0.5
READ_LEVEL = (
    *(f"gold estimates.{name}" for name in ("theme", "period", "share", "lower", "upper", "n_coded")),
    *(f"gold estimates.{name}" for name in ("method", "weighting", "unit", "membership", "population")),
    *(f"gold coders.{name}" for name in ("alpha", "n_coded", "n_twice", "n_open", "p_drift")),
    "gold.passage_id",
)
READ_UNFIT = (*(f"fitness.{name}" for name in ("estimator", "theme", "verdict", "reason")), "shares.unfit")
READ_UNSTABLE = (*(f"stability.{name}" for name in ("estimator", "theme", "unstable")), "shares.unstable")


def theme_claims(evidence: ThemeEvidence) -> list[Claim]:
    """Claims about one theme, each with its verdict and its grounds."""
    shares = evidence.shares
    blind = sorted(set(shares["estimator"]) - set(_seen(shares)))
    found = [_level(evidence), *change_claims(evidence), *peak_claims(evidence)]
    found += [*event_claims(evidence), *steadiness_claims(evidence)]
    found += [*_few(shares), label_claim(evidence.labels), *_unfit(evidence.unfit), *_unstable(evidence.unstable)]
    if blind:
        ground = say(
            "{names} give the theme to no passage: what they do not see is not measured.",
            "{names} 未在任何段落给出该主题：看不到的主题未被测量。",
            names=names(blind),
        )
        absent = Text("The theme is absent from the texts", "文本中没有该主题")
        found.append(Claim(absent, NOT_ALLOWED, ground, read=("shares.estimator", "shares.share")))
    reasons = Text(
        "Why the share moves, or what it does outside these texts", "占比为何变化，或在这些文本之外意味着什么"
    )
    ground = Text(
        "Shares describe what was written in this corpus; no number here bears on reasons.",
        "占比只描述本语料中写了什么；这里没有任何数字涉及原因。",
    )
    found.append(Claim(reasons, NOT_ALLOWED, ground))
    return found


_ANYTHING = "据 {name} 的占比作出的任何陈述"


def _unfit(reasons: Mapping[str, Text | str]) -> list[Claim]:
    """A claim for each estimator that passes over the theme where it is named."""
    return [
        Claim(
            say("Anything from the shares of {name}", _ANYTHING, name=name),
            NOT_ALLOWED,
            say("Unfit here: {reason}.", "在此不适用：{reason}。", reason=reason),
            read=READ_UNFIT,
        )
        for name, reason in reasons.items()
    ]


def _unstable(estimators: Sequence[str]) -> list[Claim]:
    """A claim for each estimator whose share of the theme is an accident of the seed."""
    ground = Text(
        "Other topics stand for the theme from seed to seed: the share is an accident of the seed.",
        "各种子间对应该主题的话题不同：占比取决于种子。",
    )
    return [
        Claim(say("Anything from the shares of {name}", _ANYTHING, name=name), NOT_ALLOWED, ground, read=READ_UNSTABLE)
        for name in estimators
    ]


def _seen(shares: "pd.DataFrame") -> list[str]:
    most = shares.groupby("estimator", sort=False)["share"].max()
    return [str(name) for name in most.index[most > 0]]


def _level(evidence: ThemeEvidence) -> Claim:
    claim = Text("A level: what per cent of the text is about the theme", "水平：文本中有百分之几关于该主题")
    gold, unused, (n, of) = evidence.gold, evidence.unused, evidence.coded
    if gold is not None and gold.shares["lower"].notna().any():
        said = say("{claim}, from the corrected shares alone", "{claim}，仅据校正占比", claim=claim)
        verdict, agreed = codes_verdict(gold.coders, change=False)
        return Claim(said, verdict, listed([sentence(agreed), _corrected(gold)], " ", ""), LEVEL, READ_LEVEL)
    counted = {"n": f"{n:,}", "of": f"{of:,}"}
    if unused:
        ground = say("Level not validated: {why}.", "水平未经验证：{why}。", why=unused)
    elif n and n == of:
        said = say("{claim}, from the codes alone", "{claim}，仅据编码", claim=claim)
        ground = say(
            "All {of} counted passages have a code, but how far coders agree on them is not known. "
            "Shares by estimators stay uncorrected model output.",
            "全部 {of} 个计入段落都有编码，但编码员的一致程度未知。各估计方法的占比仍是未校正的模型输出。",
            **counted,
        )
        return Claim(said, NOT_KNOWN, ground, LEVEL, READ_LEVEL)
    elif not n:
        ground = say(
            "Level not validated: no coded sample. Print a share only as the output of a named estimator.",
            "水平未经验证：没有编码样本。占比只能作为某一具名估计方法的输出刊出。",
        )
    else:
        ground = say(
            "{n} of {of} counted passages have a code, but shares here are uncorrected model output. "
            "A level needs a sample with known probabilities and the corrected estimate of `topics gold`.",
            "{of} 个计入段落中有 {n} 个有编码，但此处的占比是未校正的模型输出。"
            "水平需要抽样概率已知的样本和 `topics gold` 的校正估计。",
            **counted,
        )
    return Claim(claim, NOT_ALLOWED, ground, LEVEL, READ_LEVEL)


def _corrected(gold: KeptGold) -> Text:
    """The corrected shares of a theme, what they are of, and the periods without one."""
    known = gold.shares[gold.shares["lower"].notna()]
    cells = zip(known["period"], *(100 * known[part] for part in ("share", "lower", "upper")), strict=True)
    without = gold.shares.loc[gold.shares["lower"].isna(), "period"].tolist()
    nothing = say("; nothing for {of}", "；{of} 没有结果", of=names(without)) if without else same("")
    return say(
        "Corrected from {n:,} coded units, {what}, per cent [95 %]: {shares}. "
        "Estimators' own shares stay uncorrected{nothing}.",
        "据 {n:,} 个编码单元校正，{what}，百分比［95 %］：{shares}。估计方法自身的占比仍未校正{nothing}。",
        n=int(known["n_coded"].sum()),
        what=_estimand(known),
        shares=listed([f"{period} {number_interval(share, low, high, 1)}" for period, share, low, high in cells]),
        nothing=nothing,
    )


def _estimand(rows: "pd.DataFrame") -> Text:
    """The estimand of corrected shares, in words."""
    estimand = Estimand.of(rows)
    weighed = {
        "text": Text("every word counting one", "每词计一"),
        "document": Text("every document counting one", "每篇文档计一"),
    }
    belongs = (
        Text("under its main theme", "归于其主要主题")
        if estimand.membership == "primary"
        else Text("by its theme weights", "按其主题权重")
    )
    bands = {
        "corpus": Text("this corpus alone", "仅本语料"),
        "process": Text("what might have been written", "可能写成的文本"),
    }
    return say(
        "{weighed}, each {unit} {belongs}, bands for {bands}",
        "{weighed}，每个{zh}{belongs}，区间针对{bands}",
        weighed=weighed[estimand.weighting],
        unit=estimand.unit,
        zh={"paragraph": "段落", "document": "文档"}[estimand.unit],
        belongs=belongs,
        bands=bands[estimand.population],
    )


def _few(shares: "pd.DataFrame") -> list[Claim]:
    few = shares.loc[shares["n_documents"].between(1, FEW_DOCUMENTS - 1), "period"].unique().tolist()
    if not few:
        return []
    ground = say("Fewer than {n} documents.", "文档不足 {n} 篇。", n=FEW_DOCUMENTS)
    said = say("Anything about {few} alone", "仅关于 {few} 的任何陈述", few=names(few))
    return [Claim(said, NOT_ALLOWED, ground, read=("shares.n_documents", "shares.period"))]


def label_claim(labels: Sequence[Mapping[str, Any]]) -> Claim:
    """The claim about the label: allowed where coders who agree chose it more often than not, beyond sampling error."""
    claim = Text("The label fits the passages that are counted under it", "标签与计入其下的段落相符")
    if not labels:
        ground = say(
            "Not validated on text: no scored `topics validate make --task best-label`.",
            "未在文本上验证：没有计分的 `topics validate make --task best-label`。",
        )
        return Claim(claim, NOT_ALLOWED, ground)
    parts = [
        say(
            "{model}: {items} items, precision {precision}, chance {chance:.2f}, {agreed}",
            "{model}：{items} 题，查准率 {precision}，随机水平 {chance:.2f}，{agreed}",
            precision=number_interval(row["precision"], row["lower"], row["upper"]),
            agreed=_agreed(row["alpha"]),
            **{name: row[name] for name in ("model", "items", "chance")},
        )
        for row in labels
    ]
    fits = all(row["lower"] > _MORE_OFTEN_THAN_NOT and (row["alpha"] or 0) >= TENTATIVE for row in labels)
    return Claim(claim, ALLOWED if fits else NOT_ALLOWED, say("{parts}.", "{parts}。", parts=listed(parts)))


def _agreed(alpha: float | None) -> Text:
    if alpha is None:
        return Text("agreement of coders not known", "编码员的一致性未知")
    return say("Krippendorff's α of all labels {a:.2f}", "全部标签的 Krippendorff α 为 {a:.2f}", a=alpha)
