"""Tags and notes, filters, removing, verifying, fitting again."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import write_toy_study
from tests.store.damages import DAMAGES
from topics.errors import StoreError
from topics.jobs import refit as rerun_module
from topics.jobs.prepare import fit_missing, prepare
from topics.jobs.refit import rerun
from topics.jobs.run import run
from topics.models.embeddings.cache import VectorCache
from topics.store.catalogue import (
    NOTES,
    Notes,
    change_tags,
    current_jobs,
    read_notes,
    remove_runs,
    runs_table,
    runs_to_remove,
    write_note,
)
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two jobs of the toy study: the second has an NMF of another size."""
    place = tmp_path_factory.mktemp("upkeep")
    write_toy_study(place / "toy")
    run(load_study(place / "toy"), Store(place / "runs"))
    study = place / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("topics = 3", "topics = 2"), encoding="utf-8")
    run(load_study(place / "toy"), Store(place / "runs"))
    return place / "runs"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    shutil.copytree(made, tmp_path / "runs")
    return Store(tmp_path / "runs")


def states(store: Store, *names: str) -> dict[str, tuple[str, str, str]]:
    table = verify_store(store, names)
    return {row.name: (row.state, row.missing, row.changed) for row in table.itertuples(index=False)}


def test_tags_and_a_note_lie_beside_the_run_and_are_no_part_of_it(store: Store) -> None:
    found = store.run("lexicon")
    before = {path.name: path.read_bytes() for path in found.folder.iterdir()}
    assert change_tags(found, ["paper", " main "]) == Notes(("main", "paper"), "")
    assert write_note(found, "read\n  twice") == Notes(("main", "paper"), "read twice")
    assert change_tags(found, remove=["main"]).tags == ("paper",)
    assert read_notes(store.run("lexicon")) == Notes(("paper",), "read twice")
    after = {path.name: path.read_bytes() for path in found.folder.iterdir()}
    assert after.keys() - before.keys() == {NOTES}
    assert {name: after[name] for name in before} == before
    assert set(verify_store(store)["state"]) == {"ok"}
    assert set(verify_store(store)["unknown"]) == {""}
    change_tags(found, remove=["paper"])
    write_note(found, "")
    assert not (found.folder / NOTES).exists()


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "a\nb", "a\x1b[31m"])
def test_a_tag_is_a_word_or_a_few(store: Store, tag: str) -> None:
    with pytest.raises(StoreError, match="is not a tag"):
        change_tags(store.run("lexicon"), [tag])


def test_tags_that_are_not_there_and_notes_that_cannot_be_read(store: Store) -> None:
    found = store.run("lexicon")
    change_tags(found, ["paper"])
    with pytest.raises(StoreError, match='no tag "papr"; did you mean "paper"'):
        change_tags(found, remove=["papr"])
    (found.folder / NOTES).write_text('{"tags"')
    with pytest.raises(StoreError, match=r"notes\.json: tags and note cannot be read .* the run is whole"):
        read_notes(found)


def test_runs_are_listed_by_study_kind_and_tag(store: Store, made: Path) -> None:
    assert len(runs_table(store)) == 3
    assert set(runs_table(store, kind="nmf")["run"]) == {r.name for r in store.runs() if r.name.startswith("nmf")}
    change_tags(store.run("lexicon"), ["paper"])
    tagged = runs_table(store, study="toy", tag="paper")
    assert tagged[["model", "tags"]].to_numpy().tolist() == [["lexicon", "paper"]]
    assert len(runs_table(store, study=str(made.parent / "toy"))) == 3
    assert len(runs_table(store, kind="nmf", tag="paper")) == 0
    for wrong, message in (
        ({"kind": "nnf"}, 'no run of the kind "nnf"; did you mean "nmf"'),
        ({"tag": "papers"}, 'no run with the tag "papers"; did you mean "paper"'),
        ({"study": "toi"}, 'no complete job of the study "toi"; did you mean "toy"'),
    ):
        with pytest.raises(StoreError, match=message):
            runs_table(store, **wrong)


def test_what_the_latest_job_needs_is_not_removed_unless_forced(store: Store) -> None:
    (job,) = current_jobs(store.jobs())
    assert job == store.latest_job()
    old = next(found.name for found in store.runs() if found.name not in job.run_names)
    needed = job.run_names[0]
    with pytest.raises(StoreError, match=f"{job.name} needs {needed}. Nothing is removed"):
        runs_to_remove(store, [old, needed])
    remove_runs(store, runs_to_remove(store, [old, old[:9]]))
    assert [found.name for found in store.runs()] == sorted(job.run_names)
    assert set(states(store).values()) == {("ok", "", "")}
    remove_runs(store, runs_to_remove(store, [needed], force=True))
    assert states(store)[job.name] == ("missing", needed, "")
    assert not list((store.root / "fits").glob(".*"))


def spoil_bytes(store: Store) -> tuple[str, str, str, str]:
    path = store.run("lexicon").folder / "topics.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    return path.parent.name, "changed", "", "topics.npz"


def lose_file(store: Store) -> tuple[str, str, str, str]:
    path = store.run("lexicon").folder / "scores.json"
    path.unlink()
    return path.parent.name, "missing", "scores.json", ""


def alter_record(store: Store) -> tuple[str, str, str, str]:
    path = store.run("lexicon").folder / "provenance.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"seed": 1', '"seed": 2'), encoding="utf-8")
    return path.parent.name, "changed", "", "provenance.json"


def break_record(store: Store) -> tuple[str, str, str, str]:
    path = store.latest_job().folder / "job.json"
    path.write_text("{", encoding="utf-8")
    return path.parent.name, "changed", "", "job.json"


def alter_job(store: Store) -> tuple[str, str, str, str]:
    path = store.latest_job().folder / "job.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"title": "Other"}), encoding="utf-8")
    return path.parent.name, "changed", "", "job.json"


def swap_tokens(store: Store) -> tuple[str, str, str, str]:
    (key,) = [folder.name for folder in store.folders("corpora")]
    path = store.root / "corpora" / key / "vocabulary.txt"
    words = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([words[1], words[0], *words[2:]]) + "\n", encoding="utf-8")
    return key, "changed", "", "vocabulary.txt"


def swap_tokens_long_ago(store: Store) -> tuple[str, str, str, str]:
    """The same in a corpus that was kept when there were no hashes of its files."""
    key, state, missing, _ = swap_tokens(store)
    (store.root / "corpora" / key / "corpus.json").unlink()
    return key, state, missing, "its tables or tokens"


def flip_summary(store: Store) -> tuple[str, str, str, str]:
    path = store.run("lexicon").folder / "provenance.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"topics": ', '"topics": 1'), encoding="utf-8")
    return path.parent.name, "changed", "", "provenance.json"


def flip_name_of_hash(store: Store) -> tuple[str, str, str, str]:
    path = store.run("lexicon").folder / "provenance.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"sha256"', '"sha257"'), encoding="utf-8")
    return path.parent.name, "changed", "", "provenance.json"


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_bytes,
        lose_file,
        alter_record,
        break_record,
        alter_job,
        swap_tokens,
        swap_tokens_long_ago,
        flip_summary,
        flip_name_of_hash,
    ],
)
def test_every_damage_is_found_where_it_is(store: Store, spoil: Callable[[Store], tuple[str, str, str, str]]) -> None:
    assert set(states(store).values()) == {("ok", "", "")}
    name, *expected = spoil(store)
    found = states(store)
    assert found.pop(name) == tuple(expected)
    assert set(found.values()) == {("ok", "", "")}


def test_a_run_without_its_record_is_missing_where_it_is_needed(store: Store) -> None:
    path = store.run("lexicon").folder / "provenance.json"
    path.unlink()
    found = states(store)
    assert found[path.parent.name] == ("missing", "provenance.json", "")
    assert found[store.latest_job().name] == ("missing", path.parent.name, "")


def test_some_runs_are_verified_alone(store: Store) -> None:
    name, *_ = spoil_bytes(store)
    assert list(states(store, "nmf", "lexicon")) == [store.run("nmf").name, name]
    assert states(store, "nmf").popitem()[1] == ("ok", "", "")


def test_a_refit_gives_the_same_bits(store: Store) -> None:
    table = rerun(store)
    assert table["run"].tolist() == store.latest_job().run_names
    assert table["state"].tolist() == ["same bits"] * 2
    assert table["differs"].tolist() == ["", ""]
    assert table[["distance", "largest_change"]].to_numpy().tolist() == [[0, 0]] * 2


def test_fits_that_look_at_vectors_periods_or_a_part_of_the_corpus_are_made_again(
    toy_study: Path, tmp_path: Path
) -> None:
    path = toy_study / "study.toml"
    dynamic = '[[models]]\nkind = "keyatm"\ntopics = 2\niterations = 20\ndynamic = true\nstates = 2\n'
    vectors = '[[models]]\nkind = "seeded-vectors"\nembedder = "lsa"\n'
    path.write_text(path.read_text(encoding="utf-8") + dynamic + vectors, encoding="utf-8")
    study, store = load_study(toy_study), Store(tmp_path / "other")
    run(study, store)
    prepared = prepare(study, store)
    tasks = prepared.tasks(study.settings.models[1:2], prepared.data.of_passages(np.arange(3, 24)))
    fit_missing(tasks, store)
    table = rerun(store, [*store.latest_job().run_names, tasks[0].run])
    assert table["run"].str.split("-").str[0].tolist() == ["lexicon", "nmf", "keyatm", "seeded", "nmf"]
    assert table["state"].tolist() == ["same bits"] * 5
    assert table["differs"].tolist() == [""] * 5


def in_this_process(change):
    """Stands in for the workers: fits are changed on their way."""

    def run_tasks(work, tasks, workers=None):
        for number, task in enumerate(tasks):
            yield number, change(work(task))

    return run_tasks


def test_another_result_is_measured_on_matched_topics(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    name = store.run("nmf").name
    kept = store.run(name).fitted

    def turned_round(fitted):
        return replace(
            fitted,
            topic_words=fitted.topic_words[::-1].copy(),
            passage_topics=(fitted.passage_topics[:, ::-1] * np.float32(0.75)).copy(),
        )

    monkeypatch.setattr(rerun_module, "run_tasks", in_this_process(turned_round))
    row = rerun(store, [name]).iloc[0]
    assert row["state"] == "changed"
    assert row["distance"] == pytest.approx(0, abs=1e-6)
    codebook = store.latest_job().table("codebook").query("run == @name").set_index("topic")["theme"]
    themed = kept.passage_topics[:, [codebook[topic] != "" for topic in kept.topic_ids]]
    # Every theme has one topic here, whose weight shrinks by a quarter.
    assert (codebook != "").sum() == 2
    assert row["largest_change"] == pytest.approx(themed.max() / 4, rel=1e-5)
    monkeypatch.setattr("topics.models.ModelKind.code", property(lambda _: "newer"))
    row = rerun(store, [name]).iloc[0]
    assert row["state"] == "expected"
    assert row["differs"] == f"code {store.run(name).provenance['inputs']['code']} → newer"


def test_a_run_that_cannot_be_fitted_again_says_why(store: Store) -> None:
    name = store.run("nmf").name
    shutil.rmtree(store.root / "corpora" / store.run(name).provenance["corpus"])
    row = rerun(store, [name]).iloc[0]
    assert row["state"] == "not refitted"
    assert "documents.parquet" in row["problem"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_verify_finds_a_damaged_order_of_jobs_and_damaged_vectors(
    store: Store, damage: Callable[[bytes], bytes]
) -> None:
    """Neither is covered by the hashes of its folder; an order cut to nothing ended `verify` in a traceback."""
    VectorCache([], store.root / "vectors").write("tiny", {bytes(32): np.ones(4096, dtype=np.float16)})
    assert {state for state, _, _ in states(store).values()} == {"ok"}
    order, (vectors,) = store.latest_job().folder / "order.json", (store.root / "vectors").glob("*.npz")
    for file in (order, vectors):
        file.write_bytes(damage(file.read_bytes()))
    found = states(store)
    assert found[order.parent.name] == ("changed", "", "order.json")
    assert found[vectors.stem] == ("changed", "", vectors.name)
    with pytest.raises(StoreError, match=r"order\.json: damaged or incomplete"):
        store.latest_job()
