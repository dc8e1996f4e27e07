"""The worlds that try to fool a claim: their short form, and that a corpus of one is judged alike when it is read."""

import json

import numpy as np
import pytest
from claim_worlds import TERMS, YEARS, claims, corpora, rates, shares, texts

from topics.claims.engine import job_claims
from topics.claims.verdicts import ALLOWED
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study

STUDY = """title = "A world"
[corpus]
documents = ["documents.jsonl"]
language = "en"
min_characters = 10
[periods]
by = "year"
[[models]]
kind = "lexicon"
"""


def job_of(made, corpus, folder):
    lines = [json.dumps(document) for document in texts(made, corpus)]
    (folder / "documents.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "themes.toml").write_text(f"[wind]\nterms = {json.dumps(list(TERMS))}\n", encoding="utf-8")
    return run(load_study(folder), Store(folder / "runs"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("world", "rising"), [("nothing", True), ("synonym", False), ("mix", False), ("length", False)]
)
def test_a_corpus_that_is_read_has_the_shares_and_the_verdict_of_its_counts(world, rising, tmp_path):
    made = corpora(world, 2, rising=rising, seed=5)
    job, (share, variance) = job_of(made, 1, tmp_path), shares(made.theme, made.length)
    table = job.table("shares").query("weighting == 'text' and theme == 'wind'")
    assert len(table) == YEARS
    assert table["share"].to_numpy() == pytest.approx(share[:, 1], abs=1e-6)
    assert table["se_documents"].to_numpy() == pytest.approx(np.sqrt(variance[:, 1]), rel=0.1)
    verdicts = [claim for claim in job_claims(job)["wind"] if "change from" in str(claim.said)]
    assert (verdicts[0].verdict == ALLOWED) == bool(claims(made)["now"][1]), str(verdicts[0].why)


@pytest.mark.slow
@pytest.mark.parametrize("world", ["nothing", "synonym", "mix", "length", "copies", "menu", "menu-middle", "small"])
def test_no_world_is_claimed_to_change_more_often_than_promised(world):
    found = rates(world, 100)
    assert found["constant"]["now"] <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 100)
    assert found["constant"]["now"] <= found["constant"]["by words"]


def test_traps_catch_the_earlier_rule():
    fooled = [rates(world, 60)["constant"]["earlier"] for world in ("mix", "length")]
    assert min(fooled) > 0.2
