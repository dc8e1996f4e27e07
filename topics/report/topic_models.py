"""The models of a job whose topics have words of their own, for figures that draw words."""

from topics.store.job import Estimator, Job

# Kinds of models that count the themes' own terms. To be read off the models' registry (`counts_terms`).
_COUNTING = {"lexicon", "clause-extent"}


def topic_models(job: Job) -> list[Estimator]:
    """A job's models in the study's order, those that count the themes' own terms left out."""
    return [model for model in job.models if model.kind not in _COUNTING]
