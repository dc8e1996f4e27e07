"""The tables that figures draw: what a job kept, and what is worked out from its runs when a figure asks for it.

A source is a function `(store, job)`; it returns None where the job has nothing of the kind (no codes, no sweep).
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from topics.evaluation.exemplars import topic_sizes
from topics.evaluation.matching import match_topics
from topics.evaluation.scaling import topic_plane
from topics.evaluation.similarity import SIMILARITIES
from topics.results.agreement import coded_shares
from topics.results.shares import job_parts, shares_of
from topics.results.topics import describe
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

_WORDS = 8  # a theme and model
_COUNTING = {"lexicon", "clause-extent"}  # their words are the themes' own terms


def estimators(job: Job) -> "pd.DataFrame":
    """`estimator`: every estimator of the study in its order, by which each has one colour in all figures."""
    import pandas as pd

    return pd.DataFrame({"estimator": [model.name for model in job.models]})


def top_words(job: Job) -> "pd.DataFrame | None":
    """`estimator, theme, word, weight`: the likeliest words of each theme's topics, their sizes as weights."""
    import pandas as pd

    codebook, rows = job.table("codebook"), []
    models = [model for model in job.models if model.kind not in _COUNTING]
    if not models:
        return None
    for model in models:
        fitted = model.runs[0].fitted
        theme_of = codebook[codebook["run"] == model.runs[0].name].set_index("topic")["theme"]
        sizes = fitted.passage_topics.sum(axis=0, dtype=float)
        for theme in job.themes:
            own = np.array([theme_of[topic] == theme.id for topic in fitted.topic_ids])
            if not own.any() or not (sizes[own] > 0).any():
                rows.append((model.name, theme.id, "", float("nan")))
                continue
            weights = sizes[own] @ fitted.topic_words[own].astype(float) / sizes[own].sum()
            best = np.argsort(-weights, kind="stable")[:_WORDS]
            rows += [(model.name, theme.id, fitted.vocabulary[i], float(weights[i])) for i in best if weights[i] > 0]
    return pd.DataFrame(rows, columns=["estimator", "theme", "word", "weight"])


def months(job: Job) -> "pd.DataFrame":
    """Theme shares by month of the study's first estimator, without bands."""
    first = job.own.name
    scores, corpus, tokens, estimand, design = job_parts(job, by="month", draws=100)
    shares = shares_of({first: scores[first]}, corpus, tokens, estimand, design)
    wanted: pd.DataFrame = shares[shares["weighting"] == "text"].drop(
        columns=["lower", "upper", "se_documents", "se_seeds"]
    )
    return wanted.reset_index(drop=True)


def alignment(job: Job) -> "pd.DataFrame | None":
    """`row, column, similarity, matched` and the topics' likeliest words: the job's first two topic models, first seeds."""
    import pandas as pd

    models = [model for model in job.models if model.kind not in _COUNTING][:2]
    if len(models) < 2:
        return None
    a, b = (model.runs[0].fitted for model in models)
    similar = SIMILARITIES["jensen_shannon"](a.topic_words, b.topic_words)
    found = match_topics(a, b)
    pairs = set(zip(found["topic"], found["matched"], strict=True))
    a_words, b_words = ([" ".join(words) for words in fitted.top_words(2)] for fitted in (a, b))
    rows = [
        (
            models[0].name,
            models[1].name,
            one,
            other,
            a_words[i],
            b_words[j],
            float(similar[i, j]),
            (one, other) in pairs,
        )
        for i, one in enumerate(a.topic_ids)
        for j, other in enumerate(b.topic_ids)
    ]
    return pd.DataFrame(
        rows, columns=["model_a", "model_b", "row", "column", "row_words", "column_words", "similarity", "matched"]
    )


def topic_map(job: Job) -> "pd.DataFrame | None":
    """`estimator, topic, theme, share, x, y, word, held`: the topics of every topic model's first seed on one plane."""
    import pandas as pd

    models = [model for model in job.models if model.kind not in _COUNTING]
    if not models:
        return None
    found = describe(job, [model.runs[0] for model in models])
    places, held = topic_plane(np.vstack([of.run.fitted.topic_words for of in found]))
    tables = []
    for model, of in zip(models, found, strict=True):
        theme_of = job.codebook_of(of.run).set_index("topic")["theme"]
        tables.append(
            pd.DataFrame(
                {
                    "estimator": model.name,
                    "topic": of.run.fitted.topic_ids,
                    "theme": [theme_of[topic] for topic in of.run.fitted.topic_ids],
                    "share": topic_sizes(of.weights, of.lengths),
                    "word": of.top_words(1, "probability"),
                }
            )
        )
    table = pd.concat(tables, ignore_index=True)
    return table.assign(x=places[:, 0], y=places[:, 1], held=held)[
        ["estimator", "topic", "theme", "share", "x", "y", "word", "held"]
    ]


def sizes(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest sweep."""
    sweeps = job.companions("sweep")
    return sweeps[-1].table("sweep") if sweeps else None


def specifications(job: Job) -> "pd.DataFrame | None":
    """The table of the study's latest specification curve."""
    curves = job.companions("robustness")
    return curves[-1].table("specifications") if curves else None


def _kept(name: str) -> Callable[[Job], "pd.DataFrame | None"]:
    return lambda job: job.table(name) if job.has(name) else None


SOURCES: Mapping[str, Callable[[Job], "pd.DataFrame | None"]] = {
    "shares": _kept("shares"),
    "documents": _kept("documents"),
    "funnel": _kept("funnel"),
    "estimators": estimators,
    "top_words": top_words,
    "months": months,
    "truth": coded_shares,
    "alignment": alignment,
    "sizes": sizes,
    "specifications": specifications,
    "topic_map": topic_map,
}
