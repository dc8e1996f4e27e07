"""Fitness of the estimators of a job for its themes, and shares without the numbers of those that are unfit.

Verdicts are those of `topics.shares.fitness`. A job keeps them, and its shares name the reason beside every number of
an unfit estimator (`unfit`); what shows shares to people shows the reason in place of the number (`without_unfit`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.scale import composition_of, extents, own_rates
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.results.theme_stability import flagged
from topics.schema import ESTIMATOR, SHARE, THEME, Column, declare
from topics.shares.beyond_terms import foreign_text, likeness, most_text
from topics.shares.codebook import ThemeScores
from topics.shares.fitness import UNFIT, evidence, fitness
from topics.shares.trend.trends import TRENDS
from topics.store.job import Estimator, Job
from topics.themes import NONE_OF_THE_THEMES, Theme, count_terms
from topics.unmeasured import PARTLY_MEASURED, with_why

if TYPE_CHECKING:
    import pandas as pd

FITNESS = declare(
    "fitness",
    "one estimator and theme",
    (
        ESTIMATOR,
        THEME,
        Column("named", "integer", "passages", "counted passages that hold a term of the theme"),
        Column("found", "number", SHARE, "part of them to which the estimator gives the theme, a mean over seeds"),
        Column("main", "number", SHARE, "part of the quarter with most terms that has it as main theme"),
        Column("ranks", "number", SHARE, "how often a passage with a term gets more of the theme than one without"),
        *(
            Column(name, "number", SHARE, meaning, optional=True)
            for name, meaning in (
                ("share", "part of the text that it gives the theme, a mean over seeds"),
                ("counted", "part of the text that counting the theme's terms gives, on the theme's own scale"),
                ("most", "the most text that may be about the theme, by how often its terms stand alone"),
                ("foreign", "part of the text that it gives the theme in passages unlike those that name it"),
            )
        ),
        Column("verdict", "text", "", "fit, unfit or not known"),
        Column("reason", "text", "", "why, in words"),
        Column("reason_zh", "text", "", "why, in Chinese", optional=True),
    ),
)
_EVIDENCE = ("named", "found", "main", "ranks", "share", "counted", "most", "foreign")
# Of shares, of their posterior, of split changes and of differences: what an unfit estimator leaves empty.
_BOUNDS = ("lower", "upper", "se_documents", "se_seeds", "posterior_lower", "posterior_upper", "se_posterior")
_CHANGES = ("share_first", "share_last", "share_change_mix", "share_change_within", "share_change")
UNFIT_HERE = "Unfit here: "  # begins the reason in the place of a number or a trend
_NUMBERS = ("share", "weight", "share_minus", "share_difference", *_BOUNDS, *_CHANGES)


def job_fitness(job: Job, estimators: Sequence[str] = ()) -> "pd.DataFrame":
    """The fitness of a job's estimators, or of those named, for each theme: columns as declared in `FITNESS`.

    Jobs that kept no such table are judged now.
    """
    if job.has("fitness"):
        found = job.table("fitness")
    else:
        models = [model for model in job.models if not estimators or model.name in estimators]
        scores = {model.name: job.scores(model.name) for model in models}
        found = fitness_of(models, scores, job.corpus, job.tokens, job.themes)
    return found[found["estimator"].isin(estimators)].reset_index(drop=True) if estimators else found


def fitness_of(
    models: Sequence[Estimator],
    scores: Mapping[str, Sequence[ThemeScores]],
    corpus: Corpus,
    tokens: Tokens,
    themes: Sequence[Theme],
) -> "pd.DataFrame":
    """The fitness of estimators for each theme over the counted passages: columns as declared in `FITNESS`.

    `scores` has the theme scores of every estimator by its name.
    """
    if not models or not themes:
        return FITNESS.frame()
    counted = corpus.passages["counted"].to_numpy(bool)
    lengths, terms = tokens.lengths[counted], count_terms(corpus.passages.loc[counted, "text"], themes)
    density = terms / np.maximum(lengths, 1)[:, None]
    by_counting = composition_of(extents(density, own_rates(density, lengths)))
    like = _likeness(tokens, counted, terms, themes)
    rows = []
    for model in models:
        seeds = scores[model.name]
        unassigned = np.stack([one.unassigned[counted] for one in seeds])
        clauses = all(run.scores.get("has_clauses", True) for run in model.runs)
        for at, theme in enumerate(themes):
            weights = np.stack([one.weights[counted, at] for one in seeds])
            main = np.stack([one.primary[counted] == at for one in seeds])
            mean, named = weights.mean(axis=0), terms[:, at] > 0
            seen = replace(
                evidence(weights, main, density[:, at], unassigned),
                has_clauses=clauses,
                has_other_topics=not model.counts_terms,
                share=_part(mean, lengths),
                counted=_part(by_counting[:, at], lengths),
                most=most_text(terms[:, at], lengths),
                foreign=foreign_text(mean, named, like[:, at], lengths),
            )
            judged = fitness(seen)
            numbers = {name: getattr(seen, name) for name in _EVIDENCE}
            rows.append({"estimator": model.name, "theme": theme.id, **numbers, **vars(judged)})
    return FITNESS.frame(rows)


def _part(weights: NDArray[np.floating], lengths: NDArray[np.integer]) -> float:
    """The part of the text that weights `(n_passages)` are."""
    return float(weights @ lengths / max(lengths.sum(), 1))


def _likeness(
    tokens: Tokens, counted: NDArray[np.bool_], terms: NDArray[np.integer], themes: Sequence[Theme]
) -> NDArray[np.float64]:
    """How much each counted passage resembles those that name each theme `(n_counted, n_themes)`, its terms aside."""
    words = tokens.counts[counted].sign()
    named = count_terms(tokens.vocabulary, themes) > 0
    return np.column_stack(
        [
            likeness(words[:, ~(named[:, at] | [_within(word, theme) for word in tokens.vocabulary])], terms[:, at] > 0)
            for at, theme in enumerate(themes)
        ]
    )


def _within(word: str, theme: Theme) -> bool:
    """Whether a word is part of a term, as of `wind power` or 数据安全."""
    return any(word in term for term in theme.terms)


def unfit_reasons(fitness: "pd.DataFrame", language: str = "en") -> dict[tuple[str, str], str]:
    """The reason by estimator and theme, of those that are unfit; in English where a job kept no other language."""
    rows = fitness[fitness["verdict"] == UNFIT]
    reasons = rows["reason_zh"] if language == "zh" and "reason_zh" in rows else rows["reason"]
    return {(name, theme): why for name, theme, why in zip(rows["estimator"], rows["theme"], reasons, strict=True)}


def with_unfit(
    shares: "pd.DataFrame",
    fitness: "pd.DataFrame",
    estimator_of: Mapping[str, str] | None = None,
    language: str = "en",
) -> "pd.DataFrame":
    """A table of shares with the column `unfit`; `estimator_of` maps single runs to the models they are seeds of."""
    reasons, named = unfit_reasons(fitness, language), estimator_of or {}
    cells = zip(shares["estimator"], shares["theme"], strict=True)
    found = shares.assign(unfit=[reasons.get((named.get(name, name), theme), "") for name, theme in cells])
    return with_why(found) if "why" in found else found


def flagged_as(job: Job, shares: "pd.DataFrame") -> "pd.DataFrame":
    """Shares of a job's estimators or runs with the columns `unstable` and `unfit`, so far as the job kept them."""
    model_of = {run: model.name for run, (model, _) in job.readings.items()}
    shares = flagged(shares, job.table("stability"), model_of) if job.has("stability") else shares
    return with_unfit(shares, kept_fitness(job), model_of) if job.has("fitness") else shares


def unfit_lines(job: Job, estimator: str, language: str = "en", fitness: "pd.DataFrame | None" = None) -> list[str]:
    """A line per theme for which an estimator or a run of a job is unfit, with the reason.

    `fitness` is the job's own table if it has been read.

    >>> unfit_lines(topics.open_store().latest_job("my-study"), "nmf")
    []
    """
    known = job.readings
    model = known[estimator][0].name if estimator in known else estimator
    reasons = unfit_reasons(kept_fitness(job) if fitness is None else fitness, language)
    label = {theme.id: theme.label(language) if language == "zh" else theme.id for theme in job.themes}
    say = "不适用于“{}”（{}）" if language == "zh" else "unfit for {}: {}"
    return [say.format(label[theme], why) for (name, theme), why in reasons.items() if name == model]


def kept_fitness(job: Job) -> "pd.DataFrame":
    """The fitness that a job kept; no rows in jobs of older versions, of whose estimators nothing is known."""
    return job.table("fitness") if job.has("fitness") else FITNESS.frame()


def without_unfit(shares: "pd.DataFrame") -> "pd.DataFrame":
    """Shares whose numbers are missing where the column `unfit` has a reason; unchanged without that column.

    What an estimator leaves to none of the themes holds the text of those that it is unfit for: it is missing too.
    """
    if "unfit" not in shares:
        return shares
    hidden = shares["unfit"].fillna("").ne("")
    rest = shares["theme"].eq(NONE_OF_THE_THEMES) & shares["estimator"].isin(shares.loc[hidden, "estimator"])
    numbers = {name: shares[name].mask(hidden | rest) for name in _NUMBERS if name in shares}
    found = shares.assign(**numbers, unfit=shares["unfit"].mask(rest, PARTLY_MEASURED))
    return with_why(found) if "why" in found else found


def without_unfit_trends(trends: "pd.DataFrame", reasons: Mapping[tuple[str, str], str]) -> "pd.DataFrame":
    """Trends without numbers and statements of unfit estimators; what is refused gives the reason."""
    cells = zip(trends["estimator"], trends["theme"], strict=True)
    unfit = trends["estimator"].str[:0] + [reasons.get(cell, "") for cell in cells]
    hidden = unfit.ne("")
    numbers = [column.name for column in TRENDS.columns if column.dtype == "number" and column.name in trends]
    words = [name for name in ("step_at", "statement") if name in trends]
    found = trends.assign(
        **{name: trends[name].mask(hidden) for name in numbers},
        **{name: trends[name].mask(hidden, "") for name in words},
    )
    found["refused"] = trends["refused"].mask(hidden, UNFIT_HERE + trends["estimator"] + " " + unfit + ".")
    return found
