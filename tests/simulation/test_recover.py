"""Recovery of planted shares: the short form, and that nothing but the corpus decides what comes out."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from topics.errors import ScoreError, StoreError, StudyError
from topics.jobs.run import run
from topics.models import ModelKind
from topics.models.counting.lexicon import fit_lexicon
from topics.shares.codebook import ThemeScores
from topics.shares.own_scale import on_own_scale
from topics.simulation.coded import coded_passages
from topics.simulation.controls import negative_controls, random_theme
from topics.simulation.generators import simulate
from topics.simulation.planted import Simulated
from topics.simulation.recover import (
    ESTIMATORS,
    TRUTH,
    Replication,
    estimate,
    recover,
    replicate,
)
from topics.simulation.simulated_study import write_simulated
from topics.store.store import Store
from topics.study.settings import ModelSettings
from topics.study.study import load_study
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED


@pytest.fixture(scope="module")
def made() -> Simulated:
    return simulate("A", documents=60, seed=3)


def test_numbers_depend_neither_on_workers_nor_on_how_many_replications_there_are() -> None:
    asked = {"documents": 50, "draws": 100}
    one = recover(["D"], ["lexicon"], replications=3, workers=2, **asked)
    other = recover(["D"], ["lexicon"], replications=4, workers=3, **asked)
    same = other.cells[other.cells["replication"] <= 3].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.cells, same)
    assert one.scores["estimator"].tolist() == [TRUTH, "lexicon"]
    assert one.cells.groupby(["replication", "estimator"]).size().tolist() == [20] * 6
    assert one.cells.groupby("replication")["corpus"].sum().nunique() == 3


def test_a_recovery_that_was_killed_goes_on_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"draws": 100, "documents": 50, "membership": "weight", "seed": 1, "coded": None}
    models = tuple(ESTIMATORS[name] for name in ("lexicon", "clause-extent"))
    whole = replicate(Replication("E", 1, estimators=models, **asked))
    task = Replication("E", 1, estimators=models, keep=tmp_path / "kept", **asked)
    estimated: list[str] = []

    def dies_late(made: Simulated, model: ModelSettings, **kept: object) -> list[ThemeScores]:
        estimated.append(model.name)
        if estimated == ["lexicon", "clause-extent"]:
            raise KeyboardInterrupt
        return estimate(made, model, **kept)

    monkeypatch.setattr("topics.simulation.recover.estimate", dies_late)
    with pytest.raises(KeyboardInterrupt):
        replicate(task)
    assert len(list((tmp_path / "kept").iterdir())) == 2  # the truth and the lexicon, nothing half-written
    again = replicate(task)
    assert estimated == ["lexicon", "clause-extent", "clause-extent"]
    for first, second in zip(whole, again, strict=True):
        pd.testing.assert_frame_equal(
            first.drop(columns="seconds", errors="ignore"),
            second.drop(columns="seconds", errors="ignore"),
            check_exact=True,
        )
    for first, second in zip(again, replicate(task), strict=True):
        pd.testing.assert_frame_equal(first, second, check_exact=True)
    assert len(estimated) == 3
    other = replicate(replace(task, draws=120))
    assert len(estimated) == 5
    assert not other[0]["upper"].equals(again[0]["upper"])


def test_a_kept_file_that_is_damaged_is_named(tmp_path: Path) -> None:
    task = Replication("A", 1, 50, (), "weight", 1, 100, None, tmp_path)
    replicate(task)
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text()[:100])
    with pytest.raises(StoreError, match="damaged or incomplete"):
        replicate(task)


def test_the_posterior_is_there_for_models_that_have_one() -> None:
    one = ESTIMATORS["lda-guided"].model_copy(update={"seeds": (1,)})
    cells, _ = replicate(Replication("A", 1, 60, (ESTIMATORS["lexicon"], one), "weight", 1, 100, None))
    narrow = cells["posterior_upper"] - cells["posterior_lower"]
    wide = cells["upper"] - cells["lower"]
    guided = cells["estimator"] == "lda-guided"
    assert narrow[~guided].isna().all()
    assert (narrow[guided] > 0).all()
    assert narrow[guided].mean() < 0.6 * wide[guided].mean()


def test_the_truth_has_no_error_and_an_empty_year_no_estimate() -> None:
    task = Replication("E", 1, 60, (ESTIMATORS["lexicon"],), "weight", 1, 100, None)
    cells, tests = replicate(task)
    truth = cells[cells["estimator"] == TRUTH]
    assert np.allclose(truth["share"], truth["corpus"], equal_nan=True)
    empty = cells[cells["period"] == "2022"]
    assert len(empty) == 8
    assert empty[["share", "lower", "upper", "corpus", "process"]].isna().all(axis=None)
    assert tests["estimator"].tolist() == [TRUTH, "lexicon"]


def test_by_primary_theme_the_process_is_not_known() -> None:
    task = Replication("A", 1, 60, (), "primary", 1, 100, None)
    cells, _ = replicate(task)
    assert np.allclose(cells["share"], cells["corpus"])
    assert cells["process"].isna().all()
    assert not np.allclose(cells["corpus"], replicate(Replication("A", 1, 60, (), "weight", 1, 100, None))[0]["corpus"])


def test_a_corpus_that_an_estimator_refuses_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    few = ESTIMATORS["lda-guided"].model_copy(update={"options": {"guided": True, "topics": 4}})
    monkeypatch.setattr("topics.simulation.recover.ESTIMATORS", {**ESTIMATORS, "lda-guided": few})
    cells, tests = replicate(Replication("A", 1, 50, (few,), "weight", 1, 100, None))
    assert set(cells["estimator"]) == {TRUTH}
    assert tests["refused"].str.startswith("lda: topics = 4 leaves no free topic").tolist() == [False, True]


def test_the_scale_is_no_part_of_a_fit(made: Simulated) -> None:
    kept: dict[tuple[object, ...], object] = {}
    one = ESTIMATORS["lda-guided"].model_copy(
        update={"seeds": (1,), "options": {"guided": True, "topics": 6, "passes": 2}}
    )
    (plain,) = estimate(made, one, kept=kept)
    (own,) = estimate(made, one.model_copy(update={"scale": "own"}), kept=kept)
    assert len(kept) == 1
    assert (own.weights == on_own_scale(plain, made.tokens.lengths).weights).all()


@pytest.mark.parametrize("name", ["lexicon", "clause-extent", "lda-guided"])
def test_negative_controls_hold(name: str, made: Simulated) -> None:
    table = negative_controls(made, [name])
    assert len(table) == 3
    assert table["holds"].all(), table.to_dict("records")


def test_an_estimator_that_looks_at_names_is_found_out(made: Simulated, monkeypatch: pytest.MonkeyPatch) -> None:
    from topics import models

    def by_name(data: models.ModelInput, seed: int = 0) -> models.FittedTopics:
        """The lexicon, its themes' weights dealt in the order of their names."""
        fitted = fit_lexicon(data)
        ids = [theme.id for theme in data.themes]
        columns = [*(sorted(ids).index(theme) for theme in ids), len(ids)]
        return replace(fitted, passage_topics=fitted.passage_topics[:, columns], passage_present=None)

    monkeypatch.setattr(models, "MODELS", {**models.MODELS, "lexicon": ModelKind(by_name, frozenset(), ())})
    table = negative_controls(made, ["lexicon"]).set_index("control")
    assert not table.loc["swapped names", "holds"]


def test_random_words_are_no_keywords(made: Simulated) -> None:
    terms = set(random_theme(made).terms)
    assert len(terms) == 5
    assert not terms & {word for words in made.keywords.values() for word in words}


@pytest.mark.parametrize("generator", ["A", "B", "E"])
def test_a_written_study_reads_as_what_was_simulated(generator: str, tmp_path: Path) -> None:
    made = simulate(generator, documents=60, seed=1)
    write_simulated(made, tmp_path / "planted", seed=1)
    study = load_study(tmp_path / "planted")
    corpus = study.corpus()
    assert not len(corpus.losses)
    for column in ("passage_id", "text", "counted", "duplicate_of"):
        assert corpus.passages[column].tolist() == made.passages[column].tolist(), column
    assert (
        corpus.documents[["doc_id", "date"]].to_numpy().tolist()
        == made.documents[["doc_id", "date"]].to_numpy().tolist()
    )
    tokens = study.tokens(corpus)
    assert tokens.vocabulary == made.tokens.vocabulary
    assert (tokens.word_ids == made.tokens.word_ids).all()
    assert (tokens.lengths == made.tokens.lengths).all()
    assert study.themes[0].terms == made.themes[0].terms
    truth = pd.read_csv(tmp_path / "planted" / "truth.csv", dtype={"period": str})
    assert truth.pivot(index="period", columns="theme", values="corpus_share").to_numpy() == pytest.approx(
        made.corpus(), abs=1e-6, nan_ok=True
    )


def test_a_written_study_runs_and_gives_the_shares_that_recovery_has(tmp_path: Path) -> None:
    task = Replication("A", 1, 50, (ESTIMATORS["lexicon"],), "weight", 1, 2000, None)
    cells, _ = replicate(task)
    made = simulate("A", documents=50, seed=100_001)
    write_simulated(made, tmp_path / "planted", seed=100_001)
    settings = tmp_path / "planted" / "study.toml"
    lines, models = settings.read_text().split("[[models]]", 1)
    settings.write_text(lines + '[[models]]\nkind = "lexicon"\n')
    assert "clause-extent" in models
    job = run(load_study(tmp_path / "planted"), Store(tmp_path / "runs"))
    shares = job.table("shares")
    shares = shares[(shares["weighting"] == "text") & ~shares["theme"].isin([NONE_OF_THE_THEMES, UNASSIGNED])]
    own = cells[cells["estimator"] == "lexicon"]
    for column in ("share", "lower", "upper"):
        assert shares[column].to_numpy() == pytest.approx(own[column].to_numpy(), nan_ok=True)
    gold = job.table("gold")
    assert (gold["passage_id"] != "").all()
    assert len(gold) == len(made.passages)


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path, made: Simulated) -> None:
    with pytest.raises(StudyError, match="there is something here already"):
        write_simulated(made, tmp_path, seed=1)
    assert not list(tmp_path.iterdir())


def test_coded_passages_of_a_study(toy_study: Path) -> None:
    with pytest.raises(ScoreError, match=r"no gold\.csv"):
        coded_passages(load_study(toy_study))
    gold = [
        "doc_id,starts,theme",
        *(f"doc-{n},风电机组,wind" for n in range(8)),
        *(f"doc-{n},高铁线路,rail" for n in range(8)),
    ]
    gold += [f"doc-{n},水稻插秧,other" for n in range(4, 8)]
    (toy_study / "gold.csv").write_text("\n".join(gold) + "\n", encoding="utf-8")
    coded = coded_passages(load_study(toy_study))
    assert [coded.codes.count(code) for code in ("wind", "rail", "")] == [8, 8, 4]
    assert all("风电" in words for words, code in zip(coded.words, coded.codes, strict=True) if code == "wind")


def test_unknown_names_are_refused_before_anything_is_simulated() -> None:
    with pytest.raises(ScoreError, match='no estimator "lda-guidd" to recover shares with; did you mean "lda-guided"'):
        recover(["A"], ["lda-guidd"])
    with pytest.raises(ScoreError, match='there is no generator "X"'):
        recover(["X"], ["lexicon"])


@pytest.mark.slow
def test_the_short_form_of_recovery() -> None:
    """Four corpora of each: what is far from chance with so few, and what must never be otherwise."""
    found = recover(
        ["A", "D", "E"], ["lexicon", "clause-extent", "lda-guided"], replications=4, documents=150, draws=400
    )
    scores = found.scores.set_index(["generator", "estimator"])
    assert (scores["refused"] == 0).all()
    assert (scores.loc["E", "gaps"] == 100).all()
    assert scores.loc[("A", TRUTH), "rmse"] == pytest.approx(0, abs=1e-9)
    assert scores.loc[("A", "lda-guided"), "r"] >= 0.9
    assert scores.loc[("A", "lda-guided"), "rmse"] <= 4.5
    assert scores.loc[("A", "lexicon"), "r"] >= 0.7
    assert scores.loc[("A", "clause-extent"), "r"] >= 0.6
    # 80 cells of a nominal 95 %, Monte Carlo error 2.4 and more, since those of one corpus are not independent.
    assert scores.loc[("A", TRUTH), "coverage_process"] >= 85
    assert scores.loc[("D", TRUTH), "coverage_process"] >= 85
    # At 5 % each, a false trend in two or more of four corpora has a probability of .014.
    assert (scores.loc["D", "trends"] <= 25).all()
    assert (scores["permuted"] <= 50).all()
