"""What a figure of a paper is drawn from, and what it is when it is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Tables = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Drawing:
    """A finished figure, the rows it shows and its caption."""

    figure: "Figure"
    rows: "pd.DataFrame"
    caption: str
