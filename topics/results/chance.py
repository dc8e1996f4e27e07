"""The check against chance of a run or a model of a job, and what it says in a sentence."""

from collections.abc import Sequence

import numpy as np

from topics.evaluation.chance import AGREEMENT, ByChance, chance_check
from topics.models import MODELS
from topics.preprocessing.words.tokens import Tokens
from topics.store.job import Job
from topics.store.run import Run
from topics.wording import number


def chance_of(runs: Sequence[Run], tokens: Tokens) -> ByChance | None:
    """The check of the seeds of one model; None for models that count terms, and for runs of other tokens.

    >>> job = topics.open_store().latest_job("my-study")
    >>> chance_of(job.model("nmf").runs, job.tokens).is_chance
    False
    """
    if not _can_be_checked(runs, tokens):
        return None
    return chance_check([run.fitted for run in runs], tokens, runs[0].settings["kind"])


def _can_be_checked(runs: Sequence[Run], tokens: Tokens) -> bool:
    """Whether a model has topics of words, of these tokens."""
    kind = runs[0].settings["kind"]
    if kind in MODELS and MODELS[kind].counts_terms:
        return False
    fits = [run.fitted for run in runs]
    return all(fit.passage_ids == tokens.passage_ids and fit.vocabulary == tokens.vocabulary for fit in fits)


def seeds_of(run: Run, job: Job | None) -> Sequence[Run]:
    """The runs of the model of a job that has the run, or the run alone."""
    models = job.models if job else ()
    return next((model.runs for model in models if run.fit in model.fit_names), (run,))


def chance_sentence(found: ByChance | None, language: str = "en") -> str:
    """Why topics are no better than chance, in English or Chinese; empty where they are better or nothing is known.

    >>> chance_sentence(ByChance(0.041, 0.02, 0.08))
    'no better than chance: its words hardly stand together (gain 0.04, limit 0.08); seeds agree by 0.02 (limit 0.10)'
    """
    if found is None or not found.is_chance:
        return ""
    begin, gain, agreement, between = _NO_BETTER[language]
    reasons = []
    if found.gain < found.floor:
        reasons.append(gain.format(number(found.gain, 2), number(found.floor, 2)))
    if not np.isnan(found.agreement) and found.agreement < AGREEMENT:
        reasons.append(agreement.format(number(found.agreement, 2), number(AGREEMENT, 2)))
    return begin + between.join(reasons)


_NO_BETTER = {
    "en": (
        "no better than chance: ",
        "its words hardly stand together (gain {}, limit {})",
        "seeds agree by {} (limit {})",
        "; ",
    ),
    "zh": ("不优于随机水平：", "话题用词很少共现（增益 {}，下限 {}）", "随机种子间一致性 {}（下限 {}）", "；"),
}


_SAID = {
    "en": (
        "{name}gainst chance: coherence gain {gain} (limit {least})",
        ", agreement of seeds {agreement} (limit {seeds})",
        {True: ". No better than random groups of words or passages.", False: ". Better than chance."},
    ),
    "zh": (
        "{name}与随机水平比较：连贯性增益 {gain}（下限 {least}）",
        "，随机种子间一致性 {agreement}（下限 {seeds}）",
        {True: "。不优于随机组合的词语或段落。", False: "。优于随机水平。"},
    ),
}


def chance_statement(found: ByChance | None, language: str = "en", name: str = "") -> str:
    """The check of the model `name` in full, in English or Chinese, whatever came out; empty where nothing is known.

    >>> chance_statement(ByChance(0.126, 0.51, 0.08), name="nmf")
    'nmf against chance: coherence gain 0.13 (limit 0.08), agreement of seeds 0.51 (limit 0.10). Better than chance.'
    """
    if found is None or np.isnan(found.gain):
        return ""
    gain, agreement, verdict = _SAID[language]
    whose = (f"{name} a" if name else "A") if language == "en" else name + (" " if name[-1:] and name.isascii() else "")
    text = gain.format(name=whose, gain=number(found.gain, 2), least=number(found.floor, 2))
    if not np.isnan(found.agreement):
        text += agreement.format(agreement=number(found.agreement, 2), seeds=number(AGREEMENT, 2))
    return text + verdict[found.is_chance]
