import csv
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import write_toy_study
from topics.errors import StoreError, StudyError
from topics.jobs.run import run
from topics.results.scores import unused_labels
from topics.results.topics import examples_table, label_table, runs_to_label, topics_table, write_label
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study


def write_study(folder: Path) -> Path:
    """The toy study with two seeds of NMF and nothing else that takes time."""
    write_toy_study(folder)
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + "seeds = [1, 2]\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with one job, only to be read."""
    place = tmp_path_factory.mktemp("kept")
    store = Store(place / "runs")
    run(load_study(write_study(place / "toy")), store)
    return store


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Store]:
    """A study and its store, to be changed."""
    study, store = write_study(tmp_path / "toy"), Store(tmp_path / "runs")
    run(load_study(study), store)
    return study, store


def replace(study: Path, old: str, new: str) -> None:
    text = (study / "study.toml").read_text(encoding="utf-8")
    assert old in text
    (study / "study.toml").write_text(text.replace(old, new), encoding="utf-8")


def text_share(job: Job, estimator: str, theme: str) -> float:
    table = job.table("shares").query("weighting == 'text' and period == '2020'").set_index(["estimator", "theme"])
    return float(table.loc[(estimator, theme), "share"])


def test_topics_are_listed_by_size_with_theme_passages_and_words(store: Store) -> None:
    table = topics_table(store.latest_job(), store.run("nmf"), words=1)
    # Of 24 paragraphs 12 are about wind, 8 about rail, 4 about farming.
    assert table["theme"].tolist() == ["wind", "rail", ""]
    assert table["passages"].tolist() == [12, 8, 4]
    assert table["top_words"].tolist()[:2] == ["风电", "高铁"]
    assert table["share"].sum() == pytest.approx(1, abs=1e-5)
    assert table["share"].tolist() == pytest.approx([12 / 24, 8 / 24, 4 / 24], abs=0.03)


@pytest.mark.parametrize("ranking", ["probability", "frex", "relevance"])
def test_every_ranking_gives_words_of_the_topic(store: Store, ranking: str) -> None:
    wind = topics_table(store.latest_job(), store.run("nmf"), 3, ranking)["top_words"][0].split()  # type: ignore[arg-type]
    assert len(wind) == 3
    assert "风电" in wind


def test_examples_are_of_the_topic_and_of_different_documents(store: Store) -> None:
    found = store.run("nmf")
    rail = topics_table(store.latest_job(), found)["topic"][1]
    examples = examples_table(store.latest_job(), found, rail, n=5)
    assert examples.columns.tolist() == ["passage_id", "date", "title", "weight", "text"]
    assert examples["text"].str.startswith("高铁线路").all()
    assert examples["passage_id"].str.split("#").str[0].nunique() == 5
    assert (examples["weight"] > 0.8).all()
    with pytest.raises(StoreError, match='no topic "t2"; did you mean "t02"'):
        examples_table(store.latest_job(), found, "t2")


def test_repeated_passages_are_no_examples_and_no_size(own: tuple[Path, Store]) -> None:
    toy_study, store = own
    original = (toy_study / "documents" / "doc-0.md").read_text(encoding="utf-8")
    copy = original.replace("date: 2020-03-01", "date: 2021-06-01")
    (toy_study / "documents" / "doc-9.md").write_text(copy, encoding="utf-8")
    run(load_study(toy_study), store)
    found = store.run("nmf")
    table = topics_table(store.latest_job(), found)
    assert table["passages"].sum() == 24
    examples = examples_table(store.latest_job(), found, table["topic"][0], n=20)
    assert "doc-9" not in set(examples["passage_id"].str.split("#").str[0])
    replace(toy_study, "[tokens]", '[corpus]\nduplicates = "keep"\n\n[tokens]')
    run(load_study(toy_study), store)
    assert topics_table(store.latest_job(), store.run("nmf"))["passages"].sum() == 27


def test_a_models_name_means_every_seed_and_no_name_every_run(store: Store) -> None:
    job = store.latest_job()
    seeds = job.models[1].run_names
    assert len(seeds) == 2
    assert [r.name for r in runs_to_label(store, ["nmf"])] == seeds
    assert [r.name for r in runs_to_label(store, [seeds[1], "nmf"])] == [seeds[1], seeds[0]]
    assert [r.name for r in runs_to_label(store)] == job.run_names
    with pytest.raises(StoreError, match='no model or run "nmg"; did you mean "nmf"'):
        runs_to_label(store, ["nmg"])


def test_a_codebook_line_says_what_is_needed_to_decide(store: Store) -> None:
    table = label_table(store.latest_job(), runs_to_label(store, ["nmf"]))
    expected = ["run", "topic", "theme", "evidence", "share", "top_words", "frex_words"]
    assert table.columns.tolist() == [*expected, "example_1", "example_2", "example_3"]
    assert len(table) == 6
    assert table["theme"].tolist() == ["wind", "rail", ""] * 2
    assert table["example_1"].str.len().max() == 61
    assert table["example_1"][1].startswith("高铁线路穿过山区")


def test_from_label_to_edit_to_other_shares_without_a_fit(
    own: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    toy_study, store = own
    before = store.latest_job()
    path = toy_study / "codebook.csv"
    themes = write_label(store.latest_job(), runs_to_label(store, ["nmf"]), path)
    assert [theme.id for theme in themes] == ["wind", "rail"]
    with pytest.raises(StudyError, match="a codebook here already"):
        write_label(store.latest_job(), runs_to_label(store, ["nmf"]), path)

    monkeypatch.setattr("topics.jobs.prepare._fit", lambda *_: pytest.fail("fitted again"))
    unedited = run(load_study(toy_study), store)
    assert unedited.table("shares").equals(before.table("shares"))

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["theme"] = "rail" if row["theme"] == "wind" else row["theme"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    after = run(load_study(toy_study), store)
    assert after.runs == before.runs
    assert np.isnan(text_share(after, "nmf", "wind"))  # no topic is named wind any more
    assert text_share(after, "nmf", "rail") == pytest.approx(
        text_share(before, "nmf", "wind") + text_share(before, "nmf", "rail")
    )
    assert text_share(after, "lexicon", "wind") == text_share(before, "lexicon", "wind")

    # What was edited is what the next codebook begins with.
    assert set(label_table(store.latest_job(), runs_to_label(store, ["nmf"]))["theme"]) == {"rail", ""}


def test_lines_of_runs_that_are_no_more_are_not_passed_over_in_silence(own: tuple[Path, Store]) -> None:
    toy_study, store = own
    path = toy_study / "codebook.csv"
    write_label(store.latest_job(), runs_to_label(store, ["nmf"]), path)
    assert unused_labels(path, store.latest_job()) == ""
    replace(toy_study, "topics = 3", "topics = 2")
    job = run(load_study(toy_study), store)
    assert "lines of nmf-3-s1-" in unused_labels(path, job)
    assert "`topics label`" in unused_labels(path, job)


def test_a_codebook_that_cannot_be_read_stops_the_job_before_any_fit(toy_study: Path, tmp_path: Path) -> None:
    (toy_study / "codebook.csv").write_text("topic,theme\nt01,wind\n", encoding="utf-8")
    with pytest.raises(StudyError, match="expected the columns run, topic, theme"):
        run(load_study(toy_study), Store(tmp_path / "fresh"))
    assert Store(tmp_path / "fresh").runs() == []


def test_scoring_one_estimator_reads_its_own_fits_alone(own: tuple[Path, Store]) -> None:
    job = own[1].latest_job()
    first, other = job.models[0], job.models[1]
    for run_of_other in other.runs:
        shutil.rmtree(run_of_other.folder)
    assert len(job.scores(first.name)) == len(first.runs)
    missing = other.run_names[0]
    with pytest.raises(StoreError, match=f'there is no run "{missing}"; '):
        job.scores(other.name)
