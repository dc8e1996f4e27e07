"""Tables that several figures draw beside their own: the study's own estimator, findings, fitness and codes."""

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from topics.claims.engine import claims_of
from topics.claims.evidence import job_evidence
from topics.claims.findings import findings_of
from topics.evaluation.words import relevance
from topics.models.fitted import FittedTopics
from topics.results.apart import job_apart
from topics.results.change import job_trends
from topics.results.fitness import flagged_as, kept_fitness
from topics.shares.apart import Apart
from topics.store.job import Estimator, Job
from topics.themes import Theme
from topics.wording import words_in_line

if TYPE_CHECKING:
    import pandas as pd

    from topics.report.figures import Tables

_N_WORDS = 4  # of a topic's name


def own(job: Job) -> "pd.DataFrame":
    """The study's own estimator: one row, column `estimator`."""
    import pandas as pd

    return pd.DataFrame({"estimator": [job.own.name]})


def findings(job: Job) -> "pd.DataFrame":
    """What the claims engine lets a title say: columns as declared in `topics.claims.findings.FINDINGS`."""
    evidence = job_evidence(job)
    return findings_of(evidence, claims_of(evidence))


def trends(job: Job) -> "pd.DataFrame | None":
    """The change of every theme by every estimator, flagged where unstable or unfit; None for a single period."""
    if len(job.periods.names) < 2:
        return None
    return flagged_as(job, job_trends(job, unfit=True))


def fitness(job: Job) -> "pd.DataFrame | None":
    """Why estimators are unfit for themes; None in jobs that kept nothing of it."""
    return kept_fitness(job) if job.has("fitness") else None


def apart(job: Job) -> "pd.DataFrame":
    """Where estimators lie apart from the study's own: columns are the fields of `topics.shares.apart.Apart`."""
    import pandas as pd

    return pd.DataFrame([vars(one) for one in job_apart(job)], columns=[field.name for field in fields(Apart)])


def apart_of(tables: "Tables") -> list[Apart]:
    """The rows of the table `apart`; none where it is missing."""
    return [Apart(*row) for row in tables["apart"].to_numpy().tolist()] if "apart" in tables else []


def coded(job: Job) -> "pd.DataFrame | None":
    """Theme shares by period from human codes; None unless every counted passage has a code."""
    return job.coded_shares()


def stated(job: Job) -> "pd.DataFrame | None":
    """The text shares that a coded sample states, corrected or of the codes alone by theme; None without a sample."""
    gold, _ = job.gold("text")
    return None if gold is None else gold.shares


def is_refitted(model: Estimator) -> bool:
    """Whether every run of an estimator keeps a refit to documents drawn anew."""
    return bool(model.runs) and all("refitted" in run.parts for run in model.runs)


def refits(job: Job) -> "pd.DataFrame | None":
    """The estimators whose every run keeps a refit to documents drawn anew, column `estimator`; None if none does."""
    import pandas as pd

    names = [model.name for model in job.models if is_refitted(model)]
    return pd.DataFrame({"estimator": names}) if names else None


def glosses(job: Job) -> "pd.DataFrame | None":
    """Words of the corpus and what they are in English, columns `word` and `gloss`; None where the study has none."""
    import pandas as pd

    if not job.glosses:
        return None
    return pd.DataFrame({"word": list(job.glosses), "gloss": list(job.glosses.values())}, dtype=str)


def glossed(text: str, tables: "Tables", language: str) -> str:
    """A word, or words with a space between them, with its gloss behind each that has one, in an English figure.

    >>> import pandas as pd
    >>> known = {"glosses": pd.DataFrame({"word": ["工业互联网", "wind farm"], "gloss": ["industrial internet", "WF"]})}
    >>> glossed("工业互联网 wind_farm", known, "en"), glossed("工业互联网", known, "zh")
    ('工业互联网 (industrial internet) wind_farm (WF)', '工业互联网')
    """
    if (table := tables.get("glosses")) is None or language != "en":
        return text
    known = {
        word.casefold().replace(" ", "_"): gloss for word, gloss in zip(table["word"], table["gloss"], strict=True)
    }
    if (whole := known.get(text.casefold().replace(" ", "_"))) is not None:
        return f"{text} ({whole})"
    words = [(word, known.get(word.casefold())) for word in text.split(" ")]
    return " ".join(word if gloss is None else f"{word} ({gloss})" for word, gloss in words)


def topic_names(fitted: FittedTopics, job: Job) -> dict[str, str]:
    """The most relevant words of each topic of a job's fit in a line, by its id."""
    counts = np.asarray(job.tokens.counts.sum(axis=0), dtype=float).ravel()
    often = dict(zip(job.tokens.vocabulary, counts / max(counts.sum(), 1), strict=True))
    scores = relevance(fitted.topic_words, [often.get(word, 1.0) for word in fitted.vocabulary])
    told = [words_in_line(words) for words in fitted.top_words(_N_WORDS, scores)]
    return dict(zip(fitted.topic_ids, told, strict=True))


def own_of(tables: "Tables", rows: "pd.DataFrame") -> str:
    """The name of the study's own estimator; in tables that do not name it, their first."""
    table = tables.get("own", rows)
    return str(table["estimator"].iloc[0])


def unfit_reason(tables: "Tables", estimator: str, theme: Theme, language: str) -> str:
    """The sentence that says why an estimator is unfit for a theme, in a language; "" where none is kept."""
    table = tables.get("fitness")
    if table is None:
        return ""
    its = table[(table["estimator"] == estimator) & (table["theme"] == theme.id) & (table["verdict"] == "unfit")]
    column = "reason_zh" if language == "zh" and "reason_zh" in its else "reason"
    return str(its[column].iloc[0]) if len(its) else ""
