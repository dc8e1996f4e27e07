"""What stays over seeds and orders: of known topics, of the toy study, on the command line."""

import json

import numpy as np
import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.cli import app
from topics.errors import ScoreError, StudyError
from topics.jobs.reorder import in_order, order_sensitivity
from topics.jobs.run import run
from topics.models.fitted import FittedTopics
from topics.report.layouts.share_layouts import shares_layout
from topics.report.layouts.stability_layouts import stability_layout, unstable_sentence
from topics.results.chance import chance_of, chance_statement
from topics.results.comparison import side_by_side
from topics.results.seed_stability import chance_lines, job_stability
from topics.results.shares import chosen_shares
from topics.results.theme_stability import MARK, flagged, themes_over_runs
from topics.results.topics import topics_table
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import Study, load_study
from topics.themes import Theme

THEMES = tuple(Theme(name, (name,), ()) for name in ("wind", "rail"))


def fit(*rows: list[float]) -> FittedTopics:
    words = np.array(rows, dtype=np.float32)
    ids = tuple(f"t{i}" for i in range(len(rows)))
    return FittedTopics(ids, words, np.zeros((1, len(rows)), np.float32), ("p",), tuple("abcd"[: words.shape[1]]))


WIND, RAIL, REST = [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]
FOUND = {"t0": "wind", "t1": "rail", "t2": ""}


def test_a_theme_found_again_in_every_run_is_stable() -> None:
    table = themes_over_runs({"a": fit(WIND, RAIL, REST), "b": fit(WIND, RAIL, REST)}, {"a": FOUND, "b": FOUND}, THEMES)
    assert table["theme"].tolist() == ["wind", "rail"]
    assert table["similarity"].tolist() == table["margin"].tolist() == [1.0, 1.0]
    assert table["n_topics"].tolist() == [1, 1]
    assert table["n_runs"].tolist() == [2, 2]
    assert not table["unstable"].any()


def test_a_theme_whose_topic_is_lost_or_unlabelled_in_a_run_is_unstable() -> None:
    fits = {"a": fit(WIND, RAIL, REST), "b": fit(WIND, [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0])}
    lost = themes_over_runs(fits, {"a": FOUND, "b": FOUND}, THEMES).set_index("theme")
    assert lost["unstable"].to_dict() == {"wind": False, "rail": True}
    same = {"a": fit(WIND, RAIL, REST), "b": fit(WIND, RAIL, REST)}
    unlabelled = themes_over_runs(same, {"a": FOUND, "b": {**FOUND, "t1": ""}}, THEMES).set_index("theme")
    assert unlabelled["unstable"].to_dict() == {"wind": False, "rail": True}
    nowhere = themes_over_runs(same, {"a": {}, "b": {}}, THEMES)
    assert not nowhere["unstable"].any()
    assert nowhere["n_topics"].tolist() == nowhere["n_runs"].tolist() == [0, 0]


def test_shares_of_an_unstable_theme_are_marked_for_its_estimator_and_its_runs() -> None:
    stability = pd.DataFrame({"estimator": ["m", "m"], "theme": ["wind", "rail"], "unstable": [True, False]})
    shares = pd.DataFrame({"estimator": ["m", "m", "n", "m-s1"], "theme": ["wind", "rail", "wind", "wind"]})
    assert flagged(shares, stability, {"m-s1": "m"})["unstable"].tolist() == [True, False, False, True]
    assert unstable_sentence(shares) == ""
    assert unstable_sentence(flagged(shares, stability)).startswith(f"{MARK} unstable")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("stability") / "toy"
    write_toy_study(folder)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    models = '[[models]]\nkind = "lda"\ntopics = 3\nguided = true\npasses = 5\nseeds = [1, 2]\n'
    (folder / "study.toml").write_text(text + models, encoding="utf-8")
    return load_study(folder)


@pytest.fixture(scope="module")
def store(study: Study) -> Store:
    return Store(study.folder.parent / "runs")


@pytest.fixture(scope="module")
def job(study: Study, store: Store) -> Job:
    return run(study, store)


def test_a_job_keeps_what_its_seeds_say_and_marks_its_shares(store: Store, job: Job) -> None:
    kept = job.table("stability")
    assert kept["estimator"].unique().tolist() == ["lda"]  # the only model with two seeds
    assert "unstable" in job.table("shares")
    changed = chosen_shares(job, "text", by="quarter")
    assert not changed["unstable"].any()
    wide = shares_layout(changed.assign(unstable=changed["theme"] == "rail"))
    assert (f"rail {MARK}" in set(wide["theme"])) if "theme" in wide else wide["rail"].str.endswith(MARK).any()


def test_a_job_of_seeds_has_a_table_of_runs_and_one_of_themes(store: Store, job: Job) -> None:
    runs, themes = job_stability(job).values()
    assert runs["prototype"].tolist() == [True, False]  # two runs are as like each other: the first of equals
    assert runs["s_clop"].nunique() == 1
    assert themes["theme"].tolist() == ["wind", "rail"]
    shown = stability_layout(themes)
    assert shown.columns[-4:].tolist() == [
        "mean share over periods",
        "mean SD over fits, points",
        "largest range in",
        "that range, points",
    ]
    assert shown.iloc[0, -1] == f"{100 * themes['range_share'][0]:.1f}"
    assert stability_layout(runs) is runs
    single = chosen_shares(job, "text", runs=list(runs["run"])).query("theme == 'wind'")
    far = single.groupby("period")["share"].agg(lambda of: of.max() - of.min()).max()
    assert themes.set_index("theme").loc["wind", "range_share"] == pytest.approx(far)
    with pytest.raises(ScoreError, match="nmf: one seed each"):
        job_stability(job, ["nmf"])


def test_the_check_against_chance_is_given_for_models_of_several_seeds(job: Job) -> None:
    (line,) = chance_lines(job)
    assert line == chance_statement(chance_of(job.model("lda").runs, job.tokens), name="lda")
    assert line.startswith("lda against chance: ")
    assert "agreement of seeds" in line
    assert chance_lines(job, ["nmf"]) == []


def test_orders_are_fitted_once_and_compared_in_one_order(study: Study, store: Store, job: Job) -> None:
    tables = order_sensitivity(study, store, ["lexicon", "lda"], 2)
    before = {found.name for found in store.runs()}
    lexicon, of_themes, lda, _ = tables.values()
    assert lexicon["run"].tolist() == ["as it is", "order 1", "order 2"]
    assert lexicon["word_agreement"].tolist() == pytest.approx([1.0] * 3)
    assert set(of_themes["range_share"]) == {0.0}  # counting terms knows no order
    assert lda["word_agreement"].between(0, 1).all()
    assert job.run_names[2] in before  # the study's own order is the study's own run
    assert len(before) == len(job.run_names) + 2 * 2
    again = order_sensitivity(study, store, ["lexicon", "lda"], 2)
    assert {found.name for found in store.runs()} == before
    assert all(again[title].equals(table) for title, table in tables.items())
    with pytest.raises(StudyError, match='no model "ldaa"; did you mean "lda"'):
        order_sensitivity(study, store, ["ldaa"])


def test_a_fit_put_in_another_order_has_its_rows_there() -> None:
    topics = np.array([[0.25], [0.5]], dtype=np.float32)
    found = in_order(
        FittedTopics(("t",), np.ones((1, 1), np.float32), topics, ("p1", "p2"), ("w",), passage_present=topics),
        ["p2", "p1"],
    )
    assert found.passage_ids == ("p2", "p1")
    assert found.passage_topics.ravel().tolist() == found.passage_present.ravel().tolist() == [0.5, 0.25]


def test_topics_and_scores_say_what_is_junk(store: Store, job: Job) -> None:
    found = store.run(job.run_names[2])
    table = topics_table(job, found)
    scores = side_by_side([found], [job])["Scores"].iloc[0]
    assert scores["flagged"] == (table["reasons"] != "").sum()
    assert 0 <= scores["inverted_rbo"] <= 1
    assert table["exclusivity"].between(1 / 3, 1).all()


def test_the_command_prints_both(study: Study, store: Store, job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    app(["stability", str(study.folder), "--store", str(store.root), "--json"], standalone_mode=False)
    tables = json.loads(capsys.readouterr().out)
    assert [title.split(":")[0] for title in tables] == ["lda", "lda"]
    assert {row["run"] for row in next(iter(tables.values()))} == set(job.run_names[2:])
    app(["stability", str(study.folder), "--store", str(store.root), "--orders", "1", "--model", "lda", "--json"],
        standalone_mode=False)  # fmt: skip
    assert list(json.loads(capsys.readouterr().out))[1] == "lda, orders: themes"
