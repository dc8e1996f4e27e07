"""Scores of a study's estimators against codes: of its own sample, of its passages by id, or of text from outside."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.coding.gold.by_passage import CodedPassages
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.join import Asked, places_of
from topics.coding.gold.outside import CodedTexts
from topics.coding.gold.strata import values_of
from topics.coding.gold.units import coded_units
from topics.errors import StudyError
from topics.evaluation.people.text_scores import SCORES, TextCodes, TextEstimates, TextScores, text_scores
from topics.results.apart import job_apart
from topics.results.coded_agreement import passage_families
from topics.results.fitness import kept_fitness, with_unfit
from topics.results.scores import passage_table
from topics.schema import Column, declare
from topics.shares.codebook import ThemeScores
from topics.store.job import Job

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.store import Store
    from topics.study.study import Study

Integers = NDArray[np.intp]
PERIOD_NAME = "period"
_NUMBERS = ("estimator", "code", "f1", "lower", "upper", "difference", "difference_lower", "difference_upper")
BY_PART = declare(
    "estimator scores by part",
    "one period or value of an attribute, estimator and kind of code",
    (
        Column("part", "text", "", "the period, or the value of the attribute"),
        *SCORES.only(*_NUMBERS, "n_texts", "n_documents"),
    ),
)


def score_sample(
    place: GoldFolder, store: "Store", study: "Study", baseline: str = "", by: str = ""
) -> "tuple[TextScores, pd.DataFrame]":
    """Score the estimators of a study's latest run against its own coded sample, and again `by` period or attribute.

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
    part = None if not by else _parts(job, by, units)[coded.rows]
    codes = TextCodes(
        themes=tuple(theme.id for theme in job.themes),
        primary=coded.codes[: len(job.themes)].T.astype(bool),
        mentions=mentions,
        document=coded.cluster[coded.rows],
        weight=coded.inflation,
        length=units["n_tokens"].to_numpy(dtype=float)[coded.rows],
    )
    texts = np.array([number[i] for i in ids[inside]], dtype=np.intp)
    return _scores(job, codes, rows, texts, baseline), scores_by_part(job, codes, rows, texts, part, baseline)


def _parts(job: Job, by: str, units: "pd.DataFrame") -> NDArray[np.str_]:
    return np.array(units["period"] if by == PERIOD_NAME else values_of(job, by, units), dtype=np.str_)


def scores_by_part(
    job: Job, codes: TextCodes, rows: Integers, texts: Integers, part: NDArray[np.str_] | None, baseline: str
) -> "pd.DataFrame":
    """The scores of every estimator on the texts of each period, or of each value of an attribute: `BY_PART`.

    `part (n,)` is that of each text; None for no parts at all. A part of which no theme is coded has no macro-F1.
    """
    import pandas as pd

    tables = [BY_PART.frame()]
    for value in [] if part is None else sorted(set(part.tolist())):
        mine = np.flatnonzero(part == value)
        place = np.full(len(codes.primary), -1, dtype=np.intp)
        place[mine] = np.arange(len(mine))
        inside = place[texts] >= 0
        found = text_scores(
            codes.of_texts(mine),
            _estimates(job, rows[inside], place[texts[inside]], len(mine)),
            baseline or _baseline(job),
        )
        tables.append(found.scores.assign(part=value)[list(BY_PART.names)])
    return BY_PART.check(pd.concat(tables[1:], ignore_index=True)) if len(tables) > 1 else tables[0]


def score_texts(job: Job, coded: CodedTexts, baseline: str = "") -> TextScores:
    """Score the estimators of a job against coded texts, which its study was given (`with_coded_texts`).

    The default baseline is the job's first counting of terms, else its own estimator. Texts that a model may know the
    code of (`known_texts`) are left out. Raises StudyError where that leaves none.
    """
    asked = np.setdiff1d(np.arange(len(coded.texts), dtype=np.intp), known_texts(job, coded))
    if not len(asked):
        raise StudyError("all coded texts stand in documents whose codes a model of the study has learned from.")
    place_of = {text: place for place, text in enumerate(asked.tolist())}
    number = {name: place_of[text] for name, text in coded.ids().items() if text in place_of}
    places = [(row, number[i]) for row, i in enumerate(job.corpus.passages["doc_id"]) if i in number]
    rows, texts = np.array(places, dtype=np.intp).reshape(-1, 2).T
    return _scores(job, coded.codes.of_texts(asked), rows, texts, baseline)


def known_texts(job: Job, coded: CodedTexts) -> Integers:
    """The numbers of texts of which a model has learned a code, from the study's own codes.

    They stand in a document that holds codes, or hold a coded passage; but for copies of such documents, which a model
    that learns from codes holds out together with them.
    """
    import pandas as pd

    if not (job.has("gold") and any("codes" in model.uses for model in job.models)):
        return np.array([], dtype=np.intp)
    passages, number = job.corpus.passages, coded.ids()
    has_code = passages["passage_id"].isin(set(job.table("gold")["passage_id"]))
    family = pd.Series(passage_families(job.corpus, job.tokens))
    held_out = family.isin(set(family[has_code]))
    apart = {number[name] for name in passages.loc[held_out, "doc_id"] if name in number}
    taught = passages[passages["doc_id"].isin(set(passages.loc[has_code, "doc_id"]))]
    documents = list(zip(taught["doc_id"].astype(str), taught["text"], strict=True))
    inside = places_of([Asked("", text) for text in coded.texts], documents, every=True)
    texts = [(str(text), content) for text, content in enumerate(coded.texts)]
    around = places_of([Asked("", text) for text in passages.loc[has_code, "text"]], texts, every=True)
    known = {text for text, (places, _) in enumerate(inside) if places}
    known |= {place.passage for places, _ in around for place in places}
    return np.array(sorted(known - apart), dtype=np.intp)


def score_passages(job: Job, coded: CodedPassages, baseline: str = "") -> TextScores:
    """Score the estimators of a job against codes of its own passages.

    A model that learns from codes holds out each document that has any, so that all passages may be scored.
    """
    return _scores(job, coded.codes, coded.rows, np.arange(len(coded.rows), dtype=np.intp), baseline)


def _scores(job: Job, codes: TextCodes, rows: Integers, texts: Integers, baseline: str) -> TextScores:
    """Scores of the job's estimators; beside their shares what is judged without any code, `unfit` and `apart`."""
    found = text_scores(codes, _estimates(job, rows, texts, len(codes.primary)), baseline or _baseline(job))
    apart = {
        (one.estimator, membership, one.theme): one.told()
        for membership in found.shares["membership"].unique()
        for one in job_apart(job, membership)
    }
    cells = zip(*(found.shares[name] for name in ("estimator", "membership", "theme")), strict=True)
    shares = with_unfit(found.shares, kept_fitness(job)).assign(apart=[apart.get(cell, "") for cell in cells])
    return replace(found, shares=shares, own=job.own.name)


def _estimates(job: Job, rows: Integers, texts: Integers, n: int) -> dict[str, list[TextEstimates]]:
    lengths = job.tokens.lengths
    return {
        model.name: [_joined(seed, rows, texts, lengths[rows], n) for seed in job.scores(model.name)]
        for model in job.models
    }


def _baseline(job: Job) -> str:
    """The first counting of terms, else the study's own estimator."""
    return next((model.name for model in job.models if model.kind == "lexicon"), job.own.name)


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
