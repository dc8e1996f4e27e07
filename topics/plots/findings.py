"""Findings in words: the title of a figure, and the line under the name of a theme.

The table read has one row per theme: `theme, first, last, change, difference, corrected, agree, of, tested, tell,
change_verdict, level_verdict, ends_told`, as `topics.claims.findings` makes it, and may have `few, periods`. A change
stands in a title only where its verdict is `allowed`; where none is, the difference of the last period and the first,
if the two are told apart, and, where periods have too few documents for a claim of change, that.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.plots.figure_words import in_figures
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import Theme
from topics.wording import among_han, number, period, points

if TYPE_CHECKING:
    import pandas as pd

Phrases = dict[str, Any]
_ALLOWED = "allowed"
_MOST = 3  # themes named in a title
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "rise": "{theme} +{n} points",
        "fall": "{theme} −{n} points",
        "more": "{n} more themes change",
        "agree": "all {of} methods agree",
        "corrected": "corrected by codes",
        CODES_ALONE: "by the codes alone",
        "stated": "corrected or by the codes alone",
        "level": "levels not validated",
        "ends": "The texts of {first} and {last} differ: {changes}",
        "no_trend": "no change over the periods may be claimed",
        "apart": "{points}, the texts differ",
        "none": "No change from {first} to {last} may be claimed",
        "few": "{said}: fewer than {limit} documents in {few} of {periods} periods",
        "all few": "{said}: fewer than {limit} documents in each of the {periods} periods",
        "some": "{points}, {agree} of {of} methods agree",
        "lone": "{points}, by one method",
        "exact": "{points}",
        "by corrected": "corrected {points}",
        "by gold only": "{points} by the codes",
        "open": "{points}, not established",
        "told": "{points}, not established: {tell} of {tested} methods tell a change",
        "none told": "{points}, not established: none of {tested} methods tells a change",
        "one told none": "{points}, not established: the one method tells no change",
        "points": "{n} points",
        "stop": "; ",
        "comma": ", ",
    },
    "zh": {
        "rise": "{theme}上升 {n} 个百分点",
        "fall": "{theme}下降 {n} 个百分点",
        "more": "另有 {n} 个主题发生变化",
        "agree": "{of} 种方法方向一致",
        "corrected": "经编码校正",
        CODES_ALONE: "仅据编码",
        "stated": "经编码校正或仅据编码",
        "level": "占比水平未经验证",
        "ends": "{last}较 {first}：{changes}",
        "no_trend": "未检出超出各期波动的变化",
        "apart": "{points}，两期文本有差异",
        "none": "尚不能认定 {first}至 {last}占比发生变化",
        "few": "{said}：{periods} 个时期中有 {few} 个文档不足 {limit} 篇",
        "all few": "{said}：{periods} 个时期的文档均不足 {limit} 篇",
        "some": "{points}，{of} 种方法中有 {agree} 种方向一致",
        "lone": "{points}，仅一种方法",
        "exact": "{points}",
        "by corrected": "校正后 {points}",
        "by gold only": "据编码 {points}",
        "open": "{points}，尚不能认定",
        "told": "{points}，尚不能认定：{tested} 种方法中仅 {tell} 种的变化显著",
        "none told": "{points}，尚不能认定：{tested} 种方法的变化均不显著",
        "one told none": "{points}，尚不能认定：仅有的一种方法变化不显著",
        "points": "{n} 个百分点",
        "stop": "；",
        "comma": "，",
    },
}


def finding_title(findings: "pd.DataFrame | None", themes: Sequence[Theme], language: str = "en") -> str:
    """The changes that may be claimed, largest first, in a sentence; that none may be; "" without findings."""
    if findings is None or findings.empty:
        return ""
    say, label = in_figures(_WORDS, language), {theme.id: theme.label(language) for theme in themes}
    if language == "zh":
        label = {name: among_han(text).lstrip() for name, text in label.items()}
    rows = findings[findings["theme"].isin(label)]
    found = _claimed(rows)
    if len(found) and (found["change_verdict"] == _ALLOWED).all():
        return str(say["stop"]).join([_changes(found, label, say), *_grounds(found, say)])
    ends = {end: period(str(findings[end].iloc[0]), language) for end in ("first", "last")}
    if ends["first"] == ends["last"]:
        return ""
    if apart := _changes(found, label, say):
        by = [_by_codes(found, say)] if found["corrected"].all() else []
        said = [say["ends"].format(changes=apart, **ends), *by, _reasoned(say["no_trend"], rows, say)]
        return str(say["stop"]).join(said)
    return _reasoned(say["none"].format(**ends), rows, say)


def _reasoned(said: str, rows: "pd.DataFrame", say: Phrases) -> str:
    """That no change may be claimed, and of few documents that these are why: codes correct that, models do not."""
    few = int(rows["few"].max()) if "few" in rows and len(rows) and not rows["corrected"].any() else 0
    if not few:
        return said
    of = int(rows["periods"].max())
    why: str = say["all few" if few == of > 1 else "few"]
    return why.format(said=said, few=few, periods=of, limit=FEW_DOCUMENTS)


def not_claimed(findings: "pd.DataFrame | None", themes: Sequence[Theme]) -> set[str]:
    """The themes that a figure mutes, since no change of them is claimed; none where there is no change to claim."""
    if findings is None or (findings["first"] == findings["last"]).all():
        return set()
    named = {theme.id for theme in themes}
    return named - set(_claimed(findings[findings["theme"].isin(named)])["theme"])


def _claimed(rows: "pd.DataFrame") -> "pd.DataFrame":
    """The changes that are allowed, else those of ends that are told apart; the largest first."""
    known = rows[rows["change"].notna()]
    allowed = known[known["change_verdict"] == _ALLOWED]
    apart = rows[rows["ends_told"].astype(bool) & (rows["first"] != rows["last"])]
    found = allowed if len(allowed) else apart
    return found.sort_values("difference", key=abs, ascending=False, kind="stable")


def _changes(found: "pd.DataFrame", label: Mapping[str, str], say: Phrases) -> str:
    """`5G −17 points, Data security +7 points, 2 more themes change`; "" for none."""
    named = [
        say["fall" if row["difference"] < 0 else "rise"].format(
            theme=label[row["theme"]], n=number(100 * abs(row["difference"]), 1)
        )
        for row in found.head(_MOST).to_dict("records")
    ]
    more = [say["more"].format(n=len(found) - _MOST)] if len(found) > _MOST else []
    return str(say["comma"]).join([*named, *more])


def _grounds(found: "pd.DataFrame", say: Phrases) -> list[str]:
    """What the changes rest on, so far as it is the same for all, and that levels are another thing."""
    grounds = []
    if found["corrected"].all():
        grounds.append(_by_codes(found, say))
    elif (found["agree"] == found["of"]).all() and found["of"].nunique() == 1 and found["of"].iloc[0] > 1:
        grounds.append(say["agree"].format(of=found["of"].iloc[0]))
    return grounds + ([] if (found["level_verdict"] == _ALLOWED).all() else [say["level"]])


def _by_codes(found: "pd.DataFrame", say: Phrases) -> str:
    """What codes state the changes by: corrected shares, the codes alone, or the one and the other."""
    series = {name or "corrected" for name in found["series"].fillna("")} if "series" in found else {"corrected"}
    told: str = say[series.pop() if len(series) == 1 else "stated"]
    return told


def finding_line(findings: "pd.DataFrame | None", theme: str, language: str = "en", *, by_methods: bool = False) -> str:
    """The finding about one theme in a few words; "" without one.

    With `by_methods` a change that is not established says, where methods differ or none is sure, how many are.
    """
    if findings is None:
        return ""
    rows = findings[(findings["theme"] == theme) & findings["change"].notna()]
    if rows.empty or rows["first"].iloc[0] == rows["last"].iloc[0]:
        return ""
    row = rows.to_dict("records")[0]
    kind = "some" if row["of"] > 1 else "lone"
    if row["change_verdict"] != _ALLOWED:
        few = by_methods and not row["corrected"] and row["tell"] < row["tested"]
        told = "told" if row["tell"] else "none told" if row["tested"] > 1 else "one told none"
        kind = "apart" if row["ends_told"] else told if few else "open"
    elif row["corrected"]:
        kind = "exact"
    say = in_figures(_WORDS, language)
    points_told = _told(row["difference"], say)
    if row["corrected"]:
        points_told = str(say[f"by {row.get('series') or 'corrected'}"]).format(points=points_told)
    return str(say[kind]).format(
        points=points_told,
        first=period(str(row["first"]), language),
        agree=row["agree"],
        of=row["of"],
        tested=row.get("tested"),
        tell=row.get("tell"),
    )


def _told(change: float, say: Phrases) -> str:
    """A change with its unit, as in +1.0 points."""
    return str(say["points"]).format(n=points(change))
