"""Layouts of groups of documents: their shares side by side, their differences, and what may not be said of them."""

from collections.abc import Iterable, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from topics.claims.items import ATTRIBUTES_ZH
from topics.claims.text import Text, same, say_in
from topics.preprocessing.attribute_table import NOT_STATED, beginning
from topics.preprocessing.attributes import attribute_name
from topics.results.theme_stability import MARK
from topics.shares.groups import ALL_PERIODS
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import UNASSIGNED
from topics.unmeasured import NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, REASONS, with_why
from topics.wording import MISSING, among_han, count, difference_interval, listed, percent, share_interval

if TYPE_CHECKING:
    import pandas as pd

_HERE_ZH = {NO_DOCUMENT: MISSING, NO_TOPIC: "无对应话题", NOTHING_ASSIGNED: "无归入文本"}
_MOST = 4  # periods of a group that a sentence names
_LONGEST = 60  # characters of a group's name
_SPECIAL = frozenset('"$`\\!')  # in a shell, between quotation marks


def grouped_layout(table: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """The layout of shares of groups: a cell is `share [lower–upper]` in per cent, the last rows count documents.

    Groups or periods stand side by side, whichever are fewer. Estimators stand below each other, and have a column
    where there are several.
    """
    import pandas as pd

    attribute = str(table["attribute"].iloc[0]) if len(table) else "group"
    chinese, names = language == "zh", shown_groups(table["group"].unique(), language)
    table = _without_nothing(table)
    marks = [f" {MARK}" if unstable else "" for unstable in table.get("unstable", [False] * len(table))]
    unfit = table.get("unfit", [""] * len(table))
    told = table[["estimator", "theme", "period"]].assign(
        group=table["group"].map(names),
        cell=[
            f"{share_interval(share, lower, upper)}{mark}"
            if share == share
            else say_in(language, "unfit here", "不适用")
            if bad
            else (_HERE_ZH.get(why, why) if language == "zh" else why) or MISSING
            for share, lower, upper, mark, bad, why in zip(
                table["share"], table["lower"], table["upper"], marks, unfit, with_why(table)["why"], strict=True
            )
        ],
    )
    n = table.drop_duplicates(["group", "period"])
    counts = told.loc[n.index].assign(estimator="", theme="documents", cell=[f"n = {k}" for k in n["n_documents"]])
    return _side_by_side(pd.concat([told, counts]), ATTRIBUTES_ZH.get(attribute, attribute) if chinese else attribute)


def shown_groups(groups: Iterable[str], language: str = "en") -> dict[str, str]:
    """What each group is called where people read: its value, cut if it is long; no two are called the same.

    >>> shown_groups(["east", "not stated", ""])
    {'east': 'east', 'not stated': '"not stated"', '': 'not stated'}
    """
    names: dict[str, str] = {}
    for group in groups:
        name = beginning(group, _LONGEST) or say_in(language, NOT_STATED, "未注明")
        free = name = f'"{name}"' if group == NOT_STATED else name
        number = 1
        while free in names.values():
            number += 1
            free = f"{name} ({number})"
        names[group] = free
    return names


def differences_layout(table: "pd.DataFrame", language: str = "en") -> "pd.DataFrame":
    """The layout of differences between groups by period, in percentage points: `+1.2 [−0.3, +2.7]`."""
    told = _differences(_without_nothing(table[table["period"] != ALL_PERIODS]), language)
    return _side_by_side(told, "difference")


def all_periods_layout(table: "pd.DataFrame", language: str = "en") -> "pd.DataFrame | None":
    """The layout of differences over all periods, each with both shares and their documents; None without any."""
    import pandas as pd

    rows = _without_nothing(table[table["period"] == ALL_PERIODS])
    if rows.empty:
        return None
    told = _differences(rows, language)
    shares = rows[["share", "share_minus"]].map(lambda share: percent(share, sign=""))
    layout = pd.DataFrame(
        {
            "estimator": told["estimator"],
            "theme": told["theme"],
            "groups": told["group"],
            "shares": shares["share"] + " − " + shares["share_minus"],
            "documents": [
                say_in(language, "{n:,} and {m:,}", "{n:,} 与 {m:,}", n=n, m=m)
                for n, m in rows[["n_documents", "n_documents_minus"]].to_numpy()
            ],
            "difference": told["cell"],
        }
    )
    return layout.drop(columns="estimator") if layout["estimator"].nunique() == 1 else layout


def _differences(table: "pd.DataFrame", language: str) -> "pd.DataFrame":
    """The pairs of groups by name, and their differences as text: `estimator, theme, period, group, cell`."""
    names = shown_groups(dict.fromkeys([*table["group"], *table["minus"]]), language)
    return table[["estimator", "theme", "period"]].assign(
        group=[f"{names[one]} − {names[other]}" for one, other in zip(table["group"], table["minus"], strict=True)],
        cell=[difference_interval(*row) for row in table[["share_minus", "share", "lower", "upper"]].to_numpy()],
    )


def _without_nothing(table: "pd.DataFrame") -> "pd.DataFrame":
    """The table without the rows of estimators that leave nothing unassigned."""
    most = table.groupby(["estimator", "theme"])["share"].transform("max")
    return table[~((table["theme"] == UNASSIGNED) & (most == 0))]


def _side_by_side(cells: "pd.DataFrame", named: str) -> "pd.DataFrame":
    """A table of `estimator, theme, group, period, cell` with groups or periods as columns, whichever are fewer.

    `named` is the heading of the groups where they stand below each other.
    """
    several = cells.loc[cells["estimator"] != "", "estimator"].nunique() > 1
    across, down = ("period", "group") if cells["period"].nunique() <= cells["group"].nunique() else ("group", "period")
    keys = ["estimator", "theme", down]
    order = [{name: place for place, name in enumerate(dict.fromkeys(cells[key]))} for key in keys]
    rows = sorted(
        set(zip(*(cells[key] for key in keys), strict=True)),
        key=lambda row: (row[1] == "documents", *(places[name] for places, name in zip(order, row, strict=True))),
    )
    wide = cells.pivot(index=keys, columns=across, values="cell").reindex(rows)
    wide = wide[list(dict.fromkeys(cells[across]))].fillna(MISSING).rename_axis(columns=None)
    wide.index.names = [*keys[:2], attribute_name(named, keys[:2]) if down == "group" else down]
    # A group may have the name of a column.
    return (wide if several else wide.droplevel("estimator")).reset_index(allow_duplicates=True)


def small_groups_sentence(
    table: "pd.DataFrame", differences: "pd.DataFrame | None" = None, language: str = "en"
) -> str:
    """A sentence that names the groups and periods with too few documents; "" for none.

    With `differences`, a second one says on how many documents those over all periods rest. In Chinese, a first one
    says what the dash in the cells of groups without a document stands for.
    """
    counts = table.drop_duplicates(["group", "period"])
    empty = (
        f"{MISSING}：{REASONS[NO_DOCUMENT]['zh']}。" if language == "zh" and (counts["n_documents"] == 0).any() else ""
    )
    return empty + _few_told(counts, differences, language)


def _few_told(counts: "pd.DataFrame", differences: "pd.DataFrame | None", language: str) -> str:
    few = counts[(counts["n_documents"] > 0) & (counts["n_documents"] < FEW_DOCUMENTS)]
    if few.empty:
        return ""
    filled = counts[counts["n_documents"] > 0].groupby("group").size()
    shown = shown_groups(counts["group"].unique(), language)
    names = {group: f'"{name}"' if "," in name else name for group, name in shown.items()}
    always = [group for group, of in few.groupby("group", sort=False) if len(of) == filled[group]]
    if language == "zh":
        each = [
            f"{'、'.join(f'{at}（{n:,}）' for at, n in of[['period', 'n_documents']].to_numpy())}的"
            + among_han(names[str(group)]).rstrip()
            for group, of in few[~few["group"].isin(always)].groupby("group", sort=False)
        ]
        told = "；".join(
            [*(["各期的" + among_han("、".join(names[str(g)] for g in always)).rstrip()] if always else []), *each]
        )
        limit = f"文档不足 {FEW_DOCUMENTS} 篇：{told}。依据如此少的文档，区间可能过窄，不宜就其差异与变化下结论。"
        return limit + _over_all(differences, language)
    named = [f"{listed([names[str(group)] for group in always])} in every period"] if always else []
    for group, of in few[~few["group"].isin(always)].groupby("group", sort=False):
        periods = [f"{period} ({n:,})" for period, n in zip(of["period"], of["n_documents"], strict=True)]
        named.append(f"{names[str(group)]} in {listed(periods, _MOST, last=', ')}")
    return (
        f"Fewer than {FEW_DOCUMENTS} documents: {'; '.join(named)}. Bands that stand on so few may be too narrow; "
        f"say nothing about differences and change there.{_over_all(differences)}"
    )


def _over_all(differences: "pd.DataFrame | None", language: str = "en") -> str:
    """A sentence on how many documents the differences over all periods rest on; "" where there are none."""
    rows = None if differences is None else differences[differences["period"] == ALL_PERIODS]
    if rows is None or rows.empty:
        return ""
    sizes = dict(zip(rows["group"], rows["n_documents"], strict=True))
    sizes |= dict(zip(rows["minus"], rows["n_documents_minus"], strict=True))
    names = shown_groups(sizes, language)
    if language == "zh":
        of = [f"{among_han(names[group]).lstrip()}的 {n:,} 篇文档" for group, n in sizes.items()]
        return f"全部时期的差异依据{'、'.join(of)}。"
    told = listed([f"{count(n, 'document')} of {names[group]}" for group, n in sizes.items()])
    return f" The differences over {ALL_PERIODS} rest on {told}."


def together_sentence(differences: "pd.DataFrame", language: str = "en") -> str:
    """A sentence on the difference over all periods; "" where there is none."""
    if not differences["period"].eq(ALL_PERIODS).any():
        return ""
    return say_in(
        language,
        f"Over {ALL_PERIODS} the texts of each group are taken together: a group that writes more in some periods has "
        "more of these in its share.",
        "就全部时期而言，每组的文本合并计算：某组在某些时期文本较多，其占比便更多地反映这些时期。",
    )


def cut_sentence(differences: "pd.DataFrame", language: str = "en") -> str:
    """A sentence on intervals of differences that end at the largest difference there is; "" where none does.

    >>> import pandas as pd
    >>> cut_sentence(pd.DataFrame({"lower": [-1.0, -0.2], "upper": [0.4, 0.3]}))
    'An interval that ends at −100.0 or +100.0 is cut there, and says next to nothing: so few documents carry it.'
    """
    if not ((differences["lower"] <= -1) | (differences["upper"] >= 1)).any():
        return ""
    return say_in(
        language,
        "An interval that ends at −100.0 or +100.0 is cut there, and says next to nothing: so few documents carry it.",
        "以 −100.0 或 +100.0 为端点的区间在此截断：所依据的文档过少，几乎不含信息。",
    )


def undivided_sentence(groups: Sequence[str], attribute: str, language: str = "en") -> str:
    """A sentence about groups of which no difference is shown, and how to ask for it; "" for two groups or fewer."""
    stated = [group for group in groups if group]
    if len(stated) <= 2:
        return ""
    return say_in(
        language,
        "{attribute} has {n} groups{apart}: differences are shown against one of them, named by --against {first}.",
        "“{attribute}”有 {n} 组{apart}：差异须相对其中一组，以 --against {first} 指定。",
        attribute=attribute,
        n=len(stated),
        apart=Text(", documents that state none aside", "（未注明的除外）") if len(stated) < len(groups) else same(""),
        first=in_shell(stated[0]),
    )


def in_shell(value: str) -> str:
    """A value as an argument that a shell hands on unchanged."""
    return f'"{value}"' if _SPECIAL.isdisjoint(value) else quote(value)
