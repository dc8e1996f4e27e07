"""Claims about the highest and the lowest period of a theme's share (`topics.shares.trend.extremes`).

The claim is that of the study's own estimator. It is allowed where that tells the period from some other, where no
other estimator that is fit tells another period from it, and where nothing else is known to stand behind it. Corrected
shares take the place of output where there are any. Every theme has two such claims, so that the level is shared by
all themes of the study (Bonferroni).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.claims.coders import codes_verdict, stated_by
from topics.claims.evidence import ThemeEvidence
from topics.claims.items import many
from topics.claims.text import Text, listed, say, sentence, when
from topics.claims.threats import threats
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN, PEAK, TROUGH, Claim
from topics.shares.trend.extremes import Extreme, highest, lowest
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd

_ALPHA = 0.05
_MOST = 4  # periods that a claim names
READ = tuple(
    f"shares.{name}"
    for name in ("estimator", "weighting", "theme", "period", "share", "lower", "upper", "n_clusters", "n_documents")
)
READ_CORRECTED = tuple(f"gold estimates.{name}" for name in ("period", "share", "lower", "upper", "n_coded"))


@dataclass(frozen=True)
class _Kind:
    kind: str
    find: Callable[..., Extreme | None]
    word: Text
    over: Text


_KINDS = (
    _Kind(PEAK, highest, Text("highest", "最高"), Text("above", "高于")),
    _Kind(TROUGH, lowest, Text("lowest", "最低"), Text("below", "低于")),
)


def peak_claims(evidence: ThemeEvidence) -> list[Claim]:
    """The claims about the highest and the lowest period; none where fewer than three periods have a share."""
    if evidence.gold is None and not evidence.seen:
        return []
    own = _counted_by(evidence)
    rows = _rows(evidence, own)
    extremes = [_extreme(rows, kind, evidence) for kind in _KINDS]
    if any(extreme is None for extreme in extremes):
        return []
    if all(extreme and _none_told(extreme) for extreme in extremes):
        return [_none(evidence, own)]
    claim_of = _output if own else _corrected
    kinds = _KINDS[:1] if _one_pair(*extremes) else _KINDS
    return [claim_of(evidence, kind, extreme) for kind, extreme in zip(kinds, extremes, strict=False) if extreme]


def ends_told(evidence: ThemeEvidence, claims: Sequence[Claim]) -> bool:
    """Whether one of the theme's claims that are allowed tells the first period from the last."""
    said = {claim.kind for claim in claims if claim.verdict == ALLOWED}
    return any(kind.kind in said for kind in _kinds_of_ends(evidence))


def against_ends(evidence: ThemeEvidence) -> list[Text]:
    """What speaks against a difference of the first and the last period whose uncorrected shares lie apart.

    Nothing where they do not, where codes state the shares, and where only the choice of the extreme period is open.
    """
    if evidence.gold is not None or not _kinds_of_ends(evidence):
        return []
    share = _rows(evidence, _counted_by(evidence))["share"].to_numpy(dtype=np.float64)
    return threats(evidence, list(evidence.seen), abs(float(share[-1] - share[0])))[0]


def _kinds_of_ends(evidence: ThemeEvidence) -> "list[_Kind]":
    """The extremes that one end of the series is, and by which the other end is told from it.

    None where an end has fewer documents than a claim takes.
    """
    if evidence.gold is None and not evidence.seen:
        return []
    own = _counted_by(evidence)
    rows = _rows(evidence, own)
    ends = [0, len(rows) - 1]
    if own and rows["n_documents"].iloc[ends].lt(FEW_DOCUMENTS).any():
        return []
    found = [(kind, _extreme(rows, kind, evidence)) for kind in _KINDS]
    return [
        kind
        for kind, extreme in found
        if extreme and extreme.place in ends and extreme.told[ends[1 - ends.index(extreme.place)]]
    ]


def _counted_by(evidence: ThemeEvidence) -> str:
    """The estimator whose periods are compared: the study's own or, if it is unfit, the first; "" for codes."""
    if evidence.gold:
        return ""
    return evidence.own if evidence.own in evidence.seen else evidence.seen[0]


def _one_pair(one: Extreme | None, other: Extreme | None) -> bool:
    """Whether only the highest and the lowest period are told from each other, which one claim says."""
    return one is not None and other is not None and one.told.sum() == 1 == other.told.sum()


def _rows(evidence: ThemeEvidence, estimator: str) -> "pd.DataFrame":
    """The shares of an estimator by period, or the corrected ones for ""."""
    if evidence.gold and not estimator:
        return evidence.gold.shares.assign(n_clusters=evidence.gold.shares["n_coded"])
    return evidence.shares[evidence.shares["estimator"] == estimator]


def _by(evidence: ThemeEvidence, own: str) -> Text:
    if own:
        return say("in uncorrected output by {own}", "据 {own} 的未校正结果", own=own)
    assert evidence.gold is not None
    return say("by {series}", "据{series}", series=stated_by(evidence.gold))


def _none(evidence: ThemeEvidence, own: str) -> Claim:
    said = say("A highest or a lowest period {by}", "占比最高或最低的时期（{by}）", by=_by(evidence, own))
    why = Text("No two periods are told apart.", "任何两个时期之间的差异均不显著。")
    return Claim(said, NOT_ALLOWED, why, PEAK, READ if own else READ_CORRECTED)


def _said(kind: _Kind, by: Text, periods: list[str], extreme: Extreme) -> Text:
    """`The highest share is in 2022 in uncorrected output by lexicon, above every other period but 2021`.

    Where it is told from the smaller part of the others, that part is all that is said: which is highest is not known.
    """
    if 2 * extreme.told.sum() < extreme.compared:
        return say(
            "The share of {at} is {over} that of {told} {by}",
            "{by}，{at}的占比{over} {told}",
            at=when([periods[extreme.place]]),
            over=kind.over,
            told=_named(periods, extreme.told),
            by=by,
        )
    return say(
        "The {word} share is in {at} {by}{rest}",
        "{by}，{at}的占比{word}{rest}",
        word=kind.word,
        at=when([periods[extreme.place]]),
        by=by,
        rest=_rest(kind, periods, extreme),
    )


def _output(evidence: ThemeEvidence, kind: _Kind, extreme: Extreme) -> Claim:
    own = _counted_by(evidence)
    rows = {name: _rows(evidence, name) for name in evidence.seen}
    periods = rows[own]["period"].tolist()
    at, share = periods[extreme.place], rows[own]["share"].to_numpy(dtype=np.float64)
    claim = _said(kind, _by(evidence, own), periods, extreme)
    others = {name: _extreme(table, kind, evidence) for name, table in rows.items() if name != own}
    apart = [
        say("{at} by {name}", "{name} 为 {at}", at=when([periods[other.place]]), name=name)
        for name, other in others.items()
        if other and other.place != extreme.place and not other.beside[extreme.place]
    ]
    told_from = np.delete(share, extreme.place)[~np.delete(extreme.beside, extreme.place)]
    gap = float(np.nanmin(np.abs(told_from - share[extreme.place]))) if len(told_from) else 0.0
    against, unknown = threats(evidence, list(evidence.seen), gap)
    if _none_told(extreme):
        against = [_nothing(at, periods, extreme), *against]
    against = [*_few_documents(rows[own], extreme), *against]
    if apart:
        against = [say("another period is {word}: {apart}", "其他方法得出的占比{word}的时期不同：{apart}",
                       word=kind.word, apart=listed(apart, ", ", "、")), *against]  # fmt: skip
    verdict = NOT_ALLOWED if against else NOT_KNOWN if unknown else ALLOWED
    grounds = against or unknown or [_told(periods, share, extreme, evidence)]
    return Claim(claim, verdict, sentence(listed(grounds)), kind.kind, READ)


def _few_documents(rows: "pd.DataFrame", extreme: Extreme) -> list[Text]:
    """That the period itself, or every one that it is told from, has too few documents to say anything about it."""
    few = rows["n_documents"].between(1, FEW_DOCUMENTS - 1).to_numpy()
    if not (few[extreme.place] or (extreme.told.any() and few[extreme.told].all())):
        return []
    named = extreme.told & few
    named[extreme.place] = few[extreme.place]
    return [
        say(
            "fewer than {n} documents in {few}",
            "{few}的文档不足 {n} 篇",
            n=FEW_DOCUMENTS,
            few=_named(rows["period"].tolist(), named),
        )
    ]


def _corrected(evidence: ThemeEvidence, kind: _Kind, extreme: Extreme) -> Claim:
    assert evidence.gold is not None
    rows = _rows(evidence, "")
    periods, share = rows["period"].tolist(), rows["share"].to_numpy(dtype=np.float64)
    at = periods[extreme.place]
    claim = _said(kind, _by(evidence, ""), periods, extreme)
    read = (*READ_CORRECTED, "gold coders.alpha", "gold coders.alpha_lower", "gold coders.p_drift")
    if _none_told(extreme):
        return Claim(claim, NOT_ALLOWED, sentence(_nothing(at, periods, extreme)), kind.kind, read)
    verdict, agreed = codes_verdict(evidence.gold.coders, change=True)
    why = listed([sentence(agreed), sentence(_told(periods, share, extreme, evidence))], " ", "")
    return Claim(claim, verdict, why, kind.kind, read)


def _extreme(rows: "pd.DataFrame", kind: _Kind, evidence: ThemeEvidence) -> Extreme | None:
    columns = (rows[name].to_numpy(dtype=np.float64) for name in ("share", "lower", "upper", "n_clusters"))
    return kind.find(*columns, alpha=_ALPHA / max(evidence.n_themes, 1))


def _none_told(extreme: Extreme) -> bool:
    """Whether no period is told from the extreme one."""
    return not extreme.told.any()


def _rest(kind: _Kind, periods: list[str], extreme: Extreme) -> Text:
    """`, above every other period but 2021`."""
    beside = _named(periods, extreme.beside)
    but = say(" but {beside}", "（{beside}除外）", beside=beside) if beside.en else Text("", "")
    return say(", {over} every other period{but}", "，{over}其他各期{but}", over=kind.over, but=but)


def _named(periods: list[str], which: NDArray[np.bool_]) -> Text:
    of = [period for period, so in zip(periods, which, strict=True) if so]
    more = say(" and {n} more", "等 {of} 期", n=len(of) - _MOST, of=len(of))
    return listed([when(of[:_MOST]), more], "", "") if len(of) > _MOST else when(of)


def _nothing(at: str, periods: list[str], extreme: Extreme) -> Text:
    return say(
        "no other period is told from {at}: {beside}",
        "其他时期与 {at}的差异均不显著：{beside}",
        at=when([at]),
        beside=_named(periods, extreme.beside),
    )


def _share(period: str, share: float) -> Text:
    return say("{share} ({en})", "{at} {share}", share=percent(share), en=period, at=when([period]))


def _told(periods: list[str], share: NDArray[np.float64], extreme: Extreme, evidence: ThemeEvidence) -> Text:
    """The shares of the period and of the nearest of those that are told from it."""
    apart = np.where(extreme.told, np.abs(share - share[extreme.place]), np.inf)
    shown = [extreme.place, int(apart.argmin())]
    return say(
        "{shares}; differences of all pairs of periods together, over {themes}, at 95%, which cover the choice "
        "of documents and not how much whole periods differ by themselves",
        "{shares}；{themes}、全部时期两两比较的同时置信水平为 95%，仅计入文档抽样，不含各期自身的起伏",
        shares=listed([_share(periods[t], float(share[t])) for t in shown], ", ", "、"),
        themes=many(evidence.n_themes, "theme", "个主题"),
    )
