"""A study of one period: nothing is said of a change from a period to itself."""

from pathlib import Path

import pytest

from tests.awkward import SHAPES
from topics.claims.engine import claims_table, job_claims
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_change_is_named_between_a_period_and_itself(language: str, tmp_path: Path) -> None:
    SHAPES["one passage"].write(tmp_path / "one")
    job = run(load_study(tmp_path / "one"), Store(tmp_path / "runs"))
    claims = claims_table(job_claims(job), language=language)
    row = claims[claims["kind"] == "change"].iloc[0]
    assert (
        row["claim"]
        == {
            "en": "A change over time in uncorrected output",
            "zh": "占比随时间的变化（据未经校正的结果）",
        }[language]
    )
    assert row["verdict"] in ("not allowed", "不可")
    assert "2020" not in row["claim"]
    contrast = job.checklist().set_index("item").loc["contrast"]
    assert "there is one period" in " ".join(map(str, contrast))
