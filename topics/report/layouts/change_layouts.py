"""Layouts of trends and of split changes, and a sentence about the types of dates."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import ALPHA
from topics.claims.items import ATTRIBUTES_ZH
from topics.claims.power import FOUND
from topics.claims.refused import refused as refused_in_words
from topics.claims.refused import stated_zh, without_not_told
from topics.claims.text import say_in
from topics.plots.figure_words import estimator_label
from topics.preprocessing.attribute_table import NOT_STATED, SOURCE
from topics.preprocessing.selection import EVERY
from topics.report.headings import labelled
from topics.shares.trend.composition import SPLIT, all_of, date_types
from topics.shares.trend.trends import by_model
from topics.store.job import Job
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.unmeasured import reason_in
from topics.wording import count, of_all, p_value, percent, period, points, points_interval, span

if TYPE_CHECKING:
    import pandas as pd


def date_sentence(job: Job, by: str | None = None, language: str = "en") -> str:
    """A sentence: how many documents state another date than that of publication, and how many change their year."""
    documents = job.corpus.documents
    table = date_types(documents, replace(job.periods, by=by or job.periods.by))  # type: ignore[arg-type]
    rows = [row for row in table.to_dict("records") if row["date_type"] != "publication"]
    if language == "zh":
        each = "注明{}的 {:,} 篇（其中 {:,} 篇因此属于另一年份）"
        told = "；".join(
            each.format(_DATES_ZH[row["date_type"]], row["n_documents"], row["n_year_changed"]) for row in rows
        )
        return f"{len(documents):,} 篇文档中，{told}；其余按发布日期计。"
    parts = [
        f"{count(row['n_documents'], 'states', 'state')} {row['date_type']} ({row['n_year_changed']:,} in another year)"
        for row in rows
    ]
    return f"Of {count(len(documents), 'document')}, {', '.join(parts)}; the others stay where they were published."


_DATES_ZH = {"issue": "成文日期", "effect": "生效日期", "described": "所述日期"}
_WHOLE = 100  # points of a share
_TITLES = {
    "en": {
        "change": "Change from {first} to {last}{by}{only}",
        "one": "Shares in {first}, the one period{by}{only}",
        "by": ", by {}",
        "only": ", only documents where {}",
        "verdicts": "What may be said of periods",
    },
    "zh": {
        "change": "{first}至 {last}的变化{by}{only}",
        "one": "{first}的占比（仅有这一时期）{by}{only}",
        "by": "，据 {}",
        "only": "，只计入符合 {} 的文档",
        "verdicts": "就各时期可得出的结论",
    },
}


def trends_layout(
    table: "pd.DataFrame",
    verdicts: "pd.DataFrame | None" = None,
    language: str = "en",
    *,
    every: bool = True,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, "pd.DataFrame"]:
    """The layout of trends, tables by title: numbers in percentage points, verdicts, measurements, refusals.

    One estimator has a line per theme; several have a block per theme. `verdicts`: columns as declared in
    `topics.claims.engine.CLAIMS`; without `every`, the first sentences of their grounds. `labels` are what themes
    are called, by id; those that have none stay.
    """
    import pandas as pd

    first, last = table["first"].iloc[0], table["last"].iloc[0]
    untested = table["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])
    said = table.loc[~untested & (table["statement"] != ""), ["estimator", "theme", "statement"]]
    said["statement"] = [s.removeprefix(f"{theme}, by {name}: ") for name, theme, s in said.itertuples(index=False)]
    table, said = _called(table, labels), _called(said, labels)
    verdicts = None if verdicts is None else _called(verdicts, labels)
    where, say = table["where"].iloc[0] if "where" in table else EVERY, _TITLES[language]
    told = {} if verdicts is None else {say["verdicts"]: _verdicts(verdicts, language, every=every)}
    names = list(dict.fromkeys(table["estimator"]))
    alone = len(names) == 1
    refused = _refused(table[~untested], told[say["verdicts"]] if alone and told else None, language)
    title = say["change" if first != last else "one"].format(
        first=period(str(first), language),
        last=period(str(last), language),
        by=_by(names[0], language) if alone else "",
        only="" if where == EVERY else say["only"].format(where),
    )
    blind = table["refused_for"].str.split().map(lambda reasons: "blind" in reasons)  # sees no theme: that is no zero
    table = table.assign(**{end: table[end].mask(blind) for end in ("share_first", "share_last")})
    numbers = _numbers(table, str(first), str(last), language)
    if language == "zh":
        return {
            title: numbers.drop(columns="estimator") if alone else numbers,
            **told,
            **_of_methods_zh(table[~untested], refused),
        }
    tables: dict[str, pd.DataFrame] = {
        title: numbers,
        **told,
        "What each estimator measures": said,
        "What uncorrected shares do not show, and why": _by_reason(refused),
    }
    if not alone:
        return tables
    of_one = {title: part.drop(columns="estimator", errors="ignore") for title, part in tables.items()}
    reasons = of_one["What uncorrected shares do not show, and why"]
    themes = reasons.pop(_OF).str.removeprefix(f"{names[0]}: ")
    reasons.insert(0, "themes", themes)
    return {title.replace("each estimator", names[0]): part for title, part in of_one.items()}


def _refused(table: "pd.DataFrame", verdicts: "pd.DataFrame | None", language: str) -> "pd.DataFrame":
    """`estimator, theme, refused`, one row per sentence of what is refused, without those that a verdict has said.

    A verdict that says what change would be found says so in place of the refusal.
    """
    import pandas as pd

    said = {} if verdicts is None else verdicts.groupby("theme")["ground"].agg("".join).to_dict()
    rows = []
    for row in table[table["refused"] != ""].to_dict("records"):
        ground = said.get(row["theme"], "")
        left = without_not_told(row) if FOUND.in_language(language) in ground else row
        sentences = _sentences(refused_in_words(left).in_language(language), language)
        rows += [(row["estimator"], row["theme"], sentence) for sentence in sentences if sentence not in ground]
    return pd.DataFrame(rows, columns=["estimator", "theme", "refused"])


def _sentences(text: str, language: str) -> list[str]:
    return [sentence for sentence in re.split(_ENDS[language], text) if sentence]


def _called(table: "pd.DataFrame", labels: Mapping[str, str]) -> "pd.DataFrame":
    """The table with labels of themes in place of their ids."""
    return table.assign(theme=[labels.get(theme, theme) for theme in table["theme"]])


def _of_methods_zh(table: "pd.DataFrame", refused: "pd.DataFrame") -> dict[str, "pd.DataFrame"]:
    """What each estimator measures, a sentence per estimator and theme, and what it does not show, in Chinese."""
    n_themes = table["theme"].nunique()
    said = table[["estimator", "theme"]].assign(
        statement=[stated_zh(row, n_themes) for row in table.to_dict("records")]
    )
    why = refused.groupby(["refused", "estimator"], sort=False)["theme"].agg("、".join).reset_index()
    names = list(dict.fromkeys(table["estimator"]))
    whose = estimator_label(names[0], "zh") if len(names) == 1 else "各方法"
    tables = {
        f"{whose}的测量结果": said[said["statement"] != ""],
        "未经校正的占比不能支持的结论及原因": why[["estimator", "theme", "refused"]],
    }
    alone = ["estimator"] if len(names) == 1 else []
    return {title: part.drop(columns=alone).reset_index(drop=True) for title, part in tables.items() if len(part)}


def _by(estimator: str, language: str) -> str:
    told = _TITLES[language]["by"].format(estimator)
    return labelled(told, {estimator: estimator_label(estimator, language)}) if language == "zh" else told


def _numbers(table: "pd.DataFrame", first: str, last: str, language: str) -> "pd.DataFrame":
    """Shares and changes, theme by theme, without the columns that have no number.

    What the model of change does not fit, such as the text about none of the themes, has no fitted change; the
    difference of both shares stands in a column of its own, where the model fits nothing.
    """
    import pandas as pd

    fitted = table["share_change"].notna() & table["fitted_change"].notna()
    alone = table["share_change"].notna().any() and not fitted.any()
    numbers = pd.DataFrame(
        {
            "theme": table["theme"],
            "estimator": table["estimator"],
            first: [percent(share) for share in table["share_first"]],
            last: [percent(share) for share in table["share_last"]],
            "fitted change, points": _with_bounds(table.where(fitted), "fitted_change"),
            "difference of both, points": by_model(table)["share_change"].map(points) if alone else None,
            "p (Holm)": _raw_and_adjusted(table, "p_change", language),
            "new level from": table["step_at"].where(table["p_change_holm"] < ALPHA, "").replace("", None),
            "detectable, points": _detectable(100 * table["detectable_change"]),
            "Kendall's tau": table["kendall_tau"],
        }
    )
    nothing = (table["theme"] == UNASSIGNED) & (table["share_first"] == 0) & (table["share_last"] == 0)
    numbers = numbers[~nothing]
    places = {theme: place for place, theme in enumerate(dict.fromkeys(numbers["theme"]))}
    numbers = numbers.iloc[numbers["theme"].map(places).argsort(kind="stable")].reset_index(drop=True)
    return numbers.drop(columns=[column for column in numbers if numbers[column].isna().all()])


def _detectable(sizes: "pd.Series[float]") -> "pd.Series[Any]":
    """Changes that would be found, in points; no share can make one of over 100, and none is printed."""
    if not (sizes > _WHOLE).any():
        return sizes
    return sizes.map(lambda size: f"> {_WHOLE}" if size > _WHOLE else None if size != size else f"{size:.1f}")


def _verdicts(verdicts: "pd.DataFrame", language: str, *, every: bool) -> "pd.DataFrame":
    """Claims with their verdicts and grounds, no sentence twice in one; without `every`, `_FEW` sentences of each."""
    import pandas as pd

    grounds = []
    for ground in verdicts["ground"]:
        sentences = list(dict.fromkeys(_sentences(str(ground).replace(".; ", ". "), language)))
        shown = sentences if every else sentences[:_FEW]
        left = len(sentences) - len(shown)
        untold = f"（其余 {left} 句见 --every）" if language == "zh" else f"({count(left, *_MORE)}: --every)"
        grounds.append(("" if language == "zh" else " ").join([*shown, *([untold] if left else [])]))
    return pd.DataFrame({**{name: verdicts[name] for name in ("theme", "claim", "verdict")}, "ground": grounds})


_FEW = 3  # sentences of a ground
_MORE = "sentence more", "sentences more"


_EVENTS = {
    "en": ("Before and after events, by months; any re-publications counted once", "{}, {}", {"": "untouched"}),
    "zh": (
        "事件前后的占比，按月；重复发布的文本（如有）只计一次",
        "{}（{}）",
        {"": "不受影响", "rise": "上升", "fall": "下降", "change": "变化"},
    ),
}


def events_layout(
    events: "pd.DataFrame", language: str = "en", labels: Mapping[str, str] = MappingProxyType({})
) -> dict[str, "pd.DataFrame"]:
    """The layout of shares before and after events, as a table by its title; {} without events.

    `events`: columns as declared in `topics.shares.trend.events.EVENTS`; `labels` as for `trends_layout`.
    """
    import pandas as pd

    if not len(events):
        return {}
    title, whole, expected = _EVENTS[language]
    told = pd.DataFrame(
        {
            "event": [whole.format(*of) for of in events[["event", "date"]].to_numpy()],
            "estimator": events["estimator"],
            "theme": _called(events, labels)["theme"],
            "expected": events["expected"].replace(expected),
            "months": [
                span(str(a), str(b)) for a, b in zip(events["months_before"], events["months_after"], strict=True)
            ],
            "before": events["share_before"].map(percent),
            "after": events["share_after"].map(percent),
            "step, points": _with_bounds(events, "step"),
            "p": [p_value(p, language=language) for p in events["p_step"]],
            "p (Holm)": [p_value(p, language=language) for p in events["p_step_holm"]],
            "other dates as large": [
                of_all(n, of) if language == "en" else f"{n:,}/{of:,}"
                for n, of in zip(events["placebos_as_large"], events["placebos"], strict=True)
            ],
        }
    )
    return {title: told}


def _by_reason(refused: "pd.DataFrame") -> "pd.DataFrame":
    """Columns `_OF` and `why not`: one row per reason, with the estimators and themes to which it applies."""
    by_theme = refused.groupby(["refused", "estimator"], sort=False)["theme"].agg(", ".join).reset_index()
    together = by_theme.groupby(["refused", "theme"], sort=False)["estimator"].agg(", ".join).reset_index()
    together[_OF] = together["estimator"] + ": " + together["theme"]
    found = together.groupby("refused", sort=False)[_OF].agg("; ".join).reset_index()
    return found.rename(columns={"refused": "why not"})[[_OF, "why not"]]


_OF = "estimator: themes"
# Each reason is one sentence: topics.shares.trend.statements.
_ENDS = {"en": re.compile(r"(?<=\.) (?=[A-Z0-9])"), "zh": re.compile("(?<=。)(?=.)")}


_PARTS = {
    "en": {
        "of all": "part of all, {}",
        "in it": "theme in it, {}",
        "mix": "by mix, points",
        "within": "within, points",
        "together": "together, points",
    },
    "zh": {
        "of all": "占全部 {}",
        "in it": "主题占比 {}",
        "mix": "构成 百分点",
        "within": "内部 百分点",
        "together": "合计 百分点",
    },
}
_VALUES_ZH = {all_of(SOURCE): "全部来源", all_of(""): "全部取值", NOT_STATED: "未注明"}


def split_layout(table: "pd.DataFrame", most: int = 5, language: str = "en") -> "pd.DataFrame":
    """The layout of split changes: per theme the whole change, then the `most` sources with the largest parts in it.

    Another attribute's values may take the place of sources. They stand in one order in all themes, that of their text.
    Values without text at both ends are left out, and so is `unassigned` where nothing is. One estimator has no column.
    """
    import pandas as pd

    rows, (by,) = [], [str(name) for name in table.columns if name not in SPLIT.names]
    size = table.groupby(by)[["mix_share_first", "mix_share_last"]].mean().sum(axis=1)
    for (_, name), theme in table.groupby(["estimator", "theme"], sort=False):
        if name == UNASSIGNED and not theme[["share_first", "share_last"]].fillna(0).any(axis=None):
            continue
        whole = theme[by] == all_of(by)
        of_values = theme[~whole & theme[["mix_share_first", "mix_share_last"]].gt(0).any(axis=1)]
        parts = of_values[["share_change_mix", "share_change_within"]].abs().max(axis=1)
        largest = of_values.loc[parts.sort_values(ascending=False, kind="stable").index[:most]]
        order = largest[by].map(size).sort_values(ascending=False, kind="stable").index
        rows += [theme[whole], largest.loc[order]]
    found = pd.concat(rows, ignore_index=True)
    first, last = (str(found[end].iloc[0]) for end in ("first", "last"))
    say, values = _PARTS[language], found[by].replace("", NOT_STATED)
    layout = pd.DataFrame(
        {
            "theme": found["theme"],
            "estimator": found["estimator"],
            _attribute(by, language): values.replace(_VALUES_ZH) if language == "zh" else values,
            say["of all"].format(first): found["mix_share_first"].map(percent),
            say["of all"].format(last): found["mix_share_last"].map(percent),
            say["in it"].format(first): found["share_first"].map(percent),
            say["in it"].format(last): found["share_last"].map(percent),
            say["mix"]: found["share_change_mix"].map(points),
            say["within"]: found["share_change_within"].map(points),
            say["together"]: found["share_change"].map(points),
        }
    )
    layout = layout.drop(columns="estimator") if found["estimator"].nunique() == 1 else layout
    if "unfit" not in found or not found["unfit"].any():
        return layout
    return layout.assign(unfit=[reason_in(reason, language) for reason in found["unfit"]])


def _attribute(name: str, language: str) -> str:
    return ATTRIBUTES_ZH.get(name, name) if language == "zh" else name


def split_note(table: "pd.DataFrame", language: str = "en") -> str:
    """What a contribution to a split change is, in a sentence or two."""
    (by,) = [str(name) for name in table.columns if name not in SPLIT.names]
    return say_in(
        language,
        "The points are what one {by} adds to the change of the theme in all texts: through its part of them (by mix) "
        "and through the theme's share in it (within). They are not how far the theme's share in that {by} moved. Of "
        "all values together they make the line `{all}`.",
        "百分点为某一{by}对该主题总体占比变化的贡献：来自其在全部文本中份额的变化（构成），以及其内部主题占比的变化（内部），"
        "并非该{by}内部占比的变动幅度；各{by}之和即“{all}”一行。",
        by=_attribute(by, language),
        all=_VALUES_ZH[all_of(by)] if language == "zh" else all_of(by),
    )


def _raw_and_adjusted(table: "pd.DataFrame", name: str, language: str) -> list[str | None]:
    """`.017 (.067)`."""
    pairs, told = zip(table[name], table[f"{name}_holm"], strict=True), partial(p_value, language=language)
    return [None if p != p else f"{told(p)} ({told(adjusted)})" for p, adjusted in pairs]


def _with_bounds(table: "pd.DataFrame", name: str) -> list[str | None]:
    """`+1.2 [−0.3, +2.7]` in percentage points."""
    rows = zip(table[name], table[f"{name}_lower"], table[f"{name}_upper"], strict=True)
    return [
        None if value != value else points_interval(value, low, high) if low == low else points(value)
        for value, low, high in rows
    ]
