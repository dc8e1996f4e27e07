"""From scores to probabilities: what the coefficients should be, and that no unit sees its own code."""

import numpy as np
import pytest

from topics.shares.coded.calibration import cross_fitted, logistic

RANDOM = np.random.default_rng(3)
N, CODED = 300, 120
SCORES = RANDOM.standard_normal((N, 2))
TRUE = RANDOM.random(N) < 1 / (1 + np.exp(1 - 2 * SCORES[:, 0]))
ROWS = np.sort(RANDOM.choice(N, CODED, replace=False))
FOLD = RANDOM.permutation(N) % 5
CODES = TRUE[ROWS].astype(float)


def test_slopes_as_scikit_learn_has_them() -> None:
    from sklearn.linear_model import LogisticRegression

    ours = logistic(SCORES[ROWS], CODES, np.ones(CODED))
    theirs = LogisticRegression(C=1.0, tol=1e-8, max_iter=1000).fit(SCORES[ROWS], CODES)
    # Only ours holds the intercept, by .05.
    assert ours[1:] == pytest.approx(theirs.coef_[0], abs=5e-3)
    assert ours[0] == pytest.approx(theirs.intercept_[0], abs=5e-3)


def test_a_weight_counts_a_unit_as_often() -> None:
    weights = RANDOM.integers(1, 4, CODED)
    repeated = np.repeat(np.arange(CODED), weights)
    as_weights = logistic(SCORES[ROWS], CODES, weights.astype(float))
    assert as_weights == pytest.approx(logistic(SCORES[ROWS][repeated], CODES[repeated], np.ones(len(repeated))))


@pytest.mark.parametrize("code", [0.0, 1.0])
def test_codes_that_are_all_equal_stay_finite(code: float) -> None:
    found = cross_fitted(SCORES, FOLD, ROWS, np.full(CODED, code), np.ones(CODED))
    assert np.abs(found - code).max() < 0.05


def test_no_prediction_depends_on_the_unit_s_own_code() -> None:
    before = cross_fitted(SCORES, FOLD, ROWS, CODES, np.ones(CODED))
    for k in (0, 50, 119):
        changed = CODES.copy()
        changed[k] = 1 - changed[k]
        after = cross_fitted(SCORES, FOLD, ROWS, changed, np.ones(CODED))
        same = FOLD[ROWS[k]] == FOLD
        assert (after[same] == before[same]).all()
        assert (after[~same] != before[~same]).all()


def test_a_score_without_spread_says_the_mean() -> None:
    found = cross_fitted(np.ones((N, 1)), FOLD, ROWS, CODES, np.ones(CODED))
    for number in range(5):
        mean = CODES[FOLD[ROWS] != number].mean()
        assert found[number == FOLD] == pytest.approx(mean, abs=2e-3)


def test_a_batch_is_its_members_one_by_one() -> None:
    codes = np.stack([CODES, 1 - CODES])
    several = cross_fitted(
        np.stack([SCORES] * 2), np.stack([FOLD] * 2), np.stack([ROWS] * 2), codes, np.ones((2, CODED))
    )
    assert several[1] == pytest.approx(cross_fitted(SCORES, FOLD, ROWS, codes[1], np.ones(CODED)), abs=1e-12)
