"""Fitness of estimators: whether they see a theme in the passages that name it.

A share says nothing of an estimator that does not see the theme: where it passes over the passages that hold the
theme's own terms, its small number is no measurement of little attention. Passages are asked in three ways whether it
sees the theme.

*Found* is the part of the passages with a term of the theme to which the estimator gives it a tenth of the weight.
*Main* is the part of the densest of them under their main theme: the quarter with most terms for its length. Few
passages with a term need be about the theme (in policy documents some terms are slogans), but most of those that hardly
speak of anything else are. A model that leaves them to its free topics has no share to show. Models that count terms
have no such topics, and are not asked this: on policy documents the best of them by people's codes (clauses) gives 35
to 42 % of those passages to two of the sample's themes, since terms in names and lists make no theme the main one.
*Ranks* is the agreement with counting: how often a passage with a term gets more of the theme than one without (the
area under the ROC curve; ties count half). By chance it is one half.

And an estimator may give a theme too little or too much: *less* than half of what counting its terms gives, each theme
on its own scale, or (`topics.shares.beyond_terms`) *more* text than names the theme or may have
left its terms out, or much *foreign* text, in passages that neither name it nor resemble those that do.

Whether the words of a theme's topics stand together more than by chance (`topics.evaluation.chance`) is not asked. In
tweets, headlines and answers to open questions a passage holds one or two words of a theme, and even perfect topics
then gain nothing; where passages are long enough for the gain to tell, the three questions tell more.

The limits were chosen on three corpora and tried on others; docs/choices.md says what they let
pass and what they refuse.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from topics.wording import percent

FIT, UNFIT, NOT_KNOWN = "fit", "unfit", "not known"
FEW_PASSAGES = 20  # below it one passage is more than five points of the found part
SUBSTANTIVE = 0.1  # theme weight from which a passage counts as found: a tenth of it
DENSEST = 0.75  # quantile of terms per token from which a passage that names the theme speaks of little else
FOUND_LEAST, MAIN_LEAST, RANKS_LEAST = 0.1, 0.5, 0.65
LOST_MOST = 0.2  # part of the seeds that may lose the theme: one of five
LESS_THAN_COUNTED = 0.5  # part of the share by counting below which a share is too small
MATERIAL = 0.05  # part of the text, five points: what a share may be off by before it says something else
FOREIGN_PART = 0.25  # part of a theme's share in passages that have nothing of the theme

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Evidence:
    """What an estimator made of the passages that name one theme: parts between 0 and 1, means over its seeds.

    `named`: number of passages that hold a term of the theme. `found`, `main`, `ranks`: see the module; NaN where no
    passage, or for `ranks` every passage, is named. `unassigned`: the part of all passages that is left wholly without
    a topic. `lost`: the part of its seeds in which `main` is below half its limit. `has_clauses`: whether the text has
    the sentence marks that the estimator counts by. `has_other_topics`: whether the theme competes with topics, as
    where no terms are counted. Parts of the text, NaN where nothing is known: `share`, what it gives the theme;
    `counted`, what counting its terms gives on its own scale; `most`, the most that may be about it, and `foreign`,
    what it gives in passages unlike those that name it (`topics.shares.beyond_terms`).
    """

    named: int
    found: float
    main: float = float("nan")
    ranks: float = float("nan")
    unassigned: float = 0.0
    lost: float = 0.0
    has_clauses: bool = True
    has_other_topics: bool = True
    share: float = float("nan")
    counted: float = float("nan")
    most: float = float("nan")
    foreign: float = float("nan")


@dataclass(frozen=True)
class Fitness:
    """`FIT`, `UNFIT` or `NOT_KNOWN`, and the reason in words, in English and Chinese."""

    verdict: str
    reason: str
    reason_zh: str


def evidence(weights: Floats, main: Flags, terms: Floats, unassigned: Floats) -> Evidence:
    """The evidence about one theme that lies in its weights.

    `weights (n_seeds, n_passages)`: the theme's weights, a row per seed. `main (n_seeds, n_passages)`: whether it is
    the main theme. `terms (n_passages)`: occurrences of its terms per token. `unassigned (n_seeds, n_passages)`: weight
    without a topic.

    >>> weights = np.array([[0.6, 0.0, 0.9, 0.0]])
    >>> seen = evidence(weights, weights > 0.5, np.array([0.2, 0.1, 0.0, 0.0]), np.zeros((1, 4)))
    >>> seen.named, seen.found, seen.main, seen.ranks
    (2, 0.5, 1.0, 0.375)
    """
    named = terms > 0
    without = float((unassigned >= 1).mean()) if unassigned.size else 0.0
    if not named.any():
        return Evidence(0, float("nan"), unassigned=without)
    densest = terms >= np.quantile(terms[named], DENSEST)
    by_seed = main[:, densest].mean(axis=1)
    return Evidence(
        int(named.sum()),
        float((weights[:, named] >= SUBSTANTIVE).mean()),
        float(by_seed.mean()),
        float(np.mean([_ranks(row, named) for row in weights])),
        without,
        float((by_seed < MAIN_LEAST / 2).mean()),
    )


def _ranks(weights: Floats, named: Flags) -> float:
    """How often a named passage has the larger weight of two, ties counting half; NaN where all are named."""
    import pandas as pd

    n, others = int(named.sum()), int((~named).sum())
    if not others:
        return float("nan")
    above = pd.Series(weights).rank().to_numpy()[named].sum() - n * (n + 1) / 2
    return float(above / (n * others))


def fitness(seen: Evidence) -> Fitness:
    """The verdict on an estimator for one theme: unfit for the first reason that holds.

    >>> fitness(Evidence(named=200, found=0.03)).reason
    'finds 3 % of the 200 passages that name it'
    """
    for reason, holds in REASONS.items():
        if holds(seen):
            return _judged(UNFIT, reason, seen)
    if not seen.named:
        return _judged(NOT_KNOWN, "unnamed", seen)
    return _judged(NOT_KNOWN, "few", seen) if seen.named < FEW_PASSAGES else _judged(FIT, "finds", seen)


def _judged(verdict: str, reason: str, seen: Evidence) -> Fitness:
    parts = {name: f"{100 * getattr(seen, name):.0f}" for name in ("found", "main", "ranks", "lost")}
    texts = {name: percent(getattr(seen, name), sign="") for name in ("share", "counted", "most", "foreign")}
    reason = "finds none" if reason == "finds" and not seen.found else reason
    numbers = {"named": f"{seen.named:,}", "few": str(FEW_PASSAGES), **parts, **texts}
    return Fitness(verdict, *(_SAID[language][reason].format(**numbers) for language in ("en", "zh")))


def _nothing_assigned(seen: Evidence) -> bool:
    """Every passage is an outlier, as where BERTopic finds no cluster."""
    return seen.unassigned >= 1


def _no_clauses(seen: Evidence) -> bool:
    """Clauses are counted in text that has no marks to end them."""
    return not seen.has_clauses


def _passes_over(seen: Evidence) -> bool:
    """The theme is missed where it is named."""
    return seen.named >= FEW_PASSAGES and seen.found < FOUND_LEAST


def _loses_to_others(seen: Evidence) -> bool:
    """Passages that hardly speak of anything else go to another topic."""
    return seen.has_other_topics and seen.named >= FEW_PASSAGES and seen.main < MAIN_LEAST


def _ranks_otherwise(seen: Evidence) -> bool:
    """Passages that name the theme get no more of it than others."""
    return seen.named >= FEW_PASSAGES and seen.ranks < RANKS_LEAST


def _lost_by_seeds(seen: Evidence) -> bool:
    """Some seeds see the theme and others do not, so that the share is an accident of the seed.

    Topics that change from seed to seed (`unstable` in a table of shares) are no such reason: themes that share or
    split their topics otherwise may be measured as well.
    """
    return seen.has_other_topics and seen.named >= FEW_PASSAGES and seen.lost >= LOST_MOST


def _less_than_counted(seen: Evidence) -> bool:
    """The share is not half of what counting gives: the weights are on another scale than text."""
    if not seen.has_other_topics or seen.named < FEW_PASSAGES:
        return False
    return seen.share < LESS_THAN_COUNTED * seen.counted and seen.counted - seen.share >= MATERIAL


def _more_than_there_is(seen: Evidence) -> bool:
    """The share is larger than all text that names the theme or may have left its terms out."""
    return seen.has_other_topics and seen.named >= FEW_PASSAGES and seen.share > seen.most


def _foreign(seen: Evidence) -> bool:
    """Much of the share lies in passages that have nothing of the theme but the estimator's word."""
    if not seen.has_other_topics or seen.named < FEW_PASSAGES:
        return False
    return seen.foreign >= MATERIAL or seen.foreign >= FOREIGN_PART * seen.share > 0


# Why an estimator is unfit for a theme: the first that holds is said.
REASONS: dict[str, Callable[[Evidence], bool]] = {
    "unassigned": _nothing_assigned,
    "clauses": _no_clauses,
    "finds": _passes_over,
    "main": _loses_to_others,
    "ranks": _ranks_otherwise,
    "lost": _lost_by_seeds,
    "less": _less_than_counted,
    "more": _more_than_there_is,
    "foreign": _foreign,
}

_SAID = {
    "en": {
        "unassigned": "leaves every passage without a topic",
        "clauses": "counts clauses, and the text has hardly a sentence mark",
        "finds": "finds {found} % of the {named} passages that name it",
        "finds none": "finds 0 % of the {named} passages that name it",
        "main": "is the main theme of {main} % of the passages that name it most",
        "ranks": "gives passages that name it more than others in {ranks} of 100 pairs, chance being 50",
        "lost": "loses the theme in {lost} % of its seeds",
        "less": "gives it {share} % of the text, less than half of the {counted} % that counting its terms gives",
        "more": "gives it {share} % of the text, where {most} % at most name it or may have left its terms out",
        "foreign": "gives it {share} % of the text, {foreign} of it in passages unlike those that name it",
        "unnamed": "no passage holds one of its terms",
        "few": "{named} passages name it, fewer than {few}",
    },
    "zh": {
        "unassigned": "未将任何段落归入话题",
        "clauses": "该方法按分句计数，而文本几乎没有标点",
        "finds": "含该主题词项的 {named} 个段落中，仅识别出 {found}%",
        "finds none": "含该主题词项的 {named} 个段落，该方法均未归入本主题",
        "main": "词项最密集的段落中，以该主题为首要主题的仅占 {main}%",
        "ranks": "含词项的段落得分高于其他段落的概率为 {ranks}%（随机水平为 50%）",
        "lost": "在 {lost}% 的随机种子下未能识别该主题",
        "less": "得出的占比为 {share}%，不及按词项计数所得 {counted}% 的一半",
        "more": "得出的占比为 {share}%，而含词项或可能涉及该主题而未用词项的文本，至多占 {most}%",
        "foreign": "得出的占比为 {share}%，其中 {foreign} 个百分点来自与含词项段落并不相似的段落",
        "unnamed": "没有段落含该主题的词项",
        "few": "仅 {named} 个段落含该主题的词项，不足 {few} 个",
    },
}
