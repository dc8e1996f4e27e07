"""Attention to named themes over time in a body of text.

documents → Corpus → Tokens → fit → FittedTopics → theme shares → comparison, figures, report. Every fit is kept as a
Run; a Job holds the runs of all models of a study and the tables made from them.

>>> import topics
>>> study = topics.load_study("data/sample")  # doctest: +SKIP
>>> job = topics.run(study, topics.open_store())  # doctest: +SKIP
>>> job.shares(by="quarter"), job.trends(), job.cards()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:  # what type checkers and editors see; at run time a name is looked up when first used
    from topics.coding import gold, validation
    from topics.errors import TopicsError
    from topics.export.gensim_files import to_gensim
    from topics.jobs.prepare import prepare
    from topics.jobs.robustness import robustness
    from topics.jobs.run import run
    from topics.jobs.sweep import grid, sweep
    from topics.models import ModelInput, fit
    from topics.models.fitted import FittedTopics
    from topics.preprocessing.cleaning.number import parse_number
    from topics.preprocessing.corpus import read_corpus
    from topics.preprocessing.corpus_tables import Corpus
    from topics.preprocessing.ledger.families import families
    from topics.preprocessing.ledger.funnel import funnel
    from topics.preprocessing.ledger.severe import severe_losses
    from topics.preprocessing.ledger.text import ledger
    from topics.preprocessing.ledger.trace import repair_counts, trace
    from topics.preprocessing.words.segmentation import tokenize
    from topics.preprocessing.words.survival import survival
    from topics.preprocessing.words.tokens import Tokens
    from topics.report import layouts
    from topics.report.showing import plot
    from topics.results.comparison import compare, compare_runs
    from topics.shares.codebook import ThemeScores, theme_scores
    from topics.shares.design import Design
    from topics.shares.estimand import Estimand
    from topics.shares.estimate import theme_shares
    from topics.shares.periods import Periods
    from topics.shares.trend.trends import theme_trends
    from topics.store.job import Job
    from topics.store.run import Run
    from topics.store.store import Store, open_store
    from topics.study.study import Study, load_study
    from topics.study.template import new_study
    from topics.themes import Theme, read_themes

# The module that each public name is in; the modules `gold`, `validation` and `layouts` are public as wholes.
_HOMES = {
    "Corpus": "topics.preprocessing.corpus_tables",
    "Design": "topics.shares.design",
    "Estimand": "topics.shares.estimand",
    "FittedTopics": "topics.models.fitted",
    "Job": "topics.store.job",
    "ModelInput": "topics.models",
    "Periods": "topics.shares.periods",
    "Run": "topics.store.run",
    "Store": "topics.store.store",
    "Study": "topics.study.study",
    "Theme": "topics.themes",
    "ThemeScores": "topics.shares.codebook",
    "Tokens": "topics.preprocessing.words.tokens",
    "TopicsError": "topics.errors",
    "compare": "topics.results.comparison",
    "compare_runs": "topics.results.comparison",
    "families": "topics.preprocessing.ledger.families",
    "fit": "topics.models",
    "funnel": "topics.preprocessing.ledger.funnel",
    "ledger": "topics.preprocessing.ledger.text",
    "severe_losses": "topics.preprocessing.ledger.severe",
    "gold": "topics.coding.gold",
    "grid": "topics.jobs.sweep",
    "layouts": "topics.report.layouts",
    "load_study": "topics.study.study",
    "new_study": "topics.study.template",
    "open_store": "topics.store.store",
    "parse_number": "topics.preprocessing.cleaning.number",
    "plot": "topics.report.showing",
    "prepare": "topics.jobs.prepare",
    "read_corpus": "topics.preprocessing.corpus",
    "read_themes": "topics.themes",
    "repair_counts": "topics.preprocessing.ledger.trace",
    "robustness": "topics.jobs.robustness",
    "run": "topics.jobs.run",
    "survival": "topics.preprocessing.words.survival",
    "sweep": "topics.jobs.sweep",
    "theme_scores": "topics.shares.codebook",
    "theme_shares": "topics.shares.estimate",
    "theme_trends": "topics.shares.trend.trends",
    "to_gensim": "topics.export.gensim_files",
    "tokenize": "topics.preprocessing.words.segmentation",
    "trace": "topics.preprocessing.ledger.trace",
    "validation": "topics.coding.validation",
}
__all__ = [
    "Corpus",
    "Design",
    "Estimand",
    "FittedTopics",
    "Job",
    "ModelInput",
    "Periods",
    "Run",
    "Store",
    "Study",
    "Theme",
    "ThemeScores",
    "Tokens",
    "TopicsError",
    "compare",
    "compare_runs",
    "families",
    "fit",
    "funnel",
    "gold",
    "grid",
    "layouts",
    "ledger",
    "load_study",
    "new_study",
    "open_store",
    "parse_number",
    "plot",
    "prepare",
    "read_corpus",
    "read_themes",
    "repair_counts",
    "robustness",
    "run",
    "severe_losses",
    "survival",
    "sweep",
    "theme_scores",
    "theme_shares",
    "theme_trends",
    "to_gensim",
    "tokenize",
    "trace",
    "validation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'topics' has no attribute {name!r}")
    home = import_module(_HOMES[name])
    return getattr(home, name) if hasattr(home, name) else home


def __dir__() -> list[str]:
    return [*globals(), *__all__]
