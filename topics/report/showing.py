"""A picture of what stands in a variable: of a corpus its flow, of a job its shares, of a pair its matched topics."""

from typing import TYPE_CHECKING

from topics.errors import FigureError
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.funnel import documents_by_source, funnel
from topics.report.drawing import figure
from topics.report.figures import FIGURES
from topics.report.figures.fig5_alignment import matched_topics
from topics.results.comparison import Pair
from topics.store.job import Job

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot(what: Corpus | Job | Pair, language: str = "en") -> "Figure":
    """The first page of figure 6 for a corpus, of figure 1 for a job, of figure 5 for a pair of `topics.compare`.

    `Job.figure` has the others. Raises FigureError for anything else, and for a pair whose models have no topics with
    words.

    >>> job = topics.open_store().latest_job("my-study")
    >>> len(topics.plot(job).axes), len(topics.plot(job.corpus).axes)  # a panel per theme; two flows and bars
    (2, 3)
    """
    if isinstance(what, Job):
        return figure("fig1_theme_shares", what, language)
    if isinstance(what, Corpus):
        tables = {"documents": documents_by_source(what), "funnel": funnel(what)}
        return FIGURES["fig6_corpus"].draw(tables, (), language, None).figure
    if not isinstance(what, Pair):
        raise FigureError(f"a corpus, a job or a pair can be drawn, not a {type(what).__name__}.")
    job, sides = what.first.job, (what.first, what.second)
    if job is None or job is not what.second.job:
        raise FigureError(
            "expected two models of one job, whose topics can be matched; found models of two. Compare runs of one job."
        )
    of_words = {model.kind for model in job.topic_models}
    if wordless := [side.name for side in sides if side.estimator.kind not in of_words]:
        raise FigureError(f"{wordless[0]} has no topics with words of their own, so that there is nothing to match.")
    table = matched_topics(job, {side.name: side.runs[0] for side in sides})
    return FIGURES["fig5_alignment"].draw({"alignment": table}, job.themes, language, job.note(language)).figure
