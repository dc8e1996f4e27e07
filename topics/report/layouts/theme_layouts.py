"""Layout of shares for a screen or a paper: a block per theme, in it a row per estimator, the study's own one first.

Few periods stand side by side. Of many, the first, the last, the lowest and the highest are shown, or all of them below
each other.
"""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from topics.report.layouts.share_layouts import STATED, estimator_names
from topics.results.theme_stability import MARK
from topics.themes import UNASSIGNED
from topics.unmeasured import NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, NotMeasured, unfit_in, with_why
from topics.wording import MISSING, percent, period, share_interval, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.themes import Theme

MANY = 7  # periods that stand side by side
NOT_MEASURED = "not measured"
WHY = "why not measured"
# What stands for a share in a period that others measure, and what counts and ends are called.
_WORDS = {
    "en": {
        NO_DOCUMENT: "no text",
        NOTHING_ASSIGNED: "no topic",
        "none": NOT_MEASURED,
        "first": "first {}",
        "last": "last {}",
        "lowest": "lowest",
        "highest": "highest",
        "in": "{} in {}",
    },
    "zh": {
        NO_DOCUMENT: "无文本",
        NOTHING_ASSIGNED: "无话题",
        "none": "未测量",
        "first": "首期 {}",
        "last": "末期 {}",
        "lowest": "最低",
        "highest": "最高",
        "in": "{}（{}）",
    },
}
_SHOWN = 0.0005  # text without a topic of less than that is printed as 0.0 %, and its row says nothing


def theme_headings(themes: "Iterable[Theme]", language: str = "en", *, ids: bool = True) -> dict[str, str]:
    """The heading of each theme's block by its id: the label and, with `ids`, the id by which commands know it."""
    labels = {theme.id: theme.label(language) for theme in themes}
    return {name: f"{label} ({name})" if ids and label != name else label for name, label in labels.items()}


def shares_by_theme(
    table: "pd.DataFrame",
    headings: Mapping[str, str] | None = None,
    own: str = "",
    language: str = "en",
    *,
    every: bool = False,
) -> "pd.DataFrame":
    """Shares in blocks: `share [lower–upper]` in per cent, one row per theme and estimator.

    Columns: `theme`, `estimator`, one per period, `why not measured`; of more than `MANY` periods, `first <period>`,
    `last <period>`, `lowest` and `highest`; with `every`, one row per theme and period instead, and one column per
    estimator. The last rows count documents. `headings` are what themes are called, `own` is the study's own estimator.

    >>> table = topics.open_store().latest_job("my-study").shares().query("weighting == 'text'")
    >>> shares_by_theme(table)["estimator"].tolist()[:2]
    ['lexicon', 'nmf']

    An estimator that measures a theme nowhere has the reason in place of its numbers; one that measures it in some
    periods has `not measured` in the others, `no text` where there is no document and `no topic` where no text of
    the period has a topic. `language` is that of these words; `topics.report.headings.for_readers` has the columns'.
    """
    table, say = _told(table, own, language), _WORDS[language]
    periods = list(dict.fromkeys(table["period"]))
    many = len(periods) > MANY
    if many and every:
        return _downwards(table, headings or {}, periods, language)
    rows: list[dict[str, str]] = []
    for (theme, estimator), of_row in table.groupby(["theme", "estimator"], sort=False):
        why = _why(of_row, language)
        cells = {} if why else dict(zip(of_row["period"], of_row["cell"], strict=True))
        across = _summary(of_row, periods, say) if many else {period: cells.get(period, "") for period in periods}
        numbers = dict.fromkeys(across, "") if why else across
        heading = (headings or {}).get(str(theme), str(theme))
        rows.append({"theme": heading, "estimator": str(estimator), **numbers, WHY: why})
    counts = _documents(table)
    if counts and many:
        counts = {say[end].format(name): counts[name] for end, name in (("first", periods[0]), ("last", periods[-1]))}
    return _with_counts(rows, counts, "estimator")


def _told(table: "pd.DataFrame", own: str, language: str) -> "pd.DataFrame":
    """The table with the cells, the names of estimators with their mark, and the study's own rows first of a theme."""
    table = table.assign(name=table["estimator"], estimator=estimator_names(table, language))
    themes = list(dict.fromkeys(table["theme"]))
    never = table.groupby(["estimator", "theme"])["share"].transform("max").eq(0) & table["lower"].isna()
    table = with_why(table).assign(never=never, unfit=table.get("unfit", table["theme"].str[:0]).fillna(""))
    most = table.groupby(["estimator", "theme"])["share"].transform("max")
    table = table[~(most.lt(_SHOWN) & table["theme"].eq(UNASSIGNED))]
    if "unstable" in table:
        marked = table.groupby(["estimator", "theme"])["unstable"].transform("any")
        table = table.assign(estimator=table["estimator"] + marked.map({True: f" {MARK}", False: ""}))
    places = {theme: place for place, theme in enumerate(themes)}
    first = {own, *STATED[language].values()}
    order = table["theme"].map(places) * 2 + ~table["name"].isin(first)
    table = table.iloc[order.argsort(kind="stable")]
    decimals = table["theme"].map({theme: _decimals(rows) for theme, rows in table.groupby("theme")})
    numbers = zip(table["share"], table["lower"], table["upper"], table["why"], decimals, strict=True)
    return table.assign(cell=[_cell(*of, _WORDS[language]) for of in numbers])


def _decimals(rows: "pd.DataFrame") -> int:
    """The decimals of a theme's bounds: none where bands are wide and clear of zero, so that none misleads."""
    known = rows.dropna(subset=["share", "lower", "upper"])
    wide = (known["upper"] - known["lower"]).median() >= 0.05
    return 0 if len(known) and wide and (known["lower"].eq(0) | known["lower"].ge(0.005)).all() else 1


def _cell(share: float, lower: float, upper: float, why: str, decimals: int, say: Mapping[str, str]) -> str:
    if share != share:
        return say.get(why, say["none"])
    return share_interval(share, lower, upper, decimals)


def _why(of_row: "pd.DataFrame", language: str) -> str:
    """Why an estimator measures a theme in no period, or ""."""
    if of_row["share"].notna().any() and not of_row["never"].all():
        return ""
    if sentence := next(filter(None, of_row["unfit"]), ""):
        return unfit_in(sentence, language)
    reasons = list(dict.fromkeys(filter(None, of_row["why"])))
    reason = NO_TOPIC if of_row["never"].any() or NO_TOPIC in reasons else reasons[0]
    return NotMeasured(reason).in_language(language)


def _summary(of_row: "pd.DataFrame", periods: list[str], say: Mapping[str, str]) -> dict[str, str]:
    """The first, last, lowest and highest share of a row."""
    cells = dict(zip(of_row["period"], of_row["cell"], strict=True))
    known = {p: share for p, share in zip(of_row["period"], of_row["share"], strict=True) if share == share}
    found = {say[end].format(name): cells.get(name, "") for end, name in (("first", periods[0]), ("last", periods[-1]))}
    ends = {"lowest": min, "highest": max} if known else {}
    extremes = {say[name]: end(known, key=known.__getitem__) for name, end in ends.items()}
    return found | {name: say["in"].format(percent(known[p], sign=""), p) for name, p in extremes.items()}


def _documents(table: "pd.DataFrame") -> dict[str, str]:
    """The number of documents by period; of several counts, the range."""
    if "n_documents" not in table:
        return {}
    extremes = table.groupby("period", sort=False)["n_documents"].agg(["min", "max"])
    return {str(period): span(f"{low:,}", f"{high:,}") for period, low, high in extremes.itertuples()}


def _with_counts(rows: list[dict[str, str]], counts: Mapping[str, str], name: str) -> "pd.DataFrame":
    import pandas as pd

    last = [{"theme": "", name: "documents", **counts}] if counts else []
    return pd.DataFrame([*rows, *last]).fillna("")


def _downwards(table: "pd.DataFrame", headings: Mapping[str, str], periods: list[str], language: str) -> "pd.DataFrame":
    """One row per theme and period, one column per estimator, and the number of documents.

    Reasons stand under the first period of a theme; marks stand behind the numbers.
    """
    import pandas as pd

    table = table.assign(
        mark=[f" {MARK}" if name.endswith(MARK) else "" for name in table["estimator"]],
        estimator=table["estimator"].str.removesuffix(f" {MARK}"),
    )
    counts, names, rows = _documents(table), list(dict.fromkeys(table["estimator"])), []
    for theme, of_theme in table.groupby("theme", sort=False):
        cells, reasons = dict.fromkeys(product(periods, names), MISSING), []
        for name, of in of_theme.groupby("estimator", sort=False):
            why = _why(of, language)
            reasons += [f"{name} {why}"] if why else []
            told = [_WORDS[language]["none"]] * len(of) if why else of["cell"] + of["mark"]
            cells |= {(period, str(name)): cell for period, cell in zip(of["period"], told, strict=True)}
        for at in periods:
            own = {name: cells[at, name] for name in names}
            number = {"documents": counts[at]} if counts else {}
            why = "; ".join(reasons) if at == periods[0] else ""
            rows.append({"theme": headings.get(str(theme), theme), "period": at, **own, **number, WHY: why})
    return pd.DataFrame(rows)


def many_periods_sentence(table: "pd.DataFrame", language: str = "en") -> str:
    """A sentence about periods that are not shown, and those without a document; "" for none of either."""
    n = table["period"].nunique()
    empty = [] if "n_documents" not in table else sorted(set(table.loc[table["n_documents"] == 0, "period"]))
    if language == "zh":
        told = [f"共 {n} 个时期，仅列首期、末期及占比最低和最高的时期；用 --every 列出全部。"] if n > MANY else []
        named = "、".join(period(name, "zh") for name in map(str, empty[:6]))
        return "".join([*told, *([f"{named}{'等' if len(empty) > 6 else ''}没有计入的文档。"] if empty else [])])
    more = f"{n} periods, of which first, last, lowest and highest are shown; --every shows all." if n > MANY else ""
    none = (
        f"No counted document is of {', '.join(map(str, empty[:6]))}{' and others' if len(empty) > 6 else ''}."
        if empty
        else ""
    )
    return " ".join(filter(None, [more, none]))
