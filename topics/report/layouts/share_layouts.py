"""Layout of shares, and the sentence that states their estimand."""

from typing import TYPE_CHECKING

from topics.preprocessing.selection import EVERY
from topics.results.theme_stability import MARK
from topics.shares.estimand import ESTIMAND_COLUMNS, Estimand
from topics.themes import UNASSIGNED
from topics.unmeasured import NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, UNFIT, with_why
from topics.wording import MISSING, share_interval, span

if TYPE_CHECKING:
    import pandas as pd


def shares_layout(table: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """The layout of shares: one row per estimator and theme, one column per period, `share [lower–upper]` in per cent.

    Many periods stand below each other instead, with one column per theme. The number of documents per period is the
    last row or column, where the table has it. Estimators that leave nothing unassigned have no row `unassigned`. Where
    shares are counted in several ways, the name of an estimator is followed by the way. Themes that are unstable over
    an estimator's seeds have the mark `topics.results.theme_stability.MARK`. Where an estimator is unfit for a theme
    and its numbers are left out, the reason stands in their place, in the first period.
    """
    import pandas as pd

    names = estimator_names(table)
    across = table["period"].nunique() <= _PERIODS_ACROSS
    marks = [MARK if unstable else "" for unstable in table.get("unstable", [False] * len(table))]
    table = table.assign(estimator=names)
    never = table.groupby(["estimator", "theme"])["share"].transform("max") == 0
    reasons = with_why(table)["why"]
    numbers = zip(table["share"], table["lower"], table["upper"], reasons, strict=True)
    cells = table.assign(cell=[_cell(*of_cell, language) for of_cell in numbers])
    cells["cell"] = _reasons(table, _UNFIT_HERE[language]).where(_left_out(table), cells["cell"])
    marked = "theme" if across else "cell"  # a theme has one row per estimator, or one column for all estimators
    cells[marked] = [f"{text} {mark}".rstrip() for text, mark in zip(cells[marked], marks, strict=True)]
    counted = "n_documents" in table
    extremes = table.groupby("period")["n_documents"].agg(["min", "max"]) if counted else pd.DataFrame()
    ranges = {p: span(str(low), str(high)) for p, low, high in extremes.itertuples()}
    counts = table.drop_duplicates("period").assign(estimator="", theme="documents") if counted else table[:0]
    counts = counts.assign(cell=[f"n = {ranges[period]}" for period in counts["period"]])
    cells = pd.concat([cells[~(never & (table["theme"] == UNASSIGNED))], counts])
    order = list(dict.fromkeys(zip(cells["estimator"], cells["theme"], strict=True)))
    if across:
        wide = cells.pivot(index=["estimator", "theme"], columns="period", values="cell").reindex(order)
    else:
        wide = cells.pivot(index=["estimator", "period"], columns="theme", values="cell")
        wide = wide.reindex(columns=list(dict.fromkeys(theme for _, theme in order))).drop(index="", errors="ignore")
        if counted:
            wide["documents"] = [ranges[period] for _, period in wide.index]
        wide = wide.reindex(list(dict.fromkeys(name for name, _ in order if name)), level=0)
    return wide.fillna("").rename_axis(columns=None).reset_index()


def estimator_names(table: "pd.DataFrame") -> list[str]:
    """The name of each row's estimator; where shares are counted in several ways, followed by the way."""
    ways = [name for name in _differing(table) if name != "denominator"]  # the denominator follows from the others
    said = [[_way(part, value) for value in table[part]] for part in ways]
    return [", ".join(parts) for parts in zip(table["estimator"], *said, strict=True)]


_UNFIT_HERE = {"en": "Unfit here: ", "zh": "不适用："}
_PERIODS_ACROSS = 7  # more periods stand below each other


_WAYS = {
    "once": "copies once",
    "keep": "copies each time",
    "own": "unassigned apart",
    "excluded": "unassigned left out",
    "reassigned": "unassigned to the nearest",
}


def _way(part: str, value: str) -> str:
    """One part of an estimand in which the rows of a table differ."""
    if part == "standardised":
        return "mix as it was" if value == "none" else f"mix of {value} held fixed"
    return _WAYS.get(value, value)


def _differing(table: "pd.DataFrame") -> list[str]:
    """The parts of the estimand in which rows of one weighting differ."""
    return [name for name in ESTIMAND_COLUMNS if name in table and table[name].nunique() > 1]


def _cell(share: float, lower: float, upper: float, why: str, language: str) -> str:
    """A share and its band, if any, in per cent; where it is not measured, the reason."""
    if share != share:
        return _HERE[language].get(why, MISSING)
    return share_interval(share, lower, upper)


_HERE = {
    "en": {NO_DOCUMENT: "no document", NO_TOPIC: "no topic", NOTHING_ASSIGNED: "nothing assigned"},
    "zh": {NO_DOCUMENT: "无文档", NO_TOPIC: "无对应话题", NOTHING_ASSIGNED: "无归入文本"},
}


def _left_out(table: "pd.DataFrame") -> "pd.Series[bool]":
    """The rows whose numbers are left out because the estimator is unfit for the theme."""
    return table["share"].isna() & with_why(table)["why"].eq(UNFIT)


def _reasons(table: "pd.DataFrame", begin: str) -> "pd.Series[str]":
    """Why an estimator is unfit, in the first period of a theme; nothing in the others."""
    reasons = table.get("unfit", table["theme"].str[:0]).fillna("")
    return (begin + reasons).mask(table["period"] != table["period"].min(), "")


def estimand_sentence(title: str, table: "pd.DataFrame", *, validated: bool = False) -> str:
    """The estimand of a table of shares, in one line, except for the parts in which its rows differ.

    `validated`: whether corrected shares were kept for the same job (`Job.validated`).

    Raises ModelError for a table without the columns of the estimand.
    """
    differing = _differing(table)
    estimand = Estimand.of(table.assign(**{name: table[name].iloc[0] for name in differing}))
    counted = {"text": "words of text", "document": "documents, each counting one"}
    belongs = {"primary": "each {unit} under its main theme", "weight": "each {unit} by its theme weights"}
    copies = {"once": "re-publications counted once", "keep": "re-publications counted each time"}
    left = {"excluded": "the unassigned left out", "reassigned": "the unassigned given to the nearest topic"}
    fixed = estimand.standardised if "standardised" not in differing else "none"
    parts = [
        f"per cent of {counted[estimand.weighting]}",
        belongs[estimand.membership].format(unit=estimand.unit),
        *([copies[estimand.duplicates]] if "duplicates" not in differing else []),
        *([f"by date of {estimand.date_type}"] if estimand.date_type != "publication" else []),
        *([left[estimand.unassigned]] if estimand.unassigned != "own" and "unassigned" not in differing else []),
        *([f"the mix of {fixed} held fixed"] if fixed != "none" else []),
        *([f"only documents where {estimand.where}"] if estimand.where != EVERY else []),
    ]
    where = "; corrected levels: topics gold estimate" if validated else ""
    return f"{title}: {', '.join(parts)}; 95 % bands; uncorrected model output, level not validated{where}"


def posterior_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of a table of posteriors, as that of shares: `share [lower–upper]` in per cent."""
    return shares_layout(table.rename(columns={"posterior_lower": "lower", "posterior_upper": "upper"}))
