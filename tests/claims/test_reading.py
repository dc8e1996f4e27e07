"""No kept number decides a verdict without being read: a walk over all tables, and over all findings."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import topics.results.fitness
import topics.results.theme_stability  # noqa: F401
from tests.claims.evidence_of import coders, curve, events, funnel, gold, held, rates, rising, split, trends
from tests.claims.test_elsewhere import CASES, VOICES
from tests.conftest import write_toy_study
from topics.claims.claims import theme_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.reading import KEPT_AS, NOT_READ, READ
from topics.claims.specification import Curve
from topics.claims.text import Text
from topics.claims.verdicts import ALLOWED, CHANGE, NOT_ALLOWED, NOT_KNOWN, PEAK, Claim
from topics.claims.voices import TERMS
from topics.errors import ModelError
from topics.jobs.robustness import robustness
from topics.jobs.run import run
from topics.schema import declared
from topics.store import corrected
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of all tables that jobs keep, with those of `topics gold estimate`."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    (place / "toy" / "gold.csv").write_text("doc_id,starts,theme\ndoc-0,风电机组在沿海,wind\n", encoding="utf-8")
    study = place / "toy" / "study.toml"
    grid = '\n[robustness]\nmodels = ["lexicon"]\nmembership = ["weight", "primary"]\n'
    study.write_text(study.read_text(encoding="utf-8") + grid, encoding="utf-8")
    store = Store(place / "runs")
    jobs = [command(load_study(place / "toy"), store) for command in (run, robustness)]
    files = {Path(file) for job in jobs for file in job.record["files"]}
    return {file.stem for file in files if file.suffix == ".parquet"} | {f"gold/{name}" for name in corrected._TABLES}


def columns(name: str) -> list[str]:
    table = declared(KEPT_AS.get(name, name))
    others = [column.name for column in (table.others, table.attributes) if column]
    return [f"{table.name}.{column}" for column in (*table.names, *others)]


def test_every_column_of_every_kept_table_is_read_or_has_a_reason_why_not(kept: set[str]) -> None:
    assert {"shares", "fitness", "robustness", "gold/coders", "funnel"} <= kept
    every = [column for name in (*sorted(kept), "trends", "changes held", "events") for column in columns(name)]
    listed = READ | NOT_READ.keys()
    silent = [c for c in every if c not in listed and f"{c.partition('.')[0]}.*" not in listed]
    where = "NOT_READ of topics/claims/reading.py"
    assert not silent, f"no claim reads these; give each a line with the reason in {where}: {silent}"


def test_no_column_is_both_read_and_not_and_every_reason_is_a_sentence() -> None:
    assert not READ & NOT_READ.keys()
    assert all(re.fullmatch(r"[A-Z`].{15,}\.", reason) for reason in NOT_READ.values())
    for name in READ | NOT_READ.keys():
        table, _, column = name.partition(".")
        if table != "rates" and column != "*":
            assert name in columns(table) or name in columns(f"gold/{table}"), f"{name} is declared nowhere"


PARTS = {
    "shares": ["shares"],
    "trends": ["trends", "beside", "copies", "finer"],
    "changes held": ["held"],
    "rates": ["rates"],
    "funnel": ["funnel"],
    "severe": ["severe"],
    "outside": ["outside"],
    "events": ["events"],
}
OF_GOLD = {"gold estimates": "shares", "corrected changes": "change", "gold errors": "errors", "gold coders": "coders"}
# Read where the tables of a job are taken apart by theme, before there is evidence of one.
BY_THEME = re.compile(
    r"(fitness|stability|gold)\.|shares\.(unfit|unstable|theme|weighting)$|.*\.(theme|<year>|method)$"
)


def told(evidence: ThemeEvidence) -> list[tuple[str, str, str]]:
    return [(claim.claim, claim.verdict, claim.ground) for claim in theme_claims(evidence)]


@cache
def told_of_everything() -> list[list[tuple[str, str, str]]]:
    return [told(whole) for whole in everything()]


@cache
def everything() -> list[ThemeEvidence]:
    """Evidence that makes every rule speak, without codes and with them."""
    margin = trends(0.001, 0.6, margin=0.02, p_within=0.2, p_within_holm=0.2)
    silent = trends(refused="Few.", refused_for="few-documents", statement="")
    unread = pd.DataFrame({"kind": ["files"], "sentence": ["Two files were not read."]})
    undated = pd.DataFrame({"doc_id": ["a"], "date": [""], "reason": ["no date"]})
    return [
        rising(),
        rising(trends=margin),
        rising(trends=silent),
        rising(events=events()),
        rising(events=events(0.01, 0.4, placebos_as_large=9)),
        rising(events=events(refused="few-months")),
        rising(trends=trends(0.1, 0.3), finer=trends(0.1, 0.001, by="quarter", n_periods=16)),
        rising(beside=trends(-0.2), copies=trends(0.2, 0.5), held=held(0, 0.5), curve=curve(0.4), severe=unread),
        rising(funnel=funnel((90, 0, 0, 0), lost=900), severe=unread, outside=undated),
        rising(outside=pd.concat([undated] * 500)),
        rising(rates=None, gold=gold()),
        rising(rates=None, gold=gold(p=0.5)),
        rising(rates=None, gold=gold(p=0.5, population="corpus")),
        rising(rates=None, gold=gold(population="corpus")),
        rising(rates=None, gold=replace(gold(), change=gold().change.assign(lower=float("nan"), problem="few units"))),
        *(rising(**parts, voices=VOICES) for _, parts, _, _ in CASES),
        *(
            rising(rates=None, gold=gold(people))
            for people in (coders(drift=0.01), coders(left=3), coders(0.2), coders(found=0.01))
        ),
    ]


@pytest.mark.parametrize("name", sorted(name for name in READ if not BY_THEME.match(name)))
def test_a_column_that_is_read_changes_claims_when_it_is_taken_away(name: str) -> None:
    table, _, column = name.partition(".")
    pairs = zip(everything(), told_of_everything(), strict=True)
    assert any(differs(whole, said, table, column) for whole, said in pairs), f"no claim reads {name}"


def differs(whole: ThemeEvidence, said: list[tuple[str, str, str]], table: str, column: str) -> bool:
    try:
        less = without(whole, table, column)
        return less is not whole and told(less) != said
    except (KeyError, AttributeError, ModelError):
        return True


def without(evidence: ThemeEvidence, table: str, column: str) -> ThemeEvidence:
    """The evidence without a column of one of its tables; itself where it has no such table."""
    if table == "robustness":
        assert evidence.curve
        assert evidence.curve.summary is not None
        return replace(evidence, curve=Curve(evidence.curve.summary.drop(columns=column)))
    if table in OF_GOLD:
        kept = getattr(evidence.gold, OF_GOLD[table]) if evidence.gold else None
        if kept is None:
            return evidence
        return replace(evidence, gold=replace(evidence.gold, **{OF_GOLD[table]: kept.drop(columns=column)}))
    parts = {name: getattr(evidence, name) for name in PARTS[table]}
    less = {n: t.drop(columns=column) for n, t in parts.items() if t is not None and column in t}
    return replace(evidence, **less) if less else evidence


def of_kind(evidence: ThemeEvidence, kind: str) -> Claim:
    return next(claim for claim in theme_claims(evidence) if claim.kind == kind)


def test_where_everything_speaks_for_a_rise_it_is_allowed() -> None:
    claim = of_kind(rising(), CHANGE)
    assert (claim.claim, claim.verdict) == ("A change from 2020 to 2023 in uncorrected output: a rise", ALLOWED)
    assert of_kind(rising(), PEAK).verdict == ALLOWED
    assert "all pairs of periods together, over 1 theme, at 95%" in of_kind(rising(), PEAK).ground


FINDINGS = [
    ("unfit", {"unfit": {"lexicon": "finds 3 %", "lda": "finds 2 %"}}, NOT_ALLOWED, "No estimator that is fit"),
    ("unstable", {"unstable": ["lexicon", "lda"]}, NOT_ALLOWED, "No estimator that is fit"),
    ("weighting", {"beside": trends(-0.1)}, NOT_ALLOWED, "by the other weighting"),
    ("copies", {"copies": trends(0.02, 0.6)}, NOT_ALLOWED, "with re-published text counted the other way"),
    ("source", {"held": held(0.01, 0.7)}, NOT_ALLOWED, "with the mix of sources held fixed"),
    ("attribute", {"held": held(0.01, 0.7, "省份")}, NOT_ALLOWED, "with the mix of 省份 held fixed"),
    ("kitagawa", {"held": held(0.01, 0.7), "split": split(0.19, 0.01)}, NOT_ALLOWED, "the mix makes +19.0 of +20.0"),
    ("no mix", {"held": held(0.1, float("nan"))}, NOT_KNOWN, "cannot be held fixed"),
    ("recall", {"rates": rates((0.9, 0.8, 0.7, 0.5))}, NOT_ALLOWED, "errors differ between periods"),
    ("one voice", {"voices": {"lexicon": TERMS, "lda": TERMS}}, NOT_KNOWN, "count as one"),
    ("vocabulary", {"vocabulary": [Text("风电 gave way to 风能", "风能取代风电")]}, NOT_ALLOWED, "风电 gave way"),
    ("lone seed", {"lone": ["lda"]}, NOT_KNOWN, "how much hangs on the seed"),
    ("curve", {"curve": curve(0.7)}, NOT_ALLOWED, "in 70% of 208 specifications"),
    ("curve's sign", {"curve": curve(1.0, -0.05)}, NOT_ALLOWED, "specifications"),
    ("stale curve", {"curve": Curve(None)}, NOT_KNOWN, "of another state of the study"),
    ("furniture", {"funnel": funnel((0, 90, 0, 0))}, NOT_ALLOWED, "taken from the pages of 2021"),
    ("unread", {"funnel": funnel(lost=90)}, NOT_KNOWN, "90 documents could not be read or dated"),
]


@pytest.mark.parametrize(("parts", "verdict", "ground"), [f[1:] for f in FINDINGS], ids=[f[0] for f in FINDINGS])
def test_a_finding_is_a_ground(parts: dict[str, object], verdict: str, ground: str) -> None:
    claim = of_kind(rising(**parts), CHANGE)
    assert (claim.verdict, ground.lower() in claim.ground.lower()) == (verdict, True), claim.ground


def test_losses_too_small_to_make_the_change_are_no_ground() -> None:
    assert of_kind(rising(funnel=funnel((5, 0, 0, 0), lost=3)), CHANGE).verdict == ALLOWED


def test_every_claim_is_said_in_chinese_too_and_names_what_it_read() -> None:
    for evidence in everything():
        for claim in theme_claims(evidence):
            for text in (claim.said, claim.why):
                assert re.search("[一-鿿]", text.zh), text
                assert not re.search("[a-z]{4,} [a-z]{3,} [a-z]{2,}", re.sub("`.*?`", "", text.zh)), text.zh
            assert claim.read or claim.kind == "other"
            assert {*claim.read} <= READ
