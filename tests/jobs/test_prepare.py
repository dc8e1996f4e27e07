import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import topics
from topics.errors import DocumentError
from topics.jobs import prepare as preparing
from topics.jobs.prepare import fit_missing, prepare
from topics.parallel import workers as parallel
from topics.store.store import Store
from topics.study.study import Study

Edit = Callable[[str, str], Path]


@contextmanager
def counted_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of what was done in a process of its own, which is taken for worthwhile for any corpus."""
    asked: list[str] = []

    def noted(work, *arguments, **more):
        asked.append(work.__name__)
        return in_own(work, *arguments, **more)

    in_own = preparing.in_own_process
    monkeypatch.setattr(preparing, "_LARGE", -1)
    monkeypatch.setattr(preparing, "in_own_process", noted)
    yield asked


def kept(root: Path) -> dict[str, bytes]:
    """The files of a store's corpora by their paths."""
    there = root / "corpora"
    return {str(path.relative_to(there)): path.read_bytes() for path in sorted(there.rglob("*")) if path.is_file()}


def test_a_large_corpus_is_made_by_another_process_and_is_the_same(
    toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = topics.load_study(toy_study)
    here, there = Store(tmp_path / "here"), Store(tmp_path / "there")
    told: dict[str, list[str]] = {"here": [], "there": []}
    prepare(study, here, lambda done, total, stage: told["here"].append(stage))
    with counted_processes(monkeypatch) as asked:
        prepared = prepare(study, there, lambda done, total, stage: told["there"].append(stage))
        again = prepare(study, there)  # is kept already
    assert asked == ["_make"]
    assert kept(here.root) == kept(there.root)
    assert dict.fromkeys(told["here"]) == dict.fromkeys(told["there"])
    assert prepared.data.tokens.fingerprint == again.data.tokens.fingerprint


@pytest.mark.parametrize("wrong", ["undated", "empty", "lost"])
def test_what_is_refused_there_is_refused_here_in_the_same_words(
    wrong: str, toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = toy_study / "documents"
    if wrong == "undated":
        (documents / "none.txt").write_text(
            "这里没有写明日期，风电装机容量继续增长，叶片制造企业扩大产能。\n", encoding="utf-8"
        )
    elif wrong == "empty":
        shutil.rmtree(documents)
        documents.mkdir()
        (documents / "a.txt").write_text("", encoding="utf-8")
    else:
        (documents / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    study = topics.load_study(toy_study)
    with pytest.raises(DocumentError) as here:
        prepare(study, Store(tmp_path / "here"))
    with counted_processes(monkeypatch) as asked, pytest.raises(type(here.value)) as there:
        prepare(study, Store(tmp_path / "there"))
    assert asked == ["_make"]
    assert str(there.value) == str(here.value)


def test_small_fits_start_no_worker_and_are_those_of_a_worker(
    edit_study: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = topics.load_study(edit_study('kind = "nmf"', 'kind = "lda"'))
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    fit_into(study, two, workers=2)
    monkeypatch.setattr(parallel.ThisMachine, "results", lambda *_: pytest.fail("a worker was started"))
    fit_into(study, one)
    assert [run.name for run in one.runs()] == [run.name for run in two.runs()]
    for run in one.runs():
        for file in ("topics.npz", "passages.parquet"):
            assert (one.root / "fits" / run.name / file).read_bytes() == (
                two.root / "fits" / run.name / file
            ).read_bytes()


def test_long_fits_go_to_workers(toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "WORTHWHILE", 0.0)
    monkeypatch.setattr(parallel.ThisMachine, "results", workers_asked)
    with pytest.raises(InterruptedError, match="workers were asked"):
        fit_into(topics.load_study(toy_study), Store(tmp_path / "one"))


def workers_asked(*_: object) -> Iterator[tuple[int, object]]:
    raise InterruptedError("workers were asked")


def fit_into(study: Study, store: Store, workers: int | None = None) -> None:
    prepared = prepare(study, store)
    fit_missing(prepared.tasks(study.settings.models), store, workers=workers)
