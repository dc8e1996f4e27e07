"""The checklist of a study: every item that a paper should state, with its value or the reason why it was not done.

No item is left out for being unflattering: an item without a value says "not done" and what would supply it. Items are
made in English and Chinese together, so that neither says more than the other.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from topics.claims.counting import estimand, periods, tests, value_of, weighted
from topics.claims.engine import claims_of, may_be_said
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.fits import models, seeds
from topics.claims.items import (
    DATE_SOURCES_ZH,
    LEVELS_ZH,
    NONE,
    STEPS_ZH,
    Item,
    by_name,
    joined,
    loss_zh,
    many,
    not_done,
    numbered,
    some,
    themes_named,
)
from topics.claims.preparation import preparation
from topics.claims.specification import latest_alike
from topics.claims.text import Text, names, same, say
from topics.claims.text import listed as listed_texts
from topics.claims.verdicts import ALLOWED, WITHIN, Claim
from topics.claims.verdicts import LEVEL as A_LEVEL
from topics.claims.voices import VOICES_ZH, voices_of
from topics.coding.gold.folder import NO_STRATA, SCORE, GoldFolder, SampleDesign
from topics.coding.gold.read import ALL
from topics.coding.validation.score import KeptScores, all_scores, kept_scores
from topics.evaluation.people.judgements import reading
from topics.preprocessing.dating.chronology import IN_ORDER
from topics.preprocessing.ledger.funnel_of_text import WRITTEN_OTHERWISE
from topics.results.apart import job_apart
from topics.results.fitness import unfit_reasons
from topics.results.shares import chosen_shares
from topics.schema import Column, declare
from topics.shares.apart import POINTS_APART, largest_difference
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.trend.specification_summary import CHOICES, CHOICES_ZH
from topics.store.corrected import KeptGold
from topics.store.job import Job
from topics.study.settings import Settings
from topics.themes import NONE_OF_THE_THEMES, Theme
from topics.wording import count, listed, number, number_interval, p_value, percent

if TYPE_CHECKING:
    import pandas as pd


CHECKLIST = declare(
    "checklist",
    "one item that a paper should state",
    (
        Column("section", "text", "", "what the item is about"),
        Column("item", "text", "", "what is to be stated"),
        Column("value", "text", "", "what holds of the study, or `not done` and the reason"),
    ),
)
_READING_ZH = {
    "reliable": "可靠",
    "tentative conclusions only": "仅可作初步结论",
    "not reliable": "不可靠",
    "not shown to be reliable: tentative conclusions only": "按区间下限仅可作初步结论",
    "not shown to be reliable: interval too wide": "区间过宽，尚不能认定可靠",
    "not known: no item has two answers, or all answers are one": "未知：没有由两人回答的条目，或回答全部相同",
}


def checklist(
    job: Job, validations: Path | None = None, sample: GoldFolder | None = None, language: str = "en"
) -> "pd.DataFrame":
    """Everything that a paper on the job's shares should state: columns as declared in `CHECKLIST`.

    `validations` is a folder of scored `topics validate` folders, `sample` the folder of the study's coded sample.
    `language` is that of sections, items and values: `en` or `zh`.

    >>> job = topics.open_store().latest_job("my-study")
    >>> checklist(job).columns.tolist()
    ['section', 'item', 'value']
    """
    settings = job.settings
    judged = kept_scores(validations, job)
    evidence = job_evidence(job, validations=validations, sample=sample)
    strangers = len(all_scores(validations, job.study)) - len(judged)
    sections: list[tuple[Text, Iterator[Item]]] = [
        (Text("data", "数据"), _data(job, language)),
        (Text("preprocessing", "预处理"), _preprocessing(job, settings)),
        (Text("parameters", "参数"), _parameters(job)),
        (Text("reliability", "信度"), reliability(job, judged, sample)),
        (Text("validity", "效度"), validity(job, judged, sample, strangers)),
        (Text("estimand", "估计量"), estimand(job)),
        (Text("coding design", "编码设计"), coding(job, sample)),
        (Text("family of tests", "检验族"), tests(job, evidence.whole)),
        (Text("claims", "结论"), _claims(job, evidence)),
        (Text("replication", "可重复性"), _replication(job)),
    ]
    rows = [
        tuple(part.in_language(language) for part in (section, item, value))
        for section, items in sections
        for item, value in items
    ]
    return CHECKLIST.frame(rows)


def _data(job: Job, language: str) -> Iterator[Item]:
    corpus, title = job.corpus, job.title_in(language)
    counts = job.table("shares").drop_duplicates("period")[["n_documents", "n_passages", "n_tokens"]].sum()
    n_documents, n_passages, n_tokens = map(int, counts)
    yield Text("corpus", "语料"), Text(f"{title}; hash {job.corpus_key}", f"{title}；哈希值 {job.corpus_key}")
    yield (
        Text("size", "规模"),
        say(
            "{own} counted documents of {documents}, {counted} counted passages of {passages}, {words} word tokens in "
            "these",
            "{documents} 篇文档，其中 {own} 篇计入统计；{passages} 个段落，其中 {counted} 个计入，共 {words} 个词次",
            own=f"{n_documents:,}",
            documents=f"{len(corpus.documents):,}",
            counted=f"{n_passages:,}",
            passages=f"{len(corpus.passages):,}",
            words=f"{n_tokens:,}",
        ),
    )
    yield from periods(job)
    by_source = job.table("documents").groupby("source")["n_documents"].sum()
    sources = Counter({source: int(n) for source, n in by_source.items() if source})
    told = some([f"{source} {n}" for source, n in sources.most_common()], _SOURCES)
    if without := int(by_source.get("", 0)):
        more = "{told}; {n} state none, signatures aside", "{told}；{n} 篇未标明来源（落款不计）"
        told = say(*more, told=told, n=f"{without:,}")
    yield Text("sources", "来源"), told if sources else not_done("no document states its source", "没有文档标明来源")
    yield Text("dates", "日期"), _dates(job)
    funnel = job.table("funnel")
    lost = funnel[funnel["reason"] != ""][["level", "reason", "total"]]
    yield Text("losses", "剔除与缺失"), joined([_loss(*row) for row in lost.itertuples(index=False)])
    if job.has("ledger"):
        yield from _ledger(job, language)
    yield (
        Text("frame", "抽样框"),
        not_done(
            "how the documents were chosen is not in the study's files; say it in the paper",
            "研究文件中没有说明文档如何选取，请在论文中交代",
        ),
    )


def _dates(job: Job) -> Text:
    corpus = job.corpus
    sources = Counter(corpus.documents["date_source"])
    told = []
    for source, n in sources.most_common():
        place, _, order = source.partition(IN_ORDER)
        zh = DATE_SOURCES_ZH.get(place, f" {place} ") + (f"（按顺序 {order} 读取）" if order else "")
        told.append(say("{n} from {source}", "{n} 篇据{source}", n=n, source=Text(source, zh)))
    undated = int((corpus.losses["stage"] == "dated").sum())
    left_out = say(
        "{n} without a date left out",
        "排除没有日期的文档 {n} 篇",
        n=Text(many(undated, "document", "").en, str(undated)),
    )
    complete = Text("no document is without one", "没有缺少日期的文档")
    return joined([some(told), left_out if undated else complete])


def _loss(level: str, reason: str, total: int) -> Text:
    """A loss of the funnel; a row that gives back what an earlier one took counts again, and text may grow."""
    if total > 0 and reason == WRITTEN_OTHERWISE:
        en, zh = "{level}, {reason}: {n} more than before", "{level}（{reason}）：多出 {n}"
    elif total > 0:
        en, zh = "{level}, {reason}: {n} counted again", "{level}（{reason}）：重新计入 {n}"
    else:
        en, zh = "{level}, {reason}: {n}", "{level}（{reason}）：{n}"
    names_of = {
        "level": Text(level, LEVELS_ZH.get(level, level)),
        "reason": Text(reason, loss_zh(reason)),
    }
    return say(en, zh, n=f"{abs(total):,}", **names_of)


def _ledger(job: Job, language: str) -> Iterator[Item]:
    """What became of the visible text, and what the study accepts to lose."""
    table = job.table("ledger")
    of_kind = table.groupby("kind")["characters"].sum()
    gone = table[(table["kind"] != "repeated") & (table["characters"] < 0)]  # repetitions are kept in passages
    taken = {row["step"]: f"{-row['characters']:,}" for row in gone.to_dict("records")}
    yield (
        Text("text", "文字"),
        say(
            "{visible} visible characters, {kept} kept in passages; taken: {taken}",
            "可见字符 {visible} 个，保留在段落中 {kept} 个；去掉：{taken}",
            visible=f"{of_kind['visible']:,}",
            kept=f"{of_kind.get('kept', 0):,}",
            taken=numbered(taken, STEPS_ZH) if taken else Text("nothing", "无"),
        ),
    )
    severe = job.table("severe")
    yield Text("accepted losses", "已接受的剔除与缺失"), joined([_accepted(told) for told in severe["sentence"]])


def _accepted(sentence: str) -> Text:
    """A loss that the study accepts; files that were not read are told in both languages."""
    found = re.fullmatch(r"(?s)(.+): ([\d,]+) times?, (.+)", sentence)
    if not found:
        return same(sentence)
    reason, times, of = found.groups()
    return Text(sentence, f"{loss_zh(reason)}：{times} 次，{loss_zh(of)}")


def _preprocessing(job: Job, settings: Settings) -> Iterator[Item]:
    yield from preparation(job, settings)
    yield Text("other pipelines", "其他处理方式"), _other_pipelines(job)


def _other_pipelines(job: Job) -> Text:
    """The result of the latest specification curve of the same state of the study, in words."""
    curves = job.companions("robustness")
    if not curves:
        return not_done(
            "no specification curve is kept (`topics robustness`)", "没有保存设定曲线分析（`topics robustness`）"
        )
    kept = latest_alike(curves, job)
    if not kept:
        return not_done(
            "the specification curve that is kept is of another state of the study; call `topics robustness` again",
            "所保存的设定曲线分析与本研究现在的语料或设置不一致，请重新运行 `topics robustness`",
        )
    table, by_theme = kept.table("specifications"), kept.table("robustness")
    varied = [choice for choice in CHOICES if table.loc[table[choice] != "", choice].nunique() > 1]
    once = table.drop_duplicates("specification")
    repeated = int(once["coincide"].sum()) if "coincide" in once else 0
    beside = say(" ({n} more came to the same and are not counted)", "（另有 {n} 种结果相同，不计）", n=repeated)
    idle = [choice for choice in varied if _changes_nothing(choice, table)]
    without = say(
        ", of which {idle} left the change from the first to the last period as it is",
        "，其中{idle}对首末两期之差没有影响",
        idle=Text(listed(idle), _choices(idle).zh),
    )
    return say(
        "{n}{beside} over {varied}{without}; the change has the sign of the study's own in {agree} "
        "(`topics robustness`, job {job})",
        "{n}{beside}，涉及{varied}{without}；变化方向与本研究一致的比例：{agree}（`topics robustness`，任务 {job}）",
        n=many(len(once), "specification", "种设定"),
        beside=beside if repeated else same(""),
        varied=_choices(varied) if varied else Text("no choice", "零项选择"),
        without=without if idle else same(""),
        agree=joined([_agreement(row, job) for row in by_theme.to_dict("records")]),
        job=kept.name,
    )


def _choices(of: Sequence[str]) -> Text:
    return Text(", ".join(of), "、".join(CHOICES_ZH[name] for name in of))


def _agreement(row: Mapping[Any, Any], job: Job) -> Text:
    share, theme = row["share_agree_own"], themes_named(job.themes, [row["theme"]])
    if share != share:
        return say(
            "{theme} not known, since the study's own has no change to compare with",
            "{theme} 未知，因为本研究的方法没有可比较的变化",
            theme=theme,
        )
    en, zh = "{theme} {share} of {n}", "{theme}：{n} 种中的 {share}"
    return say(en, zh, theme=theme, share=percent(share, 0), n=row["n_specifications"])


def _changes_nothing(choice: str, table: "pd.DataFrame") -> bool:
    """Whether no specification has another change than those that differ from it in this choice alone."""
    others = [name for name in (*CHOICES, "theme") if name != choice]
    return bool((table.groupby(others)["share_change"].nunique(dropna=False) <= 1).all())


def _parameters(job: Job) -> Iterator[Item]:
    themes = job.themes
    yield Text("themes", "主题"), themes_named(themes, [theme.id for theme in themes]) if themes else NONE
    undefined = sum(not theme.definitions for theme in themes)
    of_all = say("of all {n}", "全部 {n} 个主题均有定义", n=len(themes))
    of_some = say("of {k} of {n}", "{n} 个主题中有 {k} 个写明定义", k=len(themes) - undefined, n=len(themes))
    written = of_some if undefined else of_all
    none = not_done("themes.toml has no `definition`", "themes.toml 中没有 `definition`")
    yield Text("definitions", "定义"), written if undefined < len(themes) else none
    yield from models(job)
    of_text = [other for other in job.companions("sweep") if other.corpus_key == job.corpus_key]
    swept = sorted({model.name for other in of_text for model in other.models})
    beside = say("sizes fitted beside: {swept}", "另行拟合的话题数：{swept}", swept=names(swept))
    none = not_done("no other size was fitted (`topics sweep`)", "没有拟合其他话题数（`topics sweep`）")
    yield Text("choice of K", "K 的选择"), beside if swept else none


def _claims(job: Job, evidence: Evidence) -> Iterator[Item]:
    """What may be said, by the engine of claims, and how many kinds of evidence stand behind it."""
    claims = claims_of(evidence)
    said = Text(may_be_said(claims, job.themes), may_be_said(claims, job.themes, "zh"))
    yield Text("over time", "随时间的变化"), said
    levels = [theme for theme, some in claims.items() if any(c.kind == A_LEVEL and c.verdict == ALLOWED for c in some)]
    yield (
        Text("levels that may be stated", "占比水平可以得出的主题"),
        themes_named(job.themes, levels) if levels else NONE,
    )
    by_voice: dict[str, list[str]] = {}
    for name, voice in voices_of(job).items():
        by_voice.setdefault(voice, []).append(name)
    kinds = [
        say("{voice}: {names}", "{voice}：{names}", voice=Text(voice, VOICES_ZH.get(voice, voice)), names=names(of))
        for voice, of in by_voice.items()
    ]
    yield Text("kinds of evidence", "证据类型"), joined(kinds)
    yield Text("margin", "界值"), _margin(job, claims, evidence.whole.margin)


def _margin(job: Job, claims: Mapping[str, Sequence[Claim]], margin: float | None) -> Text:
    """The margin that was declared, and the themes whose change is shown to be smaller."""
    if margin is None:
        return not_done(
            "the job's study declared none ([claims] delta)", "任务所属的研究没有设定界值（[claims] delta）"
        )
    read = [theme for theme, some in claims.items() for c in some if c.kind == WITHIN and c.verdict == ALLOWED]
    allows = say("allows the claim of {read}", "可据此得出结论：{read}", read=themes_named(job.themes, read))
    none = Text("allows no claim", "不能据此得出结论")
    return joined([say("{n} points", "{n} 个百分点", n=f"{100 * margin:g}"), allows if read else none])


def _replication(job: Job) -> Iterator[Item]:
    made = [run.provenance for run in job.runs]
    for name, chinese in (("topics", "topics"), ("python", "Python"), ("machine", "处理器"), ("system", "操作系统")):
        yield Text(name, chinese), names(sorted({str(p[name]) for p in made}))
    versions = sorted({f"{library} {version}" for p in made for library, version in p["versions"].items()})
    yield Text("libraries", "程序库"), names(versions)
    runs = Text(count(len(job.runs), "run"), f"{len(job.runs)} 次拟合")
    yield Text("job", "任务"), say("{job}: {runs}", "{job}：{runs}", job=job.name, runs=runs)
    yield (
        Text("fitted again", "重新拟合"),
        not_done(
            "no run that was fitted again is kept; `topics verify --rerun` compares one",
            "没有保存重新拟合；可用 `topics verify --rerun` 比较",
        ),
    )


_SOURCES = 5  # largest number of sources named, those with most documents


def _over_seeds(parts: Sequence[float], sign: str) -> str:
    """`16.2 [14.7, 18.7] %`: the mean over fits and their range; one number where all are alike."""
    mean, least, most = (100 * x for x in (sum(parts) / len(parts), min(parts), max(parts)))
    alike = number(least, 1) == number(most, 1)
    return f"{number(mean, 1) if alike else number_interval(mean, least, most, 1)}{sign}"


def reliability(job: Job, judged: list[KeptScores], sample: GoldFolder | None) -> Iterator[Item]:
    """Items on seeds, unassigned text and the agreement of coders; `judged` are the scores kept about the job."""
    yield from seeds(job)
    own = Text(job.why_own, f"{job.own.name}：{job.why_own_in('zh')}。")
    yield Text("own estimator", "本研究采用的方法"), own
    yield Text("unfit", "不适用的方法"), _unfit(job)
    yield Text("apart from own", "与之相差较大的方法"), _apart(job)
    yield Text("stability over seeds", "随机种子间的稳定性"), _stability(job)
    parts = {model.name: [run.provenance["summary"]["unassigned"] for run in model.runs] for model in job.models}
    english, chinese = (numbered({n: _over_seeds(x, sign) for n, x in parts.items()}) for sign in (" %", "%"))
    apart = Text(
        "the mean part of a passage, over seeds with its range; text about none of the themes is not in it (`topics "
        "shares`)",
        "各段落未归入部分的均值，多个随机种子时附其范围；不含不属于任何主题的文本（见 `topics shares`）",
    )
    yield Text("unassigned text", "未归入的文本"), joined([Text(english.en, chinese.zh), apart])
    known = [scores for scores in judged if scores.reliability]
    for scores in known:
        item = say("coders, {task} ({model})", "编码员，{task}（{model}）", task=_task(scores.task), model=scores.model)
        yield item, _alpha(scores.reliability[0])
    if sample and (sample.root / "reliability.csv").exists():
        table = sample.table("reliability.csv", ("theme", "code", "alpha", "lower", "upper", "n_units"))
        for row in table[table["code"] == "theme"].to_dict("records"):
            numbers = {name: float(row[name] or "nan") for name in ("alpha", "lower", "upper")}
            item = say("coders, {theme}", "编码员，{theme}", theme=_coded_as(job.themes, row["theme"]))
            yield item, _alpha({**numbers, "items": row["n_units"]}, _UNITS)
    elif not known:
        yield (
            Text("agreement of coders", "编码员间一致性"),
            not_done("no item or passage with answers of two people is kept", "没有保存由两人回答的条目或段落"),
        )


def _coded_as(themes: Sequence[Theme], name: str) -> Text:
    """A theme that is coded, all of them, or none of them."""
    told = {ALL: "全部主题", NONE_OF_THE_THEMES: "以上主题皆非"}
    return Text(name, told[name]) if name in told else themes_named(themes, [name])


def _stability(job: Job) -> Text:
    """The unstable themes of each estimator, as the job has kept them."""
    table = job.table("stability") if job.has("stability") else None
    if table is None or not len(table):
        return not_done(
            "no model has two seeds, or the job is of an older version; `topics stability` asks of several",
            "各模型均只有一个随机种子，或任务由旧版本生成；可用 `topics stability` 比较多个种子",
        )
    parts: dict[str, Text | str] = {}
    alike = Text("its fits are the same whatever the seed", "各随机种子的拟合完全相同")
    same_fits = {model.name for model in job.models if model.alike}
    for estimator, rows in table.groupby("estimator", sort=False):
        if estimator in same_fits:
            parts[str(estimator)] = alike
            continue
        moving = rows.loc[rows["unstable"].astype(bool), "theme"].tolist()
        unstable = say("{themes} unstable", "{themes}不稳定", themes=themes_named(job.themes, moving))
        parts[str(estimator)] = unstable if moving else Text("no theme unstable", "没有不稳定的主题")
    return by_name(parts)


def _unfit(job: Job) -> Text:
    """The estimators that are unfit for a theme, and why, as the job has kept them."""
    if not job.has("fitness"):
        return not_done("the job is of an older version; run the study again", "任务由旧版本生成，请重新运行研究")
    table = job.table("fitness")
    why, chinese = unfit_reasons(table), unfit_reasons(table, "zh")
    told = [
        say(
            "{name}, {theme}: {why}",
            "{name}，{theme}：{why}",
            name=of[0],
            theme=themes_named(job.themes, [of[1]]),
            why=Text(why[of], chinese[of]),
        )
        for of in why
    ]
    return joined(told, Text("no estimator", "没有"))


def _apart(job: Job) -> Text:
    """The estimators that lie apart from the study's own, with both shares."""
    told = [
        say(
            "{name}, {theme}: {told}",
            "{name}，{theme}：{told}",
            name=one.estimator,
            theme=themes_named(job.themes, [one.theme]),
            told=Text(one.told(), one.told("zh")),
        )
        for one in job_apart(job)
    ]
    if told:
        return joined(told)
    most = largest_difference(chosen_shares(job, "text"), job.own.name)
    differ = say("; shares differ by {n} points at most", "；占比最多相差 {n} 个百分点", n=f"{100 * most:.1f}")
    return say(
        "no estimator (bands that do not meet, and over {far} points or twice the share){differ}",
        "没有（标准：区间互不重叠，且相差超过 {far} 个百分点或一倍）{differ}",
        far=f"{100 * POINTS_APART:g}",
        differ=differ if most == most else same(""),
    )


_ITEMS, _UNITS = Text("items", "条目"), Text("units", "编码单位")


def _alpha(row: Mapping[str, Any], what: Text = _ITEMS) -> Text:
    value = row["alpha"]
    if value is None or value != value:
        unknown = reading(float("nan"))
        return not_done(unknown, _READING_ZH.get(unknown, unknown))
    read = reading(value, row["lower"])
    return say(
        "Krippendorff's α {alpha} over {n} {what}: {read}",
        "Krippendorff α {alpha}，{n} 个{what}：{read}",
        alpha=number_interval(value, row["lower"], row["upper"]),
        what=what,
        n=row["items"],
        read=Text(read, _READING_ZH.get(read, read)),
    )


def validity(job: Job, judged: list[KeptScores], sample: GoldFolder | None, strangers: int) -> Iterator[Item]:
    """Items on codes, corrected levels and judgements; `strangers` is the number of scored folders about other runs."""
    gold, unused = job.gold(codes=sample.codes if sample else None)
    yield Text("human codes", "人工编码"), _human_codes(job, sample, gold)
    if gold is None:
        uncorrected = not_done(
            "shares are uncorrected model output; `topics gold` samples, codes and corrects",
            "占比为未经校正的模型输出；可用 `topics gold` 抽样、编码并校正",
        )
        yield Text("levels", "占比水平"), not_done(unused, unused) if unused else uncorrected
    else:
        row = gold.shares.iloc[0]
        yield (
            Text("levels", "占比水平"),
            say(
                "{way} from {n} coded units{by}: `topics gold estimate`; "
                "{weighting} shares, unit {unit}, membership {membership}, bands for the {population}",
                "以 {n} 个编码单位{by}{way}：`topics gold estimate`；{weighting}加权，"
                "单位为{unit}，{membership}归属，区间所指的总体为{population}",
                n=f"{_units_of(gold):,}",
                by=_with_predictions(gold.shares),
                way=_ways(gold.shares),
                weighting=weighted(row["weighting"]),
                **{name: value_of(row[name]) for name in ("unit", "membership", "population")},
            ),
        )
    if strangers:
        en, zh = "{n} scored folders are of runs or a job other than this one", "{n} 个已评分的文件夹属于其他拟合或任务"
        yield Text("answers not used", "未使用的回答"), say(en, zh, n=strangers)
    yield (
        Text("recovery of known shares", "已知占比的还原"),
        not_done(
            "`topics recover` keeps nothing with a study; docs/recovery.md has that of simulated corpora",
            "`topics recover` 不在研究中保存结果；模拟语料的结果见 docs/recovery.md",
        ),
    )
    for task in _TASKS_ZH:
        own = [scores for scores in judged if scores.task == task]
        for scores in own:
            yield say("{task} ({model})", "{task}（{model}）", task=_task(task), model=scores.model), _precision(scores)
        if not own:
            command = f"`topics validate make {quote(job.study)} --task {task}`"
            yield _task(task), not_done(command, command)


_TASKS_ZH = {
    "word-intrusion": "词语入侵检验",
    "topic-intrusion": "话题入侵检验",
    "word-set-intrusion": "词组入侵检验",
    "label-intrusion": "标签入侵检验",
    "best-label": "最佳标签检验",
}


def _task(task: str) -> Text:
    return Text(task, _TASKS_ZH.get(task, task))


def _precision(scores: KeptScores) -> Text:
    found = scores.precision[-1]
    return say(
        "precision {precision} over {items}, chance {chance}, exact p {p}",
        "正确率 {precision}，{items}，随机水平 {chance}，精确检验 p {p}",
        precision=number_interval(found["precision"], found["lower"], found["upper"]),
        items=many(found["items"], "item", "个条目"),
        chance=f"{found['chance']:.2f}",
        p=p_value(found["p"], equals=True),
    )


def _with_predictions(shares: "pd.DataFrame") -> Text:
    """With whose predictions codes correct the shares of any theme."""
    by = shares.loc[shares["method"] != CODES_ALONE, "estimator"].unique().tolist()
    return say(" with predictions by {by}", "及 {by} 的判定", by=names(by)) if by else same("")


def _ways(shares: "pd.DataFrame") -> Text:
    """What states levels: corrected shares, the codes alone, or one or the other by theme."""
    alone = shares["method"] == CODES_ALONE
    if alone.all():
        return Text("by the codes alone (design-based)", "直接估计（基于抽样设计，仅据人工编码）")
    if alone.any():
        return Text(
            "corrected (design-based), for some themes by the codes alone,",
            "作基于抽样设计的校正，部分主题仅据人工编码",
        )
    return Text("corrected (design-based)", "作基于抽样设计的校正")


def _units_of(gold: KeptGold) -> int:
    """The number of coded units that corrected shares rest on."""
    return int(gold.shares.drop_duplicates("period")["n_coded"].sum())


def _human_codes(job: Job, sample: GoldFolder | None, corrected: KeptGold | None) -> Text:
    """The codes of the study's own file that belong to passages; without one, those of its coded sample."""
    if not job.has("gold"):
        sampled = _units_of(corrected) if corrected else 0
        if sample and sample.codes.is_file():
            sampled = len(sample.table("codes.csv", ("unit",)))
        if sampled:
            return say(
                "{n} of a sample: see coding design",
                "{n}（抽样编码，见“编码设计”）",
                n=many(sampled, "coded unit", "个编码单位"),
            )
        return not_done("the study has no codes", "本研究没有编码")
    gold = job.table("gold")
    coded = int((gold["passage_id"] != "").sum())
    of = say(" of {n}", "（共 {n}）", n=many(len(gold), "code", "条编码")) if coded < len(gold) else same("")
    passages = many(coded, "coded passage", "个段落有编码")
    return joined([listed_texts([passages, of], "", ""), "`topics compare --gold`"])


def coding(job: Job, sample: GoldFolder | None) -> Iterator[Item]:
    """Items on how the coded passages were chosen, where that is known."""
    design = sample.design() if sample else None
    if sample and design:
        yield from _sampled(sample, design)
    elif not job.has("gold"):
        elsewhere = not_done(
            "the coded sample is in the study's folder: name that in place of the study",
            "编码样本在研究文件夹中：请以该文件夹代替研究名称",
        )
        yield (
            Text("coded sample", "编码样本"),
            elsewhere
            if job.gold()[0]
            else not_done(
                "the study has no codes; `topics gold sample` draws one with known probabilities",
                "本研究没有编码；可用 `topics gold sample` 按已知概率抽样",
            ),
        )
    else:
        gold = job.table("gold")
        lost = int((gold["passage_id"] == "").sum())
        yield (
            _CODED,
            say(
                "{passages} of {documents}; {lost} to no passage",
                "{documents}中的 {passages}；{lost}不属于任何段落",
                passages=many(len(gold) - lost, "passage", "个段落"),
                documents=many(int(gold["doc_id"].nunique()), "document", "篇文档"),
                lost=many(lost, "code belongs", "条编码", "codes belong"),
            ),
        )
        yield (
            _PROBABILITIES,
            not_done("the codes do not say how their passages were chosen", "编码文件没有说明段落如何选取"),
        )
        yield (
            _SECOND,
            not_done(
                "the codes are of one file; reliability needs two people on at least a fifth",
                "编码来自单个文件；评估信度，须有两人共同编码至少五分之一的段落",
            ),
        )


_CODED = Text("coded", "已编码")
_PROBABILITIES = Text("sampling probabilities", "抽样概率")
_SECOND = Text("second coder", "第二编码员")
_UNITS_ZH = {"passage": "段落", "document": "文档"}


def _sampled(sample: GoldFolder, design: SampleDesign) -> Iterator[Item]:
    by_score = say("strata by the theme that {by} finds", "按 {by} 判定的主题分层", by=design.estimator)
    kinds = {SCORE: by_score, NO_STRATA: Text("no strata", "不分层")}
    strata = kinds.get(design.strata, say("strata by {by}", "按 {by} 分层", by=design.strata))
    units = Text(f"{design.unit}s", _UNITS_ZH.get(design.unit, design.unit))
    if design.imported:
        en, zh = (
            "codes from elsewhere, said to be drawn as: {drawn}, {strata}",
            "外部编码，抽样方式注明为 {drawn}，{strata}",
        )
        drawn = say(en, zh, drawn=design.imported, strata=strata)
    else:
        drawn_by = sorted(set(sample.table("key.csv", ("period",))["period"]))
        drawn = say(
            "{n} {units} in each of {of} ({first} to {last}), {strata}, seed {seed}",
            "{first} 至 {last} 共 {of}，每期 {n} 个{units}，{strata}，随机种子 {seed}",
            n=design.batches[-1].per_period,
            of=Text(count(len(drawn_by), "period"), f"{len(drawn_by)} 期"),
            first=drawn_by[0],
            last=drawn_by[-1],
            units=units,
            strata=strata,
            seed=design.seed,
        )
    yield Text("sample", "样本"), drawn
    if not sample.codes.exists():
        yield (
            _CODED,
            not_done("the sheets have not been read (`topics gold read`)", "编码表尚未读入（`topics gold read`）"),
        )
        return
    codes = sample.table("codes.csv", ("unit", "probability"))
    coders = codes[[column for column in codes if str(column).startswith("coder_")]]
    twice = int(((coders != "").sum(axis=1) > 1).sum())
    chances = codes["probability"].astype(float)
    en, zh = "{n} {units} by {coders} coders", "{coders} 名编码员编码 {n} 个{units}"
    yield _CODED, say(en, zh, n=f"{len(codes):,}", units=units, coders=coders.shape[1])
    en, zh = "known, from {least} to {most}", "已知，{least} 至 {most}"
    yield _PROBABILITIES, say(en, zh, least=f"{chances.min():.3f}", most=f"{chances.max():.3f}")
    none = not_done("no unit has the codes of two people", "没有任何单位由两人编码")
    yield _SECOND, say("{n} {units}", "{n} 个{units}", n=f"{twice:,}", units=units) if twice else none
