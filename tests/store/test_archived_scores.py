"""Tables of scores from elsewhere are files of a study: edits are told, archives hold them, none leads elsewhere."""

from pathlib import Path

import pytest

from tests.conftest import write_toy_study
from tests.store.test_archive import repack
from topics.errors import StoreError
from topics.jobs.run import run
from topics.store.archive import export_store, import_store
from topics.store.store import Store
from topics.study.study import load_study

MODEL = '\n[[models]]\nkind = "scores"\nname = "theirs"\nfile = "{}"\nwhose = "Li"\n'


def write_scores(path: Path, study: Path, wind: float) -> None:
    passages = load_study(study).corpus().passages["passage_id"]
    rows = [f"{passage},{wind},0.1" for passage in passages]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("passage_id,wind,rail\n" + "\n".join(rows) + "\n", encoding="utf-8")


def scored(place: Path, table: str = "theirs.csv") -> tuple[Path, Store]:
    """The toy study with a model of scores, run."""
    study, store = place / "toy", Store(place / "runs")
    write_toy_study(study)
    with (study / "study.toml").open("a", encoding="utf-8") as file:
        file.write(MODEL.format(table))
    write_scores(study / table, study, 0.5)
    run(load_study(study), store)
    return study, store


def test_an_edited_table_makes_results_stale(tmp_path: Path) -> None:
    study, store = scored(tmp_path)
    assert store.stale_results(study) == ""
    write_scores(study / "theirs.csv", study, 0.6)
    with pytest.raises(StoreError, match=r"scores: 1 changed \(theirs\.csv\)"):
        store.latest_job(study)


ASKED = "coder/asked/scores.csv"


@pytest.mark.parametrize("table", ["theirs.csv", ASKED])
def test_an_archive_runs_again_with_its_scores(table: str, tmp_path: Path) -> None:
    study, store = scored(tmp_path, table)
    there = store.latest_job(study)
    (study / table).with_name("answers.jsonl").write_text("{}\n")
    (study / table).with_name("notes.txt").write_text("of nobody's concern")
    export_store(store, tmp_path / "toy.zip", study)
    abroad = Store(tmp_path / "abroad" / "runs")
    found = import_store(abroad, tmp_path / "toy.zip")
    assert found.study is not None
    assert abroad.latest_job(found.study).name == there.name
    again = run(load_study(found.study), abroad)
    assert again.run_names == there.run_names
    assert again.table("shares").equals(there.table("shares"))
    beside = {path.name for path in (found.study / table).parent.iterdir()}
    assert beside & {"answers.jsonl", "notes.txt"} == ({"answers.jsonl"} if table == ASKED else set())


@pytest.mark.parametrize(
    "elsewhere",
    [
        "../passwd",
        "/etc/passwd",
        "corpus/theirs.csv",
        "..",
        "coder/../theirs.csv",
        "coder/a/b/theirs.csv",
        "coder/a/..",
    ],
)
def test_scores_that_lead_elsewhere_are_refused(elsewhere: str, tmp_path: Path) -> None:
    study, store = scored(tmp_path)
    export_store(store, tmp_path / "toy.zip", study)

    def change(entries: dict[str, bytes]) -> None:
        old = b'file = "theirs.csv"'
        assert old in entries["study/study.toml"]
        entries["study/study.toml"] = entries["study/study.toml"].replace(old, f'file = "{elsewhere}"'.encode())

    bad = repack(tmp_path / "toy.zip", tmp_path / "bad.zip", change)
    with pytest.raises(StoreError, match=r"leads outside .* nothing was taken"):
        import_store(Store(tmp_path / "abroad" / "runs"), bad)


@pytest.mark.parametrize("table", ["tables/theirs.csv", "../theirs.csv"])
def test_a_table_that_does_not_lie_beside_the_settings_is_not_lost_in_silence(table: str, tmp_path: Path) -> None:
    study, store = scored(tmp_path, table)
    with pytest.raises(StoreError, match=r"cannot travel: only a table beside study\.toml can"):
        export_store(store, tmp_path / "toy.zip", study)


def test_an_archive_needs_the_table_that_was_read(tmp_path: Path) -> None:
    study, store = scored(tmp_path)
    write_scores(study / "theirs.csv", study, 0.6)
    with pytest.raises(StoreError):
        export_store(store, tmp_path / "toy.zip", study)
