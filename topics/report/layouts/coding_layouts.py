"""Layouts of a coded sample: shares in per cent with their bands, changes, rates by period, and sentences."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from topics.report.layouts.share_layouts import STATED, STATES
from topics.shares.coded.coder_errors import UNSEEN_ERRORS
from topics.shares.coded.corrected_change import CODES_ALONE, WIDER_AND, stated, stated_methods
from topics.themes import NONE_OF_THE_THEMES
from topics.wording import MISSING, difference_interval, listed, number, percent, share_interval

if TYPE_CHECKING:
    import pandas as pd

_MOST = 4  # periods that a reason names


def estimates_layout(shares: "pd.DataFrame", headings: "Mapping[str, str] | None" = None) -> "pd.DataFrame":
    """One row per method and theme, one column per period: `share [lower–upper]` in per cent, `*` for corrected shares
    whose band is wider than that of the codes alone. The method that states a theme has the mark `STATES`.

    The last rows have the sum of the corrected shares (not for mentions, since a unit may have several) and the number
    of coded units per period. Methods that were refused for a theme have no row.

    >>> estimates_layout(gold_estimates(gold, store, study).shares)  # doctest: +SKIP
    """
    import pandas as pd

    table = shares[shares["share"].notna()]
    said = set(stated_methods(shares).itertuples(index=False, name=None))
    keys = zip(table["theme"], table["method"], table["estimator"], strict=True)
    cells = table.assign(
        method=[
            _called(method, name) + (f" {STATES}" if (theme, method, name) in said else "")
            for theme, method, name in keys
        ],
        cell=[
            share_interval(s, a, b) + ("*" if why else "")
            for s, a, b, why in zip(table["share"], table["lower"], table["upper"], table["wider"], strict=True)
        ],
    )
    counts = shares.drop_duplicates("period").assign(theme="", method="units coded")
    counts["cell"] = counts["n_coded"].astype(str) + " of " + counts["n_units"].astype(str)
    both = pd.concat([cells, *([] if _overlap(shares) else [_closure(table)]), counts])
    order = list(dict.fromkeys(zip(both["theme"], both["method"], strict=True)))
    themes = list(dict.fromkeys(shares["theme"]))
    order.sort(key=lambda pair: themes.index(pair[0]) if pair[0] else len(themes))
    wide = both.pivot(index=["theme", "method"], columns="period", values="cell").reindex(order).fillna(MISSING)
    return _named(wide.reset_index().rename_axis(columns=None), headings)


def _called(method: str, estimator: str) -> str:
    """A method and the estimator whose predictions it takes, as a person reads them."""
    if method == CODES_ALONE:
        return STATED["en"][CODES_ALONE]
    return method + (f" ({estimator})" if estimator != "codes" else "")


def _named(table: "pd.DataFrame", headings: "Mapping[str, str] | None") -> "pd.DataFrame":
    """The table with what themes are called in place of their ids."""
    return table.assign(theme=table["theme"].map(lambda name: (headings or {}).get(name, name)))


def _overlap(shares: "pd.DataFrame") -> bool:
    """Whether a unit may count for several themes."""
    return bool(shares["membership"].eq("mentions").any())


def _closure(table: "pd.DataFrame") -> "pd.DataFrame":
    """The sum of the corrected shares of all themes and of none of them, per period and in per cent."""
    corrected = table[table["method"] == "corrected"]
    sums = 100 * corrected.groupby("period", sort=False)["share"].sum()
    found = corrected.drop_duplicates("period").assign(theme="", method="sum of corrected")
    return found.assign(cell=[f"{sums[period]:.1f}" for period in found["period"]])


def change_layout(
    change: "pd.DataFrame", shares: "pd.DataFrame", headings: "Mapping[str, str] | None" = None
) -> "pd.DataFrame":
    """One row per method and theme: the change in percentage points with its band, and p.

    The row that claims take of a theme is `stated` and has its p after Holm: the family is all that is stated.
    """
    import pandas as pd

    themes = [theme for theme in dict.fromkeys(change["theme"]) if theme != NONE_OF_THE_THEMES]
    keys = ["theme", "method", "estimator"]
    taken = stated(change, stated_methods(shares), themes)[[*keys, "p_holm", "p_change_holm"]]
    known = change[change["problem"] == ""].drop(columns=["p_holm", "p_change_holm"])
    known = known.merge(taken, on=keys, how="left", indicator="stated")
    order = {name: place for place, name in enumerate(dict.fromkeys(change["theme"]))}
    known = known.sort_values("theme", key=lambda names: names.map(order), kind="stable", ignore_index=True)
    told = pd.DataFrame(
        {
            "theme": known["theme"],
            "method": [_called(*pair) for pair in zip(known["method"], known["estimator"], strict=True)],
            "from": known["first"],
            "to": known["last"],
            "points": [
                difference_interval(*row) for row in known[["share_first", "share_last", "lower", "upper"]].to_numpy()
            ],
            "p": [number(p, 3) for p in known["p"]],
            "stated": known["stated"].eq("both").map({True: "yes", False: ""}),
            "p (Holm)": [number(p, 3) for p in known["p_holm"]],
            "p beyond periods": [number(p, 3) for p in known["p_change_holm"]],
        }
    )
    return _named(told, headings)


def coder_rates_layout(rates: "pd.DataFrame") -> "pd.DataFrame":
    """One row per theme, one column per coder: the part missed of units that have it, and added of those that have not.

    Coders who share no unit of a decided code with another have no column.
    """
    known = rates[rates["n_units"] > 0]
    cells = known.assign(
        cell=[
            f"{percent(a, 0)} of {n:,}, {percent(b, 0)} of {of - n:,}"
            for a, b, n, of in zip(known["missed"], known["added"], known["n_theme"], known["n_units"], strict=True)
        ]
    )
    wide = cells.pivot(index="theme", columns="coder", values="cell").reindex(list(dict.fromkeys(known["theme"])))
    named = {name: f"{name.replace('_', ' ')}: missed, added" for name in wide.columns}
    return wide.rename(columns=named).reset_index().rename_axis(columns=None)


def errors_layout(errors: "pd.DataFrame", headings: "Mapping[str, str] | None" = None) -> "pd.DataFrame":
    """One row per estimator, theme and measure: p of constancy, and per period the rate (number of coded units)."""
    chosen = errors[errors["measure"] != "fpr"]
    cells = chosen.assign(
        cell=[
            f"{number(v, 2)} ({n:,})" if v == v else MISSING for v, n in zip(chosen["value"], chosen["n"], strict=True)
        ],
        p=[number(p, 3) for p in chosen["p_constant"]],
    )
    index = ["estimator", "theme", "measure", "p"]
    wide = cells.pivot(index=index, columns="period", values="cell").reindex(
        list(dict.fromkeys(cells[index].itertuples(index=False, name=None)))
    )
    return _named(wide.reset_index().rename(columns={"p": "p constant"}).rename_axis(columns=None), headings)


def refusals(shares: "pd.DataFrame") -> list[str]:
    """Sentences: the reasons of refusals and of wide bands, once per theme, and the meaning of the uncorrected rows."""
    of = shares["period"].nunique()
    said = []
    for (problem, *who), rows in shares[shares["problem"] != ""].groupby(
        ["problem", "method", "estimator", "theme"], sort=False
    ):
        periods = rows["period"].tolist()
        where = "" if len(periods) == of else f" in {listed(periods, _MOST, last=', ')}"
        said.append(f"{_called(str(who[0]), str(who[1]))}, {who[2]}{where}: {problem}.")
    said += _wider(shares)
    each = "document" if "unit" in shares and shares["unit"].eq("document").all() else "passage"
    known = shares["se_coders"].notna().any()
    return [
        *said,
        f"Bands hold what coders err, by the units that several have coded. {UNSEEN_ERRORS}"
        if known
        else "How often coders err is not known, since hardly a unit has codes of several: bands leave it out.",
        f"{STATES}: the row that states the levels of a theme. "
        "Uncorrected: model output, whose level the rows below it correct.",
        *(
            [f"Here a {each} counts wholly for its main theme, as codes do: shares by weight differ (`topics shares`)."]
            if "membership" in shares and shares["membership"].eq("primary").all()
            else []
        ),
        "A unit may mention several themes: shares do not add to 100."
        if _overlap(shares)
        else "Corrected shares are estimated one by one, so that themes and none of them need not add to 100.",
    ]


def _wider(shares: "pd.DataFrame") -> list[str]:
    """What the mark `*` means and why, for all cells that have it; [] for none."""
    rows = shares[shares["wider"] != ""]
    if not len(rows):
        return []
    reasons = dict.fromkeys(reason for why in rows["wider"] for reason in why.split(WIDER_AND))
    themes = [theme for theme in dict.fromkeys(shares["theme"]) if theme in set(rows["theme"])]
    return [
        "*: the corrected band is wider than that of the codes alone. Of "
        f"{listed(themes)} the codes alone have the narrower bands on average, and state the shares. Reasons: "
        f"{WIDER_AND.join(reasons)} (column `wider` of estimates.csv, cell by cell)."
    ]


def power_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """One row per size and theme: means over periods of the share, errors and widths, and the expected positives.

    Shares, errors and widths are in per cent or percentage points.
    """
    means = table.drop(columns=["period", "n_units"]).groupby(["coded", "theme"], sort=False).mean().reset_index()
    for column in means.columns[3:]:
        means[column] = (means[column] * (1 if column == "positives" else 100)).round(1)
    return means.rename(columns={name: _heading(name) for name in means.columns})


def _heading(column: str) -> str:
    """A column of `POWER`, as a person reads it."""
    return column.replace("_gold", " codes alone").replace("_", " ")


def worth_sentence(found: "pd.DataFrame") -> str:
    """A sentence: with how many coded units correcting an estimator pays, and for which themes."""
    from topics.coding.gold.worth import LESS

    themes_with: dict[str, list[str]] = {}
    for row in found.to_dict("records"):
        least, largest, most = (int(row[name]) for name in ("from_coded", "to_coded", "most_coded"))
        more = " or more" if largest == most else f" to {largest}" if largest > least else ""
        themes_with.setdefault(f"{least}{more}" if least else f"none of up to {most}", []).append(row["theme"])
    told = [f"with {numbers} for {', '.join(themes)}" for numbers, themes in themes_with.items()]
    return (
        f"Correcting {found['estimator'].iloc[0]} makes bands {percent(LESS, 0)} narrower or more than those of the "
        f"codes alone, in coded units per period: {'; '.join(told)}."
    )


def power_of_change_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """One row per size and theme, from first to last, in percentage points; the best numbers of units in one column."""
    import pandas as pd

    points: dict[str, object] = {
        _heading(name): (100 * table[name]).round(1)
        for name in ("change", "rmse_gold", "width_gold", "rmse_corrected", "width_corrected", "detectable")
    }
    best = [f"{a} + {b}" for a, b in zip(table["best_first"], table["best_last"], strict=True)]
    points |= {"best coded": best, "width then": (100 * table["width_best"]).round(1)}
    return pd.concat([table[["coded", "theme", "first", "last"]], pd.DataFrame(points)], axis=1)
