"""Refusals of the table of trends in both languages, by the names that they have there."""

from collections.abc import Mapping
from typing import Any

from topics.claims.text import Text
from topics.shares.intervals import FEW_CARRIERS
from topics.shares.trend.statements import FEW_DOCUMENTS

_ZH = {
    "blind": "{estimator} 在任何时期都未给出该主题：它看不到的主题未被测量。",
    "one-period": "只有一个时期：谈变化至少需要两个。",
    "empty-end": "{first} 或 {last} 没有文档：其间的变化未知。",
    "few-documents": f"有的时期文档不足 {FEW_DOCUMENTS} 篇（最少 {{fewest_documents}} 篇）："
    "不作关于变化的陈述；较长的时期文档更多。",
    "two-periods": "只有两个时期有文档：时期内共有的因素无法与变化区分，不作关于变化的陈述；较短的时期数目更多。",
    "few-clusters": f"{{first}} 与 {{last}} 合计实际承载该主题的文档簇不足 {FEW_CARRIERS} 个：不作关于变化的陈述。",
    "not-told": "变化与无变化无法区分。",
}


def refused(row: Mapping[Any, Any]) -> Text:
    """What a row of trends refuses, in both languages."""
    names = str(row["refused_for"]).split()
    return Text(str(row["refused"]), "".join(_ZH[name].format(**row) for name in names) or str(row["refused"]))
