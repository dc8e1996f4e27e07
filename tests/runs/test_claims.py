"""What may be said, rule by rule."""

import numpy as np
import pandas as pd

from topics.runs.claims import ALLOWED, NOT_ALLOWED, Claim, theme_claims

NAMES = ("one", "two")


def shares(n: int = 48, most: tuple[float, float] = (0.2, 0.3)) -> pd.DataFrame:
    rows = [(name, year, share, n) for name, share in zip(NAMES, most, strict=True) for year in ("2020", "2021")]
    return pd.DataFrame(rows, columns=["estimator", "period", "share", "n_documents"])


def trends(*bands: tuple[float, float], refused: str = "") -> pd.DataFrame:
    rows = [
        {
            "estimator": name,
            "first": "2020",
            "last": "2021",
            "share_change_lower": low,
            "share_change_upper": high,
            "statement": "" if refused else "said",
            "refused": refused,
        }
        for name, (low, high) in zip(NAMES, bands, strict=True)
    ]
    return pd.DataFrame(rows)


def rates(first: tuple[float, float] = (0.8, 0.9), second: tuple[float, float] = (0.7, 0.85)) -> pd.DataFrame:
    rows = [
        {
            "estimator": name,
            "period": year,
            "precision_lower": 0.5,
            "precision_upper": 0.9,
            "recall_lower": low,
            "recall_upper": high,
        }
        for name, ends in (("one", ((0.5, 0.9), (0.5, 0.9))), ("two", (first, second)))
        for year, (low, high) in zip(("2020", "2021"), ends, strict=True)
    ]
    return pd.DataFrame(rows)


UP, DOWN, FLAT = (0.01, 0.05), (-0.05, -0.01), (-0.01, 0.05)


def of(beginning: str, claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.claim.startswith(beginning)]


def claims(
    change: pd.DataFrame | None = None, codes: tuple[int, int] = (0, 100), known: pd.DataFrame | None = None, **how
) -> list[Claim]:
    change = trends(UP, UP) if change is None else change
    return theme_claims(
        "wind",
        how.get("shares", shares()),
        change,
        pd.DataFrame() if known is None else known,
        codes,
        how.get("labels", ()),
        how.get("corrected"),
    )


def test_levels_need_codes() -> None:
    (level,) = of("A level", claims())
    assert level.verdict == NOT_ALLOWED
    assert "no coded sample" in level.ground
    (level,) = of("A level", claims(codes=(40, 100)))
    assert level.verdict == NOT_ALLOWED
    assert level.ground.startswith("40 of 100 counted passages have a code")
    (level,) = of("A level", claims(codes=(100, 100)))
    assert level.verdict == ALLOWED
    assert "from the codes alone" in level.claim


def test_corrected_shares_allow_levels_where_they_have_a_band() -> None:
    rows = [("2020", 0.07, 0.05, 0.1, 40), ("2021", 0.1, np.nan, np.nan, 1)]
    corrected = pd.DataFrame(rows, columns=["period", "share", "lower", "upper", "n_coded"])
    (level,) = of("A level", claims(corrected=corrected))
    assert level.verdict == ALLOWED
    assert level.claim.endswith("from the corrected shares alone")
    assert level.ground == (
        "Corrected from 40 coded units, per cent [95 %]: 2020 7.0 [5.0, 10.0]. Estimators' own shares stay uncorrected; "
        "nothing for 2021."
    )
    (level,) = of("A level", claims(corrected=corrected.tail(1)))
    assert level.verdict == NOT_ALLOWED


def test_a_change_is_allowed_where_all_bands_lie_on_one_side() -> None:
    (change,) = of("A change", claims(trends(UP, UP)))
    assert (change.claim, change.verdict) == ("A change from 2020 to 2021: a rise", ALLOWED)
    assert change.ground == "95 % bands lie above 0 for one, two."
    (change,) = of("A change", claims(trends(DOWN, DOWN)))
    assert change.claim.endswith("a fall")
    for bands, ground in (
        ((UP, DOWN), "95 % bands lie above 0 for one; bands lie below 0 for two."),
        ((UP, FLAT), "95 % bands lie above 0 for one; bands include 0 for two."),
    ):
        (change,) = of("A change", claims(trends(*bands)))
        assert (change.verdict, change.ground) == (NOT_ALLOWED, ground)


def test_a_refused_change_has_the_reason() -> None:
    (change,) = of("A change", claims(trends(UP, UP, refused="Fewer than 30 documents in 2020 (8).")))
    assert (change.verdict, change.ground) == (NOT_ALLOWED, "Fewer than 30 documents in 2020 (8).")


def test_an_estimator_that_is_blind_to_the_theme_has_no_say_and_is_named() -> None:
    found = claims(trends(UP, FLAT), shares=shares(most=(0.2, 0.0)))
    (change,) = of("A change", found)
    assert change.verdict == ALLOWED
    (absent,) = of("The theme is absent", found)
    assert absent.ground.startswith("two give the theme to no passage")


def test_differences_between_periods_rest_on_constant_rates() -> None:
    (unknown,) = of("Differences", claims())
    assert unknown.verdict == NOT_ALLOWED
    (constant,) = of("Differences", claims(known=rates()))
    assert (constant.verdict, constant.claim[-12:]) == (ALLOWED, "by one, two"[-12:].rjust(12))
    apart, still = of("Differences", claims(known=rates((0.8, 0.9), (0.5, 0.7))))
    assert (apart.verdict, apart.ground) == (NOT_ALLOWED, "Intervals of some periods lie apart: two (recall).")
    assert still.claim.endswith("by one")


def test_few_documents_forbid_a_period_alone() -> None:
    assert not of("Anything", claims())
    (few,) = of("Anything", claims(shares=shares(n=12)))
    assert (few.claim, few.verdict) == ("Anything about 2020, 2021 alone", NOT_ALLOWED)


def test_labels_are_allowed_where_coders_agree_and_choose_them_more_often_than_not() -> None:
    row = {"model": "lda", "items": 25, "precision": 0.8, "lower": 0.61, "upper": 0.91, "chance": 0.25, "alpha": 0.7}
    (label,) = of("The label", claims(labels=[row]))
    expected = "lda: 25 items, precision 0.80 [0.61, 0.91], chance 0.25, Krippendorff's α of all labels 0.70."
    assert (label.verdict, label.ground) == (ALLOWED, expected)
    for change in ({"lower": 0.49}, {"alpha": 0.66}, {"alpha": None}):
        (label,) = of("The label", claims(labels=[row, {**row, **change}]))
        assert label.verdict == NOT_ALLOWED
    assert label.ground.endswith("agreement of coders not known.")
