"""Scores of recovery on tables whose answer is known."""

import numpy as np
import pandas as pd
import pytest

from topics.simulation.recovery import (
    CELLS as DECLARED,
)
from topics.simulation.recovery import (
    TESTS,
    cell_scores,
    recovery,
    slope_ratio,
    yearly_correlation,
)

NAN = np.nan
# Estimates of x: .02 too high, its band holds the corpus' share in 2020 alone; of y: right, without a band in 2022.
ROWS = [
    ("A", 1, "e", "x", "2020", 0.12, 0.09, 0.15, 0.11, 0.13, 0.10, 0.10),
    ("A", 1, "e", "x", "2021", NAN, NAN, NAN, NAN, NAN, NAN, NAN),
    ("A", 1, "e", "x", "2022", 0.32, 0.31, 0.33, 0.315, 0.325, 0.30, 0.32),
    ("A", 1, "e", "y", "2020", 0.20, 0.10, 0.30, 0.19, 0.21, 0.20, 0.40),
    ("A", 1, "e", "y", "2021", NAN, NAN, NAN, NAN, NAN, NAN, NAN),
    ("A", 1, "e", "y", "2022", 0.10, NAN, NAN, NAN, NAN, 0.10, 0.10),
]
CELLS = DECLARED.frame(ROWS)


def test_scores_of_cells_by_hand() -> None:
    assert cell_scores(CELLS) == pytest.approx(
        {
            "cells": 4,
            "bias": 1.0,  # (2 + 2 + 0 + 0) / 4
            "rmse": 2**0.5,  # √((4 + 4) / 4)
            "rmse_process": (404 / 4) ** 0.5,  # 2, 0, −20, 0
            "r": 1.0,
            "slope_ratio": (0.2 * 0.22 + 0.1 * 0.3) / (0.22**2 + 0.3**2),
            "coverage_corpus": 200 / 3,
            "coverage_process": 200 / 3,
            "posterior_corpus": 100 / 3,  # y in 2020
            "posterior_process": 100 / 3,  # x in 2022
            "coverage_error": 100 * (0.95 * 0.05 / 3) ** 0.5,
            "width": (6 + 2 + 20) / 3,
            "no_band": 1,
            "gaps": 100.0,
        }
    )


def test_a_share_in_an_empty_year_is_told() -> None:
    filled = CELLS.copy()
    filled.loc[1, "share"] = 0.0
    assert cell_scores(filled)["gaps"] == 50
    assert cell_scores(filled)["cells"] == 4
    assert np.isnan(cell_scores(CELLS[CELLS["period"] != "2021"])["gaps"])


@pytest.mark.parametrize(("factor", "shift"), [(0.5, 0.0), (1.0, 0.3), (2.0, -0.01)])
def test_levels_move_no_slope_and_scale_moves_no_correlation(factor: float, shift: float) -> None:
    moved = CELLS.assign(share=CELLS["corpus"] * factor + shift, process=CELLS["corpus"])
    assert slope_ratio(moved) == pytest.approx(factor)
    assert yearly_correlation(moved) == pytest.approx(1)


def test_slopes_are_known_only_where_something_was_planted() -> None:
    assert np.isnan(slope_ratio(CELLS.assign(process=0.1)))
    assert np.isnan(yearly_correlation(CELLS.assign(share=0.1)))
    assert yearly_correlation(CELLS.assign(share=-CELLS["corpus"])) == pytest.approx(-1)


def test_a_row_a_generator_and_estimator_and_refusals_are_counted() -> None:
    tests = pd.DataFrame(
        [
            ("A", 1, "e", 2, 0, 1, 2, 3.0, ""),
            ("A", 2, "e", 0, 1, 0, 2, 5.0, ""),
            ("A", 3, "e", 0, 0, 0, 0, 99.0, "too small"),
            ("A", 1, "f", 0, 0, 0, 0, 1.0, "too small"),
        ],
        columns=list(TESTS.names),
    )
    table = recovery(CELLS, tests)
    assert table["estimator"].tolist() == ["e", "f"]
    first, second = table.to_dict("records")
    wanted = {"replications": 3, "trends": 50.0, "permuted": 50.0, "withheld": 25.0, "refused": 1, "seconds": 4.0}
    assert {name: first[name] for name in wanted} == wanted
    assert first["bias"] == pytest.approx(1)
    assert (second["cells"], second["refused"]) == (0, 1)
    assert np.isnan(second["bias"])
