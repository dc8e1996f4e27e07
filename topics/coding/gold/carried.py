"""Codes of a sample whose study has other periods now, or counts other copies, than when it was drawn.

Conventions. A cell is a stratum of a period as it was drawn: every unit of it had the chance n_h / N_h of being coded,
in whatever period it is now. The parts of cells that lie in a period now are its strata: what is coded of a part is a
simple sample of it, given how many there are (Holt & Smith 1979). In a period with a part of which nothing is coded, as
few codes in many short periods leave some, units count by the inverse of their chance instead, as those of a sample
with probabilities of its own do. Units that could not be drawn (of periods that the study did not have, or copies that
count now) are a stratum of which nothing is coded, so that a period with such units is not estimated.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from topics.coding.gold.folder import SampleDesign

_DRAWN, _NOT_DRAWN = "drawn from", "not drawn from"


def carried_codes(
    units: "pd.DataFrame", frame: "pd.DataFrame", codes: "pd.DataFrame", design: "SampleDesign"
) -> tuple[list[str], "pd.DataFrame"]:
    """The strata of `units` (`unit`, `period` as of now), and the codes that are theirs with their `probability`.

    `frame` (`period`, `stratum`, by unit) is what was drawn from.
    """
    codes = codes[codes["unit"].isin(units["unit"])]
    cells = {unit: f"{period} · {stratum}" for unit, period, stratum in frame[["period", "stratum"]].itertuples()}
    parts = units[["unit", "period"]].assign(
        part=[cells.get(unit, _NOT_DRAWN) for unit in units["unit"]], coded=units["unit"].isin(codes["unit"])
    )
    drawn = parts["part"] != _NOT_DRAWN
    parts["chance"] = parts.groupby(["period", "part"])["coded"].transform("mean")
    parts["whole"] = (parts["chance"].gt(0) | ~drawn).groupby(parts["period"]).transform("all")
    chance = parts.set_index("unit").loc[codes["unit"], ["whole", "chance"]].reset_index(drop=True)
    told = codes["probability"].astype(float).reset_index(drop=True)
    if design.imported != "probability":
        told = told.where(~chance["whole"], chance["chance"])
    strata = parts["part"].where(parts["whole"] | ~drawn, _DRAWN)
    return strata.tolist(), codes.assign(probability=told.to_numpy())
