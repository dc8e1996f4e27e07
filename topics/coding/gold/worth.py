"""Numbers of coded units with which it pays to correct an estimator by them.

Conventions. It pays where the band of the corrected share is narrower than that of the codes alone by `LESS` of it or
more, in the mean over periods, as `topics gold power` foretells both. With few codes predictions are not learned yet;
with many, bands for the process are as wide as few documents make them, whatever is coded. Strata by the estimator's
own themes make the codes alone precise by it too, so that correcting takes off less.
"""

from typing import TYPE_CHECKING

from topics.coding.gold.allot import Assumed
from topics.coding.gold.folder import GoldFolder
from topics.files.records import writing
from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare

if TYPE_CHECKING:
    import pandas as pd

LESS = 0.1
WORTH = declare(
    "gold worth",
    "one estimator and theme",
    (
        ESTIMATOR,
        THEME,
        Column("from_coded", "integer", "units per period", "least number of coded units with which it pays; 0: none"),
        Column("to_coded", "integer", "units per period", "largest number with which it pays; 0: none"),
        Column("most_coded", "integer", "units per period", "largest number of coded units that was asked about"),
        Column("precision", "number", SHARE, "precision of the estimator that was assumed"),
        Column("recall", "number", SHARE, "recall of the estimator that was assumed"),
        Column("strata", "text", "", "strata of the sample that was assumed"),
    ),
)
_FILE = "worth.csv"
_NUMBERS = ("from_coded", "to_coded", "most_coded")


def worth(levels: "pd.DataFrame", estimator: str, assumed: Assumed, strata: str) -> "pd.DataFrame":
    """The numbers of coded units with which correcting an estimator pays, by theme: columns as declared in `WORTH`.

    `levels` is as `topics.coding.gold.power.POWER` declares it, foretold for `assumed` and `strata`.
    """
    widths = levels.groupby(["theme", "coded"], sort=False)[["width_gold", "width_corrected"]].mean()
    pays = widths["width_corrected"] <= (1 - LESS) * widths["width_gold"]
    rows = []
    for k, (theme, of) in enumerate(pays.groupby("theme", sort=False)):
        sizes = of.droplevel("theme")
        with_it = [int(size) for size in sizes.index[sizes]]
        numbers = (min(with_it, default=0), max(with_it, default=0), int(max(sizes.index)))
        rows.append((estimator, theme, *numbers, assumed.precision[k], assumed.recall[k], strata))
    return WORTH.frame(rows)


def keep_worth(place: GoldFolder, found: "pd.DataFrame") -> None:
    """Keep the numbers beside the codes, those of other estimators too."""
    import pandas as pd

    before = kept_worth(place)
    with writing(place.root):
        place.root.mkdir(parents=True, exist_ok=True)
    others = before[~before["estimator"].isin(found["estimator"])]
    place.keep(_FILE, pd.concat([others, found], ignore_index=True) if len(others) else found)


def kept_worth(place: GoldFolder | None) -> "pd.DataFrame":
    """The numbers that were kept beside the codes: no rows where none were. Raises StudyError for a damaged table."""
    if place is None or not (place.root / _FILE).is_file():
        return WORTH.frame()
    table = place.table(_FILE, WORTH.names)[list(WORTH.names)]
    return WORTH.check(table.astype(dict.fromkeys(_NUMBERS, int) | {"precision": float, "recall": float}))
