"""Layout of passages with their theme weights."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.wording import MISSING, number

if TYPE_CHECKING:
    import pandas as pd


def passages_layout(table: "pd.DataFrame", themes: Sequence[str]) -> "pd.DataFrame":
    """One row per passage: id, period, the themes that it has with their weights, attributes, and the text.

    `table`: passages as declared in `topics.results.topics.PASSAGES_OF_RUN`; `themes` are the names of the columns of
    weights. The heaviest theme comes first; a theme of no weight is left out.
    """
    weights = table[list(themes)].to_numpy()
    told = []
    for row in weights:
        order = (-row).argsort(kind="stable")
        told.append(", ".join(f"{themes[n]} {number(row[n], 2)}" for n in order if row[n] >= 0.005) or MISSING)
    rest = table.drop(columns=["doc_id", "position", "text", *themes], errors="ignore")
    shown = rest.assign(themes=told, text=table["text"])
    return shown[["passage_id", "period", "themes", *[n for n in rest if n not in ("passage_id", "period")], "text"]]
