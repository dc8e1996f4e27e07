"""Two studies whose jobs share runs in one store: every answer is from the job that was asked for."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from tests.report.unpacked import kept_of
from topics.cli import app
from topics.errors import StoreError
from topics.jobs.refit import rerun
from topics.jobs.run import run
from topics.report.page import report_page
from topics.results.comparison import compare_pair, compare_runs
from topics.results.topics import label_table, runs_to_label
from topics.store.archive import export_store, import_store
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

HALVES = '\n[periods]\nby = "half-year"\n'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job, Job]:
    """The toy study, and one with half-years and a codebook in which rail and wind have changed places, run last."""
    place = tmp_path_factory.mktemp("shared")
    store = Store(place / "runs")
    write_toy_study(place / "first")
    first = run(load_study(place / "first"), store)
    write_toy_study(place / "second")
    path = place / "second" / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("\n[tokens]", f"{HALVES}\n[tokens]"), encoding="utf-8")
    turned = label_table(first, runs_to_label(store, ["nmf"]))
    turned["theme"] = turned["theme"].map({"wind": "rail", "rail": "wind", "": ""})
    turned.to_csv(place / "second" / "codebook.csv", index=False)
    second = run(load_study(place / "second"), store)
    assert first.run_names == second.run_names
    return store, first, second


def asked(store: Store, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--store", str(store.root), "--csv"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(("study", "largest", "periods"), [("first", "wind", {"2020"}), ("second", "rail", {"2020H1"})])
def test_a_study_is_answered_for_by_its_own_job(
    shared: tuple[Store, Job, Job], study: str, largest: str, periods: set[str]
) -> None:
    store, *_ = shared
    name = store.run("nmf", study).name
    for run_name in ("nmf", name):
        topics = asked(store, "show", study, run_name).splitlines()
        assert topics[1].split(",")[1] == largest
        passages = asked(store, "passages", study, run_name)
        assert {line.split(",")[3] for line in passages.splitlines()[1:]} == {
            p.replace("2020", y) for p in periods for y in ("2020", "2021")
        }
        shares = asked(store, "shares", study, run_name)
        assert all(period in shares for period in periods)
        assert ("2020H1" in shares) == (study == "second")


def test_without_a_study_the_latest_job_that_has_the_run_answers(shared: tuple[Store, Job, Job]) -> None:
    store, first, second = shared
    assert store.job_of(first.run_names[1]).name == second.name
    assert asked(store, "show", first.run_names[1]).splitlines()[1].split(",")[1] == "rail"


def test_a_study_without_the_run_says_so(shared: tuple[Store, Job, Job]) -> None:
    with pytest.raises(StoreError, match=r'no .* job of the study "first" in .* has this run; leave out the study'):
        shared[0].job_of("nmf-9-s1-00000000", study="first")


def test_the_report_of_a_study_has_its_own_themes(shared: tuple[Store, Job, Job]) -> None:
    _, first, second = shared
    for job, theme in ((first, "wind"), (second, "rail")):
        largest = kept_of(report_page(job))["models"][1]["topics"][0]
        assert largest["theme"] == theme


def test_a_changed_date_reaches_what_reuses_the_fits(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    write_toy_study(tmp_path / "toy")
    first = run(load_study(tmp_path / "toy"), store)
    path = tmp_path / "toy" / "documents" / "doc-3.md"  # of 2020, two paragraphs of wind and one of rail
    path.write_text(path.read_text(encoding="utf-8").replace("2020-03-04", "2021-03-04"), encoding="utf-8")
    second = run(load_study(tmp_path / "toy"), store)
    assert second.run_names == first.run_names
    assert second.corpus_key != first.corpus_key

    shares = second.table("shares").query("weighting == 'text'").set_index(["estimator", "theme", "period"])["share"]
    pair = compare_pair(store, "nmf", "lexicon")
    assert pair.refused == ()
    for row in pair.tables["Shares"].itertuples():
        assert row.share == pytest.approx(shares["nmf", row.theme, row.period], abs=1e-12)
        assert row.share_minus == pytest.approx(shares["lexicon", row.theme, row.period], abs=1e-12)

    # A third model is fitted to the new corpus; the others' coherence is told beside it.
    study = tmp_path / "toy" / "study.toml"
    study.write_text(
        study.read_text(encoding="utf-8") + '\n[[models]]\nkind = "nmf"\nname = "four"\ntopics = 4\n', "utf-8"
    )
    third = run(load_study(tmp_path / "toy"), store)
    assert compare_pair(store, "four", "nmf").refused == ()
    scores = compare_runs(store, third.run_names)["Scores"].set_index("run")["npmi"]
    assert scores.notna().all()

    # The archive holds the new corpus alone, which is enough to fit all of it again.
    export_store(store, tmp_path / "toy.zip")
    elsewhere = Store(tmp_path / "elsewhere")
    import_store(elsewhere, tmp_path / "toy.zip", tmp_path / "imported")
    assert not elsewhere.has_corpus(first.corpus_key)
    assert set(rerun(elsewhere)["state"]) == {"same bits"}
