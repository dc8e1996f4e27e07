"""Layout of shares, and the sentence that states their estimand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.claims.items import ATTRIBUTES_ZH
from topics.preprocessing.selection import EVERY
from topics.results.fitness import UNFIT_HERE
from topics.results.theme_stability import MARK
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.estimand import ESTIMAND_COLUMNS, Estimand
from topics.themes import UNASSIGNED
from topics.unmeasured import NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, UNFIT, reason_in, with_why
from topics.wording import MISSING, count, share_interval, span

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
    cells["cell"] = _reasons(table, language).where(_left_out(table), cells["cell"])
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


def estimator_names(table: "pd.DataFrame", language: str = "en") -> list[str]:
    """The name of each row's estimator; where shares are counted in several ways, followed by the way."""
    ways = [name for name in _differing(table) if name != "denominator"]  # the denominator follows from the others
    said = [[_way(part, value, language) for value in table[part]] for part in ways]
    return [("，" if language == "zh" else ", ").join(parts) for parts in zip(table["estimator"], *said, strict=True)]


STATES = "†"  # marks the row of a coded sample that states the levels of a theme
_UNFIT_HERE = {"en": UNFIT_HERE, "zh": "不适用："}
_PERIODS_ACROSS = 7  # more periods stand below each other


_WAYS = {
    "en": {
        "once": "copies once",
        "keep": "copies each time",
        "own": "unassigned apart",
        "excluded": "unassigned left out",
        "reassigned": "unassigned to the nearest",
        "as it was": "mix as it was",
        "fixed": "mix of {} held fixed",
    },
    "zh": {
        "once": "重复文本只计一次",
        "keep": "重复文本每次均计",
        "own": "未归入的另列",
        "excluded": "不计未归入的",
        "reassigned": "未归入的归入最近的话题",
        "publication": "按发布日期",
        "issue": "按成文日期",
        "effect": "按施行日期",
        "described": "按所述年份",
        "as it was": "构成不作调整",
        "fixed": "{}的构成保持不变",
    },
}


def _way(part: str, value: str, language: str) -> str:
    """One part of an estimand in which the rows of a table differ."""
    say = _WAYS[language]
    if part == "standardised":
        return say["as it was"] if value == "none" else say["fixed"].format(_attribute(value, language))
    return say.get(value, value)


def _attribute(name: str, language: str) -> str:
    return ATTRIBUTES_ZH.get(name, name) if language == "zh" else name


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


def _reasons(table: "pd.DataFrame", language: str) -> "pd.Series[str]":
    """Why an estimator is unfit, in the first period of a theme; nothing in the others."""
    reasons = table.get("unfit", table["theme"].str[:0]).fillna("").map(lambda reason: reason_in(reason, language))
    return (_UNFIT_HERE[language] + reasons).mask(table["period"] != table["period"].min(), "")


_ESTIMAND = {
    "en": {
        "text": "per cent of words of text",
        "document": "per cent of documents, each counting one",
        "primary": "each {unit} under its main theme",
        "weight": "each {unit} by its theme weights",
        "once": "any re-publications counted once",
        "keep": "any re-publications counted each time",
        "date": "by date of {}",
        "excluded": "the unassigned left out",
        "reassigned": "the unassigned given to the nearest topic",
        "fixed": "the mix of {} held fixed",
        "where": "only documents where {}",
        "bands": "; 95% intervals in brackets",
        "mentions": "each {unit} that mentions the theme",
        "whole": "{}: {}{}; uncorrected model output, level not validated{}",
        "corrected": "; levels by a coded sample: `topics gold estimate`",
        "stated": "{}: {}{}; levels are stated by the rows {} (each {unit} under its main theme), which rest on coded "
        "text; the rows of estimators are uncorrected model output",
        "elsewhere": "; levels that rest on coded text are not in this table",
    },
    "zh": {
        "text": "占文本词数的百分比",
        "document": "占文档的百分比（每篇计为一）",
        "primary": "每个{unit}归入其首要主题",
        "weight": "每个{unit}按主题权重计入",
        "once": "重复发布的文本（如有）只计一次",
        "keep": "重复发布的文本（如有）每次均计",
        "date": "{}",
        "excluded": "不计未归入话题的文本",
        "reassigned": "未归入话题的文本归入最近的话题",
        "fixed": "{}的构成保持不变",
        "where": "只计入符合 {} 的文档",
        "bands": "；方括号内为 95% 区间",
        "mentions": "提及该主题的每个{unit}",
        "whole": "{}：{}{}；未经校正的模型输出，占比水平未经验证{}",
        "corrected": "；据编码样本得出的占比水平见 `topics gold estimate`",
        "stated": "{}：{}{}；占比水平以“{}”各行为准（据人工编码，每个{unit}归入其首要主题），"
        "各方法的各行为未经校正的模型输出",
        "elsewhere": "；据人工编码的占比水平不在本表",
    },
}
_UNITS = {"en": {"paragraph": "paragraph", "document": "document"}, "zh": {"paragraph": "自然段", "document": "文档"}}


STATED = {
    "en": {"corrected": "corrected", CODES_ALONE: "codes alone"},
    "zh": {"corrected": "经校正", CODES_ALONE: "仅据编码"},
}


def stated_rows(table: "pd.DataFrame", gold: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """Rows of the shares that codes state (`KeptGold.shares`), in the columns of a table of shares by estimators.

    Each is an estimator named `STATED`. Without rows where the table has other periods, or counts other text.
    """
    same = [name for name in ESTIMAND_COLUMNS if name not in ("membership", "denominator", "population")]
    alike = all(set(table[name]) == set(gold[name]) for name in ("period", *same))
    one = table.drop_duplicates(["theme", "period"]).drop(columns=["share", "lower", "upper"])
    columns = ["theme", "period", "method", "share", "lower", "upper"]
    rows = (
        one.merge(gold[columns], on=["theme", "period"]) if alike else one[:0].assign(**dict.fromkeys(columns[2:], ""))
    )
    nothing: dict[str, bool | str] = {"unstable": False, "unfit": "", "why": ""}
    for name in filter(table.columns.__contains__, nothing):
        rows[name] = nothing[name]
    return rows.assign(estimator=rows["method"].map(STATED[language]))[list(table.columns)]


def estimand_sentence(
    title: str,
    table: "pd.DataFrame",
    language: str = "en",
    *,
    validated: bool = False,
    paper: Sequence[str] | None = None,
) -> str:
    """The estimand of a table of shares, in one line, except for the parts in which its rows differ.

    `validated`: whether corrected shares were kept for the same job (`Job.validated`). `paper`: for a caption, which
    names no command: the rows of the table that codes state, if any.

    Raises ModelError for a table without the columns of the estimand.
    """
    estimand, told = _told(table, language)
    say = _ESTIMAND[language]
    banded = any(table[name].notna().any() for name in map(str, table.columns) if name.endswith("lower"))
    bands = say["bands"] if banded else ""
    if validated and paper:
        names = ("、" if language == "zh" else " and ").join(paper)
        return say["stated"].format(title, told, bands, names, unit=_UNITS[language][estimand.unit])
    ending = say["corrected" if paper is None else "elsewhere"] if validated else ""
    return say["whole"].format(title, told, bands, ending)


def _told(table: "pd.DataFrame", language: str) -> tuple[Estimand, str]:
    """The estimand of a table of shares, and its parts in words, except for those in which its rows differ."""
    differing = _differing(table)
    estimand = Estimand.of(table.assign(**{name: table[name].iloc[0] for name in differing}))
    say, known = _ESTIMAND[language], [name for name in ESTIMAND_COLUMNS if name not in differing]
    date = _WAYS[language].get(estimand.date_type, estimand.date_type)
    fixed = estimand.standardised if "standardised" in known else "none"
    parts = [
        say[estimand.weighting],
        say[estimand.membership].format(unit=_UNITS[language][estimand.unit]),
        *([say[estimand.duplicates]] if "duplicates" in known else []),
        *([say["date"].format(date)] if estimand.date_type != "publication" else []),
        *([say[estimand.unassigned]] if estimand.unassigned != "own" and "unassigned" in known else []),
        *([say["fixed"].format(_attribute(fixed, language))] if fixed != "none" else []),
        *([say["where"].format(estimand.where)] if estimand.where != EVERY else []),
    ]
    return estimand, ("，" if language == "zh" else ", ").join(parts)


def sample_captions(title: str, shares: "pd.DataFrame") -> dict[str, str]:
    """The captions of the tables of a coded sample for a paper: estimand, whence they come, and which row is stated."""
    _, told = _told(shares, "en")
    units = count(int(shares.drop_duplicates("period")["n_coded"].sum()), "coded unit")
    each = _UNITS["en"][str(shares["unit"].iloc[0])]
    marked = "wider" in shares and shares["wider"].fillna("").ne("").any()
    wider = "; *: the corrected interval is wider than that of the codes alone" if marked else ""
    return {
        "Shares": f"{title}: {told}; 95% intervals in brackets; estimated from {units}, uncorrected rows being model "
        f"output; {STATES}: the row that states the levels of a theme{wider}",
        "Change": f"{title}: changes in percentage points, {told}; 95% intervals in brackets; estimated from {units}; "
        "stated: the row that states the change of a theme",
        "Errors": f"{title}: how often estimators are right about {units}, each {each} "
        "counting alike (number of units); p: whether they are right as often in every period",
    }


def posterior_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of a table of posteriors, as that of shares: `share [lower–upper]` in per cent."""
    return shares_layout(table.rename(columns={"posterior_lower": "lower", "posterior_upper": "upper"}))
