import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import write_toy_study
from topics.errors import StoreError
from topics.files.records import write_record
from topics.jobs.run import run
from topics.jobs.sweep import grid, sweep
from topics.models.embeddings import embedders
from topics.models.embeddings.cache import VectorCache
from topics.models.embeddings.embedders import EMBEDDERS, Embedder, key_of
from topics.store import archive
from topics.store.archive import MANIFEST, export_store, import_store
from topics.store.catalogue import change_tags
from topics.store.job import ORDER
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study

Entries = dict[str, bytes]


def contents(root: Path) -> dict[str, bytes]:
    """The files of a store but for the numbers of its jobs, which are the store's own."""
    files = (p for p in root.rglob("*") if p.is_file() and p.name != ORDER)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The toy study run twice: only what the second job needs is to travel."""
    place = tmp_path_factory.mktemp("archive")
    write_toy_study(place / "toy")
    store = Store(place / "runs")
    run(load_study(place / "toy"), store)
    study = place / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("topics = 3", "topics = 2"), encoding="utf-8")
    run(load_study(place / "toy"), store)
    return store


@pytest.fixture(scope="module")
def packed(source: Store) -> Path:
    file = source.root.parent / "toy.zip"
    export_store(source, file)
    return file


def test_the_archive_holds_what_the_latest_job_needs_and_no_more(source: Store, packed: Path) -> None:
    job = source.latest_job()
    with zipfile.ZipFile(packed) as zipped:
        names = zipped.namelist()
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == sorted(names)
    folders = {name.rsplit("/", 1)[0] for name in names if name not in (MANIFEST, "README.md")}
    of_store = {f"jobs/{job.name}", f"corpora/{job.corpus_key}", *(f"fits/{name}" for name in job.run_names)}
    assert folders == {"study", "study/corpus", *(f"runs/{name}" for name in of_store)}
    assert len(source.runs()) == 3
    assert len(job.run_names) == 2


def test_the_same_store_gives_the_same_bytes_tags_or_not(source: Store, packed: Path, tmp_path: Path) -> None:
    shutil.copytree(source.root, tmp_path / "runs")
    change_tags(Store(tmp_path / "runs").run("nmf"), ["mine"])
    export_store(Store(tmp_path / "runs"), tmp_path / "again.zip", "toy")
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()
    with pytest.raises(StoreError, match="something is here already"):
        export_store(source, packed)


def test_sweeps_over_the_jobs_corpus_travel_with_it(source: Store, tmp_path: Path) -> None:
    shutil.copytree(source.root, tmp_path / "runs")
    store, study = Store(tmp_path / "runs"), load_study(source.root.parent / "toy")
    swept = sweep(study, store, grid(study, "nmf", [2, 3], 1), held_out=False)
    other = sweep(study, store, grid(study, "nmf", [4], 1), held_out=False)
    write_record(other.folder / "job.json", other.record | {"corpus": "another"})
    export_store(store, tmp_path / "swept.zip")
    found = import_store(Store(tmp_path / "new"), tmp_path / "swept.zip")
    assert set(found.jobs) == {source.latest_job().name, swept.name}
    new = Store(tmp_path / "new")
    assert {run.name for run in new.runs()} == {*source.latest_job().run_names, *swept.run_names}
    assert new.latest_job(kind="sweep").table("sweep").equals(swept.table("sweep"))


def test_what_comes_out_is_what_went_in(source: Store, packed: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "new" / "runs")
    found = import_store(store, packed)
    job = source.latest_job()
    assert found.jobs == (job.name,)
    assert len(found.new) == 4
    assert found.kept == ()
    there = contents(source.root)
    assert contents(store.root) == {name: there[name] for name in contents(store.root)}
    assert set(verify_store(store)["state"]) == {"ok"}
    assert store.latest_job("toy").table("shares").equals(job.table("shares"))
    assert import_store(store, packed).new == ()


def test_folders_that_are_there_stay(packed: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    import_store(store, packed)
    name = store.run("nmf").name
    change_tags(store.run(name), ["mine"])
    shutil.rmtree(store.run("lexicon").folder)
    found = import_store(store, packed)
    assert [path.split("-")[0] for path in found.new] == ["fits/lexicon"]
    assert (store.root / "fits" / name / "notes.json").exists()


def test_a_damaged_store_is_not_exported(packed: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    import_store(store, packed)
    path = store.run("nmf").folder / "topics.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(StoreError, match=r"the run nmf-.* is not as it was written \(changed: topics\.npz\)"):
        export_store(store, tmp_path / "bad.zip")
    path.unlink()
    with pytest.raises(StoreError, match=r"topics\.npz is missing"):
        export_store(store, tmp_path / "bad.zip")
    assert not (tmp_path / "bad.zip").exists()


def repack(packed: Path, to: Path, change: Callable[[Entries], object], *, honest: bool = True) -> Path:
    """The archive with other entries; an honest one has their hashes in its manifest."""
    with zipfile.ZipFile(packed) as zipped:
        entries = {name: zipped.read(name) for name in zipped.namelist()}
    change(entries)
    if honest:
        import hashlib

        files = {name: hashlib.sha256(data).hexdigest() for name, data in entries.items() if name != MANIFEST}
        entries[MANIFEST] = json.dumps({"format": 2, "study": "toy", "files": files}).encode()
    with zipfile.ZipFile(to, "w") as zipped:
        for name, data in entries.items():
            zipped.writestr(zipfile.ZipInfo(name), data)
    return to


def first(entries: Entries, ending: str) -> str:
    return next(name for name in entries if name.endswith(ending))


def spoil(ending: str) -> Callable[[Entries], object]:
    return lambda entries: entries.update({first(entries, ending): b"x"})


def lose(ending: str) -> Callable[[Entries], object]:
    return lambda entries: entries.pop(first(entries, ending))


def add(name: str) -> Callable[[Entries], object]:
    return lambda entries: entries.update({name: b"x"})


@pytest.mark.parametrize(
    ("change", "honest", "message"),
    [
        (spoil("topics.npz"), False, "is not the one that was packed"),
        (spoil("topics.npz"), True, r"the run .* \(changed: topics.npz\)"),
        (spoil("shares.parquet"), True, r"the job .* \(changed: shares.parquet\)"),
        (spoil("word_ids.npy"), True, "the corpus .* is not as it was written"),
        (spoil("provenance.json"), True, "the run .* is not as it was written"),
        (lose("topics.npz"), False, "is not in it"),
        (lose("topics.npz"), True, r"\(missing: topics.npz"),
        (add("runs/fits/x/topics.npz"), False, "is in it and not in its list"),
        (lose(MANIFEST), False, "not an archive that"),
        (lambda entries: entries.update({MANIFEST: b"[]"}), False, "not an archive that"),
        (lambda entries: entries.update({MANIFEST: b"{"}), False, "not an archive that can be read"),
        (
            lambda entries: entries.update({MANIFEST: b'{"format": 3, "study": "toy", "files": {}}'}),
            False,
            "not an archive that",
        ),
        (add("/etc/passwd"), True, "has no place in an archive"),
        (add("runs/fits/../../x"), True, "has no place"),
        (add("../x"), True, "has no place"),
        (add("runs/fits/x/.."), True, "has no place"),
        (add("runs/fits/x\\..\\y/z"), True, "has no place"),
        (add("C:/x/y"), True, "has no place"),
        (add("runs/fits/C:/y"), True, "has no place"),
        (add("runs/fits/.unfinished-x/y"), True, "has no place"),
        (add("runs/fits/x/y/z"), True, "has no place"),
        (add("runs/fits/x"), True, "has no place"),
        (add("runs/vectors/a/b"), True, "has no place"),
        (add("runs/hooks/x/y"), True, "has no place"),
        (add("x"), True, "has no place"),
        (add("runs/fits/x/"), True, "has no place"),
        (add("runs/fits/x/a\x1bb"), True, "has no place"),
        (add("runs/fits/x/y"), True, r"the run x is not as it was written \(missing: provenance.json"),
        (
            lambda entries: entries.update({first(entries, "scores.json").replace("scores", "evil"): b"x"}),
            True,
            "evil.json",
        ),
        (
            lambda entries: entries.update({first(entries, "scores.json").replace("scores", "SCORES"): b"x"}),
            True,
            "twice",
        ),
    ],
)
def test_whatever_does_not_belong_is_refused_and_nothing_is_taken(
    packed: Path, tmp_path: Path, change: Callable[[Entries], object], honest: bool, message: str
) -> None:
    store = Store(tmp_path / "runs")
    with pytest.raises(StoreError, match=message):
        import_store(store, repack(packed, tmp_path / "bad.zip", change, honest=honest))
    assert contents(tmp_path) == {"bad.zip": (tmp_path / "bad.zip").read_bytes()}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("provenance.json", {"files": []}),
        ("provenance.json", {"files": None}),
        ("provenance.json", {"inputs": 5}),
        ("provenance.json", {"summary": "x", "corpus": ["x"]}),
        ("job.json", {"files": []}),
        ("job.json", {"models": 5}),
        ("job.json", {"models": [5]}),
        ("job.json", {"models": [{"name": "x"}]}),
        ("job.json", {"models": [{"name": "x", "runs": [["y"]]}]}),
        ("job.json", {"place": [1]}),
        ("job.json", {"corpus": {}}),
        ("job.json", {"other_runs": 5}),
        ("job.json", {"finished": None}),
        ("corpus.json", {"files": 5}),
        ("corpus.json", {"files": {"documents.parquet": 5}}),
        ("corpus.json", {"files": {"../../x": ""}}),
    ],
)
def test_records_whose_hashes_are_right_and_that_say_nonsense_are_refused(
    packed: Path, tmp_path: Path, record: str, told: dict[str, object]
) -> None:
    def change(entries: Entries) -> None:
        name, place = first(entries, record), tmp_path / record
        known = {key: value for key, value in json.loads(entries[name]).items() if key not in ("record", "sha256")}
        write_record(place, known | told)
        entries[name] = place.read_bytes()
        place.unlink()

    store = Store(tmp_path / "runs")
    with pytest.raises(StoreError, match="is not as it was written"):
        import_store(store, repack(packed, tmp_path / "bad.zip", change))
    assert contents(tmp_path) == {"bad.zip": (tmp_path / "bad.zip").read_bytes()}


def test_links_are_refused(packed: Path, tmp_path: Path) -> None:
    bad = shutil.copy(packed, tmp_path / "bad.zip")
    with zipfile.ZipFile(bad, "a") as zipped:
        link = zipfile.ZipInfo("runs/fits/x/y")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(link, "/etc/passwd")
    with pytest.raises(StoreError, match="is a link, a folder or locked"):
        import_store(Store(tmp_path / "runs"), bad)


def test_bombs_and_files_that_are_no_archives_are_refused(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "runs")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("runs/fits/x/y", bytes(10_000_000))
    with pytest.raises(StoreError, match=r"1 file of 10 MB unpacked; the limits are .* 20 times the size"):
        import_store(store, bomb)
    (tmp_path / "text.zip").write_text("no zip")
    with pytest.raises(StoreError, match="not an archive that can be read"):
        import_store(store, tmp_path / "text.zip")
    with pytest.raises(StoreError, match="there is no such file"):
        import_store(store, tmp_path / "none.zip")
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    with pytest.raises(StoreError, match="the limits are 5 files"):
        import_store(store, packed)


def test_an_import_that_fails_halfway_leaves_nothing(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[Path] = []

    def fail_at_third(folder: Path, place: Path) -> None:
        if len(settled) == 2:
            raise OSError(28, "No space left on device")
        settled.append(place)
        folder.rename(place)

    monkeypatch.setattr(archive, "settle", fail_at_third)
    store = Store(tmp_path / "runs")
    with pytest.raises(StoreError, match="No space left on device"):
        import_store(store, packed)
    assert len(settled) == 2
    assert contents(tmp_path) == {}


def test_vectors_of_the_job_travel_and_those_of_other_texts_do_not(
    source: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy as np

    def two_numbers(texts: list[str], progress: object = None) -> "np.ndarray":
        return np.array([[len(text), 1] for text in texts], dtype=np.float32) / 100

    toy = Embedder("lengths of texts", of_texts=two_numbers)
    monkeypatch.setattr(embedders, "EMBEDDERS", {**EMBEDDERS, "toy": toy})
    write_toy_study(tmp_path / "toy")
    study = tmp_path / "toy" / "study.toml"
    kind = '[[models]]\nkind = "seeded-vectors"\nembedder = "toy"\n'
    study.write_text(study.read_text(encoding="utf-8").split("[[models]]")[0] + kind, encoding="utf-8")
    store = Store(tmp_path / "runs")
    run(load_study(tmp_path / "toy"), store)
    strange = key_of(toy, "of another study")
    VectorCache([], store.root / "vectors").write("toy", {strange: np.ones(2, dtype=np.float16)})
    export_store(store, tmp_path / "toy.zip")
    other = Store(tmp_path / "other")
    import_store(other, tmp_path / "toy.zip", tmp_path / "imported")
    texts = other.corpus(other.latest_job().corpus_key)[0].passages["text"]
    keys = [key_of(toy, text) for text in texts]
    known = VectorCache([other.root / "vectors"]).read("toy", [*keys, strange])
    assert known.keys() == set(keys)
