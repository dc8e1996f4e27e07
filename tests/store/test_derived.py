"""Derived tables: kept once, read back bit for bit, and never believed when anything that decides them has changed."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.errors import StoreError
from topics.files.records import read_record, write_record
from topics.jobs.run import run
from topics.results import evidence_tables as module
from topics.results.evidence_tables import evidence_tables
from topics.store import derived as keeping
from topics.store.derived import derived
from topics.store.job import Job
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The job of the toy study, which lies beside the store; tests put back what they change."""
    place = tmp_path_factory.mktemp("derived")
    write_toy_study(place / "toy")
    return run(load_study(place / "toy"), Store(place / "runs"))


@pytest.fixture
def study(ran: Job) -> Path:
    return ran.root.parent / "toy"


@pytest.fixture
def job(ran: Job) -> Job:
    """The job of the study, without derived tables, and read anew."""
    shutil.rmtree(ran.root / "derived", ignore_errors=True)
    return Job(ran.folder)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The jobs whose evidence was computed rather than read, in order."""
    names, real = list[str](), module._computed

    def counting(job: Job, *rest: Any) -> dict[str, pd.DataFrame]:
        names.append(job.name)
        return real(job, *rest)

    monkeypatch.setattr(module, "_computed", counting)
    return names


def equal(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> bool:
    assert one.keys() == other.keys()
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name], check_exact=True)
    return True


def test_what_is_kept_has_the_bits_of_what_was_computed(job: Job, computed: list[str]) -> None:
    first, again = evidence_tables(job), evidence_tables(Job(job.folder))
    assert computed == [job.name]
    assert equal(first, again)
    fresh = module._computed(job, "text", {})
    assert {"trends", "beside", "held", "without", "replaced"} <= fresh.keys()
    for name, table in fresh.items():
        for column in table.select_dtypes("number"):
            assert again[name][column].to_numpy().tobytes() == table[column].to_numpy().tobytes(), (name, column)
        text = table.select_dtypes(exclude="number")
        assert again[name][text.columns].to_dict("records") == text.to_dict("records")


def test_claims_of_kept_tables_are_those_of_fresh_ones(job: Job) -> None:
    fresh = job.claims()
    pd.testing.assert_frame_equal(fresh, Job(job.folder).claims())
    shutil.rmtree(job.root / "derived")
    pd.testing.assert_frame_equal(fresh, Job(job.folder).claims())


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        path = study / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


def add(file: str, text: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        path = study / file
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return change


_EVENT = '\n[[events]]\nname = "法"\ndate = "2020-09"\nthemes = ["wind"]\nexpected = "fall"\n'
CHANGES = {
    "delta": add("study.toml", "\n[claims]\ndelta = 2\n"),
    "an event": add("study.toml", _EVENT),
    "membership": add("study.toml", '\n[shares]\nmembership = "primary"\n'),
    "own estimator": add("study.toml", '\n[shares]\nestimator = "nmf"\n'),
    "clusters": add("study.toml", '\n[shares]\nclusters = "family"\n'),
    "periods": add("study.toml", '\n[periods]\nby = "half-year"\n'),
    "a model": add("study.toml", '\n[[models]]\nkind = "nmf"\nname = "nmf-4"\ntopics = 4\n'),
    "a size": edit("study.toml", "topics = 3", "topics = 4"),
    "codes": add("gold.csv", "doc_id,starts,theme\ndoc-0,风电机组在沿海,wind\n"),
    "a term": edit("themes.toml", '"动车组"', '"动车组", "列车"'),
    "another form of a term": edit("themes.toml", 'terms = ["风电"]', 'terms = ["风电机组"]'),
    "a theme": add("themes.toml", '\n[farm]\nlabel = { zh = "农业" }\nterms = ["水稻"]\n'),
    "a document": edit("documents/doc-5.md", "水稻插秧进入高峰", "春小麦返青，风电送来浇地的电"),
    "a date": edit("documents/doc-5.md", "2021-", "2020-"),
    "a document less": lambda study: (study / "documents" / "doc-7.md").unlink(),
}


def of_content(job: Job) -> str:
    """A derived table of a job that says which job it was made of."""
    found = derived(Job(job.folder), "toy", {}, lambda: {"made": pd.DataFrame({"of": [job.content]})})
    return str(found["made"]["of"].iloc[0])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_a_study_changes_makes_another_key(change: Callable[[Path], None], study: Path, job: Job) -> None:
    as_it_was = shutil.copytree(study, study.parent / "as-it-was")
    try:
        assert of_content(job) == job.content
        change(study)
        after = Job(run(load_study(study), Store(job.root)).folder)
        assert after.content != job.content
        assert (of_content(after), of_content(job)) == (after.content, job.content)
    finally:
        shutil.rmtree(study)
        as_it_was.rename(study)


def test_a_study_that_is_run_again_unchanged_keeps_its_key(study: Path, job: Job) -> None:
    assert Job(run(load_study(study), Store(job.root)).folder).content == job.content


CHOICES = ({"by": "quarter"}, {"membership": "primary"}, {"duplicates": "keep"}, {"where": "date >= 2021"})


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_what_is_asked_for_is_part_of_the_key(choices: dict[str, str], job: Job, computed: list[str]) -> None:
    evidence_tables(job)
    evidence_tables(job, "document")
    evidence_tables(job, **choices)
    assert len(computed) == 3
    evidence_tables(job, by="year")  # as the study has it
    assert len(computed) == 3


def _other_code(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    monkeypatch.setattr(keeping, "source_hash", lambda *_: "0")


def _other_library(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    real = keeping.versions
    monkeypatch.setattr(keeping, "versions", lambda names: {**real(names), "numpy": "0.0"})


def _other_fit(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    path = job.runs[-1].folder / "provenance.json"
    record = read_record(path, {"files": dict})
    write_record(path, {**record, "files": {**record["files"], "topics.npz": "0"}})


def _other_table(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    record = read_record(job.folder / "job.json", {"files": dict})
    write_record(job.folder / "job.json", {**record, "files": {**record["files"], "shares.parquet": "0"}})


@pytest.mark.parametrize("change", [_other_code, _other_library, _other_fit, _other_table])
def test_code_libraries_fits_and_tables_are_part_of_the_key(
    change: Callable[[pytest.MonkeyPatch, Job], None], job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[int]()

    def make() -> dict[str, pd.DataFrame]:
        made.append(1)
        return {"numbers": pd.DataFrame({"n": [len(made)]})}

    assert derived(job, "toy", {}, make)["numbers"]["n"].tolist() == [1]
    assert derived(Job(job.folder), "toy", {}, make)["numbers"]["n"].tolist() == [1]
    files = {path: path.read_bytes() for path in (job.folder / "job.json", job.runs[-1].folder / "provenance.json")}
    try:
        change(monkeypatch, job)
        found = derived(Job(job.folder), "toy", {}, make)["numbers"]["n"].tolist()
    finally:
        for path, content in files.items():
            path.write_bytes(content)
    assert found == [2]
    assert len(list((job.root / "derived" / job.name).iterdir())) == 1  # the earlier one is gone


def _flipped(place: Path) -> None:
    content = bytearray((place / "numbers.parquet").read_bytes())
    content[len(content) // 2] ^= 1
    (place / "numbers.parquet").write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "one bit": _flipped,
    "cut short": lambda place: (place / "numbers.parquet").write_bytes(b"PAR1"),
    "a table gone": lambda place: (place / "numbers.parquet").unlink(),
    "the record gone": lambda place: (place / "tables.json").unlink(),
    "the record altered": edit("tables.json", "numbers.parquet", "others.parquet"),
    "the record empty": lambda place: (place / "tables.json").write_text("", encoding="utf-8"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_damaged_is_computed_anew_and_mended(damage: Callable[[Path], object], job: Job) -> None:
    tables = {"numbers": pd.DataFrame({"n": [0.1, float("nan")], "of": ["甲", "b"]})}
    derived(job, "toy", {"a": 1}, lambda: tables)
    (place,) = (job.root / "derived" / job.name).glob("*/toy-*")
    damage(place)
    state = verify_store(Store(job.root)).set_index("name")["state"]
    assert state[f"{job.name}/{place.name}"] in ("changed", "missing")
    assert equal(derived(job, "toy", {"a": 1}, lambda: tables), tables)
    assert set(verify_store(Store(job.root))["state"]) == {"ok"}
    assert equal(derived(job, "toy", {"a": 1}, dict), tables)


def test_a_store_that_cannot_be_written_gives_the_same(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    written = evidence_tables(job)
    shutil.rmtree(job.root / "derived")

    def refuse(*_: object) -> None:
        raise StoreError("the folder cannot be written.")

    monkeypatch.setattr(keeping, "_keep", refuse)
    assert equal(evidence_tables(job), written)
    assert not (job.root / "derived").exists()
