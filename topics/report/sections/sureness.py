"""The table of checks: a cell for every theme and check, with its state, a few words, and the sentence behind it.

States. `holds`: the check was made and speaks for the change or the level. `partly`: for some of it. `against`: it
speaks against. `open`: it was not made, or nothing can be told. `none`: there is nothing to check.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import ALPHA, told
from topics.claims.claims import label_claim
from topics.claims.evidence import Evidence, ThemeEvidence
from topics.claims.items import attributes_named
from topics.claims.text import Text, listed, names, same, say, sentence
from topics.claims.threats import AGREE
from topics.claims.verdicts import ALLOWED, CHANGE, LEVEL, NOT_KNOWN, Claim
from topics.evaluation.people.krippendorff import TENTATIVE
from topics.evaluation.stability import MARGIN, SIMILARITY
from topics.report.headings import estimator_labels, labelled
from topics.shares.trend.trends import by_model
from topics.wording import number, p_value, percent, points

if TYPE_CHECKING:
    import pandas as pd

HOLDS, PARTLY, AGAINST, OPEN, NONE = "holds", "partly", "against", "open", "none"
STATES = {HOLDS: "●", PARTLY: "◐", AGAINST: "✕", OPEN: "○", NONE: "–"}


@dataclass(frozen=True)
class Cell:
    """The outcome of one check of one theme."""

    state: str
    short: Text
    told: Text


@dataclass(frozen=True)
class Look:
    """What a check looks at."""

    evidence: ThemeEvidence
    finding: Mapping[Any, Any]
    claims: Sequence[Claim]
    stability: "pd.DataFrame | None"
    seedless: bool  # whether the study's own estimator draws no random numbers

    @property
    def told(self) -> bool:
        """Whether the study's own estimator tells the change from none."""
        own = self.evidence.trends["estimator"] == self.evidence.own
        return bool((self.evidence.trends.loc[own, "p_change_holm"] < ALPHA).any())


def sureness(
    evidence: Evidence,
    claims: Mapping[str, Sequence[Claim]],
    findings: "pd.DataFrame",
    language: str,
) -> dict[str, Any]:
    """The table: `checks` (headings with what each asks) and `rows`, one per theme."""
    of = {row["theme"]: row for row in findings.to_dict("records")}
    stability, rows, labels = evidence.stability, [], estimator_labels(evidence.job, language)
    for place, theme in enumerate(evidence.job.themes):
        moving = None if stability is None else stability[stability["theme"] == theme.id]
        look = Look(evidence.of_theme(theme.id), of[theme.id], claims[theme.id], moving, evidence.job.own.seedless)
        cells = [(heading, check(look)) for heading, _, check in CHECKS]
        cells = [(heading, _direction_alone(cell, look) if heading in OF_CHANGE else cell) for heading, cell in cells]
        rows.append(
            {
                "id": theme.id,
                "place": place,
                "label": theme.label(language),
                "cells": [
                    {
                        "state": cell.state,
                        "mark": STATES[cell.state],
                        "short": cell.short.in_language(language),
                        "told": labelled(sentence(cell.told).in_language(language), labels),
                        "check": heading.in_language(language),
                    }
                    for heading, cell in cells
                ],
            }
        )
    checks = [(heading.in_language(language), asks.in_language(language)) for heading, asks, _ in CHECKS]
    return {"checks": checks, "rows": rows}


def _direction_alone(cell: Cell, look: Look) -> Cell:
    """What holds of a change that is not told from none: no more than its direction."""
    by_codes = bool(look.finding["corrected"])
    if cell.state != HOLDS or (look.finding["change_verdict"] == ALLOWED if by_codes else look.told):
        return cell
    # Codes may tell a change that their coders' agreement does not allow to be claimed.
    alone = say(
        "{told}; this is of the direction alone, since {why}",
        "{told}；此处仅比较方向：{why}",
        told=cell.told,
        why=Text("the codes do not allow a change to be claimed", "据人工编码尚不能认定变化")
        if by_codes
        else say("no change is told from none by {own}", "以 {own} 计，变化不显著", own=look.evidence.own),
    )
    short = say("sign {n}", "方向 {n}", n=cell.short)
    return Cell(PARTLY, short, alone)


def _change(look: Look) -> Cell:
    """Whether a change is told from none beside what whole periods have in common."""
    claim = next(claim for claim in look.claims if claim.kind == CHANGE)
    if look.finding["corrected"]:
        return Cell(HOLDS if claim.verdict == ALLOWED else OPEN, Text("by codes", "据人工编码"), claim.why)
    trends = look.evidence.trends
    rows = trends[trends["estimator"].isin(look.evidence.seen) & (trends["statement"] != "")]
    if not len(rows):
        return Cell(OPEN, same("–"), claim.why)
    found = rows["p_change_holm"] < ALPHA
    lead = (
        Text("The one estimator tells a change from none", "仅有的一种方法变化显著")
        if len(rows) == 1 and found.all()
        else Text("The one estimator tells no change from none", "仅有的一种方法变化不显著")
        if len(rows) == 1
        else Text("{n} of {of} estimators tell a change from none", "{of} 种方法中 {n} 种的变化显著")
        if found.any() and not found.all()
        else Text("All {of} estimators tell a change from none", "{of} 种方法的变化均显著")
        if found.any()
        else Text("None of {of} estimators tells a change from none", "{of} 种方法的变化均不显著")
    )
    report = say(
        lead.en + ", with p after Holm below .05: {each}",
        lead.zh + "（以经 Holm 校正的 p < 0.05 为显著）：{each}",
        n=int(found.sum()),
        of=len(rows),
        each=told(rows, rows["estimator"].tolist(), "p_change_holm", True),
    )
    state = HOLDS if found.all() else PARTLY if found.any() else OPEN
    short = same(f"{int(found.sum())}/{len(rows)}") if found.any() else Text("not told", "不显著")
    return Cell(state, short, report)


def _methods(look: Look) -> Cell:
    """Whether the estimators that measure the theme have a change of one sign."""
    agree, of = int(look.finding["agree"]), int(look.finding["of"])
    trends = by_model(look.evidence.trends)
    seen = trends[trends["estimator"].isin(look.evidence.seen) & trends["share_change"].notna()]
    each = names([f"{row['estimator']} {points(row['share_change'])}" for row in seen.to_dict("records")])
    left = {**look.evidence.unfit, **dict.fromkeys(look.evidence.unstable, "")}
    without = (
        say("; not measured by {names}", "；未能测量该主题的方法：{names}", names=names(list(left)))
        if left
        else same("")
    )
    apart = list(dict.fromkeys(one.estimator for one in look.evidence.apart))
    level = say(
        "; apart from {own} in level: {names}",
        "；占比水平与 {own} 相差较大的方法：{names}",
        names=names(apart),
        own=look.evidence.own,
    )
    without = listed([without, *([level] if apart else [])], "", "")
    short = same(f"{agree}/{of}")
    if of < 2:
        told = say(
            "Fewer than two estimators measure the theme{without}",
            "能测量该主题的方法不足两种{without}",
            without=without,
        )
        return Cell(OPEN, short, told)
    if agree < of and (alike := _alike(seen["share_change"])):
        return _methods_alone(look, alike, each, without, of)
    lead = (
        Text("All {of} estimators have a change of the same sign", "{of} 种方法的变化方向一致")
        if agree == of
        else Text("{agree} of {of} estimators have a change of the same sign", "{of} 种方法中有 {agree} 种变化方向相同")
    )
    told = say(
        lead.en + ", in points: {each}{without}",
        lead.zh + "（百分点）：{each}{without}",
        agree=agree,
        of=of,
        each=each,
        without=without,
    )
    return Cell(HOLDS if agree == of else PARTLY if 2 * agree > of else AGAINST, short, told)


def _alike(changes: "pd.Series") -> Text | None:
    """The way in which all changes go; None where they do not go one way."""
    if (changes > 0).all():
        return Text("rise", "上升")
    return Text("fall", "下降") if (changes < 0).all() else None


def _methods_alone(look: Look, way: Text, each: Text, without: Text, of: int) -> Cell:
    """Methods that agree with each other but not with what states the theme; they speak against a change it tells."""
    change, by_codes = float(look.finding["change"]), bool(look.finding["corrected"])
    sure = by_codes and look.finding["change_verdict"] == ALLOWED
    beside = say(
        "the codes have {change}, {sure}",
        "据编码为 {change}，{sure}",
        change=points(change),
        sure=Text("told from none", "变化显著") if sure else Text("not told from none", "变化不显著"),
    )
    if change != change:
        beside = (
            Text("the codes have no change", "据编码的变化未知")
            if by_codes
            else Text("the study's own has no change", "本研究采用的方法未给出变化")
        )
    told = say(
        "All {of} estimators {way}, in points: {each}; {beside}{without}",
        "{of} 种方法均为{way}（百分点）：{each}；{beside}{without}",
        of=of,
        way=way,
        each=each,
        beside=beside,
        without=without,
    )
    return Cell(AGAINST if sure else OPEN, say("all {n} {way}", "{n} 种均{way}", n=of, way=way), told)


def _own_change(look: Look) -> float:
    """The change by the study's own estimator, with which its other ways of counting are compared."""
    if not look.finding["corrected"]:
        return float(look.finding["change"])
    rows = by_model(look.evidence.trends)
    return float(rows.loc[rows["estimator"] == look.evidence.own, "share_change"].iloc[0])


def _found_again(again: list[str], moving: list[str]) -> Text:
    """Which estimators find the theme's topics again, and which do not."""
    told = []
    if again:
        verb = "finds" if len(again) == 1 else "find"
        told.append(
            say(
                f"{{names}} {verb} the theme's topics again", "{names} 更换种子后仍得到该主题的话题", names=names(again)
            )
        )
    if moving:
        verb = "does" if len(moving) == 1 else "do"
        no = f"{{names}} {verb} not" + ("" if again else " find the theme's topics again")
        told.append(say(no, "{names} 更换种子后得不到该主题的话题", names=names(moving)))
    return listed(told, ", ", "，")


def _seeds(look: Look) -> Cell:
    """Whether the topics of the theme are found again under other seeds."""
    rows, lone = look.stability, [name for name in look.evidence.lone if name in look.evidence.seen]
    if rows is None or not len(rows):
        if not lone:
            return Cell(NONE, same(""), Text("No estimator draws random numbers", "各方法均不使用随机数"))
        told = say(
            "{names} are fitted with one seed: how much hangs on it is not known",
            "{names} 仅用一个随机种子拟合，种子的影响未知",
            names=names(lone),
        )
        return Cell(OPEN, Text("one seed", "仅一个种子"), told)
    moving = rows.loc[rows["unstable"].astype(bool), "estimator"].tolist()
    if look.seedless:
        told = say(
            "{own}, the study's own estimator, draws no random numbers; of the others that do, {each} with other seeds",
            "本研究采用的方法 {own} 不使用随机数；其他使用随机数的方法中，{each}",
            own=look.evidence.own,
            each=_found_again([name for name in rows["estimator"] if name not in moving], moving),
        )
        return Cell(NONE, same(""), told)
    each = [f"{row['estimator']} {number(row['similarity'], 2)}" for row in rows.to_dict("records")]
    told = say(
        "Similarity of the theme's topics from seed to seed (unstable below {similarity}, or where the next best topic "
        "is less than {margin} below): {each}{moving}",
        "不同随机种子之间，该主题对应话题的相似度（低于 {similarity}，或比次相似的话题高出不足 {margin}，"
        "即为不稳定）：{each}{moving}",
        similarity=SIMILARITY,
        margin=MARGIN,
        each=names(each),
        moving=say("; unstable and left out: {names}", "；因不稳定而不采用：{names}", names=names(moving))
        if moving
        else same(""),
    )
    short = same(f"{len(rows) - len(moving)}/{len(rows)}")
    return Cell(HOLDS if not moving else PARTLY if len(moving) < len(rows) else AGAINST, short, told)


def _codes(look: Look) -> Cell:
    """Whether coded passages validate the level."""
    claim = next(claim for claim in look.claims if claim.kind == LEVEL)
    coded, of = look.evidence.coded
    if claim.verdict == ALLOWED:
        return Cell(HOLDS, Text("validated", "已验证"), claim.why)
    if look.evidence.gold is not None:
        coders = look.evidence.gold.coders
        alone = coders is not None and len(coders) > 0 and not coders["n_twice"].any()
        unknown = Text("one coder", "仅一名编码员") if alone else Text("α not known", "信度未知")
        if not alone and coders is not None and "alpha_lower" in coders and (coders["alpha_lower"] < TENTATIVE).any():
            unknown = Text("α uncertain", "信度不确定")
        differ = Text("coders differ", "编码不一致")
        return Cell(PARTLY, unknown if claim.verdict == NOT_KNOWN else differ, claim.why)
    short = same(percent(coded / of, 0)) if coded and of else Text("none", "无编码")
    return Cell(PARTLY if claim.verdict == NOT_KNOWN else OPEN, short, claim.why)


def _label(look: Look) -> Cell:
    """Whether people chose the theme's label for its passages."""
    claim = label_claim(look.evidence.labels)
    if not look.evidence.labels:
        return Cell(OPEN, Text("not done", "未做"), claim.why)
    worst = min(float(row["precision"]) for row in look.evidence.labels)
    state = {ALLOWED: HOLDS, NOT_KNOWN: PARTLY}.get(claim.verdict, AGAINST)
    return Cell(state, same(number(worst, 2)), claim.why)


def _choices(look: Look) -> Cell:
    """Whether the change has its sign in nearly all specifications."""
    curve = look.evidence.curve
    if curve is None:
        told = Text(
            "No specification curve: other choices were not tried (`topics robustness`)",
            "没有设定曲线：未尝试其他分析选择（可运行 `topics robustness`）",
        )
        return Cell(OPEN, Text("not done", "未做"), told)
    if curve.summary is None:
        told = Text(
            "The curve that is kept is of another state of the study (`topics robustness`)",
            "所存的设定曲线与本研究现在的语料或设置不一致（请重新运行 `topics robustness`）",
        )
        return Cell(OPEN, Text("stale", "已过时"), told)
    rows = curve.summary.to_dict("records")
    agree = float(rows[0]["share_agree_own"]) if rows else float("nan")
    if agree != agree:
        return Cell(OPEN, same("–"), Text("The curve has no change of this theme", "设定曲线中没有该主题的变化"))
    n = int(rows[0]["n_specifications"])
    told = say(
        "{same} of {n} specifications have a change of the study's own sign; "
        "median {median} points, from {lowest} to {highest}",
        "{n} 种设定中有 {same} 种与本研究方向一致；变化的中位数为 {median} 个百分点，范围为 {lowest} 至 {highest}",
        same=round(agree * n),
        n=n,
        median=points(rows[0]["share_change_median"]),
        lowest=points(rows[0]["share_change_lowest"]),
        highest=points(rows[0]["share_change_highest"]),
    )
    state = HOLDS if agree >= AGREE else PARTLY if agree > 0.5 else AGAINST
    return Cell(state, same(percent(agree, 0)), told)


def _vocabulary(look: Look) -> Cell:
    """Whether the change is one of wording."""
    grounds = look.evidence.vocabulary
    if grounds is None:
        told = Text("It cannot be told: fewer than two terms occur", "无法判断：文本中出现的词项不足两个")
        return Cell(OPEN, same("–"), told)
    if not grounds and not look.told:
        return Cell(
            NONE, same(""), Text("No change is told that could be one of wording", "未显示变化，无从归因于用词")
        )
    if not grounds:
        told = Text(
            "Without any one term the change stays, and no other word took a term's place",
            "去掉任一词项后变化依然成立，也没有其他词取代词项",
        )
        return Cell(HOLDS, Text("stays", "依然成立"), told)
    return Cell(AGAINST, Text("wording", "用词变化"), listed(grounds))


def _mix(look: Look) -> Cell:
    """Whether the change stays when the mix of sources and other attributes is held fixed."""
    held, own = look.evidence.held, look.evidence.own
    rows = [] if held is None else held[held["estimator"] == own].to_dict("records")
    change = _own_change(look)
    known = [row for row in rows if row["p_change"] == row["p_change"]]
    if not rows:
        return Cell(
            NONE,
            same(""),
            Text("No attribute of the documents has a mix that could change", "文档没有可能影响构成的属性"),
        )
    if not known or change != change:
        return Cell(OPEN, same("–"), Text("The mix changes so that it cannot be held fixed", "构成变化过大，无法固定"))
    each = [
        say(
            "{mix} {change} points (p {p})",
            "固定{mix}构成后的变化为 {change} 个百分点（p {p}）",
            mix=attributes_named([row["attribute"]]),
            change=points(row["fitted_change"]),
            p=p_value(row["p_change"], equals=True),
        )
        for row in known
    ]
    told = say("With the mix held fixed, by {own}: {each}", "据 {own}，{each}", own=own, each=listed(each))
    stay = [row for row in known if row["fitted_change"] * change > 0 and (row["p_change"] < ALPHA or not look.told)]
    state = HOLDS if len(stay) == len(known) else PARTLY if stay else AGAINST
    return Cell(state, same(f"{len(stay)}/{len(known)}"), told)


def _counting(look: Look) -> Cell:
    """Whether the change has its sign when documents count one each, and re-published text is counted otherwise."""
    own, change = look.evidence.own, _own_change(look)
    ways = (
        (Text("by the other weighting", "改用另一种加权口径"), look.evidence.beside),
        (Text("with copies counted the other way", "改变重复发布文本的计法"), look.evidence.copies),
    )
    found = [
        (way, by_model(rows[rows["estimator"] == own]).iloc[0])
        for way, rows in ways
        if rows is not None and (rows["estimator"] == own).any()
    ]
    found = [(way, row) for way, row in found if row["share_change"] == row["share_change"]]
    if not found or change != change:
        return Cell(OPEN, same("–"), Text("Nothing is known of other ways to count", "其他计算方式的结果未知"))
    each = [
        say(
            "{way} {change} (p {p} after Holm)",
            "{way} {change}（p {p}，经 Holm 校正）",
            way=way,
            change=points(row["share_change"]),
            p=p_value(row["p_change_holm"], equals=True),
        )
        for way, row in found
    ]
    told = say("The change in points, by {own}: {each}", "变化（百分点，据 {own}）：{each}", own=own, each=listed(each))
    stay = sum(row["share_change"] * change > 0 and (row["p_change_holm"] < ALPHA or not look.told) for _, row in found)
    state = HOLDS if stay == len(found) else PARTLY if stay else AGAINST
    return Cell(state, same(f"{stay}/{len(found)}"), told)


CHECKS: Sequence[tuple[Text, Text, Callable[[Look], Cell]]] = (
    (Text("Change", "变化"), Text("Is a change told from none?", "变化是否达到统计显著？"), _change),
    (Text("Methods", "方法"), Text("Do the methods agree on the direction?", "各方法的方向是否一致？"), _methods),
    (
        Text("Seeds", "随机种子"),
        Text("Are the topics found again with other seeds?", "更换随机种子能否得到同样的话题？"),
        _seeds,
    ),
    (Text("Codes", "人工编码"), Text("Do people's codes validate the level?", "占比水平是否经人工编码验证？"), _codes),
    (Text("Label", "标签"), Text("Did people find the label to fit?", "标签与段落内容是否经人工检验相符？"), _label),
    (
        Text("Choices", "分析选择"),
        Text("Does it hold under other analytic choices?", "改变其他分析选择，变化是否依然成立？"),
        _choices,
    ),
    (Text("Wording", "用词"), Text("Is it more than a change of words?", "变化是否仅出于用词更替？"), _vocabulary),
    (Text("Mix", "构成"), Text("Is it more than a change of who writes?", "变化是否仅出于来源构成的改变？"), _mix),
    (
        Text("Counting", "计算口径"),
        Text("Does it hold when counted otherwise?", "改变计算口径，变化是否依然成立？"),
        _counting,
    ),
)

# Checks of a change, which hold of no more than its direction where no change is told.
OF_CHANGE = tuple(heading for heading, _, check in CHECKS if check in (_methods, _choices, _mix, _counting))
