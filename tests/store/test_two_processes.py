"""Two processes that fit the same study into one store at the same time."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from topics.jobs.run import run
from topics.preprocessing.corpus_tables import ACCOUNTS
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study

# Whoever is ready to keep a fit waits until the other one is ready to keep the same: both have fitted it.
TOGETHER = """
import sys, time
from pathlib import Path
from topics.cli import main
from topics.store.store import Store

me, other, place = sys.argv.pop(), sys.argv.pop(), Path(sys.argv.pop())
keep = Store.save_run

def save_run(store, name, *rest):
    (place / f"{me} {name}").touch()
    deadline = time.monotonic() + 60
    while not (place / f"{other} {name}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return keep(store, name, *rest)

Store.save_run = save_run
main()
"""


def test_one_result_and_no_error_is_shown(toy_study: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    store = Store(tmp_path / "runs")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TOGETHER, "run", toy_study, "--store", store.root, marks, other, me],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for me, other in (("a", "b"), ("b", "a"))
    ]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    for out, err in said:
        assert out == ""
        assert "Error" not in err
        assert "Traceback" not in err
        assert "2 runs in" in err
    runs = [found.name for found in store.runs()]
    assert sorted(mark.name for mark in marks.iterdir()) == sorted(f"{who} {name}" for who in "ab" for name in runs)
    assert len(runs) == 2
    assert len(store.jobs()) == len(store.folders("corpora")) == 1
    assert set(verify_store(store)["state"]) == {"ok"}
    assert not [path for path in store.root.rglob("*") if path.name.startswith(".")]


def test_what_is_left_of_a_killed_process_is_in_nobodys_way(toy_study: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    job = run(load_study(toy_study), store)
    half = store.root / "fits" / ".unfinished-killed"
    store.run("lexicon").folder.rename(half)
    (half / "provenance.json").unlink()
    again = run(load_study(toy_study), store)
    assert again.run_names == job.run_names
    assert len(store.runs()) == 2
    assert set(verify_store(store)["state"]) == {"ok"}


def test_a_corpus_kept_by_version_0_1_is_read(toy_study: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    key = run(load_study(toy_study), store).corpus_key
    corpus, now = store.corpus(key)
    # Version 0.1 kept no accounts of text.
    old = f"{replace(corpus, accounts=ACCOUNTS.frame()).fingerprint}-{now.fingerprint}"
    folder = (store.root / "corpora" / key).rename(store.root / "corpora" / old)
    (folder / "accounts.parquet").unlink()
    for note in (store.root / "corpora").glob("of-*.txt"):
        note.write_text(f"{old}\n", encoding="utf-8")
    np.savez_compressed(folder / "tokens.npz", lengths=now.lengths, word_ids=now.word_ids, offsets=now.offsets)
    for name in ("lengths.npy", "word_ids.npy", "offsets.npy", "corpus.json"):
        (folder / name).unlink()
    _, then = store.corpus(old)
    assert then.fingerprint == now.fingerprint
    states = verify_store(store).set_index("kind")["state"]
    assert states.loc[["corpus"]].tolist() == ["ok"]
    assert run(load_study(toy_study), store).corpus_key == old
