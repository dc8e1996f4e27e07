"""Estimators whose shares lie apart from those of the study's own estimator: a flag of difference, made without codes.

An estimator that sees a theme (`topics.shares.fitness`) may still find twice as much of it as another, and only codes
tell which is right. Two shares of a theme in a period lie apart if their bands do not meet, and they differ by more
than `POINTS_APART` or one is below `PART_APART` of the other. That refuses nothing: it says what to read before use.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import percent, period

if TYPE_CHECKING:
    import pandas as pd

POINTS_APART = 0.1
PART_APART = 0.5


@dataclass(frozen=True)
class Apart:
    """The period in which an estimator's share of a theme is furthest from the own estimator's, of those apart."""

    estimator: str
    theme: str
    period: str
    share: float
    own_share: float

    def told(self, language: str = "en") -> str:
        """The two shares in words, the own estimator's in brackets.

        >>> one = Apart("lexicon", "economic", "2001", 0.529, 0.424)
        >>> one.told(), one.told("zh")
        ('52.9% in 2001 (42.4%)', '2001 年 52.9%（42.4%）')
        """
        if language == "zh":
            return f"{period(self.period, language)} {percent(self.share)}（{percent(self.own_share)}）"
        return f"{percent(self.share)} in {self.period} ({percent(self.own_share)})"


def lying_apart(shares: "pd.DataFrame", own: str) -> list[Apart]:
    """The estimators and themes that lie apart from the estimator `own`, in the order of the table.

    `shares` has one weighting and one row per estimator, theme and period. Shares that are not measured, and those that
    the column `unfit` has a reason against, lie nowhere.

    >>> table = topics.open_store().latest_job("my-study").shares().query("weighting == 'text'")
    >>> lying_apart(table, "lexicon")
    []
    """
    rows = shares[~shares["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])]
    if "unfit" in rows:
        rows = rows[rows["unfit"].fillna("") == ""]
    keys = ["theme", "period"]
    its = rows.loc[rows["estimator"] == own, [*keys, "share", "lower", "upper"]]
    both = rows.merge(its, on=keys, suffixes=("", "_own"))
    distance = (both["share"] - both["share_own"]).abs()
    smaller, larger = both[["share", "share_own"]].min(axis=1), both[["share", "share_own"]].max(axis=1)
    far = (distance > POINTS_APART) | (smaller < PART_APART * larger)
    meet = (both["lower"] <= both["upper_own"]) & (both["lower_own"] <= both["upper"])
    both = both.assign(distance=distance)[far & ~meet & both[["lower", "lower_own"]].notna().all(axis=1)]
    if both.empty:
        return []
    furthest = both.loc[both.groupby(["estimator", "theme"], sort=False)["distance"].idxmax()]
    return [Apart(*row) for row in furthest[["estimator", "theme", "period", "share", "share_own"]].to_numpy().tolist()]
