"""The words of figures in each language."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from topics.errors import FigureError, nearest
from topics.shares.trend.specification_summary import CHOICES_EN, CHOICES_ZH

Phrases = TypeVar("Phrases")
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "text": "Share of text (%)",
        "document": "Share of documents, each counting one (%)",
        "not validated": "uncorrected model output — level not validated",
        "not validated beside codes": "estimators: uncorrected model output; what is called corrected or by the codes "
        "rests on coded passages",
        "few documents": "fewer than {limit} documents",
        "documents per period": "Documents per period: {fewest}–{most}.",
        "unstable": "Grey, thin and small: unstable, other topics stand for the theme from seed to seed.",
        "unfit": "Grey crosses, dotted: the estimator is unfit for the theme, and its numbers say nothing of it.",
        "unfit grey": "Grey: the estimator is unfit for the theme, and its numbers say nothing of it.",
        "unfit here": "unfit",
        "no topic": "no topic",
        "other terms": "all other terms",
        "higher is better": "↑ better",
        "lower is better": "↓ better",
        "measure: npmi": "Coherence (NPMI)",
        "measure: word_agreement": "Stability over seeds",
        "measure: perplexity": "Held-out perplexity",
        "measure: macro_f1": "Agreement with codes (macro-F1)",
        "measure: diversity": "Diversity",
        "similarity": "Similarity (1 − Jensen–Shannon)",
        "guided": "guided",
        "codes": "Human codes",
        "change": "Change of share (points)",
        "specifications": "{n} specifications",
        "above 0": "interval above 0",
        "below 0": "interval below 0",
        "with 0": "interval with 0, or few documents",
        "own": "the study's own",
        "by year": "year",
        "by half-year": "half-year",
        "by quarter": "quarter",
        "by month": "month",
        **{f"choice: {name}": told for name, told in CHOICES_EN.items()},
        "value: keep": "every time",
        "value: weight": "weights",
    },
    "zh": {
        "text": "文本占比（%）",
        "document": "文档占比（每篇计为一，%）",
        "not validated": "未经校正的模型输出，占比水平未经验证",
        "not validated beside codes": "各方法的占比未经校正；注明“校正”或“据编码”的数值以编码段落为据",
        "few documents": "文档不足 {limit} 篇",
        "documents per period": "各期文档数：{fewest}–{most}。",
        "unstable": "灰色细线与小标记：不稳定，不同随机种子下与该主题对应的话题不同。",
        "unfit": "灰色叉号与点线：该方法不适用于该主题，其数值没有意义。",
        "unfit grey": "灰色：该方法不适用于该主题，其数值没有意义。",
        "unfit here": "不适用",
        "no topic": "无对应话题",
        "other terms": "其余词项",
        "higher is better": "↑ 越高越好",
        "lower is better": "↓ 越低越好",
        "measure: npmi": "话题连贯性（NPMI）",
        "measure: word_agreement": "随机种子间的稳定性",
        "measure: perplexity": "留出文本困惑度",
        "measure: macro_f1": "与人工编码的吻合（宏平均 F1）",
        "measure: diversity": "多样性",
        "similarity": "相似度（1 − JS 散度）",
        "guided": "引导",
        "codes": "人工编码",
        "change": "占比变化（百分点）",
        "specifications": "{n} 种设定",
        "above 0": "区间高于 0",
        "below 0": "区间低于 0",
        "with 0": "区间包含 0，或文档过少",
        "own": "本研究的设定",
        "by year": "年",
        "by half-year": "半年",
        "by quarter": "季度",
        "by month": "月",
        **{f"choice: {name}": told for name, told in CHOICES_ZH.items()},
        "value: paragraph": "自然段",
        "value: document": "文档",
        "value: characters": "单字",
        "value: words": "词",
        "value: both": "两表并用",
        "value: toolkit": "工具自带",
        "value: study": "研究自备",
        "value: none": "无",
        "value: once": "只计一次",
        "value: keep": "逐次计入",
        "value: weight": "按权重",
        "value: primary": "首要主题",
        "value: text": "文本",
    },
}


def words(language: str) -> Mapping[str, str]:
    """The phrases that figures share in a language. Raises FigureError for a language without them."""
    return in_figures(_WORDS, language)


def in_figures(phrases: Mapping[str, Phrases], language: str) -> Phrases:
    """A drawing's own phrases in a language of figures. Raises FigureError for another language."""
    if language not in phrases:
        raise FigureError(
            f'figures are labelled in {" or ".join(phrases)}, not in "{language}"; {nearest(language, phrases)}'
        )
    return phrases[language]


def estimator_label(estimator: str, language: str = "en") -> str:
    """The name of an estimator for readers: the usual name of its method, then what sets it apart.

    >>> estimator_label("lda-guided"), estimator_label("nmf"), estimator_label("lda-guided", "zh")
    ('LDA (guided)', 'NMF', 'LDA（引导）')
    """
    from topics.models import MODELS

    known = words(language)
    kinds = [kind for kind in MODELS if f"{estimator}-".startswith(f"{kind}-")]
    if kinds:
        kind = max(kinds, key=len)
        name, variant = MODELS[kind].label.get(language, kind), estimator[len(kind) + 1 :]
    else:
        method, _, variant = estimator.partition("-")
        name = known.get(method, method)
    if not variant:
        return name
    variant = known.get(variant, variant)
    return f"{name}（{variant}）" if language == "zh" else f"{name} ({variant})"


def period_word(periods: Iterable[str], language: str = "en") -> str:
    """What periods of these names are called: 2020 is a year, 2020H1 a half-year, 2020Q1 a quarter, 2020-01 a month.

    >>> period_word(["2020Q1", "2020Q2"]), period_word(["2020"], "zh")
    ('quarter', '年')
    """
    name = next(iter(periods), "")
    kind = "half-year" if "H" in name else "quarter" if "Q" in name else "month" if "-" in name else "year"
    return words(language)[f"by {kind}"]


def unfit_label(label: str, language: str = "en") -> str:
    """The name of something in a figure that an estimator is unfit for, or of the estimator.

    >>> unfit_label("NMF"), unfit_label("NMF", "zh")
    ('NMF (unfit)', 'NMF（不适用）')
    """
    word = words(language)["unfit here"]
    return f"{label}（{word}）" if language == "zh" else f"{label} ({word})"
