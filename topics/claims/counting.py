"""Items of the checklist on how shares were counted and tested, told from the tables that came of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from topics.claims.evidence import ThemeEvidence
from topics.claims.items import ATTRIBUTES_ZH, NONE, Item, attributes_named, joined, many, not_done, numbered, some
from topics.claims.text import Text, same, say, when
from topics.shares.estimate import seeds_differ
from topics.shares.intervals import LEVEL
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.job import Job
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED
from topics.wording import percent, period

if TYPE_CHECKING:
    import pandas as pd

_REFUSED = {
    "blind": Text("the estimator gives the theme to no passage", "该方法未在任何段落中识别出该主题"),
    "one-period": Text("there is one period", "仅有一个时期"),
    "empty-end": Text("the first or the last period has no counted document", "首期或末期没有计入的文档"),
    "few-documents": Text(f"fewer than {FEW_DOCUMENTS} documents in a period", f"有时期不足 {FEW_DOCUMENTS} 篇文档"),
    "two-periods": Text("two periods have documents", "仅两个时期有文档"),
    "few-clusters": Text("few clusters of documents carry the theme", "支撑该主题占比的文档组数过少"),
    "not-told": Text("change and no change cannot be told apart", "无法区分有无变化"),
}
_LENGTHS = {
    "year": Text("year", "个年份"),
    "half-year": Text("half-year", "个半年"),
    "quarter": Text("quarter", "个季度"),
    "month": Text("month", "个月份"),
}
_ESTIMAND = {
    "unit": "单位",
    "membership": "隶属度",
    "population": "目标总体",
    "date_type": "日期类型",
    "duplicates": "重复文本",
    "standardised": "标准化",
}


_VALUES_EN = {"publication": "publication, or the signature where the document does not say"}
_VALUES_ZH = {
    "paragraph": "段落",
    "document": "文档",
    "weight": "按主题权重",
    "primary": "按首要主题",
    "process": "该过程可能产生的全部文本",
    "corpus": "本语料",
    "publication": "发布日期，未注明者为落款日期",
    "issue": "成文日期",
    "effect": "生效日期",
    "described": "所述日期",
    "once": "只计一次",
    "keep": "每次均计",
    "none": "无",
    "word tokens": "词次",
    "word tokens that a topic has": "归入话题的词次",
    "parts of documents that a topic has": "文档中归入话题的部分",
    "documents with a word token": "含词的文档数",
}


WEIGHTINGS_ZH = {"text": "按词", "document": "按文档"}


def periods(job: Job) -> Iterator[Item]:
    """The periods, the documents in each, and the documents in none."""
    names = job.periods.names
    of_period = job.table("shares").drop_duplicates("period").set_index("period")["n_documents"]
    empty = [str(period) for period, n in of_period.items() if not n]
    length = _LENGTHS.get(job.periods.by, Text(job.periods.by, "个时期"))
    told = say(
        "{n}, {first} to {last}",
        "{n}，{first}至 {last}",
        n=many(len(names), length.en, length.zh),
        first=when([names[0]]),
        last=when([names[-1]]),
    )
    without = say(
        "{told}; without a counted document: {empty}",
        "{told}；没有计入文档的时期：{empty}",
        told=told,
        empty=some(empty, 5),
    )
    whole = say("{told}, all with documents", "{told}，各期均有文档", told=told)
    yield Text("periods", "时期"), without if empty else whole
    counts = numbered({str(p): int(n) for p, n in of_period.items()}, {name: period(name, "zh") for name in names})
    yield Text("documents by period", "各期文档数"), counts
    outside = Counter(job.table("outside")["reason"])
    yield (
        Text("documents in no period", "不在任何时期的文档"),
        some([f"{n} {why}" for why, n in outside.most_common()]) if outside else NONE,
    )


def estimand(job: Job) -> Iterator[Item]:
    """What a share is a share of, by the table of shares, and what its intervals rest on."""
    shares = job.table("shares")
    row = shares.iloc[0]
    beside = {"membership": _membership(job), "duplicates": _duplicates(job)}
    for name, chinese in _ESTIMAND.items():
        yield Text(name.replace("_", " "), chinese), joined([value_of(row[name]), *beside.get(name, [])])
    denominators = shares[["weighting", "denominator"]].drop_duplicates().to_numpy()
    each = [
        say(
            "{weighting}: per {total}",
            "{weighting}：以{total}为分母",
            weighting=weighted(weighting),
            total=value_of(total),
        )
        for weighting, total in denominators
    ]
    yield Text("weightings", "加权口径"), joined(each)
    yield Text("intervals", "区间"), _intervals(job, shares)


def value_of(name: object) -> Text:
    """A value of the estimand as the table of shares has it, and its Chinese name."""
    known = {**ATTRIBUTES_ZH, **_VALUES_ZH}
    return Text(_VALUES_EN.get(str(name), str(name)), known.get(str(name), str(name)))


def weighted(weighting: str) -> Text:
    """A weighting, and its Chinese name."""
    return Text(weighting, WEIGHTINGS_ZH[weighting])


def _membership(job: Job) -> list[Text]:
    """Whether a passage's main theme is the only one it has, so that one membership counts like the other."""
    counted = job.counted
    whole = all(
        bool(((scores.composition[counted] < 1e-9) | (scores.composition[counted] > 1 - 1e-9)).all())
        for model in job.models
        for scores in job.scores(model.name)
    )
    same_shares = Text(
        "no passage is divided, so that weight and primary give the same shares",
        "没有段落分属多个主题，因此按权重与按首要主题的占比相同",
    )
    return [same_shares] if whole else []


def _duplicates(job: Job) -> list[Text]:
    same_shares = Text(
        "no text is published twice, so that once and keep give the same shares",
        "没有重复发布的文本，因此只计一次与每次均计的占比相同",
    )
    return [same_shares] if job.corpus.passages["counted"].all() else []


def _intervals(job: Job, shares: "pd.DataFrame") -> Text:
    """What was resampled, how often, and in how many periods there was something to resample."""
    design, of_period = job.design, shares.drop_duplicates("period")
    kind = str(shares["clusters"].iloc[0])
    cluster = Text(kind, attributes_named([kind]).zh)
    known = of_period[of_period["n_clusters"] > 1]
    if not len(known):
        return not_done(
            f"no period has two clusters ({kind}) that could be resampled",
            f"各期均不足两个可供重抽样的簇（以{cluster.zh}为簇）",
        )
    alone = kind != "document" and (of_period["n_clusters"] == of_period["n_documents"]).all()
    without = len(of_period) - len(known)
    told = [
        say(
            "{level}, {draws} resamples of clusters ({kind}), seed {seed}",
            "{level}，以{kind}为簇重抽样 {draws} 次，随机种子 {seed}",
            level=percent(LEVEL, 0),
            draws=f"{design.draws:,}",
            kind=cluster,
            seed=design.seed,
        )
    ]
    if alone:
        told.append(
            Text(
                "every cluster is one document, as if documents were resampled",
                "每个簇只有一篇文档，等同于对文档重抽样",
            )
        )
    if without:
        missing = many(without, "period", "个时期")
        told.append(say("none in {n} without two clusters", "{n}不足两个簇，没有区间", n=missing))
    pooled = Text("seeds pooled", "各随机种子的结果合并")
    if (shares["n_seeds"] == 1).all():
        pooled = Text("no model has seeds to pool", "各模型均只有一个随机种子")
    elif not seeds_differ(shares):
        pooled = Text("seeds pooled, which give the same shares", "各随机种子的占比相同，合并不起作用")
    return joined([*told, pooled])


def _without_documents(shares: "pd.DataFrame", names: Sequence[str]) -> list[str]:
    """Those of the periods that have no document."""
    filled = set(shares.loc[shares["n_documents"] > 0, "period"])
    return [name for name in dict.fromkeys(names) if name not in filled]


def tests(job: Job, evidence: ThemeEvidence) -> Iterator[Item]:
    """The tests of change that were made, by the tables that hold them, and what was refused."""
    names, trends = job.periods.names, evidence.trends
    made = int(trends["p_change"].notna().sum())
    family = say(
        "{themes}, by estimator and test; raw and Holm-adjusted p beside each other",
        "{themes}，分方法、分检验；同时列出原始 p 值与 Holm 校正后的 p 值",
        themes=many(len(job.themes), "theme", "个主题"),
    )
    none_made = not_done("no test of change was made", "没有进行变化检验")
    yield Text("family", "检验族"), family if made else none_made
    contrast = say(
        "{last} minus {first}, the same in every study: last minus first period",
        "{last}减 {first}（各研究一律以末期减首期）",
        last=when([names[-1]]),
        first=when([names[0]]),
    )
    if empty := _without_documents(evidence.shares, (names[0], names[-1])):
        contrast = say(
            "{contrast}; not made, since {empty} has no counted document",
            "{contrast}；未作，因为 {empty}没有计入的文档",
            contrast=contrast,
            empty=when(empty),
        )
    single = not_done("there is one period", "仅有一个时期")
    yield Text("contrast", "对比"), contrast if len(names) > 1 else single
    refusals = _refusals(trends)
    not_made = not_done(f"none was made; {refusals.en}", f"没有进行；{refusals.zh}")
    yield Text("tests", "检验"), _tests_made(made, evidence) if made else not_made
    yield Text("refusals", "不作判断"), refusals
    yield Text("events", "事件"), _events(evidence.events, evidence.deviations)
    yield (
        Text("pre-registration", "预注册"),
        not_done(
            "no pre-analysis file is part of a study; say in the paper whether there is one",
            "研究文件夹不含预分析计划；请在论文中说明有无",
        ),
    )


def _tests_made(made: int, evidence: ThemeEvidence) -> Text:
    def known(table: "pd.DataFrame | None") -> int:
        return 0 if table is None else int(table["p_change"].notna().sum())

    told = [
        say(
            "change beside variation of whole periods, steady or at once, which decides claims: {n} made",
            "扣除各期整体波动后的变化（渐变或突变；结论以此为准）：{n} 次",
            n=made,
        ),
        say("by the other weighting: {n}", "按另一加权口径：{n} 次", n=known(evidence.beside)),
    ]
    if evidence.copies is None:
        told.append(
            Text(
                "with copies counted the other way: none, since no text is published twice",
                "改变重复文本的计法：未做，因为没有重复发布的文本",
            )
        )
    else:
        en, zh = "with copies counted the other way: {n}", "改变重复文本的计法：{n} 次"
        told.append(say(en, zh, n=known(evidence.copies)))
    held = evidence.held
    attributes = list(dict.fromkeys(held["attribute"])) if held is not None else []
    if attributes:
        en, zh = "with the mix of {attributes} held fixed: {n}", "保持{attributes}的构成不变：{n} 次"
        told.append(say(en, zh, attributes=attributes_named(attributes), n=known(held)))
    else:
        told.append(
            Text(
                "with the mix of an attribute held fixed: none, since no attribute has two values",
                "保持某一属性的构成不变：未做，因为没有一项属性有两个以上的取值",
            )
        )
    return joined(told)


def _refusals(trends: "pd.DataFrame") -> Text:
    """The reasons why nothing was said of a theme by an estimator, with how many there are."""
    trends = trends[~trends["theme"].isin((NONE_OF_THE_THEMES, UNASSIGNED))]  # of which no change is tested
    reasons = Counter(name for told in trends["refused_for"] for name in str(told).split())
    series = many(len(trends), "series", "个序列", "series")
    if not reasons:
        return say("none of {series}", "{series}中没有", series=series)
    told = [
        say("{why}, {n}", "{why}：{n}", why=_REFUSED.get(name, same(name)), n=n) for name, n in reasons.most_common()
    ]
    en, zh = "of {series}, each a theme by an estimator: {told}", "共 {series}（主题 × 方法）：{told}"
    return say(en, zh, series=series, told=joined(told))


def _events(events: "pd.DataFrame | None", deviations: "Mapping[str, Text | str]") -> Text:
    if events is None or not len(events):
        return not_done(
            "study.toml named none when the job ran ([[events]])", "任务运行时 study.toml 未列出事件（[[events]]）"
        )
    told = []
    for event in dict.fromkeys(events["event"]):
        made = many(int(events.loc[events["event"] == event, "p_step"].notna().sum()), "test", "次检验")
        how = deviations.get(event, Text("as planned", "与计划一致"))
        told.append(say("{event} ({made}; {how})", "{event}（{made}；{how}）", event=event, made=made, how=how))
    for name, how in deviations.items():
        if name not in set(events["event"]):
            told.append(say("{name}: {how}", "{name}：{how}", name=name, how=how))
    return joined(told)
