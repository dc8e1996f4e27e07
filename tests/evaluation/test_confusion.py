"""Confusions and rates by period, counted by hand."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from topics.evaluation.people.confusion import confused_with, confusion, rates_by_period
from topics.evaluation.people.judgements import wilson
from topics.themes import NONE_OF_THE_THEMES


@dataclass
class Answers:
    """An estimator that says what it is told; 2 is none, 3 unassigned."""

    said: list[int]
    theme_ids = ("wind", "rail")

    @property
    def present(self):
        raise NotImplementedError

    @property
    def primary(self):
        return np.array(self.said)

    def rows(self, passage_ids):
        return np.array([int(p) for p in passage_ids])


CODED = pd.DataFrame(
    {
        "passage_id": list("012345"),
        "theme": ["wind", "wind", "rail", NONE_OF_THE_THEMES, "wind", "rail"],
        "period": ["2020", "2020", "2020", "2020", "2021", "2021"],
    }
)


def table() -> pd.DataFrame:
    # Two seeds that differ on passage 1: wind by one, rail by the other.
    return confusion([Answers([0, 0, 0, 0, 2, 1]), Answers([0, 1, 0, 0, 2, 1])], CODED)


def test_counts_are_means_over_seeds() -> None:
    found = table().set_index(["period", "code", "estimate"])["passages"].to_dict()
    assert found == {
        ("2020", NONE_OF_THE_THEMES, "wind"): 1,
        ("2020", "rail", "wind"): 1,
        ("2020", "wind", "wind"): 1.5,
        ("2020", "wind", "rail"): 0.5,
        ("2021", "rail", "rail"): 1,
        ("2021", "wind", NONE_OF_THE_THEMES): 1,
    }


def test_what_a_theme_is_confused_with() -> None:
    found = confused_with(table(), "wind").set_index("other")
    assert found["missed"].to_dict() == {NONE_OF_THE_THEMES: 1, "rail": 0.5}
    assert found["mistaken"].to_dict() == {NONE_OF_THE_THEMES: 1, "rail": 1}


def test_precision_and_recall_by_period() -> None:
    found = rates_by_period(table(), "wind").set_index("period")
    assert found.loc["2020", ["precision", "recall"]].tolist() == pytest.approx([1.5 / 3.5, 1.5 / 2])
    assert found.loc["2020", ["recall_lower", "recall_upper"]].tolist() == pytest.approx(wilson(1.5, 2))
    assert np.isnan(found.loc["2021", "precision"])
    assert found.loc["2021", ["recall", "n_coded", "n_estimated"]].tolist() == [0, 1, 0]
