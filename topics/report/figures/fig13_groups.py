"""Figure 13, theme shares by period within groups of documents: small multiples over an attribute."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topics.errors import ModelError
from topics.preprocessing.attribute_table import SOURCE
from topics.report.captions import estimand_caption, marks_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.sources import own, own_of
from topics.results.evidence_tables import job_attributes
from topics.results.groups import job_grouped
from topics.schema import declare
from topics.shares.groups import GROUPED
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare("fig13_groups", "one group, theme and period, by the study's own estimator", GROUPED.columns)
_MOST = 5  # groups
_WORDS = {
    "en": {
        "key": "Share of the text by {attribute}: {own} with its 95% band; grey: all documents.",
        "title": "{n} of {of} shares of groups that have a band {differ} from the share in all documents beyond it",
        "one": "The one band of a group includes the share of all documents",
        "none": "All {of} bands include the share of all documents",
        "no band": "Without a band, not compared: {n} of {of} shares, where the group has one document in the period.",
        "dotted": "Dotted: fewer than {limit} documents.",
        "few": "Every group has fewer than {limit} documents in every period.",
        "rest": "Not drawn: {n} smaller groups.",
        "source": "source",
        "space": " ",
    },
    "zh": {
        "key": "按“{attribute}”分组的文本占比：{own}及其 95% 区间。灰线：全部文档。",
        "title": "各组有区间的 {of} 个占比中，有 {n} 个与全部文档占比之差超出其区间",
        "one": "唯一有区间的占比，其区间含全部文档的占比",
        "none": "{of} 个区间均含全部文档的占比",
        "no band": "{of} 个占比中有 {n} 个没有区间，未作比较：该组该期只有一篇文档。",
        "dotted": "点线：该组该期文档不足 {limit} 篇。",
        "few": "各组各期文档均不足 {limit} 篇。",
        "rest": "未绘制：另有 {n} 个较小的组。",
        "source": "来源",
        "space": "",
    },
}
_CAPTION = {
    "en": (
        "Theme shares by period in the documents of each group, by the study's own estimator, with bands that resample "
        "the documents of the group; grey is the share in all documents. The largest groups are shown, by documents. "
        "Whether two groups differ is not read off overlapping bands: `topics shares STUDY --group` tests it. "
        "How groups are compared is in docs/methods.md."
    ),
    "zh": (
        "各组文档的各期主题占比，由本研究采用的方法得出，区间由对该组文档重抽样得到；灰线为全部文档的占比。只绘出文档最多的若干组。"
        "两组是否有差异不能由区间重叠与否判断，检验见 `topics shares STUDY --group`。算法见 docs/methods.md。"
    ),
}


def groups(job: Job) -> "pd.DataFrame | None":
    """Shares of the groups of one attribute, the first that the study's documents state; None where there is none."""
    named = job_attributes(job)
    for attribute in sorted(named, key=lambda name: name == SOURCE):  # sources are an attribute of last resort
        try:
            table = job_grouped(job, attribute, [job.own.name])
        except ModelError:  # too many values to be groups
            continue
        return table[table["weighting"] == "text"].reset_index(drop=True)
    return None


@FIGURES.register(
    "fig13_groups",
    label={
        "en": "Theme shares within groups of documents, a panel per theme and group.",
        "zh": "各组文档内的主题占比，每个主题与组各一图。",
    },
    tables=(groups, "shares"),
    beside=(own,),
    rows=ROWS,
    lacking={
        "en": "no attribute of the documents has two values or more; a manifest or front matter gives them.",
        "zh": "没有任何文档属性有两个以上的取值；可在 documents.csv 或文件头部的元数据中写入属性。",
    },
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """Theme by theme, a panel per group."""
    import pandas as pd

    from topics.plots.boxes import finished
    from topics.plots.figure_words import estimator_label, in_figures
    from topics.plots.foot import not_validated
    from topics.plots.panels import Head, Spacing, panel_pages
    from topics.plots.roles import legible, theme_colours
    from topics.plots.share_panel import draw_share_panel, highest_share, mark_shares

    say, table = in_figures(_WORDS, language), tables["groups"]
    named = [theme.id for theme in themes]
    rows = table[table["theme"].isin(named) & (table["group"] != "")].reset_index(drop=True)
    sizes = rows.drop_duplicates(["group", "period"]).groupby("group", sort=False)["n_documents"].sum()
    largest = sizes.sort_values(ascending=False, kind="stable").index[:_MOST].tolist()
    rows = rows[rows["group"].isin(largest)].reset_index(drop=True)
    name, whole = own_of(tables, rows), tables["shares"]
    whole = whole[(whole["weighting"] == "text") & (whole["estimator"] == name)].assign(estimator="all documents")
    cells = [(theme, group) for theme in themes for group in largest]
    colours = theme_colours(themes)
    attribute = str(rows["attribute"].iloc[0])
    key = say["key"].format(attribute=say.get(attribute, attribute), own=estimator_label(name, language))
    rest = say["rest"].format(n=len(sizes) - len(largest)) if len(sizes) > len(largest) else ""
    colon = "：" if language == "zh" else ": "
    heads = [Head(f"{t.label(language)}{colon}{group}", "", legible(colours[t.id])) for t, group in cells]
    apart, of = _apart(rows, whole)
    form, differ = "title" if apart else "none" if of > 1 else "one", "differs" if apart == 1 else "differ"
    title = say[form].format(n=apart, of=of, differ=differ) if of else ""
    shares = int(rows["share"].notna().sum())
    alone = say["no band"].format(n=shares - of, of=shares) if shares > of else ""
    few = rows.loc[rows["share"].notna(), "n_documents"] < FEW_DOCUMENTS
    dots = not few.all()  # judged over all groups: else the one with the fewest documents would be drawn the surest
    thin = say["dotted" if dots else "few"].format(limit=FEW_DOCUMENTS) if few.any() else ""
    foot = say["space"].join(filter(None, [not_validated(language), alone, thin, rest, note]))
    pages = panel_pages(heads, Spacing(width=29, between=3, most=len(largest)), title=title, key=key, foot=foot)
    periods, highest = sorted(set(rows["period"])), max(highest_share(rows[rows["theme"] == t], name) for t in named)
    for figure, panels in pages:
        for panel in panels:
            theme, group = cells[panel.index]
            its = rows[(rows["theme"] == theme.id) & (rows["group"] == group)]
            both = pd.concat([its, whole[whole["theme"] == theme.id]], ignore_index=True)
            zeros = bool(whole.loc[whole["theme"] == theme.id, "share"].gt(0).any())
            look: dict[str, Any] = {"periods": periods, "highest": highest, "zeros": zeros, "dots": dots}
            draw_share_panel(panel.ax, both, name, colours[theme.id], **look)
            mark_shares(panel.ax, labelled=panel.first)
        finished(figure)
    first, *further = (figure for figure, _ in pages)
    drawn = rows[[column for column in ROWS.names if column in rows]]
    told = say["space"].join(filter(None, [estimand_caption(rows, language), marks_caption(rows, language)]))
    return Drawing(first, drawn, f"{_CAPTION[language]}\n\n{told}", tuple(further))


def _apart(rows: "pd.DataFrame", whole: "pd.DataFrame") -> tuple[int, int]:
    """How many bands of a group leave out the share in all documents of their theme and period, and of how many."""
    shares = whole[["theme", "period", "share"]].rename(columns={"share": "of_all"})
    both = rows.merge(shares, on=["theme", "period"]).dropna(subset=["lower", "upper", "of_all"])
    return int(((both["of_all"] < both["lower"]) | (both["of_all"] > both["upper"])).sum()), len(both)
