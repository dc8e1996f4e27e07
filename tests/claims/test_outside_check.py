"""The findings of an outside check of claims, each as a test that fails on the rule that was in use before.

The numbers are those of the check: C1 codes that are not shared, C2 ties, C6 a change of vocabulary, C7 composition and
weighting, C8 two rules, C9 codes that are not counted, C12 a change of the mix that passes for one of the texts. C3–C5
and C10 are of the model of change (tests/shares/test_period_model.py), C11 is of bands.
"""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.claims.evidence_of import coders, gold, held, rising, split, trends
from tests.conftest import write_toy_study
from topics.claims.card import theme_cards
from topics.claims.claims import theme_claims
from topics.claims.engine import OVER_TIME, claims_table, job_claims, may_be_said
from topics.claims.evidence import ThemeEvidence
from topics.claims.text import Text
from topics.claims.verdicts import ALLOWED, CHANGE, LEVEL, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.claims.voices import TERMS, VECTORS, WORDS, voices_of
from topics.coding.gold.folder import GoldFolder
from topics.jobs.run import run
from topics.report.card_text import cards_markdown
from topics.report.layouts.change_layouts import trends_layout
from topics.report.numbers import numbers
from topics.report.page import report_page
from topics.results.change import job_trends
from topics.shares.trend.series import kendall
from topics.store.job import Estimator, Job
from topics.store.store import Store
from topics.study.study import load_study


def of_kind(evidence: ThemeEvidence, kind: str) -> Claim:
    return next(claim for claim in theme_claims(evidence) if claim.kind == kind)


@pytest.mark.parametrize(
    ("people", "verdict"),
    [
        (coders(alpha=0.32, twice=200, left=74), NOT_ALLOWED),  # the check: 21 → 71 % was "allowed"
        (coders(alpha=0.9, left=74), NOT_ALLOWED),
        (coders(alpha=0.9, drift=0.001), NOT_ALLOWED),
        (coders(alpha=np.nan, twice=0, drift=np.nan), NOT_KNOWN),  # one coder, no α
        (coders(alpha=0.9), ALLOWED),
        (coders(alpha=0.89).assign(alpha_lower=0.49, alpha_upper=1.0), NOT_KNOWN),  # an interval of few units
        (coders(alpha=0.9).drop(columns=["alpha_lower", "alpha_upper"]), NOT_KNOWN),  # kept by an earlier version
    ],
)
def test_c1_codes_that_people_do_not_share_give_no_level_and_no_change(people: pd.DataFrame, verdict: str) -> None:
    evidence = rising(gold=gold(people, of=(0.21, 0.4, 0.6, 0.71)))
    assert (of_kind(evidence, LEVEL).verdict, of_kind(evidence, CHANGE).verdict) == (verdict, verdict)


def test_an_interval_that_was_not_kept_is_said_to_be_missing_and_not_to_be_wide() -> None:
    people = coders(alpha=0.9).drop(columns=["alpha_lower", "alpha_upper"])
    level = of_kind(rising(gold=gold(people, of=(0.21, 0.4, 0.6, 0.71))), LEVEL)
    assert "whose interval was not computed; `topics gold estimate` computes it" in level.ground
    assert "其区间尚未计算，请重新运行 `topics gold estimate`" in level.why.zh
    assert "not above" not in level.ground


@pytest.mark.parametrize(
    ("series", "p"), [([0, 0, 1, 2, 3], 2 / 60), ([0, 0, 0, 1, 2], 2 / 20), ([1, 2, 3, 4, 5], 2 / 120)]
)
def test_c2_tied_values_stay_tied_in_every_order(series: list[float], p: float) -> None:
    found = kendall(np.array(series, dtype=float))
    assert found.p == pytest.approx(p)
    assert found.smallest == pytest.approx(p)


def test_c6_estimators_that_read_the_same_evidence_are_one_voice() -> None:
    agree = rising(voices={"lexicon": TERMS, "lda": TERMS})  # the check: "a fall, p < .001" by both counts of terms
    claim = of_kind(agree, CHANGE)
    assert claim.verdict == NOT_KNOWN
    assert "whether other words took the place of terms is not known" in claim.ground
    assert of_kind(rising(voices={"lexicon": TERMS, "lda": WORDS}), CHANGE).verdict == ALLOWED
    assert of_kind(replace(agree, vocabulary=()), CHANGE).verdict == ALLOWED  # looked at, and nothing found
    replaced = replace(agree, vocabulary=[Text("人工智能 took the place of AI", "人工智能取代了 AI")])
    assert of_kind(replaced, CHANGE).verdict == NOT_ALLOWED


@pytest.mark.parametrize(
    ("parts", "ground"),
    [
        ({"held": held(-0.01, 0.8), "split": split(0.139, -0.016)}, "the mix makes +13.9 of +12.3 points"),
        ({"beside": trends(0.01, 0.9)}, "by the other weighting, of words or documents"),
        ({"copies": trends(0.0, 0.9)}, "with re-published text counted the other way"),
    ],
)
def test_c7_a_change_of_the_mix_or_of_one_weighting_is_none_of_the_texts(parts: dict, ground: str) -> None:
    claim = of_kind(rising(**parts), CHANGE)
    assert claim.verdict == NOT_ALLOWED
    assert ground in claim.ground[0].lower() + claim.ground[1:]


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Job:
    place = tmp_path_factory.mktemp("toy")
    write_toy_study(place / "toy")
    return run(load_study(place / "toy"), Store(place / "runs"))


def test_c8_every_place_says_the_same_and_has_no_rule_of_its_own(toy: Job) -> None:
    claims = job_claims(toy)
    table = claims_table(claims, OVER_TIME)
    assert set(table["theme"]) == {"wind", "rail"}
    shown = trends_layout(job_trends(toy), table)["What may be said of periods"]
    cards, page = theme_cards(toy), report_page(toy)
    assert {card.theme.id: list(card.claims) for card in cards} == claims
    exported = [(row["theme"], row["claim"], row["verdict"]) for row in numbers(toy)["claims"]]
    chinese = report_page(toy, "zh")
    for row in table.to_dict("records"):
        assert (row["theme"], row["claim"], row["verdict"]) in exported
        assert f"- {row['claim']}: **{row['verdict']}**. {row['ground']}" in cards_markdown(cards, toy)
        assert row["claim"] in page
        assert row["claim"] in shown["claim"].tolist()
        assert row["claim"] not in chinese
    assert "2020 年至 2021 年的占比变化（据未经校正的结果）" in chinese
    assert may_be_said(claims, toy.themes) in toy.checklist()["value"].tolist()
    assert toy.claims()["claim"].tolist() == [claim.claim for some in claims.values() for claim in some]


def test_c9_codes_of_the_sample_are_counted_with_those_of_the_file(toy: Job, tmp_path: Path) -> None:
    sample = GoldFolder(tmp_path)
    ids = toy.corpus.passages["passage_id"].tolist()
    with sample.codes.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit"], *([name] for name in ids[:7])])
    (card, _) = theme_cards(toy, sample=sample)
    assert (card.coded, card.passages) == (7, 24)
    assert "7 of 24 counted passages have a code" in card.claims[0].ground


def write_news(folder: Path) -> None:
    """News of five years in two sections: energy is in 8 of 10 items of the one and 1 of 10 of the other, every year.

    The part of the first section goes from 20 % to 80 %: all of the rise is the mix.
    """
    folder.mkdir()
    rows = [("date", "section", "text")]
    for year, part in zip(range(2018, 2023), (40, 70, 100, 130, 160), strict=True):
        for item in range(200):
            first = item < part
            place = item if first else item - part
            energy = place % 10 < (8 if first else 1)
            about = "wind power and its turbines at sea" if energy else "the council and its meeting in town"
            words = " ".join(f"{chr(97 + item % 26)}{chr(97 + place)}{k}x{year % 10}" for k in range(12))
            rows.append((f"{year}-03-{item % 28 + 1:02}", "economy" if first else "people", f"{about}, said {words}."))
    with (folder / "news.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    models = "\n".join(f'[[models]]\nkind = "{kind}"' for kind in ("lexicon", "clause-extent"))
    settings = f'[corpus]\nlanguage = "en"\ndocuments = ["news.csv"]\nnear_duplicates = 0\n{models}\n'
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    (folder / "themes.toml").write_text('[energy]\nterms = ["wind power", "turbines"]\n', encoding="utf-8")


def test_c12_a_rise_that_is_all_the_mix_of_sections_is_not_said_of_the_texts(tmp_path: Path) -> None:
    write_news(tmp_path / "news")
    job = run(load_study(tmp_path / "news"), Store(tmp_path / "runs"))
    crude = job_trends(job, estimators=["lexicon"]).iloc[0]
    assert crude["fitted_change"] > 0.3
    (claim,) = (claim for claim in job_claims(job)["energy"] if claim.kind == CHANGE)
    assert claim.verdict == NOT_ALLOWED
    assert "the mix of section held fixed" in claim.ground


def test_a_kind_of_evidence_is_what_a_model_reads() -> None:
    kinds = ("lexicon", "clause-extent", "lda", "nmf", "keyatm", "bertopic", "seeded-vectors")
    read = voices_of(type("Of", (), {"models": [Estimator(kind, kind, "none", ()) for kind in kinds]})())  # type: ignore[arg-type]
    assert [read[kind] for kind in kinds] == [TERMS, TERMS, WORDS, WORDS, WORDS, VECTORS, VECTORS]
