"""Mutual information adjusted for chance: by hand, and beside scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from topics.evaluation.mutual_information import adjusted_mutual_information


def test_four_things_in_two_pairs_each_crossed() -> None:
    # MI is 0, both entropies are log 2. Of the 6 ways to draw the second pair, 2 give the first pair or none of it
    # (MI log 2) and 4 one of each (MI 0): chance has log 2 / 3, so that -1/3 / (1 - 1/3) is left.
    found = adjusted_mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]))
    assert found == pytest.approx(-1 / 2)


@pytest.mark.parametrize("groups", [[], [3], [2, 2, 2], [0, 1, 2], [-1, 4, 4, 9]])
def test_the_same_groups_by_other_names_are_one(groups: list[int]) -> None:
    given = np.array(groups, dtype=np.intp)
    assert adjusted_mutual_information(given, 7 - 2 * given) == pytest.approx(1)


def test_it_is_that_of_scikit_learn() -> None:
    random = np.random.default_rng(1)
    for _ in range(200):
        n, groups, more = random.integers(1, 300), random.integers(1, 12), random.integers(1, 12)
        one = random.integers(-1, groups, n)
        other = np.where(random.random(n) < random.random(), one, random.integers(-1, more, n))
        assert adjusted_mutual_information(one, other) == pytest.approx(
            adjusted_mutual_info_score(one, other), abs=1e-12
        )
