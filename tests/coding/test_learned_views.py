"""Open differences of coders, of which what has learned the first coder's codes is not asked."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from topics.coding.gold.estimate import banded
from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.strata import UnitScores
from topics.coding.gold.units import Coded, assemble
from topics.shares.estimand import Estimand
from topics.themes import NONE_OF_THE_THEMES, Theme

N = 400
LABELS = np.array(["wind", "steel", NONE_OF_THE_THEMES])


def misread() -> tuple[Coded, np.ndarray, np.ndarray]:
    """A first coder who takes half of all texts on wind for steel, and a second who is right about a fifth of texts.

    Returns the coded sample, the truth, and which texts are misread.
    """
    random = np.random.default_rng(1)
    truth = random.choice(3, N, p=[0.5, 0.3, 0.2])
    wrong = (truth == 0) & (random.random(N) < 0.5)
    first, both = np.where(wrong, 1, truth), random.random(N) < 0.2
    unit = [f"u{i:03}" for i in range(N)]
    units = pd.DataFrame({"unit": unit, "doc_id": unit, "cluster": unit, "period": "2020", "n_tokens": 10})
    codes = pd.DataFrame({"unit": unit, "theme": LABELS[first], "coder_1": LABELS[first]})
    codes["coder_2"] = np.where(both, LABELS[truth], "")
    codes["adjudicated"], codes["period"] = "", "2020"
    themes = tuple(Theme(name, (name,)) for name in LABELS[:-1])
    design = SampleDesign("corpus", "passage", "none", "", 1, mentions=False)
    job = SimpleNamespace(themes=themes, estimand=Estimand())
    return assemble(job, design, units, ["all"] * N, codes, "text"), truth, wrong  # type: ignore[arg-type]


def alone(coded: Coded, scores: list[UnitScores], content: csr_matrix | None = None) -> pd.DataFrame:
    found = banded(coded, scores, content, "seen", "text", "corpus")
    return found[found["method"] == "gold only"].set_index("theme")[["share", "lower", "upper"]]


def scored(named: np.ndarray, *, learned: bool) -> UnitScores:
    weights = np.eye(3)[named][:, :-1]
    return UnitScores(weights, weights, named, learned)


def test_a_classifier_that_learned_the_first_coders_errors_does_not_call_them_right() -> None:
    coded, truth, wrong = misread()
    words = csr_matrix(np.column_stack([np.eye(3)[truth], wrong]).astype(float))  # they show what is misread
    found = alone(coded, [], words)
    pd.testing.assert_frame_equal(found, alone(coded, []))
    assert found.loc["wind", "share"] > 0.3  # half-way to 0.5; the first coder says 0.25
    assert found.loc["wind", "lower"] < (truth == 0).mean()


def test_a_model_that_learns_from_codes_is_not_asked_and_one_that_does_not_is() -> None:
    coded, truth, wrong = misread()
    as_the_first = scored(np.where(wrong, 1, truth), learned=True)
    pd.testing.assert_frame_equal(alone(coded, [as_the_first]), alone(coded, []))
    found = alone(coded, [scored(truth, learned=False), as_the_first])
    assert found.loc["wind", "share"] == pytest.approx((truth == 0).mean(), abs=0.05)
