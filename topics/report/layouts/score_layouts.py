"""Layouts of estimators' scores against codes: F1 with intervals and differences, themes side by side, shares."""

from typing import TYPE_CHECKING

from topics.wording import number, number_interval, percent, printed_difference

if TYPE_CHECKING:
    import pandas as pd


def scores_layout(scores: "pd.DataFrame") -> "pd.DataFrame":
    """One row per estimator: macro-F1 and the difference to the baseline, each with its interval, by kind of code."""
    import pandas as pd

    rows: dict[str, dict[str, str]] = {}
    names = ["estimator", "code", "f1", "lower", "upper", "difference", "difference_lower", "difference_upper"]
    baseline = scores[scores["difference"].isna()].set_index("code")["f1"]
    for estimator, code, f1, lower, upper, exact, *bounds in scores[names].to_numpy().tolist():
        apart = printed_difference(baseline.get(code), f1, 2, 1) if exact == exact else exact
        cells = rows.setdefault(estimator, {"estimator": estimator})
        cells[code] = number_interval(f1, lower, upper)
        cells[f"{code} − baseline"] = number_interval(apart, *bounds)
    return pd.DataFrame(list(rows.values()))


def parts_layout(parts: "pd.DataFrame") -> "pd.DataFrame":
    """One row per part and kind of code, one column per estimator: macro-F1 with its interval; the number of texts."""
    cells = parts.assign(
        cell=[number_interval(*row) for row in parts[["f1", "lower", "upper"]].to_numpy().tolist()],
        code=parts["code"].where(parts["code"] == "primary", "~" + parts["code"]),  # main themes first
    )
    wide = cells.pivot(index=["code", "part", "n_texts"], columns="estimator", values="cell")
    found = wide[list(dict.fromkeys(cells["estimator"]))].reset_index().rename_axis(columns=None)
    found["code"] = found["code"].str.removeprefix("~")
    return found[["part", "code", *found.columns[2:]]].rename(columns={"n_texts": "texts"})


def scores_by_theme_layout(by_theme: "pd.DataFrame") -> "pd.DataFrame":
    """One row per estimator and kind of code, one column per theme: precision / recall / F1."""
    import pandas as pd

    rows: dict[tuple[str, str], dict[str, str]] = {}
    names = ["estimator", "code", "theme", "precision", "recall", "f1"]
    for estimator, code, theme, *measures in by_theme[names].to_numpy().tolist():
        cells = rows.setdefault((code, estimator), {"estimator": estimator, "code": code})
        cells[theme] = " / ".join(number(value, 2) for value in measures)
    # Stable, so that estimators keep their order within a kind of code, main themes first.
    return pd.DataFrame([rows[key] for key in sorted(rows, key=lambda key: key[0] != "primary")])


def scored_shares_layout(shares: "pd.DataFrame") -> "pd.DataFrame":
    """One row per estimator, membership and theme: shares in per cent, errors by document in percentage points."""
    import pandas as pd

    return pd.DataFrame(
        {
            "estimator": shares["estimator"],
            "membership": shares["membership"],
            "theme": shares["theme"],
            "codes": [percent(share) for share in shares["coded_share"]],
            "estimate": [percent(share) for share in shares["share"]],
            "mean error": [number(error, 1) for error in shares["mean_absolute_error"]],
            "largest": [number(error, 1) for error in shares["largest_error"]],
            **{name: shares[name] for name in ("unfit", "apart") if name in shares and shares[name].any()},
        }
    )


def nearest_sentence(shares: "pd.DataFrame", own: str) -> str:
    """Whose shares by weight are nearest to the codes, document by document, and where the study's own estimator is.

    An estimator that is unfit for a theme has no shares to show, and is passed over.
    """
    rows = shares[shares["membership"] == "weight"]
    if "unfit" in rows:
        rows = rows[~rows["estimator"].isin(rows.loc[rows["unfit"] != "", "estimator"])]
    errors = rows.groupby("estimator", sort=False)["mean_absolute_error"].mean().sort_values(kind="stable")
    if errors.empty:
        return "Every estimator is unfit for a theme."
    points = {name: f"{number(error, 1)} points" for name, error in errors.items()}
    place = list(points).index(own) + 1 if own in points else 0
    told = f"is number {place} of {len(points)} with {points[own]}" if place else "is unfit for a theme"
    said = f"Nearest to the codes by document is {errors.index[0]}, {points[errors.index[0]]} on average over themes"
    return f"{said}." if place == 1 else f"{said}; {own}, the study's own estimator, {told}."
