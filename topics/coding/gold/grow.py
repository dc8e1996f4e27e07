"""The frame of a sample whose corpus has changed since it was drawn: what is as it was keeps its codes.

Conventions. A unit is as it was if the new corpus has it with the same text in the same period, or in a period that
the frame does not know, since the study has others now (`topics.coding.gold.carried`). It keeps its period, its stratum
and, where it was drawn, its code: of a simple sample of a stratum, those left are one of what is left of the stratum.
All others are strata of their own in each period, with the number of the batch in their names, of which nothing is
drawn yet. So every unit has a known probability, n_h / N_h of its stratum, and estimates are those of a stratified
sample; nothing is coded twice. A unit that is gone, or another one now, stays in the sealed key, so that the sheets can
be read, and its code does not count.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from topics.errors import StudyError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

CELL = ["unit", "period", "stratum"]


def grown_frame(
    before: "pd.DataFrame",
    units: "pd.DataFrame",
    texts_before: Mapping[str, str],
    texts: Mapping[str, str],
    batch: int,
    where: "Path",
) -> "pd.DataFrame":
    """The frame over the `units` of the new corpus, which come with the strata that they would have if all were new.

    Raises StudyError where no unit is as it was.
    """
    old, known = before.set_index("unit")[["period", "stratum"]].to_dict("index"), set(before["period"])
    same = [
        unit in old and texts_before.get(unit) == texts[unit] and (period not in known or old[unit]["period"] == period)
        for unit, period in zip(units["unit"], units["period"], strict=True)
    ]
    if not any(same):
        raise StudyError(
            f"{where}: no unit that was drawn from is in the corpus any more with the same text. "
            "Move the folder away and draw anew."
        )
    rows = zip(units["unit"], units["period"], units["stratum"], same, strict=True)
    cells = [
        (old[unit]["period"], old[unit]["stratum"]) if kept else (period, f"{name} ({batch})")
        for unit, period, name, kept in rows
    ]
    return units.assign(period=[period for period, _ in cells], stratum=[stratum for _, stratum in cells])


def in_frame(rows: "pd.DataFrame", frame: "pd.DataFrame") -> "pd.DataFrame":
    """The rows of a key, or of codes, whose unit is in the frame as it was drawn."""
    cells = set(frame[CELL].itertuples(index=False, name=None))
    return rows[[cell in cells for cell in rows[CELL].itertuples(index=False, name=None)]]
