"""The evidence that each estimator reads: those that read the same are one voice, however often they agree.

A word that takes the place of a theme's term moves every estimator that counts the terms, and topics of words are
drawn from the same words in the same passages. Three kinds of evidence are told apart: the themes' terms, all words,
and vectors of sentences; scores from elsewhere are a voice per owner, since what they read is not known.
"""

from topics.models import MODELS
from topics.store.job import Estimator, Job

TERMS, WORDS, VECTORS = "the themes' terms", "all words", "vectors of sentences"


def voices_of(job: Job) -> dict[str, str]:
    """What each estimator of a job reads, by its name: `TERMS`, `WORDS`, `VECTORS`, or whose scores."""
    return {model.name: _voice(model) for model in job.models}


def _voice(model: Estimator) -> str:
    if model.kind not in MODELS:
        return WORDS
    kind = MODELS[model.kind]
    if kind.counts_terms:
        return TERMS
    if "scores" in kind.uses:
        return f"scores of {model.runs[0].scores.get('whose', model.name)}"
    return VECTORS if "vectors" in kind.uses else WORDS


def lone_seeds(job: Job) -> list[str]:
    """The estimators that draw random numbers and were fitted with one seed: how much hangs on it is not known."""
    return [model.name for model in job.topic_models if len(model.runs) == 1 and model.kind not in SEEDLESS]


SEEDLESS = frozenset({"nmf", "scores", "seeded-vectors"})  # start from the data, whatever the seed
