"""Levels from scores that were made elsewhere: refused without codes, and with too few for correcting to pay."""

import numpy as np
import pandas as pd
import pytest

from tests.claims.evidence_of import NAMES, PERIODS, coders, gold, rising
from topics.claims.claims import theme_claims
from topics.claims.verdicts import ALLOWED, LEVEL, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.claims.voices import TERMS
from topics.coding.gold.worth import WORTH
from topics.store.corrected import KeptGold

VOICES = dict(zip(NAMES, (TERMS, "scores of language model qwen3"), strict=True))


def corrected(by: str = "lda", n: int = 40, alpha: float = 0.9) -> KeptGold:
    rows = [("corrected", by, "wind", period, 0.1, n + place) for place, period in enumerate(PERIODS)]
    rows += [("corrected", by, "rail", PERIODS[0], 0.1, 5), ("corrected", by, "wind", "2024", np.nan, 1)]
    columns = ["method", "estimator", "theme", "period", "lower", "n_coded"]
    kept = gold(coders(alpha))
    return KeptGold(
        kept.job,
        kept.codes,
        kept.shares,
        kept.change,
        kept.errors,
        coders=kept.coders,
        methods=pd.DataFrame(rows, columns=columns),
    )


def foretold(least: int = 20, largest: int = 80, estimator: str = "lda") -> pd.DataFrame:
    return WORTH.frame(
        [
            (estimator, "rail", 10, 80, 80, 0.5, 0.5, "none"),
            (estimator, "wind", least, largest, 80, 0.8, 0.7, "none"),
        ]
    )


def claim_of(**parts: object) -> Claim:
    said = "A level from the scores of language model qwen3 (lda)"
    claims = theme_claims(rising(voices=VOICES, **parts))
    assert [claim.kind for claim in claims].count(LEVEL) == 1  # the level of the study is another claim
    (claim,) = (claim for claim in claims if claim.claim == said)
    return claim


CASES = [
    ("no codes", {}, NOT_ALLOWED, "No coded sample corrects these scores, which are no person's codes. With how many"),
    ("no codes, foretold", {"worth": foretold()}, NOT_ALLOWED, "With 20 or more per period, correcting is foretold to"),
    ("not foretold", {"gold": corrected()}, NOT_KNOWN, "40 coded units per period correct them. With how many codes"),
    (
        "enough",
        {"gold": corrected(), "worth": foretold()},
        ALLOWED,
        "Krippendorff's α 0.90 [0.80, 0.95] over 40 units; what coders miss or add alike is not known. 40 coded",
    ),
    ("more than asked", {"gold": corrected(n=99), "worth": foretold()}, ALLOWED, "precision 80% and recall 70%"),
    ("few", {"gold": corrected(n=19), "worth": foretold()}, NOT_ALLOWED, "The level is that of the codes alone."),
    ("many", {"gold": corrected(n=60), "worth": foretold(20, 40)}, NOT_ALLOWED, "With 20 to 40 per period"),
    (
        "never",
        {"gold": corrected(), "worth": foretold(0, 0)},
        NOT_ALLOWED,
        "With up to 80 per period, correcting is",
    ),
    ("apart", {"gold": corrected(alpha=0.4), "worth": foretold()}, NOT_ALLOWED, "coders agree too little"),
    ("of others", {"gold": corrected("lexicon"), "worth": foretold()}, NOT_ALLOWED, "No coded sample corrects"),
    ("another's", {"gold": corrected(), "worth": foretold(estimator="lexicon")}, NOT_KNOWN, "is not known"),
]


@pytest.mark.parametrize(("parts", "verdict", "ground"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_level_from_scores_made_elsewhere(parts: dict[str, object], verdict: str, ground: str) -> None:
    claim = claim_of(**parts)
    assert (claim.verdict, ground.lower() in claim.ground.lower()) == (verdict, True), claim.ground


def test_an_estimator_of_the_study_has_no_such_claim() -> None:
    assert not [claim for claim in theme_claims(rising()) if claim.claim.startswith("A level from the scores")]
