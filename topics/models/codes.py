"""Codes of passages, as models that learn from them see them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class PassageCodes:
    """The codes of n passages: their `rows (n,)` in the models' input, and `primary (n, n_themes)`, the main theme.

    A row of `primary` without True is about none of the themes. `mentions (n, n_themes)` are the themes that are
    present; None where only main themes were coded.
    """

    rows: NDArray[np.intp]
    primary: Flags
    mentions: Flags | None = None

    def of_rows(self, rows: NDArray[np.intp]) -> "PassageCodes":
        """The codes of those passages that are among some `rows`, numbered as these are."""
        number = {row: i for i, row in enumerate(rows.tolist())}
        kept = [i for i, row in enumerate(self.rows.tolist()) if row in number]
        new = np.array([number[row] for row in self.rows[kept].tolist()], dtype=np.intp)
        return PassageCodes(new, self.primary[kept], None if self.mentions is None else self.mentions[kept])

    def listed(self) -> list[object]:
        """All codes in types that JSON can represent: what a fit depends on."""
        return [one if one is None else one.tolist() for one in (self.rows, self.primary, self.mentions)]
