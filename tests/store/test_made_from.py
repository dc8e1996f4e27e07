"""Jobs known by what they were made from: at once where nothing has changed, and never where anything has."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.jobs import run as module
from topics.jobs.run import run
from topics.store import made_from as knowing
from topics.store.job import Job
from topics.store.made_from import state_of
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_toy_study(tmp_path / "toy")
    return tmp_path / "toy"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy study, run; tests put back what they change."""
    folder = tmp_path_factory.mktemp("known")
    write_toy_study(folder / "toy")
    run(load_study(folder / "toy"), Store(folder / "runs"))
    return folder


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The studies that were read and computed rather than known, in order."""
    names, real = list[str](), module._computed

    def counting(study, *rest):  # type: ignore[no-untyped-def]
        names.append(study.slug)
        return real(study, *rest)

    monkeypatch.setattr(module, "_computed", counting)
    return names


def tables(job: Job) -> dict[str, pd.DataFrame]:
    return {name.removesuffix(".parquet"): job.table(name.removesuffix(".parquet"))
            for name in job.record["files"] if name.endswith(".parquet")}  # fmt: skip


def test_an_unchanged_study_has_its_job_already(place: Path, computed: list[str]) -> None:
    store = Store(place / "runs")
    first = store.latest_job("toy")
    again = run(load_study(place / "toy"), store)
    assert computed == []
    assert again.name == first.name
    assert again.order > first.order
    assert again.finished > first.finished
    shutil.rmtree(place / "runs" / "derived")  # nothing is known now
    fresh = run(load_study(place / "toy"), store)
    assert computed == ["toy"]
    assert fresh.name == first.name
    for name, table in tables(fresh).items():
        pd.testing.assert_frame_equal(table, tables(again)[name], check_exact=True)


def edit(file: str, text: str) -> Callable[[Path], None]:
    def change(study: Path) -> None:
        path = study / file
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda study: (study / file).unlink()


def first_document(study: Path) -> Path:
    return min(path for path in (study / "documents").rglob("*") if path.is_file())


def same_length(study: Path) -> None:
    """Other words of the same number of bytes at the same time: size and time of a file tell nothing."""
    path = first_document(study)
    before, text = path.stat(), path.read_bytes()
    path.write_bytes(text[:-3] + "。".encode() if not text.endswith("。".encode()) else text[:-3] + "！".encode())
    import os

    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


CHANGES = {
    "a comment in the settings": edit("study.toml", "\n# 注\n"),
    "a comment in the themes": edit("themes.toml", "\n# note\n"),
    "lexicon": edit("lexicon.txt", "\n高速铁路\n"),
    "stop words": edit("stop_words.txt", "\nof\n"),
    "codebook": edit("codebook.csv", "run,topic,theme\n"),
    "codes": edit("gold.csv", "\n"),
    "manifest": edit("documents.csv", "path,date\n"),
    "vectors": edit("vectors/e5-small.npz", "x"),
    "another document": edit("documents/2021-05-01 new.txt", "风电叶片与高铁列车的新闻，写得足够长，能算作一个段落。"),
    "a file without a reader": edit("documents/scan.caj", "x"),
    "a document's words": same_length,
    "a document less": lambda study: first_document(study).unlink(),
    "a document's name": lambda study: first_document(study).rename(first_document(study).with_stem("2020-01-01 b")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_file_that_a_job_is_made_from_gives_another_state(change: Callable[[Path], None], study: Path) -> None:
    before = state_of(load_study(study))
    assert state_of(load_study(study)) == before != ""
    change(study)
    assert state_of(load_study(study)) != before


def test_other_code_packages_and_python_give_another_state(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, states = load_study(study), set[str]()
    states.add(state_of(opened))
    with monkeypatch.context() as patch:
        patch.setattr(knowing, "source_hash", lambda: "other")
        states.add(state_of(opened))
    with monkeypatch.context() as patch:
        patch.setattr("platform.python_version", lambda: "3.99.0")
        states.add(state_of(opened))
    (study.parent / "installed" / "numpy-9.9.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(study.parent / "installed"))
    states.add(state_of(opened))
    assert len(states) == 4
    assert str(study.parent / "installed") in sys.path


def test_a_model_for_vectors_that_is_named_by_its_path_is_never_known(study: Path) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    more = '\n[[models]]\nkind = "seeded-vectors"\nembedder = "model2vec:model"\n'
    (study / "study.toml").write_text(text + more, encoding="utf-8")
    assert state_of(load_study(study)) == ""


def damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


LOST: dict[str, Callable[[Job], None]] = {
    "a table": lambda job: damage(job.folder / "shares.parquet"),
    "the corpus": lambda job: shutil.rmtree(job.root / "corpora" / job.corpus_key),
    "a table of the corpus": lambda job: damage(job.root / "corpora" / job.corpus_key / "passages.parquet"),
    "a fit": lambda job: shutil.rmtree(job.runs[0].folder),
    "an array of a fit": lambda job: damage(job.runs[0].folder / "topics.npz"),
    "the state": lambda job: damage(job.root / "derived" / job.name / "made-from.json"),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST.keys())
def test_a_job_that_is_not_whole_is_not_known(lose: Callable[[Job], None], place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "runs", tmp_path / "runs")
    study, store = load_study(place / "toy"), Store(tmp_path / "runs")
    state = state_of(study)
    known = store.known_job(state, study)
    assert known
    lose(known)
    assert store.known_job(state, study) is None


def test_a_study_that_changes_while_it_runs_is_not_known(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module._computed

    def changing(*given):  # type: ignore[no-untyped-def]
        job = real(*given)
        edit("stop_words.txt", "\nof\n")(study)
        return job

    monkeypatch.setattr(module, "_computed", changing)
    store = Store(study.parent / "runs")
    run(load_study(study), store)
    opened = load_study(study)
    assert store.known_job(state_of(opened), opened) is None
