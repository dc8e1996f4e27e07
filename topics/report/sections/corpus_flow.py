"""The corpus: the flow from files to counted passages, the attributes of documents, and the account of their text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from topics.plots.flow import UNITS, beside_number
from topics.plots.funnel import funnel_rows
from topics.preprocessing.attribute_table import ATTRIBUTES, SOURCE, attributes_table
from topics.preprocessing.attribute_types import AttributeType
from topics.preprocessing.ledger.funnel import FUNNEL
from topics.report.tables import to_html
from topics.wording import number

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

_ATTRIBUTES = 40  # attributes shown


def flow(funnel: "pd.DataFrame", language: str) -> list[list[dict[str, Any]]]:
    """The stages of the funnel with their losses, level by level: files, documents, passages, text."""
    rows = funnel_rows(funnel, language)
    periods = [c for c in funnel.columns if c not in FUNNEL.names]
    counts = [[_whole(n) for n in row] for row in funnel[periods].astype(float).to_numpy().tolist()]
    levels: dict[str, list[dict[str, Any]]] = {}
    files = funnel.loc[(funnel["level"] == UNITS[0]) & (funnel["reason"] == ""), "total"].tolist()[-1:]
    columns = (rows[name] for name in ("level", "stage", "label", "reason", "total", "right"))
    for level, stage, label, reason, n, part, c in zip(*columns, counts, strict=True):
        beside = label if reason else beside_number(level, stage, n, files, language)
        step = {"label": label, "beside": beside, "lost": bool(reason), "total": _whole(n), "by_period": c}
        levels.setdefault(level, []).append({**step, "width": round(100 * min(max(part, 0.0), 1.0), 2)})
    return list(levels.values())


def _whole(n: float) -> str:
    return "" if n != n else number(n, 0)


def flow_periods(funnel: "pd.DataFrame") -> list[str]:
    """The years that the funnel counts by."""
    return [c for c in funnel.columns if c not in FUNNEL.names]


def attributes_html(job: "Job", say: Mapping[str, str], language: str) -> str:
    """The attributes that documents state as an HTML table; "" for none, and where the corpus is not kept."""
    if not job.has_corpus:
        return ""
    table = attributes_table(job.corpus.documents, job.design.date_order, language)[:_ATTRIBUTES]
    if table.empty:
        return ""
    kinds = {kind: say[f"type_{kind}"] for kind in get_args(AttributeType)}
    named = table.assign(attribute=table["attribute"].replace(SOURCE, say[SOURCE]), type=table["type"].map(kinds))
    return to_html(named.rename(columns={name: say[f"attribute_{name}"] for name in ATTRIBUTES.names}))
