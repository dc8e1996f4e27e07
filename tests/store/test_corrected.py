"""Corrected shares as a store keeps them."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.store.damages import DAMAGES
from topics.errors import StoreError
from topics.store.corrected import keep_codes, keep_gold, kept_elsewhere, kept_gold, kept_weightings
from topics.store.store import Store
from topics.store.verify import verify_store

PLACE = ("1234abcd", "corpus-1")


def shares(weighting: str = "text", lower: float = 0.1) -> pd.DataFrame:
    rows = [("uncorrected", "wind", "2020", 0.3, np.nan), ("corrected", "wind", "2020", 0.2, lower)]
    table = pd.DataFrame(rows, columns=["method", "theme", "period", "share", "lower"])
    return table.assign(upper=table["lower"] + 0.2, weighting=weighting, se_coders=0.0, estimator="nmf")


def test_every_weighting_is_kept_beside_the_other_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    assert kept_gold(tmp_path, *PLACE) is None
    assert kept_weightings(tmp_path, *PLACE) == frozenset()
    row = {
        "method": "corrected",
        "estimator": "nmf",
        "theme": "wind",
        "first": "2020",
        "last": "2021",
        "lower": 0.1,
        "upper": 0.3,
    }
    change = pd.DataFrame([{**row, "problem": ""}])
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares(), "change": change})
    keep_gold(tmp_path, *PLACE, "job", "b", {"shares": shares("document")})
    assert kept_weightings(tmp_path, *PLACE) == {"text", "document"}
    found = kept_gold(tmp_path, *PLACE)
    assert found
    assert found.codes == "a"
    assert found.shares[["method", "period", "share"]].to_numpy().tolist() == [["corrected", "2020", 0.2]]
    assert found.change is not None
    assert found.change["first"].tolist() == ["2020"]
    between = found.of_theme("wind").change_between("2020", "2021")
    assert between
    assert (between["lower"], between["problem"]) == (0.1, "")
    assert found.of_theme("wind").change_between("2020", "2022") is None
    assert found.of_theme("rail").shares.empty
    # Without the change that an earlier call had kept.
    keep_gold(tmp_path, *PLACE, "job", "c", {"shares": shares()})
    later = kept_gold(tmp_path, *PLACE)
    assert later
    assert (later.codes, later.change) == ("c", None)


def test_a_theme_may_be_called_what_pandas_takes_for_nothing(tmp_path: Path) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares().replace("wind", "NA")})
    found = kept_gold(tmp_path, *PLACE)
    assert found
    assert found.of_theme("NA").shares["share"].tolist() == [0.2]


def test_shares_without_a_band_are_not_kept_and_take_away_those_that_were(tmp_path: Path) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares(lower=np.nan)})
    assert kept_weightings(tmp_path, *PLACE) == frozenset()
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})
    assert kept_weightings(tmp_path, *PLACE) == {"text"}
    keep_gold(tmp_path, *PLACE, "job", "b", {"shares": shares(lower=np.nan)})
    assert kept_gold(tmp_path, *PLACE) is None


def test_shares_of_other_codes_or_of_another_job_are_stale(tmp_path: Path) -> None:
    codes = tmp_path / "codes.csv"
    codes.write_text("unit,theme\n", encoding="utf-8")
    first = sha256(codes.read_bytes()).hexdigest()
    keep_gold(tmp_path, *PLACE, "job", first, {"shares": shares()})

    def stale(job: str = "job", codes: Path | None = None) -> str:
        found = kept_gold(tmp_path, *PLACE)
        assert found
        return found.stale(job, codes)

    assert stale() == stale(codes=codes) == stale(codes=tmp_path / "nothing.csv") == ""
    assert stale("another") == ("the results of the study have changed since `topics gold estimate`; run it again")
    keep_codes(tmp_path, *PLACE, first)
    assert stale() == ""
    codes.write_text("unit,theme\np1,wind\n", encoding="utf-8")
    assert stale(codes=codes).startswith("the codes have changed")
    keep_codes(tmp_path, *PLACE, sha256(codes.read_bytes()).hexdigest())
    assert stale().startswith("the codes have changed")


def test_what_is_kept_of_another_weighting_or_corpus_is_told(tmp_path: Path) -> None:
    assert kept_elsewhere(tmp_path, *PLACE, "text") == ""
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})
    assert kept_elsewhere(tmp_path, *PLACE, "document") == (
        "corrected shares were kept of text shares and not of document shares"
    )
    assert kept_elsewhere(tmp_path, PLACE[0], "corpus-2", "text").startswith(
        "corrected shares were kept of another corpus"
    )
    assert kept_elsewhere(tmp_path, "another", "corpus-2", "text") == ""


def test_a_table_that_was_edited_is_refused(tmp_path: Path) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})
    (path,) = tmp_path.rglob("shares-*.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("0.2", "0.9"), encoding="utf-8")
    with pytest.raises(StoreError, match="its hash differs"):
        kept_gold(tmp_path, *PLACE)


def test_until_a_later_estimate_is_whole_the_earlier_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})

    def full(*_: object) -> None:
        raise StoreError("no room")

    with monkeypatch.context() as patch:
        patch.setattr("topics.store.corrected.write_record", full)
        with pytest.raises(StoreError, match="no room"):
            keep_gold(tmp_path, *PLACE, "job", "b", {"shares": shares(lower=0.15)})
    found = kept_gold(tmp_path, *PLACE)
    assert found
    assert (found.codes, found.shares["lower"].tolist()) == ("a", [0.1])
    keep_gold(tmp_path, *PLACE, "job", "b", {"shares": shares(lower=0.15)})
    assert len([*tmp_path.rglob("*.csv")]) == 1


def test_verify_looks_at_them(tmp_path: Path) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})
    assert verify_store(Store(tmp_path))[["kind", "state"]].to_numpy().tolist() == [["gold", "ok"]]
    (record,) = tmp_path.rglob("gold.json")
    record.write_text(record.read_text(encoding="utf-8").replace('"a"', '"b"'), encoding="utf-8")
    assert verify_store(Store(tmp_path))[["state", "changed"]].to_numpy().tolist() == [["changed", "gold.json"]]


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_finds_a_damaged_digest_of_the_codes(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    keep_gold(tmp_path, *PLACE, "job", "a", {"shares": shares()})
    keep_codes(tmp_path, *PLACE, "a")
    assert set(verify_store(Store(tmp_path))["state"]) == {"ok"}
    (codes,) = tmp_path.rglob("codes.json")
    codes.write_bytes(damage(codes.read_bytes()))
    assert verify_store(Store(tmp_path))[["state", "changed"]].to_numpy().tolist() == [["changed", "../codes.json"]]
