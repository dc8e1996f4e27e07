"""Statements and refusals of the table of trends in Chinese, whose English is kept in the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from topics.claims.text import Text, names, say
from topics.results.fitness import UNFIT_HERE
from topics.shares.intervals import FEW_CARRIERS, LEVEL
from topics.shares.trend.period_model import POWER
from topics.shares.trend.statements import FEW_DOCUMENTS, largest_change, not_found
from topics.shares.trend.tail_levels import HELD_RHO
from topics.wording import bound, p_value, percent, period

_ZH = {
    "blind": "{estimator} 在任何时期都未识别出该主题；未能识别即未能测量。",
    "one-period": "仅有一个时期，无从谈变化。",
    "empty-end": "{first}或 {last}没有计入的文档，其间的变化未知。",
    "few-documents": f"文档过少（最少的一期 {{fewest_documents}} 篇，不足 {FEW_DOCUMENTS} 篇），"
    "不宜就变化下结论{longer}。",
    "two-periods": "仅两个时期有文档，无法将变化与各期自身的偶然因素区分开，不宜就变化下结论；可改用较短的时期。",
    "few-clusters": f"{{first}}与 {{last}}合计，实际支撑该主题占比的文档不足 {FEW_CARRIERS} 组，不宜就变化下结论。",
    "not-told": "变化不显著（经 Holm 校正 p {p}）；以 {n_periods} 期数据、{power} 的功效，{least}。",
}
_WHOLE_ZH = {"text": "文本", "document": "文档"}


def refused(row: Mapping[Any, Any]) -> Text:
    """What a row of trends refuses, in both languages."""
    if str(row["refused"]).startswith(UNFIT_HERE):
        return Text(str(row["refused"]), "该方法不适用于该主题，原因见 `topics shares --lang zh`。")
    reasons = str(row["refused_for"]).split()
    longer = "" if str(row["first"]).isdigit() else "；可改用较长的时期"
    told = {**row, "longer": longer, **_ends(row), "power": percent(POWER, 0)}
    if "not-told" in reasons:
        if row["detectable_change"] < largest_change(row):
            least = f"可检出的最小匀速变化为 {100 * row['detectable_change']:.1f} 个百分点"
        else:
            least = "任何幅度的匀速变化都难以检出"
        told |= {"p": p_value(row["p_change_holm"], equals=True), "least": least}
    return Text(str(row["refused"]), "".join(_ZH[name].format(**told) for name in reasons) or str(row["refused"]))


def refused_by_all(rows: Sequence[Mapping[Any, Any]]) -> list[Text]:
    """What the rows of one theme refuse, each reason once, and in one sentence the changes that are not told."""
    silent = [row for row in rows if "not-told" in str(row["refused_for"]).split()]
    if not silent:
        return list(dict.fromkeys(refused(row) for row in rows))
    final = [refused(without_not_told(row)) for row in rows]
    if len(silent) == len(rows):
        en, zh = "No change is told from none", f"{'{n} 种方法的变化均' if len(silent) > 1 else '变化'}不显著"
    else:
        en, zh = "{n} of {of} estimators tell no change from none", "{of} 种方法中有 {n} 种的变化不显著"
    told = say(
        f"{en} (p after Holm: {{each}}).",
        f"{zh}（经 Holm 校正 p：{{each}}）。",
        n=len(silent),
        of=len(rows),
        each=names([f"{row['estimator']} {p_value(row['p_change_holm'])}" for row in silent]),
    )
    return [*(reason for reason in dict.fromkeys(final) if reason.en), told]


def without_not_told(row: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A row of trends that does not refuse a change for not being told from none."""
    if "not-told" not in str(row["refused_for"]).split():
        return row
    left = str(row["refused"]).removesuffix(not_found(row)).rstrip()
    return {**row, "refused": left, "refused_for": str(row["refused_for"]).replace("not-told", "").strip()}


def stated_zh(row: Mapping[Any, Any], n_themes: int) -> str:
    """What a row of trends supports, in Chinese; "" for nothing. `n_themes` are those of Holm's correction."""
    if not row["statement"]:
        return ""
    ends = "{first}占{of}的 {a}，{last}占 {b}。".format(
        of=_WHOLE_ZH[row["weighting"]], a=percent(row["share_first"]), b=percent(row["share_last"]), **_ends(row)
    )
    sentences = [ends]
    if row["p_change"] == row["p_change"]:
        told = row["p_change_holm"] < 1 - LEVEL
        found = f"{'检出' if told else '估计'}占比{'下降' if row['fitted_change'] < 0 else '上升'}"
        flat = "" if told else "；经 Holm 校正后不显著"
        step = f"，{period(str(row['step_at']), 'zh')}起处于新水平" if told and row["step_at"] else ""
        sentences.append(
            f"{row['n_periods']} 期数据中，模型{found} {percent(abs(row['fitted_change']), sign='')} 个百分点"
            f"（{percent(LEVEL, 0)} 区间 {bound(row['fitted_change_lower'])} 至 {bound(row['fitted_change_upper'])}"
            f"{flat}）{step}；"
            f"与各期波动相比，p {p_value(row['p_change'], equals=True, language='zh')}，"
            f"经 Holm 校正（{n_themes} 个主题）p {p_value(row['p_change_holm'], equals=True, language='zh')}，"
            f"前提是相邻时期波动的相关系数不超过 {HELD_RHO}。"
        )
        if row["autocorrelation"] >= HELD_RHO:
            sentences.append(f"该相关系数的估计值为 {row['autocorrelation']:.1f}，p 值可能偏小。")
    return "".join(sentences)


def _ends(row: Mapping[Any, Any]) -> dict[str, str]:
    return {end: period(str(row[end]), "zh") for end in ("first", "last")}
