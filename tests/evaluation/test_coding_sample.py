"""Drawing units: how many of each stratum, in which order, and which strata are joined."""

import numpy as np
import pytest

from topics.evaluation.people.coding_sample import allocation, drawing_order, joined_strata


@pytest.mark.parametrize("n", [10, 20, 40, 80, 399])
@pytest.mark.parametrize("sizes", [[400], [300, 60, 25, 10, 5], [100, 100, 100, 100], [397, 1, 2]])
def test_as_many_as_asked_for_and_two_of_every_stratum(sizes: list[int], n: int) -> None:
    given = allocation(sizes, n)
    assert given.sum() == n
    assert (given <= sizes).all()
    assert (given >= np.minimum(sizes, 2)).all()


def test_half_in_proportion_and_half_by_the_root() -> None:
    # 100: 8.0 and 6.67 of ten; 25: 2.0 and 3.33
    assert allocation([100, 25], 10).tolist() == [7, 3]
    assert allocation([100, 25], 200).tolist() == [100, 25]


@pytest.mark.parametrize("sizes", [[300, 60, 25, 10, 5], [397, 1, 2], [40, 30, 30]])
def test_a_larger_sample_holds_the_smaller_one(sizes: list[int]) -> None:
    before = np.zeros(len(sizes), dtype=np.intp)
    for n in (10, 11, 13, 20, 37, 80):
        given = allocation(sizes, n, before.tolist())
        assert (given >= before).all()
        assert given.sum() == n
        before = given
    # What was drawn otherwise stays, and the others give way
    assert allocation([100, 25], 10, [0, 6]).tolist() == [4, 6]


def test_the_order_is_of_the_ids_alone() -> None:
    ids = [f"p{number}" for number in range(50)]
    shuffled = list(reversed(ids))
    order = [ids[row] for row in drawing_order(ids, 1, "2020")]
    assert order == [shuffled[row] for row in drawing_order(shuffled, 1, "2020")]
    assert sorted(order) == sorted(ids)
    assert order != [ids[row] for row in drawing_order(ids, 2, "2020")]
    assert order != [ids[row] for row in drawing_order(ids, 1, "2021")]


def test_every_unit_comes_first_as_often() -> None:
    ids = list("abcd")
    first = [ids[drawing_order(ids, seed, "2020")[0]] for seed in range(2000)]
    counts = np.array([first.count(unit) for unit in ids])
    assert ((counts - 500) ** 2 / 500).sum() < 16.3  # χ², 3 degrees of freedom, p = .001


def test_small_strata_are_joined_smallest_first() -> None:
    sizes = {"none": 300, "a": 60, "b": 25, "c": 10, "d": 5}
    assert joined_strata(sizes, 80) == {name: name for name in sizes}  # N / n = 5
    assert joined_strata(sizes, 40) == {"none": "none", "a": "a", "b": "b", "c": "c + d", "d": "c + d"}
    assert joined_strata(sizes, 10)["d"] == "b + c + d"
    assert set(joined_strata(sizes, 1).values()) == {"a + b + c + d + none"}
