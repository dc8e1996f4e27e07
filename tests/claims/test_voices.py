"""What an estimator reads and whether it draws follow from what its kind declares."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from topics.claims.fits import models, seeds, sizes
from topics.claims.voices import CODES, TERMS, VECTORS, WORDS, lone_seeds, voices_of
from topics.models import MODELS
from topics.store.job import Estimator, Job

RECORD = {"options": {}, "kind": "", "seed": 1}


def job(kind: str, files: tuple[str, ...] = ("a",), **scores: object) -> Job:
    runs = [
        SimpleNamespace(
            scores={"whose": "Li", **scores},
            settings={**RECORD, "kind": kind, "seed": n},
            used_options={},
            provenance={"files": {"topics.npz": name}, "summary": {"topics": 3}},
            parts=(),
        )
        for n, name in enumerate(files)
    ]
    model = Estimator("mine", kind, "none", cast(Any, tuple(runs)))
    return cast(Job, SimpleNamespace(models=(model,)))


@pytest.mark.parametrize(
    ("kind", "voice"),
    [
        ("lexicon", TERMS),
        ("clause-extent", TERMS),
        ("coded", CODES),
        ("scores", "scores of Li"),
        ("seeded-vectors", VECTORS),
        ("bertopic", VECTORS),
        ("lda", WORDS),
        ("of tomorrow", WORDS),
    ],
)
def test_what_an_estimator_reads(kind: str, voice: str) -> None:
    assert voices_of(job(kind)) == {"mine": voice}


def test_every_kind_that_draws_is_asked_for_more_seeds() -> None:
    seedless = {kind for kind in MODELS if not lone_seeds(job(kind))}
    assert seedless == {"lexicon", "clause-extent", "coded", "nmf", "scores", "seeded-vectors"}


def test_what_learned_from_codes_is_not_said_to_count_terms() -> None:
    learned = job("coded", ("a", "b"), codes=160, documents=40)
    said = {item.en: value.en for item, value in (*models(learned), *seeds(learned))}
    assert said["model mine"].startswith(
        "coded; learned from the codes of 160 passages of 40 documents, and has no topics"
    )
    assert said["seeds of mine"] == "2, and the model draws no random numbers"


def test_numbers_of_topics_stand_in_order_each_once() -> None:
    found = job("bertopic", ("a", "b", "c", "d", "e")).models[0]
    for run, size in zip(found.runs, (42, 43, 47, 9, 43), strict=True):
        run.provenance["summary"]["topics"] = size
    assert (sizes(found).en, sizes(found).zh) == ("K = 9, 42, 43, 47", "K = 9、42、43、47")
