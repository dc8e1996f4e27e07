"""The allotment of coded units: exact on small cells, by hand, and from a pilot to a sample that is extended."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.coding.test_gold import Toy
from topics.coding.gold.allot import allotment
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import gold_estimates
from topics.coding.gold.folder import GoldFolder, SampleDesign
from topics.coding.gold.power import expected_widths
from topics.coding.gold.strata import UnitScores
from topics.errors import StudyError
from topics.evaluation.people.coding_sample import least_variance

CELLS = [
    ([1.0, 2.0, 3.0], [20, 20, 20], 12, ()),
    ([1.0, 2.0, 3.0], [20, 4, 20], 15, ()),
    ([0.0, 0.5, 2.0], [9, 9, 9], 14, (5, 0, 0)),
    ([0.3, 0.3, 0.3], [3, 3, 3], 9, ()),
]


@pytest.mark.parametrize(("spread", "sizes", "n", "drawn"), CELLS)
def test_no_other_allotment_has_less_variance(
    spread: list[float], sizes: list[int], n: int, drawn: tuple[int, ...]
) -> None:
    found = least_variance(spread, sizes, n, drawn)
    least = [max(min(2, size), already) for size, already in zip(sizes, drawn or (0,) * 3, strict=True)]
    every = [
        counts
        for counts in product(*(range(low, size + 1) for low, size in zip(least, sizes, strict=True)))
        if sum(counts) == n
    ]

    def variance(counts: tuple[int, ...]) -> float:
        return sum(s**2 / k for s, k in zip(spread, counts, strict=True))

    assert tuple(found) in every
    assert variance(tuple(found)) == pytest.approx(min(map(variance, every)))


def test_where_nothing_more_can_be_coded_all_is() -> None:
    assert least_variance([1, 1], [3, 1], 10).tolist() == [3, 1]
    assert least_variance([1, 1], [30, 30], 3, (4, 0)).tolist() == [4, 2]


def made(sizes: dict[str, tuple[int, int]]) -> tuple[pd.DataFrame, UnitScores]:
    """Units of periods, so many with the theme found and so many without."""
    period = [p for p, (a, b) in sizes.items() for _ in range(a + b)]
    found = np.array([k for a, b in sizes.values() for k in [0] * a + [1] * b])
    units = pd.DataFrame({"unit": [f"u{i:04}" for i in range(len(found))], "period": period, "n_tokens": 10})
    weights = np.eye(2)[found][:, :1]
    units["doc_id"] = units["unit"]
    return units.assign(stratum=np.array(["wind", "none"])[found]), UnitScores(weights, weights, found)


def test_units_go_where_what_is_asked_varies() -> None:
    frame, score = made({"2020": (100, 300), "2021": (100, 300), "2022": (100, 300)})
    # Where the theme is found, half of the units have it; elsewhere one in ten.
    confusion = np.array([[0.5, 0.5], [0.1, 0.9]])
    levels = allotment(frame, score, confusion, 30, "levels")
    # Neyman by hand: N_h S is 100 · .5 and 300 · .3, in each of three periods alike.
    assert {levels[f"202{t}", "wind"] for t in range(3)} <= {10, 11}
    assert sum(levels.values()) == 90
    change = allotment(frame, score, confusion, 30, "change")
    assert [change["2021", name] for name in ("wind", "none")] == [2, 2]
    assert sum(change.values()) == 90
    assert change["2020", "none"] / change["2020", "wind"] == pytest.approx(90 / 50, abs=0.15)
    design = SampleDesign("corpus", "passage", "score", "x", 1, mentions=False)
    first = drawn_units(frame, None, design, 5)
    more = allotment(frame, score, confusion, 30, "change", first)
    rest = drawn_units(frame, first, design, 30, more)
    assert not set(first["unit"]) & set(rest["unit"])
    together = pd.concat([first, rest]).groupby(["period", "stratum"]).size()
    assert together.to_dict() == dict(more)


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    found = Toy(tmp_path)
    found.place = GoldFolder(tmp_path / "gold")
    return found


def test_a_sample_with_an_aim_needs_a_coded_part_and_keeps_its_probabilities(toy: Toy) -> None:
    with pytest.raises(StudyError, match="a first part must be coded: draw one without --aim"):
        toy.draw(6, aim="change")
    toy.draw(4, coders=1)
    toy.fill()
    toy.read()
    toy.draw(8, aim="change", coders=1)
    toy.fill(2)
    codes = toy.read().codes
    frame = toy.place.table("frame.csv", ("unit", "period", "stratum"))
    n, of = (table.groupby(["period", "stratum"]).size() for table in (codes, frame))
    for row in codes.to_dict("records"):
        cell = (row["period"], row["stratum"])
        assert float(row["probability"]) == pytest.approx(n[cell] / of[cell], abs=1e-5)
    shares = gold_estimates(toy.place, toy.store, toy.study).shares
    banded = shares[shares["method"] == "corrected"]
    assert (banded["problem"] == "").all()
    assert len(codes) == 16


def test_power_foretells_a_sample_with_an_aim(toy: Toy) -> None:
    even, aimed = (
        expected_widths(toy.store, toy.study, [4], aim=aim, population="corpus", draws=8)[1]  # type: ignore[arg-type]
        for aim in ("even", "change")
    )
    assert list(even["theme"]) == list(aimed["theme"])
    assert (aimed["width_corrected"] > 0).all()
