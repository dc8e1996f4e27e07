"""How attention to named themes moves over time in a body of text.

documents → Corpus → Tokens → fit → FittedTopics → theme shares → comparison, figures, report; every fit is kept as a Run.

>>> import topics
>>> study = topics.load_study("data/sample")  # doctest: +SKIP
>>> job = topics.run(study, topics.open_store())  # doctest: +SKIP
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Where each public name lives. Looked up when first used, so that `import topics` costs nothing.
_PUBLIC = {
    "Corpus": "topics.preprocessing.corpus",
    "Design": "topics.shares.design",
    "Estimand": "topics.shares.estimand",
    "FittedTopics": "topics.models.fitted",
    "ModelInput": "topics.models",
    "Theme": "topics.themes",
    "Tokens": "topics.preprocessing.words.tokens",
    "TopicsError": "topics.errors",
    "fit": "topics.models",
    "figure": "topics.report.drawing",
    "funnel": "topics.preprocessing.ledger",
    "gold_agreement": "topics.results.agreement",
    "load_study": "topics.study.study",
    "open_store": "topics.store.store",
    "read_corpus": "topics.preprocessing.corpus",
    "read_themes": "topics.themes",
    "run": "topics.jobs.run",
    "survival": "topics.preprocessing.words.survival",
    "theme_scores": "topics.shares.codebook",
    "theme_shares": "topics.shares.estimate",
    "theme_trends": "topics.shares.trends",
    "tokenize": "topics.preprocessing.words.segmentation",
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'topics' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
