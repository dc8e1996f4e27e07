"""The evidence that each estimator reads: those that read the same are one voice, however often they agree.

A word that takes the place of a theme's term moves every estimator that counts the terms, and topics of words are
drawn from the same words in the same passages. Four kinds of evidence are told apart: the themes' terms, all words,
vectors of sentences, and the study's own codes; scores from elsewhere are a voice per owner, since what they read is
not known.
"""

from topics.store.job import Estimator, Job

SCORES_OF = "scores of "  # begins the voice of scores from elsewhere
TERMS, WORDS, VECTORS, CODES = "the themes' terms", "all words", "vectors of sentences", "the study's codes"
VOICES_ZH = {TERMS: "主题词项", WORDS: "全部词语", VECTORS: "句向量", CODES: "本研究的编码"}


def voices_of(job: Job) -> dict[str, str]:
    """What each estimator of a job reads, by its name: `TERMS`, `WORDS`, `VECTORS`, `CODES`, or whose scores."""
    return {model.name: _voice(model) for model in job.models}


def _voice(model: Estimator) -> str:
    if "codes" in model.uses:
        return CODES
    if model.counts_terms:
        return TERMS
    if "scores" in model.uses:
        return f"{SCORES_OF}{model.runs[0].scores.get('whose', model.name)}"
    return VECTORS if "vectors" in model.uses else WORDS


def lone_seeds(job: Job) -> list[str]:
    """The estimators that draw random numbers and were fitted with one seed: how much hangs on it is not known."""
    return [model.name for model in job.models if len(model.runs) == 1 and not model.seedless]
