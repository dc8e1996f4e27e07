"""The study's own estimator: the one whose shares the study is about; other models are company beside it.

A study names it (`[shares] estimator`). Where it does not, the model that is unfit for the fewest themes
(`topics.shares.fitness`) is taken, and among equals the one with the best foundation, then the first of the study.
Codes of the study itself come before such general reasons: `topics.results.own_by_codes`.

Foundations are ordered by macro-F1 (main theme, every mention) on 475 coded paragraphs of real documents that were not
used to write anything: parts of passages claimed by terms .63–.69 and .80–.86; terms counted .53 and .70; topics that
were told the themes .38–.47 and .37–.62. Free topics know of a theme only by a codebook and come last. Vectors near the
terms (.59 and .62) are told the themes too, and are not set apart: one corpus is too little for an order within a kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Reason = Mapping[str, str]  # by language

FOUNDATIONS = (
    "counts the clauses that its terms claim",
    "counts its terms",
    "was told the themes' terms",
    "free topics, read through a codebook",
)
_ZH = dict(
    zip(
        FOUNDATIONS,
        ("统计主题词项所在的分句", "统计主题词项", "拟合时已知主题词项", "自由话题，经编码表对应主题"),
        strict=True,
    )
)
UNNAMED = {"en": "study.toml names no estimator", "zh": "study.toml 未指定方法"}


@dataclass(frozen=True)
class Candidate:
    """A model of the study by name: its foundation (one of `FOUNDATIONS`), and the number of themes it is unfit for."""

    name: str
    foundation: str
    unfit: int = 0


def own_estimator(candidates: Sequence[Candidate], named: str, n_themes: int) -> tuple[str, Reason]:
    """The name of the study's own estimator and the reason by language; `named` is what the study says, "" for nothing.

    >>> lexicon, nmf = Candidate("lexicon", FOUNDATIONS[1]), Candidate("nmf", FOUNDATIONS[3], unfit=1)
    >>> name, why = own_estimator([nmf, lexicon], "", 2)
    >>> name, why["en"]
    ('lexicon', 'counts its terms; fit for all 2 themes; study.toml names no estimator')
    >>> own_estimator([nmf, lexicon], "nmf", 2)[1]["zh"]
    '由 study.toml 指定；不适用于 2 个主题中的 1 个'
    """
    if named in [one.name for one in candidates]:
        chosen = next(one for one in candidates if one.name == named)
        warning = {
            "en": f"; unfit for {chosen.unfit} of {n_themes} themes" if n_themes > 1 else "; unfit for the one theme",
            "zh": f"；不适用于 {n_themes} 个主题中的 {chosen.unfit} 个" if n_themes > 1 else "；不适用于唯一的主题",
        }
        named_in = {"en": "named in study.toml", "zh": "由 study.toml 指定"}
        return named, {of: said + (warning[of] if chosen.unfit else "") for of, said in named_in.items()}
    best = min(candidates, key=lambda one: (one.unfit, FOUNDATIONS.index(one.foundation)))
    en, zh = [best.foundation], [_ZH[best.foundation]]
    if n_themes:
        fit = fit_for(n_themes - best.unfit, n_themes)
        en.append(fit["en"])
        zh.append(fit["zh"])
    return best.name, {"en": "; ".join([*en, UNNAMED["en"]]), "zh": "；".join([*zh, UNNAMED["zh"]])}


def fit_for(fit: int, n_themes: int) -> Reason:
    """For how many of the themes an estimator is fit, by language.

    >>> fit_for(3, 3)["zh"], fit_for(1, 3)["en"], fit_for(0, 3)["zh"]
    ('适用于全部 3 个主题', 'fit for 1 of 3 themes', '不适用于任何主题')
    """
    if not fit:
        if n_themes == 1:
            return {"en": "unfit for the one theme", "zh": "不适用于唯一的主题"}
        return {"en": f"fit for none of {n_themes} themes", "zh": "不适用于任何主题"}
    if fit == n_themes == 1:
        return {"en": "fit for the one theme", "zh": "适用于唯一的主题"}
    if fit == n_themes:
        return {"en": f"fit for all {n_themes} themes", "zh": f"适用于全部 {n_themes} 个主题"}
    return {"en": f"fit for {fit} of {n_themes} themes", "zh": f"适用于 {n_themes} 个主题中的 {fit} 个"}
