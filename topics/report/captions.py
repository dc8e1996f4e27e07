"""The parts of captions that figures share: estimand, denominators, marks, and the source of the numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topics.plots.figure_words import estimator_label
from topics.plots.foot import not_validated
from topics.plots.style import drawn_estimators, unfit
from topics.preprocessing.ledger.severe import accepted
from topics.preprocessing.selection import EVERY
from topics.report.headings import labelled
from topics.shares.apart import Apart, apart_sentences
from topics.shares.estimand import Estimand
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import Theme
from topics.unmeasured import NO_TOPIC
from topics.wording import number, period, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

_SHARES: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Theme shares by period, {first} to {last}: {themes}. Estimators: {estimators}.",
        "weighting": {
            "text": (
                "Estimand: text share, the word tokens of a period's passages times their membership in the theme, "
                "divided by all word tokens of the period."
            ),
            "document": (
                "Estimand: document share, the mean over a period's documents of the theme's text share inside each."
            ),
        },
        "unit": {"paragraph": "Passages are paragraphs.", "document": "Passages are whole documents."},
        "membership": {
            "weight": "Membership: a passage's theme weights.",
            "primary": "Membership: a passage counts wholly for its primary theme.",
        },
        "date_type": {
            "publication": "A document belongs to the period it was published in, or signed in where it does not say.",
            "issue": "A document belongs to the period it was issued in, or published where it does not say.",
            "effect": "A document belongs to the period it took effect in, or was published in where it does not say.",
            "described": "A document belongs to the period it describes, or was published in where it does not say.",
        },
        "duplicates": {
            "once": "Any re-published text is counted once.",
            "keep": "Any re-published text is counted every time.",
        },
        "unassigned": {
            "own": "",
            "excluded": "Shares are of what some topic has.",
            "reassigned": "What no topic has is given to the nearest topic by vectors.",
        },
        "standardised": "The mix of {attribute} is held fixed over the periods.",
        "where": "Only documents where {where} are counted.",
        "population": {
            "process": "The population is the documents that might have been written, of which these are a sample.",
            "corpus": "The population is this corpus.",
        },
        "clusters": {
            "document": "documents happened to be written",
            "source": "sources happened to write",
            "family": "documents, their copies with them, happened to be written",
        },
        "cluster of": "documents of one {attribute}, resampled as one, happened to be written",
        "names": {"source": "sources"},
        "quoted": "{}",
        "bands": (
            "Band around the line in colour: the {level:.0%} interval; it covers which {clusters}{seeds}{refits}."
        ),
        "seeds": ", and the seeds with which the estimator was fitted",
        "refits": ", and how topics would be estimated from other documents",
        "no bands": "No band: every period has a single cluster of documents.",
        "broken": "Broken line: no counted document in the period.",
        "few": "Every period has fewer than {limit} documents, too few for a statement about change.",
        "dotted": "Dotted line: fewer than {limit} documents, too few for a statement about change.",
        "method": "How shares and bands are made is in docs/methods.md.",
        "no topic": "Not measured, since no topic of the estimator stands for the theme: {series}.",
        "unstable": (
            "Not drawn, since unstable over the seeds: the topics that stand for the theme in one seed are not "
            "found again in the others (median similarity below {similarity}, margin over the next best topic below "
            "{margin}, or no topic in some seeds), so that the share is an accident of the seed: {series}."
        ),
        "unfit": "Not drawn, since the estimator is unfit for the theme (`topics shares` says why): {series}.",
        "unfit drawn": "Grey and dotted: unfit for the theme (`topics shares` says why): {series}.",
        "denominators": "Denominators (documents, passages, word tokens): {rows}.",
    },
    "zh": {
        "title": "{first}至 {last}各期主题占比：{themes}。估计方法：{estimators}。",
        "weighting": {
            "text": "估计量：文本占比，即该期各段落词数与其主题隶属度之积的总和，除以该期总词数。",
            "document": "估计量：文档占比，即该期各文档主题文本占比的平均值。",
        },
        "unit": {"paragraph": "以自然段为段落。", "document": "以整篇文档为段落。"},
        "membership": {"weight": "隶属度：段落的主题权重。", "primary": "隶属度：段落全部计入其首要主题。"},
        "date_type": {
            "publication": "文档按发布日期归入各期，未注明者按落款日期。",
            "issue": "文档按成文日期归入各期，未注明者按发布日期。",
            "effect": "文档按施行日期归入各期，未注明者按发布日期。",
            "described": "文档按所述年份归入各期，未注明者按发布日期。",
        },
        "duplicates": {"once": "重复发布的文本（如有）只计一次。", "keep": "重复发布的文本（如有）逐次计入。"},
        "unassigned": {
            "own": "",
            "excluded": "占比以归入话题的文本为分母。",
            "reassigned": "未归入话题的文本按向量归入最近的话题。",
        },
        "standardised": "各期的{attribute}构成保持不变。",
        "where": "只计入符合 {where} 的文档。",
        "population": {
            "process": "将现有文档视为同一生成过程的一个样本（超总体）。",
            "corpus": "总体即本语料。",
        },
        "clusters": {"document": "文档", "source": "来源", "family": "文档（连同其重复文本）"},
        "cluster of": "同一“{attribute}”的全部文档",
        "names": {"source": "来源"},
        "quoted": "“{}”",
        "bands": "彩色线的阴影：{level:.0%} 区间，反映{clusters}抽样的不确定性{seeds}{refits}。",
        "seeds": "，并计入该方法各随机种子之间的差异",
        "refits": "，以及改由其他文档估计话题时的差异",
        "no bands": "无区间：每期仅有一个文档簇。",
        "broken": "断线：该期没有计入的文档。",
        "few": "各期文档均不足 {limit} 篇，不宜据以判断变化。",
        "dotted": "点线：文档不足 {limit} 篇，不宜据以判断变化。",
        "method": "占比与区间的算法见 docs/methods.md。",
        "no topic": "未测量（该方法没有与该主题对应的话题）：{series}。",
        "unstable": (
            "未绘制（因随机种子而不稳定）：与该主题对应的话题在其他随机种子下不能重现（相似度中位数低于 {similarity}、"
            "与次优话题之差低于 {margin}，或部分种子没有对应话题），占比因种子而异：{series}。"
        ),
        "unfit": "未绘制（该方法不适用于该主题，原因见 `topics shares`）：{series}。",
        "unfit drawn": "灰色点线：该方法不适用于该主题（原因见 `topics shares`）：{series}。",
        "denominators": "分母（文档数、段落数、词数）：{rows}。",
    },
}
_JOB: dict[str, dict[str, str]] = {
    "en": {
        "what": "Study: {title} (corpus {corpus}).",
        "draws": "{draws:,} resamples, seed {seed}.",
        "runs": "Runs: {runs}.",
        "validated": ("Levels by a coded sample of this corpus are in `topics gold estimate`."),
    },
    "zh": {
        "what": "研究：{title}（语料 {corpus}）。",
        "draws": "重抽样 {draws:,} 次，随机种子 {seed}。",
        "runs": "运行记录：{runs}。",
        "validated": "据编码样本得出的占比水平见 `topics gold estimate`。",
    },
}


def theme_shares_caption(
    rows: "pd.DataFrame",
    themes: Sequence[Theme],
    language: str = "en",
    own: str = "",
    *,
    refitted: bool = False,
    apart: Sequence[Apart] = (),
    beside: bool = False,
) -> str:
    """The caption of figures of shares by period, from the rows they draw.

    `own`: the estimator that has a band, by default every one. `refitted`: whether it keeps refits to other documents,
    which its band covers. `apart`: the estimators that lie apart from it. `beside`: whether shares that codes state
    are drawn with them.

    Raises ModelError for rows without the columns of the estimand.
    """
    say, comma, space = _SHARES[language], "、" if language == "zh" else ", ", "" if language == "zh" else " "
    bands, marks = bands_caption(rows, own, language, refitted=refitted), marks_caption(rows, language)
    what = say["title"].format(
        first=period(str(rows["period"].min()), language),
        last=period(str(rows["period"].max()), language),
        themes=comma.join(theme.label(language) for theme in themes),
        estimators=comma.join(estimator_label(name, language) for name in drawn_estimators(rows)),
    )
    title = space.join([what, bands, say["method"]])
    series = [
        _without_topic(rows, themes, language),
        _unstable(rows, themes, language),
        unfit_caption(rows, themes, language),
        apart_caption(apart, own, themes, language),
    ]
    told = [estimand_caption(rows, language, beside=beside), marks, *series]
    return "\n\n".join([title, space.join(filter(None, told)), _denominators(rows, say["denominators"], language)])


def bands_caption(rows: "pd.DataFrame", own: str, language: str = "en", *, refitted: bool = False) -> str:
    """What the band of an estimator covers in these rows of shares, "" for every estimator's; `refitted` as above."""
    from topics.shares.estimate import seeds_differ
    from topics.shares.intervals import LEVEL

    say, kind, drawn = _SHARES[language], str(rows["clusters"].iloc[0]), rows[rows["share"].notna()]
    if "n_clusters" in rows and (rows["n_clusters"] == rows["n_documents"]).all():
        kind = "document"  # every cluster is one
    clusters = say["clusters"].get(kind) or say["cluster of"].format(attribute=kind)
    banded = drawn[drawn["estimator"] == own] if own else drawn
    seeds = say["seeds"] if seeds_differ(banded) else ""
    if not drawn["lower"].notna().any():
        return str(say["no bands"])
    refits = say["refits"] if refitted else ""
    return str(say["bands"].format(level=LEVEL, clusters=clusters, seeds=seeds, refits=refits))


def marks_caption(rows: "pd.DataFrame", language: str = "en") -> str:
    """Sentences on the marks with which these rows are drawn, but for the band; empty where they are usual."""
    say, few = _SHARES[language], rows.loc[rows["share"].notna(), "n_documents"] < FEW_DOCUMENTS
    broken = say["broken"] if (rows["n_documents"] == 0).any() else ""
    thin = say["few" if few.all() else "dotted"].format(limit=FEW_DOCUMENTS) if few.any() else ""
    return ("" if language == "zh" else " ").join(filter(None, [broken, thin]))


def _without_topic(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """A sentence about the themes that an estimator does not see; empty where it sees all."""
    series = _series(rows[rows["why"].eq(NO_TOPIC)], themes, language) if "why" in rows else ""
    say: str = _SHARES[language]["no topic"]
    return say.format(series=series) if series else ""


def _unstable(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """A sentence about the unstable series and the reason; empty where all are stable."""
    from topics.evaluation.stability import MARGIN, SIMILARITY

    if "unstable" not in rows:
        return ""
    series = _series(rows[rows["unstable"].eq(True)], themes, language)
    say: str = _SHARES[language]["unstable"]
    return say.format(similarity=SIMILARITY, margin=MARGIN, series=series) if series else ""


def unfit_caption(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """A sentence about the series of unfit estimators, drawn or not; empty where all are fit."""
    seen = rows[rows["why"].ne(NO_TOPIC)] if "why" in rows else rows
    series = _series(seen[seen["unfit"].fillna("").ne("")], themes, language) if "unfit" in rows else ""
    say: str = _SHARES[language]["unfit drawn" if unfit(rows) else "unfit"]
    return say.format(series=series) if series else ""


def apart_caption(found: Sequence[Apart], own: str, themes: Sequence[Theme], language: str) -> str:
    """A sentence per estimator whose shares lie apart from those of the study's own; empty where none does."""
    ids = {theme.id for theme in themes}
    told = apart_sentences([one for one in found if one.theme in ids], own, themes, language)
    labels = {name: estimator_label(name, language) for name in (own, *told)}
    return labelled(("" if language == "zh" else " ").join(told.values()), labels)


def _series(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """The themes of each estimator in some rows: `LDA: 5G, Data security; NMF: 5G`."""
    label = {theme.id: theme.label(language) for theme in themes}
    comma, stop, colon = ("、", "；", "：") if language == "zh" else (", ", "; ", ": ")
    by_estimator = rows.drop_duplicates(["estimator", "theme"]).groupby("estimator", sort=False)
    return stop.join(
        f"{estimator_label(str(name), language)}{colon}{comma.join(label[theme] for theme in of['theme'])}"
        for name, of in by_estimator
    )


def estimand_caption(rows: "pd.DataFrame", language: str = "en", *, beside: bool = False) -> str:
    """The estimand of a table of shares, in sentences; `beside`: whether shares that codes state stand with them.

    Raises ModelError for rows without the columns of the estimand.
    """
    say, estimand = _SHARES[language], Estimand.of(rows)
    parts = ("weighting", "unit", "membership", "date_type", "duplicates", "unassigned", "population")
    space = "" if language == "zh" else " "
    fixed, where = estimand.standardised, estimand.where
    sentences = [
        *(say[part][getattr(estimand, part)] for part in parts),
        say["standardised"].format(attribute=say["names"].get(fixed, say["quoted"].format(fixed)))
        if fixed != "none"
        else "",
        say["where"].format(where=where) if where != EVERY else "",
        not_validated(language, beside=beside),
    ]
    return space.join(filter(None, sentences))


def _denominators(rows: "pd.DataFrame", phrase: str, language: str) -> str:
    """Denominators per period, as in `2020: 48, 240, 9,876; …`; ranges where estimators differ."""
    columns = [name for name in ("n_documents", "n_passages", "n_tokens") if name in rows]
    least, most = (getattr(rows.groupby("period")[columns], name)() for name in ("min", "max"))
    parts = []
    comma, stop, colon = ("、", "；", "：") if language == "zh" else (", ", "; ", ": ")
    for name in least.index:
        ends = zip(least.loc[name], most.loc[name], strict=True)
        counts = comma.join(span(number(a), number(b)) for a, b in ends)
        parts.append(f"{period(str(name), language)}{colon}{counts}")
    return phrase.format(rows=stop.join(parts))


def runs_in_words(names: Sequence[Sequence[str]], language: str) -> str:
    """The names of runs, model by model; each begins with the name of its model."""
    comma, stop = ("、", "；") if language == "zh" else (", ", "; ")
    return stop.join(comma.join(of_model) for of_model in names)


def resampling(job: "Job", say: str) -> str:
    """How often documents were drawn anew, in a sentence with `draws` and `seed`; "" where no share has a band."""
    if not job.table("shares")["lower"].notna().any():
        return ""
    return say.format(draws=job.design.draws, seed=job.design.seed)


def losses_caption(job: "Job", language: str = "en") -> str:
    """The losses that the study accepts; "" for none, and for a job that was kept before they were told."""
    return accepted(job.table("severe"), language) if job.has("severe") else ""


def job_caption(job: "Job", language: str = "en", *, validated: bool = False) -> str:
    """The end of a figure's caption: study, resampling, names of runs. The estimand comes from the rows of shares.

    `validated`: whether corrected shares were kept (`Job.validated`), which the caption then mentions.
    """
    say = _JOB.get(language, _JOB["en"])
    names = [model.run_names for model in job.models]
    parts = [
        say["what"].format(title=job.title_in(language), corpus=job.corpus_key),
        resampling(job, say["draws"]),
        say["runs"].format(runs=runs_in_words(names, language)),
        *([say["validated"]] if validated else []),
        losses_caption(job, language),
    ]
    return ("" if language == "zh" else " ").join(filter(None, parts))
