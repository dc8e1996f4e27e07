"""What stands below a figure: the estimand, the denominators, what the marks mean, where the numbers come from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topics.plots.wording import estimator_label, words
from topics.shares.estimand import Estimand
from topics.shares.intervals import FEW_CARRIERS
from topics.shares.statements import FEW_DOCUMENTS
from topics.themes import Theme
from topics.wording import number, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

_SHARES: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Theme shares by period, {first} to {last}: {themes}. Estimators: {estimators}.",
        "weighting": {
            "text": (
                "Estimand: text share, the word tokens of a period's passages times their membership in the theme, divided "
                "by all word tokens of the period."
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
            "publication": "A document belongs to the period it was published in.",
            "issue": "A document belongs to the period it was issued in, or published where it does not say.",
            "effect": "A document belongs to the period it took effect in, or was published in where it does not say.",
            "described": "A document belongs to the period it describes, or was published in where it does not say.",
        },
        "duplicates": {
            "once": "Re-published text is counted once.",
            "keep": "Re-published text is counted every time.",
        },
        "unassigned": {
            "own": "",
            "excluded": "Shares are of what some topic has.",
            "reassigned": "What no topic has is given to the nearest topic by vectors.",
        },
        "standardised": {"none": "", "source": "The mix of sources is held fixed over the periods."},
        "population": {
            "process": "The population is the documents that might have been written, of which these are a sample.",
            "corpus": "The population is this corpus.",
        },
        "clusters": {
            "document": "documents happened to be written",
            "source": "sources happened to write",
            "family": "documents, their copies with them, happened to be written",
        },
        "marks": (
            "Bands or bars: {level:.0%} intervals; they cover which {clusters} and, where an estimator was "
            "fitted with several seeds, the seed; one that leaves its panel goes on beyond it. A line on zero without one: no topic of that estimator stands for the theme. Broken line: no document in the period. Hollow marker: fewer than "
            "{limit} documents, too few for a statement about change."
        ),
        "unstable": (
            "Grey, thin and small: unstable over the seeds; the topics that stand for the theme in one seed are not found again in the others "
            "(median similarity below {similarity}, margin over the next best topic below {margin}, or no topic in some seeds), "
            "so that the share is an accident of the seed: {series}."
        ),
        "denominators": "Denominators (documents, passages, word tokens): {rows}.",
    },
    "zh": {
        "title": "各期主题占比，{first} 至 {last}：{themes}。估计方法：{estimators}。",
        "weighting": {
            "text": "估计量：文本占比，即该期各段落词数与其主题隶属度之积的总和，除以该期总词数。",
            "document": "估计量：文档占比，即该期各文档内部主题文本占比的平均值。",
        },
        "unit": {"paragraph": "段落为自然段。", "document": "段落即整篇文档。"},
        "membership": {"weight": "隶属度：段落的主题权重。", "primary": "隶属度：段落全部计入其首要主题。"},
        "date_type": {
            "publication": "文档按发布日期归入各期。",
            "issue": "文档按成文日期归入各期，未注明者按发布日期。",
            "effect": "文档按施行日期归入各期，未注明者按发布日期。",
            "described": "文档按所述年份归入各期，未注明者按发布日期。",
        },
        "duplicates": {"once": "重复发布的文本只计一次。", "keep": "重复发布的文本逐次计入。"},
        "unassigned": {
            "own": "",
            "excluded": "占比以已归入话题的文本为分母。",
            "reassigned": "未归入话题的文本按向量归入最近的话题。",
        },
        "standardised": {"none": "", "source": "各期来源构成固定不变。"},
        "population": {"process": "总体为可能写成的全部文档，现有文档视为其样本。", "corpus": "总体即本语料。"},
        "clusters": {"document": "文档", "source": "来源", "family": "文档（连同其重复文本）"},
        "marks": (
            "阴影或竖线：{level:.0%} 区间，反映{clusters}抽样的不确定性；若同一方法以多个随机种子拟合，则包含种子差异；超出图框者仍向外延伸；贴零且无区间的线表示该方法没有对应该主题的话题。"
            "断线：该期没有文档。空心标记：文档不足 {limit} 篇，不足以判断变化。"
        ),
        "unstable": (
            "灰色细线与小标记：种子间不稳定，即某一种子中对应该主题的话题在其他种子中找不到（相似度中位数低于 {similarity}、与次优话题之差低于 {margin}，"
            "或部分种子没有对应话题），其占比取决于种子：{series}。"
        ),
        "denominators": "分母（文档数、段落数、词数）：{rows}。",
    },
}
_JOB: dict[str, dict[str, str]] = {
    "en": {
        "what": "Study: {title} (corpus {corpus}).",
        "draws": "{draws:,} resamples, seed {seed}.",
        "runs": "Runs: {runs}.",
        "validated": "Levels corrected from a coded sample of this corpus are in `topics gold estimate`; these are not.",
    },
    "zh": {
        "what": "研究：{title}（语料 {corpus}）。",
        "draws": "重抽样 {draws:,} 次，种子 {seed}。",
        "runs": "运行记录：{runs}。",
        "validated": "经编码样本校正的水平见 `topics gold estimate`；此处数值未经校正。",
    },
}


def theme_shares_caption(rows: "pd.DataFrame", themes: Sequence[Theme], language: str = "en") -> str:
    """The caption of figure 1 from the rows it draws. Raises ModelError where they do not say what they are shares of."""
    from topics.shares.intervals import LEVEL

    say, comma, space = _SHARES[language], "、" if language == "zh" else ", ", "" if language == "zh" else " "
    title = say["title"].format(
        first=rows["period"].min(),
        last=rows["period"].max(),
        themes=comma.join(theme.label(language) for theme in themes),
        estimators=comma.join(estimator_label(name, language) for name in rows["estimator"].unique()),
    )
    clusters = say["clusters"][str(rows["clusters"].iloc[0])]
    marks = say["marks"].format(level=LEVEL, limit=FEW_DOCUMENTS, clusters=clusters)
    what = space.join(filter(None, [estimand_caption(rows, language), marks, _unstable(rows, themes, language)]))
    return "\n\n".join([title, what, _denominators(rows, say["denominators"])])


def _unstable(rows: "pd.DataFrame", themes: Sequence[Theme], language: str) -> str:
    """Which series are grey and why; empty where none is."""
    from topics.evaluation.stability import MARGIN, SIMILARITY

    if "unstable" not in rows:
        return ""
    label = {theme.id: theme.label(language) for theme in themes}
    grey = rows[rows["unstable"].eq(True)].drop_duplicates(["estimator", "theme"])
    comma, stop = ("、", "；") if language == "zh" else (", ", "; ")
    series = [
        f"{estimator_label(str(name), language)}: {comma.join(label[theme] for theme in of['theme'])}"
        for name, of in grey.groupby("estimator", sort=False)
    ]
    say: str = _SHARES[language]["unstable"]
    return say.format(similarity=SIMILARITY, margin=MARGIN, series=stop.join(series)) if series else ""


def estimand_caption(rows: "pd.DataFrame", language: str = "en") -> str:
    """What the shares of a table are shares of, in sentences. Raises ModelError where its rows do not say."""
    say, warning, estimand = _SHARES[language], words(language)["not validated"], Estimand.of(rows)
    parts = ("weighting", "unit", "membership", "date_type", "duplicates", "unassigned", "standardised", "population")
    stop, space = ("。", "") if language == "zh" else (".", " ")
    sentences = [*(say[part][getattr(estimand, part)] for part in parts), warning[0].upper() + warning[1:] + stop]
    return space.join(filter(None, sentences))


def _denominators(rows: "pd.DataFrame", phrase: str) -> str:
    """`2020: 48, 240, 9,876; …`: as a range where estimators differ."""
    columns = [name for name in ("n_documents", "n_passages", "n_tokens") if name in rows]
    least, most = (getattr(rows.groupby("period")[columns], name)() for name in ("min", "max"))
    parts = []
    for period in least.index:
        ends = zip(least.loc[period], most.loc[period], strict=True)
        parts.append(f"{period}: " + ", ".join(span(number(a), number(b)) for a, b in ends))
    return phrase.format(rows="; ".join(parts))


def job_caption(job: "Job", language: str = "en", *, validated: bool = False) -> str:
    """The end of a figure's caption: study, resampling, run ids. What the shares are of stands in their rows.

    `validated`: whether corrected shares were kept (`Job.validated`), to which the reader is then sent.
    """
    say = _JOB.get(language, _JOB["en"])
    models = [f"{model.name} ({', '.join(model.run_names)})" for model in job.models]
    parts = [
        say["what"].format(title=job.title, corpus=job.corpus_key),
        say["draws"].format(draws=job.design.draws, seed=job.design.seed),
        say["runs"].format(runs="; ".join(models)),
        *([say["validated"]] if validated else []),
    ]
    return ("" if language == "zh" else " ").join(parts)


_CORPUS = {
    "en": (
        "The corpus: unique documents by year of their date and by source, and the funnel from files to counted passages: "
        "{found:,} files found, {documents:,} unique documents, {passages:,} counted passages. Pale bars are losses; "
        "bars are shares of the first stage of files, documents and passages each."
    ),
    "zh": (
        "语料概况：按日期年份与来源统计的去重后文档数，以及从文件到计入段落的筛选过程：共 {found:,} 个文件，"
        "去重后 {documents:,} 篇文档，计入 {passages:,} 个段落。浅色为各步剔除的数量；条长为文件、文档、段落各自占其首步的比例。"
    ),
}


def corpus_caption(funnel: "pd.DataFrame", language: str = "en") -> str:
    """The caption of figure 6 from the funnel it draws."""
    stages = funnel[funnel["reason"] == ""].set_index(["level", "stage"])["total"]
    return _CORPUS[language].format(
        found=int(stages["files", "found"]),
        documents=int(stages["documents", "unique"]),
        passages=int(stages["passages", "counted"]),
    )


_OTHERS = {
    "en": {
        "ledger": (
            "The ledger: each estimator's share of a theme with its band, side by side in each period. The grey bar reaches "
            "from the lowest to the highest estimate: where it is long, the answer depends on the method. Estimators without "
            "a topic for a theme are not drawn there."
        ),
        "top words": (
            "The likeliest words of the topics that stand for each theme, model by model (first seed); several topics of a "
            "theme are averaged by their size. Numbers: per cent of the theme's words, bars relative to the first. "
            "For BERTopic and NMF they are weights, not probabilities of use."
        ),
        "sizes": (
            "Numbers of topics side by side: the mean over seeds and the range of the seeds (for stability, of the runs' mean "
            "similarity to the others). The measures answer different questions; none of them names a best size."
        ),
        "alignment": (
            "Two models side by side: similarity of every topic of one with every topic of the other (1 − Jensen–Shannon "
            "divergence of their words); framed are the pairs that match best one to one (Hungarian assignment), which give the columns their order. A theme's own "
            "topic bears its label, any other topic its two likeliest words."
        ),
        "specifications": (
            "A specification curve (Simonsohn, Simmons & Nelson 2020): above, the change of a theme's share from the first to "
            "the last period in every specification, sorted, with its 95 % interval (documents and seeds); below, the "
            "choices that each specification makes. A choice without a mark does not apply to that estimator. "
            f"Grey: the interval includes 0, or fewer than {FEW_CARRIERS} clusters of documents in effect carry the theme. A "
            "band that leaves its panel goes on beyond it. Specifications whose estimator has no topic for the theme are left "
            "out. Specifications share their documents: the curve describes how far choices matter, and is no test."
        ),
        "map": (
            "Topics of each model (first seed) on one plane: the nearer two marks, the more alike their words (classical "
            "scaling of Jensen–Shannon distances, all models together; the plane holds {held:.0%} of the squared distances, so "
            "that near marks may still be unlike). Area: the topic's share of the text. Colour and shape: the theme that the codebook "
            "gives it; the largest topic of each theme bears its likeliest word."
        ),
        "months": "Theme shares by month, darker for a larger share; a dot is a month without a document.",
        "truth": "The shares that human codes of every passage give (no band: nothing is estimated) beside each estimator's.",
    },
    "zh": {
        "ledger": "总账：各期各估计方法的主题占比及区间并列；灰条自最低至最高估计，灰条越长，结论越依赖方法。没有对应话题的方法不绘出。",
        "top words": "各模型中对应各主题的话题的高权重词（首个种子）；一个主题有多个话题时按规模平均。数字为占该主题词的百分比；BERTopic 与 NMF 为权重而非使用概率。",
        "sizes": "不同话题数并列：种子间均值与范围。各指标回答不同的问题，没有哪一个给出“最佳”话题数。",
        "alignment": "两个模型并列：各话题两两之间的相似度（1 − 词分布的 JS 散度）；方框为一一对应的最佳匹配，各列依此排序。主题自有的话题标主题名，其余话题标最高权重的两个词。",
        "specifications": (
            "设定曲线（Simonsohn、Simmons 与 Nelson，2020）：上图为各种设定下主题占比自首期至末期的变化，按大小排序，附 95% 区间"
            "（文档与种子）；下图为每种设定所作的选择，无标记者表示该选择不适用于该估计方法。各设定使用同一批文档："
            f"曲线说明结论在多大程度上取决于选择，并非检验。灰色：区间含 0，或承载该主题的有效文档簇不足 {FEW_CARRIERS} 个。"
            "超出图框的区间仍向外延伸。没有对应话题的设定不绘出。"
        ),
        "map": (
            "各模型（首个种子）的话题置于同一平面：两标记越近，用词越相似（对 JS 距离作经典多维标度，各模型一并计算；平面保留 {held:.0%} 的距离平方，"
            "相近的标记仍可能不同）。面积：话题占文本的份额。颜色与形状：编码表给出的主题；每个主题最大的话题标出其首要词。"
        ),
        "months": "各月主题占比，颜色越深占比越高；圆点表示该月没有文档。",
        "truth": "逐段人工编码给出的占比（无区间，因其不是估计）与各估计方法并列。",
    },
}


def caption_of(name: str, language: str = "en") -> str:
    """What a figure shows, in its first sentences."""
    return _OTHERS[language][name]
