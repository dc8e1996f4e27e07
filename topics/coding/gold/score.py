"""Scores of a study's estimators against codes: those of its own sample, or of coded text from outside."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.outside import CodedTexts
from topics.coding.gold.units import coded_units
from topics.evaluation.people.text_scores import TextCodes, TextEstimates, TextScores, text_scores
from topics.results.fitness import kept_fitness, with_unfit
from topics.results.scores import passage_table
from topics.shares.codebook import ThemeScores
from topics.store.job import Job

if TYPE_CHECKING:
    from topics.store.store import Store
    from topics.study.study import Study

Integers = NDArray[np.intp]


def score_sample(place: GoldFolder, store: "Store", study: "Study", baseline: str = "") -> TextScores:
    """Score the estimators of a study's latest run against its own coded sample.

    A unit counts by its inflation (one divided by its probability of being drawn), so that scores are those of all
    units; intervals resample the clusters of the study's bands. Raises StudyError when nothing is coded.
    """
    coded = coded_units(place, store, study, "text")
    job, units = coded.job, coded.units
    mentions = None
    if coded.design.mentions:
        said = coded_units(place, store, study, "text", mentions=True)
        mentions = said.codes.T.astype(bool)
    table = passage_table(job.corpus, job.tokens)
    names = units["unit"].to_numpy(dtype=str)[coded.rows]
    number = {name: i for i, name in enumerate(names.tolist())}
    whole = coded.design.unit == "document"
    ids = table["doc_id" if whole else "passage_id"]
    inside = ids.isin(number) & (job.counted if whole else True)
    rows = np.flatnonzero(inside)
    codes = TextCodes(
        themes=tuple(theme.id for theme in job.themes),
        primary=coded.codes[: len(job.themes)].T.astype(bool),
        mentions=mentions,
        document=coded.cluster[coded.rows],
        weight=coded.inflation,
        length=units["n_tokens"].to_numpy(dtype=float)[coded.rows],
    )
    return _scores(job, codes, rows, np.array([number[i] for i in ids[inside]], dtype=np.intp), baseline)


def score_texts(job: Job, coded: CodedTexts, baseline: str = "") -> TextScores:
    """Score the estimators of a job against coded texts, which its study was given (`with_coded_texts`).

    The default baseline is the job's first counting of terms, else its own estimator.
    """
    number = coded.ids()
    places = [(row, number[i]) for row, i in enumerate(job.corpus.passages["doc_id"]) if i in number]
    rows, texts = np.array(places, dtype=np.intp).reshape(-1, 2).T
    return _scores(job, coded.codes, rows, texts, baseline)


def _scores(job: Job, codes: TextCodes, rows: Integers, texts: Integers, baseline: str) -> TextScores:
    """Scores of the job's estimators; its fitness, judged without any code, stands beside their shares."""
    counting = [model.name for model in job.models if model.kind == "lexicon"]
    lengths = job.tokens.lengths
    estimates = {
        model.name: [_joined(seed, rows, texts, lengths[rows], len(codes.primary)) for seed in job.scores(model.name)]
        for model in job.models
    }
    found = text_scores(codes, estimates, baseline or (counting or [job.own.name])[0])
    return replace(found, shares=with_unfit(found.shares, kept_fitness(job)), own=job.own.name)


def _joined(scores: ThemeScores, rows: Integers, texts: Integers, lengths: NDArray[np.int64], n: int) -> TextEstimates:
    """What is found in n texts, from the passages `rows` that are parts of the `texts` of these numbers.

    The weights of a text are those of its passages by their lengths, and a theme is present if one passage has it. A
    text without a passage, or without a word, is about no theme.
    """
    parts, length = np.zeros((n, len(scores.theme_ids) + 2)), np.zeros(n)
    present = np.zeros((n, len(scores.theme_ids)))
    np.add.at(parts, texts, scores.composition[rows] * lengths[:, None])
    np.add.at(length, texts, lengths)
    np.maximum.at(present, texts, scores.present[rows])
    parts /= np.maximum(length, 1)[:, None]
    # A text in one passage has the main theme that its passage has.
    primary = np.round(parts, 9).argmax(axis=1)
    single = np.flatnonzero(np.bincount(texts, minlength=n)[texts] == 1)
    primary[texts[single]] = scores.primary[rows[single]]
    primary[length == 0] = len(scores.theme_ids)
    main = np.eye(parts.shape[1], dtype=bool)[primary][:, :-2]
    return TextEstimates(np.minimum(parts[:, :-2], 1), present, main)
