"""Refusals of the table of trends in both languages, by the names that they have there."""

from collections.abc import Mapping
from typing import Any

from topics.claims.text import Text
from topics.shares.intervals import FEW_CARRIERS
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.wording import period

_ZH = {
    "blind": "{estimator} 在任何时期都未识别出该主题；未能识别即未能测量。",
    "one-period": "仅有一个时期，无从谈变化。",
    "empty-end": "{first}或 {last}没有文档，其间的变化未知。",
    "few-documents": f"部分时期的文档不足 {FEW_DOCUMENTS} 篇（最少 {{fewest_documents}} 篇），"
    "不宜就变化下结论{longer}。",
    "two-periods": "仅两个时期有文档，无法将变化与各期自身的偶然因素区分开，不宜就变化下结论；可改用较短的时期。",
    "few-clusters": f"{{first}}与 {{last}}合计，有效承载该主题的文档簇不足 {FEW_CARRIERS} 个，不宜就变化下结论。",
    "not-told": "变化未达统计显著。",
}


def refused(row: Mapping[Any, Any]) -> Text:
    """What a row of trends refuses, in both languages."""
    names = str(row["refused_for"]).split()
    longer = "" if str(row["first"]).isdigit() else "；可改用较长的时期"
    told = {**row, "longer": longer, **{end: period(str(row[end]), "zh") for end in ("first", "last")}}
    return Text(str(row["refused"]), "".join(_ZH[name].format(**told) for name in names) or str(row["refused"]))
