"""Estimators whose shares lie apart from those of the study's own estimator: a flag of difference, made without codes.

An estimator that sees a theme (`topics.shares.fitness`) may still find twice as much of it as another, and only codes
tell which is right. Two shares of a theme in a period lie apart if their bands do not meet, and they differ by more
than `POINTS_APART` or one is below `PART_APART` of the other. That refuses nothing: it says what to read before use.

Weights and main themes are of the same fit, and either may lie apart where the other does not: both are judged.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED, Theme
from topics.wording import listed, percent, period

if TYPE_CHECKING:
    import pandas as pd

POINTS_APART = 0.1
PART_APART = 0.5


@dataclass(frozen=True)
class Apart:
    """The period in which an estimator's share of a theme is furthest from the own estimator's, of those apart.

    `by` is the membership of both shares where it is another than the one that is asked about, else "".
    """

    estimator: str
    theme: str
    membership: str
    period: str
    share: float
    own_share: float
    by: str = ""

    def told(self, language: str = "en") -> str:
        """The two shares in words, the own estimator's in brackets.

        >>> one = Apart("lexicon", "economic", "weight", "2001", 0.529, 0.424)
        >>> one.told(), one.told("zh")
        ('52.9% in 2001 (42.4%)', '2001 年 52.9%（42.4%）')
        >>> Apart("lexicon", "economic", "primary", "2001", 0.529, 0.424, by="primary").told()
        '52.9% in 2001 (42.4%) by main theme'
        """
        if language == "zh":
            by = _BY[language].get(self.by, "")
            return f"{by}{period(self.period, language)} {percent(self.share)}（{percent(self.own_share)}）"
        by = _BY["en"].get(self.by, "")
        return f"{percent(self.share)} in {self.period} ({percent(self.own_share)}){by}"


_BY = {
    "en": {"weight": " by weight", "primary": " by main theme"},
    "zh": {"weight": "按权重计 ", "primary": "按首要主题计 "},
}


def lying_apart(shares: "pd.DataFrame", own: str) -> list[Apart]:
    """The estimators and themes that lie apart from the estimator `own`, in the order of the table.

    `shares` has one weighting and one row per estimator, theme, period and membership, of which it may have several.
    Shares that are not measured, that the column `unfit` has a reason against, or that are `unstable`, lie nowhere.

    >>> table = topics.open_store().latest_job("my-study").shares().query("weighting == 'text'")
    >>> lying_apart(table, "lexicon")
    []
    """
    both = _beside_own(shares, own)
    distance = (both["share"] - both["share_own"]).abs()
    smaller, larger = both[["share", "share_own"]].min(axis=1), both[["share", "share_own"]].max(axis=1)
    far = (distance > POINTS_APART) | (smaller < PART_APART * larger)
    meet = (both["lower"] <= both["upper_own"]) & (both["lower_own"] <= both["upper"])
    both = both.assign(distance=distance)[far & ~meet & both[["lower", "lower_own"]].notna().all(axis=1)]
    if both.empty:
        return []
    furthest = both.loc[both.groupby(["estimator", "theme", "membership"], sort=False)["distance"].idxmax()]
    named = ["estimator", "theme", "membership", "period", "share", "share_own"]
    return [Apart(*row) for row in furthest[named].to_numpy().tolist()]


def largest_difference(shares: "pd.DataFrame", own: str) -> float:
    """The largest difference of a share from that of the estimator `own`, as `lying_apart` compares; NaN for none."""
    both = _beside_own(shares, own).query("estimator != @own")
    return float((both["share"] - both["share_own"]).abs().max())


def _beside_own(shares: "pd.DataFrame", own: str) -> "pd.DataFrame":
    """The shares of the themes that are measured, with those of the estimator `own` as `share_own` and so on."""
    rows = shares[~shares["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])]
    if "unfit" in rows:
        rows = rows[rows["unfit"].fillna("") == ""]
    if "unstable" in rows:
        rows = rows[~rows["unstable"].eq(True)]
    keys = ["theme", "membership", "period"]
    its = rows.loc[rows["estimator"] == own, [*keys, "share", "lower", "upper"]]
    return rows.merge(its, on=keys, suffixes=("", "_own"))


def one_of_each(found: Sequence[Apart], membership: str) -> list[Apart]:
    """One of each estimator and theme: that of the membership asked about, else the other, which it then names.

    >>> one = Apart("lexicon", "economic", "primary", "2001", 0.529, 0.424)
    >>> one_of_each([one], "weight")[0].by, one_of_each([one], "primary")[0].by
    ('primary', '')
    """
    asked = {(one.estimator, one.theme): one for one in found if one.membership == membership}
    others = {(one.estimator, one.theme): replace(one, by=one.membership) for one in found}
    return [asked.get(cell, one) for cell, one in others.items()]


def apart_sentences(found: Sequence[Apart], own: str, themes: Sequence[Theme], language: str = "en") -> dict[str, str]:
    """A sentence by estimator that lies apart from the study's own, with the shares of each theme furthest so.

    >>> themes = (Theme("wind", ("wind power",), {"en": "Wind", "zh": "风电"}),)
    >>> apart_sentences([Apart("nmf", "wind", "weight", "2021", 0.06, 0.02)], "lexicon", themes)["nmf"]
    "nmf lies apart from the study's own estimator, lexicon (in brackets): Wind 6.0% in 2021 (2.0%). Read before use."
    """
    label = {theme.id: theme.label(language) for theme in themes}
    told: dict[str, list[str]] = {}
    for one in found:
        told.setdefault(one.estimator, []).append(f"{label[one.theme]} {one.told(language)}")
    if language == "zh":
        said = "{} 与本研究采用的方法 {}（括号内）相差较大：{}。使用前请核对原文。"
        return {name: said.format(name, own, "；".join(of_themes)) for name, of_themes in told.items()}
    said = "{} lies apart from the study's own estimator, {} (in brackets): {}. Read before use."
    return {name: said.format(name, own, listed(of_themes)) for name, of_themes in told.items()}
