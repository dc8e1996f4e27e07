"""Design-based shares: by hand, over every possible sample, and at the ends."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import hypergeom

from topics.shares.coded.design_based import (
    PRIOR,
    design_estimate,
    expected_of_codes,
    expected_square,
    unidentified,
    unit_weights,
)

# Six units in strata of 2 and 4; all of the first stratum coded, two of the second.
CODES = np.array([1.0, 0.0, 1.0, 0.0])
PREDICTED = np.array([0.75, 0.25, 0.5, 0.25])
EVERY_PREDICTED = np.array([0.75, 0.25, 0.5, 0.25, 0.5, 0.0])
STRATUM = np.array([0, 0, 1, 1])
SIZES = np.array([2.0, 4.0])
ONES = np.ones(4)


def test_a_toy_by_hand() -> None:
    found = design_estimate(CODES, PREDICTED, ONES, STRATUM, SIZES, EVERY_PREDICTED.mean())
    # Ỹ = ĝ + (R/π)(Y − ĝ): first stratum π = 1, second π = 1/2
    pseudo = [1.0, 0.0, 0.5 + 2 * 0.5, 0.25 - 2 * 0.25, 0.5, 0.0]
    assert found.share == pytest.approx(sum(pseudo) / 6, abs=1e-15)  # 2.75 / 6
    # Residuals .25 and −.25 are all of their stratum (no variance), .5 and −.25 are two of four: s² = .28125
    assert found.se_coding**2 == pytest.approx((4 / 6) ** 2 * (1 - 2 / 4) * 0.28125 / 2, abs=1e-15)
    # S² = N/(N − 1) Σ_h (N_h/N) mean_h (Y − share)², over N
    share = 2.75 / 6
    square = (2 / 6) * ((1 - share) ** 2 + share**2) / 2 + (4 / 6) * ((1 - share) ** 2 + share**2) / 2
    assert found.se_units**2 == pytest.approx(square / 5, abs=1e-15)
    assert found.left == pytest.approx(2 / 6)
    assert found.n_effective == pytest.approx((2 + 2 * 2) ** 2 / (2 + 2 * 4))


def test_variance_with_what_the_predictions_expect_by_hand() -> None:
    expected = expected_square(EVERY_PREDICTED, np.ones(6), np.array([0, 0, 1, 1, 1, 1]), 2)
    assert expected == pytest.approx([0.1875, (0.25 + 0.1875 + 0.25 + 0) / 4], abs=1e-15)
    # What is expected of the second stratum is less than its s² = .28125, which then stands.
    found = design_estimate(CODES, PREDICTED, ONES, STRATUM, SIZES, EVERY_PREDICTED.mean(), expected=expected)
    assert found.se_coding**2 == pytest.approx((4 / 6) ** 2 * 0.5 * 0.28125 / 2, abs=1e-15)
    more = design_estimate(CODES, PREDICTED, ONES, STRATUM, SIZES, 0.4, expected=np.array([0.2, 0.5]))
    blend = (PRIOR * 0.5 + 0.28125) / (PRIOR + 1)
    assert more.se_coding**2 == pytest.approx((4 / 6) ** 2 * 0.5 * blend / 2, abs=1e-15)
    assert more.degrees == pytest.approx(PRIOR + 1)


def test_what_is_expected_fades_as_more_is_coded() -> None:
    codes = np.tile([1.0, 0.0], 2000)
    given = [
        design_estimate(
            codes[:n],
            np.zeros(n),
            np.ones(n),
            np.zeros(n, dtype=np.intp),
            np.array([1e6]),
            0.0,
            expected=np.array([1.0]),
        )
        for n in (20, 4000)
    ]
    s2 = [float(found.se_coding) ** 2 * n / (1 - n / 1e6) for found, n in zip(given, (20, 4000), strict=True)]
    assert s2 == pytest.approx([(PRIOR + 5) / (PRIOR + 19), (PRIOR + 1000) / (PRIOR + 3999)])


def test_what_codes_alone_expect_by_hand() -> None:
    # Rates 1/2 and 1/2, so the period's is 1/2; q = (1 + 2/2) / 4
    assert expected_of_codes(CODES, ONES, STRATUM, SIZES) == pytest.approx([0.25, 0.25], abs=1e-15)
    # Rates 1 and 0: share 1/3, q = (2 + 2/3) / 4 and (0 + 2/3) / 4; no stratum is thought to be free of variance
    alike = np.array([1.0, 1.0, 0.0, 0.0])
    assert expected_of_codes(alike, ONES, STRATUM, SIZES) == pytest.approx([2 / 3 * 1 / 3, 1 / 6 * 5 / 6], abs=1e-15)


def test_right_on_the_average_of_all_samples_and_so_is_its_variance() -> None:
    codes = np.array([1, 0, 0, 1, 1, 0, 0, 1.0])
    predicted = np.array([0.9, 0.3, 0.2, 0.1, 0.8, 0.4, 0.0, 0.6])
    strata = [[0, 1, 2], [3, 4, 5, 6, 7]]
    shares, variances = [], []
    for first, second in product(combinations(strata[0], 2), combinations(strata[1], 3)):
        rows = [*first, *second]
        stratum = np.array([0] * 2 + [1] * 3)
        found = design_estimate(
            codes[rows], predicted[rows], np.ones(5), stratum, np.array([3.0, 5.0]), predicted.mean()
        )
        shares.append(float(found.share))
        variances.append(float(found.se_coding) ** 2)
    assert np.mean(shares) == pytest.approx(codes.mean(), abs=1e-12)
    assert np.mean(variances) == pytest.approx(np.var(shares), abs=1e-12)


@pytest.mark.parametrize("weights", [np.ones(4), np.array([1.0, 3.0, 2.0, 5.0])])
@pytest.mark.parametrize("constant", [0.0, 0.3, 1.0])
def test_a_constant_prediction_is_the_codes_alone(weights: np.ndarray, constant: float) -> None:
    by_codes = design_estimate(CODES, np.zeros(4), weights, STRATUM, SIZES, 0.0)
    found = design_estimate(CODES, np.full(4, constant), weights, STRATUM, SIZES, constant)
    assert found.share == pytest.approx(float(by_codes.share), abs=1e-15)
    assert found.se_coding == pytest.approx(float(by_codes.se_coding), abs=1e-15)


def test_codes_alone_are_the_ratio_of_weighted_sums() -> None:
    weights = np.array([1.0, 3.0, 2.0, 5.0])
    found = design_estimate(CODES, np.zeros(4), weights, STRATUM, SIZES, 0.0)
    assert found.share == pytest.approx((1 + 2 * 2) / (1 + 3 + 2 * 2 + 2 * 5), abs=1e-15)


def test_perfect_predictions_leave_no_variance_of_coding() -> None:
    found = design_estimate(CODES, CODES, ONES, STRATUM, SIZES, 0.4)
    assert (float(found.share), float(found.se_coding)) == (0.4, 0.0)
    lower, upper = found.bounds("process")
    assert lower < 0.4 < upper


def test_a_batch_is_its_members_one_by_one() -> None:
    codes = np.stack([CODES, 1 - CODES])
    predicted = np.stack([PREDICTED, PREDICTED / 2])
    whole = design_estimate(
        codes, predicted, np.ones((2, 4)), np.stack([STRATUM] * 2), np.stack([SIZES] * 2), np.array([0.4, 0.2])
    )
    for k in range(2):
        one = design_estimate(codes[k], predicted[k], ONES, STRATUM, SIZES, [0.4, 0.2][k])
        assert whole.share[k] == one.share
        assert [b[k] for b in whole.bounds("corpus")] == pytest.approx([float(b) for b in one.bounds("corpus")])


def test_none_of_the_codes_bounds_a_share_by_the_part_of_the_units_that_was_coded() -> None:
    # Nothing in n of N: as Clopper & Pearson have it for 1 + (n − 1) / (1 − n/N) units, and near the hypergeometric.
    for n, of in ((20, 1000.0), (20, 40.0)):
        nothing = np.zeros(n)
        found = design_estimate(nothing, nothing, np.ones(n), np.zeros(n, dtype=np.intp), np.array([of]), 0.0)
        lower, upper = found.bounds("corpus")
        assert (float(lower), float(upper)) == pytest.approx((0.0, 1 - 0.025 ** (1 / (1 + (n - 1) / (1 - n / of)))))
        most = max(k for k in range(int(of) - n) if hypergeom(int(of), k, n).pmf(0) >= 0.025)
        assert most / of == pytest.approx(float(upper), abs=0.01)


def test_of_the_process_no_more_is_known_than_its_clusters_say() -> None:
    nothing = np.zeros(20)
    found = design_estimate(nothing, nothing, np.ones(20), np.zeros(20, dtype=np.intp), np.array([60.0]), 0.0)
    # 60 units in 3 documents that are all alike: a design effect of 20, that is 3 documents, of which 20 units tell.
    upper = float(found.clustered(np.array(20.0), 2).bounds("process")[1])
    largest = (1 - 20 / 60) / 19 + 20 / 59
    assert upper == pytest.approx(1 - 0.025 ** (1 / (1 + 1 / largest)))


def test_all_coded_and_no_other_corpus_leave_no_doubt() -> None:
    codes = np.array([1.0, 0.0, 0.0, 0.0])
    found = design_estimate(codes, np.zeros(4), np.ones(4), np.zeros(4, dtype=np.intp), np.array([4.0]), 0.0)
    assert [float(bound) for bound in found.bounds("corpus")] == [0.25, 0.25]
    assert found.bounds("process")[1] > 0.5


@pytest.mark.parametrize("population", ["corpus", "process"])
@pytest.mark.parametrize("n", [20, 60])
def test_what_no_code_shows_may_be_absent_whatever_predictions_say(population: str, n: int) -> None:
    """Predictions of 5 % everywhere, and of 120 units n coded: none, one, all but one, and all have the theme."""
    codes = np.zeros((4, n))
    codes[1, 0] = codes[2, 1:] = codes[3] = 1.0
    guess = np.array([0.05, 0.05, 0.95, 0.95])
    predicted = np.repeat(guess[:, None], n, axis=1)
    expected = (guess * (1 - guess))[:, None]
    stratum, sizes = np.zeros((4, n), dtype=np.intp), np.full((4, 1), 120.0)
    found = design_estimate(codes, predicted, np.ones((4, n)), stratum, sizes, guess, expected=expected)
    # Predictions that tell units apart leave a share above 0 where no code has the theme, as the mean of theirs.
    lower, upper = replace(found, share=guess).bounds(population)  # type: ignore[arg-type]
    assert (lower == 0).tolist() == [True, False, False, False]
    assert (upper == 1).tolist() == [False, False, False, True]
    assert (lower[1:] > 0).all()
    assert (upper[:3] < 1).all()
    assert lower[0] == pytest.approx(1 - upper[3], abs=1e-12)


def test_weights_of_units() -> None:
    tokens, document = np.array([10.0, 30.0, 5.0]), np.array([0, 0, 1])
    assert unit_weights(tokens).tolist() == [10, 30, 5]
    assert unit_weights(tokens, document).tolist() == [0.25, 0.75, 1]


def test_a_set_is_covered_at_its_ends_with_the_quantile_of_imbens_and_manski():
    # A point has 1.96 standard errors, a wide set 1.645 beyond its ends; between them Φ(c + 2 Δ / σ) − Φ(−c) = .95.
    z, sigma = 1.959964, 0.02
    found = unidentified(np.full(3, z * sigma), np.array([0.0, 0.01, 0.2]))
    assert found == pytest.approx([z * sigma, 0.01 + 1.681477 * sigma, 0.2 + 1.644854 * sigma], rel=1e-3)
    assert unidentified(np.zeros(1), np.array([0.1])) == pytest.approx([0.1])
