"""Claims about a theme, each allowed or not by a rule over the study's kept numbers.

The ground of every verdict is a number in the store. No claim says why anything changes: shares of text describe text.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import change_claims
from topics.claims.coders import alpha_verdict, codes_verdict, stated_by
from topics.claims.elsewhere import elsewhere_claims
from topics.claims.event_claims import event_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.peak_claims import peak_claims
from topics.claims.steadiness import steadiness_claims
from topics.claims.text import Text, listed, names, same, say, sentence, when
from topics.claims.verdicts import ALLOWED, LEVEL, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.shares.estimand import Estimand
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.corrected import KeptGold
from topics.wording import count, number_interval

if TYPE_CHECKING:
    import pandas as pd

_MORE_OFTEN_THAN_NOT = 0.5
READ_LEVEL = (
    *(f"gold estimates.{name}" for name in ("theme", "period", "share", "lower", "upper", "n_coded")),
    *(f"gold estimates.{name}" for name in ("method", "weighting", "unit", "membership", "population")),
    *(f"gold coders.{name}" for name in ("alpha", "alpha_lower", "alpha_upper", "n_twice", "n_open", "p_drift")),
    *(f"gold coders.{name}" for name in ("found_least", "found_most", "p_found")),
    "gold.passage_id",
)
READ_UNFIT = (*(f"fitness.{name}" for name in ("estimator", "theme", "verdict", "reason")), "shares.unfit")
READ_APART = tuple(f"shares.{name}" for name in ("estimator", "theme", "period", "share", "lower", "upper"))
READ_UNSTABLE = (*(f"stability.{name}" for name in ("estimator", "theme", "unstable")), "shares.unstable")


def theme_claims(evidence: ThemeEvidence) -> list[Claim]:
    """Claims about one theme, each with its verdict and its grounds."""
    shares = evidence.shares
    blind = sorted(set(shares["estimator"]) - set(_seen(shares)))
    found = [_level(evidence), *elsewhere_claims(evidence), *change_claims(evidence), *peak_claims(evidence)]
    found += [*event_claims(evidence), *steadiness_claims(evidence)]
    found += [
        *_few(shares, levels=found[0].verdict == ALLOWED),
        label_claim(evidence.labels),
        *_without_a_say(evidence),
        *_apart(evidence),
    ]
    if blind:
        ground = say(
            "Given to no passage by {names}: what an estimator does not see is not measured.",
            "{names} 未在任何段落中识别出该主题；未能识别即未能测量，并不表示该主题不存在。",
            names=names(blind),
        )
        absent = Text("The theme is absent from the texts", "文本中不存在该主题")
        found.append(Claim(absent, NOT_ALLOWED, ground, read=("shares.estimator", "shares.share")))
    reasons = Text(
        "Why the share moves, or what it does outside these texts", "占比变化的原因，或占比在本语料之外的含义"
    )
    ground = Text(
        "Shares describe what was written in this corpus; no number here bears on reasons.",
        "本研究不解释变化原因，结论亦不推及语料之外。",
    )
    found.append(Claim(reasons, NOT_ALLOWED, ground))
    return found


def _without_a_say(evidence: ThemeEvidence) -> list[Claim]:
    """A claim for each estimator that passes over the theme where it is named, or whose share is the seed's."""
    moving = say(
        "other topics stand for the theme from seed to seed, so that the share is an accident of the seed",
        "不同随机种子下，与该主题对应的话题并不相同，占比因种子而异",
    )
    found = []
    for name in dict.fromkeys([*evidence.unfit, *evidence.unstable]):
        grounds = [
            *(
                [say("unfit here: {why}", "该方法不适用于本主题：{why}", why=evidence.unfit[name])]
                if name in evidence.unfit
                else []
            ),
            *([moving] if name in evidence.unstable else []),
        ]
        said = say("Anything from the shares of {name}", "以 {name} 所得占比为据的任何结论", name=name)
        read = (*(READ_UNFIT if name in evidence.unfit else ()), *(READ_UNSTABLE if name in evidence.unstable else ()))
        found.append(Claim(said, NOT_ALLOWED, sentence(listed(grounds)), read=read))
    return found


def _apart(evidence: ThemeEvidence) -> list[Claim]:
    """A claim for each estimator whose share lies apart from that of the study's own."""
    found = []
    for one in evidence.apart:
        said = say("A level by {name}", "以 {name} 所得的占比水平", name=one.estimator)
        ground = say(
            "It lies apart from {own}, the study's own (in brackets): {told}. Codes alone tell which is right.",
            "与本研究采用的方法 {own}（括号内）相差较大：{told}。何者正确，只有人工编码才能判断。",
            own=evidence.own,
            told=Text(one.told(), one.told("zh")),
        )
        found.append(Claim(said, NOT_ALLOWED, ground, read=READ_APART))
    return found


def _seen(shares: "pd.DataFrame") -> list[str]:
    most = shares.groupby("estimator", sort=False)["share"].max()
    return [str(name) for name in most.index[most > 0]]


def _level(evidence: ThemeEvidence) -> Claim:
    claim = Text("A level: what per cent of the text is about the theme", "占比水平，即有关该主题的文本所占的百分比")
    gold, unused, (n, of) = evidence.gold, evidence.unused, evidence.coded
    if gold is not None and len(gold.banded):
        known = gold.banded["period"].tolist()
        few = say(", in {at} alone", "，仅限 {at}", at=when(known)) if 2 * len(known) < len(gold.shares) else same("")
        said = say("{claim}, from {by}{few}", "{claim}（据{by}{few}）", claim=claim, by=stated_by(gold), few=few)
        verdict, agreed = codes_verdict(gold.coders, change=False)
        return Claim(said, verdict, listed([sentence(agreed), _corrected(gold)], " ", ""), LEVEL, READ_LEVEL)
    counted = {"n": f"{n:,}", "of": f"{of:,}"}
    if unused:
        ground = say("Level not validated: {why}.", "占比水平未经验证：{why}。", why=unused)
    elif n and n == of:
        said = say("{claim}, from the codes alone", "{claim}（仅据人工编码）", claim=claim)
        ground = say(
            "All {of} counted passages have a code, but how far coders agree on them is not known. "
            "Shares by estimators stay uncorrected model output.",
            "计入统计的 {of} 个段落均有人工编码，但编码员间信度未知。各方法的占比仍为未经校正的模型输出。",
            **counted,
        )
        return Claim(said, NOT_KNOWN, ground, LEVEL, READ_LEVEL)
    elif not n:
        ground = say(
            "Level not validated: no coded sample. Print a share only as the output of a named estimator.",
            "占比水平未经验证：无人工编码样本。报告占比时，须注明它是哪一种方法的输出。",
        )
    else:
        ground = say(
            "{n} of {of} counted passages have a code, but shares here are uncorrected model output. "
            "A level needs a sample with known probabilities and the corrected estimate of `topics gold`.",
            "计入统计的 {of} 个段落中，{n} 个已编码，但此处的占比是未经校正的模型输出。"
            "要就占比水平得出结论，须有抽样概率已知的编码样本，并以 `topics gold` 校正。",
            **counted,
        )
    return Claim(claim, NOT_ALLOWED, ground, LEVEL, READ_LEVEL)


def _corrected(gold: KeptGold) -> Text:
    """The shares that codes state of a theme, what they are of, and the periods without one."""
    known = gold.banded
    cells = zip(known["period"], *(100 * known[part] for part in ("share", "lower", "upper")), strict=True)
    without = gold.shares.loc[gold.shares["lower"].isna(), "period"].tolist()
    nothing = say("; nothing for {of}", "；{of}无结果", of=when(without)) if without else same("")
    return say(
        "{way} {units}, {what}, per cent with 95% intervals: {shares}. Estimators' own shares stay uncorrected"
        "{nothing}.",
        "据 {n:,} 个编码单位{way}（{what}），占比（%）及 95% 区间：{shares}。各方法自身的占比仍未校正{nothing}。",
        n=int(known["n_coded"].sum()),
        units=count(int(known["n_coded"].sum()), "coded unit"),
        way=Text("By the codes alone of", "直接估计") if gold.by_codes_alone else Text("Corrected from", "校正"),
        what=_estimand(known),
        shares=listed(
            [
                say("{at} {share}", "{at} {share}", at=when([at]), share=number_interval(share, low, high, 1))
                for at, share, low, high in cells
            ]
        ),
        nothing=nothing,
    )


def _estimand(rows: "pd.DataFrame") -> Text:
    """The estimand of corrected shares, in words."""
    estimand = Estimand.of(rows)
    weighed = {
        "text": Text("every word counting one", "按词计"),
        "document": Text("every document counting one", "每篇文档计为一"),
    }
    belongs = (
        Text("under its main theme", "归入其首要主题")
        if estimand.membership == "primary"
        else Text("by its theme weights", "按主题权重计入")
    )
    bands = {
        "corpus": Text("this corpus alone", "仅就本语料而言"),
        "process": Text("what might have been written", "就可能写成的全部文本而言"),
    }
    return say(
        "{weighed}, each {unit} {belongs}, bands for {bands}",
        "{weighed}，每个{zh}{belongs}，区间{bands}",
        weighed=weighed[estimand.weighting],
        unit=estimand.unit,
        zh={"paragraph": "段落", "document": "文档"}[estimand.unit],
        belongs=belongs,
        bands=bands[estimand.population],
    )


def _few(shares: "pd.DataFrame", *, levels: bool = False) -> list[Claim]:
    """The claim about periods of few documents; `levels`: whether codes state the level, another thing."""
    few = shares.loc[shares["n_documents"].between(1, FEW_DOCUMENTS - 1), "period"].unique().tolist()
    if not few:
        return []
    ground = say("Fewer than {n} documents.", "文档不足 {n} 篇，不宜就单一时期下结论。", n=FEW_DOCUMENTS)
    every = len(few) == shares.loc[shares["n_documents"] > 0, "period"].nunique()
    some = "关于 {few}的结论" if len(few) == 1 else "关于 {few}中任一单独时期的结论"
    alone = "关于任一单独时期的结论" if every else some
    said = say("Anything about {few} alone", alone, few=when(few))
    if levels:
        said = say("{said} by uncorrected shares", "{said}（据未经校正的占比）", said=said)
        ground = say(
            "Fewer than {n} documents. The level above is another statement: it is of the codes, each period with its "
            "own interval.",
            "文档不足 {n} 篇，不宜据各方法的占比就单一时期下结论。上文的占比水平以编码为据，各期以其自身区间为准。",
            n=FEW_DOCUMENTS,
        )
    return [Claim(said, NOT_ALLOWED, ground, read=("shares.n_documents", "shares.period"))]


def label_claim(labels: Sequence[Mapping[str, Any]]) -> Claim:
    """The claim about the label: allowed where coders who agree chose it more often than not, beyond sampling error."""
    claim = Text("The label fits the passages that are counted under it", "主题标签与所计入的段落相符")
    if not labels:
        ground = say(
            "Not validated on text: no scored `topics validate make --task best-label`.",
            "尚无 `topics validate make --task best-label` 的评分结果，标签未经人工检验。",
        )
        return Claim(claim, NOT_ALLOWED, ground)
    parts = [
        say(
            "{model}: {items} items, precision {precision}, chance {chance:.2f}, {agreed}",
            "{model}：{items} 题，查准率 {precision}，随机水平 {chance:.2f}，{agreed}",
            precision=number_interval(row["precision"], row["lower"], row["upper"]),
            agreed=_agreed(row),
            **{name: row[name] for name in ("model", "items", "chance")},
        )
        for row in labels
    ]
    chosen = all(row["lower"] > _MORE_OFTEN_THAN_NOT for row in labels)
    agreed = {alpha_verdict(row["alpha"], row["alpha_lower"]) for row in labels} if chosen else {NOT_ALLOWED}
    verdict = next(verdict for verdict in (NOT_ALLOWED, NOT_KNOWN, ALLOWED) if verdict in agreed)
    return Claim(claim, verdict, say("{parts}.", "{parts}。", parts=listed(parts)))


def _agreed(row: Mapping[str, Any]) -> Text:
    if row["alpha"] is None:
        return Text("agreement of coders not known", "编码员间信度未知")
    en, zh = "Krippendorff's α of all labels {a}", "全部标签的 Krippendorff α 系数为 {a}"
    return say(en, zh, a=number_interval(row["alpha"], row["alpha_lower"], row["alpha_upper"]))
