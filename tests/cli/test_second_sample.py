"""A second coded sample of a study, and a folder of codes put back from a copy: what the study's claims rest on."""

import shutil
from pathlib import Path

import pytest

from tests.cli.test_gold_to_card import fill, topics, truth

STALE = "the codes have changed since `topics gold estimate`"


@pytest.mark.usefixtures("toy_here")
def test_another_sample_changes_nothing_of_the_study_and_a_copy_of_its_codes_is_its_codes() -> None:
    topics("run", "toy")
    topics("gold", "sample", "toy", "--per-period", 12, "--coders", 1)
    sheet = Path("toy/gold/sheets/batch-1-coder-1.csv")
    fill(sheet, truth)
    topics("gold", "read", "toy")
    topics("gold", "estimate", "toy")
    before = topics("shares", "toy", "--latex")
    assert "corrected & " in before

    drawn = topics("gold", "sample", "toy", "--per-period", 4, "--coders", 1, "--unit", "document", "--out", "second")
    assert "Next: `topics gold read toy --out second`." in drawn
    fill(Path("second/sheets/batch-1-coder-1.csv"), lambda _: "rail")
    assert "Next: `topics gold estimate toy --out second`." in topics("gold", "read", "toy", "--out", "second")
    assert topics("shares", "toy", "--latex") == before
    told = topics("gold", "estimate", "toy", "--out", "second")
    assert "rest on the sample in toy/gold, and not on this one" in told
    assert "Here a document counts wholly for its main theme" in told
    assert Path("second/estimates.csv").is_file()
    assert topics("shares", "toy", "--latex") == before

    shutil.copytree("toy/gold", "copy")
    fill(sheet, lambda _: "rail")
    topics("gold", "read", "toy")
    assert STALE in topics("shares", "toy")
    shutil.rmtree("toy/gold")
    shutil.copytree("copy", "toy/gold")
    assert topics("shares", "toy", "--latex") == before


@pytest.mark.usefixtures("toy_here")
def test_of_the_texts_of_a_corpus_the_difference_decides_and_its_p_is_named() -> None:
    topics("run", "toy")
    topics("gold", "sample", "toy", "--per-period", 8, "--coders", 1)
    fill(Path("toy/gold/sheets/batch-1-coder-1.csv"), truth)
    topics("gold", "read", "toy")
    told = topics("gold", "estimate", "toy", "--population", "corpus")
    assert "take the rows that are stated, and claim a change by the p of its points (Holm)" in told
    assert "gold only" not in told
    assert "p beyond periods (Holm)" not in told
    paper = topics("gold", "estimate", "toy", "--latex")
    assert paper.count("*: the corrected interval is wider than that of the codes alone") == int("]*" in paper)
    scored = topics("gold", "score", "toy", "--latex")
    assert "Themes: precision / recall / F1" in scored
