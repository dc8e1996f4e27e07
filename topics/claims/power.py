"""The change that a study could have found, and what would find less of it: said beside every refusal.

Periods and documents are those of the model of change (`topics.shares.trend.period_model.PeriodEffect.needed`). A
corrected difference of the texts of a corpus has an error from the units that are not coded, of n out of N, with the
variance σ² (1/n − 1/N), and one from coders who err, c², which more codes do not take away. With se² = σ² (1/n − 1/N) +
c² now, δ would be found with about

    n₀ / (1 + n₀ / N) units,  n₀ = σ² / (δ² / (z_.975 + z_.8)² − c²),

and with none, were all of them coded, where c alone is too large. A shorter period is proposed only where the model
decides by it, and its p counts every length that was tried (Bonferroni): a study that goes through lengths until one
gives p < .05 has tested as often.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import ThemeEvidence
from topics.claims.text import Text, listed, say
from topics.shares.trend.statements import MANY_PERIODS, SIZES, largest_change, needed
from topics.store.corrected import KeptGold
from topics.wording import p_value, percent, points

if TYPE_CHECKING:
    import pandas as pd

FOUND = Text("found with a probability of 80%", "功效为 80% 时")  # what a sentence about power says
_BOTH = 1.959964 + 0.841621  # normal quantiles of .975 and .8
_HALF_WIDTH = 1.959964
_ALPHA = 0.05
_DOCUMENTS = Text("the documents", "文档数")
_ZH = {"quarter": "季度", "month": "月"}


def found_with(rows: "pd.DataFrame", of: Text = _DOCUMENTS) -> list[Text]:
    """What change the estimator that finds least would find, and what would find 2 and 5 points; [] if not known.

    `of` is what more is asked for.
    """
    known = rows[rows["detectable_change"].notna()]
    if not len(known):
        return []
    row = known.iloc[int(known["detectable_change"].argmax())].to_dict()
    most = 100 * row["detectable_change"]
    by = say(
        "by {name}{least}",
        "以{least}{name}计",
        name=_named(row["estimator"]),
        least=Text(", whose power is least,", "检验功效最低的") if len(known) > 1 else Text("", ""),
    )
    if row["detectable_change"] >= largest_change(row):
        lead = say(
            "{by} no change in equal steps that is possible from {share} would be " + FOUND.en,
            "{by}，" + FOUND.zh + "，以 {share} 为起点的任何匀速变化都难以检出",
            by=by,
            share=Text(percent(row["share_first"], sign=" %"), percent(row["share_first"])),
        )
    else:
        lead = say(
            "{by} a change of {most:.1f} points in equal steps would be " + FOUND.en,
            "{by}，" + FOUND.zh + "，可检出的最小匀速变化为 {most:.1f} 个百分点",
            by=by,
            most=most,
        )
    sizes = [size for size in SIZES if most > size]
    beyond = [str(size) for size in sizes if needed(row, size) == (0, 0)]
    never = say(
        "{sizes} points cannot be found under these conditions: they need more than {many:,} such periods",
        "现有条件下无法检出 {sizes} 个百分点的变化（所需数据超过 {many:,} 期）",
        sizes=Text(" and ".join(beyond), " 个和 ".join(beyond)),
        many=MANY_PERIODS,
    )
    more = [_needed(row, size, of) for size in sizes if str(size) not in beyond]
    return [listed([lead, *([never] if beyond else []), *more], "; ", "；")]


def _named(estimator: Text | str) -> Text:
    """An estimator in a sentence: the id of a model with spaces in Chinese, where its label takes the place."""
    return estimator if isinstance(estimator, Text) else Text(estimator, f" {estimator} ")


def _needed(row: Mapping[Any, Any], size: int, of: Text) -> Text:
    """What would find a change of `size` points: periods, or more text in these; not both are too many."""
    periods, documents = needed(row, size)
    if not periods:
        return say(
            "{size} points cannot be found with periods of this size, but would be with {n:,.1f} times {of} in these",
            "要检出 {size} 个百分点的变化，增加同等规模的时期难以做到，须将各期{of}增至 {n:,.1f} 倍",
            size=size,
            n=documents,
            of=of,
        )
    more = (
        say(" or, in these periods, {n:,.1f} times {of}", "，或将各期{of}增至 {n:,.1f} 倍", n=documents, of=of)
        if documents
        else Text("", "")
    )
    return say(
        "to find {size} points takes about {n:,.0f} periods of this size{more}",
        "若要检出 {size} 个百分点的变化，需约 {n:,.0f} 期同等规模的数据{more}",
        size=size,
        n=periods,
        more=more,
    )


def codes_needed(row: Mapping[Any, Any], gold: KeptGold) -> list[Text]:
    """What corrected difference the codes would find, and how many would find 2 and 5 points; [] if not known."""
    error = (row["upper"] - row["lower"]) / 2 / _HALF_WIDTH
    ends = gold.shares[gold.shares["period"].isin((row["first"], row["last"]))]
    coded = float(ends["n_coded"].sum())
    if not error > 0 or not coded:
        return []
    lead = say(
        "The {n:,.0f} coded units of both periods find {most:.1f} points with a probability of 80%",
        "两个时期共 {n:,.0f} 个编码单位，检验功效为 80% 时，可检出的最小变化为 {most:.1f} 个百分点",
        n=coded,
        most=100 * _BOTH * error,
    )
    units, coders = float(ends["n_units"].sum()), float((ends["se_coders"].fillna(0) ** 2).sum())
    left = max(1 / coded - 1 / units, 0.0)
    spread = max(error**2 - coders, 0.0) / left if left else 0.0
    more = [_units_for(size, spread, coders, units) for size in SIZES if 100 * _BOTH * error > size]
    text = listed([lead, *more], "; ", "；")
    return [Text(text.en + ".", text.zh + "。")]


def _units_for(size: int, spread: float, coders: float, units: float) -> Text:
    """How many of so many units would find a difference of `size` points, where codes are right but for `coders`."""
    room = (size / 100 / _BOTH) ** 2 - coders
    if not spread or room <= 0:
        return say(
            "{size} points would not be found if all {units:,.0f} were coded, since coders err",
            "由于编码员误差，即使 {units:,.0f} 个单位全部编码，也难以检出 {size} 个百分点的变化",
            size=size,
            units=units,
        )
    wanted = spread / room
    return say(
        "{size} points need about {n:,.0f}",
        "检出 {size} 个百分点约需 {n:,.0f} 个",
        size=size,
        n=wanted / (1 + wanted / units),
    )


def shorter_periods(evidence: ThemeEvidence) -> list[Text]:
    """The shorter periods by which the study's own estimator decides, or would find a smaller change than now."""
    finer = evidence.finer
    if finer is None or evidence.own not in evidence.seen:
        return []
    trends, found = evidence.trends, []
    now = float(trends.loc[trends["estimator"] == evidence.own, "detectable_change"].iloc[0])
    # How many documents there are decides which lengths are tried, and not what they show.
    tried = 1 + finer["by"].nunique()
    for row in finer[(finer["estimator"] == evidence.own) & (finer["statement"] != "")].to_dict("records"):
        told, within = (min(1.0, tried * row[test]) for test in ("p_change_holm", "p_within_holm"))
        if told < _ALPHA or within < _ALPHA:
            found.append(_proposed(row, told, within))
        elif row["detectable_change"] < largest_change(row) and not row["detectable_change"] >= now:
            found.append(
                say(
                    "by {by} ({n} periods) {most:.1f} points in equal steps would be found, and no change is told",
                    "若按{zh}划分（{n} 个时期），可检出的最小匀速变化为 {most:.1f} 个百分点，同样未检出显著变化",
                    by=row["by"],
                    zh=_ZH[row["by"]],
                    n=int(row["n_periods"]),
                    most=100 * row["detectable_change"],
                )
            )
    return found


def _proposed(row: Mapping[Any, Any], told: float, within: float) -> Text:
    changed = told < _ALPHA
    return say(
        "by {by} ({n} periods) {name} tells {what}: {change} points, p {p} after Holm over themes and for the lengths "
        'tried; [periods] by = "{by}" in study.toml asks that',
        "按{zh}划分（{n} 个时期），{name} {what}：{change} 个百分点，"
        "p {p}（经主题间 Holm 校正，并计及所试的时期长度）；"
        '可在 study.toml 中设 [periods] by = "{by}"',
        by=row["by"],
        zh=_ZH[row["by"]],
        n=int(row["n_periods"]),
        name=row["estimator"],
        what=Text("a change", "显示变化") if changed else Text("that it is below the margin", "显示变化小于界值"),
        change=points(row["fitted_change"]),
        p=p_value(told if changed else within, equals=True),
    )
