"""What may be said, rule by rule."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.claims.evidence_of import gold as kept_gold
from tests.claims.evidence_of import rising
from tests.claims.evidence_of import shares as evidence_shares
from tests.claims.evidence_of import trends as evidence_trends
from topics.claims.claims import theme_claims
from topics.claims.evidence import ThemeEvidence
from topics.claims.power import found_with
from topics.claims.text import Text
from topics.claims.verdicts import ALLOWED, CHANGE, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.shares.estimand import Estimand
from topics.store.corrected import KeptGold

NAMES = ("one", "two")


def shares(n: int = 48, most: tuple[float, float] = (0.2, 0.3)) -> pd.DataFrame:
    rows = [(name, year, share, n) for name, share in zip(NAMES, most, strict=True) for year in ("2020", "2021")]
    table = pd.DataFrame(rows, columns=["estimator", "period", "share", "n_documents"])
    return table.assign(lower=table["share"] - 0.02, upper=table["share"] + 0.02, n_clusters=n)


def trends(*changes: float, refused: str = "", p: float = 0.01) -> pd.DataFrame:
    rows = [
        {
            "estimator": name,
            "first": "2020",
            "last": "2021",
            "fitted_change": change,
            "p_change": p / 2,
            "p_change_holm": p if change != FLAT else 0.5,
            "detectable_change": 0.04,
            "share_first": 0.3,
            "fitted_change_lower": change - 0.02,
            "fitted_change_upper": change + 0.02,
            "statement": "" if refused else "said",
            "refused": refused,
            "refused_for": "few-documents" if refused else "",
            "fewest_documents": 8,
            "margin": np.nan,
            **{f"{name}_for_{size}": 20.0 for name in ("periods", "documents") for size in (2, 5)},
        }
        for name, change in zip(NAMES, changes, strict=True)
    ]
    return pd.DataFrame(rows)


Rate = tuple[float, float, float]  # value, lower, upper


def rates(first: Rate = (0.85, 0.8, 0.9), second: Rate = (0.8, 0.75, 0.85), n: int = 200) -> pd.DataFrame:
    steady = (0.8, 0.75, 0.85)
    rows = [
        {
            "estimator": name,
            "period": year,
            **dict(zip(("precision", "precision_lower", "precision_upper"), steady, strict=True)),
            **dict(zip(("recall", "recall_lower", "recall_upper"), recall, strict=True)),
            "n_coded": n,
            "n_estimated": n,
        }
        for name, recalls in (("one", (steady, steady)), ("two", (first, second)))
        for year, recall in zip(("2020", "2021"), recalls, strict=True)
    ]
    return pd.DataFrame(rows)


def coders(alpha: float = 0.9, twice: int = 40, left: int = 0, drift: float = 0.5, found: float = 0.5) -> pd.DataFrame:
    names = ["theme", "alpha", "n_coded", "n_twice", "n_open", "p_drift", "found_least", "found_most", "p_found"]
    names += ["alpha_lower", "alpha_upper"]
    row = ("wind", alpha, 40, twice, left, drift, 0.12, 0.2, found, alpha - 0.1, alpha + 0.05)
    return pd.DataFrame([row], columns=names)


def gold(
    p: float | None = None,
    change: float = 0.06,
    errors: pd.DataFrame | None = None,
    people: pd.DataFrame | None = None,
    beyond: float = 0.02,
    method: str = "corrected",
    census: bool = False,
    **estimand: str,
) -> KeptGold:
    rows = [("2020", 0.07, 0.05, 0.1, 40), ("2021", 0.1, np.nan, np.nan, 1)]
    shares = pd.DataFrame(rows, columns=["period", "share", "lower", "upper", "n_coded"])
    shares = shares.assign(n_units=shares["n_coded"] if census else 400, se_coders=0.008 if census else 0.0)
    about = Estimand(**{"weighting": "text", "membership": "primary"} | estimand)  # type: ignore[arg-type]
    changes = None
    if p is not None:
        row = (method, "wind", "2020", "2021", change, change - 0.02, change + 0.02, p, about.population)
        columns = ["method", "theme", "first", "last", "change", "lower", "upper", "p_holm", "population"]
        told = {"fitted_change": change, "fitted_change_lower": change - 0.03, "fitted_change_upper": change + 0.03}
        told |= {"p_change": beyond, "p_change_holm": beyond, "detectable_change": 0.07, "share_first": 0.3}
        told |= {"share_last": 0.3 + change}
        told |= {f"{name}_for_{size}": 20.0 for name in ("periods", "documents") for size in (2, 5)}
        changes = pd.DataFrame([row], columns=columns).assign(**told)
    people = coders() if people is None else people
    return KeptGold("job", "codes", shares.assign(method=method, **about.columns), changes, errors, coders=people)


UP, DOWN, FLAT = 0.05, -0.04, 0.01


def of(beginning: str, claims: list[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.claim.startswith(beginning)]


def claims(
    change: pd.DataFrame | None = None, codes: tuple[int, int] = (0, 100), known: pd.DataFrame | None = None, **how
) -> list[Claim]:
    change = trends(UP, UP) if change is None else change
    evidence = ThemeEvidence(
        theme="wind",
        periods=("2020", "2021"),
        shares=how.pop("shares", shares()),
        trends=change,
        rates=pd.DataFrame() if known is None else known,
        coded=codes,
        own="one",
        **how,
    )
    return theme_claims(evidence)


def test_levels_need_codes() -> None:
    (level,) = of("A level", claims())
    assert level.verdict == NOT_ALLOWED
    assert "no coded sample" in level.ground
    (level,) = of("A level", claims(codes=(40, 100)))
    assert level.verdict == NOT_ALLOWED
    assert level.ground.startswith("40 of 100 counted passages have a code")
    (level,) = of("A level", claims(codes=(100, 100)))
    assert level.verdict == NOT_KNOWN
    assert "from the codes alone" in level.claim


@pytest.mark.parametrize(
    ("method", "banded", "said", "zh"),
    [
        ("corrected", (0, 1, 2), "about the theme, from the corrected shares", "（据校正后的占比）"),
        ("gold only", (0, 2, 3, 4), "about the theme, from the codes alone", "（据人工编码）"),
        ("corrected", (2,), "from the corrected shares, in 2022 alone", "（据校正后的占比，仅限 2022 年）"),
        ("gold only", (0, 4), "from the codes alone, in 2020, 2024 alone", "（据人工编码，仅限 2020 年、2024 年）"),
    ],
)
def test_a_level_of_a_few_periods_is_claimed_of_them_alone(
    method: str, banded: tuple[int, ...], said: str, zh: str
) -> None:
    one, lower = gold(method=method), np.where(np.isin(np.arange(5), banded), 0.05, np.nan)
    shares = pd.concat([one.shares.iloc[:1]] * 5).assign(period=[str(2020 + n) for n in range(5)], lower=lower)
    (level,) = of("A level", claims(gold=replace(one, shares=shares)))
    assert level.verdict == ALLOWED
    assert level.claim.endswith(said)
    assert level.said.in_language("zh").endswith(zh)


def test_corrected_shares_allow_levels_where_they_have_a_band_and_say_of_what() -> None:
    (level,) = of("A level", claims(gold=gold()))
    assert level.verdict == ALLOWED
    assert level.claim.endswith("from the corrected shares")
    assert level.ground == (
        "Krippendorff's α 0.90 [0.80, 0.95] over 40 units; what coders miss or add alike is not known. "
        "Corrected from 40 coded units, every word counting one, each paragraph under its main theme, bands for what "
        "might have been written, per cent with 95% intervals: 2020 7.0 [5.0, 10.0]. "
        "Estimators' own shares stay uncorrected; nothing for 2021."
    )
    (level,) = of("A level", claims(gold=gold(weighting="document", unit="document", population="corpus")))
    assert (
        "every document counting one, each document under its main theme, bands for this corpus alone" in level.ground
    )
    without = gold()
    (level,) = of("A level", claims(gold=KeptGold("job", "codes", without.shares.tail(1))))
    assert level.verdict == NOT_ALLOWED


def test_corrected_shares_of_something_else_allow_nothing_and_the_reason_is_said() -> None:
    (level,) = of("A level", claims(unused="the codes have changed"))
    assert (level.verdict, level.ground) == (NOT_ALLOWED, "Level not validated: the codes have changed.")


def test_output_may_be_said_to_change_where_the_model_finds_it_by_every_estimator() -> None:
    (change,) = of("A change", claims(trends(UP, UP)))
    assert (change.claim, change.verdict) == ("A change from 2020 to 2021 in uncorrected output: a rise", ALLOWED)
    assert change.ground == (
        "Found by one (+5.0 points, p = .005, Holm .010), two (+5.0 points, p = .005, Holm .010). "
        "The level is not validated: no coded sample corrects it."
    )
    (change,) = of("A change", claims(trends(DOWN, DOWN)))
    assert change.claim.endswith("a fall")
    for changes, ground in (
        ((UP, DOWN), "A rise by one is a fall by two."),
        (
            (UP, FLAT),
            "No change is told from none by two (+1.0 points, p = .005, Holm .500). By one, whose power is least, a",
        ),
    ):
        (change,) = of("A change", claims(trends(*changes)))
        assert change.verdict == NOT_ALLOWED
        assert change.ground.startswith(ground)
        assert change.claim.endswith("output")


@pytest.mark.parametrize(("p", "verdict"), [(0.049, ALLOWED), (0.05, NOT_ALLOWED), (0.2, NOT_ALLOWED), (np.nan, None)])
def test_a_change_needs_p_below_the_level(p: float, verdict: str | None) -> None:
    (change,) = of("A change", claims(trends(UP, UP, p=p)))
    assert change.verdict == (verdict or NOT_ALLOWED)


def test_a_change_by_words_that_is_none_by_documents_is_no_change() -> None:
    for other in (trends(FLAT, FLAT), trends(DOWN, DOWN), trends(UP, FLAT), trends(UP, UP, p=0.2)):
        (change,) = of("A change", claims(trends(UP, UP), beside=other))
        assert change.verdict == NOT_ALLOWED
        assert (
            "by the other weighting, of words or documents, the change is another or none for" in change.ground.lower()
        )
    (change,) = of("A change", claims(trends(UP, UP), beside=trends(UP, UP)))
    assert change.verdict == ALLOWED


def test_a_change_of_the_mix_of_sources_is_no_change() -> None:
    for held in (trends(UP, UP, p=0.5), trends(DOWN, UP)):
        (change,) = of("A change", claims(trends(UP, UP), held=held.assign(attribute="source")))
        assert change.verdict == NOT_ALLOWED
        assert "with the mix of sources held fixed the change is another or none for one" in change.ground.lower()
    (change,) = of("A change", claims(trends(UP, UP), held=trends(UP, UP, p=np.nan).assign(attribute="source")))
    assert change.verdict == NOT_KNOWN
    assert "the mix of sources changes so that it cannot be held fixed for one, two" in change.ground.lower()
    (change,) = of("A change", claims(trends(UP, UP), held=trends(UP, UP).assign(attribute="source")))
    assert change.verdict == ALLOWED


@pytest.mark.parametrize(
    ("people", "level", "change", "ground"),
    [
        (coders(0.32), NOT_ALLOWED, NOT_ALLOWED, "agree too little on the theme: Krippendorff's α 0.32 [0.22, 0.37]"),
        (coders(0.66), NOT_ALLOWED, NOT_ALLOWED, "less than 0.667"),
        (coders(0.77), ALLOWED, ALLOWED, "Krippendorff's α 0.77 [0.67, 0.82]"),
        (coders(0.88), ALLOWED, ALLOWED, "α 0.88 [0.78, 0.93] over 40 units, enough for tentative conclusions only"),
        (coders(0.7), NOT_KNOWN, NOT_KNOWN, "α 0.70 [0.60, 0.75] over 40 units, whose interval is not above"),
        (coders(left=74), NOT_ALLOWED, NOT_ALLOWED, "74 of the 40 units that several have coded"),
        (coders(left=1), NOT_ALLOWED, NOT_ALLOWED, "1 of the 40 units that several have coded, which waits for a"),
        (coders(drift=0.01), NOT_ALLOWED, NOT_ALLOWED, "otherwise in some periods than in others: p = .010"),
        (coders(np.nan, 0, drift=np.nan), NOT_KNOWN, NOT_KNOWN, "One person has coded"),
        (coders(np.nan), NOT_KNOWN, NOT_KNOWN, "one and the same code throughout"),
        (coders(drift=np.nan), ALLOWED, NOT_KNOWN, ""),
        (coders().head(0), NOT_KNOWN, NOT_KNOWN, "was not kept"),
    ],
)
def test_codes_that_people_do_not_share_allow_nothing(people, level: str, change: str, ground: str) -> None:
    found = claims(gold=gold(0.001, people=people))
    (of_level,), (of_change,) = of("A level", found), of("A change", found)
    assert (of_level.verdict, of_change.verdict) == (level, change)
    assert ground in of_level.ground
    assert ground in of_change.ground


def test_with_a_coded_sample_the_corrected_change_decides() -> None:
    (change,) = of("A change", claims(trends(DOWN, DOWN), gold=gold(0.01)))
    assert (change.claim, change.verdict) == ("A change from 2020 to 2021, from the corrected shares: a rise", ALLOWED)
    assert change.ground == (
        "Krippendorff's α 0.90 [0.80, 0.95] over 40 units. Corrected, by the model of change +6.0 [+3.0, +9.0] "
        "percentage points, p = .020 after Holm over themes."
    )
    (change,) = of("A change", claims(gold=gold(0.01, -0.06)))
    assert change.claim.endswith("a fall")
    (change,) = of("A change", claims(trends(UP, UP), gold=gold()))
    assert change.verdict == NOT_ALLOWED
    assert change.ground.startswith("The coded sample gives no corrected difference of 2020 and 2021")


BY_MODEL = (
    "Corrected, by the model of change +6.0 [+3.0, +9.0] percentage points, p = .060 after Holm over themes. By the "
    "corrected shares a change of 7.0 points in equal steps would be found with a probability of 80%; to find 2 "
    "points takes about 20 periods of this size or, in these periods, 20.0 times the codes and documents; "
)
TWO_PERIODS = (
    "Corrected, +6.0 [+4.0, +8.0] percentage points, but with fewer than three periods that have a band it is not "
    "known how much whole periods differ anyway."
)


@pytest.mark.parametrize(("beyond", "ground"), [(0.06, BY_MODEL), (np.nan, TWO_PERIODS)])
def test_codes_do_not_take_away_what_whole_periods_differ_by(beyond: float, ground: str) -> None:
    # The difference of the two periods is well beyond the error of the codes.
    (change,) = of("A change", claims(trends(UP, UP), gold=gold(0.001, beyond=beyond)))
    assert (change.claim, change.verdict) == ("A change from 2020 to 2021", NOT_ALLOWED)
    assert change.ground.startswith(ground)


def test_of_the_texts_of_this_corpus_the_difference_is_what_it_is() -> None:
    (change,) = of("A change", claims(gold=gold(0.01, beyond=0.9, population="corpus")))
    assert change.verdict == ALLOWED
    assert change.claim == ("A change from 2020 to 2021 in the texts of this corpus, from the corrected shares: a rise")
    assert change.ground.endswith("Corrected, +6.0 [+4.0, +8.0] percentage points, p = .010 after Holm over themes.")


def test_shares_of_the_codes_alone_are_not_called_corrected() -> None:
    found = claims(gold=gold(0.01, method="gold only"))
    told = [part.in_language(language) for c in found for part in (c.said, c.why) for language in ("en", "zh")]
    said = " ".join(text for text in told if "codes alone" in text or "人工编码" in text)
    for part in (
        "the text is about the theme, from the codes alone",
        "By the codes alone of 40 coded units",
        "from the codes alone: a rise",
        "By the codes alone, by the model of change +6.0",
        "仅据人工编码，变化模型给出的变化为 +6.0",
    ):
        assert part in said
    assert not [text for text in told if re.search(r"(?i)(?<!un)corrected shares|corrected (from|,)|校正后", text)]


def test_a_refused_change_has_the_reason() -> None:
    (change,) = of("A change", claims(trends(UP, UP, refused="Fewer than 30 documents in 2020 (8).")))
    assert change.verdict == NOT_ALLOWED
    assert change.ground.startswith(
        "Fewer than 30 documents in 2020 (8). By one, whose power is least, a change of 4.0 points"
    )


def test_an_estimator_that_is_blind_to_the_theme_has_no_say_and_is_named() -> None:
    found = claims(trends(UP, FLAT), shares=shares(most=(0.2, 0.0)))
    (change,) = of("A change", found)
    assert change.verdict == ALLOWED
    (absent,) = of("The theme is absent", found)
    assert absent.ground.startswith("Given to no passage by two")


def test_differences_between_periods_rest_on_rates_that_are_shown_to_be_steady() -> None:
    (unknown,) = of("Differences", claims())
    assert unknown.verdict == NOT_KNOWN
    assert unknown.ground.endswith("no coded sample.")
    (steady,) = of("Differences", claims(known=rates()))
    assert steady.verdict == ALLOWED
    assert steady.claim.endswith("by one, two")
    # Precision: √(.05² + .05²) = .07 for both; recall of two: .05 + .07 = .12.
    assert "two: differences between periods of at most precision 0.07, recall 0.12" in steady.ground
    apart, still = of("Differences", claims(known=rates((0.85, 0.8, 0.9), (0.6, 0.5, 0.7))))
    assert apart.verdict == NOT_ALLOWED
    assert apart.claim.endswith("by two")
    assert apart.ground == "two: intervals of recall lie apart between periods."
    assert (still.verdict, still.claim[-6:]) == (ALLOWED, "by one")


def test_lack_of_codes_allows_nothing() -> None:
    (few,) = of("Differences", claims(known=rates(n=19)))
    assert few.verdict == NOT_KNOWN
    assert "one: fewer than 20 coded passages to tell by in 2020 (19), 2021 (19)" in few.ground
    half = rates().query("period == '2020'")
    (few,) = of("Differences", claims(known=half))
    assert few.verdict == NOT_KNOWN
    assert "2021 (0)" in few.ground
    wide, _ = of("Differences", claims(known=rates((0.85, 0.7, 0.95), (0.8, 0.65, 0.9))))
    assert wide.verdict == NOT_KNOWN
    # .05 + √(.10² + .15²) = .23
    assert wide.ground == "two: differences between periods may be as large as precision 0.07, recall 0.23 (limit 0.2)."


def test_no_rise_is_allowed_of_an_estimator_whose_errors_move() -> None:
    moving = rates((0.85, 0.8, 0.9), (0.6, 0.5, 0.7))
    (change,) = of("A change", claims(trends(UP, UP), known=moving))
    assert change.verdict == NOT_ALLOWED
    assert not change.claim.endswith("rise")
    assert "rrors differ between periods, so that the change may be the estimator's own, for two" in change.ground


def test_rates_weighted_to_all_units_come_before_those_of_the_codes_as_they_are() -> None:
    rows = [
        ("one", "wind", measure, period, value, value - 0.05, value + 0.05, 50, 0.5)
        for measure, by_period in (("precision", (0.9, 0.5)), ("recall", (0.8, 0.8)), ("fpr", (0.1, 0.1)))
        for period, value in (*zip(("2020", "2021"), by_period, strict=True), ("all", 0.7))
    ]
    columns = ["estimator", "theme", "measure", "period", "value", "lower", "upper", "n", "p_constant"]
    errors = pd.DataFrame(rows, columns=columns)
    apart, still = of("Differences", claims(known=rates(), gold=gold(errors=errors)))
    assert (apart.verdict, apart.ground) == (NOT_ALLOWED, "one: intervals of precision lie apart between periods.")
    assert still.claim.endswith("by two")


def test_an_unfit_estimator_has_no_part_in_the_claim_about_change() -> None:
    table = trends(UP, DOWN)
    (both,) = of("A change", claims(table))
    (fit_alone,) = of("A change", claims(table, unfit={"two": "finds 3 % of the 200 passages that name it"}))
    assert (both.verdict, fit_alone.verdict) == (NOT_ALLOWED, ALLOWED)


def test_a_theme_that_no_estimator_sees_has_no_change() -> None:
    found = claims(trends(UP, UP), shares=shares(most=(0.0, 0.0)))
    (change,) = of("A change", found)
    assert (change.verdict, change.ground) == (
        NOT_ALLOWED,
        "No estimator that is fit for the theme gives it to any passage.",
    )


def test_few_documents_forbid_a_period_alone() -> None:
    assert not of("Anything", claims())
    (few,) = of("Anything", claims(shares=shares(n=12)))
    assert (few.claim, few.verdict) == ("Anything about 2020, 2021 alone", NOT_ALLOWED)


def test_labels_are_allowed_where_coders_agree_and_choose_them_more_often_than_not() -> None:
    row = {"model": "lda", "items": 25, "precision": 0.8, "lower": 0.61, "upper": 0.91, "chance": 0.25, "alpha": 0.7}
    row |= {"alpha_lower": 0.67, "alpha_upper": 0.73}
    (label,) = of("The label", claims(labels=[row]))
    agreed = "Krippendorff's α of all labels 0.70 [0.67, 0.73]."
    expected = f"lda: 25 items, precision 0.80 [0.61, 0.91], chance 0.25, {agreed}"
    assert (label.verdict, label.ground) == (ALLOWED, expected)
    (label,) = of("The label", claims(labels=[row, {**row, "alpha_lower": 0.49}]))
    assert label.verdict == NOT_KNOWN
    for change in ({"lower": 0.49}, {"alpha": 0.66}, {"alpha": None}):
        (label,) = of("The label", claims(labels=[row, {**row, **change}]))
        assert label.verdict == NOT_ALLOWED
    assert label.ground.endswith("agreement of coders not known.")


def test_shares_of_an_unfit_estimator_carry_no_claim() -> None:
    (refused,) = of("Anything from the shares of", claims(unfit={"two": "finds 3 % of the 200 passages that name it"}))
    assert refused.claim == "Anything from the shares of two"
    assert refused.verdict == NOT_ALLOWED
    assert refused.ground == "Unfit here: finds 3 % of the 200 passages that name it."
    assert not of("Anything from the shares of", claims())


@pytest.mark.parametrize(
    ("finer", "ground"),
    [
        # p .01 after Holm is .02 for the two lengths tried.
        ({"p_change_holm": 0.01}, "By quarter (16 periods) one tells a change: +5.0 points, p = .020 after Holm"),
        ({"p_change_holm": 0.03, "p_within_holm": 0.001}, "one tells that it is below the margin"),
        (
            {"p_change_holm": 0.03},
            "By quarter (16 periods) 3.0 points in equal steps would be found, and no change is told",
        ),
    ],
)
def test_shorter_periods_are_proposed_where_they_decide(finer: dict, ground: str) -> None:
    shorter = trends(UP, UP).assign(by="quarter", n_periods=16, detectable_change=0.03, p_within_holm=np.nan)
    (change,) = of("A change", claims(trends(UP, UP, p=0.4), finer=shorter.assign(**finer)))
    assert change.verdict == NOT_ALLOWED
    assert ground in change.ground
    unsure = "若按季度划分（16 个时期），可检出的最小匀速变化为 3.0 个百分点，同样未检出显著变化"
    assert (unsure in change.why.zh) == ("would be found" in ground)


@pytest.mark.parametrize(
    ("first", "detectable", "said"),
    [
        (0.235, 0.846, "no change in equal steps that is possible from 23.5 % would be found"),
        (0.235, 0.7, "a change of 70.0 points in equal steps would be found"),
        (0.9, 0.85, "a change of 85.0 points in equal steps would be found"),  # it can fall by 90
        (0.5, 0.5, "no change in equal steps that is possible from 50.0 % would be found"),
        (0.02, 1.08, "no change in equal steps that is possible from 2.0 % would be found"),
    ],
)
def test_no_change_is_promised_that_a_share_cannot_make(first: float, detectable: float, said: str) -> None:
    (found,) = found_with(trends(UP, UP).assign(share_first=first, detectable_change=detectable))
    assert said in found.en
    assert ("任何匀速变化都难以检出" in found.zh) == said.startswith("no change")


@pytest.mark.parametrize("finer", [{"statement": ""}, {"p_change_holm": 0.03, "detectable_change": 0.05}])
def test_shorter_periods_that_say_no_more_are_not_proposed(finer: dict) -> None:
    shorter = trends(UP, UP).assign(by="month", n_periods=48, p_within_holm=np.nan).assign(**finer)
    (change,) = of("A change", claims(trends(UP, UP, p=0.4), finer=shorter))
    assert "month" not in change.ground


def within(p: float, change: float = 0.001, known: float = 0.6) -> pd.DataFrame:
    table = trends(change, change, p=known)
    return table.assign(margin=0.02, p_within=p, p_within_holm=p)


def test_a_change_below_the_declared_margin_is_told_from_one_that_is_not_known() -> None:
    (less,) = of("A change of less than 2 points", claims(within(0.01)))
    assert less.verdict == ALLOWED
    (either,) = of("A change of less than 2 points", claims(within(0.2)))
    assert either.verdict == NOT_ALLOWED
    assert "neither a change nor its absence is told from the other by one, two" in either.ground
    (more,) = of("A change of less than 2 points", claims(within(1.0, UP, 0.001)))
    assert more.verdict == NOT_ALLOWED
    assert "it may be larger by one (+5.0 [+3.0, +7.0] points" in more.ground.lower()
    assert "neither" not in more.ground
    assert not of("A change of less than", claims(trends(UP, UP)))


def test_what_would_find_a_change_is_said_as_what_to_do_in_chinese() -> None:
    (change,) = of("A change", claims(trends(UP, UP), gold=gold(0.001, beyond=0.06)))
    assert "需约 20 期同等规模的数据，或将各期编码与文档的数量增至 20.0 倍" in change.why.zh
    assert "p = 0.060" in change.why.zh
    beyond = {f"{what}_for_{size}": np.inf for what in ("periods", "documents") for size in (2, 5)}
    (found,) = found_with(trends(UP, UP).assign(**{"detectable_change": 0.3, **beyond}))
    assert "现有条件下无法检出 2 个和 5 个百分点的变化" in found.zh


def test_a_refused_corrected_change_says_how_many_codes_would_find_it() -> None:
    (change,) = of("A change", claims(gold=gold(0.4, population="corpus")))
    # Half the interval .02 is 1.96 se: 2.80 se is 2.86 points. σ² = se² / (1/41 − 1/800) = .0045, n₀ = σ² / (.02 /
    # 2.80)² = 88.3, and 88.3 / (1 + 88.3 / 800) = 79.5 of the 800 units: never more than there are.
    assert change.ground.endswith(
        "The 41 coded units of both periods find 2.9 points with a probability of 80%; 2 points need about 80."
    )
    (census,) = of("A change", claims(gold=gold(0.4, population="corpus", census=True)))
    assert census.ground.endswith("2 points would not be found if all 41 were coded, since coders err.")


@pytest.mark.parametrize("without", [{"unfit": {"lda": "finds 3 %"}}, {"unstable": ["lda"]}])
def test_no_claim_is_allowed_by_an_estimator_without_a_say(without: dict) -> None:
    """One that is unfit or unstable for a theme is named by the claim that says so, and by no other."""
    given = rising(**without)
    steady = Text("differences of at most precision 0.10", "")
    given.__dict__["steadiness"] = {"lexicon": (ALLOWED, steady), "lda": (ALLOWED, steady)}
    told = [claim for claim in theme_claims(given) if re.search(r"\blda\b", f"{claim.claim} {claim.ground}")]
    assert [claim.claim for claim in told] == ["Anything from the shares of lda"]
    both = rising(unfit={"lda": "finds 3 %"}, unstable=["lda"])
    (once,) = of("Anything from the shares of", theme_claims(both))
    assert once.ground.startswith("Unfit here: finds 3 %; other topics stand for the theme")


def test_a_level_that_codes_state_is_not_what_few_documents_forbid() -> None:
    (few,) = of("Anything", theme_claims(rising(gold=kept_gold(), shares=evidence_shares(n=12))))
    assert (few.claim, few.verdict) == (
        "Anything about 2020, 2021, 2022, 2023 alone by uncorrected shares",
        NOT_ALLOWED,
    )
    assert few.ground.startswith("Fewer than 30 documents. The level above is another statement")


def test_who_says_nothing_of_a_change_says_why() -> None:
    """With three sources as clusters every estimator was silent, and no page said that three clusters are few."""
    table = evidence_trends()
    few = {"statement": "", "refused_for": "few-clusters", "refused": "In effect 2.6 clusters of documents carry it."}
    mute = table["estimator"] == "lda"
    claim = theme_claims(rising(trends=table.assign(**{k: table[k].mask(mute, v) for k, v in few.items()})))
    [change] = [one for one in claim if one.kind == CHANGE]
    assert "Nothing is said by lda (In effect 2.6 clusters of documents carry it)" in change.why.en
    assert "lda 未能就变化给出结论（2020 年与 2023 年合计，实际支撑该主题占比的文档不足" in change.why.zh
