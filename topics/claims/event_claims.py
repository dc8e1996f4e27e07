"""Claims about a theme's share before and after an event that the study named beforehand.

A claim is allowed where every estimator that has a say finds the step in the direction that was expected, with p < .05
after Holm over all planned pairs of event and theme, where hardly any other date shows as large a step, and where the
event is as it was planned. No claim says that the event is the reason.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import ThemeEvidence
from topics.claims.items import many
from topics.claims.text import Text, listed, names, same, say, sentence
from topics.claims.threats import threats
from topics.claims.verdicts import ALLOWED, EVENT, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.shares.trend.events import FEWEST_MONTHS
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.wording import p_value, points

if TYPE_CHECKING:
    import pandas as pd

_ALPHA = 0.05
_PLACEBOS = 0.05  # part of the other dates that may show as large a step
_WAYS = {"rise": 1, "fall": -1, "change": 0}
_REFUSED = {
    "few-months": Text(
        f"fewer than {FEWEST_MONTHS} months with a document on a side of the event",
        f"事件一侧有文档的月份不足 {FEWEST_MONTHS} 个",
    ),
    "few-documents": Text(
        f"fewer than {FEW_DOCUMENTS} documents on a side of the event", f"事件一侧的文档不足 {FEW_DOCUMENTS} 篇"
    ),
    "blind": Text("the estimator gives the theme to no passage", "该方法未在任何段落中识别出该主题"),
}
READ = tuple(
    f"events.{name}"
    for name in (
        *("event", "date", "estimator", "theme", "touched", "expected", "window", "step", "p_step_holm", "refused"),
        *("detectable_step", "placebos", "placebos_as_large", "p_step"),
    )
)


def event_claims(evidence: ThemeEvidence) -> list[Claim]:
    """One claim for each event that was to touch the theme; none where the study names no events."""
    events = evidence.events
    if events is None or not len(events):
        return []
    mine = events[events["touched"] & (events["theme"] == evidence.theme)]
    return [_claim(evidence, str(name), rows) for name, rows in mine.groupby("event", sort=False)]


def _claim(evidence: ThemeEvidence, event: str, rows: "pd.DataFrame") -> Claim:
    about = rows.iloc[0]
    claim = say(
        "A {way} of the share in the {window} months from {date} on ({event}) against those before, in uncorrected "
        "output",
        "自 {date}（{event}）起 {window} 个月的占比较此前{way}（据未经校正的结果）",
        way=_WORDS[about["expected"]],
        event=event,
        **{name: about[name] for name in ("date", "window")},
    )
    said = rows[rows["estimator"].isin(evidence.seen)]
    refused = list(dict.fromkeys(said.loc[said["refused"] != "", "refused"]))
    if refused or not len(said):
        grounds: list[Text] = [_REFUSED[name] for name in refused] or [Text("no estimator has a say", "没有适用的方法")]
        return Claim(claim, NOT_ALLOWED, sentence(listed(grounds)), EVENT, READ)
    against, unknown = _grounds(evidence, event, said)
    verdict = NOT_ALLOWED if against else NOT_KNOWN if unknown else ALLOWED
    grounds = against or unknown or [say("found by {told}", "{told}均显示此变化", told=_told(said))]
    why = listed(
        [sentence(listed(grounds)), *map(sentence, [*_power(said, verdict), *_beside(evidence, event)])], " ", ""
    )
    return Claim(claim, verdict, why, EVENT, READ)


_WORDS = {"rise": Text("rise", "上升"), "fall": Text("fall", "下降"), "change": Text("change", "变化")}


def _grounds(evidence: ThemeEvidence, event: str, said: "pd.DataFrame") -> tuple[list[Text], list[Text]]:
    expected = _WAYS[said["expected"].iloc[0]]
    ways = said["step"].map(lambda step: 1 if step > 0 else -1)
    flat = ~(said["p_step_holm"] < _ALPHA)
    other = ~flat & (ways != (expected or ways.iloc[0]))
    often = said["placebos_as_large"] > _PLACEBOS * said["placebos"]
    against, unknown = threats(evidence, said["estimator"].tolist(), float(said["step"].abs().min()))
    changed = evidence.deviations.get(event, "")
    return [
        *_of("no step is told from none by {told}", "{told}的变化未达统计显著", said[flat]),
        *_of("the step is the other way by {told}", "{told}的变化方向相反", said[other]),
        *_often(said[often & ~flat]),
        *against,
    ], [*([say("the event was {how}", "事件有改动：{how}", how=changed)] if changed else []), *unknown]


def _of(en: str, zh: str, rows: "pd.DataFrame") -> list[Text]:
    return [say(en, zh, told=_told(rows))] if len(rows) else []


def _told(rows: "pd.DataFrame") -> Text:
    cells: list[Text | str] = [
        say(
            "{name} ({step} points, p {p})",
            "{name}（{step} 个百分点，p {p}）",
            name=row["estimator"],
            step=points(row["step"]),
            p=p_value(row["p_step_holm"], equals=True),
        )
        for row in rows.to_dict("records")
    ]
    return listed(cells, ", ", "、")


def _often(rows: "pd.DataFrame") -> list[Text]:
    """A ground against where other dates show as large a step."""
    return [
        say(
            "{n} of {of} {show} as large a step by {name}",
            "以另外 {of}作安慰剂检验，据 {name}，{as_large}",
            n=row["placebos_as_large"],
            as_large=_as_large_zh(row["placebos_as_large"]),
            of=many(int(row["placebos"]), "other date", "个日期"),
            show="shows" if row["placebos_as_large"] == 1 else "show",
            name=row["estimator"],
        )
        for row in rows.to_dict("records")
    ]


def _as_large_zh(n: int) -> str:
    return f"其中 {n} 个日期的变化同样大" if n else "没有一个日期的变化达到这一幅度"


def _power(said: "pd.DataFrame", verdict: str) -> list[Text]:
    """What step would have been found, beside a refusal."""
    most = said["detectable_step"].max()
    if verdict == ALLOWED or most != most:
        return []
    return [
        say(
            "a step of {most:.1f} points would be found with a probability of 80%",
            "检验功效为 80% 时，现有数据可检出的最小变化为 {most:.1f} 个百分点",
            most=100 * most,
        )
    ]


def _beside(evidence: ThemeEvidence, event: str) -> list[Text]:
    """The placebo dates and the themes that were not to be touched, by the study's own estimator."""
    assert evidence.events is not None
    own = evidence.own if evidence.own in evidence.seen else evidence.seen[0]
    rows = evidence.events[(evidence.events["event"] == event) & (evidence.events["estimator"] == own)]
    mine: Mapping[Any, Any] = rows[rows["theme"] == evidence.theme].iloc[0].to_dict()
    untouched = rows[~rows["touched"] & rows["p_step"].notna()]
    moved = untouched.loc[untouched["p_step"] * max(len(untouched), 1) < _ALPHA, "theme"].tolist()
    also = say(" ({names})", "（{names}）", names=names(moved)) if moved else same("")
    return [
        say(
            "{n} of {of} {have} as large a step by {own}; {k} of {m} that it was not to touch {change} too{also}",
            "以另外 {of}作安慰剂检验，据 {own}，{as_large}；预期不受影响的 {m}{moved}{also}",
            own=own,
            n=mine["placebos_as_large"],
            as_large=_as_large_zh(mine["placebos_as_large"]),
            moved=f"中有 {len(moved)} 个也有变化" if moved else "均无变化",
            of=many(int(mine["placebos"]), "other date", "个日期"),
            have="has" if mine["placebos_as_large"] == 1 else "have",
            m=many(len(untouched), "theme", "个主题"),
            k=len(moved),
            change="changes" if len(moved) == 1 else "change",
            also=also,
        )
    ]
