"""Clusters: sums over pairs by hand and over every possible sample, the design effect, and what ĝ dilutes."""

from itertools import combinations

import numpy as np
import pytest

from topics.shares.coded.clusters import (
    correlation,
    design_effect,
    effective_clusters,
    intraclass,
    over_pairs,
    paired_sums,
)

CLUSTER = np.array([0, 0, 1, 1, 1, 2])
CODES = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
PREDICTED = np.array([0.9, 0.4, 0.2, 0.1, 0.3, 0.5])
STRATUM = np.array([0, 0, 0, 1, 1, 1])
SIZES = np.array([3.0, 3.0])
WEIGHTS = np.array([1.0, 2.0, 1.0, 0.5, 1.0, 0.5])


def test_pairs_by_hand() -> None:
    # 2 · (1·2) in the first, 2 · (1·.5 + 1·1 + .5·1) in the second, none in the third
    assert over_pairs(WEIGHTS, CLUSTER) == pytest.approx(4 + 4)
    assert design_effect(np.array(0.5), WEIGHTS, CLUSTER) == pytest.approx(1 + 0.5 * 8 / (WEIGHTS**2).sum())
    assert effective_clusters(WEIGHTS, CLUSTER) == pytest.approx(36 / (9 + 6.25 + 0.25))


def test_the_sum_over_pairs_is_right_on_the_average_of_all_samples_whatever_the_predictions() -> None:
    share = np.array(0.4)
    truth = over_pairs(WEIGHTS * (CODES - share), CLUSTER)
    for predicted in (PREDICTED, np.zeros(6), CODES):
        found = []
        for first in combinations(range(3), 2):
            for second in combinations(range(3, 6), 2):
                rows = np.array([*first, *second])
                top, low = paired_sums(
                    CODES[rows], predicted, WEIGHTS, CLUSTER, rows, STRATUM[rows], SIZES, share, np.array(0.0)
                )
                found.append(float(top))
                assert low == pytest.approx(8 * 0.4 * 0.6)
        assert np.mean(found) == pytest.approx(float(truth), abs=1e-12)


def test_documents_of_one_theme_have_a_correlation_of_one() -> None:
    cluster, codes = np.repeat(np.arange(50), 4), np.repeat(np.arange(50) % 2, 4).astype(float)
    rows, ones = np.arange(200), np.ones(200)
    args = (ones, cluster, rows, np.zeros(200, dtype=np.intp), np.array([200.0]), np.array(0.5), np.array(0.0))
    for predicted in (np.full(200, 0.5), codes):
        pair = paired_sums(codes, predicted, *args)
        rho = correlation(pair, intraclass(predicted, ones, cluster))
        assert rho == pytest.approx(1.0)
        assert design_effect(rho, ones, cluster) == pytest.approx(4.0)


def test_noise_in_predictions_does_not_hide_the_correlation_of_codes() -> None:
    random = np.random.default_rng(1)
    cluster = np.repeat(np.arange(400), 5)
    codes = (random.random(2000) < np.repeat(random.beta(0.7, 1.633, 400), 5)).astype(float)  # ρ = .3
    noisy = 0.3 + 0.1 * (codes - 0.3) + 0.05 * random.standard_normal(2000)
    rows = np.sort(random.permutation(2000)[:600])
    ones = np.ones(2000)
    diluted = intraclass(noisy, ones, cluster)
    pair = paired_sums(
        codes[rows], noisy, ones, cluster, rows, np.zeros(600, dtype=np.intp), np.array([2000.0]),
        np.array(codes.mean()), np.array(0.0),
    )  # fmt: skip
    assert float(diluted[0] / diluted[1]) < 0.2
    assert float(correlation(pair, diluted)) == pytest.approx(0.3, abs=0.1)


def test_units_that_come_singly_have_no_design_effect() -> None:
    alone, ones = np.arange(6), np.ones(6)
    sums = intraclass(PREDICTED, ones, alone)
    assert correlation(sums, sums) == 0
    assert design_effect(np.array(0.9), ones, alone) == 1
