"""Predictions of codes: no unit's own cluster has a part in its own, whoever predicts."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, identity

from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.predict import predictions
from topics.coding.gold.strata import UnitScores
from topics.coding.gold.units import Coded, assemble
from topics.themes import Theme

N = 60


def coded(codes: np.ndarray) -> Coded:
    """Sixty units, two a document and four a cluster, all of one period and stratum; every second one coded."""
    units = pd.DataFrame(
        {
            "unit": [f"u{i:02}" for i in range(N)],
            "doc_id": [f"d{i // 2:02}" for i in range(N)],
            "cluster": [f"c{i // 4:02}" for i in range(N)],
            "period": "2020",
            "n_tokens": 10,
        }
    )
    of = pd.DataFrame({"unit": units["unit"][::2].tolist(), "theme": np.where(codes > 0, "wind", "none of the themes")})
    job = SimpleNamespace(themes=(Theme("wind", ("wind",)),))
    design = SampleDesign("corpus", "passage", "none", "", 1, mentions=False)
    return assemble(job, design, units, ["all"] * N, of, "text")  # type: ignore[arg-type]


@pytest.mark.parametrize("classifier", [True, False])
def test_no_code_reaches_the_predictions_of_its_own_cluster(classifier: bool) -> None:
    random = np.random.default_rng(1)
    codes = (random.random(N // 2) < 0.5).astype(float)
    weight = random.random((N, 1))
    scores = [UnitScores(weight, np.ones((N, 1)), (weight[:, 0] < 0.5).astype(np.intp))]
    # A word of its own for every unit and one for its cluster: whoever has seen the code knows it.
    own = csr_matrix(np.hstack([identity(N).toarray(), np.repeat(identity(N // 4).toarray(), 4, axis=0)]))
    content = own if classifier else None
    before = predictions(coded(codes), scores, content)
    for place in (0, 13, 29):
        changed = codes.copy()
        changed[place] = 1 - changed[place]
        after = predictions(coded(changed), scores, content)
        cluster = 2 * place // 4
        mine = np.arange(N) // 4 == cluster
        assert after[:, mine] == pytest.approx(before[:, mine], abs=1e-12)
        assert np.abs(after[:, ~mine] - before[:, ~mine]).max() > 1e-6
